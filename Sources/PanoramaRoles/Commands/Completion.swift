import CommandTable
import Reports

/// `completion SHELL`: a script that a shell evaluates.
struct CompletionCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "completion", group: Flags.about, "Print the completion script for a shell",
      operands: [Operand(.choice("SHELL", Shell.allCases.map(\.rawValue)), "The shell")],
      examples: [
        Example("Complete in this bash session", "eval \"$(panorama-roles completion bash)\""),
        Example(
          "Complete in every fish session",
          "panorama-roles completion fish >~/.config/fish/completions/panorama-roles.fish"),
      ])
  }

  private let shell: Shell

  init(_ arguments: Arguments) throws(CommandError) {
    guard let shell = arguments.operands.first.flatMap(Shell.init) else {
      throw CommandError(.usage, "'completion' needs the name of a shell")
    }
    self.shell = shell
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    context.terminal.result(exactly: context.table.completion(for: shell))
    return .done
  }
}
