import IAMPolicy
import JSONText

/// A statement as a product of sets: the numbers of its predicates, sorted, each once.
///
/// What allows every value of a dimension has no predicate there.
struct NormalBox: Hashable {
  var predicates: [Int32]
  let origin: SideStatement
}

/// All statements of one side as boxes.
struct NormalSide {
  var allows: [NormalBox] = []
  var denies: [NormalBox] = []
}

/// The predicates of both sides, and the names behind their numbers.
struct PredicateTable {
  /// The kind of both sides.
  let kind: PolicyKind
  private(set) var predicates = Interner<Predicate>()
  private(set) var actions = TextInterner()
  private(set) var resources = Interner<ResourceText>()
  private(set) var keys = TextInterner()
  /// The condition keys as first written, by number.
  private(set) var writtenKeys: [String] = []
  /// The actions as first written, by number.
  private(set) var writtenActions: [String] = []

  init(_ kind: PolicyKind) { self.kind = kind }

  /// A resource pattern and whether its `${…}` is a variable.
  struct ResourceText: Hashable {
    private let exact: ExactText
    let hasVariables: Bool

    init(text: String, hasVariables: Bool) {
      exact = ExactText(text)
      self.hasVariables = hasVariables
    }

    var text: String { exact.string }
  }

  mutating func number(of predicate: Predicate) -> Int32 { predicates.number(of: predicate) }

  mutating func number(ofKey key: String) -> Int32 {
    let number = keys.number(of: key.asciiFolded)
    if Int(number) == writtenKeys.count { writtenKeys.append(key) }
    return number
  }

  mutating func number(ofAction text: String) -> Int32 {
    let number = actions.number(of: text.asciiFolded)
    if Int(number) == writtenActions.count { writtenActions.append(text) }
    return number
  }

  mutating func number(ofResource text: String, variables: Bool) -> Int32 {
    resources.number(
      of: ResourceText(
        text: text, hasVariables: variables && text.utf8.contains(PatternText.dollarByte)))
  }
}

extension PredicateTable {
  /// The number of a key whose name has folded case, if some policy names it.
  func knownKey(_ key: String) -> Int32? { keys.known(key) }

  /// The number of an action in lower case, if some policy names it.
  func knownAction(_ action: String) -> Int32? { actions.known(action) }

  /// A key whose name has folded case as a person would write it.
  func writtenKey(_ key: String) -> String {
    if let number = knownKey(key), Int(number) < writtenKeys.count {
      return writtenKeys[Int(number)]
    }
    return KeyArity.writtenName(ofKey: key)
  }
}

extension PredicateTable {
  /// The boxes of one side.
  mutating func normalise(
    _ side: PolicySide, as name: SideStatement.Side, limits: AnalysisLimits
  ) throws(TooComplex) -> NormalSide {
    var result = NormalSide()
    add(side.documents, of: name, list: .documents, to: &result)
    guard let boundary = side.boundary else { return result }
    var bound = NormalSide()
    add(boundary, of: name, list: .boundary, to: &bound)
    result.denies += bound.denies
    var met: [NormalBox] = []
    for own in result.allows {
      for other in bound.allows {
        guard met.count < limits.searchNodes else {
          throw TooComplex(limit: "more than \(limits.searchNodes) statements under the boundary")
        }
        if mayShareService(own.predicates, other.predicates) {
          met.append(
            NormalBox(
              predicates: PredicateTable.union(own.predicates, other.predicates),
              origin: own.origin))
        }
      }
    }
    result.allows = met
    return result
  }

  private mutating func add(
    _ documents: [PolicyDocument], of side: SideStatement.Side, list: SideStatement.List,
    to result: inout NormalSide
  ) {
    for (number, document) in documents.enumerated() {
      for (index, statement) in document.statements.enumerated() {
        guard let predicates = box(of: statement, variables: document.hasVariables) else {
          continue
        }
        let reference = StatementReference(
          document: number, statement: index, sid: statement.sid, mark: statement.mark)
        let box = NormalBox(
          predicates: predicates,
          origin: SideStatement(side: side, list: list, reference: reference))
        switch statement.effect {
        case .allow: result.allows.append(box)
        case .deny: result.denies.append(box)
        }
      }
    }
  }

