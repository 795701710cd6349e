import IAMPolicy

/// Whether two boxes can have an action in common, by the services that their actions name: a cheap
/// test that keeps most statements out of most questions.
extension PredicateTable {
  /// The services of an action list, sorted; nil when it may reach any.
  func services(of predicate: Int32) -> [String]? {
    guard case .action(let list) = predicates[predicate], !list.isNegated else { return nil }
    var result: Set<String> = []
    for pattern in list.patterns {
      guard let prefix = PredicateTable.service(of: actions[pattern]) else { return nil }
      result.insert(prefix)
    }
    return result.sorted()
  }

  /// The service that a pattern names; nil when that part has a wildcard.
  static func service(of pattern: String) -> String? {
    guard let colon = pattern.utf8.firstIndex(of: 58) else { return nil }
    let prefix = pattern[..<colon]
    return prefix.utf8.contains { $0 == 42 || $0 == 63 } ? nil : String(prefix)
  }

  /// Says whether an action list of one box and one of another may overlap.
  func mayShareService(_ one: [Int32], _ other: [Int32]) -> Bool {
    for left in one {
      guard case .action = predicates[left], let ours = services(of: left) else { continue }
      for right in other where right != left {
        guard case .action = predicates[right], let theirs = services(of: right) else { continue }
        if !PredicateTable.haveCommon(ours, theirs) { return false }
      }
    }
    return true
  }

  private static func haveCommon(_ one: [String], _ other: [String]) -> Bool {
    var (left, right) = (0, 0)
    while left < one.count, right < other.count {
      if one[left] == other[right] { return true }
      if one[left] < other[right] { left += 1 } else { right += 1 }
    }
    return false
  }
}
