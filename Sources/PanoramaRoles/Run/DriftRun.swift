import IAMBackend
import IAMPolicy
import IAMRoles
import Reports
import RoleCatalogue

/// A check of one account: read, compare, suppress, judge.
///
/// It is the same for `drift` of one account and for each account of a list.
struct DriftRun: Sendable {
  /// Whether only differences that may allow more count.
  let failsOnWideningOnly: Bool
  /// The differences that were accepted.
  let accepted: [DriftSuppression]
  /// Today, `YYYY-MM-DD`.
  let day: String
  /// The latest day that an accepted difference may have.
  let latestDay: String
  /// Whether documents that are written differently and mean the same count.
  var isStrict = false
  /// Whether an undeclared role counts that trusts everyday services only.
  var countsEverydayRoles = false
  /// The file that says how the account should be.
  let specPath: String
  /// The roles that have been open to every device for too long, with the end of the time.
  var expiredOpenings: [String: String] = [:]
  /// The ignore file next to it, with what it alone accepts.
  var ignoreFile: DriftReport.IgnoreFile?
  /// Whether a snapshot is read, and not the account.
  var isOfFile = false
  /// A hint whose commands can be pasted.
  var pasteable: @Sendable (String) -> String = { $0 }

  /// When the account was as compared, where it is known.
  var dataTime: String?
  /// The role-set files, by the names of their roles in lower case.
  var roleFiles: [String: DriftReport.RoleFile] = [:]
  /// How roles are read.
  let strategy: ReadStrategy
  /// Whether related resources are read and compared too.
  let includesRelated: Bool

  /// What came of one account.
  struct Outcome {
    let report: DriftReport
    /// Entries that match nothing in one account of many: others may have what they are about.
    let unmatched: [SuppressionProblem]
    /// What a person must know of the reading.
    let notes: [String]
  }

  /// Whether the account is the only one, or one of a list, where entries may say `${Account}`.
  enum Scope {
    case oneAccount
    case memberOfList
  }

  /// Reads an account and compares it with the roles of a spec.
  func outcome(
    of spec: Spec, _ set: RoleSet, as scope: Scope,
    read: (_ set: RoleSet, _ pinned: Set<String>) throws(CommandError) -> AccountReading
  ) throws(CommandError) -> Outcome {
    var baseline = DriftBaseline(for: spec, set)
    baseline.expiredOpenings = expiredOpenings
    baseline.countsEverydayRoles = countsEverydayRoles
    let reading = try read(set, Set(baseline.pinned.keys))
    return outcome(of: reading, set, baseline, as: scope)
  }

  /// Compares what was read with the roles that should be.
  func outcome(
    of reading: AccountReading, _ set: RoleSet, _ baseline: DriftBaseline, as scope: Scope
  ) -> Outcome {
    var found = Drift(
      between: set, and: reading.state, related: reading.related, baseline: baseline)
    if isStrict { found = found.countingSpelling() }
    switch scope {
    case .oneAccount:
      let (drift, problems) = found.suppressing(
        accepted, on: day, latest: latestDay,
        coverage: accepted.isEmpty ? [] : found.coverage(with: reading.related),
        digest: \.digest)
      return Outcome(
        report: report(drift, problems, of: reading), unmatched: [],
        notes: reading.notes + notes(of: drift))
    case .memberOfList:
      let (drift, problems) = suppressed(
        found, of: AccountNames(account: set.account, partition: set.partition), reading.related)
      return Outcome(
        report: report(drift, problems.filter { $0.fault != .unmatched }, of: reading),
        unmatched: problems.filter { $0.fault == .unmatched },
        notes: reading.notes + notes(of: drift))
    }
  }

