import CommandTable
import Testing

@Suite struct RenderingTests {
  @Test("help of a command keeps to 80 columns and names every flag")
  func help() {
    for command in Sample.table.commands {
      let help = Sample.table.help(for: command)
      for flag in Sample.table.allFlags(of: command) { #expect(help.contains(flag.spelling)) }
      for line in help.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
    #expect(
      Sample.table.help(for: Sample.table.commands[0]).hasPrefix(
        "Usage: tool init --account ID [flags]\n\nFirst setup.\n"))
    #expect(Sample.table.help.contains("  2    Drift\n"))
  }

  @Test("the man page escapes what roff would take as commands")
  func manPage() {
    let page = Sample.table.manPage
    #expect(page.hasPrefix(".TH \"TOOL\" \"1\" \"\" \"tool 1.2.3\" \"User commands\"\n"))
    #expect(page.contains("\nA paragraph that is \\(aqquoted\\(aq \\- and says more.\n"))
    #expect(page.contains("\\fB\\-\\-max\\-attempts\\fR \\fIN\\fR"))
  }

  @Test("each shell's completion names every command and flag", arguments: Shell.allCases)
  func completion(shell: Shell) {
    let script = Sample.table.completion(for: shell)
    for command in Sample.table.commands {
      for word in command.name.split(separator: " ") { #expect(script.contains(word)) }
      for flag in command.flags { #expect(script.contains(flag.name)) }
    }
    #expect(script.contains("text json"))
    #expect(script.hasSuffix("\n"))
  }
}
