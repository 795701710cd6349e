import IAMPolicy
import TestSupport

/// The same numbers on every platform for the same seed.
struct EvaluationRandom: RandomNumberGenerator {
  private var source: SplitMix

  init(seed: UInt64) { source = SplitMix(seed: seed) }

  mutating func next() -> UInt64 { source.next() }

  /// One of `choices`, which are never none.
  mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[Int(next() % UInt64(choices.count))]
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }

  mutating func chance(_ percent: Int) -> Bool { number(0...99) < percent }

  mutating func text(of characters: String, count: ClosedRange<Int>) -> String {
    let characters = Array(characters)
    return String((0..<number(count)).map { _ in pick(characters) })
  }
}

/// Reads `ForAnyValue:StringLikeIfExists`; nil for a typing error in a table.
func conditionOperator(_ name: String) -> ConditionOperator? {
  for qualifier in [SetQualifier?.none] + SetQualifier.allCases.map({ $0 }) {
    for comparison in ComparisonKind.allCases {
      for ifExists in [false, true] {
        if let made = ConditionOperator(comparison, qualifier: qualifier, ifExists: ifExists),
          made.name == name
        {
          return made
        }
      }
    }
  }
  return nil
}

/// One row of a table of conditions: what the policy says, what the request has, what comes out.
struct ConditionRow: Sendable, CustomStringConvertible {
  let name: String
  let values: [String]
  let found: [String]?
  let expected: Truth

  /// A row about one value on each side.
  init(_ name: String, _ value: String, _ found: String?, _ holds: Bool) {
    self.init(name, [value], found.map { [$0] }, Truth(holds))
  }

  init(_ name: String, _ values: [String], _ found: [String]?, _ holds: Bool) {
    self.init(name, values, found, Truth(holds))
  }

  init(_ name: String, _ values: [String], _ found: [String]?, _ expected: Truth) {
    self.name = name
    self.values = values
    self.found = found
    self.expected = expected
  }

  /// What the evaluator says; nil when the table names no operator.
  func truth(_ reading: TruthReading = .chosen) -> Truth? {
    guard let wanted = conditionOperator(name) else { return nil }
    let context = RequestContext(found.map { ["aws:Key": $0] } ?? [:])
    return ConditionClause(wanted, "AWS:key", values).truth(
      in: context, hasVariables: true, reading)
  }

  var description: String {
    "\(name) \(values) of \(found.map { "\($0)" } ?? "an absent key")"
  }
}

extension ActionBlock {
  static func actions(_ texts: String...) -> ActionBlock {
    .action(texts.map { ActionPattern($0) })
  }
}

extension ResourceBlock {
  static func resources(_ texts: String...) -> ResourceBlock {
    .resource(texts.map { ResourcePattern($0) })
  }
}
