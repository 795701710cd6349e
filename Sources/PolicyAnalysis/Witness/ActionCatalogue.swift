/// Actions that exist, for witnesses that a person believes (Service Authorization Reference): many of
/// the services that the role sets use, a few of every other one.
///
/// No answer depends on it.
enum ActionCatalogue {
  /// The services that the role sets use and their neighbours, and the names of their actions.
  static let services: [(prefix: String, names: [Substring])] = [
    service(
      "panorama",
      """
      DescribeDevice ListDevices CreateApplicationInstance CreateJobForDevices \
      CreateNodeFromTemplateJob CreatePackage CreatePackageImportJob DeleteDevice DeletePackage \
      DeregisterPackageVersion DescribeApplicationInstance DescribeApplicationInstanceDetails \
      DescribeDeviceJob DescribeNode DescribeNodeFromTemplateJob DescribePackage \
      DescribePackageImportJob DescribePackageVersion DescribeSoftware GetWebSocketURL \
      ListApplicationInstanceDependencies ListApplicationInstanceNodeInstances \
      ListApplicationInstances ListDevicesJobs ListNodeFromTemplateJobs ListNodes \
      ListPackageImportJobs ListPackages ListTagsForResource ProvisionDevice \
      RegisterPackageVersion RemoveApplicationInstance SignalApplicationInstanceNodeInstances \
      TagResource UntagResource UpdateDeviceMetadata
      """),
    service(
      "deeplens",
      """
      GetDevice ListDevices AssociateServiceRoleToAccount BatchGetDevice BatchGetModel \
      BatchGetProject CreateDeviceCertificates CreateModel CreateProject DeleteModel \
      DeleteProject DeployProject DeregisterDevice GetAssociatedResources GetDeploymentStatus \
      GetModel GetProject ImportProjectFromTemplate ListDeployments ListModels ListProjects \
      RegisterDevice RemoveProject UpdateProject
      """),
    service(
      "s3",
      """
      GetObject PutObject ListBucket DeleteObject CreateBucket DeleteBucket ListAllMyBuckets \
      GetBucketLocation GetBucketPolicy PutBucketPolicy DeleteBucketPolicy GetBucketAcl \
      PutBucketAcl GetObjectAcl PutObjectAcl GetObjectVersion DeleteObjectVersion \
      GetBucketVersioning PutBucketVersioning GetObjectTagging PutObjectTagging \
      ListBucketVersions ListBucketMultipartUploads ListMultipartUploadParts \
      AbortMultipartUpload GetBucketTagging PutBucketTagging GetEncryptionConfiguration \
      PutEncryptionConfiguration GetLifecycleConfiguration PutLifecycleConfiguration \
      PutReplicationConfiguration RestoreObject HeadBucket
      """),
    service(
      "iam",
      """
      PassRole GetRole CreateRole ListRoles DeleteRole UpdateRole TagRole UntagRole AttachRolePolicy \
      DetachRolePolicy PutRolePolicy GetRolePolicy DeleteRolePolicy ListRolePolicies \
      ListAttachedRolePolicies UpdateAssumeRolePolicy CreateServiceLinkedRole \
      DeleteServiceLinkedRole GetPolicy GetPolicyVersion CreatePolicy CreatePolicyVersion \
      DeletePolicy ListPolicies CreateUser DeleteUser GetUser ListUsers CreateAccessKey \
      DeleteAccessKey ListAccessKeys AttachUserPolicy PutUserPolicy CreateLoginProfile \
      UpdateLoginProfile AddUserToGroup CreateGroup ListGroups SimulatePrincipalPolicy \
      GetAccountAuthorizationDetails GetAccountSummary CreateInstanceProfile \
      AddRoleToInstanceProfile PutRolePermissionsBoundary DeleteRolePermissionsBoundary
      """),
    service(
      "sts",
      """
      AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity GetCallerIdentity TagSession \
      SetSourceIdentity GetSessionToken GetFederationToken DecodeAuthorizationMessage \
      GetAccessKeyInfo GetServiceBearerToken
      """),
    service(
      "logs",
      """
      PutLogEvents CreateLogStream CreateLogGroup DescribeLogGroups DescribeLogStreams \
      GetLogEvents FilterLogEvents DeleteLogGroup DeleteLogStream PutRetentionPolicy \
      DeleteRetentionPolicy PutSubscriptionFilter StartQuery StopQuery GetQueryResults \
      TagLogGroup TagResource UntagResource ListTagsForResource CreateExportTask \
      PutMetricFilter DescribeMetricFilters
      """),
    service(
      "cloudwatch",
      """
      PutMetricData GetMetricData GetMetricStatistics ListMetrics DescribeAlarms PutMetricAlarm \
      DeleteAlarms EnableAlarmActions DisableAlarmActions SetAlarmState GetDashboard \
      PutDashboard ListDashboards DeleteDashboards DescribeAlarmHistory TagResource
      """),
    service(
      "secretsmanager",
      """
      GetSecretValue DescribeSecret ListSecrets CreateSecret UpdateSecret PutSecretValue \
      DeleteSecret RestoreSecret RotateSecret ListSecretVersionIds GetRandomPassword \
      GetResourcePolicy PutResourcePolicy TagResource UntagResource
      """),
    service(
      "iot",
      """
      DescribeThing CreateThing ListThings DeleteThing UpdateThing Connect Publish Subscribe \
      Receive GetThingShadow UpdateThingShadow DeleteThingShadow CreatePolicy AttachPolicy \
      DetachPolicy AttachThingPrincipal DetachThingPrincipal CreateKeysAndCertificate \
      DescribeCertificate UpdateCertificate DeleteCertificate DescribeEndpoint CreateTopicRule \
      CreateJob DescribeJob DescribeJobExecution CreateRoleAlias AssumeRoleWithCertificate \
      ListThingPrincipals ListAttachedPolicies GetPolicy
      """),
    service(
      "greengrass",
      """
      GetGroup ListGroups CreateGroup DeleteGroup CreateDeployment GetDeploymentStatus \
      ListDeployments ResetDeployments AssociateRoleToGroup AssociateServiceRoleToAccount \
      GetServiceRoleForAccount GetAssociatedRole CreateCoreDefinition GetCoreDefinition \
      CreateFunctionDefinition GetConnectivityInfo UpdateConnectivityInfo Discover \
      CreateGroupVersion GetGroupVersion
      """),
    service(
      "lambda",
      """
      InvokeFunction GetFunction ListFunctions CreateFunction DeleteFunction UpdateFunctionCode \
      UpdateFunctionConfiguration GetFunctionConfiguration PublishVersion ListVersionsByFunction \
      AddPermission RemovePermission GetPolicy CreateAlias UpdateAlias ListAliases \
      CreateEventSourceMapping ListEventSourceMappings ListTags TagResource UntagResource \
      InvokeAsync GetLayerVersion PublishLayerVersion GetAccountSettings
      """),
    service(
      "sagemaker",
      """
      DescribeTrainingJob CreateTrainingJob ListTrainingJobs StopTrainingJob CreateModel \
      DescribeModel ListModels DeleteModel CreateEndpoint DescribeEndpoint InvokeEndpoint \
      DeleteEndpoint CreateEndpointConfig CreateNotebookInstance DescribeNotebookInstance \
      CreatePresignedNotebookInstanceUrl ListNotebookInstances AddTags ListTags \
      CreateProcessingJob CreateTransformJob CreatePipeline CreateEdgePackagingJob \
      DescribeEdgePackagingJob
      """),
    service(
      "kinesisvideo",
      """
      DescribeStream GetDataEndpoint PutMedia GetMedia CreateStream DeleteStream ListStreams \
      UpdateStream UpdateDataRetention GetHLSStreamingSessionURL GetMediaForFragmentList \
      ListFragments TagStream UntagStream CreateSignalingChannel
      """),
    service(
      "dynamodb",
      """
      GetItem PutItem UpdateItem DeleteItem Query Scan BatchGetItem BatchWriteItem CreateTable \
      DescribeTable ListTables UpdateTable DeleteTable DescribeStream GetRecords \
      GetShardIterator ListStreams TagResource UntagResource DescribeTimeToLive \
      UpdateTimeToLive ConditionCheckItem PartiQLSelect
      """),
    service(
      "ec2",
      """
      DescribeInstances RunInstances StartInstances StopInstances TerminateInstances \
      DescribeImages DescribeSubnets DescribeVpcs DescribeSecurityGroups CreateSecurityGroup \
      AuthorizeSecurityGroupIngress CreateNetworkInterface DeleteNetworkInterface \
      DescribeNetworkInterfaces CreateTags DeleteTags CreateSnapshot CreateVolume AttachVolume \
      DescribeVolumes DescribeRegions DescribeTags
      """),
  ]

  /// The names that exist of a service; empty when the catalogue does not have it.
  static func names(of prefix: String) -> [Substring] { byPrefix[prefix] ?? [] }

  /// Says whether the catalogue knows an action.
  static func knows(_ action: String) -> Bool {
    let parts = action.split(separator: ":", maxSplits: 1)
    guard parts.count == 2 else { return false }
    return names(of: String(parts[0])).contains(parts[1])
  }

  /// All services, with the names of their actions.
  private static let byPrefix: [String: [Substring]] = {
    var result: [String: [Substring]] = [:]
    for text in [otherServicesAToJ, otherServicesKToZ] {
      for line in text.split(separator: "\n") {
        let words = line.split(separator: " ")
        result[String(words[0])] = Array(words.dropFirst())
      }
    }
    for service in services { result[service.prefix] = service.names }
    return result
  }()

  private static func service(_ prefix: String, _ names: String) -> (String, [Substring]) {
    (prefix, names.split(separator: " "))
  }
}
