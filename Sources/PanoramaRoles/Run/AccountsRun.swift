import AWSAccess
import IAMBackend
import IAMRoles
import JSONText
import RoleCatalogue
import Synchronization

/// A check of many accounts side by side: each as `drift` alone checks it, by a role of its own.
///
/// What one account does hides nothing of another. Results come out in the order of the list, each as
/// soon as all before it are there.
struct AccountsRun {
  let options: AccountsOptions
  let examination: Examination
  let form: DriftForm
  let connection: ConnectionOptions

  func run(in session: Session) throws(Report) -> ExitStatus {
    let list = try options.list()
    let shard = try options.shard()
    let digest = list.digest
    let spec = examination.spec
    let wanted = try list.accounts.enumerated().filter { shard.holds($0.offset) }.map {
      offset, account throws(Report) in
      try options.member(
        account,
        at: AccountResult.Place(list: digest, position: offset, total: list.accounts.count),
        of: spec)
    }
    try examination.refuseDevices(of: wanted)
    var results = try options.earlier(
      for: wanted, check: examination.check, in: session.terminal)
    let pending = wanted.filter { results[$0.place.position] == nil }
    let partitions = Set(pending.map(\.partition)).sorted()
    let ways = try session.connectMembers(connection, partitions)
    var output = AccountsOutput(
      form: form, terminal: session.terminal, positions: wanted.map(\.place.position), shard: shard)
    output.show(&results)
    let examination = examination
    let keys = BadKeys()
    Threads.stream(pending, width: options.parallel) { member in
      examination.result(of: member, ways[member.partition], keys)
    } receive: { index, result in
      guard let result else { return }
      results[pending[index].place.position] = result
      output.finished(result, &results)
      // Nobody reads the results any more.
      if session.terminal.outputFailure != nil { Interruption.cancellation.cancel() }
    }
    output.finish(&results)
    if let status = Interruption.status, results.count < wanted.count {
      throw Report(
        status, "stopped after \(results.count) of \(counted(wanted.count, "account"))",
        hint: form == .json
          ? "'--resume FILE' with what was written goes on from there"
          : "'--format json >FILE' keeps what is finished, and '--resume FILE' goes on from there")
    }
    let report = AccountsReport(
      results.values, of: list.accounts.count, expected: wanted.map(\.place.position))
    output.close(report)
    if report.results.contains(where: \.lacksPermission) {
      session.terminal.hint(
        "'panorama-roles policy tool --for drift' prints the permissions that the role in each "
          + "account needs")
    }
    return report.status
  }
}

/// An account of the list with the role that leads there.
struct MemberAccount: Hashable, Sendable {
  let account: String
  let partition: String
  let role: RoleToAssume
  let place: AccountResult.Place
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
struct Examination: Sendable {
  let spec: Spec
  let catalogue: RoleCatalogue
  let judge: DriftCheck
  let way: ReadStrategy?
  let includesRelated: Bool
  /// What tells these checks from others.
  let check: String

  /// Brings together what every account is checked with.
  init(
    _ spec: Spec, _ file: SpecFile, _ judge: DriftCheck, way: ReadStrategy?, includesRelated: Bool
  ) throws(Report) {
    self.spec = spec
    self.judge = judge
    self.way = way
    self.includesRelated = includesRelated
    let files = file.roleSetFiles
    catalogue = try files.catalogue(naming: spec.roleSets)
    // A spec that cannot be used for its own account can be used for none.
    _ = try file.roleSet(of: spec)
    let accepted = judge.accepted.map { entry in
      JSON.array([entry.json, .bool(entry.expires < judge.day)])
    }
    // How the account is reached and read changes nothing of what is found.
    var parts: [JSON] = [
      .string("\(Program.name) \(Program.version)"), spec.json, .array(accepted),
      .bool(judge.failsOnWideningOnly), .bool(includesRelated),
    ]
    for name in spec.roleSets where RoleCatalogue.isFile(name) {
      let bytes = try InputFile.bytes(files.path(of: name))
      parts.append(.string(Digest.text(of: String(decoding: bytes, as: UTF8.self))))
    }
    check = Digest.text(of: JSON.array(parts).text(.compact))
  }

  /// Named devices belong to one account.
  func refuseDevices(of members: [MemberAccount]) throws(Report) {
    guard !spec.devices.devices.isEmpty,
      let other = members.first(where: { $0.account != spec.account })
    else { return }
    throw Report(
      .refused,
      "the spec names devices of account \(spec.account), and '\(other.account)' has others",
      at: judge.specPath,
      hint: "use a spec with 'allDevices', or a spec for each account that has devices")
  }

  /// Checks an account; nil when the person stopped the work before it was done.
  func result(of member: MemberAccount, _ way: MemberAccounts?, _ keys: BadKeys) -> AccountResult? {
    guard !Interruption.cancellation.isCancelled, let way else { return nil }
    func told(_ report: Report, as status: AccountResult.Status) -> AccountResult {
      AccountResult(
        report, of: member.account, in: member.partition, at: member.place, check: check,
        as: status)
    }
    let account: LiveAccount
    do throws(BackendError) {
      if let refusal = keys.known { throw refusal }
      account = try way.open(member.role, member.account, member.partition)
    } catch {
      guard !error.isCancelled else { return nil }
      keys.note(error)
      return told(Report(error), as: error.isRefusal ? .refused : .incomplete)
    }
    do throws(Report) {
      let spec = try spec(for: member)
      let set = try roleSet(of: spec)
      let baseline = DriftBaseline(for: spec, set)
      let reading = try account.reading(
        of: set, pinned: Set(baseline.pinned.keys), way: self.way, includesRelated: includesRelated)
      let (report, unmatched) = judge.report(on: reading, ofMember: set, baseline: baseline)
      return AccountResult(
        report, unmatched: unmatched, notes: reading.notes, at: member.place, check: check)
    } catch {
      switch error.status {
      case .interrupted, .terminated: return nil
      case .refused: return told(error, as: .refused)
      case .done, .failed, .drift, .findings, .incomplete, .stopped, .usage:
        return told(error, as: .failed)
      }
    }
  }

  private func spec(for member: MemberAccount) throws(Report) -> Spec {
    do throws(SpecError) {
      return try Spec(spec, for: member.account, in: member.partition, catalogue: catalogue)
    } catch {
      throw Report(error, in: judge.specPath)
    }
  }

  private func roleSet(of spec: Spec) throws(Report) -> RoleSet {
    do throws(SpecError) { return try catalogue.roleSet(for: spec) } catch {
      throw Report(error, in: judge.specPath)
    }
  }
}

extension LiveAccount {
  /// Reads what a check needs.
  func reading(
    of set: RoleSet, pinned: Set<String>, way: ReadStrategy?, includesRelated: Bool
  ) throws(Report) -> SurveyReading {
    if includesRelated { return try survey(set, pinned: pinned, way: way) }
    let reading = try read(set)
    return SurveyReading(state: reading.state, related: RelatedResources(), notes: reading.notes)
  }
}
