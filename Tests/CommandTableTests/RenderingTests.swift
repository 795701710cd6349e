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

  @Test("short help leaves out the common flags and exit statuses, and long help has them")
  func shortHelp() {
    let topic = HelpTopic.command(Sample.table.commands[0])
    let short = Sample.table.help(on: topic, isShort: true)
    let long = Sample.table.help(on: topic)
    #expect(short.contains("--device ARN") && long.contains("--device ARN"))
    #expect(!short.contains("Exit status") && long.contains("Exit status"))
    #expect(!short.contains("--quiet") && long.contains("--quiet"))
  }

  @Test("a manual page escapes what roff would take as commands")
  func manPage() {
    let page = Sample.table.manPage.text
    #expect(page.hasPrefix(".TH \"TOOL\" \"1\" \"\" \"tool 1.2.3\" \"User commands\"\n"))
    #expect(page.contains("\nA paragraph that is \\(aqquoted\\(aq \\- and says more.\n"))
    let drift = Sample.table.manPage(of: Sample.table.commands[1])
    #expect(drift.file == "tool-drift.1")
    #expect(drift.text.contains("\\fB\\-\\-max\\-attempts\\fR \\fIN\\fR"))
  }

  @Test("the page of a command has the sections that a reader of manual pages looks for")
  func commandPage() {
    let page = Sample.table.manPage(of: Sample.table.commands[0]).text
    let titles = page.split(separator: "\n").filter { $0.hasPrefix(".SH") }.map { $0.dropFirst(4) }
    #expect(
      titles == [
        "\"NAME\"", "\"SYNOPSIS\"", "\"DESCRIPTION\"", "\"FLAGS\"", "\"COMMON FLAGS\"",
        "\"EXAMPLES\"", "\"FILES\"", "\"ENVIRONMENT\"", "\"EXIT STATUS\"", "\"SEE ALSO\"",
      ])
    #expect(Sample.table.manPages.map(\.file).contains("tool-drift-merge.1"))
  }

  @Test("each shell's completion names every command and flag", arguments: Shell.allCases)
  func completion(shell: Shell) {
    let script = Sample.table.completion(for: shell)
    for command in Sample.table.commands {
      for word in command.name.split(separator: " ") { #expect(script.contains(word)) }
      for flag in command.flags { #expect(script.contains(flag.name)) }
    }
    #expect(script.contains("text json"))
    #expect(script.contains("tool completion words roles"))
    #expect(script.hasSuffix("\n"))
  }
}
