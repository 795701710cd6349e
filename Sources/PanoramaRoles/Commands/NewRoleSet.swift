import CommandTable
import IAMPolicy
import Reports
import RoleCatalogue

/// `new role-set NAME`: a first role-set file.
struct NewRoleSetCommand: RunnableCommand {
  private static let service = Flag(
    "service", choice: "WHO", default: RoleSetStarter.lambda,
    "Who may assume the role (default lambda)")
  private static let out = Flag(
    "out", .file("FILE"), "Write this new file (default: standard output)")

  static var declaration: Command {
    Command(
      "new role-set", group: Flags.setUp, "Write a first role set, with comments",
      discussion: [
        "Writes a role-set file with one role, who may assume it, and an example of what it may do. "
          + "'panorama-roles lint --role-set FILE' finds no error and no warning in it, at most advice. An "
          + "existing file is never replaced (4)."
      ],
      operands: [Operand(.text("NAME"), "The name of the role set and of its role")],
      sections: [FlagSection("Flags", [service, out])],
      examples: [
        Example(
          "Start a role set for a Lambda function",
          "panorama-roles new role-set orders --service lambda --out orders.json"),
        Example(
          "Start one for GitHub Actions",
          "panorama-roles new role-set deploy --service github-oidc --out deploy.json"),
      ], statuses: [4])
  }

  private let name: String
  private let starter: RoleSetStarter
  private let path: String?

  init(_ arguments: Arguments) throws(CommandError) {
    name = arguments.operands.first ?? ""
    guard RoleSetDefinition.isName(name) else {
      throw CommandError(
        .usage, "'\(name)' is not the name of a role set", hint: "use small letters, digits and '-'"
      )
    }
    starter = arguments[Self.service]
    path = arguments[Self.out].flatMap { $0 == "-" ? nil : $0 }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let text = starter.text(named: name)
    guard let path else {
      context.terminal.result(exactly: text)
      return .done
    }
    let isNew = try RoleSetFile.write(text, to: path)
    context.terminal.note(
      isNew ? "wrote '\(path)'" : "'\(path)' says the same and was left alone")
    guard !context.terminal.isQuiet else { return .done }
    let values = starter.requiredParameters.map { " --parameter \($0)=VALUE" }.joined()
    context.terminal.hint(
      "'panorama-roles init --role-set \(ShellWord.text(path))\(values)' makes a spec from it")
    return .done
  }
}
