import IAMRoles
import JSONText
import PolicyAnalysis
import Testing

@testable import InfrastructureCode

@Suite("CloudFormation templates")
struct CloudFormationTests {
  static let trust =
    #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","#
    + #""Principal":{"Service":"lambda.amazonaws.com"}}]}"#

  static func document(_ statements: String...) -> String {
    #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#
  }

  static func allow(_ action: String, _ resource: String = #""*""#) -> String {
    #"{"Effect":"Allow","Action":"\#(action)","Resource":\#(resource)}"#
  }

  static func role(_ more: String = "", trust: String = trust) -> String {
    #""App":{"Type":"AWS::IAM::Role","Properties":{"RoleName":"app","AssumeRolePolicyDocument":\#(trust)\#(more)}}"#
  }

  static func inline(_ document: String) -> String {
    #","Policies":[{"PolicyName":"work","PolicyDocument":\#(document)}]"#
  }

  static func template(_ resources: String..., more: String = "") -> String {
    #"{"Resources":{\#(resources.joined(separator: ","))}\#(more)}"#
  }

  static let bucket = #""Bucket":{"Type":"AWS::S3::Bucket","Properties":{}}"#
  static let otherBucket =
    #""Bucket":{"Type":"AWS::S3::Bucket","Properties":{"BucketName":"x"}}"#
  static let arn = #"{"Fn::GetAtt":["Bucket","Arn"]}"#
  static let key = #"{"Fn::Sub":"${Bucket.Arn}/*"}"#

  static func managed(_ document: String, _ more: String = "") -> String {
    #""Own":{"Type":"AWS::IAM::ManagedPolicy","Properties":{"PolicyDocument":\#(document)\#(more)}}"#
  }

