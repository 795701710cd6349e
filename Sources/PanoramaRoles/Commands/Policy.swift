import CommandTable
import IAMBackend
import IAMPolicy
import IAMRoles
import JSONText
import PolicyLint
import RoleCatalogue

/// Whose account and partition the ARNs of a printed policy name.
private struct PolicyAccount {
  let account: String?
  let partition: String

  /// The command line, else the spec, else every account.
  init(_ arguments: Arguments) throws(Report) {
    let specFile = SpecFile(arguments)
    let given = arguments.value(of: Flags.account)
    if let given, !AccountID.isValid(given) {
      throw Report(
        .usage, "account id '\(given)' is not 12 digits",
        hint: "'aws sts get-caller-identity' tells the id of the account")
    }
    let spec = given == nil && (specFile.isNamed || specFile.exists) ? try specFile.read() : nil
    account = given ?? spec?.account
    partition = arguments.value(of: Flags.partition) ?? spec?.partition ?? "aws"
    guard Spec.partitions.contains(partition) else {
      throw Report(
        .usage, "there is no partition '\(partition)'",
        hint: "choose one of \(Spec.partitions.map { "'\($0)'" }.joined(separator: ", "))")
    }
  }

  static let flags = [Flags.account, Flags.partition, Flags.spec]
}

/// `policy user`: the identity policy of people who use a service.
struct PolicyUserCommand: RunnableCommand {
  private static let level = Flag(
    "level", .choice("LEVEL", UserPolicy.Level.allCases.map(\.rawValue)),
    "How much users may do (default minimum)")
  private static let generation = Flag(
    "generation", .choice("NAME", UserPolicy.Generation.allCases.map(\.rawValue)),
    "Which generation of the services they use (default current)")

