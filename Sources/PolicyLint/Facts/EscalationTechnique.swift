import IAMPolicy
import PolicyAnalysis

/// A way by which a role that has some permissions can get others.
///
/// Who can write the policy of a resource (`s3:PutBucketPolicy`, `kms:PutKeyPolicy`, `sns:AddPermission`, …) lets
/// itself or another account use that resource, and gets no permissions of a role: it is not a technique, and evidence
/// shows it as permissions management (`ActionSeriousness`). The policy of a Lambda function decides who may run the
/// function, so `lambda:AddPermission` and `lambda:PutResourcePolicy` count as `lambda:InvokeFunction` here, next to
/// what puts code into it (AWS Lambda Developer Guide, "Working with resource-based policies in Lambda"; IAM User
/// Guide, "Policy evaluation logic": in one account the policy of the resource is enough).
struct EscalationTechnique {
  /// What it needs: each action on some resource, all under the same policies.
  let actions: [String]
  /// The service to which a role is passed, where that is how it works.
  let passedTo: String?
  /// The service with whose roles code is run, where it has them already.
  let runsAs: String?
  /// What can be done with it, after "the role can".
  let effect: String
  /// The address of the page that describes it, or of the guide that says whose permissions count.
  let page: String

  init(
    _ actions: String..., passedTo: String? = nil, runsAs: String? = nil, effect: String,
    page: String = Page.rhino
  ) {
    self.runsAs = runsAs
    self.actions = actions
    self.passedTo = passedTo
    self.effect = effect
    self.page = page
  }

