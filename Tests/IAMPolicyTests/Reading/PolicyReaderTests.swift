import JSONText
import Testing

@testable import IAMPolicy

/// A document that the reader refuses: `↓` stands before the place of each problem.
struct RefusedDocument: Sendable, CustomTestStringConvertible {
  let kind: PolicyKind?
  let marked: String
  let ids: [PolicyProblemKind]
  let hint: String?

  init(
    _ kind: PolicyKind?, _ marked: String, _ ids: PolicyProblemKind..., hint: String? = nil
  ) {
    self.kind = kind
    self.marked = marked
    self.ids = ids
    self.hint = hint
  }

  /// A document of one statement, given by its members.
  static func statement(
    _ kind: PolicyKind, _ members: String, _ id: PolicyProblemKind, hint: String? = nil
  ) -> RefusedDocument {
    RefusedDocument(kind, #"{"Version":"2012-10-17","Statement":{\#(members)}}"#, id, hint: hint)
  }

  static func action(_ value: String, _ id: PolicyProblemKind, hint: String? = nil) -> Self {
    statement(.identity, #""Effect":"Allow","Resource":"*","Action":\#(value)"#, id, hint: hint)
  }

  static func resource(_ value: String, _ id: PolicyProblemKind, hint: String? = nil) -> Self {
    statement(.identity, #""Effect":"Allow","Action":"*","Resource":\#(value)"#, id, hint: hint)
  }

  static func principal(_ value: String, _ id: PolicyProblemKind, hint: String? = nil) -> Self {
    statement(
      .trust, #""Effect":"Allow","Action":"sts:AssumeRole","Principal":\#(value)"#, id, hint: hint)
  }

  static func condition(_ value: String, _ id: PolicyProblemKind, hint: String? = nil) -> Self {
    statement(
      .identity, #""Effect":"Allow","Action":"*","Resource":"*","Condition":\#(value)"#, id,
      hint: hint)
  }

  var text: String { marked.replacing("↓", with: "") }

  var places: [TextPosition] {
    var places: [TextPosition] = []
    var place = TextPosition(line: 1, column: 1)
    for scalar in marked.unicodeScalars {
      switch scalar {
      case "↓": places.append(place)
      case "\n": place = TextPosition(line: place.line + 1, column: 1)
      default: place.column += 1
      }
    }
    return places
  }

  var testDescription: String { marked }
}

@Suite("Reading policies")
struct PolicyReaderTests {
  static let refused: [RefusedDocument] =
    documents + statements + actions + resources + principals + conditions

  static let documents: [RefusedDocument] = [
    RefusedDocument(.identity, "↓[]", .notAnObject),
    RefusedDocument(.identity, #"↓"{}""#, .notAnObject),
    RefusedDocument(nil, "↓null", .notAnObject),
    RefusedDocument(nil, "↓{}", .missingStatement),
    RefusedDocument(nil, #"{"Statement":↓[]}"#, .emptyStatement),
    RefusedDocument(nil, #"{"Statement":↓"x"}"#, .wrongType),
    RefusedDocument(nil, #"{"Statement":[↓"x",↓1]}"#, .wrongType, .wrongType),
    RefusedDocument(
      nil, #"↓{↓"version":"2012-10-17",↓"Statment":[]}"#,
      .missingStatement, .unknownElement, .unknownElement),
    RefusedDocument(
      .identity,
      #"{"Version":↓"2012-10-18","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
      .unknownVersion, hint: "write '2012-10-17'"),
    RefusedDocument(
      .identity,
      #"{"Version":↓2012,"Id":↓null,"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
      .wrongType, .wrongType),
    RefusedDocument(
      .identity,
      #"{↓"Condition":{},"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
      .unknownElement, hint: "put 'Condition' inside a statement"),
    RefusedDocument(
      .identity,
      #"{"Id":↓"€","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
      .invalidCharacter),
    RefusedDocument(
      .identity,
      #"{"Id":↓"\u0001","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
      .invalidCharacter),
  ]

  static let statements: [RefusedDocument] = [
    .statement(
      .identity, #"↓"Efect":"Allow","Effect":"Allow","Action":"*","Resource":"*""#,
      .unknownElement, hint: "did you mean 'Effect'?"),
    .statement(
      .identity, #"↓"Version":"2012-10-17","Effect":"Allow","Action":"*","Resource":"*""#,
      .unknownElement, hint: "put 'Version' at the top of the document"),
    .statement(
      .identity, #""Effect":↓"allow","Action":"*","Resource":"*""#, .invalidEffect,
      hint: "did you mean 'Allow'?"),
    .statement(
      .identity, #""Effect":↓"Permit","Action":"*","Resource":"*""#, .invalidEffect,
      hint: "write 'Allow' or 'Deny'"),
    .statement(.identity, #""Effect":↓["Allow"],"Action":"*","Resource":"*""#, .wrongType),
    .statement(
      .identity, #""Sid":↓"a b-c","Effect":"Allow","Action":"*","Resource":"*""#, .invalidSid,
      hint: "write 'abc'"),
    .statement(.identity, #""Sid":↓1,"Effect":"Allow","Action":"*","Resource":"*""#, .wrongType),
    RefusedDocument(
      .identity,
      #"{"Statement":↓{"Action":"*","Resource":"*"}}"#, .missingEffect),
    RefusedDocument(
      .identity,
      #"{"Statement":↓{"Effect":"Allow","Resource":"*"}}"#, .missingAction),
    RefusedDocument(
      .identity,
      #"{"Statement":↓{"Effect":"Allow","Action":"*"}}"#, .missingResource),
    RefusedDocument(
      .trust,
      #"{"Statement":↓{"Effect":"Allow","Action":"sts:AssumeRole"}}"#, .missingPrincipal),
    RefusedDocument(
      .resource,
      #"{"Statement":↓{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#, .missingPrincipal),
    RefusedDocument(
      .identity,
      #"""
      {"Statement":[{"Sid":"A","Effect":"Allow","Action":"*","Resource":"*"},
        {"Sid":"","Effect":"Allow","Action":"*","Resource":"*"},
        {"Sid":"","Effect":"Allow","Action":"*","Resource":"*"},
        {"Sid":↓"A","Effect":"Deny","Action":"*","Resource":"*"}]}
      """#, .duplicateSid),
    .statement(
      .identity, #""Effect":"Allow","Action":"*",↓"NotAction":"*","Resource":"*""#,
      .actionAndNotAction),
    .statement(
      .identity, #""Effect":"Allow","NotResource":"*","Action":"*",↓"Resource":"*""#,
      .resourceAndNotResource),
    .statement(
      .resource,
      #""Effect":"Allow","Principal":"*",↓"NotPrincipal":"*","Action":"*","Resource":"*""#,
      .principalAndNotPrincipal),
    .statement(
      .identity, #""Effect":"Allow",↓"Principal":"*","Action":"*","Resource":"*""#,
      .prohibitedPrincipal),
    .statement(
      .identity, #""Effect":"Allow",↓"NotPrincipal":"*","Action":"*","Resource":"*""#,
      .prohibitedPrincipal),
    .statement(
      .trust, #""Effect":"Allow","Principal":"*","Action":"sts:AssumeRole",↓"Resource":"*""#,
      .prohibitedResource),
    .statement(
      .trust, #""Effect":"Allow","Principal":"*","Action":"sts:AssumeRole",↓"NotResource":[]"#,
      .prohibitedResource),
    .statement(
      .trust, #""Effect":"Deny",↓"NotPrincipal":"*","Action":"sts:AssumeRole""#,
      .prohibitedNotPrincipal),
    .statement(
      .trust, #""Effect":"Allow","Principal":"*","Action":↓"s3:GetObject""#, .prohibitedAction),
    .statement(.trust, #""Effect":"Allow","Principal":"*","Action":↓"*""#, .prohibitedAction),
  ]

  static let actions: [RefusedDocument] = [
    .action("↓[]", .emptyAction), .action("↓{}", .wrongType), .action("↓null", .wrongType),
    .action(#"["s3:*",↓null]"#, .wrongType, hint: "remove the null"),
    .action(#"["s3:*",↓["s3:*"]]"#, .wrongType), .action(#"↓"""#, .invalidAction),
    .action(#"↓"GetObject""#, .invalidAction, hint: "write it as 'service:Name', or '*'"),
    .action(#"↓":GetObject""#, .invalidAction), .action(#"↓"s3:Get:Object""#, .invalidAction),
    .action(#"↓"s3:GetObject,s3:Put""#, .invalidAction),
    .action(#"↓"s 3:GetObject""#, .invalidAction), .action(#"↓" s3:GetObject""#, .invalidAction),
    .action(#"↓"s*:GetObject""#, .invalidAction), .action(#"↓"s3:${aws:x}""#, .invalidAction),
    .action(#"↓"**""#, .invalidAction), .action(#"↓"s3:Gét""#, .invalidAction),
  ]

  static let resources: [RefusedDocument] = [
    .resource("↓[]", .emptyResource), .resource("↓true", .wrongType),
    .resource(#"["*",↓null]"#, .wrongType), .resource(#"↓"""#, .invalidResource),
    .resource(#"↓"my-bucket""#, .invalidResource), .resource(#"↓"**""#, .invalidResource),
    .resource(#"↓"arn:*""#, .invalidResource), .resource(#"↓"arn:aws""#, .invalidResource),
    .resource(#"↓"arn:aws:""#, .invalidResource), .resource(#"↓"arn::s3:::b""#, .invalidResource),
    .resource(#"↓"arn:amazon:s3:::b""#, .invalidResource),
    .resource(#"↓"arn:aws:s3::b""#, .invalidResource),
    .resource(#"↓"arn:aws:s3::${aws:username}""#, .invalidResource),
    .resource(#"↓"ARN:aws:s3:::b""#, .invalidResource),
    .resource(#"↓"arn:aws::us-east-1:1:b""#, .invalidResource),
    .resource(#"↓"execute-api:/stage/GET/x""#, .invalidResource),
  ]

  static let principals: [RefusedDocument] = [
    .principal(
      #"↓"123456789012""#, .invalidPrincipal, hint: #"write { "AWS": "123456789012" }"#),
    .principal(
      #"↓"panorama.amazonaws.com""#, .invalidPrincipal,
      hint: #"write { "Service": "panorama.amazonaws.com" }"#),
    .principal(#"↓["*"]"#, .wrongType), .principal("↓{}", .emptyPrincipal),
    .principal(#"↓{"AWS":[]}"#, .emptyPrincipal),
    .principal(
      #"{↓"service":"a.amazonaws.com"}"#, .unknownPrincipalKind, hint: "did you mean 'Service'?"),
    .principal(#"{↓"User":"*"}"#, .unknownPrincipalKind),
    .principal(#"{"AWS":↓{}}"#, .wrongType), .principal(#"{"AWS":["*",↓null]}"#, .wrongType),
    .principal(#"{"AWS":↓12345678901}"#, .wrongType),
    .principal(#"{"AWS":↓"12345678901"}"#, .invalidPrincipal),
    .principal(#"{"AWS":↓"arn:aws:iam::123456789012:user/*"}"#, .invalidPrincipal),
    .principal(#"{"AWS":↓"arn:aws:iam::123456789012:user/${aws:x}"}"#, .invalidPrincipal),
    .principal(#"{"AWS":↓"arn:aws:s3:::bucket"}"#, .invalidPrincipal),
    .principal(#"{"AWS":↓"arn:aws:iam::1234:root"}"#, .invalidPrincipal),
    .principal(#"{"AWS":↓"arn:aws:iam::123456789012:"}"#, .invalidPrincipal),
    .principal(#"{"AWS":↓"somebody"}"#, .invalidPrincipal),
    .principal(#"{"Service":↓"panorama"}"#, .invalidPrincipal),
    .principal(#"{"Service":↓"*.amazonaws.com"}"#, .invalidPrincipal),
    .principal(#"{"Service":[↓""]}"#, .invalidPrincipal),
    .principal(#"{"Federated":↓"arn:aws:iam::123456789012:saml-provider/*"}"#, .invalidPrincipal),
  ]

  static let conditions: [RefusedDocument] = [
    .condition("↓[]", .wrongType), .condition(#"{"StringEquals":↓"x"}"#, .wrongType),
    .condition(
      #"{↓"stringequals":{"aws:x":"1"}}"#, .unknownOperator, hint: "did you mean 'StringEquals'?"),
    .condition(
      #"{↓"StringEqualsExists":{}}"#, .unknownOperator, hint: "did you mean 'StringEqualsIfExists'?"
    ),
    .condition(
      #"{↓"ForAllValue:StringLike":{"aws:x":"1"}}"#, .unknownOperator,
      hint: "did you mean 'ForAllValues:StringLike'?"),
    .condition(#"{↓"Matches":{}}"#, .unknownOperator),
    .condition(#"{↓"ForAnyValue:ForAllValues:Bool":{}}"#, .unknownOperator),
    .condition(#"{↓"BoolIfExistsIfExists":{}}"#, .unknownOperator),
    .condition(#"{↓"NullIfExists":{"aws:x":"true"}}"#, .nullIfExists, hint: "write 'Null'"),
    .condition(#"{↓"ForAnyValue:NullIfExists":{"aws:x":"true"}}"#, .nullIfExists),
    .condition(
      #"{"StringEquals":{"aws:SourceAccount":"1",↓"AWS:sourceaccount":"2"}}"#,
      .duplicateConditionKey),
    .condition(#"{"StringEquals":{↓"":"1"}}"#, .emptyConditionKey),
    .condition(#"{"StringEquals":{"aws:x":↓null}}"#, .wrongType),
    .condition(#"{"StringEquals":{"aws:x":["1",↓{}]}}"#, .wrongType),
    .condition(#"{"StringEquals":{"aws:x":["1",↓["2"]]}}"#, .wrongType),
    .condition(#"{"DateLessThan":{"aws:CurrentTime":["2026-01-31",↓"2026-*"]}}"#, .invalidDate),
    .condition(#"{"DateEqualsIfExists":{"aws:CurrentTime":↓""}}"#, .invalidDate),
    .condition(#"{"ForAnyValue:DateEquals":{"aws:x":↓"2026-01-31T25:00Z"}}"#, .invalidDate),
  ]

  @Test("What IAM refuses is refused at its place", arguments: refused)
  func refuses(row: RefusedDocument) throws {
    let problems = Self.problems(row.text, row.kind)
    #expect(problems.map(\.id) == row.ids.map(\.rawValue), "\(problems)")
    #expect(problems.map(\.position) == row.places, "\(problems)")
    for problem in problems {
      #expect(problem.message.first?.isUppercase == false && !problem.message.hasSuffix("."))
      #expect(problem.hint != nil)
    }
    if let hint = row.hint { #expect(problems.first?.hint == hint) }
  }

  @Test("Every kind of problem has a row")
  func coversAllKinds() {
    let covered = Set(Self.refused.flatMap(\.ids))
    #expect(
      PolicyProblemKind.allCases.filter { !covered.contains($0) } == [.badPercentEncoding])
  }

  static let accepted: [(kind: PolicyKind, text: String)] = [
    (.identity, #"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#),
    (
      .identity,
      #"{"Id":"","Statement":[{"Sid":"","Effect":"Deny","NotAction":["IAM:get*","a.b-c:X?"],"NotResource":["arn:aws:sqs","arn:aws:sqs:*","arn:aws:fdsasf"]}]}"#
    ),
    (
      .identity,
      #"{"Version":"2008-10-17","Statement":{"Effect":"Allow","Action":"*:*","Resource":["arn:*:kms:*:::*","arn:aws-cn:s3:::${aws:PrincipalTag/a, 'b:c'}/*","arn:${Partition}:logs:*:*:log-group:x:log-stream:*","arn:aws*:s3:::b","arn:aws:iam::*:root"]}}"#
    ),
    (
      .identity,
      #"{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/é","Condition":{"StringEquals":{},"Bool":{"a:b":true,"a:c":[false,"true"]},"NumericLessThan":{"a:n":[1,2.50,"3"]},"ForAnyValue:StringLikeIfExists":{"a:d":[]},"ForAllValues:Null":{"a:e":"true"}}}}"#
    ),
    (
      .trust,
      #"{"Statement":{"Effect":"Allow","Principal":"*","Action":["STS:AssumeRole","sts:*"]}}"#
    ),
    (
      .trust,
      #"{"Statement":{"Effect":"Allow","Principal":{"AWS":["123456789012",123456789012,"arn:aws-cn:iam::000000000001:root","arn:aws:sts::123456789012:assumed-role/R/S","AROAEXAMPLEEXAMPLE123","*"],"Service":"panorama.amazonaws.com","Federated":["*","cognito-identity.amazonaws.com"],"CanonicalUser":"79a5"},"Action":"sts:AssumeRole","Condition":{}}}"#
    ),
    (
      .trust,
      #"{"Statement":{"Effect":"Allow","Principal":{"AWS":[],"Service":["a.amazonaws.com"]},"Action":["sts:AssumeRole","sts:TagSession"]}}"#
    ),
    (
      .resource,
      #"{"Statement":{"Sid":"a b","Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"},"Action":"s3:*","Resource":"arn:aws:s3:::b"}}"#
    ),
    (
      .resource,
      #"{"Statement":{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/*"}}"#
    ),
    // The policy of an Amazon ECR repository: the resource is the one that it is attached to.
    (
      .resource,
      #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"ecr:BatchGetImage"}]}"#
    ),
    // ReadOnlyAccess v61, AdministratorAccess-Amplify v1, and other names that no action has.
    (
      .identity,
      #"{"Statement":{"Effect":"Allow","Action":["access-analyzer:ListTagsForResource ","amplifybackend: *","s3:","s3:GetObject,PutObject"],"Resource":"*"}}"#
    ),
  ]

  @Test("What IAM takes is read, recognised and written back", arguments: accepted)
  func accepts(row: (kind: PolicyKind, text: String)) throws {
    let document = try PolicyDocument(reading: row.text)
    #expect(document.kind == row.kind)
    #expect(try PolicyDocument(reading: Array(row.text.utf8), as: row.kind) == document)
    #expect(try PolicyDocument(JSON(parsing: row.text)) == document)
    for style in JSONStyle.allCases {
      let text = document.text(style)
      #expect(try PolicyDocument(reading: text) == document)
      #expect(try PolicyDocument(reading: text).text(style) == text)
    }
  }

  @Test("All problems of a document come at once, in the order of the text")
  func collectsEveryProblem() {
    let text = #"""
      {
        "Version": "2012",
        "Statement": [
          { "Effect": "allow", "Action": ["x", "s3:Get"], "Resource": "b", "Sid": "a", "Sid": "b" },
          { "Effect": "Deny", "NotAction": [], "Resource": "*",
            "Condition": { "StringEqual": { "a:b": null } } }
        ]
      }
      """#
    #expect(
      Self.problems(text, .identity).map { "\($0.position.line):\($0.position.column) \($0.id)" }
        == [
          "2:14 unknown-version", "4:17 invalid-effect", "4:37 invalid-action",
          "4:65 invalid-resource", "4:82 duplicate-key", "5:38 empty-action",
          "6:22 unknown-operator", "6:46 wrong-type",
        ])
  }

  @Test("A text that is no JSON is refused with the problem of the text")
  func reportsJSONProblems() {
    #expect(Self.problems(#"{"Statement":[],}"#, nil).map(\.id) == ["json-syntax"])
    #expect(Self.problems("", nil).map(\.id) == ["json-syntax"])
  }

  static let recognised: [(members: String, kind: PolicyKind)] = [
    (#""Action":"s3:*","Resource":"*""#, .identity),
    (#""Action":"sts:AssumeRole","Resource":"*""#, .identity),
    (#""Action":"sts:AssumeRole""#, .trust), (#""Action":"s3:*""#, .identity),
    (#""Principal":"*","Action":"sts:AssumeRole""#, .trust),
    (#""Principal":"*","Action":"sts:AssumeRole","Resource":"*""#, .trust),
    (#""Principal":"*","Action":["sts:AssumeRole","s3:*"],"Resource":"*""#, .resource),
    (#""Principal":"*","Action":"ecr:*""#, .resource), (#""Principal":"*","Action":"*""#, .trust),
    (#""NotPrincipal":"*","Action":"s3:*","NotResource":"*""#, .resource), ("", .identity),
  ]

  @Test("The elements tell what a document is", arguments: recognised)
  func recognises(row: (members: String, kind: PolicyKind)) throws {
    let json = try JSON(parsing: #"{"Statement":{\#(row.members)}}"#)
    #expect(PolicyKind(recognising: json) == row.kind)
  }

  @Test("Marks tell where the elements stood, and equality ignores them")
  func keepsMarks() throws {
    let document = try PolicyDocument(
      reading: #"{"Statement": [{"Effect":"Allow","Action":["a:B"],"Resource":"*"}]}"#)
    #expect(document.statements[0].mark.position == TextPosition(line: 1, column: 16))
    guard case .action(let actions) = document.statements[0].action else {
      Issue.record("no actions")
      return
    }
    #expect(actions[0].mark.position == TextPosition(line: 1, column: 44))
    #expect(actions[0] == ActionPattern("a:B"))
  }

  @Test("The hint of an unknown name is the nearest one or nothing")
  func findsNearestNames() {
    let names = ["Principal", "NotPrincipal", "Sid"]
    #expect(NearestName.of("principals", among: names) == "Principal")
    #expect(NearestName.of("notprinicpal", among: names) == "NotPrincipal")
    #expect(NearestName.of("Sdi", among: names) == "Sid")
    #expect(NearestName.of("Elephant", among: names) == nil)
    #expect(NearestName.of("", among: names) == nil)
    #expect(NearestName.of(String(repeating: "x", count: 100_000), among: names) == nil)
  }

  static func problems(_ text: String, _ kind: PolicyKind?) -> [Problem] {
    do throws(DocumentError) {
      _ = try PolicyDocument(reading: text, as: kind)
      return []
    } catch {
      return error.problems
    }
  }
}
