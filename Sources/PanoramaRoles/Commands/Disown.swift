import CommandTable
import IAMBackend
import IAMPolicy
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// `disown`: hands roles over, so that the spec no longer counts them as its own.
struct DisownCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "disown", group: Flags.setUp, "Hand a role over to somebody else",
      discussion: [
        "Takes the tag of the spec from the role, and the record of the role out of the spec. Nothing "
          + "else of the role changes: whoever it trusts and whatever it may do stays. From then on the "
          + "spec neither changes nor removes it.",
        "A role that the role set still names is asked about by 'apply' ('--adopt'). Without --approve "
          + "the changes are shown and nothing is written.",
        "What left the role set can be handed over as well: the ARN of a managed policy or an identity provider, "
          + "which loses the tag of the spec too, and ROLE:KIND:NAME of a role that stays, of which only the "
          + "record in the spec goes.",
      ],
      operands: [
        Operand(
          .found("ROLE", source: "roles"), .oneOrMore,
          "The role to hand over, or what left the role set, as '--remove' takes it")
      ],
      sections: [
        FlagSection(
          "Flags",
          [
            Flags.spec, Flags.allowOutside, Flags.approve, Flags.accept, BackendOptions.backend,
            Flags.snapshot,
            SnapshotFile.maxAge, BackendOptions.readStrategy,
          ]), Flags.connection,
      ],
      examples: [
        Example(
          "Leave a role that left the role set to others", "panorama-roles disown Worker --approve"),
        Example(
          "Leave a policy of a role to others",
          "panorama-roles disown Worker:inline-policy:orders --approve"),
      ], statuses: [4, 5, 6, 130, 143], related: ["plan", "drift"])
  }

  private let names: [String]
  /// Everything that is not a role: only its record goes.
  private let things: [NamedRemoval]
  private let specFile: SpecFile
  private let backend: BackendOptions
  private let isApproved: Bool
  private let accepted: [Acceptance]

  init(_ arguments: Arguments) throws(CommandError) {
    let named = arguments.operands.map { NamedRemoval($0) ?? NamedRemoval(role: $0) }
    names = named.filter { $0.kind == .role }.map(\.role)
    things = named.filter { $0.kind != .role }
    specFile = SpecFile(arguments)
    backend = try BackendOptions(arguments)
    isApproved = arguments[Flags.approve]
    accepted = arguments[Flags.accept]
    if specFile.path == "-" {
      throw CommandError(
        .usage,
        "the record of a role is taken out of the spec, and standard input cannot be written",
        hint: "name a file with '--spec FILE'")
    }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let loaded = try specFile.load()
    try refuseUnknownThings(of: loaded.spec, in: context)
    if !names.isEmpty { try handOverRoles(of: loaded, in: context) }
    guard !things.isEmpty else { return .done }
    try handOverResources(of: loaded, in: context)
    // The records of the roles are written by now.
    let spec = isApproved && !names.isEmpty ? try specFile.load().spec : loaded.spec
    try handOverThings(of: spec, in: context)
    return .done
  }

  private func handOverRoles(
    of loaded: LoadedSpec, in context: CommandContext
  ) throws(CommandError) {
    let declared = try loaded.roleSet()
    var set = declared.withRolesThatLeft(removing: names.map { NamedRemoval(role: $0) })
    set.selection = RoleSelection(names)
    let account = try backend.open(for: set, in: context)
    var reading = try account.read(set, for: .plan)
    for note in reading.notes { context.terminal.note(note) }
    try readPolicies(of: account, into: &reading)
    let drift = Drift(between: set, and: reading.state)
    let plan: Plan
    do throws(PlanRefusal) { plan = try Plan(handingOver: drift) } catch {
      throw CommandError(error)
    }
    for name in names where declared.names(name) {
      context.terminal.warn(
        "the role set still names role '\(name)': 'apply' asks for '--adopt \(name)' from then on")
    }
    let recorded = loaded.spec.recorded.map(\.name).filter { set.selection.includes($0) }
    guard isApproved else {
      show(plan, drift, recorded, in: context)
      if !plan.isEmpty || !recorded.isEmpty {
        context.terminal.note("nothing was changed: '--approve' hands over")
      }
      return
    }
    try handOver(plan, drift, set, account, recorded, loaded.spec, in: context)
  }

  /// Takes the tag of the spec from managed policies and identity providers.
  private func handOverResources(
    of loaded: LoadedSpec, in context: CommandContext
  ) throws(CommandError) {
    let arns = things.filter(\.isResource).map(\.name)
    var set = try loaded.roleSet()
    guard !arns.isEmpty, set.ownership?.key != nil else { return }
    let declared = set.policies.map(set.arn(of:)) + set.providers.map(set.arn(of:))
    for arn in arns where declared.contains(arn) {
      context.terminal.warn(
        "the role set still names '\(arn)': 'apply' asks for '--adopt \(arn)' before it changes it")
    }
    (set.roles, set.policies, set.providers) = ([], [], [])
    set.left = arns.sorted().map { LeftResource(arn: $0, reason: .left) }
    let account = try backend.open(for: set, in: context)
    let reading = try account.read(set, for: .plan)
    for note in reading.notes { context.terminal.note(note) }
    let drift = Drift(between: set, and: reading.state)
    let plan: Plan
    do throws(PlanRefusal) { plan = try Plan(handingOver: drift) } catch {
      throw CommandError(error)
    }
    guard isApproved else {
      context.terminal.result(PlanText.text(plan, closing: drift))
      return
    }
    var executor = PlanExecutor(
      plan: plan, drift: drift, set: set, account: account, terminal: context.terminal,
      signals: context.signals, accepted: accepted)
    executor.again = "the same command again goes on from here"
    executor.expects = { [own = set.ownership?.tag] state in
      let tags =
        state.providers.values.compactMap(\.value).flatMap(\.tags)
        + state.ownPolicies.values.compactMap(\.value).flatMap { $0.tags ?? [] }
      return !tags.contains { $0 == own }
    }
    try executor.run()
  }

  private func refuseUnknownThings(
    of spec: Spec, in context: CommandContext
  ) throws(CommandError) {
    guard let records = RoleRecords(specFile, of: spec, terminal: context.terminal) else { return }
    let unknown = things.filter { !records.holds($0) }
    guard unknown.isEmpty else {
      throw CommandError(
        .refused, in: Program.name,
        unknown.map {
          CommandError.Problem(
            "the spec has no record of '\($0.text)'",
            hint: "'panorama-roles plan' shows what left the role set")
        })
    }
  }

  /// Takes the records of things that are no roles out of the spec.
  private func handOverThings(
    of spec: Spec, in context: CommandContext
  ) throws(CommandError) {
    guard var records = RoleRecords(specFile, of: spec, terminal: context.terminal) else { return }
    guard isApproved else {
      var text = StyledText()
      for thing in things {
        text.line("Spec: the record of '\(StyledText.escaped(thing.text))' goes.", .removed)
      }
      context.terminal.result(text)
      if names.isEmpty {
        context.terminal.note("nothing was changed: '--approve' hands over")
      }
      return
    }
    records.note(removed: things)
    records.tell()
  }

  /// Reads what the policies of the roles say: one may test the tag that goes.
  private func readPolicies(
    of account: OpenAccount, into reading: inout AccountReading
  ) throws(CommandError) {
    let held = reading.state.roles.values.compactMap(\.value).flatMap { role in
      (role.managedPolicies.value ?? []).map(\.arn)
        + (role.permissionsBoundary.value.map { [$0.arn] } ?? [])
    }
    let arns = Set(held).sorted()
    guard !arns.isEmpty else { return }
    do throws(BackendError) {
      let (library, _) = try account.backend.documents(of: arns)
      reading.state.policies = library.completed(by: .builtIn(arns))
    } catch {
      throw CommandError(error)
    }
  }

  private func show(
    _ plan: Plan, _ drift: Drift, _ recorded: [String], in context: CommandContext
  ) {
    context.terminal.result(PlanText.text(plan, closing: drift))
    var text = StyledText()
    for name in recorded {
      text.line("Spec: the record of role '\(StyledText.escaped(name))' goes.", .removed)
    }
    if !recorded.isEmpty { context.terminal.result(text) }
  }

  private func handOver(
    _ plan: Plan, _ drift: Drift, _ set: RoleSet, _ account: OpenAccount, _ recorded: [String],
    _ spec: Spec, in context: CommandContext
  ) throws(CommandError) {
    var executor = PlanExecutor(
      plan: plan, drift: drift, set: set, account: account, terminal: context.terminal,
      signals: context.signals, accepted: accepted)
    executor.again = "the same command again goes on from here"
    executor.expects = { state in
      let ownership = set.ownership
      return state.roles.values.compactMap(\.value).allSatisfy { role in
        !(role.tags.value ?? []).contains { tag in tag == ownership?.tag }
      }
    }
    try executor.run()
    var records = RoleRecords(specFile, of: spec, terminal: context.terminal)
    for name in recorded { records?.note(gone: name) }
    records?.tell()
  }
}

extension RoleSet {
  /// Whether the set names a role that should exist, in any case.
  fileprivate func names(_ name: String) -> Bool {
    roles.contains { $0.ordinary != nil && $0.name.isSameName(as: name) }
  }
}
