import JSONText

/// Why two documents of one canonical form are the same although they are written differently.
struct SpellingReasons {
  /// The rules that make the spellings equal, each once, in the order of the elements.
  private(set) var reasons: [String] = []
  /// The names without meaning that differ.
  private(set) var cosmetic: [String] = []
  private let partition: String
  /// What both documents say of `${…}`, where one is in them.
  private let hasVariables: Bool
  /// What was noted, and the rules of which an example was given.
  private var noted: Set<String> = []

  init(_ first: PolicyDocument, _ second: PolicyDocument, partition: String) {
    self.partition = partition
    hasVariables = first.hasVariables
    if first.version != second.version { noteVersion(first, second) }
    if first.id != second.id {
      note(cosmetic: "'Id' has no meaning: \(Self.shown(first.id)) and \(Self.shown(second.id))")
    }
    let keysOfFirst = CanonicalStatement.each(of: first, partition: partition)
    let keysOfSecond = CanonicalStatement.each(of: second, partition: partition)
    noteOrder(
      keysOfFirst, keysOfSecond, order: "the order of statements has no meaning",
      repetition: "a repeated statement counts once")
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
      repetition: "a repeated action counts once")
    noteResources(first.resource?.patterns ?? [], second.resource?.patterns ?? [])
    noteConditions(first.condition, second.condition)
  }

  private mutating func noteResources(_ first: [ResourcePattern], _ second: [ResourcePattern]) {
    let hasVariables = hasVariables
    let folded = { (text: String) in
      ResourcePattern(text).canonicalText(hasVariables: hasVariables)
    }
    let (left, right) = (first.map(\.text), second.map(\.text))
    noteCase(
      left.filter { $0.contains("${") }, right.filter { $0.contains("${") },
      of: Self.variableRule, fold: folded)
    noteCase(
      left.filter { !$0.contains("${") }, right.filter { !$0.contains("${") },
      of: "fields that a short ARN leaves out are '*'", fold: folded)
    noteOrder(
      left.map(folded), right.map(folded), order: "the order of resources has no meaning",
      repetition: "a repeated resource counts once")
  }

  private static let variableRule = "keys of policy variables are case-insensitive"

  /// The rule that makes values of an operator the same; nil where there is one spelling only.
  private static func rule(of comparison: ComparisonKind) -> String? {
    switch OperatorTable.row(comparison).test {
    case .bool: "booleans are case-insensitive"
    case .number: "numbers are compared by their value"
    case .date: "dates are compared by the moment"
    case .network: "addresses are compared by the block"
    case .text, .pattern, .arn: variableRule
    case .bytes, .presence: nil
    }
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
      repetition: "a repeated principal counts once")
  }

  private mutating func noteConditions(_ first: ConditionBlock, _ second: ConditionBlock) {
    struct Line: Hashable {
      var name: String
      var values: [String]
      init(_ clause: ConditionClause, _ hasVariables: Bool) {
        name = "\(clause.operator.canonical.name) \(clause.key.lowercased())"
        values = sortedOnce(clause.values.map { $0.canonical(clause, hasVariables: hasVariables) })
      }
    }
    let hasVariables = hasVariables
    let line = { (clause: ConditionClause) in Line(clause, hasVariables) }
    noteOrder(
      first.clauses.map(line), second.clauses.map(line),
      order: "the order of conditions has no meaning",
      repetition: "a repeated condition counts once")
    let others = Dictionary(
      second.clauses.map { (line($0), $0) }, uniquingKeysWith: { earlier, _ in earlier })
    for clause in first.clauses {
      guard let other = others[line(clause)] else { continue }
      noteCase(
        [clause.operator.name], [other.operator.name], of: "these operators mean the same"
      ) { ConditionOperator(name: $0)?.canonical.name ?? $0 }
      noteCase([clause.key], [other.key], of: "condition key names are case-insensitive") {
        $0.lowercased()
      }
      let folded = { (value: ConditionValue) in
        value.canonical(clause, hasVariables: hasVariables)
      }
      let (values, otherValues) = (clause.values.map(folded), other.values.map(folded))
      if let rule = Self.rule(of: clause.operator.comparison) {
        noteCase(clause.values.map(\.text), other.values.map(\.text), of: rule) {
          folded(ConditionValue($0))
        }
      }
      noteOrder(
        values, otherValues, order: "the order of condition values has no meaning",
        repetition: "a repeated condition value counts once")
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