  /// The predicates of a statement; nil when it is about no request at all.
  private mutating func box(of statement: Statement, variables: Bool) -> [Int32]? {
    var result: [Int32] = []
    switch statement.principal {
    case nil: break
    case .principal(let set):
      if !set.isEveryone { result.append(number(of: .principal(.principal(set.normal)))) }
    case .notPrincipal(let set):
      if set.isEveryone { return nil }
      result.append(number(of: .principal(.notPrincipal(set.normal))))
    }
    let action: PatternList
    switch statement.action {
    case .action(let patterns): action = list(patterns, isNegated: false)
    case .notAction(let patterns): action = list(patterns, isNegated: true)
    }
    switch verdict(on: action, isUniversal: { isEveryAction(actions[$0]) }) {
    case .nothing: return nil
    case .everything: break
    case .some: result.append(number(of: .action(action)))
    }
    if let block = statement.resource {
      let resource: PatternList
      switch block {
      case .resource(let patterns): resource = list(patterns, variables, isNegated: false)
      case .notResource(let patterns): resource = list(patterns, variables, isNegated: true)
      }
      switch verdict(on: resource, isUniversal: { isEveryResource(resources[$0].text) }) {
      case .nothing: return nil
      case .everything: break
      case .some: result.append(number(of: .resource(resource)))
      }
    }
    for clause in statement.condition.clauses {
      result.append(number(of: .condition(predicate(of: clause, variables: variables))))
    }
    return PredicateTable.union(result, [])
  }

  private enum Extent {
    case nothing
    case some
    case everything
  }

  private func verdict(on list: PatternList, isUniversal: (Int32) -> Bool) -> Extent {
    if list.patterns.isEmpty { return list.isNegated ? .everything : .nothing }
    guard list.patterns.contains(where: isUniversal) else { return .some }
    return list.isNegated ? .nothing : .everything
  }

  func isEveryAction(_ text: String) -> Bool {
    guard text.utf8.contains(PatternText.starByte) else { return false }
    let sides = text.utf8.split(separator: 58, omittingEmptySubsequences: false)
    return sides.count <= 2
      && sides.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0 == PatternText.starByte } }
  }

  func isEveryResource(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 == PatternText.starByte }
  }

  private mutating func list(_ patterns: [ActionPattern], isNegated: Bool) -> PatternList {
    PatternList(
      isNegated: isNegated,
      patterns: PredicateTable.union(
        patterns.filter { !$0.matchesNothing }.map { number(ofAction: $0.text) }, []))
  }

  private mutating func list(
    _ patterns: [ResourcePattern], _ variables: Bool, isNegated: Bool
  ) -> PatternList {
    PatternList(
      isNegated: isNegated,
      patterns: PredicateTable.union(
        patterns.map { number(ofResource: $0.text, variables: variables) }, []))
  }

  private mutating func predicate(
    of clause: ConditionClause, variables: Bool
  ) -> ConditionPredicate {
    let takesVariables = clause.operator.comparison.takesVariables
    return ConditionPredicate(
      key: number(ofKey: clause.key), operator: clause.operator.normal,
      values: Set(clause.values.map { ExactText($0.text) }).sorted(),
      hasVariables: variables && takesVariables
        && clause.values.contains { $0.text.utf8.contains(PatternText.dollarByte) })
  }

  /// The members of both lists, sorted, each once.
  static func union(_ one: [Int32], _ other: [Int32]) -> [Int32] {
    var all = one
    all.append(contentsOf: other)
    guard all.count > 1 else { return all }
    all.sort()
    var count = 1
    for index in 1..<all.count where all[index] != all[count - 1] {
      all[count] = all[index]
      count += 1
    }
    all.removeLast(all.count - count)
    return all
  }

  /// Says whether every member of `one`, which is sorted, is in `other`, which is too.
  static func isSubset(_ one: [Int32], of other: [Int32]) -> Bool {
    var index = 0
    for element in one {
      while index < other.count, other[index] < element { index += 1 }
      guard index < other.count, other[index] == element else { return false }
    }
    return true
  }
}

extension PrincipalSet {
  /// Says whether everyone is meant: `"*"` and `{"AWS": "*"}` are the same.
  var isEveryone: Bool {
    switch self {
    case .everyone: true
    case .some(let principals): principals.contains { $0.kind == .aws && $0.value == "*" }
    }
  }

  /// The same set in one order, each member once.
  var normal: PrincipalSet {
    switch self {
    case .everyone: self
    case .some(let principals):
      .some(
        Set(principals).sorted { ($0.kind.rawValue, $0.value) < ($1.kind.rawValue, $1.value) })
    }
  }
}

extension ConditionOperator {
  /// The one way to write what means the same: `ArnEquals` is `ArnLike`, and `…IfExists` adds
  /// nothing where an absent key is true already.
  var normal: ConditionOperator {
    var comparison = self.comparison
    if comparison == .arnEquals { comparison = .arnLike }
    if comparison == .arnNotEquals { comparison = .arnNotLike }
    let isTrueWhenAbsent = qualifier == .forAllValues || (qualifier == nil && comparison.isNegated)
    return ConditionOperator(
      comparison, qualifier: qualifier, ifExists: ifExists && !isTrueWhenAbsent) ?? self
  }
}
