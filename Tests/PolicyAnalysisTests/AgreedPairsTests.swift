import IAMPolicy
import PolicyAnalysis
import Testing

@Suite("Pairs with agreed answers")
struct AgreedPairsTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let name: String
    let actual: [String]
    let desired: [String]
    var grants = AccessChange.unchanged
    var denies = AccessChange.unchanged
    var version = "2012-10-17"
    var testDescription: String { name }
  }

  static let rows: [Row] = [
    Row(
      name: "case of actions has no meaning", actual: [allow("S3:getobject", "*")],
      desired: [allow("s3:GetObject", "*")]),
    Row(
      name: "a wildcard grants more", actual: [allow("s3:Get*", "*")],
      desired: [allow("s3:GetObject", "*")], grants: .widened),
    Row(
      name: "two statements are one", actual: [allow("s3:a", "*"), allow("s3:b", "*")],
      desired: [allow("s3:a s3:b", "*")]),
    Row(
      name: "everything split in two is everything",
      actual: [
        allow("*", "arn:aws:s3:::a/*"),
        #"{"Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::a/*"}"#,
      ],
      desired: [allow("*", "*")]),
    Row(
      name: "NotAction and Action make a whole",
      actual: [
        #"{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}"#, allow("iam:*", "*"),
      ], desired: [allow("*", "*")]),
    Row(
      name: "'*' and '*:*' are the same action", actual: [allow("*:*", "*")],
      desired: [allow("*", "*")]),
    Row(
      name: "the finite class of 'a?' between literals (bug class 5)",
      actual: [allow("s3:a?", "*")], desired: [allow("s3:ab s3:ac", "*")], grants: .widened),
    Row(
      name: "a class whose shortest strings are all literals (bug class 5)",
      actual: [allow("s3:a*", "*")], desired: [allow("s3:a s3:ax", "*")], grants: .widened),
    Row(
      name: "a finite class of which nothing is left", actual: [allow("s3:a s3:b", "*")],
      desired: [allow("s3:b s3:a", "*"), allow("s3:c", "arn:aws:s3:::x")], grants: .narrowed),
    Row(
      name: "covered in part on both dimensions",
      actual: [allow("s3:a s3:b", "arn:aws:s3:::x arn:aws:s3:::y")],
      desired: [
        allow("s3:a", "arn:aws:s3:::x"), allow("s3:a s3:b", "arn:aws:s3:::y"),
      ], grants: .widened),
    Row(
      name: "a deny is no grant (bug class 6)", actual: [deny("s3:a", "*")],
      desired: [deny("s3:a s3:b", "*")], denies: .widened),
    Row(
      name: "a deny that meets no allow changes no grant",
      actual: [allow("s3:a", "*"), deny("s3:b", "*")], desired: [allow("s3:a", "*")],
      denies: .narrowed),
    Row(
      name: "a deny takes away", actual: [allow("s3:*", "*"), deny("s3:b", "*")],
      desired: [allow("s3:*", "*")], grants: .narrowed, denies: .narrowed),
    Row(
      name: "a statement moved under a condition", actual: [allow("s3:a", "*")],
      desired: [allow("s3:a", "*", #"{"Bool":{"aws:SecureTransport":"true"}}"#)], grants: .widened),
    Row(
      name: "a boolean has two values and may be absent",
      actual: [
        allow("s3:a", "*", #"{"Bool":{"aws:SecureTransport":"true"}}"#),
        allow("s3:a", "*", #"{"Bool":{"aws:SecureTransport":"false"}}"#),
        allow("s3:a", "*", #"{"Null":{"aws:SecureTransport":"true"}}"#),
      ], desired: [allow("s3:a", "*")]),
    Row(
      name: "networks that add up",
      actual: [
        allow("s3:a", "*", #"{"IpAddress":{"aws:SourceIp":["10.0.0.0/9","10.128.0.0/9"]}}"#)
      ], desired: [allow("s3:a", "*", #"{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}"#)]),
    Row(
      name: "between two and two and a half there is more",
      actual: [allow("s3:a", "*", #"{"NumericLessThan":{"s3:max-keys":"2.5"}}"#)],
      desired: [allow("s3:a", "*", #"{"NumericLessThanEquals":{"s3:max-keys":"2"}}"#)],
      grants: .widened),
    Row(
      name: "one moment in two notations",
      actual: [
        allow("s3:a", "*", #"{"DateLessThan":{"aws:CurrentTime":"2020-01-01T02:00:00+02:00"}}"#)
      ],
      desired: [
        allow("s3:a", "*", #"{"DateLessThan":{"aws:CurrentTime":"1577836800"}}"#)
      ]),
    Row(
      name: "ArnEquals is ArnLike",
      actual: [allow("s3:a", "*", #"{"ArnEquals":{"aws:SourceArn":"arn:aws:s3:*:*:b"}}"#)],
      desired: [allow("s3:a", "*", #"{"ArnLike":{"aws:SourceArn":"arn:aws:s3:*:*:b"}}"#)]),
    Row(
      name: "StringLike crosses fields where ArnLike does not",
      actual: [allow("s3:a", "*", #"{"StringLike":{"aws:SourceArn":"arn:aws:s3:*:b"}}"#)],
      desired: [allow("s3:a", "*", #"{"ArnLike":{"aws:SourceArn":"arn:aws:s3:*:*:b"}}"#)],
      grants: .widened),
    Row(
      name: "IfExists lets the absent key in",
      actual: [allow("s3:a", "*", #"{"StringEqualsIfExists":{"aws:SourceAccount":"1"}}"#)],
      desired: [allow("s3:a", "*", #"{"StringEquals":{"aws:SourceAccount":"1"}}"#)],
      grants: .widened),
    Row(
      name: "a negated operator excuses the absent key already",
      actual: [allow("s3:a", "*", #"{"StringNotEqualsIfExists":{"aws:SourceAccount":"1"}}"#)],
      desired: [allow("s3:a", "*", #"{"StringNotEquals":{"aws:SourceAccount":"1"}}"#)]),
    Row(
      name: "ForAllValues lets the absent key in and ForAnyValue does not",
      actual: [
        allow("s3:a", "*", #"{"ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]}}"#)
      ],
      desired: [
        allow(
          "s3:a", "*",
          #"{"ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]},"Null":{"aws:TagKeys":"false"}}"#
        )
      ], grants: .widened),
    Row(
      name: "all of one and none of another overlap",
      actual: [
        allow(
          "s3:a", "*",
          #"{"ForAllValues:StringEquals":{"aws:TagKeys":["a"]},"ForAnyValue:StringNotEquals":{"aws:TagKeys":["a"]}}"#
        )
      ], desired: []),
    Row(
      name: "the same variable on both sides",
      actual: [allow("s3:a s3:b", "arn:aws:s3:::home/${aws:username}/*")],
      desired: [
        allow("s3:a", "arn:aws:s3:::home/${aws:username}/*"),
        allow("s3:b", "arn:aws:s3:::home/${AWS:UserName}/*"),
      ]),
    Row(
      name: "a variable is within the wildcard in its place",
      actual: [allow("s3:a", "arn:aws:s3:::home/*")],
      desired: [allow("s3:a", "arn:aws:s3:::home/${aws:username}")], grants: .widened),
    Row(
      name: "a pattern with a variable within another one",
      actual: [allow("s3:a", "arn:aws:s3:::home/${aws:username}/*")],
      desired: [allow("s3:a", "arn:aws:s3:::home/${aws:username}/public/*")], grants: .widened),
    Row(
      name: "no variables in the old version",
      actual: [allow("s3:a", "arn:aws:s3:::home/${aws:username}")],
      desired: [allow("s3:a", "arn:aws:s3:::home/*")], grants: .narrowed, version: "2008-10-17"),
    Row(
      name: "two variables differ",
      actual: [allow("s3:a", "arn:aws:s3:::home/${aws:username}")],
      desired: [allow("s3:a", "arn:aws:s3:::home/${aws:userid}")], grants: .both),
    Row(
      name: "an exact pattern in the way of a variable (bug class 1)",
      actual: [
        allow("s3:a", "arn:aws:s3:::x/AmazonSageMaker* arn:aws:s3:::role/${aws:username}")
      ],
      desired: [
        allow("s3:a", "arn:aws:s3:::x/AmazonSageMakerExpress* arn:aws:s3:::role/${aws:username}")
      ], grants: .widened),
    Row(
      name: "a variable beside a field that wildcards do not leave (bug class 2)",
      actual: [allow("s3:a", "arn:aws:s3:*:*:a${aws:username}")],
      desired: [allow("s3:a", "arn:aws:s3:*:*:${aws:username}")], grants: .both),
    Row(
      name: "a short ARN is completed", actual: [allow("sqs:a", "arn:aws:sqs:*")],
      desired: [allow("sqs:a", "arn:aws:sqs:*:*:*")]),
    Row(
      name: "the service reference says that a key has one value",
      actual: [
        allow(
          "organizations:ListDelegatedAdministrators", "*",
          #"{"StringEquals":{"organizations:ServicePrincipal":"x.amazonaws.com"}}"#)
      ],
      desired: [
        allow(
          "organizations:ListDelegatedAdministrators", "*",
          #"{"ForAllValues:StringEquals":{"organizations:ServicePrincipal":["x.amazonaws.com"]}}"#)
      ], grants: .narrowed),
    Row(
      name: "an action with a space in it grants nothing",
      actual: [allow("s3:a", "*"), #"{"Effect":"Allow","Action":"s3:b *","Resource":"*"}"#],
      desired: [allow("s3:a", "*")]),
    Row(
      name: "NotAction of an action with a space in it is everything",
      actual: [#"{"Effect":"Allow","NotAction":"s3:b *","Resource":"*"}"#],
      desired: [allow("*", "*")]),
  ]

  /// Short ARNs with a `*` before their last field, and their full forms: equal in the canonical form,
  /// in the comparison and in the evaluator.
  static let shortARNs: [(short: String, full: String)] = [
    ("arn:aws:s:*:b", "arn:aws:s:*:b:*"), ("arn:aws:s:a*:b", "arn:aws:s:a*:b:*"),
    ("arn:aws:s*:a:b", "arn:aws:s*:a:b:*"), ("arn:aws:*:a", "arn:aws:*:a:*:*"),
    ("arn:aws:s*:b", "arn:aws:s*:b:*:*"), ("arn:aws:s", "arn:aws:s:*:*:*"),
    ("arn:aws:s:?:b", "arn:aws:s:?:b:*"),
  ]

  @Test("A short ARN means its full form everywhere", arguments: shortARNs)
  func shortARN(pair: (short: String, full: String)) throws {
    for element in ["Resource", "NotResource"] {
      for effect in ["Allow", "Deny"] {
        func made(_ resource: String, _ actions: String) throws -> PolicyDocument {
          try identity(
            allow("*", "*"),
            #"{"Effect":"\#(effect)","Action":[\#(actions)],"\#(element)":"\#(resource)"}"#)
        }
        let (short, full) = try (made(pair.short, #""s:a""#), made(pair.full, #""s:a""#))
        #expect(PolicyEquivalence.isSame(short, full))
        // A redundant action keeps the canonical form from answering.
        let redundant = try made(pair.short, #""s:a","s:A","s:a*""#)
        let wide = try made(pair.full, #""s:a*""#)
        #expect(try compare(redundant, wide).isSameInMeaning)
        for resource in ["arn:aws:s:x:y:b:z", "arn:aws:s:x:b:z", "arn:aws:s:x:a:b:r"] {
          let request = AccessRequest(action: "s:a", resource: resource)
          #expect(
            short.decide(request) == full.decide(request),
            "\(effect) \(element) \(pair.short) on \(resource)")
        }
      }
    }
  }

  @Test("Trust policies are compared over the actions of STS")
  func trustActions() throws {
    let everyone = #""Effect":"Allow","Principal":{"AWS":"*"}"#
    let actual = try trust(#"{\#(everyone),"NotAction":"sts:TagSession"}"#)
    let desired = try trust(#"{\#(everyone),"Action":"sts:*"}"#)
    #expect(try compare(actual, desired).grants == .narrowed)
    let whole = try trust(
      #"{\#(everyone),"NotAction":"sts:TagSession"}"#, #"{\#(everyone),"Action":"sts:TagSession"}"#)
    #expect(try compare(whole, desired).isSameInMeaning)
  }

  @Test("The relation is as agreed", arguments: rows)
  func relation(_ row: Row) throws {
    let actual = try policy(row.actual, row.version)
    let desired = try policy(row.desired, row.version)
    let found = try compare(actual, desired)
    #expect(found.grants == row.grants, "\(found)")
    #expect(found.denies == row.denies, "\(found)")
    let mirrored = try compare(desired, actual)
    #expect(mirrored.grants == row.grants.reversed)
    #expect(mirrored.denies == row.denies.reversed)
  }

  @Test("'*' and '**' in one list are one pattern (bug class 3)")
  func starsTwice() throws {
    func policy(_ resources: [String]) -> PolicyDocument {
      .identity([
        IdentityStatement(
          .allow, .action([ActionPattern("s3:a")]),
          on: .notResource(resources.map { ResourcePattern($0) }))
      ])
    }
    let found = try compare(
      policy(["arn:aws:s3:::*", "arn:aws:s3:::**"]), policy(["arn:aws:s3:::*"]))
    #expect(found.isSameInMeaning)
    #expect(try compare(policy(["*", "**"]), policy(["**"])).isSameInMeaning)
    #expect(try compare(policy(["*", "**"]), .identity([])).isSameInMeaning)
  }

  private func policy(_ statements: [String], _ version: String) throws -> PolicyDocument {
    if statements.isEmpty { return .identity([]) }
    return try document(
      #"{"Version":"\#(version)","Statement":[\#(statements.joined(separator: ","))]}"#,
      as: .identity)
  }
}
