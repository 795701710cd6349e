package import IAMRoles
import PolicyAnalysis
import RoleCatalogue

extension AccountResult {
  /// What a check found.
  package init(
    _ report: DriftReport, unmatched: [SuppressionProblem], notes: [String], at place: Place,
    check: String
  ) {
    // A line says the same whenever the account is the same.
    let drift = report.drift.withoutRequestIDs
    let status: Status =
      switch drift.status {
      case .inSync: .inSync
      case .drifted: .drifted
      case .incomplete: .incomplete
      }
    self.init(
      account: drift.account, partition: drift.partition, place: place, check: check,
      status: status, exit: report.status)
    let names = names
    items = report.entries.map { entry in
      Item(
        role: names.generic(entry.role), kind: entry.difference.kind.rawValue,
        path: names.generic(entry.difference.path),
        text: names.generic(entry.difference.sentence),
        effect: entry.difference.effect.rawValue, digest: entry.difference.digest(for: names),
        evidence: entry.difference.evidence.map(names.generic))
    }
    referenceDate = AccessText.referenceDate(report.entries.compactMap(\.difference.access))
    unreadable = drift.unreadable.map(\.words)
    ignoredCount = drift.suppressed.count
    expired = report.findings.map(\.sentence)
    self.unmatched = unmatched.map { $0.entry.words }
    self.notes = notes
    for row in report.coverage { coverage[row.result, default: 0] += 1 }
    document = DriftJSON.document(
      DriftReport(
        drift: drift, coverage: report.coverage, findings: report.findings,
        specPath: report.specPath, status: report.status))
  }
}
