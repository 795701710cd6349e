import IAMPolicy
import JSONText

/// The service principals that are known, so that a typing error is reported before IAM says it.
///
/// IAM checks service principals when it stores a trust policy and refuses those that it does not know
/// (`MalformedPolicyDocument: Invalid principal in policy`). The list is what the managed policies of AWS
/// name, and a few services more; a service that is not in it and not near to one that is passes.
enum KnownServices {
  /// Says whether a text has the form of a principal: words of letters, digits and '-' between dots; a
  /// parameter may represent anything.
  static func isWellFormed(_ principal: String) -> Bool {
    guard Substitution.names(in: principal).isEmpty else { return true }
    var dots = 0
    var last = UInt8(ascii: ".")
    for byte in principal.utf8 {
      switch byte {
      case UInt8(ascii: "."):
        guard last != UInt8(ascii: ".") else { return false }
        dots += 1
      case 97...122, 65...90, 48...57, UInt8(ascii: "-"): break
      default: return false
      }
      last = byte
    }
    return dots > 0 && last != UInt8(ascii: ".")
  }

  /// The principal that somebody probably meant; nil when the text may be right.
  static func correction(of principal: String) -> String? {
    if isKnown(principal) { return nil }
    let folded = principal.lowercased()
    if isKnown(folded) { return folded }
    for ending in endings where folded.hasSuffix(ending) {
      let name = String(folded.dropLast(ending.count))
      return nearest(to: name).map { $0 + ending }
    }
    // Another ending: `panorama.amazonaws.co`, `panorama.amazon.com`, `panorama`.
    let labels = folded.split(separator: ".").map(String.init)
    for count in stride(from: min(2, labels.count), through: 1, by: -1) {
      let name = labels.prefix(count).joined(separator: ".")
      if names.contains(name) { return name + ".amazonaws.com" }
    }
    return nil
  }

  private static let endings = [".amazonaws.com", ".amazonaws.com.cn"]

  private static func isKnown(_ principal: String) -> Bool {
    endings.contains { ending in
      principal.hasSuffix(ending) && names.contains(String(principal.dropLast(ending.count)))
    }
  }

  /// The known name that differs by a letter, in a long name by two.
  ///
  /// Short names are all near to each other, and nothing is said of them.
  private static func nearest(to name: String) -> String? {
    let most = name.utf8.count < 5 ? 0 : name.utf8.count < 9 ? 1 : 2
    guard most > 0, !names.contains(name) else { return nil }
    return names.sorted().first { NearestName.isNear(name, $0, edits: most) }
  }

  private static let names = Set(
    """
    access-analyzer access-grants.s3 acm agentless.inspector2 aiops airflow airflow-serverless
    amplify apidestinations.events apigateway appfabric appflow application-autoscaling
    application-insights application-signals.cloudwatch application-transformation appmesh
    apprunner appstream.application-autoscaling appsync aps artifact assets.marketplace athena
    auditmanager autoscaling aws-artifact-account-sync aws-external-anthropic backup batch bedrock
    bedrock-agentcore bedrock-mantle braket budgets bugbust cassandra-streams
    cassandra.application-autoscaling channels.lex channels.lexv2 chime cleanrooms cleanrooms-ml
    cloud9 cloudformation cloudfront cloudtrail codeartifact codebuild codecatalyst codecatalyst-
    runner codedeploy codeguru-profiler codeguru-reviewer codeguru-security codepipeline cognito-
    identity cognito-identity-us-gov cognito-idp comprehend config config-conforms connect
    connect-campaigns context.cloudtrail continuousexport.discovery contract.iq
    contributorinsights.dynamodb controltower cost-optimization-hub.bcm credentials.iot custom.rds
    custom.rds-preview databrew dataexchange datasync datazone dax deeplens delivery.logs
    detective devops-guru directquery.opensearchservice dlm dms dmsintegration.migrationhub docdb-
    elastic drs ds dsql dynamodb dynamodb.application-autoscaling ec2 ec2-images ec2.application-
    autoscaling ec2.application-status-checks ec2.capacitymanager ec2fastlaunch ec2fleet
    ec2scheduled ec2sqlha ecs ecs-tasks ecs.application-autoscaling edgelambda eks eks-connector
    elasticache elasticbeanstalk elasticfilesystem elasticloadbalancing elasticmapreduce
    elastictranscoder email.cognito-idp emr-containers emr-serverless entityresolution event-
    processor.health events events.managedservices events.workmail firehose fis fms forecast
    frauddetector fsx globalaccelerator glue grafana greengrass guardduty health healthlake
    imagebuilder inspector inspector2 internetmonitor iot iotanalytics iotevents iotfleetwise
    iotmanagedintegrations iotsitewise iottwinmaker iotwireless justintimeaccess.ssm kafka kendra
    kinesis kinesisanalytics kinesisreplication.dynamodb kinesisvideo lakeformation lambda
    launchwizard lex lexv2 license-management.marketplace license-manager.member-account lightsail
    logs lookoutequipment lookoutmetrics lookoutvision macie maintenance.elasticbeanstalk malware-
    protection-plan.guardduty malware-protection.guardduty managedblockchain
    managedupdates.elasticbeanstalk mediaconnect mediaconvert medialive mediapackage medical-
    imaging memorydb mgn migrationhub migrationhub-orchestrator migrationhub-strategy
    monitoring.thinclient monitron mpa mq neptune-graph network-firewall network-security-director
    network.bedrock-agentcore networkmanager nimble notifications notifications.ssm
    observability.aoss observabilityadmin omics opensearchservice ops.athena ops.emr-serverless
    opsworks organizations orgsdatasync.servicecatalog osis panorama partnercentral-account-
    management permission.iq personalize pipes pods.eks polly private-marketplace.marketplace
    profile proton q qldb quicksight ram rds rds.application-autoscaling redshift redshift-data
    redshift-serverless refactor-spaces rekognition remediation.config replication.cassandra
    replication.dynamodb replication.ecr replication.lexv2 replication.s3tables
    reporting.trustedadvisor resale-authorization.marketplace resource-explorer-2 resource-groups
    resource-snapshot-job.partnercentral-selling restore-testing.backup robomaker rolesanywhere
    route53 route53resolver rum runtime-identity.bedrock-agentcore s3 s3.data-source.lustre.fsx
    sagemaker sagemaker-geospatial sagemaker.application-autoscaling scaler.lambda scheduler
    schema-conversion.dms schemas scraper.aps security-ir securityhub securityhubv2 securitylake
    serverlessrepo servicecatalog servicecatalog-appregistry servicequotas ses shield signer sms
    smsintegration.migrationhub sns spot spotfleet sqlworkbench sqs ssm ssm-guiconnect ssm-
    quicksetup ssm-sap ssm.integrations sso states storagegateway sts support swf sync.proton
    synthetics telemetry-enablement.observabilityadmin telemetry-pipelines.observabilityadmin
    textract timestream-influxdb transcribe transfer transform-custom transitgateway translate
    triage.security-ir user-attribute-cost-allocation-data vmie vpc-lattice wafv2 workmail
    workspaces workspaces-instances xray
    """.utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
      .map { String(Substring($0)) })
}