  static var declaration: Command {
    Command(
      "policy user", group: Flags.look, "Print the identity policy of people who use a service",
      discussion: [
        "The account comes from --account, or else from the spec; without either the ARNs hold for "
          + "every account. What the policy leaves out is told on standard error."
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

  init(_ arguments: Arguments) throws(Report) {
    level = arguments.value(of: Self.level).flatMap(UserPolicy.Level.init) ?? .minimum
    generation =
      arguments.value(of: Self.generation).flatMap(UserPolicy.Generation.init) ?? .current
    place = try PolicyAccount(arguments)
  }

  func run(in session: Session) throws(Report) -> ExitStatus {
    let policy = UserPolicy.policy(
      level, generation, account: place.account, partition: place.partition)
    guard let policy else { throw Report(.failed, "this program lacks the policy") }
    session.terminal.note("\(policy.title): \(policy.source)")
    for thing in policy.leftOut { session.terminal.note("left out: \(thing)") }
    for correction in policy.corrections { session.terminal.note(correction.note) }
    session.terminal.result(exactly: policy.document.text(.pretty) + "\n")
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

  init(_ arguments: Arguments) throws(Report) {
    var draft = SpecDraft(
      account: "123456789012", partition: arguments.value(of: Flags.partition) ?? "aws")
    draft.applications = [
      ApplicationRole(name: "Application", namespace: arguments.value(of: Self.namespace))
    ]
    self.draft = draft
  }

  func run(in session: Session) throws(Report) -> ExitStatus {
    let set: RoleSet
    do throws(SpecError) {
      set = try Catalogue.builtIn.roleSet(for: try Spec(checking: draft))
    } catch {
      throw Report(error, in: nil)
    }
    guard case .ordinary(let role) = set.roles.last, let policy = role.inlinePolicies.first else {
      throw Report(.failed, "this program lacks the policy")
    }
    session.terminal.result(exactly: policy.document.text(.pretty) + "\n")
    return .done
  }
}

/// `policy tool`: the least permissions that this tool needs.
struct PolicyToolCommand: RunnableCommand {
  private static let purpose = Flag(
    "for", .choice("WORK", ToolPermissions.Purpose.allCases.map(\.rawValue)),
    "What the tool is to do: init and apply, drift, snapshot, or to take everything away")
  private static let roleSet = Flag(
    "role-set", .suggested("NAME|FILE", Catalogue.builtIn.setNames), repeatable: true,
    "The role set, when there is no spec (default panorama)")
  private static let assumeRole = Flag(
    "assume-role", .text("NAME"),
    "Instead, what the caller of 'drift --accounts' with this role needs")

  static var declaration: Command {
    Command(
      "policy tool", group: Flags.look, "Print the least permissions that this tool needs",
      discussion: [
        "Exactly the calls that the tool makes, on the ARNs of the roles of the spec, or of "
          + "--role-set with --account. Where the exact statements are larger than a managed policy "
          + "may be, the roles share one statement. Asking STS for the account needs "
          + "no permission.",
        "A check of many accounts needs two: the role in each account what '--for drift' prints, and "
          + "whoever assumes it what '--for drift --assume-role NAME' prints.",
      ],
      sections: [FlagSection("Flags", [purpose, roleSet, assumeRole] + PolicyAccount.flags)],
      required: ["for"],
      examples: [
        Example(
          "Print what a scheduled check needs",
          "panorama-roles policy tool --for drift --account 123456789012")
      ], statuses: [4])
  }

  private let purpose: ToolPermissions.Purpose
  private let specFile: SpecFile
  private let draft: SpecDraft?
  private let assumption: PolicyDocument?

  init(_ arguments: Arguments) throws(Report) {
    purpose = arguments.value(of: Self.purpose).flatMap(ToolPermissions.Purpose.init) ?? .drift
    specFile = SpecFile(arguments)
    let sets = arguments.values(of: Self.roleSet)
    assumption = try Self.assumption(arguments, purpose)
    guard let account = arguments.value(of: Flags.account) else {
      draft = nil
      guard sets.isEmpty else {
        throw Report(
          .usage, "'--role-set' is given without '--account'",
          hint: "give both, or neither and the spec is taken")
      }
      return
    }
    draft = SpecDraft(
      account: account, partition: arguments.value(of: Flags.partition) ?? "aws",
      roleSets: sets.isEmpty ? ["panorama"] : sets)
  }

  private static func assumption(
    _ arguments: Arguments, _ purpose: ToolPermissions.Purpose
  ) throws(Report) -> PolicyDocument? {
    guard let role = arguments.value(of: assumeRole) else { return nil }
    if let problem = MemberRole.problem(ofName: role) { throw Report(.usage, problem) }
    guard purpose == .drift else {
      throw Report(
        .usage, "only 'drift' works in many accounts", hint: "say '--for drift --assume-role NAME'")
    }
    return ToolPermissions.policy(
      assuming: role, in: try PolicyAccount(arguments).partition)
  }

  func run(in session: Session) throws(Report) -> ExitStatus {
    let document: PolicyDocument
    if let assumption {
      document = assumption
    } else {
      document = ToolPermissions(for: try set()).policy(for: purpose)
    }
    session.terminal.result(exactly: document.text(.pretty) + "\n")
    return .done
  }

  private func set() throws(Report) -> RoleSet {
    guard let draft else { return try specFile.roleSet(of: try specFile.read()) }
    let catalogue = try RoleSetFiles().catalogue(naming: draft.roleSets)
    do throws(SpecError) {
      return try catalogue.roleSet(for: try Spec(checking: draft, catalogue: catalogue))
    } catch {
      throw Report(error, in: nil)
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
        "Standard error tells the version and its day: AWS may have made another since. Other "
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

  init(_ arguments: Arguments) throws(Report) { name = arguments.operands.first ?? "" }

  func run(in session: Session) throws(Report) -> ExitStatus {
    guard let policy = ManagedPolicyDefinition.named(name) else {
      let nearest = Nearest.to(name, among: ManagedPolicyDefinition.names)
      throw Report(
        .usage, "there is no AWS managed policy '\(name)' in the catalogue",
        hint: nearest.map { "the nearest is '\($0)'" }
          ?? "the names are \(ManagedPolicyDefinition.names.joined(separator: ", "))")
    }
    session.terminal.note(
      "\(policy.arn()), version \(policy.version) of \(policy.updated.text) (\(policy.source))")
    if let day = policy.deprecated {
      let successor = policy.successor.map { "; its successor is '\($0)'" } ?? ""
      session.terminal.note(
        "AWS deprecated it on \(day.words): it cannot be attached any more\(successor)")
    } else if !policy.isAttachable {
      session.terminal.note("it belongs to a service-linked role and cannot be attached")
    }
    for correction in policy.corrections { session.terminal.note(correction.note) }
    for finding in policy.document.lint(LintContext(attachment: .managed)) {
      session.terminal.note("'lint' remarks: \(finding.message) [\(finding.rule)]")
    }
    session.terminal.result(exactly: policy.document.text(.pretty) + "\n")
    return .done
  }
}
