import AWSAccess
import IAMBackend
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// A check of many accounts side by side: each as `drift` alone checks it, by a role of its own.
///
/// What one account does hides nothing of another. Results come out in the order of the list, each as
/// soon as all before it exist.
struct AccountsRun {
  let options: AccountsOptions
  let memberCheck: MemberAccountCheck
  let format: AccountsFormat
  let connection: ConnectionOptions

  /// The folder that snapshots of the accounts are in; nil when they are reached by roles.
  let folder: SnapshotFolder?

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let roster = try options.roster(
      partition: memberCheck.specs.spec.partition, in: context.environment)
    let wanted = roster.members
    try memberCheck.specs.refuseDevices(of: wanted)
    var results: [Int: AccountResult] = try options.earlier(
      for: wanted, check: memberCheck.check, in: context.terminal, at: context.clock.now())
    let pending = wanted.filter { results[$0.place.position] == nil }
    let ways = try context.ways(to: pending, connection, readingFrom: folder)
    var output = AccountsOutput<AccountResult>(
      to: context.terminal, roster, clock: context.clock, write: write(to: context.terminal))
    output.show(&results)
    let memberCheck = memberCheck
    Threads.stream(pending, width: options.parallel) { member in
      memberCheck.result(of: member, ways)
    } receive: { index, result in
      guard let result else { return }
      results[pending[index].place.position] = result
      output.finished(result, &results)
      // Nobody reads the results any more.
      if context.terminal.outputFailure != nil { ways.cancellation.cancel() }
    }
    output.finish(&results)
    if let status = context.signals.status(), results.count < wanted.count {
      throw CommandError(
        status, "stopped after \(results.count) of \(counted(wanted.count, "account"))",
        hint: format == .json
          ? "'--resume FILE' with what was written goes on from there"
          : "'--format json >FILE' keeps what is finished, and '--resume FILE' goes on from there")
    }
    let report = AccountsReport(
      results.values, of: roster.total, expected: roster.positions)
    close(report, roster.shard, on: context.terminal)
    if report.results.contains(where: \.lacksPermission) {
      context.terminal.hint(
        "'panorama-roles policy tool --for drift' prints the permissions that the role in each "
          + "account needs")
    }
    return report.status
  }

  /// Writes each line in one go.
  private func write(to terminal: Terminal) -> (AccountResult) -> Void {
    { result in
      if let part = format.part(of: result) { terminal.result(part) }
    }
  }

  /// Writes what follows the results of a run that was not stopped.
  private func close(_ report: AccountsReport, _ shard: Shard, on terminal: Terminal) {
    if shard != .whole {
      terminal.note(
        "this is shard \(shard.text): 'panorama-roles drift merge FILE…' joins the results of all")
    }
    if report.status == .done, report.count(.drifted) > 0 {
      terminal.note("the differences widen no access: '--fail-on any' counts them")
    }
    if let ending = format.ending(of: report) { terminal.result(ending) }
  }
}

/// How one account is checked.
struct MemberAccountCheck: Sendable {
  let specs: MemberSpecs
  let run: DriftRun
  /// What tells these checks from others.
  let check: String

  /// Brings together what every account is checked with.
  init(
    _ loaded: LoadedSpec, _ run: DriftRun
  ) throws(CommandError) {
    specs = MemberSpecs(spec: loaded.spec, catalogue: loaded.catalogue, path: run.specPath)
    self.run = run
    // A spec that cannot be used for its own account can be used for none.
    _ = try loaded.roleSet()
    let accepted = run.accepted.map { entry in
      JSON.array([
        entry.json, .bool(entry.expires < run.day), .bool(entry.expires > run.latestDay),
      ])
    }
    // How the account is reached and read changes nothing of what is found.
    var parts: [JSON] = [
      .string("\(Program.name) \(Program.version)"), loaded.spec.json, .array(accepted),
      .bool(run.failsOnWideningOnly), .bool(run.includesRelated),
      .bool(run.isStrict), .bool(run.countsEverydayRoles),
    ]
    for file in loaded.roleSetFiles {
      parts.append(.string(Digest.text(of: file.bytes)))
    }
    check = Digest.text(of: JSON.array(parts).text(.compact))
  }

  /// Checks an account; nil when the person stopped the work before it was done.
  func result(of member: MemberAccount, _ ways: MemberWays) -> AccountResult? {
    func failed(_ error: CommandError, as status: AccountResult.Status) -> AccountResult {
      AccountResult(
        error, of: member.account, in: member.partition, at: member.place, check: check,
        as: status)
    }
    let opened: MemberWays.Opened
    do throws(MemberWays.Closed) { opened = try ways.open(member) } catch {
      switch error {
      case .stopped: return nil
      case .unreachable(let error, let isRefused):
        return failed(error, as: isRefused ? .refused : .incomplete)
      }
    }
    do throws(CommandError) {
      let (spec, set) = try specs.spec(for: member)
      let outcome = try run.outcome(of: spec, set, as: .memberOfList) {
        set, pinned throws(CommandError) in
        try opened.read(
          set, for: run.includesRelated ? .drift(pinned: pinned) : .plan, run.strategy)
      }
      return AccountResult(
        outcome.report, unmatched: outcome.unmatched, notes: outcome.notes + notes(on: outcome),
        at: member.place, check: check)
    } catch {
      switch error.status {
      case .interrupted, .terminated: return nil
      case .refused: return failed(error, as: .refused)
      case .done, .failed, .drift, .findings, .incomplete, .stopped, .usage:
        return failed(error, as: .failed)
      }
    }
  }

  /// What a snapshot does not report.
  private func notes(on outcome: DriftRun.Outcome) -> [String] {
    guard run.isOfFile else { return [] }
    let note = UnavailableNote.text(
      outcome.report.coverage, isOfFile: true, includesRelated: run.includesRelated)
    return note.map { [$0] } ?? []
  }
}
