import IAMPolicy
import Testing

struct SetOperatorTests {
  static let rows: [ConditionRow] = [
    ConditionRow("ForAllValues:StringEquals", ["a", "b"], ["a"], true),
    ConditionRow("ForAllValues:StringEquals", ["a", "b"], ["a", "b"], true),
    ConditionRow("ForAllValues:StringEquals", ["a", "b"], ["a", "c"], false),
    ConditionRow("ForAllValues:StringEquals", ["a"], nil, true),
    ConditionRow("ForAllValues:StringEquals", ["a"], [], true),
    ConditionRow("ForAllValues:StringEquals", [], nil, true),
    ConditionRow("ForAllValues:StringEquals", [], ["a"], false),
    ConditionRow("ForAllValues:StringLike", ["a*", "b*"], ["ab", "ba"], true),
    ConditionRow("ForAllValues:StringEqualsIfExists", ["a"], nil, true),
    ConditionRow("ForAllValues:StringEqualsIfExists", ["a"], ["b"], false),
    // No value of the request is in the list.
    ConditionRow("ForAllValues:StringNotEquals", ["a", "b"], ["c", "d"], true),
    ConditionRow("ForAllValues:StringNotEquals", ["a", "b"], ["c", "a"], false),
    ConditionRow("ForAllValues:StringNotEquals", ["a"], nil, true),
    ConditionRow("ForAllValues:NumericLessThan", ["10"], ["1", "2"], true),
    ConditionRow("ForAllValues:NumericLessThan", ["10"], ["1", "12"], false),
    ConditionRow("ForAnyValue:StringEquals", ["a", "b"], ["b", "c"], true),
    ConditionRow("ForAnyValue:StringEquals", ["a", "b"], ["c", "d"], false),
    ConditionRow("ForAnyValue:StringEquals", ["a"], nil, false),
    ConditionRow("ForAnyValue:StringEquals", ["a"], [], false),
    ConditionRow("ForAnyValue:StringEquals", [], ["a"], false),
    ConditionRow("ForAnyValue:StringLike", ["o-1/r-1/ou-1/*"], ["o-1/r-1/ou-1/ou-2/"], true),
    ConditionRow("ForAnyValue:IpAddress", ["10.0.0.0/8"], ["11.0.0.1", "10.0.0.1"], true),
    // Some value of the request is not in the list.
    ConditionRow("ForAnyValue:StringNotEquals", ["a", "b"], ["a", "c"], true),
    ConditionRow("ForAnyValue:StringNotEquals", ["a", "b"], ["a", "b"], false),
    ConditionRow("ForAnyValue:StringNotEquals", ["a"], nil, false),
    ConditionRow("ForAnyValue:ArnNotLike", ["arn:aws:s3:::*"], nil, false),
    ConditionRow("ForAnyValue:StringEqualsIfExists", ["a"], ["b"], false),
    // Unspecified: the text on IfExists decides.
    ConditionRow("ForAnyValue:StringEqualsIfExists", ["a"], nil, true),
    ConditionRow("ForAnyValue:StringNotEqualsIfExists", ["a"], nil, true),
    // Unspecified: several values without a set operator.
    ConditionRow("StringEquals", ["a"], ["a", "b"], true),
    ConditionRow("StringEquals", ["a"], ["c", "b"], false),
    ConditionRow("StringNotEquals", ["a"], ["a", "b"], false),
    ConditionRow("StringNotEquals", ["a"], ["c", "b"], true),
    // An empty list of values is an absent key.
    ConditionRow("StringEquals", ["a"], [], false),
    ConditionRow("StringNotEquals", ["a"], [], true),
    ConditionRow("StringEqualsIfExists", ["a"], [], true),
  ]

