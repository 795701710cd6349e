/// What is known of a service that assumes roles: whether it says on whose behalf it calls.
///
/// A service that sends the two keys also sends `aws:SourceOrgID` and `aws:SourceOrgPaths` for an
/// account that is in an organization (IAM User Guide, "AWS global condition context keys").
struct CallingService {
  /// How a service fills `aws:SourceAccount` and `aws:SourceArn` when it assumes a role.
  enum Keys {
    /// It sends both; the pattern of the ARN, for a hint.
    case both(arn: String)
    /// It calls on behalf of the account itself and sends neither: a condition on them would lock it out.
    case neither
  }

  /// Where AWS says so.
  enum Source {
    /// A page of docs.aws.amazon.com that was read, without `.html`: it has a trust policy for the
    /// service with the keys, or says what the ARN is.
    case page(String)
    /// A guide whose page was not read.
    case guide(String)
  }

  /// The service principal.
  let principal: String
  /// What it sends.
  let keys: Keys
  /// Where AWS says so.
  let source: Source

  private init(_ service: String, _ arn: String?, _ source: Source) {
    principal = "\(service).amazonaws.com"
    keys = arn.map { .both(arn: $0) } ?? .neither
    self.source = source
  }

  /// The address of the page that was read.
  var page: String? {
    switch source {
    case .page(let path): "https://docs.aws.amazon.com/\(path).html"
    case .guide: nil
    }
  }

  /// The usual name of the page.
  private static let deputy = "cross-service-confused-deputy-prevention"

