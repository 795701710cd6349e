import Foundation
import PackagePlugin

/// Embeds the JSON of Policies/role-sets, documents and identity-policies in the binary as string literals.
///
/// A resources bundle (`Bundle.module`) crashes once the binary is moved, and `.embedInCode` makes an
/// array of bytes, which takes the compiler about 0.13 s for each KiB.
@main
struct EmbedPoliciesPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let inputs = try ["documents", "identity-policies", "role-sets"].flatMap { folder in
      try FileManager.default.contentsOfDirectory(
        at: target.directoryURL.appending(path: folder), includingPropertiesForKeys: nil
      )
      .filter { $0.pathExtension == "json" }
      .sorted { $0.path < $1.path }
    }
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
    return [
      .buildCommand(
        displayName: "Embedding Policies",
        executable: try context.tool(named: "EmbedPolicies").url,
        arguments: [output.path] + inputs.map(\.path),
        inputFiles: inputs,
        outputFiles: [output])
    ]
  }
}
