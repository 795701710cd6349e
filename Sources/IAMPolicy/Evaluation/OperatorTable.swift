/// How an operator compares one value of the request with one value of the policy.
package enum ValueTest: Hashable, Sendable {
  /// The same text; `folding`: ASCII letters in either case.
  case text(folding: Bool)
  /// The policy's text with `*` and `?`.
  case pattern
  /// Decimal numbers.
  case number(Ordering)
  /// Points in time.
  case date(Ordering)
  /// `true` or `false`, in any case.
  case bool
  /// Bytes, written in base64 on both sides.
  case bytes
  /// An address in a block.
  case network
  /// The policy's ARN with `*` and `?`, field by field.
  case arn
  /// Whether the key exists at all.
  case presence
}

/// How an ordered value of the request must compare with the policy's.
package enum Ordering: Hashable, Sendable, CaseIterable {
  case equal
  case less
  case lessOrEqual
  case greater
  case greaterOrEqual

  /// Says whether the request's value is so.
  package func holds<Value: Comparable>(_ request: Value, _ policy: Value) -> Bool {
    switch self {
    case .equal: request == policy
    case .less: request < policy
    case .lessOrEqual: request <= policy
    case .greater: request > policy
    case .greaterOrEqual: request >= policy
    }
  }
}

/// One operator of the language: a row of the table.
package struct OperatorRow: Hashable, Sendable {
  /// The comparison that the row is about.
  package let comparison: ComparisonKind
  /// How two values compare.
  package let test: ValueTest
  /// Says whether no value may compare so: `…Not…`.
  package let isNegated: Bool
  /// Says whether `${…}` is a variable in the policy's values.
  package let hasVariables: Bool
}

/// All operators (IAM User Guide, "IAM JSON policy elements: Condition operators").
package enum OperatorTable {
  /// The row of an operator.
  ///
  /// Variables: "you can use policy variables in … String operators and ARN operators", and, says the
  /// page of condition operators, in `Bool`; in no other.
  package static func row(_ comparison: ComparisonKind) -> OperatorRow {
    func row(_ test: ValueTest, not: Bool = false, variables: Bool = false) -> OperatorRow {
      OperatorRow(comparison: comparison, test: test, isNegated: not, hasVariables: variables)
    }
    return switch comparison {
    case .stringEquals: row(.text(folding: false), variables: true)
    case .stringNotEquals: row(.text(folding: false), not: true, variables: true)
    case .stringEqualsIgnoreCase: row(.text(folding: true), variables: true)
    case .stringNotEqualsIgnoreCase: row(.text(folding: true), not: true, variables: true)
    case .stringLike: row(.pattern, variables: true)
    case .stringNotLike: row(.pattern, not: true, variables: true)
    case .numericEquals: row(.number(.equal))
    case .numericNotEquals: row(.number(.equal), not: true)
    case .numericLessThan: row(.number(.less))
    case .numericLessThanEquals: row(.number(.lessOrEqual))
    case .numericGreaterThan: row(.number(.greater))
    case .numericGreaterThanEquals: row(.number(.greaterOrEqual))
    case .dateEquals: row(.date(.equal))
    case .dateNotEquals: row(.date(.equal), not: true)
    case .dateLessThan: row(.date(.less))
    case .dateLessThanEquals: row(.date(.lessOrEqual))
    case .dateGreaterThan: row(.date(.greater))
    case .dateGreaterThanEquals: row(.date(.greaterOrEqual))
    case .bool: row(.bool, variables: true)
    case .binaryEquals: row(.bytes)
    case .ipAddress: row(.network)
    case .notIPAddress: row(.network, not: true)
    case .arnEquals: row(.arn, variables: true)
    case .arnLike: row(.arn, variables: true)
    case .arnNotEquals: row(.arn, not: true, variables: true)
    case .arnNotLike: row(.arn, not: true, variables: true)
    case .null: row(.presence)
    }
  }
}
