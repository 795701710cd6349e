/// An action whose request names a role: IAM then asks for `iam:PassRole` on that role, too.
struct RoleTaker {
  /// When the request names one.
  enum Need {
    case always
    case sometimes
  }

  let action: String
  /// The first part of the service principal that takes the role; nil where guides name several.
  let service: String?
  let need: Need

  private init(_ action: String, _ service: String?, _ need: Need = .always) {
    self.action = action
    self.service = service
    self.need = need
  }

  /// The actions of which the API reference of their service has a parameter for a role, by action.
  ///
  /// IAM User Guide, "Grant a user permissions to pass a role to an AWS service". `sometimes`: the
  /// parameter can be left out, or the role is in a definition that the request names.
  static let known: [RoleTaker] = [
    RoleTaker("autoscaling:CreateLaunchConfiguration", "ec2", .sometimes),
    RoleTaker("backup:CreateBackupSelection", "backup"),
    RoleTaker("backup:StartBackupJob", "backup"),
    RoleTaker("bedrock-agentcore:CreateCodeInterpreter", "bedrock-agentcore", .sometimes),
    RoleTaker("cloudformation:CreateChangeSet", "cloudformation", .sometimes),
    RoleTaker("cloudformation:CreateStack", "cloudformation", .sometimes),
    RoleTaker("cloudformation:UpdateStack", "cloudformation", .sometimes),
    RoleTaker("codebuild:CreateProject", "codebuild"),
    RoleTaker("codedeploy:CreateDeploymentGroup", "codedeploy"),
    RoleTaker("codepipeline:CreatePipeline", "codepipeline"),
    RoleTaker("config:PutConfigurationRecorder", "config", .sometimes),
    RoleTaker("databrew:CreateProfileJob", "databrew"),
    RoleTaker("databrew:CreateRecipeJob", "databrew"),
    RoleTaker("datapipeline:PutPipelineDefinition", nil),
    RoleTaker("dlm:CreateLifecyclePolicy", "dlm"),
    RoleTaker("ec2:AssociateIamInstanceProfile", "ec2"),
    RoleTaker("ec2:ReplaceIamInstanceProfileAssociation", "ec2"),
    RoleTaker("ec2:RunInstances", "ec2", .sometimes),
    RoleTaker("ecs:RegisterTaskDefinition", "ecs-tasks", .sometimes),
    RoleTaker("ecs:RunTask", "ecs-tasks", .sometimes),
    RoleTaker("eks:CreateCluster", "eks"),
    RoleTaker("eks:CreateFargateProfile", nil),
    RoleTaker("eks:CreateNodegroup", nil),
    RoleTaker("eks:CreatePodIdentityAssociation", nil),
    RoleTaker("elasticmapreduce:RunJobFlow", nil, .sometimes),
    RoleTaker("fis:CreateExperimentTemplate", "fis"),
    RoleTaker("glue:CreateCrawler", "glue"),
    RoleTaker("glue:CreateDevEndpoint", "glue"),
    RoleTaker("glue:CreateJob", "glue"),
    RoleTaker("greengrass:AssociateRoleToGroup", "greengrass"),
    RoleTaker("greengrass:AssociateServiceRoleToAccount", "greengrass"),
    RoleTaker("iam:AddRoleToInstanceProfile", nil),
    RoleTaker("iot:CreateRoleAlias", nil),
    RoleTaker("kendra:CreateIndex", "kendra"),
    RoleTaker("kinesisanalytics:CreateApplication", "kinesisanalytics"),
    RoleTaker("lambda:CreateFunction", "lambda"),
    RoleTaker("mediaconvert:CreateJob", "mediaconvert"),
    RoleTaker("omics:StartRun", "omics"),
    RoleTaker("panorama:CreateApplicationInstance", "panorama", .sometimes),
    RoleTaker("pipes:CreatePipe", "pipes"),
    RoleTaker("rekognition:CreateStreamProcessor", "rekognition"),
    RoleTaker("sagemaker:CreateAutoMLJob", "sagemaker"),
    RoleTaker("sagemaker:CreateHyperParameterTuningJob", "sagemaker"),
    RoleTaker("sagemaker:CreateModel", "sagemaker", .sometimes),
    RoleTaker("sagemaker:CreateNotebookInstance", "sagemaker"),
    RoleTaker("sagemaker:CreatePipeline", "sagemaker"),
    RoleTaker("sagemaker:CreateProcessingJob", "sagemaker"),
    RoleTaker("sagemaker:CreateTrainingJob", "sagemaker"),
    RoleTaker("scheduler:CreateSchedule", "scheduler"),
    RoleTaker("ssm:CreateActivation", "ssm"),
    RoleTaker("ssm:StartAutomationExecution", "ssm", .sometimes),
    RoleTaker("states:CreateStateMachine", "states"),
    RoleTaker("transfer:CreateUser", "transfer"),
  ]
}
