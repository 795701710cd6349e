/// What is known of a service that assumes roles: whether it says on whose behalf it calls.
struct CallingService {
  /// How a service fills `aws:SourceAccount` and `aws:SourceArn` when it assumes a role.
  enum Keys {
    /// It sends both; the pattern of the ARN, for a hint.
    case both(arn: String)
    /// It calls on behalf of the account itself and sends neither: a condition on them would lock it out.
    case neither
  }

  /// The service principal.
  let principal: String
  /// What it sends.
  let keys: Keys
  /// The page that says so; where only a guide is named, its page "Cross-service confused deputy
  /// prevention".
  let source: String

  private init(_ service: String, _ arn: String?, _ source: String) {
    principal = "\(service).amazonaws.com"
    keys = arn.map { .both(arn: $0) } ?? .neither
    self.source = source
  }

  /// The services that we have a page for, in the order of their names.
  ///
  /// The pages of these were read, with a trust policy or a form of ARN in them: amplify,
  /// application-autoscaling, autoscaling, batch, comprehend, datasync, dms, eks, eks-fargate-pods,
  /// greengrass, iot, iotsitewise, mediaconvert, personalize, rekognition, sagemaker, ssm, textract.
  /// The pages of cloudtrail and config have their keys for buckets alone. The rest names its guide.
  ///
  /// A service that is not here is *unknown*: a rule then says so and does not fail
  /// (prowler-cloud/prowler#7021, #4714: advice to add the keys broke production).
  static let known: [CallingService] = [
    CallingService("amplify", "arn:aws:amplify:*:ACCOUNT:apps/*", "AWS Amplify Hosting User Guide"),
    CallingService(
      "application-autoscaling", "arn:aws:application-autoscaling:*:ACCOUNT:scalable-target/*",
      "Amazon EMR Management Guide, 'Service role for automatic scaling in Amazon EMR'"),
    CallingService(
      "application.qbusiness", "arn:aws:qbusiness:*:ACCOUNT:application/*",
      "Amazon Q Business User Guide"),
    CallingService("appsync", "arn:aws:appsync:*:ACCOUNT:apis/*", "AWS AppSync Developer Guide"),
    CallingService(
      "autoscaling", "arn:aws:autoscaling:*:ACCOUNT:autoScalingGroup:*",
      "Amazon EC2 Auto Scaling User Guide"),
    CallingService("backup", "arn:aws:backup:*:ACCOUNT:*", "AWS Backup Developer Guide"),
    CallingService("batch", "arn:aws:batch:*:ACCOUNT:*", "AWS Batch User Guide"),
    CallingService(
      "bedrock", "arn:aws:bedrock:*:ACCOUNT:*",
      "Amazon Bedrock User Guide, service role for agents"),
    CallingService(
      "cloudformation", "arn:aws:cloudformation:*:ACCOUNT:stackset/*",
      "AWS CloudFormation User Guide, 'Grant self-managed permissions'"),
    CallingService(
      "cloudtrail", "arn:aws:cloudtrail:*:ACCOUNT:trail/*",
      "AWS CloudTrail User Guide"),
    CallingService(
      "codebuild", "arn:aws:codebuild:*:ACCOUNT:project/*",
      "AWS CodeBuild User Guide"),
    CallingService(
      "codedeploy", "arn:aws:codedeploy:*:ACCOUNT:deploymentgroup:*",
      "AWS CodeDeploy User Guide"),
    CallingService(
      "codepipeline", "arn:aws:codepipeline:*:ACCOUNT:*",
      "AWS CodePipeline User Guide"),
    CallingService(
      "cognito-idp", "arn:aws:cognito-idp:*:ACCOUNT:userpool/*",
      "Amazon Cognito Developer Guide"),
    CallingService(
      "comprehend", "arn:aws:comprehend:*:ACCOUNT:*",
      "Amazon Comprehend Developer Guide"),
    CallingService("config", "arn:aws:config:*:ACCOUNT:*", "AWS Config Developer Guide"),
    CallingService(
      "credentials.iot", "arn:aws:iot:*:ACCOUNT:rolealias/ALIAS",
      "aws-greengrass/aws-greengrass-lite docs/Provisioning.md"),
    CallingService(
      "databrew", "arn:aws:databrew:*:ACCOUNT:job/*",
      "AWS Glue DataBrew Developer Guide"),
    CallingService(
      "datapipeline", "arn:aws:datapipeline:*:ACCOUNT:pipeline/*",
      "AWS Data Pipeline Developer Guide"),
    CallingService("datasync", "arn:aws:datasync:*:ACCOUNT:*", "AWS DataSync User Guide"),
    CallingService(
      "dlm", "arn:aws:dlm:*:ACCOUNT:policy/*",
      "Amazon EBS User Guide, Data Lifecycle Manager"),
    CallingService("dms", "arn:aws:dms:*:ACCOUNT:*", "AWS Database Migration Service User Guide"),
    CallingService(
      "ec2", nil,
      "prowler-cloud/prowler#2810: instances get credentials without the keys"),
    CallingService(
      "ecs-tasks", "arn:aws:ecs:*:ACCOUNT:*",
      "Amazon ECS Developer Guide, 'Amazon ECS task IAM role'"),
    CallingService(
      "eks-fargate-pods", "arn:aws:eks:*:ACCOUNT:fargateprofile/*",
      "Amazon EKS User Guide, 'Amazon EKS Pod execution IAM role'"),
    CallingService("eks", "arn:aws:eks:*:ACCOUNT:cluster/*", "Amazon EKS User Guide"),
    CallingService(
      "elasticmapreduce", "arn:aws:elasticmapreduce:*:ACCOUNT:*",
      "Amazon EMR Management Guide"),
    CallingService("events", "arn:aws:events:*:ACCOUNT:rule/*", "Amazon EventBridge User Guide"),
    CallingService(
      "firehose", "arn:aws:firehose:*:ACCOUNT:deliverystream/*",
      "Amazon Data Firehose Developer Guide"),
    CallingService(
      "fis", "arn:aws:fis:*:ACCOUNT:experiment/*",
      "AWS Fault Injection Service User Guide"),
    CallingService("forecast", "arn:aws:forecast:*:ACCOUNT:*", "Amazon Forecast Developer Guide"),
    CallingService(
      "frauddetector", "arn:aws:frauddetector:*:ACCOUNT:*",
      "Amazon Fraud Detector User Guide"),
    CallingService(
      "gamelift", "arn:aws:gamelift:*:ACCOUNT:*",
      "Amazon GameLift Servers Developer Guide"),
    CallingService("glue", "arn:aws:glue:*:ACCOUNT:*", "AWS Glue Developer Guide"),
    CallingService(
      "grafana", "arn:aws:grafana:*:ACCOUNT:/workspaces/*",
      "Amazon Managed Grafana User Guide"),
    CallingService(
      "greengrass", "arn:aws:greengrass:*:ACCOUNT:*",
      "AWS IoT Greengrass V2 Developer Guide, Greengrass service role"),
    CallingService(
      "healthlake", "arn:aws:healthlake:*:ACCOUNT:datastore/fhir/*",
      "AWS HealthLake Developer Guide"),
    CallingService("iot", "arn:aws:iot:*:ACCOUNT:rule/RULE", "AWS IoT Core Developer Guide"),
    CallingService(
      "iotanalytics", "arn:aws:iotanalytics:*:ACCOUNT:*",
      "AWS IoT Analytics User Guide"),
    CallingService("iotevents", "arn:aws:iotevents:*:ACCOUNT:*", "AWS IoT Events Developer Guide"),
    CallingService("iotsitewise", "arn:aws:iotsitewise:*:ACCOUNT:*", "AWS IoT SiteWise User Guide"),
    CallingService("kendra", "arn:aws:kendra:*:ACCOUNT:index/*", "Amazon Kendra Developer Guide"),
    CallingService(
      "kinesisanalytics", "arn:aws:kinesisanalytics:*:ACCOUNT:application/*",
      "Amazon Managed Service for Apache Flink Developer Guide"),
    CallingService("lexv2", "arn:aws:lex:*:ACCOUNT:bot-alias/*", "Amazon Lex V2 Developer Guide"),
    CallingService(
      "logs", "arn:aws:logs:*:ACCOUNT:*",
      "Amazon CloudWatch Logs User Guide, subscription filters"),
    CallingService(
      "lookoutmetrics", "arn:aws:lookoutmetrics:*:ACCOUNT:*",
      "Amazon Lookout for Metrics Developer Guide"),
    CallingService(
      "mediaconvert", "arn:aws:mediaconvert:*:ACCOUNT:*",
      "AWS Elemental MediaConvert User Guide"),
    CallingService(
      "monitoring.rds", "arn:aws:rds:*:ACCOUNT:db:*",
      "Amazon RDS User Guide, 'Setting up and enabling Enhanced Monitoring'"),
    CallingService("omics", "arn:aws:omics:*:ACCOUNT:run/*", "AWS HealthOmics User Guide"),
    CallingService(
      "osis-pipelines", "arn:aws:osis:*:ACCOUNT:pipeline/*",
      "Amazon OpenSearch Service Developer Guide"),
    CallingService(
      "panorama", "arn:aws:panorama:*:ACCOUNT:device/*",
      "AWS Panorama Developer Guide, service roles and cross-service resources"),
    CallingService(
      "personalize", "arn:aws:personalize:*:ACCOUNT:*",
      "Amazon Personalize Developer Guide"),
    CallingService(
      "pipes", "arn:aws:pipes:*:ACCOUNT:pipe/*",
      "Amazon EventBridge User Guide, EventBridge Pipes"),
    CallingService(
      "pods.eks", "arn:aws:eks:*:ACCOUNT:cluster/*",
      "Amazon EKS User Guide, 'EKS Pod Identity'"),
    CallingService(
      "rekognition", "arn:aws:rekognition:*:ACCOUNT:*",
      "Amazon Rekognition Developer Guide"),
    CallingService(
      "sagemaker", "arn:aws:sagemaker:*:ACCOUNT:*",
      "Amazon SageMaker AI Developer Guide"),
    CallingService(
      "scheduler", "arn:aws:scheduler:*:ACCOUNT:schedule-group/*",
      "Amazon EventBridge Scheduler User Guide"),
    CallingService("ses", "arn:aws:ses:*:ACCOUNT:*", "Amazon SES Developer Guide"),
    CallingService("ssm", "arn:aws:ssm:*:ACCOUNT:*", "AWS Systems Manager User Guide"),
    CallingService(
      "states", "arn:aws:states:*:ACCOUNT:stateMachine:*",
      "AWS Step Functions Developer Guide"),
    CallingService(
      "storagegateway", "arn:aws:storagegateway:*:ACCOUNT:gateway/*",
      "AWS Storage Gateway User Guide"),
    CallingService("textract", "arn:aws:textract:*:ACCOUNT:*", "Amazon Textract Developer Guide"),
    CallingService(
      "transcribe", "arn:aws:transcribe:*:ACCOUNT:*",
      "Amazon Transcribe Developer Guide"),
    CallingService("transfer", "arn:aws:transfer:*:ACCOUNT:*", "AWS Transfer Family User Guide"),
    CallingService(
      "vpc-flow-logs", "arn:aws:ec2:*:ACCOUNT:vpc-flow-log/*",
      "Amazon VPC User Guide, 'Publish flow logs to CloudWatch Logs'"),
  ]

  /// What is known of a service principal; nil when nothing is.
  static func named(_ principal: String) -> CallingService? {
    known.first { $0.principal.utf8.elementsEqual(principal.utf8) }
  }
}
