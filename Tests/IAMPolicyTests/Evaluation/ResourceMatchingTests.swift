import IAMPolicy
import Testing

struct ResourceMatchingTests {
  typealias Row = (pattern: String, resource: String?, matches: Bool)

  static let rows: [Row] = [
    ("*", "arn:aws:s3:::bucket", true),
    ("*", nil, true),
    ("**", nil, true),
    ("*", "*", true),
    ("arn:*", nil, false),
    ("arn:aws:s3:::*", nil, false),
    ("arn:aws:s3:::*", "*", false),
    ("?", "*", false),

    // "/" is an ordinary character.
    ("arn:aws:s3:::bucket/*/test/*", "arn:aws:s3:::bucket/1/2/test/3/o", true),
    ("arn:aws:s3:::bucket/*/test/*", "arn:aws:s3:::bucket//test/o", true),
    ("arn:aws:s3:::bucket/*/test/*", "arn:aws:s3:::bucket/test/o", false),
    ("arn:aws:s3:::bucket/?", "arn:aws:s3:::bucket/a", true),
    ("arn:aws:s3:::bucket/?", "arn:aws:s3:::bucket/ab", false),
    ("arn:aws:s3:::Bucket", "arn:aws:s3:::bucket", false),
    ("ARN:aws:s3:::bucket", "arn:aws:s3:::bucket", false),

    // The sixth field keeps later colons.
    (
      "arn:aws:logs:*:*:log-group:x:log-stream:*",
      "arn:aws:logs:us-east-1:123456789012:log-group:x:log-stream:y:z", true
    ),
    ("arn:aws:logs:*:*:log-group:*", "arn:aws:logs:r:1:log-group:x:log-stream:y", true),
    ("arn:aws:logs:*:*:log-group:x", "arn:aws:logs:r:1:log-group:x:log-stream:y", false),
    ("arn:aws:lambda:r:1:function:?:2", "arn:aws:lambda:r:1:function:f:2", true),
    ("arn:aws:lambda:r:1:function?f", "arn:aws:lambda:r:1:function:f", true),

    // With five colons a wildcard of the first five fields takes no colon.
    ("arn:aws:ec2:*:*:subnet/*", "arn:aws:ec2:r:1:subnet/a", true),
    ("arn:aws:ec2:*:*:subnet/*", "arn:aws:ec2:r:1:x/y:a:subnet/b", false),
    ("arn:aws:*:::bucket", "arn:aws:s3:::bucket", true),
    ("arn:aws:s3?::bucket", "arn:aws:s3:::bucket", false),
    ("arn:*:s3:::bucket", "arn:aws-cn:s3:::bucket", true),
    ("arn:aws:s3:*:*:bucket", "arn:aws:s3:::bucket", true),
    ("arn:*:*:*:*:*", "arn:aws:iam::1:role/a:b", true),

    // Short ARNs: missing fields are "*".
    ("arn:aws:sqs:*", "arn:aws:sqs:us-east-1:123456789012:queue", true),
    ("arn:aws:sqs:*", "arn:aws:sns:us-east-1:123456789012:topic", false),
    ("arn:aws:sqs", "arn:aws:sqs:us-east-1:123456789012:queue", true),
    ("arn:aws:sqs", "arn:aws:sqsx:us-east-1:123456789012:queue", false),
    ("arn:aws:sqs:us-*", "arn:aws:sqs:us-east-1:123456789012:queue", true),
    ("arn:aws:sqs:us-*", "arn:aws:sqs:eu-west-1:123456789012:queue", false),
    ("arn:aws:sqs:us-east-1:1", "arn:aws:sqs:us-east-1:1:queue", true),
    ("arn:aws:sqs:us-east-1:1", "arn:aws:sqs:us-east-1:12:queue", false),
    ("arn:aws:*", "arn:aws:sqs:us-east-1:1:queue", true),
    ("arn:aws:*:us-east-1", "arn:aws:sqs:us-east-1:1:queue", true),
    ("arn:aws:s*s:us-east-1", "arn:aws:sqs:us-east-1:1:queue", true),
    ("arn:aws:s*s:us-east-1", "arn:aws:s3:x-s:us-east-1:queue", false),
    ("arn:aws:s?s", "arn:aws:sqs:us-east-1:1:queue", true),
    ("arn:aws:s?s", "arn:aws:s:s:1:1:q", false),
    ("a*", "arn:aws:sqs:us-east-1:1:queue", true),
    // Completed first, so a "*" of an earlier field takes no colon either.
    ("arn:aws:sqs:*:123456789012", "arn:aws:sqs:us-east-1:123456789012:q", true),
    (
      "arn:aws:sqs:*:123456789012",
      "arn:aws:sqs:us-east-1:999999999999:123456789012:x", false
    ),
    ("arn:aws:s:*:b", "arn:aws:s:x:y:b:z", false),
    ("arn:aws:s*:a:b", "arn:aws:s:x:a:b:r", false),
    ("arn:aws:*:a", "arn:aws:s:x:a:r", false),

    // Plain text when the document has no variables.
    ("arn:aws:s3:::${aws:username}", "arn:aws:s3:::${aws:username}", true),
    ("arn:aws:s3:::${*}", "arn:aws:s3:::${x}", true),
  ]

