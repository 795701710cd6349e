package import JSONText
import RoleCatalogue

/// What `plan`, `apply`, `snapshot` or `import` came to in many accounts: the one value that every form
/// renders.
package struct OutcomesReport {
  /// The same changes, or the same role set, in one account or more.
  package struct Group {
    package let digest: String
    package let items: [AccountOutcome.Item]
    package let summary: String?
    /// The accounts that have it, in the order of the list.
    package let accounts: [String]
  }

  /// The same reason in one account or more.
  package struct FailureGroup {
    /// With `${Account}` where it names the account.
    package let text: String
    package let accounts: [String]
  }

  /// In the order of the list.
  package let results: [AccountOutcome]
  /// The positions of the list, from 0, that should have a result and have none.
  package let missing: [Int]
  /// How many accounts the whole list has.
  package let total: Int
  /// Those of most accounts first.
  package let groups: [Group]
  /// Those of most accounts first.
  package let failures: [FailureGroup]

  /// Puts results of one list together, each account once.
  package init(
    _ results: some Sequence<AccountOutcome>, of total: Int, expected: some Sequence<Int>
  ) {
    let results = results.sorted { $0.place.position < $1.place.position }
    self.results = results
    self.total = total
    let known = Set(results.map(\.place.position))
    missing = expected.filter { !known.contains($0) }
    var rows: [(key: String, value: AccountOutcome, account: String)] = []
    var reasons: [(key: String, value: Void, account: String)] = []
    for result in results {
      if let digest = result.digest { rows.append((digest, result, result.account)) }
      for text in result.unreadable + (result.problem.map { [$0.message] } ?? []) {
        reasons.append((result.names.generic(text), (), result.account))
      }
    }
    groups = AccountGroups.of(rows).map { digest, first, accounts in
      Group(digest: digest, items: first.items, summary: first.summary, accounts: accounts)
    }
    failures = AccountGroups.of(reasons).map { text, _, accounts in
      FailureGroup(text: text, accounts: accounts)
    }
  }

  /// How the run ends.
  package var status: ExitStatus {
    ExitStatus.combined(results.map(\.exit) + (missing.isEmpty ? [] : [.incomplete]))
  }

  /// The reasons that more than one account has.
  package var sharedFailures: [FailureGroup] { failures.filter { $0.accounts.count > 1 } }

  /// The last line for a person.
  package var closing: String {
    let none = missing.isEmpty ? "" : ", \(missing.count) without a result"
    return "Accounts: \(results.count) of \(total): \(AccountOutcome.counts(of: results))\(none)."
  }

  /// All of it as one document.
  package var json: JSON {
    .object([
      ("schemaVersion", .string(AccountOutcome.schemaVersion)),
      ("accounts", .array(results.map(Self.account))),
      (
        "groups",
        .array(
          groups.map { group in
            .object([
              ("digest", .string(group.digest)),
              ("changes", .strings(group.items.map(\.text))),
              ("summary", group.summary.map(JSON.string) ?? .null),
              ("count", .number(group.accounts.count)), ("accounts", .strings(group.accounts)),
            ])
          })
      ),
      (
        "failures",
        .array(
          failures.map { group in
            .object([
              ("text", .string(group.text)), ("count", .number(group.accounts.count)),
              ("accounts", .strings(group.accounts)),
            ])
          })
      ), ("missing", .array(missing.map(JSON.number))),
      (
        "summary",
        .object(
          [("total", .number(total))]
            + AccountOutcome.Status.allCases.map { status in
              (status.rawValue, .number(results.count { $0.status == status }))
            })
      ), ("exit", status.json()),
    ])
  }

  /// An account without its plan, which its line has.
  private static func account(_ result: AccountOutcome) -> JSON {
    .object((result.json.object ?? []).filter { $0.name != "plan" }.map { ($0.name, $0.value) })
  }
}
