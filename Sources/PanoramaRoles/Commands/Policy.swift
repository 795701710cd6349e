import CommandTable
import IAMBackend
import IAMPolicy
import IAMRoles
import JSONText
import PolicyLint
import Reports
import RoleCatalogue

/// Whose account and partition the ARNs of a printed policy name.
private struct PolicyAccount {
  let account: String?
  let partition: String

  /// The command line, else the spec, else every account.
  init(_ arguments: Arguments) throws(CommandError) {
    let specFile = SpecFile(arguments)
    let given = arguments[Flags.account]
    if let given, !AccountID.isValid(given) {
      throw CommandError(
        .usage, Sentence.isNotAccountID(given),
        hint: "'aws sts get-caller-identity' prints the id of the account")
    }
    let spec = given == nil && (specFile.isNamed || specFile.exists) ? try specFile.read() : nil
    account = given ?? spec?.account
    partition = arguments[Flags.partition] ?? spec?.partition ?? "aws"
    guard Spec.partitions.contains(partition) else {
      throw CommandError(
        .usage, Sentence.doesNotExist("partition", partition),
        hint: Sentence.choose(among: Spec.partitions))
    }
  }

  static let flags: [any FlagDeclaring] = [
    Flags.account, Flags.partition, Flags.spec, Flags.allowOutside,
  ]
}

/// `policy user`: the identity policy of people who use a service.
struct PolicyUserCommand: RunnableCommand {
  private static let level = Flag(
    "level", choice: "LEVEL", default: UserPolicy.Level.minimum,
    "How much users may do (default minimum)")
  private static let generation = Flag(
    "generation", choice: "NAME", default: UserPolicy.Generation.current,
    "Which generation of the services they use (default current)")

  static var declaration: Command {
    Command(
      "policy user", group: Flags.look, "Print the identity policy of people who use a service",
      discussion: [
        "The account comes from --account, or else from the spec; without either the ARNs hold for "
          + "every account. Standard error lists what the policy leaves out."
      ],
      sections: [FlagSection("Flags", [level, generation] + PolicyAccount.flags)],
      examples: [
        Example(
          "Let people use AWS Panorama, and no more",
          "panorama-roles policy user --level minimum --account 123456789012")
      ])
  }

  private let level: UserPolicy.Level
  private let generation: UserPolicy.Generation
  private let place: PolicyAccount

  init(_ arguments: Arguments) throws(CommandError) {
    level = arguments[Self.level]
    generation =
      arguments[Self.generation]
    place = try PolicyAccount(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let policy = UserPolicy.policy(
      level, generation, account: place.account, partition: place.partition)
    guard let policy else { throw CommandError(.failed, "internal error: the policy is missing") }
    context.terminal.note("\(policy.title): \(policy.source)")
    for thing in policy.leftOut { context.terminal.note("left out: \(thing)") }
    for correction in policy.corrections { context.terminal.note(correction.note) }
    context.terminal.result(exactly: policy.document.text(.pretty) + "\n")
    return .done
  }
}

/// `policy application`: what an application of AWS Panorama may do.
struct PolicyApplicationCommand: RunnableCommand {
  private static let namespace = Flag(
    "application-namespace", .text("NAMESPACE"),
    "The one CloudWatch namespace that the application may write metrics to")

  static var declaration: Command {
    Command(
      "policy application", group: Flags.look,
      "Print the identity policy of an application's role",
      discussion: [
        "It is the inline policy of the roles that 'init --application NAME' makes: an application "
          + "may write metrics, and nothing else until it is given more."
      ],
      sections: [FlagSection("Flags", [namespace, Flags.partition])],
      examples: [
        Example(
          "Let an application write metrics of its own",
          "panorama-roles policy application --application-namespace PeopleCounter")
      ])
  }

  private let draft: SpecDraft

  init(_ arguments: Arguments) throws(CommandError) {
    var draft = SpecDraft(
      account: "123456789012", partition: arguments[Flags.partition] ?? "aws")
    draft.applications = [
      ApplicationRole(name: "Application", namespace: arguments[Self.namespace])
    ]
    self.draft = draft
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let set: RoleSet
    do throws(SpecError) {
      set = try Catalogue.builtIn.roleSet(for: try Spec(checking: draft))
    } catch {
      throw CommandError(error, in: nil)
    }
    guard case .ordinary(let role) = set.roles.last, let policy = role.inlinePolicies.first else {
      throw CommandError(.failed, "internal error: the policy is missing")
    }
    context.terminal.result(exactly: policy.document.text(.pretty) + "\n")
    return .done
  }
}

/// `policy tool`: the least permissions that this tool needs.
struct PolicyToolCommand: RunnableCommand {
  /// What the tool is to do.
  private enum Work: String, CaseIterable {
    case `init`
    case plan
    case drift
    case snapshot
    case retire

