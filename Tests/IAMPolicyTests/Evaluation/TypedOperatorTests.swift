import IAMPolicy
import Testing

struct TypedOperatorTests {
  /// How a request's number or date stands to the policy's; nil when one of them is none.
  enum Standing: CaseIterable {
    case below, same, above
  }

  typealias OrderedRow = (policy: String, found: String, standing: Standing?)

  static let numbers: [OrderedRow] = [
    ("10", "9", .below), ("10", "10", .same), ("10", "10.0", .same), ("10", "10.01", .above),
    ("10", "-11", .below), ("0.1", "0.10", .same), ("0.30000000000000001", "0.3", .below),
    ("9007199254740993", "9007199254740992", .below), ("1e2", "100", .same), ("ten", "10", nil),
    ("10", "ten", nil), ("10", "", nil), ("10", " 10", nil),
  ]

  static let dates: [OrderedRow] = [
    ("2024-01-01T00:00:00Z", "2023-12-31T23:59:59Z", .below),
    ("2024-01-01T00:00:00Z", "2024-01-01T01:00:00+01:00", .same),
    ("2024-01-01", "1704067200", .same),
    ("1704067200", "2024-01-01T00:00:00.001Z", .above),
    ("1704067200", "1704067200000", .above),
    ("soon", "2024-01-01", nil),
    ("2024-01-01", "soon", nil),
  ]

  static let orderings: [(suffix: String, holds: [Standing])] = [
    ("Equals", [.same]), ("NotEquals", [.below, .above]), ("LessThan", [.below]),
    ("LessThanEquals", [.below, .same]), ("GreaterThan", [.above]),
    ("GreaterThanEquals", [.same, .above]),
  ]

  @Test("The six Numeric operators compare exact decimals", arguments: numbers)
  func numeric(row: OrderedRow) { check("Numeric", row) }

  @Test("The six Date operators compare points in time", arguments: dates)
  func date(row: OrderedRow) { check("Date", row) }

  private func check(_ family: String, _ row: OrderedRow) {
    for (suffix, holds) in Self.orderings {
      let name = family + suffix
      // What cannot be compared matches nothing, so that a negated operator holds.
      let expected = row.standing.map { holds.contains($0) } ?? (suffix == "NotEquals")
      let made = ConditionRow(name, row.policy, row.found, expected)
      #expect(made.truth() == made.expected, "\(made)")
      #expect(
        made.truth(.strict) == (row.standing == nil ? .unspecified : made.expected), "\(made)")
      #expect(
        ConditionRow(name, row.policy, nil, true).truth() == Truth(suffix == "NotEquals"))
      #expect(ConditionRow(name + "IfExists", row.policy, nil, true).truth() == .yes)
    }
  }

  static let bools: [ConditionRow] = [
    ConditionRow("Bool", "true", "true", true),
    ConditionRow("Bool", "TRUE", "true", true),
    ConditionRow("Bool", "true", "True", true),
    ConditionRow("Bool", "true", "false", false),
    ConditionRow("Bool", "false", "false", true),
    ConditionRow("Bool", "false", nil, false),
    ConditionRow("Bool", "yes", "yes", false),
    ConditionRow("Bool", "true", "1", false),
    ConditionRow("Bool", ["true", "false"], ["false"], true),
    ConditionRow("BoolIfExists", "true", nil, true),
    ConditionRow("BoolIfExists", "true", "false", false),
  ]

  @Test("Bool compares truth values in any case", arguments: bools)
  func bool(row: ConditionRow) { #expect(row.truth() == row.expected) }

  static let binaries: [ConditionRow] = [
    ConditionRow("BinaryEquals", "QmluYXJ5", "QmluYXJ5", true),
    ConditionRow("BinaryEquals", "QQ==", "QQ", true),
    ConditionRow("BinaryEquals", "QmluYXJ5", "Qmlu", false),
    ConditionRow("BinaryEquals", "no base64", "no base64", false),
    ConditionRow("BinaryEquals", "QQ==", nil, false),
    ConditionRow("BinaryEqualsIfExists", "QQ==", nil, true),
  ]

  @Test("BinaryEquals compares decoded bytes", arguments: binaries)
  func binary(row: ConditionRow) { #expect(row.truth() == row.expected) }

  static let addresses: [(values: [String], found: String?, holds: Bool)] = [
    (["203.0.113.0/24"], "203.0.113.9", true),
    (["203.0.113.0/24"], "198.51.100.9", false),
    (["203.0.113.9"], "203.0.113.9", true),
    (["203.0.113.0/24", "2001:db8::/32"], "2001:db8::1", true),
    (["0.0.0.0/0"], "2001:db8::1", false),
    (["203.0.113.0/24"], "no address", false),
    (["203.0.113.0/99"], "203.0.113.9", false),
    (["203.0.113.0/24"], nil, false),
    ([], "203.0.113.9", false),
  ]

  @Test("IpAddress finds an address in some block, NotIpAddress in none", arguments: addresses)
  func address(row: (values: [String], found: String?, holds: Bool)) {
    let found = row.found.map { [$0] }
    #expect(ConditionRow("IpAddress", row.values, found, true).truth() == Truth(row.holds))
    #expect(ConditionRow("NotIpAddress", row.values, found, true).truth() == Truth(!row.holds))
    #expect(
      ConditionRow("IpAddressIfExists", row.values, found, true).truth()
        == Truth(row.holds || found == nil))
    #expect(
      ConditionRow("NotIpAddressIfExists", row.values, found, true).truth() == Truth(!row.holds))
  }

  static let nulls: [ConditionRow] = [
    ConditionRow("Null", "true", nil, true),
    ConditionRow("Null", "true", "a", false),
    ConditionRow("Null", "false", nil, false),
    ConditionRow("Null", "false", "a", true),
    ConditionRow("Null", "FALSE", "a", true),
    ConditionRow("Null", "true", "", false),
    ConditionRow("Null", ["true"], [], true),
    ConditionRow("Null", ["false"], [], false),
    ConditionRow("Null", ["false"], ["a", "b"], true),
    ConditionRow("Null", ["true", "false"], ["a"], true),
    ConditionRow("Null", "maybe", "a", false),
    ConditionRow("Null", [], ["a"], false),
    ConditionRow("ForAllValues:Null", "true", "a", true),
    ConditionRow("ForAllValues:Null", "false", nil, true),
    ConditionRow("ForAnyValue:Null", "true", nil, false),
    ConditionRow("ForAnyValue:Null", "false", "a", false),
  ]

  @Test("Null asks whether a key is absent", arguments: nulls)
  func null(row: ConditionRow) { #expect(row.truth() == row.expected) }
}
