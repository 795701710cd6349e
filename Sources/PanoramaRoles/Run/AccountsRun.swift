import AWSAccess
import IAMBackend
import IAMRoles
import JSONText
import Reports
import RoleCatalogue
import Synchronization

/// A check of many accounts side by side: each as `drift` alone checks it, by a role of its own.
///
/// What one account does hides nothing of another. Results come out in the order of the list, each as
/// soon as all before it exist.
struct AccountsRun {
  let options: AccountsOptions
  let memberCheck: MemberAccountCheck
  let format: DriftFormat
  let connection: ConnectionOptions

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let list = try options.list()
    let shard = try options.shard(in: context.environment)
    let digest = list.digest
    let spec = memberCheck.spec
    let wanted = try list.accounts.enumerated().filter { shard.holds($0.offset) }.map {
      offset, account throws(CommandError) in
      try options.member(
        account,
        at: AccountResult.Place(list: digest, position: offset, total: list.accounts.count),
        of: spec)
    }
    try memberCheck.refuseDevices(of: wanted)
    var results = try options.earlier(
      for: wanted, check: memberCheck.check, in: context.terminal, at: context.clock.now())
    let pending = wanted.filter { results[$0.place.position] == nil }
    let partitions = Set(pending.map(\.partition)).sorted()
    let ways = try context.connectMembers(connection, partitions)
    var output = AccountsOutput(
      format: format, terminal: context.terminal, positions: wanted.map(\.place.position),
      shard: shard,
      clock: context.clock)
    output.show(&results)
    let memberCheck = memberCheck
    let keys = BadKeys()
    let cancellation = context.signals.cancellation()
    Threads.stream(pending, width: options.parallel) { member in
      memberCheck.result(of: member, ways[member.partition], keys, cancellation)
    } receive: { index, result in
      guard let result else { return }
      results[pending[index].place.position] = result
      output.finished(result, &results)
      // Nobody reads the results any more.
      if context.terminal.outputFailure != nil { cancellation.cancel() }
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
      results.values, of: list.accounts.count, expected: wanted.map(\.place.position))
    output.close(report)
    if report.results.contains(where: \.lacksPermission) {
      context.terminal.hint(
        "'panorama-roles policy tool --for drift' prints the permissions that the role in each "
          + "account needs")
    }
    return report.status
  }
}

/// Whether STS refused the caller's own keys: no other account can be reached then.
final class BadKeys: Sendable {
  private let refusal = Mutex<BackendError?>(nil)

  var known: BackendError? { refusal.withLock { $0 } }

  func note(_ error: BackendError) {
    guard error.kind == .credentials else { return }
    refusal.withLock { $0 = $0 ?? error }
  }
}

/// How one account is checked.
struct MemberAccountCheck: Sendable {
  let spec: Spec
  let catalogue: RoleCatalogue
  let run: DriftRun
  /// What tells these checks from others.
  let check: String

  /// Brings together what every account is checked with.
  init(
    _ loaded: LoadedSpec, _ run: DriftRun
  ) throws(CommandError) {
    spec = loaded.spec
    self.run = run
    catalogue = loaded.catalogue
    // A spec that cannot be used for its own account can be used for none.
    _ = try loaded.roleSet()
    let accepted = run.accepted.map { entry in
      JSON.array([
        entry.json, .bool(entry.expires < run.day), .bool(entry.expires > run.latestDay),
      ])
    }
    // How the account is reached and read changes nothing of what is found.
    var parts: [JSON] = [
      .string("\(Program.name) \(Program.version)"), spec.json, .array(accepted),
      .bool(run.failsOnWideningOnly), .bool(run.includesRelated),
      .bool(run.isStrict),
    ]
    for file in loaded.roleSetFiles {
      parts.append(.string(Digest.text(of: file.bytes)))
    }
    check = Digest.text(of: JSON.array(parts).text(.compact))
  }

  /// Named devices belong to one account.
  func refuseDevices(of members: [MemberAccount]) throws(CommandError) {
    guard !spec.devices.devices.isEmpty,
      let other = members.first(where: { $0.account != spec.account })
    else { return }
    throw CommandError(
      .refused,
      "the spec names devices of account \(spec.account), and '\(other.account)' has others",
      at: run.specPath,
      hint: "use a spec with 'allDevices', or a spec for each account that has devices")
  }

  /// Checks an account; nil when the person stopped the work before it was done.
  func result(
    of member: MemberAccount, _ way: MemberAccounts?, _ keys: BadKeys, _ cancellation: Cancellation
  ) -> AccountResult? {
    guard !cancellation.isCancelled, let way else { return nil }
    func failed(_ error: CommandError, as status: AccountResult.Status) -> AccountResult {
      AccountResult(
        error, of: member.account, in: member.partition, at: member.place, check: check,
        as: status)
    }
    let account: LiveAccount
    do throws(BackendError) {
      if let refusal = keys.known { throw refusal }
      account = try way.open(member.role, member.account, member.partition)
    } catch {
      guard !error.isCancelled else { return nil }
      keys.note(error)
      return failed(CommandError(error), as: error.isRefusal ? .refused : .incomplete)
    }
    do throws(CommandError) {
      let spec = try spec(for: member)
      let set = try roleSet(of: spec)
      let outcome = try run.outcome(of: spec, set, as: .memberOfList) {
        set, pinned throws(CommandError) in
        try account.backend(of: set, run.strategy).read(
          set, for: run.includesRelated ? .drift(pinned: pinned) : .plan)
      }
      return AccountResult(
        outcome.report, unmatched: outcome.unmatched, notes: outcome.notes, at: member.place,
        check: check)
    } catch {
      switch error.status {
      case .interrupted, .terminated: return nil
      case .refused: return failed(error, as: .refused)
      case .done, .failed, .drift, .findings, .incomplete, .stopped, .usage:
        return failed(error, as: .failed)
      }
    }
  }

  private func spec(for member: MemberAccount) throws(CommandError) -> Spec {
    do throws(SpecError) {
      return try Spec(spec, for: member.account, in: member.partition, catalogue: catalogue)
    } catch {
      throw CommandError(error, in: run.specPath)
    }
  }

  private func roleSet(of spec: Spec) throws(CommandError) -> RoleSet {
    do throws(SpecError) { return try catalogue.roleSet(for: spec) } catch {
      throw CommandError(error, in: run.specPath)
    }
  }
}
