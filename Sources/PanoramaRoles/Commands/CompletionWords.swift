import AWSAccess
import CommandTable
import IAMRoles
import Reports
import RoleCatalogue
import ServiceReference

/// Words that a shell offers and that are known only at run time.
enum CompletionSource: String, CaseIterable {
  /// The profiles of the shared AWS files.
  case profiles
  /// The roles of the spec in the current folder.
  case roles
  /// The same, as `--remove` takes them: role and kind.
  case removals
  /// The actions of AWS; without a colon the services, `s3:`.
  case actions
  /// What `--format` takes, by command: `drift:json`.
  case formats
}

/// `completion words SOURCE`: what the completion scripts ask while a person types.
struct CompletionWordsCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "completion words", group: Flags.about, "Print words that a shell offers, one a line",
      discussion: [
        "The completion scripts run this. It prints the words that begin with PREFIX, and never fails."
      ],
      operands: [
        Operand(.choice("SOURCE", CompletionSource.allCases.map(\.rawValue)), "What to list"),
        Operand(
          .text("PREFIX"), .optional, "How the words begin; for actions, case has no meaning"),
      ],
      examples: [
        Example("List the roles of the spec", "panorama-roles completion words roles")
      ])
  }

  private let source: CompletionSource
  private let prefix: String

  init(_ arguments: Arguments) throws(CommandError) {
    guard let source = arguments.operands.first.flatMap(CompletionSource.init) else {
      throw CommandError(.usage, "'completion words' requires SOURCE")
    }
    self.source = source
    prefix = arguments.operands.dropFirst().first ?? ""
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
          NamedRemoval.Kind.allCases.filter(\.isOfRole).map { "\(role):\($0.rawValue):" }
        }
      case .actions: Self.actions(prefix)
      case .formats:
        context.table.commands.flatMap { command in
          (command.flags.first { $0.name == Flags.format.name }?.value.words ?? [])
            .map { "\(command.name):\($0)" }
        }
      }
    let fitting = source == .actions ? words : words.filter { $0.utf8.starts(with: prefix.utf8) }
    context.terminal.result(exactly: fitting.map { StyledText.escaped($0) + "\n" }.joined())
    return .done
  }

  /// The services that begin with the prefix, or behind a colon the actions of one.
  private static func actions(_ prefix: String) -> [String] {
    func fits(_ name: String) -> Bool {
      name.lowercased().utf8.starts(with: prefix.lowercased().utf8)
    }
    let reference = ServiceReference.current
    guard let colon = prefix.firstIndex(of: ":") else {
      return reference.services.map { "\($0.prefix):" }.filter(fits)
    }
    guard let service = reference.service(String(prefix[..<colon])) else { return [] }
    return service.actions.map { "\(service.prefix):\($0.name)" }.filter(fits)
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
