import JSONText

/// Why two documents of one canonical form are the same although they are written differently.
struct SpellingReasons {
  /// The rules that make the spellings equal, each once, in the order of the elements.
  private(set) var reasons: [String] = []
  /// The names without meaning that differ.
  private(set) var cosmetic: [String] = []
  private let partition: String
  /// What was noted, and the rules of which an example was given.
  private var noted: Set<String> = []

  init(_ first: PolicyDocument, _ second: PolicyDocument, partition: String) {
    self.partition = partition
    if first.version != second.version { noteVersion(first, second) }
    if first.id != second.id {
      note(cosmetic: "'Id' has no meaning: \(Self.shown(first.id)) and \(Self.shown(second.id))")
    }
    let keysOfFirst = first.statements.map { CanonicalStatement($0, partition: partition) }
    let keysOfSecond = second.statements.map { CanonicalStatement($0, partition: partition) }
    noteOrder(
      keysOfFirst, keysOfSecond, order: "the order of statements has no meaning",
      repetition: "a statement that stands twice counts once")
    let mine = Dictionary(grouping: zip(keysOfFirst, first.statements), by: \.0)
    let others = Dictionary(grouping: zip(keysOfSecond, second.statements), by: \.0)
    var seen: Set<CanonicalStatement> = []
    for key in keysOfFirst where seen.insert(key).inserted {
      guard let left = mine[key]?.map(\.1), let right = others[key]?.map(\.1) else { continue }
      noteSids(left, right)
      noteSpelling(left[0], right[0])
    }
  }

  private mutating func note(_ reason: String) {
    if noted.insert(reason).inserted { reasons.append(reason) }
  }

  private mutating func note(cosmetic reason: String) {
    if noted.insert(reason).inserted { cosmetic.append(reason) }
  }

  private mutating func noteVersion(_ first: PolicyDocument, _ second: PolicyDocument) {
    let versions = [first.version, second.version].map { $0?.rawValue ?? "none" }
    note(
      versions.contains("2012-10-17")
        ? "'Version' \(versions[0]) and \(versions[1]) differ only about variables, "
          + "and the document has none"
        : "a document without 'Version' counts as 2008-10-17")
  }

  private mutating func noteSids(_ first: [Statement], _ second: [Statement]) {
    let named = { (statements: [Statement]) in
      sortedOnce(statements.compactMap(\.sid).filter { !$0.isEmpty })
    }
    let (left, right) = (named(first), named(second))
    if left != right {
      note(cosmetic: "'Sid' has no meaning: \(Self.shown(left)) and \(Self.shown(right))")
    } else if Set(first.map(\.sid)) != Set(second.map(\.sid)) {
      note("an empty 'Sid' is the same as none")
    }
  }

  private mutating func noteSpelling(_ first: Statement, _ second: Statement) {
    if let left = first.principal?.set, let right = second.principal?.set {
      notePrincipals(left, right)
    }
    let (actions, otherActions) = (
      first.action.patterns.map(\.text), second.action.patterns.map(\.text)
    )
    noteCase(actions, otherActions, of: "actions are case-insensitive") { $0.lowercased() }
    noteOrder(
      actions.map { $0.lowercased() }, otherActions.map { $0.lowercased() },
      order: "the order of actions has no meaning",
      repetition: "an action that stands twice counts once")
    noteOrder(
      first.resource?.patterns.map(\.text) ?? [], second.resource?.patterns.map(\.text) ?? [],
      order: "the order of resources has no meaning",
      repetition: "a resource that stands twice counts once")
    noteConditions(first.condition, second.condition)
  }

  private mutating func notePrincipals(_ first: PrincipalSet, _ second: PrincipalSet) {
    switch (first, second) {
    case (.everyone, .some), (.some, .everyone):
      note("'\"*\"' and '{ \"AWS\": \"*\" }' both mean everyone")
    case (.everyone, .everyone), (.some, .some): break
    }
    let (left, right) = (first.principals, second.principals)
    let partition = partition
    let folded = { (list: [Principal]) in list.map { $0.canonical(partition: partition) } }
    noteCase(
      left.map(\.value), right.map(\.value),
      of: "an account id and the root ARN of the account mean the same"
    ) { Principal(.aws, $0).canonical(partition: partition).value }
    noteOrder(
      folded(left), folded(right), order: "the order of principals has no meaning",
      repetition: "a principal that stands twice counts once")
  }

  private mutating func noteConditions(_ first: ConditionBlock, _ second: ConditionBlock) {
    struct Line: Hashable {
      var name: String
      var values: [String]
      init(_ clause: ConditionClause) {
        name = "\(clause.operator.canonical.name) \(clause.key.lowercased())"
        values = sortedOnce(clause.values.map { $0.canonical(clause) })
      }
    }
    noteOrder(
      first.clauses.map(Line.init), second.clauses.map(Line.init),
      order: "the order of conditions has no meaning",
      repetition: "a condition that stands twice counts once")
    let others = Dictionary(
      second.clauses.map { (Line($0), $0) }, uniquingKeysWith: { earlier, _ in earlier })
    for clause in first.clauses {
      guard let other = others[Line(clause)] else { continue }
      noteCase(
        [clause.operator.name], [other.operator.name], of: "these operators mean the same"
      ) { ConditionOperator(name: $0)?.canonical.name ?? $0 }
      noteCase([clause.key], [other.key], of: "condition key names are case-insensitive") {
        $0.lowercased()
      }
      let values = clause.values.map { $0.canonical(clause) }
      let otherValues = other.values.map { $0.canonical(other) }
      if clause.operator.comparison == .bool {
        noteCase(
          clause.values.map(\.text), other.values.map(\.text), of: "booleans are case-insensitive"
        ) { $0.lowercased() }
      }
      noteOrder(
        values, otherValues, order: "the order of condition values has no meaning",
        repetition: "a condition value that stands twice counts once")
    }
  }

  /// Notes the first text that the other side has only in another spelling, once for each rule.
  private mutating func noteCase(
    _ first: [String], _ second: [String], of rule: String, fold: (String) -> String
  ) {
    guard first != second, !noted.contains(rule) else { return }
    let (left, right) = (Set(first), Set(second))
    guard left != right else { return }
    for text in first where !right.contains(text) {
      let folded = fold(text)
      guard let other = second.first(where: { $0 != text && fold($0) == folded }) else { continue }
      noted.insert(rule)
      note("\(rule): \(Shown.quoted(text)) is \(Shown.quoted(other))")
      return
    }
    for text in second where !left.contains(text) {
      let folded = fold(text)
      guard let other = first.first(where: { $0 != text && fold($0) == folded }) else { continue }
      noted.insert(rule)
      note("\(rule): \(Shown.quoted(other)) is \(Shown.quoted(text))")
      return
    }
  }

  /// Notes whether two spellings of one set differ in order or in repetition.
  private mutating func noteOrder<Item: Hashable>(
    _ first: [Item], _ second: [Item], order: String, repetition: String
  ) {
    guard first != second else { return }
    let once = { (items: [Item]) -> [Item] in
      var seen: Set<Item> = []
      return items.filter { seen.insert($0).inserted }
    }
    let (left, right) = (once(first), once(second))
    if left != right { note(order) }
    if first.count - left.count != second.count - right.count { note(repetition) }
  }

  private static func shown(_ name: String?) -> String { name.map(Shown.quoted) ?? "none" }

  private static func shown(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.map(Shown.quoted).joined(separator: ", ")
  }
}
