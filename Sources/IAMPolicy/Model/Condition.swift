public import JSONText

/// What a condition compares, before any prefix or suffix
/// (IAM User Guide, "IAM JSON policy elements: Condition operators").
public enum ComparisonKind: String, Hashable, Sendable, CaseIterable {
  case stringEquals = "StringEquals"
  case stringNotEquals = "StringNotEquals"
  case stringEqualsIgnoreCase = "StringEqualsIgnoreCase"
  case stringNotEqualsIgnoreCase = "StringNotEqualsIgnoreCase"
  case stringLike = "StringLike"
  case stringNotLike = "StringNotLike"
  case numericEquals = "NumericEquals"
  case numericNotEquals = "NumericNotEquals"
  case numericLessThan = "NumericLessThan"
  case numericLessThanEquals = "NumericLessThanEquals"
  case numericGreaterThan = "NumericGreaterThan"
  case numericGreaterThanEquals = "NumericGreaterThanEquals"
  case dateEquals = "DateEquals"
  case dateNotEquals = "DateNotEquals"
  case dateLessThan = "DateLessThan"
  case dateLessThanEquals = "DateLessThanEquals"
  case dateGreaterThan = "DateGreaterThan"
  case dateGreaterThanEquals = "DateGreaterThanEquals"
  case bool = "Bool"
  case binaryEquals = "BinaryEquals"
  case ipAddress = "IpAddress"
  case notIPAddress = "NotIpAddress"
  case arnEquals = "ArnEquals"
  case arnLike = "ArnLike"
  case arnNotEquals = "ArnNotEquals"
  case arnNotLike = "ArnNotLike"
  case null = "Null"
}

/// `ForAllValues:` or `ForAnyValue:` before an operator.
public enum SetQualifier: String, Hashable, Sendable, CaseIterable {
  /// Every value of the request must match; true when the key is absent.
  case forAllValues = "ForAllValues"
  /// Some value of the request must match; false when the key is absent.
  case forAnyValue = "ForAnyValue"
}

/// A condition operator: a comparison, perhaps over sets, perhaps excused when the key is absent.
public struct ConditionOperator: Hashable, Sendable {
  /// The comparison.
  public let comparison: ComparisonKind
  /// `ForAllValues:` or `ForAnyValue:`.
  public let qualifier: SetQualifier?
  /// `…IfExists`: true when the key is absent.
  ///
  /// Never with `Null`.
  public let ifExists: Bool

  /// Makes an operator; nil for `NullIfExists`, which the language does not have.
  public init?(
    _ comparison: ComparisonKind, qualifier: SetQualifier? = nil, ifExists: Bool = false
  ) {
    if ifExists, comparison == .null { return nil }
    self.comparison = comparison
    self.qualifier = qualifier
    self.ifExists = ifExists
  }

  /// `StringEquals` without prefix and suffix.
  public static let stringEquals = ConditionOperator(plain: .stringEquals)
  /// `StringLike` without prefix and suffix.
  public static let stringLike = ConditionOperator(plain: .stringLike)
  /// `ArnLike` without prefix and suffix.
  public static let arnLike = ConditionOperator(plain: .arnLike)

  /// The operator without prefix and suffix.
  package init(plain comparison: ComparisonKind) {
    self.comparison = comparison
    qualifier = nil
    ifExists = false
  }

  /// The operator as the language writes it: `ForAllValues:StringLikeIfExists`.
  public var name: String {
    (qualifier.map { "\($0.rawValue):" } ?? "") + comparison.rawValue + (ifExists ? "IfExists" : "")
  }
}

/// One value of a condition.
///
/// Numbers and booleans of the text are their text here: the language makes
/// no difference.
public struct ConditionValue: Hashable, Sendable {
  /// The value as text.
  public var text: String { exact.string }
  private let exact: ExactText
  /// Where it stood.
  public let mark: Mark

  /// Makes a value from its text.
  public init(_ text: String, at position: TextPosition = .none) {
    exact = ExactText(text)
    mark = Mark(position)
  }
}

/// One line of a condition: `operator { key: values }`.
///
/// Several lines must all hold; of several
/// values one must match (for a negated operator: none).
public struct ConditionClause: Hashable, Sendable {
  /// The operator.
  public let `operator`: ConditionOperator
  /// The condition key as written; its case has no meaning.
  public var key: String { exactKey.string }
  private let exactKey: ExactText
  /// The values, in the order written.
  public let values: [ConditionValue]
  /// Where the key stood.
  public let mark: Mark

  /// Makes a clause.
  public init(
    _ operator: ConditionOperator, _ key: String, _ values: [ConditionValue],
    at position: TextPosition = .none
  ) {
    self.operator = `operator`
    exactKey = ExactText(key)
    self.values = values
    mark = Mark(position)
  }

  /// Makes a clause from plain texts.
  public init(_ operator: ConditionOperator, _ key: String, _ values: [String]) {
    self.init(`operator`, key, values.map { ConditionValue($0) })
  }
}

/// The whole `Condition` element, in the order written.
///
/// No operator and key (case folded) occur twice:
/// the reader refuses it and `init` merges nothing.
public struct ConditionBlock: Hashable, Sendable {
  /// The clauses; empty when no condition exists.
  public let clauses: [ConditionClause]

  /// Makes a block of clauses; nil when an operator has the same key (case folded) twice.
  public init?(checking clauses: [ConditionClause]) {
    self.clauses = clauses
    guard clauses.count > 1 else { return }
    var seen: Set<ExactText> = []
    for clause in clauses {
      let name = ExactText("\(clause.operator.name) \(clause.key.foldingASCIICase)")
      guard seen.insert(name).inserted else {
        return nil
      }
    }
  }

  /// No condition.
  public init() { clauses = [] }

  /// One clause.
  public init(_ clause: ConditionClause) { clauses = [clause] }
}
