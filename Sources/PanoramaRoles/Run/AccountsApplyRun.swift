import AWSAccess
import IAMBackend
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// `apply --accounts`: plans every account, shows and asks once, then changes them in waves.
///
/// An account is read and planned once more when its turn comes: when it is not as it was shown, it is left
/// alone. A signal begins no further account and ends none that is begun.
struct AccountsApplyRun {
  let options: AccountsOptions
  let planning: MemberPlanning
  let format: OutputFormat
  let connection: ConnectionOptions
  let waves: Waves
  let isApproved: Bool
  let hasDetailedExitCode: Bool
  /// Writes into the spec what the flags add to it, once nothing is refused any more.
  let writeSpec: () throws(CommandError) -> Void

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let terminal = context.terminal
    let roster = try options.roster(
      partition: planning.specs.spec.partition, in: context.environment)
    try planning.specs.refuseDevices(of: roster.members)
    var results: [Int: AccountOutcome] = try options.earlier(
      for: roster.members, check: planning.check, in: terminal, at: context.clock.now())
    let open = roster.members.filter { results[$0.place.position] == nil }
    let plans = try plans(of: open, in: context)
    if format == .text { terminal.result(plans.text) }
    var output = AccountsOutput<AccountOutcome>(
      to: terminal, roster, clock: context.clock, write: write(to: terminal))
    for (position, outcome) in plans.outcomes where outcome.status == .noChanges {
      results[position] = outcome
    }
    guard isApproved else {
      results.merge(plans.outcomes) { first, _ in first }
      return close(&results, &output, roster, terminal)
    }
    if let refusal = plans.refusal(accepting: planning.accepted) {
      results.merge(Self.refused(plans)) { first, _ in first }
      _ = close(&results, &output, roster, terminal)
      throw refusal
    }
    try terminal.refuseUnshown()
    try writeSpec()
    output.show(&results)
    let queue = open.filter { results[$0.place.position] == nil }
    let stop = try change(queue, plans, &results, &output, in: context)
    for member in queue where results[member.place.position] == nil {
      let outcome = plans.outcomes[member.place.position]
      results[member.place.position] =
        outcome?.isFailure ?? false ? outcome : outcome?.with(.notBegun, exit: .stopped)
    }
    let status = close(&results, &output, roster, terminal)
    if let number = context.signals.status() { throw interrupted(results, as: number) }
    if let stop { terminal.warn(stop) }
    return status
  }

  // MARK: Planning

  private func plans(
    of members: [MemberAccount], in context: CommandContext
  ) throws(CommandError) -> AccountsPlans {
    let ways = try context.ways(to: members, connection, for: .reading)
    let terminal = context.terminal
    let plans = AccountsPlans(
      members, by: planning, over: ways, width: options.parallel, to: terminal
    ) { outcome, outcomes in
      terminal.status("planned \(outcomes.count)/\(members.count) accounts")
    }
    terminal.endStatus()
    guard let status = context.signals.status() else { return plans }
    throw CommandError(
      status,
      "stopped after planning \(plans.outcomes.count) of "
        + "\(counted(members.count, "account")): nothing was changed")
  }

  /// Nothing is changed in any account while something is asked about one.
  private static func refused(_ plans: AccountsPlans) -> [Int: AccountOutcome] {
    let asked = plans.askedPositions
    var results = plans.outcomes
    for (position, outcome) in plans.outcomes where outcome.status == .pending {
      guard asked.contains(position) else {
        results[position] = outcome.with(.notBegun, exit: .refused)
        continue
      }
      results[position] = outcome.with(.refused, exit: .refused)
      results[position]?.problem = AccountOutcome.Problem(
        message: "the changes must be asked for by name", hint: nil)
    }
    return results
  }

  // MARK: Changing

  /// Changes accounts wave by wave.
  ///
  /// - Returns: why the last waves were not begun; nil when they were.
  private func change(
    _ queue: [MemberAccount], _ plans: AccountsPlans, _ results: inout [Int: AccountOutcome],
    _ output: inout AccountsOutput<AccountOutcome>, in context: CommandContext
  ) throws(CommandError) -> String? {
    guard !queue.isEmpty else { return nil }
    let signals = context.signals
    let ways = try context.ways(to: queue, connection, for: .changing)
    let ranges = waves.ranges(of: queue.count)
    var failures = 0
    for (place, range) in ranges.enumerated() {
      guard signals.status() == nil else { return nil }
      let wave = place + 1
      if ranges.count > 1 {
        context.terminal.progress(
          "wave \(wave) of \(ranges.count): \(counted(range.count, "account"))")
      }
      var members: [(member: MemberAccount, digest: String)] = []
      for member in queue[range] {
        guard let digest = plans.digests[member.place.position] else {
          // It could not be planned, which is known since before the first wave.
          results[member.place.position] = plans.outcomes[member.place.position]?.inWave(wave)
          continue
        }
        members.append((member, digest))
      }
      output.show(&results)
      let work = MemberChange(planning: planning, ways: ways, wave: wave)
      let pairs = members.map { MemberChange.Task(member: $0.member, digest: $0.digest) }
      Threads.stream(pairs, width: options.parallel) { task -> AccountOutcome? in
        signals.status() == nil ? work.outcome(of: task) : nil
      } receive: { index, outcome in
        guard let outcome else { return }
        results[pairs[index].member.place.position] = outcome
        output.finished(outcome, &results)
      }
      failures += queue[range].count { results[$0.place.position]?.isFailure ?? false }
      if failures > waves.maxFailures, wave < ranges.count, signals.status() == nil {
        let rest = queue.count - range.upperBound
        return "\(counted(failures, "account")) failed by wave \(wave) of \(ranges.count), and "
          + "'--max-failures' allows \(waves.maxFailures): \(counted(rest, "account")) not begun"
      }
    }
    return nil
  }

  // MARK: Words

  private func write(to terminal: Terminal) -> (AccountOutcome) -> Void {
    { outcome in
      switch format {
      case .text: terminal.result(OutcomesText.block(outcome))
      case .json: terminal.result(exactly: outcome.json.text(.compact) + "\n")
      }
    }
  }

  /// Writes what is left, and how it ended.
  private func close(
    _ results: inout [Int: AccountOutcome], _ output: inout AccountsOutput<AccountOutcome>,
    _ roster: AccountsRoster, _ terminal: Terminal
  ) -> ExitStatus {
    let isPending = results.values.contains { $0.status == .pending }
    if hasDetailedExitCode {
      for (position, outcome) in results where outcome.status == .pending {
        results[position]?.exit = .drift
      }
    }
    output.finish(&results)
    let report = OutcomesReport(results.values, of: roster.total, expected: roster.positions)
    if format == .text { terminal.result(OutcomesText.ending(report)) }
    roster.shard.note(to: terminal)
    if isPending { terminal.note("nothing was changed: '--approve' applies the plans") }
    return report.status
  }

  private func interrupted(
    _ results: [Int: AccountOutcome], as status: ExitStatus
  ) -> CommandError {
    let ordered = results.values.sorted { $0.place.position < $1.place.position }
    let done = ordered.filter { $0.status != .notBegun }
    let words = done.map { "\($0.account) (\($0.status.words))" }.joined(separator: ", ")
    return CommandError(
      status,
      "stopped after \(done.count) of \(counted(ordered.count, "account"))"
        + (done.isEmpty ? "" : ": \(words)"),
      hint: "the same command goes on from there; '--resume FILE' with the JSON lines that were "
        + "written reads the finished accounts no more")
  }
}

extension AccountOutcome {
  /// The same with another status.
  func with(_ status: Status, exit: ExitStatus) -> AccountOutcome {
    AccountOutcome(
      account: account, partition: partition, place: place, check: check, work: work,
      status: status, exit: exit, wave: wave, items: items, digest: digest, summary: summary,
      file: file, steps: steps, unreadable: unreadable, notes: notes, problem: problem,
      document: document)
  }

  /// The same in a wave.
  func inWave(_ wave: Int) -> AccountOutcome {
    var outcome = self
    outcome.wave = wave
    return outcome
  }
}
