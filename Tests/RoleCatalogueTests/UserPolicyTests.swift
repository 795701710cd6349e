import EmbeddedPolicies
import IAMPolicy
import JSONText
import PolicyLint
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
      // People who set up devices pass roles and write functions: that is what the pages ask for.
      let found = policy.document.lint(LintContext(attachment: .managed)).filter {
        $0.severity > .info && $0.rule != "privilege-escalation"
      }
      #expect(found.isEmpty, "\(found)")
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

  /// Every action that is allowed, and those of them that hold for any resource.
  static let allowances: [(UserPolicy.Generation, UserPolicy.Level, all: String, onAny: String)] = [
    (
      .current, .minimum,
      """
      iam:PassRole panorama:* s3:DeleteObject s3:GetObject s3:ListBucket s3:PutObject
      """,
      """
      panorama:* s3:DeleteObject s3:GetObject s3:ListBucket s3:PutObject
      """
    ),
    (
      .current, .full,
      """
      cloudwatch:GetMetricData cloudwatch:GetMetricStatistics cloudwatch:ListMetrics
      iam:CreateServiceLinkedRole iam:ListRoles iam:PassRole logs:Describe*
      logs:DescribeLogGroups logs:FilterLogEvents logs:Get* logs:List* logs:StartQuery
      logs:StopQuery logs:TestMetricFilter panorama:* s3:DeleteObject s3:GetObject s3:ListBucket
      s3:PutObject secretsmanager:DescribeSecret secretsmanager:GetSecretValue
      secretsmanager:ListSecretVersionIds secretsmanager:PutSecretValue
      secretsmanager:UpdateSecret tag:GetResources tag:GetTagKeys tag:GetTagValues
      tag:TagResources tag:UntagResources
      """,
      """
      cloudwatch:GetMetricData cloudwatch:GetMetricStatistics cloudwatch:ListMetrics
      iam:ListRoles panorama:* s3:DeleteObject s3:GetObject s3:ListBucket s3:PutObject
      tag:GetResources tag:GetTagKeys tag:GetTagValues tag:TagResources tag:UntagResources
      """
    ),
    (
      .deeplens, .minimum,
      """
      deeplens:* iam:PassRole lambda:CreateFunction lambda:GetFunction
      lambda:GetFunctionConfiguration lambda:ListFunctions lambda:ListVersionsByFunction
      lambda:PublishVersion lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration
      s3:GetObject s3:ListBucket s3:PutObject
      """,
      """
      deeplens:* lambda:ListFunctions
      """
    ),
    (
      .deeplens, .full,
      """
      cloudwatch:GetMetricData cloudwatch:GetMetricStatistics cloudwatch:ListMetrics deeplens:*
      iam:ListRoles iam:PassRole kinesisvideo:DescribeStream kinesisvideo:GetDataEndpoint
      kinesisvideo:GetHLSStreamingSessionURL lambda:CreateFunction lambda:GetFunction
      lambda:GetFunctionConfiguration lambda:ListFunctions lambda:ListVersionsByFunction
      lambda:PublishVersion lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration
      logs:DescribeLogGroups logs:DescribeLogStreams logs:FilterLogEvents logs:GetLogEvents
      s3:GetObject s3:ListBucket s3:PutObject sagemaker:CreateTrainingJob
      sagemaker:DescribeTrainingJob sagemaker:ListTrainingJobs sagemaker:StopTrainingJob
      """,
      """
      cloudwatch:GetMetricData cloudwatch:GetMetricStatistics cloudwatch:ListMetrics deeplens:*
      iam:ListRoles lambda:ListFunctions sagemaker:ListTrainingJobs
      """
    ),
    (
      .preview, .minimum,
      """
      iam:PassRole lambda:CreateFunction lambda:GetFunction lambda:GetFunctionConfiguration
      lambda:ListFunctions lambda:ListVersionsByFunction lambda:PublishVersion
      lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration panorama:* s3:CreateBucket
      s3:DeleteObject s3:GetBucketLocation s3:GetObject s3:ListBucket s3:PutObject
      """,
      """
      lambda:ListFunctions panorama:*
      """
    ),
    (
      .preview, .full,
      """
      cloudwatch:GetDashboard cloudwatch:GetMetricData cloudwatch:GetMetricStatistics
      cloudwatch:ListMetrics iam:PassRole lambda:CreateFunction lambda:GetFunction
      lambda:GetFunctionConfiguration lambda:ListFunctions lambda:ListVersionsByFunction
      lambda:PublishVersion lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration
      logs:DescribeLogGroups logs:DescribeLogStreams logs:FilterLogEvents logs:GetLogEvents
      panorama:* s3:CreateBucket s3:DeleteObject s3:GetBucketLocation s3:GetObject s3:ListBucket
      s3:PutObject sagemaker:CreateCompilationJob sagemaker:CreateTrainingJob
      sagemaker:DescribeCompilationJob sagemaker:DescribeTrainingJob
      sagemaker:ListCompilationJobs sagemaker:ListTrainingJobs sagemaker:StopCompilationJob
      sagemaker:StopTrainingJob
      """,
      """
      cloudwatch:GetDashboard cloudwatch:GetMetricData cloudwatch:GetMetricStatistics
      cloudwatch:ListMetrics lambda:ListFunctions panorama:* sagemaker:ListCompilationJobs
      sagemaker:ListTrainingJobs
      """
    ),
  ]

  @Test("allow exactly these actions, and no more of them on any resource", arguments: allowances)
  func actions(
    generation: UserPolicy.Generation, level: UserPolicy.Level, all: String, onAny: String
  ) throws {
    let words = { (text: String) in Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
    }
    let json = try policy(level, generation).document.json
    var found: Set<String> = []
    var foundOnAny: Set<String> = []
    for statement in try #require(json["Statement"]?.array) {
      #expect(statement["Effect"]?.string == "Allow")
      let action = try #require(statement["Action"])
      let actions = (action.array ?? [action]).compactMap(\.string)
      found.formUnion(actions)
      let resource = try #require(statement["Resource"])
      if (resource.array ?? [resource]).contains(where: { $0.string == "*" }) {
        foundOnAny.formUnion(actions)
      }
      // Objects of any bucket are reached through access points of the service alone.
      if generation == .current, actions.contains(where: { $0.hasPrefix("s3:") }) {
        #expect(statement["Condition"]?["ArnLike"]?["s3:DataAccessPointArn"] != nil)
      }
      if actions.contains("iam:PassRole") {
        #expect(statement["Condition"]?["StringEquals"]?["iam:PassedToService"] != nil)
      }
    }
    #expect(found == words(all))
    #expect(foundOnAny == words(onAny))
  }
}
