import AWSAccess
import CommandTable
import IAMRoles
import RoleCatalogue

/// Words that a shell offers and that are known only at run time.
enum CompletionSource: String, CaseIterable {
  /// The profiles of the shared AWS files.
  case profiles
  /// The roles of the spec in the current folder.
  case roles
  /// The same, as `--remove` takes them: role and kind.
  case removals
  /// What `--format` takes, by command: `drift:json`.
  case formats
}

/// `completion words SOURCE`: what the completion scripts ask while a person types.
struct CompletionWordsCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "completion words", group: Flags.about, "Print words that a shell offers, one a line",
      discussion: [
        "The completion scripts run this. It prints nothing when there is nothing to offer, and "
          + "never fails."
      ],
      operands: [
        Operand(.choice("SOURCE", CompletionSource.allCases.map(\.rawValue)), "What to list")
      ],
      examples: [
        Example("List the roles of the spec", "panorama-roles completion words roles")
      ])
  }

  private let source: CompletionSource

  init(_ arguments: Arguments) throws(CommandError) {
    guard let source = arguments.operands.first.flatMap(CompletionSource.init) else {
      throw CommandError(.usage, "'completion words' requires SOURCE")
    }
    self.source = source
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let words: [String] =
      switch source {
      case .profiles:
        (try? SharedConfig(
          profile: "default", environment: context.environment, files: .system))?.profileNames ?? []
      case .roles: Self.roles
      case .removals:
        Self.roles.flatMap { role in
          NamedRemoval.Kind.allCases.filter { $0 != .role }.map { "\(role):\($0.rawValue):" }
        }
      case .formats:
        context.table.commands.flatMap { command in
          (command.flags.first { $0.name == Flags.format.name }?.value.words ?? [])
            .map { "\(command.name):\($0)" }
        }
      }
    context.terminal.result(exactly: words.map { StyledText.escaped($0) + "\n" }.joined())
    return .done
  }

  /// The names of the roles of the spec; none when no spec exists that can be read.
  private static var roles: [String] {
    let file = SpecFile(Arguments())
    guard file.exists, let set = try? file.load().roleSet() else {
      return []
    }
    return set.withRolesThatLeft().roles.map(\.name)
  }
}
