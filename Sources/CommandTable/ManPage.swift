extension CommandTable {
  /// The manual page, in roff with the `man` macros.
  ///
  /// It says the same on every run.
  public var manPage: String {
    var page = Roff()
    page.macro("TH", program.uppercased(), "1", "", "\(program) \(version)", "User commands")
    page.section("NAME")
    page.text("\(program) \\- \(Roff.escaped(lowercasedFirst(summary)))", isEscaped: true)
    page.section("SYNOPSIS")
    page.line("\\fB\(Roff.escaped(program))\\fR \\fICOMMAND\\fR [\\fIflags\\fR]")
    page.section("DESCRIPTION")
    for (number, paragraph) in discussion.enumerated() {
      if number > 0 { page.macro("PP") }
      page.text(paragraph)
    }
    page.section("COMMANDS")
    for command in commands { add(command, to: &page) }
    page.section("COMMON FLAGS")
    add(common.flags + Self.builtIn, to: &page)
    page.section("EXIT STATUS")
    for row in statuses { page.item("\\fB\(row.code)\\fR", row.meaning + ".") }
    if !environment.isEmpty {
      page.section("ENVIRONMENT")
      for row in environment { page.item("\\fB\(Roff.escaped(row.term))\\fR", row.meaning + ".") }
    }
    if !files.isEmpty {
      page.section("FILES")
      for row in files { page.item("\\fI\(Roff.escaped(row.term))\\fR", row.meaning + ".") }
    }
    return page.output
  }

  private func add(_ command: Command, to page: inout Roff) {
    page.macro("SS", usage(of: command))
    page.text(command.summary + ".")
    for paragraph in command.discussion {
      page.macro("PP")
      page.text(paragraph)
    }
    for operand in command.operands {
      page.item(
        "\\fI\(Roff.escaped(operand.name))\\fR", Self.meaning(operand.summary, operand.value) + ".")
    }
    for section in command.sections {
      page.macro("PP")
      page.text(section.title + ":")
      add(section.flags, to: &page)
    }
    for example in command.examples {
      page.macro("PP")
      page.text(example.purpose + ":")
      page.macro("PP")
      page.macro("RS", "4")
      page.macro("nf")
      page.line("$ " + Roff.escaped(example.line))
      page.macro("fi")
      page.macro("RE")
    }
  }

  private func add(_ flags: [Flag], to page: inout Roff) {
    for flag in flags {
      var term = "\\fB\(Roff.escaped(flag.spelling))\\fR"
      if let short = flag.short { term = "\\fB\\-\(short)\\fR, " + term }
      if let placeholder = flag.value.placeholder {
        term += " \\fI\(Roff.escaped(placeholder))\\fR"
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
