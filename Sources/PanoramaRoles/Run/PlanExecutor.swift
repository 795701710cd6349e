import IAMBackend
import IAMPolicy
import IAMRoles
import JSONText
import Reports

/// Carries out a plan that a person approved: refuse, write the spec, show, record, execute, report.
///
/// Nothing is decided here again. What was done and what not is always told, however it ends.
struct PlanExecutor {
  let plan: Plan
  let drift: Drift
  let set: RoleSet
  let account: OpenAccount
  let terminal: Terminal
  /// Whether the person asked to stop.
  let signals: Signals
  /// What a person accepts by name.
  let accepted: [Acceptance]
  /// Where it is written down which roles were created; nil when no spec file is in use.
  var records: RoleRecords?
  /// Writes the spec, once nothing is refused any more.
  var writeSpec: () throws(CommandError) -> Void = {}
  /// What the same command changed in the account before this plan: `after step 1 of 2`; nil when it is nothing.
  var earlier: String?
  /// The command that a person repeats to adopt what the plan asks about; nil for one that adopts nothing.
  var given: GivenCommand?
  /// What to do when the run stops in between.
  var again = "'panorama-roles apply --approve' again goes on from here"
  /// What shows how the account is now.
  var look = "'panorama-roles drift' shows how the account is now"
  /// Whether the account is as the changes should leave it, where no drift says so.
  var expects: ((AccountState) -> Bool)?
  /// How long to wait after the changes before the account is read a second time; 0 for no second time.
  var settleSeconds = 0
  /// Hears what was done and what not when the run stops in between; nil for the terminal.
  var stoppedStep: ((String) -> Void)?
  /// The part of a drift that the plan closes.
  var part: (Drift) -> Drift = { $0 }

  func run() throws(CommandError) {
    do throws(CommandError) { try refuseUnaccepted() } catch {
      terminal.result(PlanText.text(plan, closing: drift))
      throw error
    }
    do throws(CommandError) { try preflight() } catch {
      terminal.result(PlanText.text(plan, closing: drift))
      throw error
    }
    try writeSpec()
    terminal.result(PlanText.text(plan, closing: drift))
    var records = records
    guard !plan.isEmpty else {
      records?.note(rolesOf: drift, before: plan)
      records?.note(partsOf: drift, before: plan)
      recordDocuments(&records)
      records?.tell()
      return
    }
    try terminal.refuseUnshown()
    records?.note(rolesOf: drift, before: plan)
    records?.note(partsOf: drift, before: plan)
    for warning in plan.warnings { terminal.warn(warning) }
    try execute(&records)
    try verify()
    try settle()
    records?.note(removed: plan.removals)
    recordDocuments(&records)
    terminal.result(PlanText.applied(plan))
    records?.tell()
  }

  /// Finds out what can be known before anything is written: a run never stops half-made for a reason that
  /// could be read beforehand.
  private func preflight() throws(CommandError) {
    guard !plan.isEmpty else { return }
    let found: Preflight
    do throws(BackendError) {
      found = try account.backend.preflight(plan, closing: drift)
    } catch { throw CommandError(error) }
    for note in found.notes { terminal.note(note) }
    let problems = PreflightProblems.all(of: found)
    guard problems.isEmpty else { throw CommandError(.refused, in: Program.name, problems) }
  }

  /// Waits, and reads the account once more: what IAM answers may lag behind for some seconds.
  private func settle() throws(CommandError) {
    guard settleSeconds > 0 else { return }
    terminal.progress("waiting \(settleSeconds) s, then the account is read once more")
    guard account.timeouts.sleep(Double(settleSeconds)) else {
      throw CommandError(
        signals.status() ?? .stopped, "all changes were made, and the second reading was stopped",
        hint: look)
    }
    try verify()
  }

  /// Writes down what the managed policies say that the set names and does not make, so that a check sees a
  /// later change of them.
  private func recordDocuments(_ records: inout RoleRecords?) {
    let arns = records?.unrecordedPolicies(of: set) ?? []
    guard !arns.isEmpty else { return }
    do throws(BackendError) {
      let (library, notes) = try account.backend.documents(of: arns)
      for note in notes { terminal.note(note) }
      records?.note(documentsOf: arns, in: library)
    } catch {
      terminal.warn("the spec does not record what managed policies say: \(error.message)")
    }
  }

  /// Refuses a plan that widens what existing roles give, unless a person accepts it.
  private func refuseUnaccepted() throws(CommandError) {
    let questions = PlanQuestions(plan, of: set, accepting: accepted, in: given)
    if let error = questions.error(accepting: accepted) { throw error }
  }

  // MARK: Executing

