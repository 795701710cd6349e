import AWSAccess
import CommandTable
import IAMBackend
import IAMPolicy
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// `init`: writes the choice to the spec and emits the requests of first setup.
struct InitCommand: RunnableCommand {
  private static let name = Flag(
    "name", .text("NAME"),
    "The name of the spec, which its roles are tagged with (default: that of the first role set)")
  private static let noOwnershipTag = Flag(
    "no-ownership-tag", "Tag no role: only the recorded ids say which roles the spec owns")
  private static let out = Flag(
    "out", .directory("DIR"), "Write files for the AWS CLI into this new or empty folder")
  private static let fromArchive = Flag(
    "from-archive", .file("FILE"), "Make the roles of this archive of 'retire' again")
  private static let offline = Flag(
    "offline", "Use no credentials: assume an account that has none of the roles")

  static var declaration: Command {
    Command(
      "init", group: Flags.setUp, "First setup: write the spec and print the requests",
      discussion: [
        "Writes account, role sets, devices, tags and boundary to panorama-roles.json, which "
          + "'plan', 'apply' and 'drift' read. An existing spec that says the same stays "
          + "untouched; one that says something else is never overwritten (status 4), and the hint "
          + "names the commands that edit it.",
        "Standard output carries one JSON document with the requests in order. --out DIR writes "
          + "instead one numbered file a request, in the form of 'aws iam ACTION "
          + "--cli-input-json', and commands.sh, which runs them.",
        "Without --role-set the spec takes 'panorama', the roles of AWS Panorama, which has ended: name your own.",
        "Without --account the account is that of the credentials, and so is the partition.",
        "With credentials the account is read first, and only what is missing is requested. "
          + "Without credentials, or with --offline, an account without the roles is assumed. "
          + "With --approve the requests are sent. Where a role exists that the spec does not own, the "
          + "changes are shown and refused (4) with its owner, until --adopt names it.",
        "A role set of your own is a JSON file: 'panorama-roles show --format json' shows the "
          + "built-in ones in the same terms. Several group roles take one --statement each, in "
          + "order; a single one takes all of them.",
        "With --split-policies the spec says that policies over a quota are split, as the notes of the plan "
          + "tell; without it they are refused.",
        "With --from-archive the roles are those of an archive that 'retire' wrote: they become a "
          + "role-set file, archived-roles.json, next to the spec. A file of that name with other roles stays, and the "
          + "next one is archived-roles-2.json.",
      ],
      sections: [
        FlagSection(
          "Flags",
          [
            Flags.account, Flags.partition, ChoiceFlags.roleSet, ChoiceFlags.parameter,
            ChoiceFlags.application, ChoiceFlags.namespace, ChoiceFlags.groupRole,
            ChoiceFlags.statement, Flags.device, Flags.allDevices, ChoiceFlags.tag,
            ChoiceFlags.boundary, Flags.splitPolicies, name, noOwnershipTag, Self.fromArchive,
            Flags.spec, Flags.allowOutside, out, offline,
            Flags.approve, Flags.accept, Flags.adopt, BackendOptions.backend, Flags.snapshot,
            SnapshotFile.maxAge, BackendOptions.readStrategy,
          ]), Flags.connection,
      ],
      examples: [
        Example(
          "Print what first setup would request", "panorama-roles init --account 123456789012"),
        Example("Set up the account of the credentials", "panorama-roles init"),
        Example(
          "Write a folder of files for the AWS CLI",
          "panorama-roles init --account 123456789012 --out setup/"),
        Example(
          "Add the role of an application that counts people",
          "panorama-roles init --account 123456789012 --application PeopleCounter"),
        Example(
          "Let the devices of one warehouse read its stock",
          "panorama-roles init --account 123456789012 --role-set deeplens --group-role "
            + "AWSDeepLensGreengrassGroupRoleWarehouse --statement stock.json"),
      ], statuses: [2, 4, 5, 6, 130, 143])
  }

  private let draft: SpecDraft
  private let archivePath: String?
  private let groupRoles: GroupRoleFiles
  private let specFile: SpecFile
  private let folder: String?
  private let isOffline: Bool
  private let takesDefaultSet: Bool
  private let isAccountGiven: Bool
  private let isPartitionGiven: Bool
  private let isApproved: Bool
  private let accepted: [Acceptance]
  private let adopted: [String]
  private let backend: BackendOptions
  private let given: GivenCommand

