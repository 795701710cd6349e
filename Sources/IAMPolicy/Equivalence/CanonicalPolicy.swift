import JSONText

/// A policy in the one spelling that all policies of the same meaning-by-grammar share.
///
/// Two canonical policies are equal when their documents differ in nothing but spelling: order and
/// repetition, the case of actions and condition keys, an account id or its root ARN, `"*"` or
/// `{"AWS": "*"}`, `ArnEquals` or `ArnLike`, the case of booleans and of variables' keys, the way in which a
/// number, a date, an address or a short ARN is written, names without meaning (`Sid`, `Id`), and `Version`
/// where no variable could occur. Nothing that can change a decision is folded.
public struct CanonicalPolicy: Hashable, Sendable {
  /// The document in the canonical spelling: statements sorted, each once, without `Sid` and `Id`.
  public let document: PolicyDocument

  /// Folds a document; account ids count as root ARNs of `partition`.
  public init(_ document: PolicyDocument, partition: String = "aws") {
    self.init(
      document, CanonicalStatement.all(of: document, partition: partition).map(\.statement))
  }

  init(_ document: PolicyDocument, _ sorted: [Statement]) {
    self.document = PolicyDocument(
      kind: document.kind, version: document.canonicalVersion, id: nil, statements: sorted)
  }
}

/// A statement in the canonical spelling, with the text that sorts it.
struct CanonicalStatement: Hashable, Comparable {
  let statement: Statement
  /// The compact JSON: different for different canonical statements.
  let key: [UInt8]

  init(_ original: Statement, partition: String, hasVariables: Bool) {
    statement = Statement(
      sid: nil, effect: original.effect,
      principal: original.principal?.canonical(partition: partition),
      action: original.action.canonical,
      resource: original.resource?.canonical(hasVariables: hasVariables),
      condition: original.condition.canonical(hasVariables: hasVariables), mark: original.mark)
    key = statement.json.utf8(.compact)
  }

  /// The statements of a document, sorted, each once.
  static func all(of document: PolicyDocument, partition: String) -> [CanonicalStatement] {
    Set(each(of: document, partition: partition)).sorted()
  }

  /// The statements of a document, each in its place.
  static func each(of document: PolicyDocument, partition: String) -> [CanonicalStatement] {
    document.statements.map {
      CanonicalStatement($0, partition: partition, hasVariables: document.hasVariables)
    }
  }

  static func == (left: CanonicalStatement, right: CanonicalStatement) -> Bool {
    left.key == right.key
  }

  static func < (left: CanonicalStatement, right: CanonicalStatement) -> Bool {
    left.key.lexicographicallyPrecedes(right.key)
  }

  func hash(into hasher: inout Hasher) { hasher.combine(key) }
}

extension PolicyDocument {
  /// The version that decides alike: 2012-10-17 where no `${` occurs, else 2008-10-17 when none is given
  /// (IAM User Guide, "IAM JSON policy elements: Version").
  var canonicalVersion: PolicyVersion {
    statements.contains(where: \.mentionsVariables) ? (version ?? .v2008) : .v2012
  }
}

extension Statement {
  /// Whether `${` occurs anywhere but in `Sid`.
  fileprivate var mentionsVariables: Bool {
    let principals: [String] =
      switch principal {
      case .principal(let set), .notPrincipal(let set): set.principals.map(\.value)
      case nil: []
      }
    let resources: [String] =
      switch resource {
      case .resource(let list), .notResource(let list): list.map(\.text)
      case nil: []
      }
    return (principals + resources).contains { $0.contains("${") }
      || action.patterns.contains { $0.text.contains("${") }
      || condition.clauses.contains { clause in
        clause.key.contains("${") || clause.values.contains { $0.text.contains("${") }
      }
  }
}

extension PrincipalSet {
  /// The principals as a list; everyone is `AWS` `*`.
  var principals: [Principal] {
    switch self {
    case .everyone: [.aws("*")]
    case .some(let principals): principals
    }
  }

  fileprivate func canonical(partition: String) -> PrincipalSet {
    let named = principals.map { $0.canonical(partition: partition) }
    let sorted = Set(named).sorted {
      ($0.kind.rawValue, ExactText($0.value)) < ($1.kind.rawValue, ExactText($1.value))
    }
    return sorted == [.aws("*")] ? .everyone : .some(sorted)
  }
}

