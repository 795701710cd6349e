import EmbeddedPolicies
import IAMPolicy
import JSONText
import Testing

@testable import RoleCatalogue

@Suite("The identity policies of users")
struct UserPolicyTests {
  static let choices: [(level: UserPolicy.Level, generation: UserPolicy.Generation)] =
    UserPolicy.Generation.allCases.flatMap { generation in
      UserPolicy.Level.allCases.map { ($0, generation) }
    }

  private func policy(
    _ level: UserPolicy.Level, _ generation: UserPolicy.Generation,
    account: String? = "123456789012"
  ) throws -> UserPolicy {
    try #require(
      UserPolicy.policy(level, generation, account: account, partition: "aws"))
  }

  @Test("are all there, pass every rule and fit into a managed policy", arguments: choices)
  func sound(level: UserPolicy.Level, generation: UserPolicy.Generation) throws {
    for account in ["123456789012", nil] {
      let policy = try policy(level, generation, account: account)
      #expect(policy.document.lint(LintContext(attachment: .managed)).isEmpty)
      #expect(!policy.title.isEmpty && !policy.source.isEmpty)
      #expect(!policy.document.text(.compact).contains("${"))
    }
    #expect(EmbeddedFiles.identityPolicies.count == Self.choices.count)
  }

  @Test("allow no less at the full level", arguments: UserPolicy.Generation.allCases)
  func levels(generation: UserPolicy.Generation) throws {
    let minimum = try policy(.minimum, generation).document
    let full = try policy(.full, generation).document
    let common = Set(full.statements.map(\.action)).intersection(minimum.statements.map(\.action))
    #expect(common == Set(minimum.statements.map(\.action)))
    #expect(full.statements.count > minimum.statements.count)
  }

  private static let role = "arn:aws:iam::123456789012:role/service-role/"

  static let requests: [(UserPolicy.Generation, UserPolicy.Level, AccessRequest, Bool)] = [
    (
      .current, .minimum,
      AccessRequest(
        action: "iam:PassRole", resource: role + "PeopleCounter",
        context: RequestContext(["iam:PassedToService": ["panorama.amazonaws.com"]])), true
    ),
    (
      .current, .minimum,
      AccessRequest(
        action: "iam:PassRole", resource: role + "PeopleCounter",
        context: RequestContext(["iam:PassedToService": ["ec2.amazonaws.com"]])), false
    ),
    (
      .current, .full, AccessRequest(action: "iam:CreateRole", resource: role + "PeopleCounter"),
      false
    ),
    (
      .current, .minimum,
      AccessRequest(
        action: "secretsmanager:GetSecretValue",
        resource: "arn:aws:secretsmanager:us-east-1:123456789012:secret:panorama-camera"), false
    ),
    (
      .current, .full,
      AccessRequest(
        action: "secretsmanager:GetSecretValue",
        resource: "arn:aws:secretsmanager:us-east-1:123456789012:secret:panorama-camera"), true
    ),
    (
      .current, .full, AccessRequest(action: "s3:GetObject", resource: "arn:aws:s3:::any/key"),
      false
    ),
    (
      .deeplens, .minimum,
      AccessRequest(
        action: "iam:PassRole", resource: role + "AWSDeepLensLambdaRole",
        context: RequestContext(["iam:PassedToService": ["lambda.amazonaws.com"]])), true
    ),
    (
      .deeplens, .full,
      AccessRequest(
        action: "iam:PassRole", resource: role + "Admin",
        context: RequestContext(["iam:PassedToService": ["lambda.amazonaws.com"]])), false
    ),
    (
      .preview, .full,
      AccessRequest(
        action: "sagemaker:CreateTrainingJob",
        resource: "arn:aws:sagemaker:us-east-1:123456789012:training-job/panorama-1"), true
    ),
    (
      .preview, .minimum,
      AccessRequest(
        action: "sagemaker:CreateTrainingJob",
        resource: "arn:aws:sagemaker:us-east-1:123456789012:training-job/panorama-1"), false
    ),
  ]

  @Test("allow what users need, and nothing that makes them administrators", arguments: requests)
  func decisions(
    generation: UserPolicy.Generation, level: UserPolicy.Level, request: AccessRequest,
    isAllowed: Bool
  ) throws {
    #expect(try policy(level, generation).document.decide(request).isAllowed == isAllowed)
  }
}
