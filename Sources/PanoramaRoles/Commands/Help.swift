import CommandTable
import IAMBackend
import JSONText
import Reports

/// `help [COMMAND]`: the same text as `COMMAND --help`, or a manual page.
struct HelpCommand: RunnableCommand {
  private static let man = Flag("man", "Print a manual page in roff, of the program or of COMMAND")
  private static let out = Flag(
    "out", .directory("DIR"), "With --man, write the manual pages of all commands into this folder")

  static var declaration: Command {
    Command(
      "help", group: Flags.about, "Show help for the program or for one command",
      discussion: [
        "'COMMAND -h' shows the flags and examples of a command, 'COMMAND --help' and 'help "
          + "COMMAND' everything about it."
      ],
      operands: [Operand(.text("COMMAND"), .any, "The command, of one word or two")],
      sections: [FlagSection("Flags", [man, out])],
      examples: [
        Example("Read everything about one command", "panorama-roles help init"),
        Example("Read a manual page", "panorama-roles help --man drift | man -l -"),
        Example("Install the manual pages", "panorama-roles help --man --out share/man/man1"),
      ])
  }

  private let topic: String?
  private let wantsManual: Bool
  private let folder: String?

  init(_ arguments: Arguments) throws(CommandError) {
    wantsManual = arguments[Self.man]
    folder = arguments[Self.out]
    let words = arguments.operands
    topic = words.isEmpty ? nil : words.joined(separator: " ")
    if folder != nil, !wantsManual || topic != nil {
      throw CommandError(
        .usage, "'--out' writes the manual pages of all commands",
        hint: "write '\(Program.name) help --man --out DIR'")
    }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let table = context.table
    if let folder {
      for page in table.manPages {
        do throws(OutputError) {
          try OutputFile.write(page.text, to: "\(folder)/\(page.file)")
        } catch {
          throw CommandError(error)
        }
      }
      return .done
    }
    context.terminal.result(exactly: try text(from: table))
    return .done
  }

  private func text(from table: CommandTable) throws(CommandError) -> String {
    guard let topic else { return wantsManual ? table.manPage.text : table.help }
    if let command = table.command(named: topic) {
      return wantsManual ? table.manPage(of: command).text : table.help(for: command)
    }
    if !table.commands(below: topic).isEmpty { return table.help(on: .commands(below: topic)) }
    let nearest = NearestName.of(topic, among: table.commands.map(\.name))
    throw CommandError(
      .usage, "unknown command '\(topic)'",
      hint: nearest.map { Sentence.didYouMean("\(table.program) help \($0)") }
        ?? "'\(table.program) help' lists the commands")
  }
}
