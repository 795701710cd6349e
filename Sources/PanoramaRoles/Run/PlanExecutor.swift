import IAMBackend
import IAMRoles

/// The carrying out of a plan: one change after the other, then reading back.
///
/// Nothing is decided here again. What was done and what not is always told, however it ends.
struct PlanExecutor {
  let plan: Plan
  let set: RoleSet
  let account: LiveAccount
  let terminal: Terminal
  /// Whether the person asked to stop.
  let signals: Signals
  /// Where it is written down which roles were made; nil when no spec file is in use.
  var records: RoleRecords?

  /// Refuses a plan that widens what existing roles give, unless a person accepts it.
  static func refuseUnaccepted(
    _ plan: Plan, acceptsWidening: Bool, adopting names: [String]
  ) throws(CommandError) {
    let unnamed = plan.adoptions.filter { policy in !names.contains { policy.isMeant(by: $0) } }
    guard unnamed.isEmpty else {
      throw CommandError(
        .refused, in: Program.name,
        unnamed.map { policy in
          CommandError.Problem(
            "managed policy '\(policy.name)' would be changed; \(policy.words)",
            hint: "'aws iam list-entities-for-policy --policy-arn \(policy.arn)' shows who has it; "
              + "where it may change for all of them, repeat the command with '--adopt "
              + "\(policy.name)'")
        })
    }
    let widening = plan.needingAcceptance
    guard !widening.isEmpty, !acceptsWidening else { return }
    throw CommandError(
      .refused, in: Program.name,
      widening.enumerated().map { number, planned in
        CommandError.Problem(
          "this may widen access: \(planned.change.phrase)",
          hint: number == widening.count - 1
            ? "review the plan and repeat the command with '--accept widening'" : nil)
      })
  }

  /// Makes the changes and reads the account back.
  func run() throws(CommandError) {
    var records = records
    let backend = HTTPBackend(
      account.caller, account: plan.account, partition: plan.partition,
      timeouts: account.timeouts, progress: tell)
    var done: [PlannedChange] = []
    for (number, planned) in plan.changes.enumerated() {
      guard signals.status() == nil else { throw stopped(after: done, nil) }
      let outcome: ChangeOutcome
      do throws(BackendError) {
        outcome = try backend.make(planned.change, why: planned.why)
      } catch {
        throw stopped(after: done, error)
      }
      done.append(planned)
      record(planned.change, number, backend, &records)
      terminal.progress(
        "\(number + 1)/\(plan.changes.count) \(planned.change.phrase): \(Self.words(outcome))")
    }
    try verify()
  }

  /// Writes down, before the next call, what was made and whether more of it is to come.
  private func record(
    _ change: Change, _ number: Int, _ backend: HTTPBackend, _ records: inout RoleRecords?
  ) {
    let name = change.subject
    let isLast = !plan.changes[(number + 1)...].contains {
      $0.change.subject.lowercased() == name.lowercased()
    }
    if case .createRole(let role) = change, let id = backend.createdRoleIDs[role.name] {
      records?.note(created: role.name, id: id, isUnfinished: !isLast)
    } else if isLast {
      let wanted = set.roles.first { $0.name.lowercased() == name.lowercased() }
      records?.note(finished: wanted?.name ?? name)
    }
  }

  private static func words(_ outcome: ChangeOutcome) -> String {
    switch outcome {
    case .made: "done"
    case .recovered: "done (the answer was lost, reading back shows it)"
    case .alreadyThere: "it was so already"
    case .noted: "noted"
    }
  }

  private func tell(_ progress: BackendProgress) {
    switch progress {
    case .waiting(_, let subject, let reason, let seconds):
      terminal.progress("  waiting \(Self.rounded(seconds)) s for \(subject): \(reason)")
    case .readingBack(let subject):
      terminal.progress("  the answer was lost: reading \(subject) back")
    case .verifying(let round):
      if round > 2 { terminal.progress("  reading the account back once more") }
    }
  }

  /// One digit behind the point.
  private static func rounded(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  // MARK: Reading back

  private func verify() throws(CommandError) {
    let verification: Verification
    do throws(BackendError) {
      verification = try AccountReader(account.caller).verify(
        set, timeouts: account.timeouts, progress: tell, isExpected: isAsPlanned)
    } catch {
      let status = signals.status() ?? .incomplete
      throw CommandError(
        status,
        "all \(counted(plan.changes.count, "change")) were made, and the account could not be read "
          + "back: \(error.message)",
        hint: "'panorama-roles drift' shows how the account is now")
    }
    switch verification {
    case .agreed: return
    case .unreadable(let failures):
      let denied = failures.filter { $0.reason == .denied }
      let list = failures.map(\.line).joined(separator: "; ")
      let actions = Set(denied.map(\.action)).sorted().joined(separator: ", ")
      throw CommandError(
        .incomplete,
        "all \(counted(plan.changes.count, "change")) were made, and the account could not be read "
          + "back: \(list)",
        hint: denied.isEmpty
          ? "'panorama-roles drift' shows how the account is now"
          : "allow the caller \(actions): 'panorama-roles drift' then shows how the account is now")
    case .disagrees:
      throw CommandError(
        .stopped,
        "all \(counted(plan.changes.count, "change")) were made, and the account does not show "
          + "them all after \(Int(account.timeouts.verification)) seconds",
        hint: "something else may change these roles: 'panorama-roles drift' shows what differs")
    }
  }

  /// Whether nothing that the set owns is left to change.
  private func isAsPlanned(_ state: AccountState) -> Bool {
    let drift = Drift(between: set, and: state)
    guard let rest = try? Plan(closing: drift) else { return false }
    return rest.isEmpty
  }

  // MARK: Stopping

  /// The report of a run that ended before the plan did.
  private func stopped(after done: [PlannedChange], _ error: BackendError?) -> CommandError {
    for planned in done { terminal.warn("done: \(planned.change.phrase)") }
    for (number, planned) in plan.changes.dropFirst(done.count).enumerated() {
      // An answer that nobody waited for tells nothing of what its request did.
      let isOpen = number == 0 && error?.leavesOpen == true
      terminal.warn("\(isOpen ? "not known whether done" : "not done"): \(planned.change.phrase)")
    }
    let again = "'panorama-roles apply --approve' again goes on from here"
    if let status = signals.status(), error?.isCancelled ?? true {
      return CommandError(
        status, "stopped after \(done.count) of \(counted(plan.changes.count, "change"))",
        hint: again)
    }
    guard let error else { return CommandError(.stopped, "stopped", hint: again) }
    let cause = CommandError(error)
    guard !done.isEmpty else { return cause }
    return CommandError(
      .stopped,
      "stopped after \(done.count) of \(counted(plan.changes.count, "change")): "
        + error.message, hint: error.hint ?? again)
  }
}
