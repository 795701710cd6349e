/// A manual page, in roff with the `man` macros.
public struct ManPage: Hashable, Sendable {
  /// The name of its file, `tool-command.1`.
  public let file: String
  /// Its text, the same on every run.
  public let text: String
}

extension CommandTable {
  /// The page of the program, then one for each command.
  public var manPages: [ManPage] { [manPage] + commands.map(manPage(of:)) }

  /// The page of the program.
  public var manPage: ManPage {
    var page = Roff()
    start(&page, program, summary)
    page.section("SYNOPSIS")
    page.line("\\fB\(Roff.escaped(program))\\fR \\fICOMMAND\\fR [\\fIflags\\fR]")
    page.section("DESCRIPTION")
    page.paragraphs(discussion)
    page.section("COMMANDS")
    for group in groups {
      page.macro("SS", group)
      for command in commands where command.group == group {
        page.item(
          "\\fB\(Roff.escaped(Self.pageName(program, command)))\\fR(1)", command.summary + ".")
      }
    }
    page.section("COMMON FLAGS")
    add(common.flags + Self.builtIn, to: &page)
    add(statuses, to: &page)
    add(environment, "ENVIRONMENT", style: "B", to: &page)
    add(files, "FILES", style: "I", to: &page)
    seeAlso(commands.map { Self.pageName(program, $0) }, in: &page)
    return ManPage(file: program + ".1", text: page.output)
  }

  /// The page of one command.
  public func manPage(of command: Command) -> ManPage {
    let name = Self.pageName(program, command)
    var page = Roff()
    start(&page, name, command.summary)
    page.section("SYNOPSIS")
    page.line(Roff.escaped(usage(of: command)))
    page.section("DESCRIPTION")
    page.paragraphs([command.summary + "."] + command.discussion)
    if !command.operands.isEmpty {
      page.section("ARGUMENTS")
      for operand in command.operands {
        page.item(
          "\\fI\(Roff.escaped(operand.name))\\fR",
          Self.meaning(operand.summary, operand.value) + ".")
      }
    }
    for section in command.sections + [common] {
      page.section(section.title.uppercased())
      add(section.flags + (section == common ? Self.builtIn : []), to: &page)
    }
    if !command.examples.isEmpty { page.section("EXAMPLES") }
    for (number, example) in command.examples.enumerated() {
      if number > 0 { page.macro("PP") }
      page.text(example.purpose + ":")
      page.macro("PP")
      page.macro("RS", "4")
      page.macro("nf")
      page.line("$ " + Roff.escaped(example.line))
      page.macro("fi")
      page.macro("RE")
    }
    add(command.sections.flatMap(\.files), "FILES", style: "I", to: &page)
    add(
      command.sections.flatMap(\.environment) + common.environment, "ENVIRONMENT", style: "B",
      to: &page)
    add(rows(of: command), to: &page)
    let family = command.name.split(separator: " ")[0]
    let others = commands.filter {
      $0.name != command.name && $0.name.split(separator: " ")[0] == family
    }
    let related = command.related.compactMap(self.command(named:))
    seeAlso([program] + (others + related).map { Self.pageName(program, $0) }, in: &page)
    return ManPage(file: name + ".1", text: page.output)
  }

  /// `tool-drift-merge`.
  private static func pageName(_ program: String, _ command: Command) -> String {
    program + "-" + command.name.map { $0 == " " ? "-" : String($0) }.joined()
  }

  private func start(_ page: inout Roff, _ name: String, _ summary: String) {
    page.macro("TH", name.uppercased(), "1", "", "\(program) \(version)", "User commands")
    page.section("NAME")
    page.text(
      "\(Roff.escaped(name)) \\- \(Roff.escaped(lowercasedFirst(summary)))", isEscaped: true)
  }

  private func add(_ rows: [ExitStatusRow], to page: inout Roff) {
    page.section("EXIT STATUS")
    for row in rows { page.item("\\fB\(row.code)\\fR", row.meaning + ".") }
  }

  private func add(
    _ definitions: [Definition], _ title: String, style: String, to page: inout Roff
  ) {
    guard !definitions.isEmpty else { return }
    page.section(title)
    for row in definitions {
      page.item("\\f\(style)\(Roff.escaped(row.term))\\fR", row.meaning + ".")
    }
  }

  private func seeAlso(_ names: [String], in page: inout Roff) {
    guard !names.isEmpty else { return }
    page.section("SEE ALSO")
    page.line(names.map { "\\fB\(Roff.escaped($0))\\fR(1)" }.joined(separator: ", "))
  }

  private func add(_ flags: [FlagDeclaration], to page: inout Roff) {
    for flag in flags {
      var term = "\\fB\(Roff.escaped(flag.spelling))\\fR"
      if let short = flag.short { term = "\\fB\\-\(short)\\fR, " + term }
      if let placeholder = flag.value.placeholder {
        let value = "\\fI\(Roff.escaped(placeholder))\\fR"
        term += flag.isValueOptional ? " [\(value)]" : " \(value)"
      }
      page.item(term, Self.meaning(of: flag) + ".")
    }
  }
}

/// Builds roff, line by line.
private struct Roff {
  var output = ""

  /// Text in which no character is a command: dashes stay dashes when they are copied.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      case "\"": result += "\\(dq"
      case "…": result += "..."
      case "–": result += "\\(en"
      default: result.append(character)
      }
    }
    return result
  }

  mutating func line(_ text: String) { output += text + "\n" }

  mutating func macro(_ name: String, _ arguments: String...) {
    line(arguments.reduce(".\(name)") { "\($0) \"\(Self.escaped($1))\"" })
  }

  mutating func section(_ title: String) { macro("SH", title) }

  mutating func paragraphs(_ texts: [String]) {
    for (number, paragraph) in texts.enumerated() {
      if number > 0 { macro("PP") }
      text(paragraph)
    }
  }

  /// A paragraph.
  ///
  /// A point or a quote at the start of a line would be a command.
  mutating func text(_ text: String, isEscaped: Bool = false) {
    let escaped = isEscaped ? text : Self.escaped(text)
    line(escaped.hasPrefix(".") ? "\\&" + escaped : escaped)
  }

  mutating func item(_ term: String, _ meaning: String) {
    macro("TP")
    line(term)
    text(meaning)
  }
}