  @Test("A resource pattern takes whole ARNs", arguments: rows)
  func table(row: Row) {
    #expect(ResourcePattern(row.pattern).matches(row.resource) == row.matches)
  }

  @Test("NotResource is everything else, an action without a resource too")
  func complement() {
    let block = ResourceBlock.notResource([ResourcePattern("arn:aws:s3:::a/*")])
    let context = RequestContext()
    #expect(!block.matches("arn:aws:s3:::a/b", in: context, hasVariables: true))
    #expect(block.matches("arn:aws:s3:::b/b", in: context, hasVariables: true))
    #expect(block.matches(nil, in: context, hasVariables: true))
    let none = ResourceBlock.notResource([ResourcePattern("*")])
    #expect(!none.matches(nil, in: context, hasVariables: true))
    let short = ResourceBlock.notResource([ResourcePattern("arn:aws:sqs")])
    #expect(short.matches("arn:aws:sns:r:1:t", in: context, hasVariables: true))
    #expect(!short.matches("arn:aws:sqs:r:1:q", in: context, hasVariables: true))
  }

  @Test("An empty list of resources is about nothing")
  func emptyLists() {
    let context = RequestContext()
    #expect(
      !ResourceBlock.resource([]).matches("arn:aws:s3:::a", in: context, hasVariables: true))
    #expect(!ActionBlock.action([]).matches("s3:GetObject"))
  }

  static let actionRows: [(pattern: String, action: String, matches: Bool)] = [
    ("*", "iam:ListAccessKeys", true),
    ("iam:ListAccessKeys", "IAM:listaccesskeys", true),
    ("IAM:LISTACCESSKEYS", "iam:ListAccessKeys", true),
    ("s3:Get*", "s3:GetObject", true),
    ("s3:Get*", "s3:PutObject", false),
    ("s3:get?bject", "s3:GetObject", true),
    ("s3:*Object", "s3:GetObject", true),
    ("*:GetObject", "s3:GetObject", true),
    ("s*:Get*", "sqs:GetQueueUrl", true),
    ("s3:Get", "s3:GetObject", false),
    ("s3:GetObject", "s3:GetObjectAcl", false),
    ("s3-object-lambda:*", "s3:GetObject", false),
    // IAM stores these, and no action has such a name.
    ("s3:", "s3:", false),
    ("s3:GetObject ", "s3:GetObject ", false),
    ("s3: *", "s3: x", false),
    ("s3:GetObject,PutObject", "s3:GetObject,PutObject", false),
  ]

  @Test("An action pattern ignores case in both parts", arguments: actionRows)
  func actions(row: (pattern: String, action: String, matches: Bool)) {
    #expect(ActionPattern(row.pattern).matches(row.action) == row.matches)
    #expect(
      ActionBlock.notAction([ActionPattern(row.pattern)]).matches(row.action) != row.matches)
  }

  @Test("An ARN has six fields and the sixth keeps its colons")
  func arn() {
    let arn = ARN("arn:aws-cn:logs:cn-north-1:123456789012:log-group:x:*")
    #expect(arn?.partition == "aws-cn")
    #expect(arn?.service == "logs")
    #expect(arn?.region == "cn-north-1")
    #expect(arn?.account == "123456789012")
    #expect(arn?.resource == "log-group:x:*")
    #expect(arn?.text == "arn:aws-cn:logs:cn-north-1:123456789012:log-group:x:*")
    #expect(ARN("arn:aws:s3:::bucket")?.account == "")
    for text in [
      "", "arn", "arn:aws:s3::bucket", "arn::s3:::b", "arn:aws::::b", "arn:aws:s3:::",
      "ARN:aws:s3:::b", "*", "::::::",
    ] {
      #expect(ARN(text) == nil, "'\(text)'")
    }
  }
}
