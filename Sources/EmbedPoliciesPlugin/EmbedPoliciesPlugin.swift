import Foundation
import PackagePlugin

/// Embeds the JSON of Policies/role-sets, documents, identity-policies and schema and the texts of
/// Policies/service-reference in the binary as string literals; and in the program itself the commit
/// that `PANORAMA_ROLES_COMMIT` names, which 'make release' sets.
///
/// A resources bundle (`Bundle.module`) crashes once the binary is moved, and `.embedInCode` makes an
/// array of bytes, which takes the compiler about 0.13 s for each KiB.
@main
struct EmbedPoliciesPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let tool = try context.tool(named: "EmbedPolicies").url
    if target.name == "panorama-roles" {
      let output = context.pluginWorkDirectoryURL.appending(path: "Commit.swift")
      let commit = ProcessInfo.processInfo.environment["PANORAMA_ROLES_COMMIT"] ?? ""
      return [
        .buildCommand(
          displayName: "Embedding the commit", executable: tool,
          arguments: ["--commit", commit, output.path], inputFiles: [], outputFiles: [output])
      ]
    }
    let inputs = try [
      "documents", "identity-policies", "role-sets", "schema", "service-reference",
    ].flatMap {
      folder in
      try FileManager.default.contentsOfDirectory(
        at: target.directoryURL.appending(path: folder), includingPropertiesForKeys: nil
      )
      .filter { ["json", "txt"].contains($0.pathExtension) }
      .sorted { $0.path < $1.path }
    }
    let outputs = ["EmbeddedFiles.swift", "EmbeddedTexts.swift"].map {
      context.pluginWorkDirectoryURL.appending(path: $0)
    }
    return [
      .buildCommand(
        displayName: "Embedding Policies",
        executable: tool,
        arguments: outputs.map(\.path) + inputs.map(\.path),
        inputFiles: inputs,
        outputFiles: outputs)
    ]
  }
}
