import IAMPolicy
import Testing

/// One table an operator; the values stand as the policy and the request have them.
struct StringOperatorTests {
  static let equals: [ConditionRow] = [
    ConditionRow("StringEquals", "a", "a", true),
    ConditionRow("StringEquals", "a", "A", false),
    ConditionRow("StringEquals", "a*", "a*", true),
    ConditionRow("StringEquals", "a*", "ab", false),
    ConditionRow("StringEquals", "a", "", false),
    ConditionRow("StringEquals", "", "", true),
    ConditionRow("StringEquals", "a", nil, false),
    ConditionRow("StringEquals", ["a", "b"], ["b"], true),
    ConditionRow("StringEquals", ["a", "b"], ["c"], false),
    ConditionRow("StringEquals", [], ["a"], false),
    ConditionRow("StringEquals", "012345678901", "12345678901", false),
    ConditionRow("StringEquals", "true", "true", true),
    ConditionRow("StringEqualsIfExists", "a", nil, true),
    ConditionRow("StringEqualsIfExists", "a", "b", false),
  ]

  static let notEquals: [ConditionRow] = [
    ConditionRow("StringNotEquals", "a", "b", true),
    ConditionRow("StringNotEquals", "a", "a", false),
    ConditionRow("StringNotEquals", "a", "A", true),
    ConditionRow("StringNotEquals", "a*", "ab", true),
    ConditionRow("StringNotEquals", "a", nil, true),
    ConditionRow("StringNotEquals", ["a", "b"], ["b"], false),
    ConditionRow("StringNotEquals", ["a", "b"], ["c"], true),
    ConditionRow("StringNotEquals", [], ["a"], true),
    ConditionRow("StringNotEqualsIfExists", "a", nil, true),
    ConditionRow("StringNotEqualsIfExists", "a", "a", false),
  ]

  static let equalsIgnoreCase: [ConditionRow] = [
    ConditionRow("StringEqualsIgnoreCase", "Alice", "aLICE", true),
    ConditionRow("StringEqualsIgnoreCase", "alice", "bob", false),
    ConditionRow("StringEqualsIgnoreCase", "a*", "ab", false),
    ConditionRow("StringEqualsIgnoreCase", "É", "é", false),
    ConditionRow("StringEqualsIgnoreCase", "a", nil, false),
    ConditionRow("StringEqualsIgnoreCaseIfExists", "a", nil, true),
  ]

  static let notEqualsIgnoreCase: [ConditionRow] = [
    ConditionRow("StringNotEqualsIgnoreCase", "Alice", "aLICE", false),
    ConditionRow("StringNotEqualsIgnoreCase", "alice", "bob", true),
    ConditionRow("StringNotEqualsIgnoreCase", "a", nil, true),
  ]

  static let like: [ConditionRow] = [
    ConditionRow("StringLike", "a*", "abc", true),
    ConditionRow("StringLike", "a?c", "abc", true),
    ConditionRow("StringLike", "a?c", "ac", false),
    ConditionRow("StringLike", "A*", "abc", false),
    ConditionRow("StringLike", "*", "", true),
    ConditionRow("StringLike", "*", nil, false),
    ConditionRow("StringLike", ["x*", "*c"], ["abc"], true),
    ConditionRow(
      "StringLike", "arn:aws:s:*:1111:finance/*",
      "arn:aws:s:us-east-2:9999:store/abc:1111:finance/d", true),
    ConditionRow("StringLikeIfExists", "a*", nil, true),
  ]

  static let notLike: [ConditionRow] = [
    ConditionRow("StringNotLike", "a*", "abc", false),
    ConditionRow("StringNotLike", "a*", "b", true),
    ConditionRow("StringNotLike", "*", nil, true),
    ConditionRow("StringNotLike", ["x*", "*c"], ["abc"], false),
    ConditionRow("StringNotLikeIfExists", "a*", nil, true),
  ]

  static let arn = "arn:aws:s:us-east-2:1111:finance/abc"

  /// Rows for `ArnEquals` and `ArnLike`, which are the same, and turned round for their negations.
  static let arns: [(value: String, found: String?, holds: Bool)] = [
    (arn, arn, true),
    ("arn:aws:s:*:1111:finance/*", arn, true),
    ("arn:aws:s:us-east-?:1111:finance/abc", arn, true),
    ("arn:aws:s:*:1111:finance/*", "arn:aws:s:us-east-2:9999:store/abc:1111:finance/d", false),
    ("arn:aws:s:*:finance/abc", arn, false),
    ("arn:aws:s:us-east-2:1111:*", "arn:aws:s:us-east-2:1111:a:b:c", true),
    ("arn:aws:s:us-east-2:1111:a?b", "arn:aws:s:us-east-2:1111:a:b", true),
    ("ARN:aws:s:us-east-2:1111:finance/abc", arn, false),
    ("arn:aws:s:us-east-2:1111:Finance/abc", arn, false),
    ("arn:aws:s:*", arn, false),
    ("arn:aws:s", arn, false),
    ("*", arn, true),
    ("*", "no-arn", false),
    ("*", "arn:aws:s:us-east-2:1111", false),
    ("arn:aws:s3:::b", "arn:aws:s3:::b", true),
    ("arn:aws:panorama::123456789012:device/*", "arn:aws:panorama:r:123456789012:device/d", false),
    (arn, nil, false),
  ]

  @Test("StringEquals compares whole texts, case included", arguments: equals)
  func stringEquals(row: ConditionRow) { #expect(row.truth() == row.expected) }

  @Test("StringNotEquals holds when no value is the text", arguments: notEquals)
  func stringNotEquals(row: ConditionRow) { #expect(row.truth() == row.expected) }

  @Test("StringEqualsIgnoreCase folds ASCII letters only", arguments: equalsIgnoreCase)
  func stringEqualsIgnoreCase(row: ConditionRow) { #expect(row.truth() == row.expected) }

  @Test("StringNotEqualsIgnoreCase is its negation", arguments: notEqualsIgnoreCase)
  func stringNotEqualsIgnoreCase(row: ConditionRow) { #expect(row.truth() == row.expected) }

  @Test("StringLike knows two wildcards and no fields", arguments: like)
  func stringLike(row: ConditionRow) { #expect(row.truth() == row.expected) }

  @Test("StringNotLike holds when no pattern fits", arguments: notLike)
  func stringNotLike(row: ConditionRow) { #expect(row.truth() == row.expected) }

  @Test(
    "ArnEquals and ArnLike match field by field, and their negations the other way round",
    arguments: arns)
  func arnOperators(row: (value: String, found: String?, holds: Bool)) {
    for name in ["ArnEquals", "ArnLike"] {
      #expect(ConditionRow(name, row.value, row.found, true).truth() == Truth(row.holds))
    }
    for name in ["ArnNotEquals", "ArnNotLike"] {
      #expect(ConditionRow(name, row.value, row.found, true).truth() == Truth(!row.holds))
    }
    for name in ["ArnEqualsIfExists", "ArnLikeIfExists"] {
      let expected = Truth(row.holds || row.found == nil)
      #expect(ConditionRow(name, row.value, row.found, true).truth() == expected)
    }
  }
}
