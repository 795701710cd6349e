import IAMBackend
import IAMRoles
import JSONText
import PolicyAnalysis
import Reports
import RoleCatalogue

/// How each account of a list is planned: as `plan` does it in one account.
struct MemberPlanning: Sendable {
  let specs: MemberSpecs
  let selection: RoleSelection
  let adopted: [String]
  let options: PlanOptions
  let strategy: ReadStrategy
  let work: AccountOutcome.Work
  let accepted: [Acceptance]
  /// What tells these plans from others.
  let check: String

  /// Brings together what every account is planned with.
  init(
    _ loaded: LoadedSpec, _ roles: AskedRoles, adopted: [String], _ options: PlanOptions,
    _ strategy: ReadStrategy, for work: AccountOutcome.Work, accepting accepted: [Acceptance] = []
  ) throws(CommandError) {
    // A spec that cannot be used for its own account can be used for none.
    _ = try roles.narrowing(loaded.roleSet())
    specs = MemberSpecs(
      spec: loaded.spec, catalogue: loaded.catalogue,
      path: InputFile.displayName(loaded.file.path))
    selection = roles.selection
    self.adopted = adopted
    self.options = options
    self.strategy = strategy
    self.work = work
    self.accepted = accepted
    var parts: [JSON] = [
      .string("\(Program.name) \(Program.version)"), .string(work.rawValue), loaded.spec.json,
      options.json(of: selection, adopting: work == .plan ? adopted : []),
      .string(options.prune.map { String($0) } ?? ""),
    ]
    for file in loaded.roleSetFiles { parts.append(.string(Digest.text(of: file.bytes))) }
    check = Digest.text(of: JSON.array(parts).text(.compact))
  }

  /// The plan of an account that was read whole.
  struct Planned: Sendable {
    let plan: Plan
    let drift: Drift
    let set: RoleSet
    /// The same for accounts in which the same is changed.
    let digest: String
    /// The plan for a person, with `${Account}` where it names the account.
    let text: StyledText
    let questions: PlanQuestions
    let notes: [String]
  }

  /// What came of planning an account.
  struct Result: Sendable {
    var outcome: AccountOutcome
    /// Nil when no plan could be made.
    var planned: Planned?
  }

  /// Plans an account; nil when the person stopped the work before it was done.
  func result(of member: MemberAccount, _ ways: MemberWays) -> Result? {
    let opened: MemberWays.Opened
    do throws(MemberWays.Closed) { opened = try ways.open(member) } catch {
      return outcome(of: error, member).map { Result(outcome: $0) }
    }
    do throws(CommandError) {
      return try planned(member) { set throws(CommandError) in
        try opened.read(set, for: .planWithOthers, strategy)
      }
    } catch {
      guard error.status != .interrupted, error.status != .terminated else { return nil }
      return Result(outcome: failure(error, of: member))
    }
  }

  /// The outcome for an account that could not be opened; nil when the person stopped the work.
  func outcome(of error: MemberWays.Closed, _ member: MemberAccount) -> AccountOutcome? {
    switch error {
    case .stopped: nil
    case .unreachable(let error, let isRefused):
      AccountOutcome(
        error, of: member.account, in: member.partition, at: member.place, check: check, work: work,
        as: isRefused ? .refused : .incomplete)
    }
  }

  /// The outcome for an account in which the work failed before anything was changed.
  func failure(_ error: CommandError, of member: MemberAccount) -> AccountOutcome {
    AccountOutcome(
      error, of: member.account, in: member.partition, at: member.place, check: check, work: work,
      as: AccountOutcome.status(of: error))
  }

  /// Reads an account, compares and decides.
  func planned(
    _ member: MemberAccount, _ read: (RoleSet) throws(CommandError) -> AccountReading
  ) throws(CommandError) -> Result {
    let (spec, whole) = try specs.spec(for: member)
    var set = whole.withRolesThatLeft(removing: options.removals)
    set.selection = selection
    set = set.adopting(adopted)
    try set.refuseUnknownAdoption(adopted)
    let reading = try read(set)
    set = set.withRoles(byTag: reading.state.rolesByTag)
    let drift = Drift(between: set, and: reading.state, tellsMissing: false)
    let notes = reading.notes(isPruning: options.prune != nil)
    guard drift.unreadable.isEmpty else { return incomplete(drift, notes, member) }
    // What runs wrote down is of the spec's own account alone.
    let plan = try Plan.closing(drift, options.completing(spec.recorded))
    let status: AccountOutcome.Status = plan.isEmpty ? .noChanges : .pending
    let names = Self.names(of: member)
    let text = PlanText.text(plan, closing: drift).mapping(names.generic)
    let document = PlanJSON.document(plan, closing: drift, exit: .done)
    var outcome = AccountOutcome(
      account: member.account, partition: member.partition, place: member.place, check: check,
      work: work, status: status, exit: .done)
    outcome.items = plan.changes.map { Self.item($0, names) }
    outcome.notes = notes + plan.notes
    let digest = Digest.text(
      of: JSON.array([names.generic(document), .string(text.rendered(inColour: false))])
        .text(.compact))
    if !plan.isEmpty { outcome.digest = digest }
    if work == .plan { outcome.document = document }
    return Result(
      outcome: outcome,
      planned: Planned(
        plan: plan, drift: drift, set: set, digest: digest, text: text,
        questions: PlanQuestions(plan, of: set, accepting: accepted), notes: notes))
  }

  private func incomplete(
    _ drift: Drift, _ notes: [String], _ member: MemberAccount
  ) -> Result {
    var outcome = AccountOutcome(
      account: member.account, partition: member.partition, place: member.place, check: check,
      work: work, status: .incomplete, exit: .incomplete)
    // A line says the same whenever the account is the same.
    let drift = drift.withoutRequestIDs
    outcome.unreadable = drift.unreadable.map(\.words)
    outcome.notes = notes
    if work == .plan { outcome.document = PlanJSON.incomplete(drift, exit: .incomplete) }
    return Result(outcome: outcome)
  }

  static func names(of member: MemberAccount) -> AccountNames {
    AccountNames(account: member.account, partition: member.partition)
  }

  private static func item(
    _ planned: PlannedChange, _ names: AccountNames
  ) -> AccountOutcome.Item {
    AccountOutcome.Item(
      kind: PlanJSON.kind(planned.sign), subject: names.generic(planned.change.subject),
      text: names.generic("\(planned.change.phrase): \(planned.why)"),
      effect: planned.effect.rawValue,
      needsAcceptance: planned.needsAcceptance || !planned.moments.isEmpty)
  }
}