  /// The services that AWS has a page for, in the order of their names.
  ///
  /// AWS Backup and AWS CloudTrail are not here: their pages have the keys for topics, keys and buckets,
  /// and none for roles. A service that is not here is *unknown*: a rule then says so and does not fail
  /// (prowler-cloud/prowler#7021, #4714: advice to add the keys broke production).
  static let known: [CallingService] = [
    CallingService(
      "airflow-env", "arn:aws:airflow:*:ACCOUNT:environment/*",
      .page("mwaa/latest/userguide/\(deputy)")),
    CallingService(
      "airflow", "arn:aws:airflow:*:ACCOUNT:environment/*",
      .page("mwaa/latest/userguide/\(deputy)")),
    CallingService(
      "amplify", "arn:aws:amplify:*:ACCOUNT:apps/*",
      .page("amplify/latest/userguide/\(deputy)")),
    CallingService(
      "application-autoscaling", "arn:aws:application-autoscaling:*:ACCOUNT:scalable-target/*",
      .page("emr/latest/ManagementGuide/emr-iam-role-automatic-scaling")),
    CallingService(
      "application.qbusiness", "arn:aws:qbusiness:*:ACCOUNT:application/*",
      .guide("Amazon Q Business User Guide")),
    CallingService(
      "appsync", "arn:aws:appsync:*:ACCOUNT:apis/*",
      .guide("AWS AppSync Developer Guide")),
    CallingService(
      "autoscaling", "arn:aws:autoscaling:*:ACCOUNT:autoScalingGroup:*",
      .page("autoscaling/ec2/userguide/\(deputy)")),
    CallingService("batch", "arn:aws:batch:*:ACCOUNT:*", .page("batch/latest/userguide/\(deputy)")),
    CallingService(
      "bedrock", "arn:aws:bedrock:*:ACCOUNT:*",
      .page("bedrock/latest/userguide/agents-permissions")),
    CallingService(
      "cloudformation", "arn:aws:cloudformation:*:ACCOUNT:stackset/*",
      .guide("AWS CloudFormation User Guide, 'Grant self-managed permissions'")),
    CallingService(
      "codebuild", "arn:aws:codebuild:*:ACCOUNT:project/*",
      .page("codebuild/latest/userguide/\(deputy)")),
    CallingService(
      "codedeploy", "arn:aws:codedeploy:*:ACCOUNT:deploymentgroup:*",
      .page("codedeploy/latest/userguide/security_confused_deputy")),
    CallingService(
      "codepipeline", "arn:aws:codepipeline:*:ACCOUNT:*",
      .guide("AWS CodePipeline User Guide")),
    CallingService(
      "cognito-idp", "arn:aws:cognito-idp:*:ACCOUNT:userpool/*",
      .guide("Amazon Cognito Developer Guide")),
    CallingService(
      "comprehend", "arn:aws:comprehend:*:ACCOUNT:*",
      .page("comprehend/latest/dg/\(deputy)")),
    CallingService(
      "config", "arn:aws:config:*:ACCOUNT:*",
      .page("config/latest/developerguide/iamrole-permissions")),
    CallingService(
      "credentials.iot", "arn:aws:iot:*:ACCOUNT:rolealias/ALIAS",
      .guide("aws-greengrass/aws-greengrass-lite docs/Provisioning.md")),
    CallingService(
      "databrew", "arn:aws:databrew:*:ACCOUNT:job/*",
      .guide("AWS Glue DataBrew Developer Guide")),
    CallingService(
      "datapipeline", "arn:aws:datapipeline:*:ACCOUNT:pipeline/*",
      .guide("AWS Data Pipeline Developer Guide")),
    CallingService(
      "datasync", "arn:aws:datasync:*:ACCOUNT:*",
      .page("datasync/latest/userguide/\(deputy)")),
    CallingService(
      "dlm", "arn:aws:dlm:*:ACCOUNT:policy/*",
      .page("ebs/latest/userguide/service-role")),
    CallingService("dms", "arn:aws:dms:*:ACCOUNT:*", .page("dms/latest/userguide/\(deputy)")),
    CallingService(
      "ec2", nil,
      .guide("prowler-cloud/prowler#2810: instances get credentials without the keys")),
    CallingService(
      "ecs-tasks", "arn:aws:ecs:*:ACCOUNT:*",
      .page("AmazonECS/latest/developerguide/task-iam-roles")),
    CallingService(
      "eks-fargate-pods", "arn:aws:eks:*:ACCOUNT:fargateprofile/*",
      .page("eks/latest/userguide/pod-execution-role")),
    CallingService(
      "eks", "arn:aws:eks:*:ACCOUNT:cluster/*",
      .page("eks/latest/userguide/\(deputy)")),
    CallingService(
      "elasticmapreduce", "arn:aws:elasticmapreduce:*:ACCOUNT:*",
      .page("emr/latest/ManagementGuide/emr-iam-role")),
    CallingService(
      "events", "arn:aws:events:*:ACCOUNT:rule/*",
      .page("eventbridge/latest/userguide/\(deputy)")),
    CallingService(
      "firehose", "arn:aws:firehose:*:ACCOUNT:deliverystream/*",
      .guide("Amazon Data Firehose Developer Guide")),
    CallingService(
      "fis", "arn:aws:fis:*:ACCOUNT:experiment/*",
      .page("fis/latest/userguide/getting-started-iam-service-role")),
    CallingService(
      "forecast", "arn:aws:forecast:*:ACCOUNT:*",
      .guide("Amazon Forecast Developer Guide")),
    CallingService(
      "frauddetector", "arn:aws:frauddetector:*:ACCOUNT:*",
      .page("frauddetector/latest/ug/confused-deputy-prevention")),
    CallingService(
      "gamelift", "arn:aws:gamelift:*:ACCOUNT:*",
      .guide("Amazon GameLift Servers Developer Guide")),
    CallingService("glue", "arn:aws:glue:*:ACCOUNT:*", .guide("AWS Glue Developer Guide")),
    CallingService(
      "grafana", "arn:aws:grafana:*:ACCOUNT:/workspaces/*",
      .page("grafana/latest/userguide/\(deputy)")),
    CallingService(
      "greengrass", "arn:aws:greengrass:*:ACCOUNT:*",
      .page("greengrass/v2/developerguide/\(deputy)")),
    CallingService(
      "healthlake", "arn:aws:healthlake:*:ACCOUNT:datastore/fhir/*",
      .guide("AWS HealthLake Developer Guide")),
    CallingService(
      "iot", "arn:aws:iot:*:ACCOUNT:rule/RULE",
      .page("iot/latest/developerguide/\(deputy)")),
    CallingService(
      "iotanalytics", "arn:aws:iotanalytics:*:ACCOUNT:*",
      .guide("AWS IoT Analytics User Guide")),
    CallingService(
      "iotevents", "arn:aws:iotevents:*:ACCOUNT:*",
      .page("iotevents/latest/developerguide/\(deputy)")),
    CallingService(
      "iotsitewise", "arn:aws:iotsitewise:*:ACCOUNT:*",
      .page("iot-sitewise/latest/userguide/\(deputy)")),
    CallingService(
      "kafkaconnect", "arn:aws:kafkaconnect:*:ACCOUNT:connector/*",
      .page("msk/latest/developerguide/\(deputy)")),
    CallingService(
      "kendra", "arn:aws:kendra:*:ACCOUNT:index/*",
      .guide("Amazon Kendra Developer Guide")),
    CallingService(
      "kinesisanalytics", "arn:aws:kinesisanalytics:*:ACCOUNT:application/*",
      .page("managed-flink/latest/java/iam-cross-service-confused-deputy-prevention")),
    CallingService(
      "lexv2", "arn:aws:lex:*:ACCOUNT:bot-alias/*",
      .guide("Amazon Lex V2 Developer Guide")),
    CallingService(
      "logs", "arn:aws:logs:*:ACCOUNT:*",
      .page("AmazonCloudWatch/latest/logs/SubscriptionFilters")),
    CallingService(
      "lookoutmetrics", "arn:aws:lookoutmetrics:*:ACCOUNT:*",
      .guide("Amazon Lookout for Metrics Developer Guide")),
    CallingService(
      "mediaconvert", "arn:aws:mediaconvert:*:ACCOUNT:*",
      .page("mediaconvert/latest/ug/\(deputy)")),
    CallingService(
      "mediatailor", "arn:aws:mediatailor:*:ACCOUNT:playbackConfiguration/*",
      .page("mediatailor/latest/ug/\(deputy)")),
    CallingService(
      "monitoring.rds", "arn:aws:rds:*:ACCOUNT:db:*",
      .page("AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling")),
    CallingService("omics", "arn:aws:omics:*:ACCOUNT:run/*", .guide("AWS HealthOmics User Guide")),
    CallingService(
      "opsworks-cm", "arn:aws:opsworks-cm:*:ACCOUNT:server/*",
      .page("opsworks/latest/userguide/\(deputy)")),
    CallingService(
      "osis-pipelines", "arn:aws:osis:*:ACCOUNT:pipeline/*",
      .guide("Amazon OpenSearch Service Developer Guide")),
    CallingService(
      "panorama", "arn:aws:panorama:*:ACCOUNT:device/*",
      .guide("AWS Panorama Developer Guide, service roles and cross-service resources")),
    CallingService(
      "personalize", "arn:aws:personalize:*:ACCOUNT:*",
      .page("personalize/latest/dg/\(deputy)")),
    CallingService(
      "pipes", "arn:aws:pipes:*:ACCOUNT:pipe/*",
      .page("eventbridge/latest/userguide/\(deputy)")),
    CallingService(
      "pods.eks", "arn:aws:eks:*:ACCOUNT:cluster/*",
      .guide("Amazon EKS User Guide, 'EKS Pod Identity'")),
    CallingService(
      "proton", "arn:aws:proton:*:ACCOUNT:environment/*",
      .page("proton/latest/userguide/\(deputy)")),
    CallingService(
      "rekognition", "arn:aws:rekognition:*:ACCOUNT:*",
      .page("rekognition/latest/dg/\(deputy)")),
    CallingService(
      "sagemaker", "arn:aws:sagemaker:*:ACCOUNT:*",
      .page("sagemaker/latest/dg/security-confused-deputy-prevention")),
    CallingService(
      "scheduler", "arn:aws:scheduler:*:ACCOUNT:schedule-group/*",
      .page("scheduler/latest/UserGuide/\(deputy)")),
    CallingService("ses", "arn:aws:ses:*:ACCOUNT:*", .guide("Amazon SES Developer Guide")),
    CallingService(
      "ssm", "arn:aws:ssm:*:ACCOUNT:*",
      .page("systems-manager/latest/userguide/\(deputy)")),
    CallingService(
      "states", "arn:aws:states:*:ACCOUNT:stateMachine:*",
      .page("step-functions/latest/dg/procedure-create-iam-role")),
    CallingService(
      "storagegateway", "arn:aws:storagegateway:*:ACCOUNT:gateway/*",
      .guide("AWS Storage Gateway User Guide")),
    CallingService(
      "textract", "arn:aws:textract:*:ACCOUNT:*",
      .page("textract/latest/dg/\(deputy)")),
    CallingService(
      "transcribe", "arn:aws:transcribe:*:ACCOUNT:*",
      .guide("Amazon Transcribe Developer Guide")),
    CallingService(
      "transfer", "arn:aws:transfer:*:ACCOUNT:*",
      .page("transfer/latest/userguide/confused-deputy")),
    CallingService(
      "voiceid", "arn:aws:voiceid:*:ACCOUNT:domain/*",
      .page("connect/latest/adminguide/\(deputy)")),
    CallingService(
      "vpc-flow-logs", "arn:aws:ec2:*:ACCOUNT:vpc-flow-log/*",
      .page("vpc/latest/userguide/flow-logs-iam-role")),
  ]

  /// What is known of a service principal; nil when nothing is.
  static func named(_ principal: String) -> CallingService? {
    known.first { $0.principal.utf8.elementsEqual(principal.utf8) }
  }
}