  /// How a principal of AWS becomes more than it is.
  static let known: [EscalationTechnique] = [
    EscalationTechnique(
      "iam:CreatePolicyVersion", effect: "give any managed policy a document of its choice"),
    EscalationTechnique(
      "iam:SetDefaultPolicyVersion", effect: "bring back an older version of a managed policy"),
    EscalationTechnique("iam:AttachRolePolicy", effect: "attach any managed policy to a role"),
    EscalationTechnique("iam:AttachUserPolicy", effect: "attach any managed policy to a user"),
    EscalationTechnique("iam:AttachGroupPolicy", effect: "attach any managed policy to a group"),
    EscalationTechnique("iam:PutRolePolicy", effect: "write any permissions into a role"),
    EscalationTechnique("iam:PutUserPolicy", effect: "write any permissions into a user"),
    EscalationTechnique("iam:PutGroupPolicy", effect: "write any permissions into a group"),
    EscalationTechnique("iam:AddUserToGroup", effect: "put a user into any group"),
    EscalationTechnique(
      "iam:UpdateAssumeRolePolicy", "sts:AssumeRole",
      effect: "let itself into another role and assume it"),
    EscalationTechnique(
      "iam:CreateAccessKey", effect: "make access keys for another user"),
    EscalationTechnique(
      "iam:CreateLoginProfile", effect: "give another user a password"),
    EscalationTechnique(
      "iam:UpdateLoginProfile", effect: "change the password of another user"),
    EscalationTechnique(
      "iam:DeleteRolePermissionsBoundary", effect: "take a permissions boundary off a role",
      page: Page.boundaries),
    EscalationTechnique(
      "iam:PutRolePermissionsBoundary", effect: "put a wider permissions boundary on a role",
      page: Page.boundaries),
    EscalationTechnique(
      "lambda:UpdateFunctionCode", runsAs: "lambda.amazonaws.com",
      effect: "run its own code with the role of a function that it may change"),
    EscalationTechnique(
      "ssm:SendCommand", runsAs: "ec2.amazonaws.com",
      effect: "run commands with the roles of managed instances", page: Page.bishopFox),
    EscalationTechnique(
      "ssm:StartSession", runsAs: "ec2.amazonaws.com",
      effect: "open a shell with the roles of managed instances", page: Page.bishopFox),
    EscalationTechnique(
      "iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction",
      passedTo: "lambda.amazonaws.com",
      effect: "run its own code as a role that it passes to Lambda"),
    EscalationTechnique(
      "iam:PassRole", "lambda:CreateFunction", "lambda:CreateEventSourceMapping",
      passedTo: "lambda.amazonaws.com",
      effect: "run its own code as a role that it passes to Lambda"),
    EscalationTechnique(
      "iam:PassRole", "lambda:CreateFunction", "lambda:AddPermission",
      passedTo: "lambda.amazonaws.com",
      effect: "run its own code as a role that it passes to Lambda",
      page: Page.aws("lambda/latest/dg/access-control-resource-based")),
    EscalationTechnique(
      "iam:PassRole", "lambda:CreateFunction", "lambda:PutResourcePolicy",
      passedTo: "lambda.amazonaws.com",
      effect: "run its own code as a role that it passes to Lambda",
      page: Page.aws("lambda/latest/dg/access-control-resource-based")),
    EscalationTechnique(
      "iam:PassRole", "ec2:RunInstances", passedTo: "ec2.amazonaws.com",
      effect: "start an instance with a role that it passes"),
    EscalationTechnique(
      "iam:PassRole", "ec2:AssociateIamInstanceProfile", passedTo: "ec2.amazonaws.com",
      effect: "give an instance a role that it passes",
      page: Page.aws("AWSEC2/latest/UserGuide/attach-iam-role")),
    EscalationTechnique(
      "iam:PassRole", "cloudformation:CreateStack", passedTo: "cloudformation.amazonaws.com",
      effect: "make resources as a role that it passes to CloudFormation"),
    EscalationTechnique(
      "iam:PassRole", "cloudformation:UpdateStack", passedTo: "cloudformation.amazonaws.com",
      effect: "change resources as a role that it passes to CloudFormation",
      page: Page.bishopFox),
    EscalationTechnique(
      "iam:PassRole", "glue:CreateDevEndpoint", passedTo: "glue.amazonaws.com",
      effect: "open a shell as a role that it passes to Glue"),
    EscalationTechnique(
      "glue:UpdateDevEndpoint", runsAs: "glue.amazonaws.com",
      effect: "open a shell with the roles of Glue's endpoints"),
    EscalationTechnique(
      "iam:PassRole", "glue:UpdateJob", "glue:StartJobRun", passedTo: "glue.amazonaws.com",
      effect: "run its own code in a job with a role that it passes to Glue",
      page: Page.bishopFox),
    EscalationTechnique(
      "iam:PassRole", "codebuild:UpdateProject", "codebuild:StartBuild",
      passedTo: "codebuild.amazonaws.com",
      effect: "run its own build in a project with a role that it passes",
      page: Page.aws("codebuild/latest/userguide/setting-up-service-role")),
    EscalationTechnique(
      "iam:PassRole", "ec2:RequestSpotInstances", passedTo: "ec2.amazonaws.com",
      effect: "start a Spot Instance with a role that it passes",
      page: Page.aws("AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2")),
    EscalationTechnique(
      "iam:PassRole", "glue:CreateJob", "glue:StartJobRun", passedTo: "glue.amazonaws.com",
      effect: "run its own job as a role that it passes to Glue",
      page: Page.aws("glue/latest/dg/create-an-iam-role")),
    EscalationTechnique(
      "iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:RunTask",
      passedTo: "ecs-tasks.amazonaws.com", effect: "run a container as a role that it passes",
      page: Page.aws("AmazonECS/latest/developerguide/task-iam-roles")),
    EscalationTechnique(
      "iam:PassRole", "sagemaker:CreateNotebookInstance", passedTo: "sagemaker.amazonaws.com",
      effect: "open a notebook as a role that it passes to SageMaker",
      page: Page.bishopFox),
    EscalationTechnique(
      "iam:PassRole", "sagemaker:CreateTrainingJob", passedTo: "sagemaker.amazonaws.com",
      effect: "run its own code as a role that it passes to SageMaker",
      page: Page.bishopFox),
    EscalationTechnique(
      "iam:PassRole", "sagemaker:CreateProcessingJob", passedTo: "sagemaker.amazonaws.com",
      effect: "run its own code as a role that it passes to SageMaker",
      page: Page.bishopFox),
    EscalationTechnique(
      "iam:PassRole", "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition",
      "datapipeline:ActivatePipeline", passedTo: "datapipeline.amazonaws.com",
      effect: "run commands as a role that it passes to Data Pipeline"),
    EscalationTechnique(
      "iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuild",
      passedTo: "codebuild.amazonaws.com", effect: "run a build as a role that it passes",
      page: Page.bishopFox),
    EscalationTechnique(
      "iam:PassRole", "states:CreateStateMachine", "states:StartExecution",
      passedTo: "states.amazonaws.com",
      effect: "call AWS as a role that it passes to Step Functions",
      page: Page.aws("step-functions/latest/dg/procedure-create-iam-role")),
    EscalationTechnique(
      "iam:PassRole", "scheduler:CreateSchedule", passedTo: "scheduler.amazonaws.com",
      effect: "call AWS as a role that it passes to EventBridge Scheduler",
      page: Page.aws("scheduler/latest/UserGuide/setting-up")),
    EscalationTechnique(
      "iam:PassRole", "ssm:StartAutomationExecution", passedTo: "ssm.amazonaws.com",
      effect: "call AWS as a role that it passes to Systems Manager",
      page: Page.aws("systems-manager/latest/userguide/automation-setup-iam")),
    EscalationTechnique(
      "iam:PassRole", "autoscaling:CreateLaunchConfiguration",
      "autoscaling:CreateAutoScalingGroup", passedTo: "ec2.amazonaws.com",
      effect: "start instances with a role that it passes",
      page: Page.aws("autoscaling/ec2/userguide/us-iam-role")),
    EscalationTechnique(
      "iam:PassRole", "bedrock-agentcore:CreateCodeInterpreter",
      "bedrock-agentcore:InvokeCodeInterpreter", passedTo: "bedrock-agentcore.amazonaws.com",
      effect: "run its own code as a role that it passes to Bedrock AgentCore",
      page: Page.aws("bedrock-agentcore/latest/devguide/code-interpreter-tool")),
  ]
}
