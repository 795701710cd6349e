import IAMPolicy
import JSONText
import Testing

struct DecisionTests {
  static let trust = """
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "Guard",
          "Effect": "Deny",
          "Principal": "*",
          "Action": "sts:*",
          "Condition": {"StringNotEquals": {"aws:SourceAccount": "123456789012"}}
        },
        {
          "Effect": "Allow",
          "Principal": {"Service": ["panorama.amazonaws.com"]},
          "Action": ["sts:AssumeRole"],
          "Condition": {
            "StringEquals": {"AWS:sourceaccount": "123456789012"},
            "ArnLike": {"aws:SourceArn": "arn:aws:panorama:us-east-1:123456789012:device/*"}
          }
        }
      ]
    }
    """

  static let device = "arn:aws:panorama:us-east-1:123456789012:device/device-a"

  typealias Row = (service: String, context: [String: [String]], decision: String)

  static let rows: [Row] = [
    (
      "panorama.amazonaws.com",
      ["aws:SourceAccount": ["123456789012"], "aws:SourceArn": [device]], "allowed trust 1"
    ),
    ("panorama.amazonaws.com", ["aws:SourceAccount": ["123456789012"]], "implicitly-denied"),
    ("panorama.amazonaws.com", [:], "explicitly-denied trust 0"),
    (
      "panorama.amazonaws.com",
      ["aws:SourceAccount": ["210987654321"], "aws:SourceArn": [device]],
      "explicitly-denied trust 0"
    ),
    (
      "deeplens.amazonaws.com",
      ["aws:SourceAccount": ["123456789012"], "aws:SourceArn": [device]], "implicitly-denied"
    ),
    (
      "panorama.amazonaws.com",
      [
        "aws:SourceAccount": ["123456789012"],
        "aws:SourceArn": ["arn:aws:panorama:us-west-2:123456789012:device/device-a"],
      ], "implicitly-denied"
    ),
  ]

  @Test("A trust policy of a service decides by principal and source", arguments: rows)
  func service(row: Row) throws {
    let policy = try PolicyDocument(reading: Self.trust, as: .trust)
    let request = AccessRequest(
      principal: .service(row.service), action: "sts:AssumeRole",
      context: RequestContext(row.context))
    #expect(policy.decide(request).words == row.decision)
  }

  @Test("IfExists on an absent key lets the condition disappear")
  func ifExists() throws {
    let loose = Self.trust.split(separator: "\n").map { line in
      line.contains("ArnLike") ? "\"ArnLikeIfExists\":" + line.drop { $0 != "{" } : String(line)
    }.joined(separator: "\n")
    let widened = try PolicyDocument(reading: loose, as: .trust)
    let known = AccessRequest(
      principal: .service("panorama.amazonaws.com"), action: "sts:AssumeRole",
      context: RequestContext(["aws:SourceAccount": ["123456789012"]]))
    #expect(widened.decide(known).words == "allowed trust 1")
  }

  @Test("The deciding statement is the first, with its Sid and its line")
  func reference() throws {
    let policy = try PolicyDocument(reading: Self.trust, as: .trust)
    let request = AccessRequest(principal: .service("x.amazonaws.com"), action: "STS:assumerole")
    guard case .explicitlyDenied(let by) = policy.decide(request) else {
      Issue.record("the guard should deny")
      return
    }
    #expect(by.sid == "Guard")
    #expect(by.statement == 0)
    #expect(by.origin == .trust)
    #expect(by.mark.position.line == 4)
  }

  @Test("A deny decides although an allow stands first, and the first of several is named")
  func order() throws {
    let policy = try PolicyDocument(
      reading: """
        {"Version": "2012-10-17", "Statement": [
          {"Sid": "A", "Effect": "Allow", "Action": "*", "Resource": "*"},
          {"Sid": "B", "Effect": "Allow", "Action": "s3:*", "Resource": "*"},
          {"Sid": "C", "Effect": "Deny", "NotAction": "s3:Get*", "Resource": "*"},
          {"Sid": "D", "Effect": "Deny", "Action": "s3:Put*", "Resource": "*"}
        ]}
        """, as: .identity)
    #expect(policy.decide(AccessRequest(action: "s3:GetObject")).words == "allowed identity 0")
    #expect(
      policy.decide(AccessRequest(action: "s3:PutObject")).words == "explicitly-denied identity 2")
  }

  @Test("Numbers and booleans of the text are their text")
  func scalars() throws {
    let policy = try PolicyDocument(
      reading: """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
          "Condition": {"Bool": {"aws:SecureTransport": true},
            "NumericLessThanEquals": {"s3:max-keys": 10}}}}
        """, as: .identity)
    func decide(_ keys: String, _ secure: String) -> Bool {
      policy.decide(
        AccessRequest(
          action: "s3:ListBucket",
          context: RequestContext(["s3:max-keys": [keys], "aws:SecureTransport": [secure]]))
      ).isAllowed
    }
    #expect(decide("10", "true"))
    #expect(!decide("10.5", "true"))
    #expect(!decide("1", "false"))
  }

  @Test("A policy without statements allows nothing and denies nothing")
  func empty() {
    let decision = PolicyDocument.identity([]).decide(AccessRequest(action: "s3:GetObject"))
    #expect(decision == .implicitlyDenied)
  }

  @Test("A strict reader says when a decision hangs on what AWS leaves open")
  func strict() throws {
    let policy = CompiledPolicy(
      try PolicyDocument(
        reading: """
          {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "s3:*", "Resource": "*",
              "Condition": {"ForAnyValue:StringEqualsIfExists": {"aws:TagKeys": "a"}}},
            {"Effect": "Deny", "Action": "s3:Put*", "Resource": "*"},
            {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}
          ]}
          """, as: .identity))
    func allows(_ action: String, _ context: [String: [String]] = [:]) -> Truth {
      policy.allows(
        PreparedRequest(AccessRequest(action: action, context: RequestContext(context))), .strict)
    }
    #expect(allows("s3:GetObject") == .unspecified)
    #expect(allows("s3:GetObject", ["aws:TagKeys": ["a"]]) == .yes)
    #expect(allows("s3:GetObject", ["aws:TagKeys": ["b"]]) == .no)
    #expect(allows("s3:PutObject") == .no)
    #expect(allows("sqs:GetQueueUrl") == .yes)
    #expect(policy.decide(AccessRequest(action: "s3:GetObject")).isAllowed)
  }
}
