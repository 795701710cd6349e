import AWSAccess
import IAMBackend
import IAMRoles
import JSONText
import Reports

/// `snapshot --accounts` and `import --accounts`: one file an account, in a folder.
struct AccountsFilesRun {
  let options: AccountsOptions
  let work: any MemberFile
  let format: OutputFormat
  let connection: ConnectionOptions
  let partition: String
  /// Where the files go; it is made when it does not exist.
  let folder: String

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let terminal = context.terminal
    let roster = try options.roster(partition: partition, in: context.environment)
    var results: [Int: AccountOutcome] = try options.earlier(
      for: roster.members, check: work.check, in: terminal, at: context.clock.now())
    let pending = roster.members.filter { results[$0.place.position] == nil }
    do throws(OutputError) { try OutputFolder.make(folder) } catch { throw CommandError(error) }
    let ways = try context.ways(to: pending, connection, for: .reading)
    let format = format
    var output = AccountsOutput<AccountOutcome>(to: terminal, roster, clock: context.clock) {
      switch format {
      case .text: terminal.result(OutcomesText.block($0))
      case .json: terminal.result(exactly: $0.json.text(.compact) + "\n")
      }
    }
    output.show(&results)
    let (work, folder) = (work, folder)
    Threads.stream(pending, width: options.parallel) { member in
      work.outcome(of: member, ways, in: folder)
    } receive: { index, result in
      guard let result else { return }
      results[pending[index].place.position] = result
      output.finished(result, &results)
      // Nobody reads the results any more.
      if terminal.outputFailure != nil { ways.cancellation.cancel() }
    }
    output.finish(&results)
    if let status = context.signals.status(), results.count < roster.members.count {
      throw CommandError(
        status, "stopped after \(results.count) of \(counted(roster.members.count, "account"))",
        hint: "the files of these accounts are whole; the same command goes on from there")
    }
    let report = OutcomesReport(results.values, of: roster.total, expected: roster.positions)
    if format == .text { terminal.result(OutcomesText.ending(report)) }
    roster.shard.note(to: terminal)
    return report.status
  }
}

/// What is written of an account.
protocol MemberFile: Sendable {
  var kind: AccountOutcome.Work { get }
  /// What tells these files from others.
  var check: String { get }
  /// Writes the file of an account; says what came of it.
  func write(
    _ live: LiveAccount, of member: MemberAccount, to path: String
  ) throws(CommandError) -> AccountOutcome
}

extension MemberFile {
  /// An outcome with nothing in it but its account.
  func outcome(
    of member: MemberAccount, _ status: AccountOutcome.Status, exit: ExitStatus
  ) -> AccountOutcome {
    AccountOutcome(
      account: member.account, partition: member.partition, place: member.place, check: check,
      work: kind, status: status, exit: exit)
  }

  /// Writes the file of an account; nil when the person stopped the work before it was done.
  fileprivate func outcome(
    of member: MemberAccount, _ ways: MemberWays, in folder: String
  ) -> AccountOutcome? {
    func failed(_ error: CommandError, _ status: AccountOutcome.Status) -> AccountOutcome {
      AccountOutcome(
        error, of: member.account, in: member.partition, at: member.place, check: check, work: kind,
        as: status)
    }
    let live: LiveAccount
    do throws(MemberWays.Closed) { live = try ways.openLive(member) } catch {
      switch error {
      case .stopped: return nil
      case .unreachable(let error, let isRefused):
        return failed(error, isRefused ? .refused : .incomplete)
      }
    }
    do throws(CommandError) {
      return try write(live, of: member, to: SnapshotFolder.path(of: member.account, in: folder))
    } catch {
      guard error.status != .interrupted, error.status != .terminated else { return nil }
      return failed(error, AccountOutcome.status(of: error))
    }
  }
}

/// The snapshot of an account of a list.
struct MemberSnapshot: MemberFile {
  let selection: RoleSelection
  let clock: Clock
  let tellsTime: Bool
  let keepsLastUse: Bool
  let keepsProviders: Bool

  var kind: AccountOutcome.Work { .snapshot }
  var check: String {
    Digest.text(
      of: "snapshot \(selection.patterns) \(tellsTime) \(keepsLastUse)"
        + (keepsProviders ? " providers" : ""))
  }

  func write(
    _ live: LiveAccount, of member: MemberAccount, to path: String
  ) throws(CommandError) -> AccountOutcome {
    try SnapshotFile.refuseOther(at: path)
    let taken = Clock.moment(clock.now())
    let contents = try live.snapshot(
      keepsLastUse: keepsLastUse, keepsProviders: keepsProviders
    ).only(selection)
    let text = contents.text(takenAt: tellsTime ? taken : nil)
    do throws(OutputError) { try OutputFile.write(text, to: path, access: .owner) } catch {
      throw CommandError(error)
    }
    var outcome = self.outcome(
      of: member, .written, exit: contents.damage.isEmpty ? .done : .incomplete)
    outcome.summary = contents.words
    outcome.file = path
    outcome.steps = contents.damage.map { "unreadable: \($0)" }
    return outcome
  }
}

extension SnapshotContents {
  /// `12 roles and 1 managed policy`.
  var words: String {
    let policies = "\(policyCount) managed \(policyCount == 1 ? "policy" : "policies")"
    guard let providerCount else { return "\(counted(roleCount, "role")) and \(policies)" }
    return "\(counted(roleCount, "role")), \(policies) and "
      + counted(providerCount, "identity provider")
  }
}
