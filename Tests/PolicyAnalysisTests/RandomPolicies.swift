import IAMPolicy
import TestSupport

/// A statement in a form that is easy to change.
struct Draft: Hashable {
  var effect = Effect.allow
  var isNotAction = false
  var actions: [String] = []
  var isNotResource = false
  var resources: [String] = []
  var principals: PrincipalSet?
  var clauses: [ConditionClause] = []

  private var action: ActionBlock {
    let patterns = actions.map { ActionPattern($0) }
    return isNotAction ? .notAction(patterns) : .action(patterns)
  }

  private var resource: ResourceBlock {
    let patterns = resources.map { ResourcePattern($0) }
    return isNotResource ? .notResource(patterns) : .resource(patterns)
  }

  /// nil when an operator has a key twice.
  var condition: ConditionBlock? { ConditionBlock(checking: clauses) }

  var identity: IdentityStatement {
    IdentityStatement(effect, action, on: resource, when: condition ?? ConditionBlock())
  }

  var trust: TrustStatement {
    TrustStatement(effect, principals ?? .everyone, action, when: condition ?? ConditionBlock())
  }
}

/// What random statements are made of.
struct Universe {
  /// A condition key: the operators that it meets, the values that policies name, and values of
  /// requests.
  struct Key {
    let name: String
    let operators: [ConditionOperator]
    let policyValues: [String]
    /// nil is the absent key.
    let requestValues: [[String]?]
  }

  var keys: [Key] = []
  var actions: [String] = []
  var requestActions: [String] = []
  var resources: [String] = []
  var requestResources: [String?] = []
  var principals: [Principal] = []
  var requestPrincipals: [Principal?] = [nil]

  func draft(_ random: inout SplitMix) -> Draft {
    var draft = Draft()
    draft.effect = random.chance(25) ? .deny : .allow
    draft.isNotAction = random.chance(15)
    draft.actions = some(actions, 3, &random)
    draft.isNotResource = random.chance(15)
    draft.resources = random.chance(30) ? ["*"] : some(resources, 3, &random)
    if !principals.isEmpty {
      draft.principals = random.chance(10) ? .everyone : .some(some(principals, 2, &random))
    }
    for _ in 0..<random.below(3) where !keys.isEmpty { draft.clauses.append(clause(&random)) }
    if draft.condition == nil { draft.clauses.removeLast() }
    return draft
  }

  func clause(_ random: inout SplitMix) -> ConditionClause {
    let key = random.pick(keys)
    let operation = random.pick(key.operators)
    let values =
      operation.comparison == .null
      ? [random.pick(["true", "false"])] : some(key.policyValues, 2, &random)
    return ConditionClause(operation, key.name, values)
  }

  func some<Element>(_ list: [Element], _ most: Int, _ random: inout SplitMix) -> [Element] {
    (0...random.below(most)).map { _ in random.pick(list) }
  }

  func drafts(_ random: inout SplitMix) -> [Draft] {
    (0...random.below(3)).map { _ in draft(&random) }
  }

  /// The same statements with one to three small changes, some of which mean nothing.
  func mutation(of drafts: [Draft], _ random: inout SplitMix) -> [Draft] {
    var result = drafts
    for _ in 0...random.below(3) {
      guard !result.isEmpty else { return [draft(&random)] }
      let index = random.below(result.count)
      switch random.below(12) {
      case 0: result[index].actions = some(actions, 3, &random)
      case 1: result[index].actions.append(random.pick(actions))
      case 2: if result[index].actions.count > 1 { result[index].actions.removeFirst() }
      case 3: result[index].resources.append(random.pick(resources + ["*"]))
      case 4: if result[index].resources.count > 1 { result[index].resources.removeLast() }
      case 5: result[index].clauses = result[index].clauses.dropLast()
      case 6:
        if !keys.isEmpty {
          result[index].clauses.append(clause(&random))
          if result[index].condition == nil { result[index].clauses.removeLast() }
        }
      case 7: result.append(draft(&random))
      case 8: if result.count > 1 { result.remove(at: index) }
      case 9:
        // Splitting a list of actions changes nothing.
        let whole = result[index]
        guard whole.actions.count > 1, !whole.isNotAction else { continue }
        result[index].actions = [whole.actions[0]]
        var rest = whole
        rest.actions.removeFirst()
        result.append(rest)
      case 10:
        guard let first = result[index].clauses.first,
          let changed = ConditionOperator(
            first.operator.comparison, qualifier: first.operator.qualifier,
            ifExists: !first.operator.ifExists),
          keys.first(where: { $0.name == first.key })?.operators.contains(changed) == true
        else { continue }
        result[index].clauses[0] = ConditionClause(changed, first.key, first.values.map(\.text))
        if result[index].condition == nil { result[index] = drafts.first ?? draft(&random) }
      default:
        if let principal = principals.randomElement(using: &random) {
          result[index].principals = .some([principal])
        } else {
          result[index].effect = result[index].effect == .allow ? .deny : .allow
        }
      }
    }
    return result
  }
}

