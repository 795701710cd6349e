import JSONText

/// One value of a condition in the form that its operator compares.
private enum PreparedValue: Sendable {
  case text(Glob)
  case number(DecimalNumber)
  case date(Instant)
  case bool(Bool)
  case bytes([UInt8])
  case network(IPNetwork)
  /// Depends on the request.
  case variable(PatternTemplate)
  /// Compares with nothing: an ARN with too few fields.
  case nothing
  /// Not a value of the operator's type.
  case unreadable

  init(_ text: String, _ test: ValueTest, variables: Bool) {
    let template = PatternTemplate(text, variables: variables)
    self =
      template.hasVariables
      ? .variable(template)
      : PreparedValue(template.fixedTokens(wildcards: test.hasWildcards), test)
  }

  init(_ tokens: [Glob.Token], _ test: ValueTest) {
    var literal: [UInt8] { tokens.compactMap(\.byte) }
    self =
      switch test {
      case .text(let folding): .text(Glob(tokens, folding: folding))
      case .pattern: .text(Glob(tokens))
      case .arn: ResourceShape.condition(tokens).map { .text(Glob($0)) } ?? .nothing
      case .number: DecimalNumber(literal).map { .number($0) } ?? .unreadable
      case .date: Instant(literal).map { .date($0) } ?? .unreadable
      case .bool, .presence: truthValue(literal).map { .bool($0) } ?? .unreadable
      case .bytes: Base64.decoded(literal).map { .bytes($0) } ?? .unreadable
      case .network: IPNetwork(literal).map { .network($0) } ?? .unreadable
      }
  }
}

extension ValueTest {
  /// Says whether `*` and `?` of the policy are wildcards.
  package var hasWildcards: Bool {
    switch self {
    case .pattern, .arn: true
    case .text, .number, .date, .bool, .bytes, .network, .presence: false
    }
  }
}

private func truthValue(_ text: [UInt8]) -> Bool? {
  let folded = text.map(asciiLowercased)
  if folded.elementsEqual("true".utf8) { return true }
  return folded.elementsEqual("false".utf8) ? false : nil
}

