package import JSONText

/// Checks of many accounts as one document.
package enum AccountsJSON {
  package static let schemaVersion = "1.0"

  package static func document(_ report: AccountsReport) -> JSON {
    let counts = AccountResult.Status.allCases.map { status in
      (status.rawValue, JSON.number(report.count(status)))
    }
    return .object([
      ("schemaVersion", .string(schemaVersion)),
      ("referenceDates", .strings(report.referenceDates)),
      ("accounts", .array(report.results.map(account))),
      ("groups", .array(report.groups.map(group))),
      ("failures", .array(report.failures.map(failure))),
      ("missing", .array(report.missing.map(JSON.number))),
      ("unmatched", .strings(report.unmatched)),
      (
        "summary",
        .object(
          [("total", .number(report.total)), ("checked", .number(report.results.count))] + counts)
      ),
      ("exit", report.status.json(doneName: isInSync(report) ? "in-sync" : "not-widened")),
    ])
  }

  private static func isInSync(_ report: AccountsReport) -> Bool {
    report.results.allSatisfy { $0.status == .inSync }
  }

  /// An account without its `drift` document, which its line has.
  private static func account(_ result: AccountResult) -> JSON {
    .object((result.json.object ?? []).filter { $0.name != "drift" }.map { ($0.name, $0.value) })
  }

  private static func failure(_ group: AccountsReport.FailureGroup) -> JSON {
    .object([
      ("kind", .string(group.kind)), ("text", .string(group.text)),
      ("count", .number(group.accounts.count)), ("accounts", .strings(group.accounts)),
    ])
  }

  private static func group(_ group: AccountsReport.Group) -> JSON {
    .object([
      ("role", .string(group.item.role)), ("kind", .string(group.item.kind)),
      ("path", .string(group.item.path)), ("text", .string(group.item.text)),
      ("effect", .string(group.item.effect)), ("digest", .string(group.item.digest)),
      ("evidence", .strings(group.item.evidence)),
      ("count", .number(group.accounts.count)), ("accounts", .strings(group.accounts)),
    ])
  }
}
