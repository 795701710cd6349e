import IAMPolicy

/// One question: whether anything is left of a box when others are removed.
struct Query {
  /// The predicates of the box.
  let box: [Int32]
  /// The boxes to remove.
  let others: [[Int32]]
  /// The statement that the box comes from.
  let origin: SideStatement
}

/// What is compared: grants, or explicit denies.
enum Question: Hashable {
  case grants
  case denies
}

/// The questions that decide one inclusion.
///
/// What is covered word for word is left out before anything is computed.
struct QueryBuilder {
  private(set) var table: PredicateTable
  private var covers: [Int32: CoverIndex] = [:]
  private var services: [Int32: Set<String>?] = [:]

  init(_ table: PredicateTable) { self.table = table }

  mutating func queries(
    _ question: Question, _ left: NormalSide, in right: NormalSide, _ limits: AnalysisLimits
  ) throws(TooComplex) -> [Query] {
    var result: [Query] = []
    var seen: Set<[Int32]> = []
    switch question {
    case .denies:
      for deny in left.denies where seen.insert(deny.predicates).inserted {
        guard let rest = residue(of: deny.predicates, right.denies) else { continue }
        result.append(
          Query(box: rest, others: overlapping(rest, right.denies), origin: deny.origin))
      }
    case .grants:
      let foreign = right.denies.filter { deny in
        !left.denies.contains { PredicateTable.isSubset($0.predicates, of: deny.predicates) }
      }
      for allow in left.allows where seen.insert(allow.predicates).inserted {
        if let rest = residue(of: allow.predicates, right.allows),
          residue(of: rest, left.denies) != nil
        {
          result.append(
            Query(
              box: rest, others: overlapping(rest, left.denies) + overlapping(rest, right.allows),
              origin: allow.origin))
        }
        for deny in foreign where mayOverlap(allow.predicates, deny.predicates) {
          guard result.count < limits.queries else {
            throw TooComplex(limit: "more than \(limits.queries) pairs of statements")
          }
          let both = PredicateTable.union(allow.predicates, deny.predicates)
          result.append(
            Query(box: both, others: overlapping(both, left.denies), origin: allow.origin))
        }
      }
    }
    return result
  }

  private mutating func overlapping(_ box: [Int32], _ others: [NormalBox]) -> [[Int32]] {
    var result: [[Int32]] = []
    for other in others where mayOverlap(box, other.predicates) { result.append(other.predicates) }
    return result
  }

  private mutating func mayOverlap(_ one: [Int32], _ other: [Int32]) -> Bool {
    for left in one {
      guard case .action = table.predicates[left], let ours = services(of: left) else { continue }
      for right in other where right != left {
        guard case .action = table.predicates[right], let theirs = services(of: right) else {
          continue
        }
        if ours.isDisjoint(with: theirs) { return false }
      }
    }
    return true
  }

  private mutating func services(of predicate: Int32) -> Set<String>? {
    if let known = services[predicate] { return known }
    let found = table.services(of: predicate).map { Set($0) }
    services[predicate] = .some(found)
    return found
  }

  /// What is left of a box after taking away what others cover word for word; nil when nothing is.
  ///
  /// Only what some other box covers is dropped, so no answer changes.
  private mutating func residue(of box: [Int32], _ others: [NormalBox]) -> [Int32]? {
    var box = box
    for other in others {
      let missing = other.predicates.filter { !box.contains($0) }
      if missing.isEmpty { return nil }
      guard missing.count <= 2 else { continue }
      var open: (from: Int32, left: PatternList)?
      var isOpen = 0
      var isOutside = false
      for predicate in missing {
        guard let from = counterpart(of: predicate, in: box),
          let ownList = list(of: from), !ownList.isNegated,
          let otherList = list(of: predicate), !otherList.isNegated
        else {
          isOutside = true
          break
        }
        let left = uncovered(ownList, from, by: predicate)
        if left.patterns.isEmpty { continue }
        open = (from, left)
        isOpen += 1
      }
      if isOutside { continue }
      guard let open else { return nil }
      guard isOpen == 1 else { continue }
      let number =
        switch table.predicates[open.from] {
        case .action: table.number(of: .action(open.left))
        case .resource, .principal, .condition, .variableMatch, .absent:
          table.number(of: .resource(open.left))
        }
      box = PredicateTable.union(box.filter { $0 != open.from }, [number])
    }
    return box
  }

  private func list(of predicate: Int32) -> PatternList? {
    switch table.predicates[predicate] {
    case .action(let list), .resource(let list): list
    case .principal, .condition, .variableMatch, .absent: nil
    }
  }

  /// The only predicate of the box on the same axis.
  private func counterpart(of predicate: Int32, in box: [Int32]) -> Int32? {
    let axis = table.predicates[predicate].axis
    let same = box.filter { table.predicates[$0].axis == axis }
    return same.count == 1 ? same[0] : nil
  }

  private mutating func uncovered(
    _ list: PatternList, _ from: Int32, by predicate: Int32
  ) -> PatternList {
    let index: CoverIndex
    if let known = covers[predicate] {
      index = known
    } else {
      index = CoverIndex(predicate, table)
      covers[predicate] = index
    }
    return PatternList(
      isNegated: false, patterns: list.patterns.filter { !index.covers($0, table) })
  }
}

/// Which patterns a list covers as can be seen from their texts: those that it has itself, and
/// those that begin with the text before the final `*` of one of its own.
private struct CoverIndex {
  private let members: Set<Int32>
  private var prefixes: [String] = []
  private let isAction: Bool

  init(_ predicate: Int32, _ table: PredicateTable) {
    switch table.predicates[predicate] {
    case .action(let list):
      members = Set(list.patterns)
      isAction = true
      prefixes = list.patterns.compactMap { CoverIndex.prefix(table.actions[$0]) }
    case .resource(let list):
      members = Set(list.patterns)
      isAction = false
      prefixes = list.patterns.compactMap { number in
        let source = table.resources[number]
        // Only where the `*` is in the last field, so that it takes anything.
        guard !source.hasVariables, let prefix = CoverIndex.prefix(source.text),
          prefix.utf8.count(where: { $0 == 58 }) >= 5
        else { return nil }
        return prefix
      }
    case .principal, .condition, .variableMatch, .absent:
      members = []
      isAction = false
    }
    prefixes.sort { ExactText($0) < ExactText($1) }
    var kept: [String] = []
    for prefix in prefixes {
      if let last = kept.last, prefix.utf8.starts(with: last.utf8) { continue }
      kept.append(prefix)
    }
    prefixes = kept
  }

  func covers(_ pattern: Int32, _ table: PredicateTable) -> Bool {
    if members.contains(pattern) { return true }
    if prefixes.isEmpty { return false }
    let text = isAction ? table.actions[pattern] : table.resources[pattern].text
    var (low, high) = (0, prefixes.count)
    while low < high {
      let middle = (low + high) / 2
      if ExactText(text) < ExactText(prefixes[middle]) { high = middle } else { low = middle + 1 }
    }
    return low > 0 && text.utf8.starts(with: prefixes[low - 1].utf8)
  }

  /// The text before a final `*`, when no other wildcard exists.
  private static func prefix(_ text: String) -> String? {
    guard text.utf8.last == PatternText.starByte else { return nil }
    let prefix = text.dropLast()
    return prefix.isEmpty || prefix.utf8.contains { $0 == 42 || $0 == 63 || $0 == 36 }
      ? nil : String(prefix)
  }
}