extension Universe {
  /// All words over the letters up to a length, the empty one too.
  static func words(_ letters: [String], upTo length: Int) -> [String] {
    var result = [""]
    var last = [""]
    for _ in 0..<length {
      last = last.flatMap { word in letters.map { word + $0 } }
      result += last
    }
    return result
  }

  static func operators(
    _ kinds: [ComparisonKind], _ qualifiers: [SetQualifier?] = [nil], ifExists: [Bool] = [false]
  ) -> [ConditionOperator] {
    kinds.flatMap { kind in
      qualifiers.flatMap { qualifier in
        ifExists.compactMap { ConditionOperator(kind, qualifier: qualifier, ifExists: $0) }
      }
    }
  }

  /// Small worlds that between them meet every exact dimension.
  static func exact(_ random: inout SplitMix) -> Universe {
    var universe = Universe()
    let names = words(["a", "b", "*", "?"], upTo: 3).filter { !$0.isEmpty }
    universe.actions =
      ["*", "s:*", "S:A", "t:a", "s*", "*:a", "?:b"] + some(names, 8, &random).map { "s:\($0)" }
    universe.requestActions =
      words(["a", "b", "c"], upTo: 4).filter { !$0.isEmpty }.map { "s:\($0)" }
      + ["t:a", "t:c", "s1:a", "u:b"]
    universe.resources =
      some(names, 6, &random).map { "arn:aws:s:::\($0)" }
      + ["arn:aws:s:*:1:a", "arn:aws:s", "arn:aws:s:*", "arn:*:s:r:1:a/*", "*", "arn:aws:t:::a:b"]
    universe.requestResources =
      words(["a", "b", "c"], upTo: 4).filter { !$0.isEmpty }.map { "arn:aws:s:::\($0)" }
      + [
        nil, "arn:aws:s:r:1:a", "arn:aws:s:q:1:a", "arn:aws:s:r:2:a", "arn:cn:s:r:1:a/b",
        "arn:aws:s:r:1:a/c", "arn:aws:t:::a:b", "arn:aws:t:::a", "arn:aws:s:::a:b",
      ]
    var pool = [
      Key.text, .folding, .arn, .number, .bool, .date, .address, .several, .binary,
    ]
    for _ in 0..<(1 + random.below(3)) {
      let index = random.below(pool.count)
      universe.keys.append(pool[index])
      pool.remove(at: index)
    }
    return universe
  }

  private static func some(_ list: [String], _ most: Int, _ random: inout SplitMix) -> [String] {
    (0...most).map { _ in random.pick(list) }
  }
}

extension Universe.Key {
  private static let single: [[String]?] = [nil]

  static let text = Universe.Key(
    name: "k:text",
    operators: Universe.operators(
      [.stringEquals, .stringNotEquals, .stringLike, .stringNotLike], ifExists: [false, true])
      + Universe.operators([.null]),
    policyValues: ["a", "b", "ab", "a*", "*b", "a?", "*", "a*b", ""],
    requestValues: single + Universe.words(["a", "b", "c"], upTo: 3).map { [$0] })

  static let folding = Universe.Key(
    name: "K:Fold",
    operators: Universe.operators(
      [.stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase, .stringEquals, .stringLike],
      ifExists: [false, true]),
    policyValues: ["a", "A", "aB", "b", "a*"],
    requestValues: single + Universe.words(["a", "A", "b", "B", "c"], upTo: 2).map { [$0] })

