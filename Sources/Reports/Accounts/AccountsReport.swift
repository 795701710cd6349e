import IAMRoles
import RoleCatalogue

/// What checks of many accounts found together: the one value that every form renders.
package struct AccountsReport {
  /// The same difference in one account or more.
  package struct Group {
    let item: AccountResult.Item
    /// The accounts that have it, in the order of the list.
    package let accounts: [String]
  }

  /// The same reason why nothing, or not all, is known in one account or more.
  package struct FailureGroup {
    /// `unreadable` for a part of the account, `error` for all of it.
    package let kind: String
    /// The reason, with `${Account}` where it names the account.
    package let text: String
    /// The accounts that have it, in the order of the list.
    package let accounts: [String]
  }

  /// The results in the order of the list.
  package let results: [AccountResult]
  /// The positions of the list, from 0, that should have a result and have none.
  package let missing: [Int]
  /// How many accounts the whole list has.
  package let total: Int
  /// Entries of the ignore list that match nothing in any account; empty when that is not known.
  package let unmatched: [String]
  /// Differences that are the same in their accounts, those of most accounts first.
  package let groups: [Group]
  /// Reasons that are the same in their accounts, those of most accounts first.
  package let failures: [FailureGroup]

  /// Puts results together.
  ///
  /// - Parameters:
  ///   - results: results of one list, each account once.
  ///   - total: how many accounts the list has.
  ///   - expected: the positions that should have a result.
  package init(_ results: some Sequence<AccountResult>, of total: Int, expected: some Sequence<Int>)
  {
    let results = results.sorted { $0.place.position < $1.place.position }
    self.results = results
    self.total = total
    let there = Set(results.map(\.place.position))
    missing = expected.filter { !there.contains($0) }
    groups = Self.groups(of: results)
    failures = Self.failures(of: results)
    // Only who knows all accounts knows that an entry matches in none.
    let isWhole = results.count == total && results.allSatisfy(\.isComplete)
    unmatched =
      isWhole
      ? (results.first?.unmatched ?? []).filter { entry in
        results.allSatisfy { $0.unmatched.contains(entry) }
      } : []
  }

  /// The days of the service reference that the results show actions of: joined results may have several.
  package var referenceDates: [String] { Set(results.compactMap(\.referenceDate)).sorted() }

  /// The sentence that says them.
  var referenceLine: String? {
    let dates = referenceDates
    return dates.isEmpty
      ? nil : "Actions by the service reference of \(dates.joined(separator: " and "))."
  }

  /// How the run ends.
  package var status: ExitStatus {
    var statuses = Set(results.map(\.exit))
    if !missing.isEmpty { statuses.insert(.incomplete) }
    if !unmatched.isEmpty { statuses.insert(.findings) }
    return ExitStatus.combined(statuses)
  }

  /// How many accounts have a status.
  package func count(_ status: AccountResult.Status) -> Int {
    results.count { $0.status == status }
  }

  /// The differences that more than one account has.
  package var shared: [Group] { groups.filter { $0.accounts.count > 1 } }

  /// The reasons that more than one account has.
  var sharedFailures: [FailureGroup] { failures.filter { $0.accounts.count > 1 } }

  private struct FailureKey: Hashable {
    let kind, text: String
  }

  private static func failures(of results: [AccountResult]) -> [FailureGroup] {
    AccountGroups.of(
      results.flatMap { result in
        let names = result.names
        let parts = result.unreadable.map { ("unreadable", $0) }
        let whole = result.problem.map { [("error", $0.message)] } ?? []
        return (parts + whole).map { kind, text in
          (FailureKey(kind: kind, text: names.generic(text)), (), result.account)
        }
      }
    ).map { key, _, accounts in
      FailureGroup(kind: key.kind, text: key.text, accounts: accounts)
    }
  }

  private struct Key: Hashable {
    let role, kind, path, digest: String
  }

  private static func groups(of results: [AccountResult]) -> [Group] {
    AccountGroups.of(
      results.flatMap { result in
        result.items.map { item in
          let key = Key(
            role: item.role.lowercased(), kind: item.kind, path: item.path, digest: item.digest)
          return (key, item, result.account)
        }
      }
    ).map { _, item, accounts in Group(item: item, accounts: accounts) }
  }
}

extension AccountsReport {
  /// `12 in sync, 3 drifted, 1 incomplete`.
  package var counts: String {
    let none = missing.isEmpty ? "" : ", \(missing.count) without a result"
    return AccountResult.counts(of: results) + none
  }

  /// The last line for a person.
  package var closing: String { "Accounts: \(results.count) of \(total) checked: \(counts)." }

  /// The positions that have no result, counted from 1: `3, 17-20`.
  var missingPositions: String { AccountPlace.words(ofPositions: missing) }
}

extension AccountPlace {
  /// Positions in order, counted from 1: `3, 17-20`.
  static func words(ofPositions positions: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for position in positions {
      if let last = ranges.last, last.upperBound + 1 == position {
        ranges[ranges.count - 1] = last.lowerBound...position
      } else {
        ranges.append(position...position)
      }
    }
    return ranges.map { range in
      range.count == 1
        ? "\(range.lowerBound + 1)" : "\(range.lowerBound + 1)-\(range.upperBound + 1)"
    }.joined(separator: ", ")
  }
}

/// What several accounts have in common.
package enum AccountGroups {
  /// What has the same key becomes one row with the first value and its accounts; the rows with most
  /// accounts come first, else those that were met first.
  package static func of<Key: Hashable, Value>(
    _ rows: [(key: Key, value: Value, account: String)]
  ) -> [(Key, Value, [String])] {
    var places: [Key: Int] = [:]
    var found: [(Key, Value, [String])] = []
    for row in rows {
      if let place = places[row.key] {
        if found[place].2.last != row.account { found[place].2.append(row.account) }
      } else {
        places[row.key] = found.count
        found.append((row.key, row.value, [row.account]))
      }
    }
    return found.enumerated().sorted { left, right in
      (right.element.2.count, left.offset) < (left.element.2.count, right.offset)
    }.map(\.element)
  }
}