  @Test("Set operators ask every value or some value of the request", arguments: rows)
  func table(row: ConditionRow) { #expect(row.truth() == row.expected) }

  static let openRows: [ConditionRow] = [
    ConditionRow("ForAnyValue:StringEqualsIfExists", ["a"], nil, .unspecified),
    ConditionRow("ForAnyValue:StringNotLikeIfExists", ["a"], nil, .unspecified),
    ConditionRow("ForAnyValue:StringEqualsIfExists", ["a"], ["b"], .no),
    ConditionRow("ForAllValues:StringEqualsIfExists", ["a"], nil, .yes),
    ConditionRow("StringEquals", ["a"], ["a", "b"], .unspecified),
    ConditionRow("StringNotEquals", ["a"], ["c", "b"], .unspecified),
    ConditionRow("StringEquals", ["a"], ["a"], .yes),
    ConditionRow("ForAllValues:Null", ["true"], nil, .unspecified),
    ConditionRow("ForAnyValue:Null", ["false"], ["a"], .unspecified),
    ConditionRow("Null", ["false"], ["a", "b"], .yes),
    ConditionRow("NumericEquals", ["x"], ["1"], .unspecified),
    ConditionRow("NumericEquals", ["x", "1"], ["1"], .yes),
    ConditionRow("NumericNotEquals", ["x", "1"], ["1"], .no),
    ConditionRow("NumericNotEquals", ["x", "1"], ["2"], .unspecified),
    ConditionRow("NumericEquals", ["x"], nil, .no),
    ConditionRow("IpAddress", ["10.0.0.0/8"], ["x"], .unspecified),
    ConditionRow("ForAllValues:NumericLessThan", ["5"], ["x", "9"], .no),
    ConditionRow("ForAllValues:NumericLessThan", ["5"], ["x", "1"], .unspecified),
    ConditionRow("ForAnyValue:NumericLessThan", ["5"], ["x", "1"], .yes),
    ConditionRow("ArnLike", ["arn:aws:s3"], ["arn:aws:s3:::b"], .no),
  ]

  @Test("What AWS leaves open is unspecified to a strict reader", arguments: openRows)
  func open(row: ConditionRow) { #expect(row.truth(.strict) == row.expected) }

  @Test("A strict answer that is definite is also the answer given")
  func agreement() {
    for row in Self.rows + Self.openRows {
      #expect(row.truth() != .unspecified, "\(row)")
      if let strict = row.truth(.strict), strict != .unspecified {
        #expect(row.truth() == strict, "\(row)")
      }
    }
  }

  @Test("Truth values combine as Kleene's: what is open stays open unless the other side decides")
  func truths() {
    for left in Truth.allCases {
      #expect((left && .no) == .no && (Truth.no && left) == .no)
      #expect((left || .yes) == .yes && (Truth.yes || left) == .yes)
      #expect((left && .yes) == left && (left || .no) == left)
      #expect(!(!left) == left)
      for right in Truth.allCases {
        #expect(!(left && right) == (!left || !right))
      }
    }
  }

  @Test("Every operator has its row, and a negated one is the complement on one value")
  func table() {
    let negations: [(ComparisonKind, ComparisonKind)] = [
      (.stringEquals, .stringNotEquals), (.stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase),
      (.stringLike, .stringNotLike), (.numericEquals, .numericNotEquals),
      (.dateEquals, .dateNotEquals), (.ipAddress, .notIPAddress), (.arnEquals, .arnNotEquals),
      (.arnLike, .arnNotLike),
    ]
    for comparison in ComparisonKind.allCases {
      let row = OperatorTable.row(comparison)
      #expect(row.comparison == comparison)
      #expect(row.isNegated == negations.contains { $0.1 == comparison })
    }
    for (positive, negative) in negations {
      #expect(OperatorTable.row(positive).test == OperatorTable.row(negative).test)
    }
  }

  @Test("All keys of a condition must hold, whatever the case of their names")
  func conjunction() {
    let block = ConditionBlock(checking: [
      ConditionClause(.stringEquals, "aws:ResourceTag/TagKey1", ["a"]),
      ConditionClause(.stringLike, "AWS:SourceAccount", ["1*"]),
    ])
    let both = RequestContext(["aws:resourcetag/tagkey1": ["a"], "aws:SourceAccount": ["12"]])
    #expect(block?.truth(in: both, hasVariables: true) == .yes)
    let one = both.setting("aws:sourceaccount", to: ["2"])
    #expect(block?.truth(in: one, hasVariables: true) == .no)
    #expect(block?.truth(in: both.setting("aws:sourceaccount", to: nil), hasVariables: true) == .no)
    #expect(ConditionBlock().truth(in: one, hasVariables: true) == .yes)
  }
}