  private func execute(_ records: inout RoleRecords?) throws(CommandError) {
    let backend = account.backend
    var progress = ExecutionProgress(plan, terminal)
    var notes = records
    notes?.isCollecting = true
    let names = Dictionary(
      set.roles.map { ($0.name.asciiFolded, $0.name) }, uniquingKeysWith: { first, _ in first })
    var untold: [(index: Int, outcome: ChangeOutcome)] = []
    let report = PlanExecution(plan.changes).run(
      on: backend, account.events, isStopped: { signals.status() != nil },
      told: { progress.note($0) },
      made: { index, outcome in
        let change = plan.changes[index].change
        let name = names[change.subject.asciiFolded] ?? change.subject
        record(change, outcome, of: name, isLast: progress.isLast(index), &notes)
        untold.append((index, outcome))
      },
      noted: {
        // Whoever reads that it was made finds it in the spec.
        notes?.writeCollected()
        for change in untold { progress.note(change.index, change.outcome) }
        untold = []
      })
    notes?.isCollecting = false
    for (index, state) in report.states.enumerated() where state == .waiting || state == .failed {
      if let role = plan.changes[index].change.createdRole { notes?.note(settled: role.name) }
    }
    records = notes
    progress.end()
    guard report.isComplete else { throw stopped(report) }
  }

  /// Notes for the spec, which is written before the next call, what was created and whether more of it is to come.
  ///
  /// - Parameter wanted: the name that the set gives to a role.
  private func record(
    _ change: Change, _ outcome: ChangeOutcome, of wanted: String, isLast: Bool,
    _ records: inout RoleRecords?
  ) {
    if let arn = change.createdResource {
      records?.note(created: arn, isOwn: outcome != .alreadyThere)
    }
    if let role = change.createdRole, let id = account.backend.createdRoleIDs[role.name] {
      records?.note(created: role.name, id: id, isUnfinished: !isLast)
    } else if case .role(.deleteRole, let name) = change {
      records?.note(gone: name)
    } else if isLast {
      records?.note(finished: wanted)
    }
  }

  /// The report of a run that ended before the plan did.
  private func stopped(_ report: ExecutionReport) -> CommandError {
    let step = stoppedStep ?? terminal.warn
    for lane in report.lanes {
      switch report.progress(of: lane) {
      case .done: step("done: \(lane.subject.phrase)")
      case .notBegun: step("not begun: \(lane.subject.phrase)")
      case .failed: step("not changed: \(lane.subject.phrase)")
      case .partWay:
        step("part-way: \(lane.subject.phrase)")
        for index in lane.steps {
          step("\(Self.words(report.states[index])): \(plan.changes[index].change.phrase)")
        }
      }
    }
    let all = counted(plan.changes.count, "change")
    let first = report.failures.first?.error
    if let status = signals.status(), first?.isCancelled ?? true {
      return CommandError(status, "stopped after \(report.madeCount) of \(all)", hint: again)
    }
    guard let first else { return CommandError(.stopped, "stopped", hint: again) }
    let others = report.failures.dropFirst().map { failure in
      CommandError.Problem(
        failure.error.words, hint: failure.error.hint, requestID: failure.error.requestID)
    }
    let cause = CommandError(first)
    guard report.madeCount > 0 else {
      if let earlier {
        return CommandError(
          .stopped,
          problem: CommandError.Problem(
            "stopped \(earlier): \(first.words)", hint: first.hint ?? again,
            requestID: first.requestID.flatMap { $0.isEmpty ? nil : $0 }), others: others)
      }
      if report.isUntouched { step("nothing was changed in the account") }
      return CommandError(cause.status, problem: cause.problems[0], others: others)
    }
    return CommandError(
      .stopped,
      problem: CommandError.Problem(
        "stopped after \(report.madeCount) of \(all): \(first.words)", hint: first.hint ?? again,
        requestID: first.requestID.flatMap { $0.isEmpty ? nil : $0 }), others: others)
  }

  private static func words(_ state: ExecutionQueue.State) -> String {
    switch state {
    case .waiting, .running, .failed: "not done"
    case .made: "done"
    case .unknown: "not known whether done"
    }
  }

  /// Makes the changes and reads the account back, without a word about plan and records.
  func carryOut() throws(CommandError) {
    var none: RoleRecords?
    try execute(&none)
    try verify()
  }

  // MARK: Reading back