/// One line of a condition, ready for many requests.
///
/// The rules are AWS's ("IAM JSON policy elements: Condition operators", "Multivalued context keys").
/// Where they are silent or contradict each other we choose as follows, and `Reading.strict` answers
/// `unspecified`:
/// * several values of the request and no set operator: as if some value had to match, for a negated
///   operator none;
/// * `ForAnyValue:…IfExists` on an absent key: true, by the text on `…IfExists`;
/// * a set operator before `Null`: `ForAllValues` true, `ForAnyValue` false (Access Analyzer, "Policy
///   check reference");
/// * a value that is not of the operator's type, on either side: it matches nothing.
///
/// A key with an empty list of values is "a null data set" and so an absent key.
package struct CompiledClause: Sendable {
  /// The operator's row.
  package let row: OperatorRow
  /// The condition key in lower case.
  package let key: String
  private let `operator`: ConditionOperator
  private let values: [PreparedValue]

  /// Prepares a clause of a document that has variables, or not.
  package init(_ clause: ConditionClause, hasVariables: Bool) {
    let row = OperatorTable.row(clause.operator.comparison)
    self.row = row
    key = clause.key.foldingASCIICase
    `operator` = clause.operator
    values = clause.values.map {
      PreparedValue($0.text, row.test, variables: hasVariables && row.hasVariables)
    }
  }

  /// Says whether the clause holds for a request's context.
  package func truth(in context: PreparedContext, _ reading: TruthReading = .chosen) -> Truth {
    let found = context[folded: key] ?? []
    if row.test == .presence { return presence(!found.isEmpty, reading) }
    if found.isEmpty { return truthWhenAbsent(reading) }
    switch `operator`.qualifier {
    case .forAllValues:
      return found.reduce(Truth.yes) { $0 && truth(of: $1, in: context, reading) }
    case .forAnyValue:
      return found.reduce(Truth.no) { $0 || truth(of: $1, in: context, reading) }
    case nil:
      guard found.count == 1 else {
        guard reading == .chosen else { return .unspecified }
        let some = found.reduce(Truth.no) { $0 || matches($1, in: context, reading) }
        return row.isNegated ? !some : some
      }
      return truth(of: found[0], in: context, reading)
    }
  }

  private func truthWhenAbsent(_ reading: TruthReading) -> Truth {
    switch `operator`.qualifier {
    case .forAllValues: .yes
    case .forAnyValue: `operator`.ifExists ? reading.open(true) : .no
    case nil: Truth(`operator`.ifExists || row.isNegated)
    }
  }

  /// `Null` asks with `true` whether the key is absent, with `false` whether it exists.
  private func presence(_ isPresent: Bool, _ reading: TruthReading) -> Truth {
    switch `operator`.qualifier {
    case .forAllValues: return reading.open(true)
    case .forAnyValue: return reading.open(false)
    case nil: break
    }
    return values.reduce(Truth.no) { truth, value in
      guard case .bool(let wantsAbsent) = value else { return truth || reading.open(false) }
      return truth || Truth(wantsAbsent != isPresent)
    }
  }

  /// What one value of the request makes of the clause.
  private func truth(
    of value: [UInt8], in context: PreparedContext, _ reading: TruthReading
  ) -> Truth {
    let matches = matches(value, in: context, reading)
    return row.isNegated ? !matches : matches
  }

  /// Says whether one value of the request compares with some value of the policy.
  private func matches(
    _ value: [UInt8], in context: PreparedContext, _ reading: TruthReading
  ) -> Truth {
    var truth = Truth.no
    for wanted in values {
      truth = truth || compare(value, wanted, in: context, reading)
      if truth == .yes { break }
    }
    return truth
  }

  private func compare(
    _ value: [UInt8], _ wanted: PreparedValue, in context: PreparedContext, _ reading: TruthReading
  ) -> Truth {
    func with<Value>(_ read: Value?, _ holds: (Value) -> Bool) -> Truth {
      read.map { Truth(holds($0)) } ?? reading.open(false)
    }
    switch wanted {
    case .text(let glob): return Truth(glob.matches(value))
    case .number(let number):
      guard case .number(let ordering) = row.test else { return .no }
      return with(DecimalNumber(value)) { ordering.holds($0, number) }
    case .date(let date):
      guard case .date(let ordering) = row.test else { return .no }
      return with(Instant(value)) { ordering.holds($0, date) }
    case .bool(let bool): return with(truthValue(value)) { $0 == bool }
    case .bytes(let bytes): return with(Base64.decoded(value)) { $0 == bytes }
    case .network(let network): return with(IPNetwork(value)) { network.contains($0) }
    case .nothing: return .no
    case .unreadable: return reading.open(false)
    case .variable(let template):
      guard let tokens = template.tokens(wildcards: row.test.hasWildcards, in: context) else {
        return .no
      }
      return compare(value, PreparedValue(tokens, row.test), in: context, reading)
    }
  }
}

extension ConditionClause {
  /// Says whether the clause holds in a context.
  ///
  /// `hasVariables` is the document's.
  package func truth(
    in context: RequestContext, hasVariables: Bool, _ reading: TruthReading = .chosen
  ) -> Truth {
    CompiledClause(self, hasVariables: hasVariables).truth(in: PreparedContext(context), reading)
  }
}

extension ConditionBlock {
  /// Says whether every clause holds in a context.
  package func truth(
    in context: RequestContext, hasVariables: Bool, _ reading: TruthReading = .chosen
  ) -> Truth {
    let context = PreparedContext(context)
    return clauses.reduce(Truth.yes) {
      $0 && CompiledClause($1, hasVariables: hasVariables).truth(in: context, reading)
    }
  }
}

extension ConditionClause {
  /// Whether the clause lets a request through only when the key exists and has one of the values:
  /// a positive operator without IfExists, not satisfied by absence.
  package var demandsValue: Bool {
    guard !self.operator.ifExists, self.operator.qualifier != .forAllValues, !values.isEmpty else {
      return false
    }
    switch self.operator.comparison {
    case .stringEquals, .stringEqualsIgnoreCase, .stringLike, .arnEquals, .arnLike,
      .numericEquals:
      return true
    case .null, .bool, .binaryEquals, .ipAddress, .notIPAddress, .stringNotEquals,
      .stringNotEqualsIgnoreCase, .stringNotLike, .arnNotEquals, .arnNotLike, .numericNotEquals,
      .numericLessThan, .numericLessThanEquals, .numericGreaterThan, .numericGreaterThanEquals,
      .dateEquals, .dateNotEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan,
      .dateGreaterThanEquals:
      return false
    }
  }
}
