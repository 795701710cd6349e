public import ServiceReference

/// How much an action can do to an account: what evidence shows first.
public enum ActionSeriousness: Int, Hashable, Sendable, Comparable, CaseIterable {
  case list
  case read
  case tagging
  case write
  /// Credentials, and becoming another role.
  case credentials
  /// Who may do what.
  case permissions

  /// Whether one is less serious than another.
  public static func < (one: ActionSeriousness, other: ActionSeriousness) -> Bool {
    one.rawValue < other.rawValue
  }

  /// By the access level of the reference and the tables below.
  public init(of action: ServiceReference.Action) {
    let service = action.service.prefix
    switch action.accessLevel {
    case .permissionsManagement: self = .permissions
    case _ where SeriousActions.escalation.contains("\(service):\(action.name)"):
      self = .permissions
    case _ where SeriousActions.credentials.contains("\(service):\(action.name)"):
      self = .credentials
    case .write: self = SeriousActions.services.contains(service) ? .credentials : .write
    case .tagging: self = .tagging
    case .read: self = .read
    case .list: self = .list
    }
  }
}

/// The actions that the access level alone does not rank high enough, and well-known ones that make
/// the best examples.
///
/// Sources: the Service Authorization Reference (access levels); IAM User Guide, "Grant a user
/// permissions to pass a role to an AWS service" and "Policies and permissions" for what makes a
/// principal more than it was.
enum SeriousActions {
  /// With these alone, or with a role at hand, a principal gives itself or another more permissions.
  static let escalation: Set<String> = [
    "iam:AddUserToGroup", "iam:AddRoleToInstanceProfile", "iam:PassRole",
    "iam:UpdateAssumeRolePolicy",
  ]

  /// With these a principal gets credentials, acts as somebody else, or runs code as another role.
  static let credentials: Set<String> = [
    "cloudformation:CreateStack", "cloudformation:UpdateStack", "codebuild:StartBuild",
    "codebuild:UpdateProject", "cognito-identity:GetCredentialsForIdentity",
    "datapipeline:PutPipelineDefinition", "ec2-instance-connect:SendSSHPublicKey",
    "ec2:ReplaceIamInstanceProfileAssociation", "ec2:RunInstances", "ecr:GetAuthorizationToken",
    "ecs:ExecuteCommand", "ecs:RegisterTaskDefinition", "ecs:RunTask", "glue:CreateDevEndpoint",
    "glue:CreateJob", "glue:UpdateDevEndpoint", "glue:UpdateJob", "lambda:CreateFunction",
    "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration", "rds-db:connect",
    "redshift:GetClusterCredentials", "redshift:GetClusterCredentialsWithIAM",
    "sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl",
    "secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue", "ssm:GetParameter",
    "ssm:GetParameters", "ssm:GetParametersByPath", "ssm:SendCommand", "ssm:StartSession",
    "sso:GetRoleCredentials", "states:CreateStateMachine", "states:UpdateStateMachine",
    "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoot",
    "sts:GetFederationToken",
  ]

  /// Services in which each writing action counts as one about credentials.
  static let services: Set<String> = ["iam", "kms", "organizations", "sso", "sts"]

  /// The examples that say most to a reader, in each rank the best first.
  static let examples = [
    // Who may do what.
    "iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:CreatePolicyVersion",
    "iam:UpdateAssumeRolePolicy", "iam:AttachUserPolicy", "iam:PutUserPolicy",
    "iam:SetDefaultPolicyVersion", "iam:AttachGroupPolicy", "iam:PutGroupPolicy", "iam:PassRole",
    "iam:DeleteRolePermissionsBoundary", "iam:DetachRolePolicy", "iam:DeleteRolePolicy",
    "iam:CreatePolicy", "iam:DeletePolicy", "kms:PutKeyPolicy", "kms:CreateGrant",
    "s3:PutBucketPolicy", "s3:PutBucketAcl", "s3:PutObjectAcl",
    "secretsmanager:PutResourcePolicy", "lambda:AddPermission", "sqs:SetQueueAttributes",
    "sns:AddPermission", "ecr:SetRepositoryPolicy",
    // Credentials and other roles.
    "sts:AssumeRole", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreateRole",
    "iam:CreateUser", "secretsmanager:GetSecretValue", "kms:Decrypt", "lambda:UpdateFunctionCode",
    "ssm:SendCommand", "ssm:StartSession", "ssm:GetParameter", "ec2:RunInstances",
    "lambda:CreateFunction", "ecs:RunTask", "cloudformation:CreateStack",
    "organizations:LeaveOrganization", "kms:ScheduleKeyDeletion",
    // Write.
    "s3:PutObject", "s3:DeleteObject", "s3:DeleteBucket", "dynamodb:PutItem",
    "dynamodb:DeleteTable", "ec2:TerminateInstances", "rds:DeleteDBInstance",
    "lambda:InvokeFunction", "sns:Publish", "sqs:SendMessage", "kinesis:PutRecord",
    "logs:PutLogEvents", "logs:CreateLogGroup", "cloudtrail:StopLogging",
    // Tagging.
    "ec2:CreateTags", "s3:PutObjectTagging", "iam:TagRole",
    // Read.
    "s3:GetObject", "dynamodb:GetItem", "dynamodb:Query", "sqs:ReceiveMessage",
    "logs:GetLogEvents", "lambda:GetFunction", "ec2:GetConsoleOutput", "iam:GetRole",
    "ecr:BatchGetImage",
    // List.
    "s3:ListBucket", "s3:ListAllMyBuckets", "ec2:DescribeInstances", "iam:ListRoles",
    "dynamodb:ListTables", "lambda:ListFunctions",
  ]
}
