import IAMPolicy
import Testing

@testable import PolicyAnalysis

@Suite("The account in question, and the cases that tell sides apart")
struct RequestHomeTests {
  private func policy(_ statements: String) throws -> PolicyDocument {
    try PolicyDocument(
      reading: #"{"Version":"2012-10-17","Statement":[\#(statements)]}"#, as: .identity)
  }

  private func witness(
    _ actual: String, _ desired: String, home: RequestHome? = nil
  ) throws -> Witness {
    let found = try PolicyComparer.compare(
      actual: PolicySide(try policy(actual)), desired: PolicySide(try policy(desired)), home: home)
    return try #require(found.widened.witness)
  }

  private let china = RequestHome(partition: "aws-cn", account: "555566667777")
  private let nothing = #"{"Effect":"Deny","Action":"*","Resource":"*"}"#

  @Test("A request is one of the account in question")
  func home() throws {
    let all = #"{"Effect":"Allow","Action":"iam:*","Resource":"*"}"#
    let resource = try witness(all, nothing, home: china).request.resource
    #expect(resource?.hasPrefix("arn:aws-cn:iam::555566667777:") == true, "\(resource ?? "none")")
    let regional = #"{"Effect":"Allow","Action":"dynamodb:DeleteTable","Resource":"*"}"#
    let table = try witness(regional, nothing, home: china).request.resource
    #expect(
      table?.hasPrefix("arn:aws-cn:dynamodb:cn-north-1:555566667777:table/") == true,
      "\(table ?? "none")")
  }

  @Test("Without it, what policies name says the account, the partition and the Region")
  func inferred() throws {
    let all = #"{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*"}"#
    let one = #"""
      {"Effect":"Allow","Action":"dynamodb:GetItem",
      "Resource":"arn:aws-cn:dynamodb:cn-northwest-1:555566667777:table/orders"}
      """#
    let resource = try witness(all, one).request.resource
    #expect(
      resource?.hasPrefix("arn:aws-cn:dynamodb:cn-northwest-1:555566667777:table/") == true,
      "\(resource ?? "none")")
  }

  @Test("A Region that is given goes before one that policies name; who comes is of the partition")
  func region() throws {
    let all = #"{"Effect":"Allow","Action":"dynamodb:DeleteTable","Resource":"*"}"#
    let home = RequestHome(partition: "aws", account: "555566667777", region: "eu-west-3")
    #expect(
      try witness(all, nothing, home: home).request.resource
        == "arn:aws:dynamodb:eu-west-3:555566667777:table/example")
    func trust(_ principal: String) throws -> PolicySide {
      PolicySide(
        try PolicyDocument(
          reading: """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":\(principal),
            "Action":"sts:AssumeRole"}}
            """, as: .trust))
    }
    let found = try PolicyComparer.compare(
      actual: trust(#""*""#), desired: trust(#"{"Service":"ec2.amazonaws.com"}"#), home: china)
    let principal = try #require(found.widened.witness?.request.principal)
    #expect(principal.value.hasPrefix("arn:aws-cn:iam::"), "\(principal)")
    #expect(!principal.value.contains("555566667777"))
    let service =
      #"{"Effect":"Allow","Principal":{"Service":"panorama.amazonaws.com"},"Action":"sts:AssumeRole""#
    func conditional(_ source: String) throws -> PolicySide {
      PolicySide(
        try PolicyDocument(
          reading: """
            {"Version":"2012-10-17","Statement":\(service),"Condition":{"ArnLike":{"aws:SourceArn":
            "\(source)"}}}}
            """, as: .trust))
    }
    let source = try PolicyComparer.compare(
      actual: conditional("arn:aws*:panorama:*:*:device/*"),
      desired: conditional("arn:aws-cn:panorama:*:1*:device/a"), home: china
    ).widened.witness?.request.context.entries.first?.values.first
    #expect(source?.contains(":555566667777:") == true, "\(source ?? "none")")
  }

  @Test("What a policy says of another account stays, as the request would not be one of it")
  func confirmed() throws {
    let foreign = #"""
      {"Effect":"Allow","Action":"sns:Publish","Resource":"arn:aws:sns:us-east-1:123456789012:t"}
      """#
    let resource = try witness(foreign, nothing, home: china).request.resource
    #expect(resource == "arn:aws:sns:us-east-1:123456789012:t")
  }

  static let cases: [(desired: String, cases: [String])] = [
    (
      #"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}}"#,
      ["when aws:RequestedRegion is eu-west-1"]
    ),
    (
      #"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"},{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::logs/*"}"#,
      ["except on arn:aws:s3:::logs/*"]
    ),
    (
      #"{"Effect":"Allow","Action":"s3:GetObject","NotResource":"arn:aws:s3:::logs/*"}"#,
      ["except on arn:aws:s3:::logs/*"]
    ),
    (
      #"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"},{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#,
      ["except when aws:SecureTransport is false"]
    ),
    (#"{"Effect":"Allow","Action":"s3:PutObject","Resource":"*"}"#, []),
    // The resource and a condition together.
    (
      #"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::a/*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}"#,
      ["on arn:aws:s3:::a/* when aws:SecureTransport is true"]
    ),
    (
      #"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::a/*"},{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::a/secret/*"}"#,
      ["on arn:aws:s3:::a/*", "except on arn:aws:s3:::a/secret/*"]
    ),
    (
      #"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::a/*"},{"Effect":"Allow","Action":"s3:Get*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}"#,
      ["on arn:aws:s3:::a/*", "when aws:SecureTransport is true"]
    ),
  ]

  @Test("A request on a resource that the other side names only under a condition says both")
  func resourceAndCondition() throws {
    let all = #"{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*"}"#
    let table = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
    let one = #"""
      {"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"\#(table)","Condition":
      {"StringEquals":{"aws:RequestedRegion":"us-east-1"}}}
      """#
    let found = try witness(all, one)
    #expect(found.elsewhere.isEmpty && found.isPartly)
    #expect(found.isAnyOtherResource == (found.request.resource != table))
    let everywhere = #"""
      {"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*","Condition":
      {"StringEquals":{"aws:RequestedRegion":"us-east-1"}}}
      """#
    #expect(try !witness(all, everywhere).isAnyOtherResource)
  }

  @Test("Where no resource tells the sides apart, the case is said", arguments: cases)
  func otherCases(row: (desired: String, cases: [String])) throws {
    let all = #"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}"#
    #expect(try witness(all, row.desired).cases == row.cases)
  }
}
