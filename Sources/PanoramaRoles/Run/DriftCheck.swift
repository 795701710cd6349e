import IAMBackend
import IAMRoles
import RoleCatalogue

/// How what was read is judged: the same for one account and for each of many.
struct DriftCheck: Sendable {
  /// Whether only differences that may allow more count.
  let failsOnWideningOnly: Bool
  /// The differences that were accepted.
  let accepted: [AcceptedDrift]
  /// Today, `YYYY-MM-DD`.
  let day: String
  /// The file that says how the account should be.
  let specPath: String
  /// The ignore file beside it, with what it alone accepts.
  var ignoreFile: DriftReport.IgnoreFile?
  /// Whether a snapshot is read, and not the account.
  var isOfFile = false
  /// A hint whose commands can be pasted.
  var pasteable: @Sendable (String) -> String = { $0 }

  /// Compares a reading with the roles that should be.
  func report(on reading: SurveyReading, of set: RoleSet, basis: DriftBasis) -> DriftReport {
    let surroundings = reading.surroundings
    let found = Drift(between: set, and: reading.state, around: surroundings, basis: basis)
    let (drift, findings) = found.accepting(
      accepted, on: day, coverage: found.coverage(around: surroundings), digest: \.digest)
    return report(drift, findings, around: surroundings)
  }

  /// The same for one account of many, whose entries of the ignore list may say `${Account}`.
  ///
  /// - Returns: the report, and the entries that match nothing in this account: others may have what
  ///   they are about.
  func report(
    on reading: SurveyReading, ofMember set: RoleSet, basis: DriftBasis
  ) -> (report: DriftReport, unmatched: [AcceptanceFinding]) {
    let surroundings = reading.surroundings
    let found = Drift(between: set, and: reading.state, around: surroundings, basis: basis)
    let names = AccountNames(account: set.account, partition: set.partition)
    let differences = found.roles.flatMap(\.differences) + found.bystanders.map(\.difference)
    let digests = Dictionary(
      differences.map { ($0.digest(for: names), $0.digest) },
      uniquingKeysWith: { first, _ in first })
    var originals: [AcceptedDrift: AcceptedDrift] = [:]
    let entries = accepted.map { entry -> AcceptedDrift in
      var specific = entry
      specific.role = names.specific(entry.role)
      specific.path = entry.path.map(names.specific)
      specific.value = digests[entry.value] ?? entry.value
      originals[specific] = entry
      return specific
    }
    var (drift, findings) = found.accepting(
      entries, on: day, coverage: found.coverage(around: surroundings), digest: \.digest)
    findings = findings.map { finding in
      AcceptanceFinding(entry: originals[finding.entry] ?? finding.entry, fault: finding.fault)
    }
    for place in drift.roles.indices {
      for number in drift.roles[place].ignored.indices {
        let entry = drift.roles[place].ignored[number].entry
        drift.roles[place].ignored[number].entry = originals[entry] ?? entry
      }
    }
    for number in drift.ignoredBystanders.indices {
      let entry = drift.ignoredBystanders[number].entry
      drift.ignoredBystanders[number].entry = originals[entry] ?? entry
    }
    let expired = findings.filter { $0.fault == .expired }
    return (
      report(drift, expired, around: surroundings), findings.filter { $0.fault == .unmatched }
    )
  }

  private func report(
    _ drift: Drift, _ findings: [AcceptanceFinding], around surroundings: Surroundings
  ) -> DriftReport {
    var drift = drift
    for place in drift.roles.indices {
      for number in drift.roles[place].differences.indices {
        drift.roles[place].differences[number].hint = pasteable(
          drift.roles[place].differences[number].hint)
      }
    }
    for number in drift.bystanders.indices {
      drift.bystanders[number].difference.hint = pasteable(drift.bystanders[number].difference.hint)
    }
    return DriftReport(
      drift: drift, coverage: drift.coverage(around: surroundings), findings: findings,
      specPath: specPath, status: status(of: drift, findings),
      countsWideningOnly: failsOnWideningOnly, ignoreFile: ignoreFile, isOfFile: isOfFile)
  }

  /// 5 goes before 2 and 2 before 3.
  private func status(of drift: Drift, _ findings: [AcceptanceFinding]) -> ExitStatus {
    var statuses: [ExitStatus] = findings.isEmpty ? [] : [.findings]
    if !drift.unreadable.isEmpty { statuses.append(.incomplete) }
    if drift.differenceCount > 0, !failsOnWideningOnly || drift.mayWiden {
      statuses.append(.drift)
    }
    return ExitStatus.combined(statuses)
  }
}