  static let stage =
    #","Parameters":{"Stage":{"Type":"String","Default":"dev"}},"#
    + #""Conditions":{"IsProd":{"Fn::Equals":[{"Ref":"Stage"},"prod"]}},"#
    + #""Mappings":{"Wide":{"dev":{"action":"s3:Get*"},"prod":{"action":"s3:*"}}}"#

  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let old: String
    let new: String
    let expected: [String]
    var parameters: [String: String] = [:]
  }

  static func row(
    _ name: String, _ old: String, _ new: String, _ expected: String...,
    with parameters: [String: String] = [:]
  ) -> Row {
    Row(
      testDescription: name, old: old, new: new, expected: expected, parameters: parameters)
  }

  static let rows: [Row] = [
    row("nothing", template(role()), template(role()), "app no no"),
    row("a new role", template(bucket), template(role()), "app yes no"),
    row("a role that goes", template(role()), template(bucket), "app no yes"),
    row(
      "wider", template(role(inline(document(allow("s3:Get*"))))),
      template(role(inline(document(allow("s3:*"))))), "app yes no"),
    row(
      "trust", template(role()), template(role(trust: trust.replacing("lambda", with: "ec2"))),
      "app yes yes"),
    row(
      "a statement that is not known and stays",
      template(bucket, role(inline(document(allow("s3:*", arn))))),
      template(bucket, role(inline(document(allow("s3:*", arn))))), "app no no"),
    row(
      "the resource behind it changes",
      template(bucket, role(inline(document(allow("s3:*", arn))))),
      template(otherBucket, role(inline(document(allow("s3:*", arn))))), "app unknown unknown"),
    row(
      "a statement next to one that is not known",
      template(bucket, role(inline(document(allow("s3:*", arn))))),
      template(bucket, role(inline(document(allow("s3:*", arn), allow("iam:PassRole"))))),
      "app yes no"),
    row(
      "a statement goes next to one that is not known",
      template(bucket, role(inline(document(allow("s3:*", key), allow("iam:PassRole"))))),
      template(bucket, role(inline(document(allow("s3:*", key))))), "app no yes"),
    row(
      "a statement that the open one may have had",
      template(bucket, role(inline(document(allow("s3:*", arn))))),
      template(
        bucket, role(inline(document(allow("s3:*", arn), allow("s3:*", #""arn:aws:s3:::x""#))))),
      "app unknown no"),
    row(
      "an open statement changes",
      template(bucket, role(inline(document(allow("s3:Get*", arn))))),
      template(bucket, role(inline(document(allow("s3:*", arn))))), "app unknown unknown"),
    row(
      "an open deny goes",
      template(
        bucket,
        role(
          inline(
            document(
              allow("s3:*"), #"{"Effect":"Deny","Action":"s3:*","Resource":\#(arn)}"#)))),
      template(bucket, role(inline(document(allow("s3:*"))))), "app unknown no"),
    row(
      "a parameter", template(role(inline(document(parameterised))), more: stage),
      template(role(inline(document(parameterised))), more: stage), "app no no",
      with: ["Stage": "prod"]),
    row(
      "a default that changes", template(role(inline(document(parameterised))), more: stage),
      template(
        role(inline(document(parameterised))), more: stage.replacing("dev\"}", with: "prod\"}")),
      "app yes no"),
    row(
      "a condition that does not hold",
      template(role(conditional(document(allow("s3:*")))), more: stage),
      template(role(), more: stage), "app no no"),
    row(
      "a condition that holds",
      template(role(conditional(document(allow("s3:*")))), more: stage),
      template(role(), more: stage), "app no yes", with: ["Stage": "prod"]),
    row(
      "a condition that is not known", template(role(), more: openCondition),
      template(role(conditional(document(allow("s3:*")))), more: openCondition),
      "app unknown unknown"),
    row(
      "a role that may exist", template(bucket, more: openCondition),
      template(
        role().replacing(
          "\"Type\":\"AWS::IAM::Role\"",
          with: "\"Type\":\"AWS::IAM::Role\",\"Condition\":\"IsProd\""),
        more: openCondition), "app yes no", "? App"),
    row(
      "a managed policy by Ref",
      template(managed(document(allow("s3:Get*"))), role(#","ManagedPolicyArns":[{"Ref":"Own"}]"#)),
      template(managed(document(allow("s3:*"))), role(#","ManagedPolicyArns":[{"Ref":"Own"}]"#)),
      "app yes no"),
    row(
      "a managed policy that names its roles",
      template(managed(document(allow("s3:*"))), role()),
      template(managed(document(allow("s3:*")), #","Roles":[{"Ref":"App"}]"#), role()),
      "app yes no"),
    row(
      "a managed policy by its ARN",
      template(
        managed(document(allow("s3:*")), #","ManagedPolicyName":"own""#), role()),
      template(
        managed(document(allow("s3:*")), #","ManagedPolicyName":"own""#),
        role(
          #","ManagedPolicyArns":[{"Fn::Sub":"arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/own"}]"#
        )), "app yes no"),
    row(
      "an AWS managed policy", template(role()),
      template(role(#","ManagedPolicyArns":["arn:aws:iam::aws:policy/ReadOnlyAccess"]"#)),
      "app unknown unknown"),
    row(
      "a policy that is imported", template(role()),
      template(role(#","ManagedPolicyArns":[{"Fn::ImportValue":"shared"}]"#)),
      "app unknown unknown"),
    row(
      "a policy of another resource", template(role()),
      template(role(), policy(#"{"Ref":"App"}"#)), "app yes no"),
    row(
      "a policy by the name of the role", template(role()),
      template(role(), policy(#""app""#)), "app yes no"),
    row(
      "a policy for a role elsewhere", template(bucket), template(bucket, policy(#""other""#)),
      "other unknown no"),
    row(
      "a policy for a role that is not known", template(role()),
      template(role(), policy(#"{"Fn::ImportValue":"role"}"#)), "app no no",
      "? Policy: Roles"),
    row(
      "an instance profile", template(role()),
      template(
        role(),
        #""Profile":{"Type":"AWS::IAM::InstanceProfile","Properties":{"Roles":[{"Ref":"App"}]}}"#),
      "app yes no"),
    row(
      "a boundary", template(role(inline(document(allow("s3:*"))))),
      template(
        managed(document(allow("s3:Get*"))),
        role(inline(document(allow("s3:*"))) + #","PermissionsBoundary":{"Ref":"Own"}"#)),
      "app no yes"),
    row(
      "an open principal that stays", template(role(trust: openTrust)),
      template(role(trust: openTrust)), "app no no"),
    row(
      "an open principal that comes", template(role()), template(role(trust: openTrust)),
      "app unknown unknown"),
    row(
      "a macro", template(role(), more: #","Transform":"AWS::Serverless-2016-10-31""#),
      template(
        role(inline(document(allow("s3:*")))), more: #","Transform":"AWS::Serverless-2016-10-31""#),
      "app yes no", "? Transform"),
    row(
      "a bucket policy",
      template(bucketPolicy(#"{"AWS":"arn:aws:iam::123456789012:root"}"#)),
      template(bucketPolicy(#""*""#)), "Policy yes no"),
    row(
      "functions",
      template(role(inline(document(allow("s3:*", #""arn:aws:s3:::a-b""#))))),
      template(
        role(
          inline(
            document(
              allow(
                "s3:*",
                #"{"Fn::Join":["",["arn:aws:s3:::",{"Fn::Select":["0",{"Fn::Split":["|","a|b"]}]},"-",{"Fn::Sub":["${X}",{"X":"b"}]}]]}"#
              ))))), "app no no"),
    row(
      "NoValue",
      template(role(#","PermissionsBoundary":{"Ref":"AWS::NoValue"}"#)), template(role()),
      "app no no"),
  ]

  static let parameterised =
    #"{"Effect":"Allow","Action":{"Fn::FindInMap":["Wide",{"Ref":"Stage"},"action"]},"Resource":"*"}"#

  static func conditional(_ document: String) -> String {
    #","Policies":[{"Fn::If":["IsProd",{"PolicyName":"work","PolicyDocument":\#(document)},{"Ref":"AWS::NoValue"}]}]"#
  }

  static let openCondition =
    #","Parameters":{"Stage":{"Type":"String"}},"#
    + #""Conditions":{"IsProd":{"Fn::Equals":[{"Ref":"Stage"},"prod"]}}"#

  static let openTrust = document(
    #"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":{"Ref":"Who"}}}"#)

  static func policy(_ role: String) -> String {
    #""Policy":{"Type":"AWS::IAM::Policy","Properties":{"PolicyName":"p","Roles":[\#(role)],"PolicyDocument":\#(document(allow("s3:*")))}}"#
  }

  static func bucketPolicy(_ principal: String) -> String {
    let statement =
      #"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Principal":\#(principal)}"#
    return
      #""Policy":{"Type":"AWS::S3::BucketPolicy","Properties":{"Bucket":"b","PolicyDocument":\#(document(statement))}}"#
  }

  static func read(
    _ text: String, _ parameters: [String: String] = [:]
  ) throws -> CloudFormationTemplate {
    try CloudFormationTemplate(
      reading: Array(text.utf8),
      for: CloudFormationTemplate.Use(parameters: parameters, account: "123456789012"))
  }

  @Test("Two templates say who gains and who loses", arguments: rows)
  func verdicts(_ row: Row) throws {
    let (old, new) = (
      try Self.read(row.old, row.parameters), try Self.read(row.new, row.parameters)
    )
    let roles = RoleReview.all(
      from: old.state.reviewedRoles(), to: new.state.reviewedRoles()
    ).map { "\($0.name) \($0.gains.rawValue) \($0.loses.rawValue)" }
    let resources = ResourceReview.all(
      from: old.state.reviewedResources, to: new.state.reviewedResources
    ).map { "\($0.address) \($0.gains.rawValue) \($0.loses.rawValue)" }
    let open =
      new.state.unplaced.filter { value in !old.state.unplaced.contains { $0.token == value.token }
      }
      + new.conditions.filter { old.conditions[$0.key]?.token != $0.value.token }.map(\.value)
    #expect(roles + resources + open.map { "? \($0.subject)" } == row.expected)
  }

  @Test("A function that cannot be resolved is named with its line and column")
  func places() throws {
    let text =
      "{\"Resources\":{\n\(Self.bucket),\n"
      + Self.role(Self.inline(Self.document(Self.allow("s3:*", Self.arn)))) + "}}"
    let template = try Self.read(text)
    let review = try #require(
      RoleReview.all(from: [], to: template.state.reviewedRoles()).first)
    let line = try #require(review.unknown.first?.line)
    #expect(
      line.hasPrefix("App: inline policy 'work', statement 1: Fn::GetAtt Bucket.Arn is not known"))
    #expect(line.contains("(line 3, column "))
    #expect(template.places["App"]?.line == 3)
  }

  static let wrong: [(text: String, message: String)] = [
    ("AWSTemplateFormatVersion: 2010-09-09\nResources: {}\n", "the template is not JSON"),
    ("[]", "must be an object"), ("{}", "missing key 'Resources'"),
    (#"{"Resources":[]}"#, "'Resources' must be an object"),
    (#"{"Resources":{"A":{}}}"#, "missing key 'Type'"),
    (#"{"Resources":{"A":{"Type":"T","Properties":1}}}"#, "'Properties' must be an object"),
    (#"{"Resources":{},"Parameters":[]}"#, "'Parameters' must be an object"),
  ]

  @Test("What is no template is refused with its place", arguments: wrong)
  func refused(text: String, message: String) throws {
    let error = try #require(throws: DocumentError.self) { try Self.read(text) }
    #expect(error.problems.contains { $0.message.contains(message) }, "\(error.problems)")
    #expect(error.problems.allSatisfy { $0.position.line > 0 })
  }

  @Test("Conditions and names that refer to themselves end, and so do values that grow")
  func hostile() throws {
    let loops =
      #"{"Resources":{"App":{"Type":"AWS::IAM::Role","Condition":"A","Properties":{"RoleName":{"Ref":"App"},"AssumeRolePolicyDocument":{}}}},"Conditions":{"A":{"Condition":"B"},"B":{"Fn::Not":[{"Condition":"A"}]}}}"#
    #expect(try Self.read(loops).conditions["App"] != nil)
    let long = String(repeating: "x", count: 4096)
    let uses = Array(repeating: #"{"Ref":"P"}"#, count: 50_000).joined(separator: ",")
    let grows = Self.template(
      Self.role(#","ManagedPolicyArns":[{"Fn::Join":["",[\#(uses)]]}]"#),
      more: #","Parameters":{"P":{"Type":"String","Default":"\#(long)"}}"#)
    #expect(try Self.read(grows).state.roles.count == 1)
  }
}

extension String {
  fileprivate func replacing(_ old: String, with new: String) -> String {
    var result = ""
    var rest = self[...]
    while let range = rest.firstRange(of: old) {
      result += rest[..<range.lowerBound] + new
      rest = rest[range.upperBound...]
    }
    return result + rest
  }
}
