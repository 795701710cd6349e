import CommandTable
import TestSupport
import Testing

@testable import PanoramaRoles
@testable import Reports

/// Compares a text with a file in `Tests/Golden`.
func expectGolden(
  _ text: String, _ name: String, at location: SourceLocation = #_sourceLocation
) {
  guard let difference = goldenDifference(text, name) else { return }
  Issue.record("\(difference)", sourceLocation: location)
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