extension PrincipalBlock {
  var set: PrincipalSet {
    switch self {
    case .principal(let set), .notPrincipal(let set): set
    }
  }

  fileprivate func canonical(partition: String) -> PrincipalBlock {
    switch self {
    case .principal(let set): .principal(set.canonical(partition: partition))
    case .notPrincipal(let set): .notPrincipal(set.canonical(partition: partition))
    }
  }
}

extension Principal {
  /// The account id instead of the root ARN, which stands for the whole account as well
  /// (IAM User Guide, "AWS JSON policy elements: Principal", AWS account principals).
  func canonical(partition: String) -> Principal {
    let prefix = "arn:\(partition):iam::"
    guard kind == .aws, value.hasPrefix(prefix), value.hasSuffix(":root") else {
      return Principal(kind, value)
    }
    let account = String(value.dropFirst(prefix.count).dropLast(":root".count))
    return AccountID.isValid(account) ? Principal(kind, account) : Principal(kind, value)
  }
}

extension ActionBlock {
  fileprivate var canonical: ActionBlock {
    let folded = sortedOnce(patterns.map { $0.text.foldingASCIICase }).map { ActionPattern($0) }
    return switch self {
    case .action: .action(folded)
    case .notAction: .notAction(folded)
    }
  }
}

extension ResourceBlock {
  fileprivate func canonical(hasVariables: Bool) -> ResourceBlock {
    let texts = patterns.map { $0.canonicalText(hasVariables: hasVariables) }
    let sorted = sortedOnce(texts).map { ResourcePattern($0) }
    return switch self {
    case .resource: .resource(sorted)
    case .notResource: .notResource(sorted)
    }
  }
}

extension ConditionBlock {
  /// The clauses sorted by operator and key, with folded names and values.
  ///
  /// `ArnEquals` is written `ArnLike`. Where both occur with one key and other values, they stay two
  /// clauses, and the one whose values sort first gets the name `ArnEquals`.
  fileprivate func canonical(hasVariables: Bool) -> ConditionBlock {
    struct Name: Hashable {
      var comparison: ConditionOperator
      var key: ExactText
    }
    var groups: [Name: Set<[ExactText]>] = [:]
    for clause in clauses {
      let name = Name(
        comparison: clause.operator.canonical, key: ExactText(clause.key.foldingASCIICase))
      let values = clause.values.map { $0.canonical(clause, hasVariables: hasVariables) }
      groups[name, default: []].insert(sortedOnce(values).map { ExactText($0) })
    }
    var folded: [ConditionClause] = []
    for (name, lists) in groups {
      let sorted = lists.sorted { $0.lexicographicallyPrecedes($1) }
      for (index, values) in sorted.enumerated() {
        let isLast = index == sorted.count - 1
        folded.append(
          ConditionClause(
            isLast ? name.comparison : name.comparison.otherARNName, name.key.string,
            values.map(\.string)))
      }
    }
    return ConditionBlock(
      canonical: folded.sorted {
        ($0.operator.name, ExactText($0.key)) < ($1.operator.name, ExactText($1.key))
      })
  }

  private init(canonical clauses: [ConditionClause]) { self.clauses = clauses }
}

extension ConditionOperator {
  /// `ArnLike` for `ArnEquals` and `ArnNotLike` for `ArnNotEquals`, which behave identically
  /// (IAM User Guide, "ARN condition operators"); every other operator itself.
  var canonical: ConditionOperator {
    if comparison == .arnEquals { return with(.arnLike) }
    if comparison == .arnNotEquals { return with(.arnNotLike) }
    return self
  }

  /// `ArnEquals` for `ArnLike` and `ArnNotEquals` for `ArnNotLike`; every other operator itself.
  var otherARNName: ConditionOperator {
    if comparison == .arnLike { return with(.arnEquals) }
    if comparison == .arnNotLike { return with(.arnNotEquals) }
    return self
  }

  private func with(_ other: ComparisonKind) -> ConditionOperator {
    ConditionOperator(other, qualifier: qualifier, ifExists: ifExists) ?? self
  }
}

/// The texts in the order of their bytes, each once.
func sortedOnce(_ texts: [String]) -> [String] {
  texts.count < 2
    ? texts : Set(texts.map { ExactText($0) }).sorted().map(\.string)
}