  init(_ arguments: Arguments) throws(CommandError) {
    let sets = arguments[ChoiceFlags.roleSet]
    given = GivenCommand("init", arguments)
    specFile = SpecFile(arguments)
    guard specFile.path != "-" else {
      throw CommandError(
        .usage, "'init' writes a spec, and standard input cannot be written",
        hint: "name a file with '--spec FILE'")
    }
    let files = specFile.roleSetFiles
    var draft = SpecDraft(
      account: arguments[Flags.account] ?? "",
      partition: arguments[Flags.partition] ?? "aws",
      roleSets: sets.isEmpty ? ["panorama"] : sets.map(files.name(of:)),
      devices: arguments[Flags.device], allDevices: arguments[Flags.allDevices],
      tags: try ChoiceFlags.tags(arguments),
      permissionsBoundary: arguments[ChoiceFlags.boundary])
    draft.name = arguments[Self.name]
    draft.splitsPolicies = arguments[Flags.splitPolicies]
    if arguments[Self.noOwnershipTag] { draft.ownershipKey = nil }
    draft.parameters = try ChoiceFlags.parameters(arguments)
    draft.applications = try ChoiceFlags.applications(arguments)
    groupRoles = try GroupRoleFiles(arguments)
    self.draft = draft
    folder = arguments[Self.out]
    isOffline = arguments[Self.offline]
    archivePath = arguments[Self.fromArchive]
    if archivePath != nil, !sets.isEmpty {
      throw CommandError(
        .usage, "'--from-archive' and '--role-set' both say which roles",
        hint: "leave one of them out; 'panorama-roles spec add --role-set' adds another role set")
    }
    takesDefaultSet = sets.isEmpty && archivePath == nil
    isAccountGiven = arguments[Flags.account] != nil
    isPartitionGiven = arguments[Flags.partition] != nil
    isApproved = arguments[Flags.approve]
    accepted = arguments[Flags.accept]
    adopted = arguments[Flags.adopt]
    backend = try BackendOptions(arguments)
    if draft.allDevices, !draft.devices.isEmpty { throw .devicesTwice }
    if isApproved, isOffline || folder != nil {
      throw CommandError(
        .usage, "'--approve' sends the requests, '\(isOffline ? "--offline" : "--out")' does not",
        hint: "choose one of them")
    }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let spec: Spec
    var set: RoleSet
    var draft = draft
    draft.groupRoles = try groupRoles.read()
    if let archivePath { try take(archive: archivePath, into: &draft, in: context) }
    let caller = draft.account.isEmpty ? try takeAccount(into: &draft, in: context) : nil
    let catalogue = try specFile.roleSetFiles.catalogue(
      naming: draft.roleSets, quotas: draft.quotas, isForSpec: draft.splitsPolicies)
    do throws(SpecError) {
      spec = try Spec(checking: draft, catalogue: catalogue)
      set = try catalogue.roleSet(for: spec)
    } catch {
      throw CommandError(error, in: nil)
    }
    // A spec that says something else is refused before anything is read or changed.
    try specFile.refuseOther(than: spec)
    for warning in spec.warnings + catalogue.warnings(for: spec) { context.terminal.warn(warning) }
    context.warnOfEndedServices(of: spec, in: catalogue)
    if takesDefaultSet, !specFile.exists { context.terminal.note(Self.words(ofDefaultSet: spec)) }
    let existing = specFile.exists ? try specFile.read() : nil
    let recorded = existing?.recorded ?? []
    set.ownership?.recordedIDs = existing?.ownership.recordedIDs ?? [:]
    set.ownership?.recordedParts = existing?.ownership.recordedParts ?? [:]
    set.ownership?.recordedResources = existing?.recordedResources ?? []
    set.ownership?.pendingResources = existing?.pendingResources ?? []
    try set.refuseUnknownAdoption(adopted)
    set = set.adopting(adopted + (existing?.adopted ?? []))
    let account = try account(of: set, by: caller, in: context)
    let reading = try account.read(set, for: .plan)
    for note in reading.notes { context.terminal.note(note) }
    let drift = Drift(between: set, and: reading.state, tellsMissing: false)
    let plan = try Plan.closing(drift, PlanOptions().completing(recorded))
    for note in plan.notes { context.terminal.note(note) }
    guard isApproved else {
      do throws(CommandError) { try PlanQuestions.refuseUnowned(plan, in: given) } catch {
        context.terminal.result(PlanText.text(plan, closing: drift))
        throw error
      }
      try emit(plan, spec: spec, from: account, in: context)
      return .done
    }
    var written = spec
    written.recorded = recorded
    written.recordedPolicies = existing?.recordedPolicies ?? []
    written.recordedParts = existing?.recordedParts ?? []
    written.recordedResources = existing?.recordedResources ?? []
    written.pendingResources = existing?.pendingResources ?? []
    var executor = PlanExecutor(
      plan: plan, drift: drift, set: set, account: account, terminal: context.terminal,
      signals: context.signals, accepted: accepted,
      records: account.isModel
        ? nil : RoleRecords(specFile, of: written, terminal: context.terminal),
      writeSpec: { [specFile] () throws(CommandError) in _ = try specFile.write(spec) })
    executor.given = given
    try executor.run()
    return .done
  }

