import CommandTable
import Testing

@testable import PanoramaRoles

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Compares a text with a file in `Tests/Golden`.
///
/// With PANORAMA_ROLES_REWRITE_GOLDEN=1 the file is rewritten and the test fails, so that no run that
/// rewrites passes.
func expectGolden(
  _ text: String, _ name: String, at location: SourceLocation = #_sourceLocation
) {
  let folder = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Golden"
  let path = "\(folder)/\(name)"
  if ProcessInfo.processInfo.environment["PANORAMA_ROLES_REWRITE_GOLDEN"] != nil {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(filePath: path))
      Issue.record("rewrote '\(name)': run again without the variable", sourceLocation: location)
    } catch {
      Issue.record("cannot write '\(path)': \(error)", sourceLocation: location)
    }
    return
  }
  guard let data = FileManager.default.contents(atPath: path) else {
    Issue.record(
      "no file '\(name)': run once with PANORAMA_ROLES_REWRITE_GOLDEN=1", sourceLocation: location)
    return
  }
  let expected = String(decoding: data, as: UTF8.self)
  guard expected != text else { return }
  let first = zip(expected.split(separator: "\n"), text.split(separator: "\n")).first { $0 != $1 }
  Issue.record(
    """
    '\(name)' differs first at: \(first.map { "'\($0.0)' / '\($0.1)'" } ?? "its end"); \
    PANORAMA_ROLES_REWRITE_GOLDEN=1 rewrites it
    """, sourceLocation: location)
}

@Suite struct GoldenTests {
  @Test("the help of the program and of every command is as it was read")
  func help() {
    expectGolden(Program.table.help, "help.txt")
    expectGolden(Program.table.help(on: .commands(below: "policy")), "help-policy.txt")
    for command in Program.table.commands {
      let name = command.name.split(separator: " ").joined(separator: "-")
      expectGolden(Program.table.help(for: command), "help-\(name).txt")
    }
  }

  @Test("the sentences that several places share are as they were read")
  func sentences() {
    let lines = [
      Sentence.doesNotExist("role set", "panoram"),
      Sentence.doesNotExist("role", "Camera", in: "the catalogue"),
      Sentence.exists("notes.txt", isNot: "a saved plan"),
      Sentence.cannotBeRead("spec.json", because: "the file does not exist"),
      Sentence.isNotAccountID("1234"), Sentence.accountIDHint,
      Sentence.didYouMean("panoram", among: ["panorama", "deeplens"]) ?? "",
      Sentence.didYouMean("xyz", among: ["panorama"], else: "'panorama-roles list' names them")
        ?? "",
      Sentence.choose(among: ["aws", "aws-cn"]),
    ]
    expectGolden(lines.map { $0 + "\n" }.joined(), "sentences.txt")
  }

  @Test("the manual page of the program, and that of one command, are as they were read")
  func manPage() throws {
    expectGolden(Program.table.manPage.text, "panorama-roles.1")
    let drift = try #require(Program.table.command(named: "drift"))
    let page = Program.table.manPage(of: drift)
    expectGolden(page.text, page.file)
  }

  @Test("the completion scripts are as they were read", arguments: Shell.allCases)
  func completion(shell: Shell) {
    expectGolden(Program.table.completion(for: shell), "completion.\(shell.rawValue)")
  }
}