  /// Suppresses what entries name that hold for every account, and names the entries as they were
  /// written.
  private func suppressed(
    _ found: Drift, of names: AccountNames, _ related: RelatedResources
  ) -> (Drift, [SuppressionProblem]) {
    let differences = found.roles.flatMap(\.differences) + found.undeclaredRoles.map(\.difference)
    let digests = Dictionary(
      differences.map { ($0.digest(for: names), $0.digest) },
      uniquingKeysWith: { first, _ in first })
    var originals: [DriftSuppression: DriftSuppression] = [:]
    let entries = accepted.map { entry -> DriftSuppression in
      var specific = entry
      specific.role = names.specific(entry.role)
      specific.path = entry.path.map(names.specific)
      specific.value = digests[entry.value] ?? entry.value
      originals[specific] = entry
      return specific
    }
    func original(_ entry: DriftSuppression) -> DriftSuppression { originals[entry] ?? entry }
    var (drift, problems) = found.suppressing(
      entries, on: day, latest: latestDay, coverage: found.coverage(with: related),
      digest: \.digest)
    problems = problems.map { SuppressionProblem(entry: original($0.entry), fault: $0.fault) }
    for place in drift.roles.indices {
      for number in drift.roles[place].suppressed.indices {
        drift.roles[place].suppressed[number].entry = original(
          drift.roles[place].suppressed[number].entry)
      }
    }
    for number in drift.suppressedUndeclaredRoles.indices {
      drift.suppressedUndeclaredRoles[number].entry = original(
        drift.suppressedUndeclaredRoles[number].entry)
    }
    return (drift, problems)
  }

  /// The hint with the role-set file that a role is kept in, where it is known.
  private func keeping(_ hint: String, _ role: RoleDrift) -> String {
    roleFiles[role.desired.name.lowercased()].map { naming($0.path, in: hint) } ?? hint
  }

  /// The hint with the spec's one role-set file; where it has several, a person chooses.
  private func keepingOther(_ hint: String) -> String {
    let paths = Set(roleFiles.values.map(\.path))
    guard paths.count == 1, let path = paths.first else { return hint }
    return naming(path, in: hint)
  }

  /// The hint with a file where it says `--into FILE`.
  private func naming(_ path: String, in hint: String) -> String {
    let parts = hint.split(
      separator: " --into FILE'", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return hint }
    return "\(parts[0]) --into \(ShellWord.text(path))'\(parts[1])"
  }

  private func report(
    _ drift: Drift, _ findings: [SuppressionProblem], of reading: AccountReading
  ) -> DriftReport {
    var drift = drift
    for place in drift.roles.indices {
      for number in drift.roles[place].differences.indices {
        let hint = pasteable(drift.roles[place].differences[number].hint)
        drift.roles[place].differences[number].hint = keeping(hint, drift.roles[place])
      }
    }
    for number in drift.undeclaredRoles.indices {
      drift.undeclaredRoles[number].difference.hint = keepingOther(
        pasteable(drift.undeclaredRoles[number].difference.hint))
    }
    return DriftReport(
      drift: drift, coverage: drift.coverage(with: reading.related), findings: findings,
      specPath: specPath, status: status(of: drift, findings),
      countsWideningOnly: failsOnWideningOnly, ignoreFile: ignoreFile, isOfFile: isOfFile,
      dataTime: reading.takenAt.map(Clock.moment) ?? dataTime, roleFiles: roleFiles)
  }

  /// What was left out of the comparison, since nothing says what it should be.
  private func notes(of drift: Drift) -> [String] {
    let policies = drift.unpinnedPolicies
    guard includesRelated, !policies.isEmpty else { return [] }
    let list = policies.map { "'\($0)'" }.joined(separator: ", ")
    return [
      "the document is not compared of \(list), which neither the role set makes nor the spec recorded"
        + (failsOnWideningOnly ? "; that counts as widened" : "")
        + ": 'panorama-roles apply --approve' records it"
    ]
  }

  /// 5 goes before 2 and 2 before 3.
  private func status(of drift: Drift, _ findings: [SuppressionProblem]) -> ExitStatus {
    var statuses: [ExitStatus] = findings.isEmpty ? [] : [.findings]
    if !drift.unreadable.isEmpty { statuses.append(.incomplete) }
    if failsOnWideningOnly
      ? drift.mayWiden || includesRelated && !drift.unpinnedPolicies.isEmpty
      : drift.differenceCount > 0
    {
      statuses.append(.drift)
    }
    return ExitStatus.combined(statuses)
  }
}