  /// What is chosen where nothing is, and what a person with other roles does.
  private static func words(ofDefaultSet spec: Spec) -> String {
    "'--role-set' is not given: the spec takes '\(spec.roleSets.joined(separator: "', '"))'. For roles of your own, "
      + "'panorama-roles import --role NAME --out team.json' describes those that exist, 'panorama-roles new role-set "
      + "team --out team.json' starts a new role set, and 'init --role-set team.json' takes it"
  }

  /// Takes roles and account from an archive: the roles become a role-set file next to the spec.
  private func take(
    archive path: String, into draft: inout SpecDraft, in context: CommandContext
  ) throws(CommandError) {
    let archived = try ArchivedRoles(reading: path)
    if isAccountGiven, draft.account != archived.account {
      throw CommandError(
        .refused, "the archive is of account \(archived.account), not of \(draft.account)",
        at: InputFile.displayName(path), hint: "leave '--account' out")
    }
    draft.account = archived.account
    draft.partition = archived.partition
    for note in archived.notes { context.terminal.note(note) }
    let files = specFile.roleSetFiles
    let file = try archived.write(at: files.path(of:))
    draft.roleSets = ["./\(file)"]
    context.terminal.note("the roles of the archive are in '\(files.path(of: file))'")
  }

  /// Takes the account from the credentials, and says so; they serve all that follows.
  private func takeAccount(
    into draft: inout SpecDraft, in context: CommandContext
  ) throws(CommandError) -> CallerAccess {
    guard !isOffline, case .aws(let connection, _) = backend else {
      throw CommandError(
        .usage,
        "'\(isOffline ? "--offline" : "--backend memory")' uses no credentials, so '--account' is "
          + "needed",
        hint: "add '--account ID' with the 12 digits of the account")
    }
    let caller: CallerAccess
    let identity: CallerIdentity
    do throws(CommandError) {
      caller = try CallerAccess(connection, in: context)
      identity = try caller.identity()
    } catch {
      throw CommandError(
        error.status, error.problems[0].message, at: error.problems[0].place,
        hint: error.problems[0].hint.map { "\($0); or add '--account ID'" }
          ?? "add '--account ID' with the 12 digits of the account")
    }
    draft.account = identity.account
    if !isPartitionGiven { draft.partition = identity.partition }
    context.terminal.note(
      "the account is \(identity.account), that of the credentials ('\(identity.arn)')")
    return caller
  }

  /// The account to read; a model without the roles where there are no credentials.
  private func account(
    of set: RoleSet, by caller: CallerAccess?, in context: CommandContext
  ) throws(CommandError) -> OpenAccount {
    guard !isOffline else { return try BackendOptions.model(of: set, by: context.clock) }
    switch backend {
    case .memory: return try backend.open(for: set, in: context)
    case .aws(let connection, let strategy):
      let way =
        if let caller {
          try caller.connection(to: set.partition)
        } else {
          try context.connect(connection, set.partition)
        }
      switch way {
      case .open(let account): return try account.backend(of: set, strategy)
      case .badCredentials(let error): throw error
      case .noCredentials(let error):
        if isApproved { throw error }
        context.terminal.note(
          "no credentials are configured: an account that has none of the roles is assumed")
        return try BackendOptions.model(of: set, by: context.clock)
      }
    }
  }

  /// Writes spec and requests: both, or neither.
  private func emit(
    _ plan: Plan, spec: Spec, from account: OpenAccount, in context: CommandContext
  ) throws(CommandError) {
    let backend = DryRunBackend(reading: account.backend)
    // One after the other: the order of the requests is the plan's.
    for planned in plan.changes {
      do throws(BackendError) { _ = try backend.make(planned.change, why: planned.why) } catch {
        throw CommandError(error)
      }
    }
    let dryRun = DryRun(
      account: plan.account, partition: plan.partition, requests: backend.requests)
    guard let folder else {
      let isNew = try specFile.write(spec)
      context.terminal.result(dryRun.json)
      if isNew, context.terminal.outputFailure != nil { specFile.remove() }
      return
    }
    // The spec may go into the same folder, which has to be empty until then.
    try specFile.refuseOther(than: spec)
    do throws(OutputError) { try OutputFolder.write(dryRun, to: folder) } catch {
      throw CommandError(error)
    }
    _ = try specFile.write(spec)
  }
}