  static let arn = Universe.Key(
    name: "aws:SourceArn",
    operators: Universe.operators(
      [.arnLike, .arnEquals, .arnNotLike, .stringLike], ifExists: [false, true]),
    policyValues: [
      "arn:aws:s:*:1:*", "arn:aws:s:r:1:a", "arn:*:s:r:*:a*", "*", "arn:aws:s:r:1:a:*", "arn:aws:s",
    ],
    requestValues: single
      + [
        "arn:aws:s:r:1:a", "arn:aws:s:q:1:b", "arn:aws:s:r:2:a", "arn:cn:s:r:1:ab", "x",
        "arn:aws:s:r:1:a:b", "arn:aws:s", "arn:aws:s:r:x:1:a", "a:b:c:d:e:f",
      ].map { [$0] })

  static let number = Universe.Key(
    name: "s3:max-keys",
    operators: Universe.operators(
      [
        .numericEquals, .numericNotEquals, .numericLessThan, .numericLessThanEquals,
        .numericGreaterThan, .numericGreaterThanEquals,
      ], ifExists: [false, true]),
    policyValues: ["1", "2", "2.5", "1e1", "-3", "02"],
    requestValues: single
      + ["-4", "-3", "-1", "1", "1.5", "2", "2.25", "2.5", "3", "10", "11"].map { [$0] })

  static let date = Universe.Key(
    name: "aws:CurrentTime",
    operators: Universe.operators(
      [.dateEquals, .dateNotEquals, .dateLessThan, .dateGreaterThanEquals], ifExists: [false, true]),
    policyValues: [
      "2020-01-01", "2020-01-01T00:00:01Z", "2021-06-01T00:00:00+02:00", "1577836800",
    ],
    requestValues: single
      + [
        "2019-01-01", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00.5Z", "2020-01-01T00:00:01Z",
        "2020-05-01", "2021-05-31T22:00:00Z", "2022-01-01",
      ].map { [$0] })

  static let bool = Universe.Key(
    name: "aws:SecureTransport",
    operators: Universe.operators([.bool], ifExists: [false, true]) + Universe.operators([.null]),
    policyValues: ["true", "false", "True"], requestValues: single + [["true"], ["false"]])

  static let binary = Universe.Key(
    name: "k:bytes", operators: Universe.operators([.binaryEquals], ifExists: [false, true]),
    policyValues: ["YQ==", "YWI=", "YQ"],
    requestValues: single + [["YQ=="], ["YWI="], ["Yg=="]])

  static let address = Universe.Key(
    name: "aws:SourceIp",
    operators: Universe.operators([.ipAddress, .notIPAddress], ifExists: [false, true]),
    policyValues: ["10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", "0.0.0.0/0", "2001:db8::/32", "::/0"],
    requestValues: single
      + ["10.0.0.1", "10.1.0.1", "10.1.2.3", "11.0.0.1", "2001:db8::1", "fe80::1"].map { [$0] })

  /// A multivalued key: all sets of few values.
  static let several = Universe.Key(
    name: "aws:TagKeys",
    operators: Universe.operators(
      [.stringEquals, .stringNotEquals, .stringLike], [.forAllValues, .forAnyValue])
      + Universe.operators([.null]),
    policyValues: ["a", "b", "a*", "c"],
    requestValues: single + [["a"], ["b"], ["c"], ["ax"], ["z"]]
      + [
        ["a", "b"], ["a", "c"], ["a", "ax"], ["a", "z"], ["b", "c"], ["b", "ax"], ["b", "z"],
        ["c", "z"], ["ax", "z"], ["a", "b", "c"], ["a", "b", "z"], ["b", "c", "z"],
        ["a", "ax", "z"], ["b", "ax", "z"], ["a", "b", "c", "ax", "z"], ["c", "ax"],
      ])
}

extension PolicyDocument {
  /// The document in one line, for the text of a failure.
  var brief: String {
    statements.map { statement in
      var words = [statement.effect.rawValue]
      switch statement.principal {
      case .principal(.some(let list)):
        words.append("\(list.map { "\($0.kind.rawValue):\($0.value)" })")
      case .principal(.everyone): words.append("everyone")
      case .notPrincipal, nil: break
      }
      switch statement.action {
      case .action(let list): words.append("\(list.map(\.text))")
      case .notAction(let list): words.append("not \(list.map(\.text))")
      }
      switch statement.resource {
      case .resource(let list): words.append("on \(list.map(\.text))")
      case .notResource(let list): words.append("on not \(list.map(\.text))")
      case nil: break
      }
      for clause in statement.condition.clauses {
        words.append("\(clause.operator.name) \(clause.key) \(clause.values.map(\.text))")
      }
      return words.joined(separator: " ")
    }.joined(separator: "; ")
  }
}