    /// What a role set says of it; nil for one plan, which the account decides as well.
    var purpose: ToolPermissions.Purpose? { ToolPermissions.Purpose(rawValue: rawValue) }
  }

  private static let purpose = Flag(
    "for", choice: "WORK", default: Work.drift,
    "What the tool is to do: init and apply, exactly the plan of now, drift, snapshot, or retire")
  private static let planFlags: [any FlagDeclaring] = [
    Flags.snapshot, SnapshotFile.maxAge, BackendOptions.readStrategy, Flags.remove, Flags.prune,
    Flags.adopt, AskedRoles.role,
  ]
  private static let roleSet = Flag(
    "role-set", repeated: .suggested("NAME|FILE", RoleCatalogue.builtInSetNames),
    "The role set, without a spec (default panorama)")
  private static let assumeRole = Flag(
    "assume-role", .text("NAME"),
    "Instead, what the caller of a command with '--accounts' and this role needs")

  static var declaration: Command {
    Command(
      "policy tool", group: Flags.look, "Print the least permissions that this tool needs",
      discussion: [
        "Exactly the calls that the tool makes, on the ARNs of the roles of the spec, or of "
          + "--role-set with --account. Where the exact statements are larger than a managed policy "
          + "may be, the roles share one statement. Asking STS for the account needs "
          + "no permission.",
        "Work in many accounts needs two: the role in each account what '--for drift' (or another one) "
          + "prints, and whoever assumes it what the same with '--assume-role NAME' prints.",
        "'--for plan' reads the account (or --snapshot), makes the plan as 'plan' does with the same flags, "
          + "and prints what this plan takes and nothing else: removals are included, what needs no change "
          + "is not.",
      ],
      sections: [
        FlagSection("Flags", [purpose, roleSet, assumeRole] + PolicyAccount.flags),
        FlagSection("Flags of '--for plan'", planFlags), Flags.connection,
      ],
      required: [purpose],
      examples: [
        Example(
          "Print what a scheduled check needs",
          "panorama-roles policy tool --for drift --account 123456789012"),
        Example("Print what the plan of now takes", "panorama-roles policy tool --for plan"),
      ], statuses: [4, 5])
  }

  private let work: Work
  private let source: AccountSource
  private let options: PlanOptions
  private let roles: AskedRoles
  private let adopted: [String]
  private let specFile: SpecFile
  private let draft: SpecDraft?
  private let assumption: PolicyDocument?

  init(_ arguments: Arguments) throws(CommandError) {
    work = arguments[Self.purpose]
    source = try AccountSource(arguments)
    options = try PlanOptions(arguments)
    roles = AskedRoles(arguments)
    adopted = arguments[Flags.adopt]
    try Self.refuseOtherFlags(arguments, of: work)
    specFile = SpecFile(arguments)
    let sets = arguments[Self.roleSet]
    assumption = try Self.assumption(arguments, work)
    guard let account = arguments[Flags.account] else {
      draft = nil
      guard sets.isEmpty else {
        throw CommandError(
          .usage, "'--role-set' is given without '--account'",
          hint: "give both, or neither and the spec is taken")
      }
      return
    }
    draft = SpecDraft(
      account: account, partition: arguments[Flags.partition] ?? "aws",
      roleSets: sets.isEmpty ? ["panorama"] : sets)
  }

  /// A plan is of a spec and an account; all else is of a role set alone.
  private static func refuseOtherFlags(
    _ arguments: Arguments, of work: Work
  ) throws(CommandError) {
    let others =
      work == .plan
      ? [Flags.account.declaration, roleSet.declaration]
      : planFlags.map(\.declaration) + Flags.connection.flags
    for flag in others where arguments.has(flag) {
      throw CommandError(
        .usage, "'--\(flag.name)' and '--for \(work.rawValue)' cannot be used together",
        hint: work == .plan
          ? "a plan is of the spec: leave '--\(flag.name)' out" : "'--for plan' reads the account")
    }
  }

