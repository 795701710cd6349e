import IAMBackend
import IAMRoles
import RoleCatalogue

/// How what was read is judged: the same for one account and for each of many.
struct DriftCheck: Sendable {
  /// Whether only differences that may allow more count.
  let failsOnWideningOnly: Bool
  /// The differences that were accepted.
  let accepted: [DriftSuppression]
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
  func report(on reading: SurveyReading, of set: RoleSet, baseline: DriftBaseline) -> DriftReport {
    let related = reading.related
    let found = Drift(between: set, and: reading.state, related: related, baseline: baseline)
    let (drift, findings) = found.suppressing(
      accepted, on: day, coverage: found.coverage(with: related), digest: \.digest)
    return report(drift, findings, related: related)
  }

  /// The same for one account of many, whose entries of the ignore list may say `${Account}`.
  ///
  /// - Returns: the report, and the entries that match nothing in this account: others may have what
  ///   they are about.
  func report(
    on reading: SurveyReading, ofMember set: RoleSet, baseline: DriftBaseline
  ) -> (report: DriftReport, unmatched: [SuppressionProblem]) {
    let related = reading.related
    let found = Drift(between: set, and: reading.state, related: related, baseline: baseline)
    let names = AccountNames(account: set.account, partition: set.partition)
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
    var (drift, findings) = found.suppressing(
      entries, on: day, coverage: found.coverage(with: related), digest: \.digest)
    findings = findings.map { finding in
      SuppressionProblem(entry: originals[finding.entry] ?? finding.entry, fault: finding.fault)
    }
    for place in drift.roles.indices {
      for number in drift.roles[place].suppressed.indices {
        let entry = drift.roles[place].suppressed[number].entry
        drift.roles[place].suppressed[number].entry = originals[entry] ?? entry
      }
    }
    for number in drift.suppressedUndeclaredRoles.indices {
      let entry = drift.suppressedUndeclaredRoles[number].entry
      drift.suppressedUndeclaredRoles[number].entry = originals[entry] ?? entry
    }
    let expired = findings.filter { $0.fault == .expired }
    return (
      report(drift, expired, related: related), findings.filter { $0.fault == .unmatched }
    )
  }

  private func report(
    _ drift: Drift, _ findings: [SuppressionProblem], related: RelatedResources
  ) -> DriftReport {
    var drift = drift
    for place in drift.roles.indices {
      for number in drift.roles[place].differences.indices {
        drift.roles[place].differences[number].hint = pasteable(
          drift.roles[place].differences[number].hint)
      }
    }
    for number in drift.undeclaredRoles.indices {
      drift.undeclaredRoles[number].difference.hint = pasteable(
        drift.undeclaredRoles[number].difference.hint)
    }
    return DriftReport(
      drift: drift, coverage: drift.coverage(with: related), findings: findings,
      specPath: specPath, status: status(of: drift, findings),
      countsWideningOnly: failsOnWideningOnly, ignoreFile: ignoreFile, isOfFile: isOfFile)
  }

  /// 5 goes before 2 and 2 before 3.
  private func status(of drift: Drift, _ findings: [SuppressionProblem]) -> ExitStatus {
    var statuses: [ExitStatus] = findings.isEmpty ? [] : [.findings]
    if !drift.unreadable.isEmpty { statuses.append(.incomplete) }
    if drift.differenceCount > 0, !failsOnWideningOnly || drift.mayWiden {
      statuses.append(.drift)
    }
    return ExitStatus.combined(statuses)
  }
}
