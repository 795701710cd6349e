import IAMPolicy
import JSONText
import Testing

/// A pair of documents, each of one statement: the members that both share, and those that differ.
struct StatementPair: Sendable, CustomTestStringConvertible {
  let kind: PolicyKind
  let first: String
  let second: String
  let reasons: [String]

  private init(_ kind: PolicyKind, _ first: String, _ second: String, _ reasons: [String]) {
    self.kind = kind
    self.first = first
    self.second = second
    self.reasons = reasons
  }

  static func document(
    _ kind: PolicyKind, _ first: String, _ second: String, _ reasons: String...
  ) -> Self { Self(kind, first, second, reasons) }

  static func identity(_ first: String, _ second: String, _ reasons: String...) -> Self {
    let wrap = { #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",\#($0 as String)}]}"# }
    return Self(.identity, wrap(first), wrap(second), reasons)
  }

  static func resource(_ first: String, _ second: String, _ reasons: String...) -> Self {
    let wrap = {
      #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a:*",\#($0 as String)}]}"#
    }
    return Self(.identity, wrap(first), wrap(second), reasons)
  }

  static func condition(_ first: String, _ second: String, _ reasons: String...) -> Self {
    let wrap = {
      #"""
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a:*","Resource":"*",
        "Condition":\#($0 as String)}]}
      """#
    }
    return Self(.identity, wrap(first), wrap(second), reasons)
  }

  static func principal(_ first: String, _ second: String, _ reasons: String...) -> Self {
    let wrap = {
      #"""
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
        "Principal":\#($0 as String)}]}
      """#
    }
    return Self(.trust, wrap(first), wrap(second), reasons)
  }

  func documents() throws -> (PolicyDocument, PolicyDocument) {
    (try PolicyDocument(reading: first, as: kind), try PolicyDocument(reading: second, as: kind))
  }

  var testDescription: String { "\(first) — \(second)" }
}

@Suite("Equivalence of policies")
struct PolicyEquivalenceTests {
  static let a = #"{"Effect":"Allow","Action":"a:B","Resource":"*"}"#
  static let b = #"{"Effect":"Deny","Action":"b:*","Resource":"arn:aws:s3:::x"}"#

  static let same: [StatementPair] = [
    .document(.identity, #"{"Statement":\#(a)}"#, #"{"Statement":[\#(a)]}"#),
    .document(
      .identity, #"{"Statement":[\#(a),\#(b)]}"#, #"{"Statement":[\#(b),\#(a)]}"#,
      "the order of statements has no meaning"),
    .document(
      .identity, #"{"Statement":[\#(a),\#(b),\#(a)]}"#, #"{"Statement":[\#(a),\#(b)]}"#,
      "a repeated statement counts once"),
    .document(
      .identity, #"{"Version":"2012-10-17","Statement":\#(a)}"#, #"{"Statement":\#(a)}"#,
      "'Version' 2012-10-17 and none differ only about variables, and the document has none"),
    .document(
      .identity, #"{"Version":"2008-10-17","Statement":\#(a)}"#, #"{"Statement":\#(a)}"#,
      "a document without 'Version' counts as 2008-10-17"),
    .document(
      .identity,
      #"{"Statement":{"Effect":"Allow","Action":"a:B","Resource":"arn:aws:s3:::${aws:x}"}}"#,
      #"{"Version":"2008-10-17","Statement":{"Effect":"Allow","Action":"a:B","Resource":"arn:aws:s3:::${aws:x}"}}"#,
      "a document without 'Version' counts as 2008-10-17"),
    .identity(
      #""Sid":"","Action":"a:B","Resource":"*""#, #""Action":"a:B","Resource":"*""#,
      "an empty 'Sid' is the same as none"),
    .identity(#""Action":["a:B"],"Resource":"*""#, #""Resource":["*"],"Action":"a:B""#),
    .identity(
      #""Action":["a:B","c:D"],"Resource":"*""#, #""Action":["c:D","a:B"],"Resource":"*""#,
      "the order of actions has no meaning"),
    .identity(
      #""Action":["a:B","a:B"],"Resource":"*""#, #""Action":"a:B","Resource":"*""#,
      "a repeated action counts once"),
    .identity(
      #""Action":["a:B","A:b"],"Resource":"*""#, #""Action":"a:B","Resource":"*""#,
      "actions are case-insensitive: 'A:b' is 'a:B'", "a repeated action counts once"),
    .identity(
      #""Action":"S3:getobject","Resource":"*""#, #""Action":"s3:GetObject","Resource":"*""#,
      "actions are case-insensitive: 'S3:getobject' is 's3:GetObject'"),
    .identity(
      #""NotAction":"S3:*","Resource":"*""#, #""NotAction":"s3:*","Resource":"*""#,
      "actions are case-insensitive: 'S3:*' is 's3:*'"),
    .resource(
      #""Resource":["arn:aws:s3:::a","arn:aws:s3:::b"]"#,
      #""Resource":["arn:aws:s3:::b","arn:aws:s3:::a","arn:aws:s3:::a"]"#,
      "the order of resources has no meaning", "a repeated resource counts once"),
    .resource(
      #""NotResource":["arn:aws:s3:::a","*"]"#, #""NotResource":["*","arn:aws:s3:::a"]"#,
      "the order of resources has no meaning"),
    .resource(#""Resource":"*","Condition":{}"#, #""Resource":"*""#),
    .resource(#""Resource":"*","Condition":{"Bool":{}}"#, #""Resource":"*""#),
    .principal(#"{"AWS":"*"}"#, #""*""#, #"'"*"' and '{ "AWS": "*" }' both mean everyone"#),
    .principal(
      #"{"AWS":"123456789012"}"#, #"{"AWS":["arn:aws:iam::123456789012:root"]}"#,
      "an account id and the root ARN of the account mean the same: '123456789012' is "
        + "'arn:aws:iam::123456789012:root'"),
    .principal(#"{"AWS":123456789012}"#, #"{"AWS":"123456789012"}"#),
    .principal(
      #"{"AWS":["123456789012","arn:aws:iam::123456789012:root"]}"#, #"{"AWS":"123456789012"}"#,
      "an account id and the root ARN of the account mean the same: "
        + "'arn:aws:iam::123456789012:root' is '123456789012'",
      "a repeated principal counts once"),
    .principal(
      #"{"Service":["a.x.com","b.x.com"],"AWS":"*"}"#,
      #"{"AWS":["*"],"Service":["b.x.com","a.x.com"]}"#, "the order of principals has no meaning"),
    .condition(
      #"{"StringEquals":{"AWS:sourceaccount":"1"}}"#,
      #"{"StringEquals":{"aws:SourceAccount":["1"]}}"#,
      "condition key names are case-insensitive: 'AWS:sourceaccount' is 'aws:SourceAccount'"),
    .condition(
      #"{"StringEquals":{"a:b":"1"},"Bool":{"a:c":"true","a:d":"false"}}"#,
      #"{"Bool":{"a:d":"false","a:c":"true"},"StringEquals":{"a:b":"1"}}"#,
      "the order of conditions has no meaning"),
    .condition(
      #"{"StringEquals":{"a:b":["1","2","2"]}}"#, #"{"StringEquals":{"a:b":["2","1"]}}"#,
      "the order of condition values has no meaning",
      "a repeated condition value counts once"),
    .condition(#"{"Bool":{"a:b":true}}"#, #"{"Bool":{"a:b":["true"]}}"#),
    .condition(#"{"NumericEquals":{"a:b":1.50}}"#, #"{"NumericEquals":{"a:b":"1.50"}}"#),
    .condition(#"{"StringEquals":{"a:b":[1,true]}}"#, #"{"StringEquals":{"a:b":["1","true"]}}"#),
    .condition(
      #"{"BoolIfExists":{"a:b":"True"}}"#, #"{"BoolIfExists":{"a:b":"true"}}"#,
      "booleans are case-insensitive: 'True' is 'true'"),
    .condition(
      #"{"NumericLessThan":{"a:b":"3600.0"}}"#, #"{"NumericLessThan":{"a:b":3600}}"#,
      "numbers are compared by their value: '3600.0' is '3600'"),
    .condition(
      #"{"DateLessThan":{"a:b":["2031-01-01T01:00:00+01:00","1924992000.0"]}}"#,
      #"{"DateLessThan":{"a:b":"2031-01-01T00:00:00Z"}}"#,
      "dates are compared by the moment: '2031-01-01T01:00:00+01:00' is '2031-01-01T00:00:00Z'",
      "a repeated condition value counts once"),
    .condition(
      #"{"IpAddress":{"a:b":["10.1.2.3","2001:DB8::/32"]}}"#,
      #"{"IpAddress":{"a:b":["10.1.2.3/32","2001:db8:0:0::/32"]}}"#,
      "addresses are compared by the block: '10.1.2.3' is '10.1.2.3/32'"),
    .condition(
      #"{"StringLike":{"a:b":"x/${AWS:UserName, 'None'}*"}}"#,
      #"{"StringLike":{"a:b":"x/${aws:username, 'None'}*"}}"#,
      "keys of policy variables are case-insensitive: 'x/${AWS:UserName, 'None'}*' is "
        + "'x/${aws:username, 'None'}*'"),
    .resource(
      #""Resource":["arn:aws:s3:::${AWS:UserName}/${*}","arn:aws:sqs"]"#,
      #""Resource":["arn:aws:s3:::${aws:username}/${*}","arn:aws:sqs:*:*:*"]"#,
      "keys of policy variables are case-insensitive: 'arn:aws:s3:::${AWS:UserName}/${*}' is "
        + "'arn:aws:s3:::${aws:username}/${*}'",
      "fields that a short ARN leaves out are '*': 'arn:aws:sqs' is 'arn:aws:sqs:*:*:*'"),
    .condition(
      #"{"ArnEquals":{"a:b":"x"}}"#, #"{"ArnLike":{"a:b":"x"}}"#,
      "these operators mean the same: 'ArnEquals' is 'ArnLike'"),
    .condition(
      #"{"ForAllValues:ArnNotEqualsIfExists":{"a:b":"x"}}"#,
      #"{"ForAllValues:ArnNotLikeIfExists":{"a:b":"x"}}"#,
      "these operators mean the same: 'ForAllValues:ArnNotEqualsIfExists' is "
        + "'ForAllValues:ArnNotLikeIfExists'"),
    .condition(
      #"{"ArnEquals":{"a:b":"x"},"ArnLike":{"a:b":"x"}}"#, #"{"ArnLike":{"a:b":"x"}}"#,
      "a repeated condition counts once",
      "these operators mean the same: 'ArnEquals' is 'ArnLike'"),
    .condition(
      #"{"ArnEquals":{"a:b":"x"},"ArnLike":{"a:b":"y"}}"#,
      #"{"ArnLike":{"a:b":"x"},"ArnEquals":{"a:b":"y"}}"#,
      "these operators mean the same: 'ArnEquals' is 'ArnLike'"),
  ]

  @Test("Other spellings are the same document, with the rule that makes them so", arguments: same)
  func knowsSpellings(pair: StatementPair) throws {
    let (first, second) = try pair.documents()
    #expect(PolicyEquivalence.compare(first, second) == .same(pair.reasons))
    guard case .same(let reasons) = PolicyEquivalence.compare(second, first) else {
      Issue.record("not symmetric")
      return
    }
    #expect(reasons.count == pair.reasons.count)
    let difference = PolicyDifference(from: first, to: second)
    #expect(difference.isEmpty, "\(difference)")
  }

  static let different: [StatementPair] = [
    .document(
      .identity,
      #"{"Statement":{"Effect":"Allow","Action":"a:B","Resource":"arn:aws:s3:::${AWS:x}"}}"#,
      #"{"Statement":{"Effect":"Allow","Action":"a:B","Resource":"arn:aws:s3:::${aws:x}"}}"#,
      "statement 1: 'Resource' has 'arn:aws:s3:::${AWS:x}' only in the first, "
        + "'arn:aws:s3:::${aws:x}' only in the second"),
    .resource(
      #""Resource":"arn:aws:s3:::${aws:x, 'A'}""#, #""Resource":"arn:aws:s3:::${aws:x, 'a'}""#,
      "statement 1: 'Resource' has 'arn:aws:s3:::${aws:x, 'A'}' only in the first, "
        + "'arn:aws:s3:::${aws:x, 'a'}' only in the second"),
    .condition(
      #"{"StringEquals":{"a:b":"1.0"}}"#, #"{"StringEquals":{"a:b":"1"}}"#,
      "statement 1: 'Condition.StringEquals.a:b' has '1.0' only in the first, "
        + "'1' only in the second"),
    .document(
      .identity,
      #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"a:B","Resource":"arn:aws:s3:::${aws:x}"}}"#,
      #"{"Version":"2008-10-17","Statement":{"Effect":"Allow","Action":"a:B","Resource":"arn:aws:s3:::${aws:x}"}}"#,
      "'Version' has '2012-10-17' only in the first, '2008-10-17' only in the second"),
    .document(
      .identity,
      #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"a:B","Resource":"*","Condition":{"StringEquals":{"a:b":"${*}"}}}}"#,
      #"{"Statement":{"Effect":"Allow","Action":"a:B","Resource":"*","Condition":{"StringEquals":{"a:b":"${*}"}}}}"#,
      "'Version' has '2012-10-17' only in the first"),
    .document(
      .identity, #"{"Statement":[\#(a),\#(b)]}"#, #"{"Statement":[\#(a)]}"#,
      "statement 2 is only in the first document"),
    .document(
      .identity, #"{"Statement":[\#(a)]}"#, #"{"Statement":[\#(b),\#(a)]}"#,
      "statement 1 is only in the second document"),
    .identity(
      #""Action":"a:B","Resource":"*""#, #""NotAction":"a:B","Resource":"*""#,
      "statement 1: 'Action' has 'a:B' only in the first",
      "statement 1: 'NotAction' has 'a:B' only in the second"),
    .document(
      .identity, #"{"Statement":{"Effect":"Allow","Action":"a:B","Resource":"*"}}"#,
      #"{"Statement":{"Effect":"Deny","Action":"a:B","Resource":"*"}}"#,
      "statement 1: 'Effect' has 'Allow' only in the first, 'Deny' only in the second"),
    .resource(
      #""Resource":"arn:aws:s3:::A""#, #""Resource":"arn:aws:s3:::a""#,
      "statement 1: 'Resource' has 'arn:aws:s3:::A' only in the first, "
        + "'arn:aws:s3:::a' only in the second"),
    .resource(
      #""Resource":"*""#, #""NotResource":"*""#,
      "statement 1: 'Resource' has '*' only in the first",
      "statement 1: 'NotResource' has '*' only in the second"),
    .principal(
      #"{"AWS":"123456789012"}"#, #"{"AWS":"arn:aws-cn:iam::123456789012:root"}"#,
      "statement 1: 'Principal.AWS' has '123456789012' only in the first, "
        + "'arn:aws-cn:iam::123456789012:root' only in the second"),
    .principal(
      #"{"AWS":"012345678901"}"#, #"{"AWS":"123456789012"}"#,
      "statement 1: 'Principal.AWS' has '012345678901' only in the first, "
        + "'123456789012' only in the second"),
    .principal(
      #""*""#, #"{"AWS":"123456789012"}"#,
      "statement 1: 'Principal.AWS' has '*' only in the first, '123456789012' only in the second"),
    .principal(
      #"{"Service":"*"}"#, #"{"AWS":"*"}"#,
      "statement 1: 'Principal.Service' has '*' only in the first",
      "statement 1: 'Principal.AWS' has '*' only in the second"),
    .principal(
      #"{"AWS":"arn:aws:iam::123456789012:role/A"}"#,
      #"{"AWS":"arn:aws:iam::123456789012:role/a"}"#,
      "statement 1: 'Principal.AWS' has 'arn:aws:iam::123456789012:role/A' only in the first, "
        + "'arn:aws:iam::123456789012:role/a' only in the second"),
    .principal(
      #"{"Federated":"123456789012"}"#, #"{"Federated":"arn:aws:iam::123456789012:root"}"#,
      "statement 1: 'Principal.Federated' has '123456789012' only in the first, "
        + "'arn:aws:iam::123456789012:root' only in the second"),
    .condition(
      #"{"StringEquals":{"a:b":"X"}}"#, #"{"StringEquals":{"a:b":"x"}}"#,
      "statement 1: 'Condition.StringEquals.a:b' has 'X' only in the first, 'x' only in the second"),
    .condition(
      #"{"StringEquals":{"a:b":"True"}}"#, #"{"StringEquals":{"a:b":"true"}}"#,
      "statement 1: 'Condition.StringEquals.a:b' has 'True' only in the first, "
        + "'true' only in the second"),
    .condition(
      #"{"ArnLike":{"a:b":"x"}}"#, #"{"ArnLikeIfExists":{"a:b":"x"}}"#,
      "statement 1: 'Condition.ArnLike.a:b' has 'x' only in the first",
      "statement 1: 'Condition.ArnLikeIfExists.a:b' has 'x' only in the second"),
    .condition(
      #"{"StringEquals":{"a:b":"x"}}"#, #"{"ForAnyValue:StringEquals":{"a:b":"x"}}"#,
      "statement 1: 'Condition.StringEquals.a:b' has 'x' only in the first",
      "statement 1: 'Condition.ForAnyValue:StringEquals.a:b' has 'x' only in the second"),
    .condition(
      #"{"StringEquals":{"a:b":"x"}}"#, #"{"ForAllValues:StringEquals":{"a:b":"x"}}"#,
      "statement 1: 'Condition.StringEquals.a:b' has 'x' only in the first",
      "statement 1: 'Condition.ForAllValues:StringEquals.a:b' has 'x' only in the second"),
    .condition(
      #"{"StringEquals":{"a:b":"x"}}"#, #"{"StringLike":{"a:b":"x"}}"#,
      "statement 1: 'Condition.StringEquals.a:b' has 'x' only in the first",
      "statement 1: 'Condition.StringLike.a:b' has 'x' only in the second"),
    .condition(
      #"{"ArnEquals":{"a:b":["x","y"]}}"#, #"{"ArnEquals":{"a:b":"x"},"ArnLike":{"a:b":"y"}}"#,
      "statement 1: 'Condition.ArnEquals.a:b' has 'x' only in the first",
      "statement 1: 'Condition.ArnEquals.a:b' has 'x' only in the second"),
    .condition(
      #"{"StringEquals":{"a:b":[]}}"#, "{}",
      "statement 1: 'Condition.StringEquals.a:b' has '[]' only in the first"),
  ]

  @Test("What can change a decision is never folded", arguments: different)
  func knowsDifferences(pair: StatementPair) throws {
    let (first, second) = try pair.documents()
    #expect(PolicyEquivalence.compare(first, second) == .different(pair.reasons))
    guard case .different(let reasons) = PolicyEquivalence.compare(second, first) else {
      Issue.record("not symmetric")
      return
    }
    #expect(reasons.count == pair.reasons.count)
    #expect(!PolicyDifference(from: first, to: second).isEmpty)
  }

  static let cosmetic: [StatementPair] = [
    .identity(
      #""Sid":"A","Action":"a:B","Resource":"*""#, #""Action":"a:B","Resource":"*""#,
      "'Sid' has no meaning: 'A' and none"),
    .identity(
      #""Sid":"A","Action":"a:b","Resource":"*""#, #""Sid":"a","Action":"a:B","Resource":"*""#,
      "'Sid' has no meaning: 'A' and 'a'", "actions are case-insensitive: 'a:b' is 'a:B'"),
    .document(
      .identity, #"{"Id":"x","Statement":\#(a)}"#, #"{"Statement":\#(a)}"#,
      "'Id' has no meaning: 'x' and none"),
    .document(
      .identity,
      #"{"Statement":[{"Sid":"A",\#(a.dropFirst()),{"Sid":"B",\#(a.dropFirst())]}"#,
      #"{"Statement":{"Sid":"B",\#(a.dropFirst())}"#, "'Sid' has no meaning: 'A', 'B' and 'B'",
      "a repeated statement counts once"),
  ]

  @Test("Names without meaning differ cosmetically", arguments: cosmetic)
  func knowsCosmetics(pair: StatementPair) throws {
    let (first, second) = try pair.documents()
    #expect(PolicyEquivalence.compare(first, second) == .cosmetic(pair.reasons))
    #expect(PolicyEquivalence.compare(second, first).reasons.count == pair.reasons.count)
    #expect(PolicyEquivalence.compare(second, first).isSameInMeaning)
    #expect(PolicyDifference(from: first, to: second).sentences.isEmpty)
  }

  @Test("A root ARN is folded in its own partition")
  func foldsPartition() throws {
    let (id, arn) = try StatementPair.principal(
      #"{"AWS":"123456789012"}"#, #"{"AWS":"arn:aws-cn:iam::123456789012:root"}"#
    ).documents()
    #expect(PolicyEquivalence.isSame(id, arn, partition: "aws-cn"))
    #expect(!PolicyEquivalence.isSame(id, arn))
  }

  @Test("Policies of two kinds are different")
  func separatesKinds() throws {
    let trust = try PolicyDocument(
      reading: #"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}"#)
    let identity = try PolicyDocument(reading: #"{"Statement":\#(Self.a)}"#)
    #expect(!PolicyEquivalence.isSame(trust, identity))
    #expect(PolicyEquivalence.compare(trust, identity).reasons.count == 3)
  }

  @Test("The canonical form is a document that reads back as itself")
  func canonicalIsADocument() throws {
    for pair in Self.same + Self.different + Self.cosmetic {
      let (first, _) = try pair.documents()
      let canonical = CanonicalPolicy(first).document
      #expect(try PolicyDocument(canonical.json, as: canonical.kind) == canonical)
      #expect(CanonicalPolicy(canonical).document == canonical)
    }
  }
}