  private static func assumption(
    _ arguments: Arguments, _ work: Work
  ) throws(CommandError) -> PolicyDocument? {
    guard let role = arguments[assumeRole] else { return nil }
    if let problem = MemberRole.problem(ofName: role) { throw CommandError(.usage, problem) }
    guard work != .retire, work != .plan else {
      throw CommandError(
        .usage, "'\(work.rawValue)' works in one account",
        hint: "leave '--assume-role' out, or say '--for drift'")
    }
    return ToolPermissions.policy(
      assuming: role, in: try PolicyAccount(arguments).partition)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let document: PolicyDocument
    if let assumption {
      document = assumption
    } else if let purpose = work.purpose {
      document = ToolPermissions(for: try set()).policy(for: purpose)
    } else {
      document = try planned(in: context)
    }
    context.terminal.result(exactly: document.text(.pretty) + "\n")
    return .done
  }

  /// What the plan of now takes.
  private func planned(in context: CommandContext) throws(CommandError) -> PolicyDocument {
    let loaded = try specFile.load()
    let declared = try roles.narrowing(
      loaded.roleSet().withRolesThatLeft(removing: options.removals)
    ).adopting(adopted)
    let reading = try source.read(declared, for: .planWithOthers, in: context)
    for note in reading.notes { context.terminal.note(note) }
    let set = declared.withRoles(byTag: reading.state.rolesByTag)
    let drift = Drift(between: set, and: reading.state)
    guard drift.unreadable.isEmpty else {
      throw CommandError(
        .incomplete, in: Program.name,
        drift.unreadable.map { CommandError.Problem("the account could not be read: \($0.line)") })
    }
    let plan = try Plan.closing(drift, options.completing(loaded.spec.recorded))
    let document = PlanPermissions.policy(for: set, plan, closing: drift)
    if document.size > CustomerManagedPolicy.sizeQuota {
      context.terminal.warn(
        "the policy has \(document.size) characters, and a managed policy takes "
          + "\(CustomerManagedPolicy.sizeQuota): '--role' plans some of the roles")
    }
    return document
  }

  private func set() throws(CommandError) -> RoleSet {
    guard let draft else { return try specFile.load().roleSet().withRolesThatLeft() }
    let catalogue = try RoleSetFiles().catalogue(naming: draft.roleSets)
    do throws(SpecError) {
      return try catalogue.roleSet(for: try Spec(checking: draft, catalogue: catalogue))
    } catch {
      throw CommandError(error, in: nil)
    }
  }
}

/// `policy managed NAME`: the document of an AWS managed policy.
struct PolicyManagedCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "policy managed", group: Flags.look,
      "Print the document of an AWS managed policy, as the catalogue knows it",
      discussion: [
        "The version and its date go to standard error: AWS may have published a newer one. Other "
          + "partitions than aws may have other documents."
      ],
      operands: [
        Operand(
          .suggested("NAME", ManagedPolicyDefinition.names), "The name or ARN of the policy")
      ],
      sections: [FlagSection("Flags", [])],
      examples: [
        Example(
          "Print what the appliance role may do",
          "panorama-roles policy managed AWSPanoramaApplianceServiceRolePolicy")
      ])
  }

  private let name: String

  init(_ arguments: Arguments) throws(CommandError) { name = arguments.operands.first ?? "" }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    guard let policy = ManagedPolicyDefinition.named(name) else {
      throw CommandError(
        .usage, Sentence.doesNotExist("AWS managed policy", name, in: "the catalogue"),
        hint: Sentence.didYouMean(
          name, among: ManagedPolicyDefinition.names,
          else: "the names are \(ManagedPolicyDefinition.names.joined(separator: ", "))"))
    }
    context.terminal.note(
      "\(policy.arn()), version \(policy.version) of \(policy.updated.text) (\(policy.source))")
    if let day = policy.deprecated {
      let successor = policy.successor.map { "; its successor is '\($0)'" } ?? ""
      context.terminal.note(
        "AWS deprecated it on \(day.words): it cannot be attached any more\(successor)")
    } else if !policy.isAttachable {
      context.terminal.note("it belongs to a service-linked role and cannot be attached")
    }
    for correction in policy.corrections { context.terminal.note(correction.note) }
    for finding in policy.document.lint(LintContext(attachment: .managed)) {
      context.terminal.note("'lint' remarks: \(finding.message) [\(finding.rule)]")
    }
    context.terminal.result(exactly: policy.document.text(.pretty) + "\n")
    return .done
  }
}
