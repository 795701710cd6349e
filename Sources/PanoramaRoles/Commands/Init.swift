import CommandTable
import IAMBackend
import IAMRoles
import RoleCatalogue

/// `init`: writes the choice to the spec and emits the requests of first setup.
struct InitCommand: RunnableCommand {
  private static let roleSet = Flag(
    "role-set", .suggested("NAME", Catalogue.builtIn.setNames), repeatable: true,
    "The role set to set up (default panorama)")
  private static let tag = Flag(
    "tag", .text("KEY=VALUE"), repeatable: true, "A tag for every role that is made")
  private static let boundary = Flag(
    "permissions-boundary", .text("ARN"), "The permissions boundary of every role that is made")
  private static let out = Flag(
    "out", .directory("DIR"), "Write files for the AWS CLI into this new or empty folder")
  private static let offline = Flag(
    "offline", "Use no credentials: assume an account that has none of the roles")

  static var declaration: Command {
    Command(
      "init", group: Flags.setUp, "First setup: write the spec and print the requests",
      discussion: [
        "Writes account, role sets, devices, tags and boundary to panorama-roles.json, which "
          + "'plan', 'apply' and 'drift' read. A spec that is there and says the same stays "
          + "untouched; one that says something else is never overwritten (status 4).",
        "Standard output carries one JSON document with the requests in order. --out DIR writes "
          + "instead one numbered file a request, in the form of 'aws iam ACTION "
          + "--cli-input-json', and commands.sh, which runs them.",
        "With credentials the account is read first, and only what is missing is requested. "
          + "Without credentials, or with --offline, an account without the roles is assumed. "
          + "With --approve the requests are sent.",
      ],
      sections: [
        FlagSection(
          "Flags",
          [
            Flags.account, Flags.partition, roleSet, Flags.device, Flags.allDevices, tag, boundary,
            Flags.spec, out, offline, Flags.approve, Flags.accept,
          ]), Flags.connection,
      ], required: ["account"],
      examples: [
        Example(
          "Print what first setup would request", "panorama-roles init --account 123456789012"),
        Example(
          "Write a folder of files for the AWS CLI",
          "panorama-roles init --account 123456789012 --out setup/"),
      ], statuses: [2, 4, 5, 6, 130, 143])
  }

  private let draft: SpecDraft
  private let specFile: SpecFile
  private let folder: String?
  private let isOffline: Bool
  private let isApproved: Bool
  private let acceptsWidening: Bool
  private let connection: ConnectionOptions

  init(_ arguments: Arguments) throws(Report) {
    let sets = arguments.values(of: Self.roleSet)
    draft = SpecDraft(
      account: arguments.value(of: Flags.account) ?? "",
      partition: arguments.value(of: Flags.partition) ?? "aws",
      roleSets: sets.isEmpty ? ["panorama"] : sets,
      devices: arguments.values(of: Flags.device), allDevices: arguments.has(Flags.allDevices),
      tags: try arguments.values(of: Self.tag).map(Self.parseTag),
      permissionsBoundary: arguments.value(of: Self.boundary))
    specFile = SpecFile(arguments)
    folder = arguments.value(of: Self.out)
    isOffline = arguments.has(Self.offline)
    isApproved = arguments.has(Flags.approve)
    acceptsWidening = arguments.has(Flags.accept)
    connection = ConnectionOptions(arguments)
    if draft.allDevices, !draft.devices.isEmpty { throw .devicesTwice }
    if isApproved, isOffline || folder != nil {
      throw Report(
        .usage, "'--approve' sends the requests, '\(isOffline ? "--offline" : "--out")' does not",
        hint: "choose one of them")
    }
  }

  private static func parseTag(_ text: String) throws(Report) -> Tag {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else {
      throw Report(
        .usage, "'--tag' takes KEY=VALUE, not '\(text)'", hint: "for example '--tag team=vision'")
    }
    return Tag(String(parts[0]), String(parts[1]))
  }

  func run(in session: Session) throws(Report) -> ExitStatus {
    let spec: Spec
    let set: RoleSet
    do throws(SpecError) {
      spec = try Spec(checking: draft)
      set = try Catalogue.builtIn.roleSet(for: spec)
    } catch {
      throw Report(error, in: nil)
    }
    for warning in spec.warnings { session.terminal.warn(warning) }
    for notice in Catalogue.builtIn.notices(for: spec) { session.terminal.note(notice) }
    let account = try account(partition: set.partition, in: session)
    let reading = try account?.read(set) ?? AccountReading(state: .empty(for: set))
    for note in reading.notes { session.terminal.note(note) }
    let drift = Drift(between: set, and: reading.state)
    let plan = try Plan.closing(drift, PlanOptions())
    for note in plan.notes { session.terminal.note(note) }
    guard isApproved, let account else {
      try emit(plan, spec: spec, in: session)
      return .done
    }
    if plan.isEmpty {
      _ = try specFile.write(spec)
      session.terminal.result(PlanText.text(plan, closing: drift))
      return .done
    }
    try Application.refuseUnaccepted(plan, acceptsWidening: acceptsWidening)
    _ = try specFile.write(spec)
    session.terminal.result(PlanText.text(plan, closing: drift))
    try Application(plan: plan, set: set, account: account, terminal: session.terminal).run()
    session.terminal.result(PlanText.applied(plan))
    return .done
  }

  /// The account to read; nil when one without the roles is assumed.
  private func account(
    partition: String, in session: Session
  ) throws(Report) -> LiveAccount? {
    guard !isOffline else { return nil }
    switch try session.connect(connection, partition) {
    case .open(let account): return account
    case .badCredentials(let report): throw report
    case .noCredentials(let report):
      if isApproved { throw report }
      session.terminal.note(
        "no credentials are configured: an account that has none of the roles is assumed")
      return nil
    }
  }

  /// Writes spec and requests: both, or neither.
  private func emit(_ plan: Plan, spec: Spec, in session: Session) throws(Report) {
    let isNew = try specFile.write(spec)
    let dryRun = DryRun(
      account: plan.account, partition: plan.partition,
      requests: plan.requests)
    guard let folder else {
      session.terminal.result(dryRun.json)
      if isNew, session.terminal.outputFailure != nil { specFile.remove() }
      return
    }
    do throws(OutputError) { try DryRunDirectory.write(dryRun, to: folder) } catch {
      if isNew { specFile.remove() }
      throw Report(error)
    }
  }
}
