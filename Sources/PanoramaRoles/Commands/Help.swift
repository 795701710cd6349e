import CommandTable

/// `help [COMMAND]`: the same text as `COMMAND --help`, or the man page.
struct HelpCommand: RunnableCommand {
  private static let man = Flag("man", "Print the manual page of all commands, in roff")

  static var declaration: Command {
    Command(
      "help", group: Flags.about, "Show help for the program or for one command",
      operands: [Operand(.text("COMMAND"), .any, "The command, of one word or two")],
      sections: [FlagSection("Flags", [man])],
      examples: [
        Example("Tell all about one command", "panorama-roles help init"),
        Example("Read the manual page", "panorama-roles help --man | man -l -"),
      ])
  }

  private let topic: String?
  private let wantsManual: Bool

  init(_ arguments: Arguments) throws(Report) {
    wantsManual = arguments.has(Self.man)
    let words = arguments.operands
    topic = words.isEmpty ? nil : words.joined(separator: " ")
    if wantsManual, topic != nil {
      throw Report(.usage, "'--man' prints the whole manual page and takes no command")
    }
  }

  func run(in session: Session) throws(Report) -> ExitStatus {
    let table = session.table
    guard let topic else {
      session.terminal.result(exactly: wantsManual ? table.manPage : table.help)
      return .done
    }
    if table.command(named: topic) == nil, !table.commands(below: topic).isEmpty {
      session.terminal.result(exactly: table.help(on: .commands(below: topic)))
      return .done
    }
    guard let command = table.command(named: topic) else {
      let nearest = Nearest.to(topic, among: table.commands.map(\.name))
      throw Report(
        .usage, "unknown command '\(topic)'",
        hint: nearest.map { "the nearest is '\(table.program) help \($0)'" }
          ?? "'\(table.program) help' lists the commands")
    }
    session.terminal.result(exactly: table.help(for: command))
    return .done
  }
}