  private func verify() throws(CommandError) {
    let made = plan.changes.count == 1 ? "the change was made" : "all changes were made"
    let verification: Verification
    do throws(BackendError) {
      verification = try account.backend.verify(
        changedPart(), timeouts: account.timeouts, progress: tell, isExpected: isAsPlanned)
    } catch {
      throw CommandError(
        signals.status() ?? .incomplete,
        "\(made), and the account could not be read back: \(error.message)", hint: look)
    }
    switch verification {
    case .agreed: return
    case .unreadable(let failures):
      let denied = failures.filter { $0.reason == .denied }
      let list = failures.map(\.line).joined(separator: "; ")
      let actions = Set(denied.map(\.action)).sorted().joined(separator: ", ")
      throw CommandError(
        .incomplete, "\(made), and the account could not be read back: \(list)",
        hint: denied.isEmpty ? look : "allow the caller \(actions): then \(look)")
    case .disagrees(let reading):
      let missing = remaining(in: reading.state).map(\.change.phrase).joined(separator: "; ")
      throw CommandError(
        .stopped,
        "\(made), and after \(Int(account.timeouts.verification)) seconds the account does not show: "
          + missing,
        hint: "something else may change these roles: 'panorama-roles drift' shows what differs")
    }
  }

  private func tell(_ progress: BackendProgress) {
    guard case .verifying(let round) = progress, round > 2 else { return }
    terminal.progress("  reading the account back once more")
  }

  /// The roles and managed policies that the plan changes: nothing else is read back.
  private func changedPart() -> RoleSet {
    let changed = Set(plan.changes.map { $0.change.subject.lowercased() })
    var part = set
    part.selection = .all
    part.roles = zip(set.asked, drift.roles).filter { role, drift in
      changed.contains(role.name.lowercased()) || changed.contains(drift.name.lowercased())
    }.map(\.0)
    part.policies = set.askedPolicies.filter { changed.contains(set.arn(of: $0).lowercased()) }
    part.providers = set.askedProviders.filter { changed.contains(set.arn(of: $0).lowercased()) }
    part.left = set.askedLeft.filter { changed.contains($0.arn.lowercased()) }
    return part
  }

  /// Whether nothing that the set owns is left to change.
  private func isAsPlanned(_ state: AccountState) -> Bool {
    expects.map { $0(state) } ?? remaining(in: state).isEmpty
  }

  private func remaining(in state: AccountState) -> [PlannedChange] {
    let changed = changedPart()
    let changedNames = Set(changed.roles.map(\.name))
    let names = Set(
      zip(set.asked, drift.roles).filter { role, _ in changedNames.contains(role.name) }
        .flatMap { [$0.name.lowercased(), $1.name.lowercased()] })
    let options = PlanOptions(
      removals: plan.removals.filter { removal in
        names.contains(removal.role.lowercased())
          || changed.left.contains { $0.arn == removal.name }
      })
    return
      (try? Plan(
        closing: part(Drift(between: changed, and: state, tellsMissing: false)), options: options))?
      .changes
      ?? plan.changes
  }
}

/// What a person sees while a plan is executed: one line that changes on a terminal, lines elsewhere.
struct ExecutionProgress {
  private let plan: Plan
  private let terminal: Terminal
  /// The place of the last change of each role and policy.
  private let last: [String: Int]
  private var madeCount = 0
  private var finished = 0
  private var waiting: Set<String> = []

  init(_ plan: Plan, _ terminal: Terminal) {
    self.plan = plan
    self.terminal = terminal
    last = Dictionary(
      plan.changes.enumerated().map { ($1.change.subject.lowercased(), $0) },
      uniquingKeysWith: { $1 })
  }

  /// Whether nothing is left for the role or policy of a change.
  func isLast(_ index: Int) -> Bool {
    last[plan.changes[index].change.subject.lowercased()] == index
  }

  mutating func note(_ index: Int, _ outcome: ChangeOutcome) {
    let change = plan.changes[index].change
    madeCount += 1
    if isLast(index) { finished += 1 }
    waiting.remove(change.subjectPhrase)
    guard !terminal.hasStatusLine else { return showStatus() }
    terminal.progress(
      "\(madeCount)/\(plan.changes.count) \(change.phrase): \(Self.words(outcome))")
  }

  mutating func note(_ progress: BackendProgress) {
    switch progress {
    case .waiting(_, let subject, let reason, let seconds):
      waiting.insert(subject)
      guard !terminal.hasStatusLine else { return showStatus() }
      terminal.progress("  waiting \(Self.rounded(seconds)) s for \(subject): \(reason)")
    case .readingBack(let subject):
      terminal.progress("  the answer was lost: reading \(subject) back")
    case .verifying: break
    }
  }

  func end() { terminal.endStatus() }

  private func showStatus() {
    let waits = waiting.isEmpty ? "" : ", \(waiting.count) waiting for IAM"
    let hasPolicies = plan.changes.contains { $0.change.isAboutPolicy }
    let what = hasPolicies ? "roles and policies" : "roles"
    terminal.status("\(finished) of \(last.count) \(what)\(waits)")
  }

  private static func words(_ outcome: ChangeOutcome) -> String {
    switch outcome {
    case .made: "done"
    case .recovered: "done (the answer was lost, reading back shows it)"
    case .alreadyThere: "it was so already"
    case .noted: "noted"
    }
  }

  /// One digit behind the point.
  private static func rounded(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
