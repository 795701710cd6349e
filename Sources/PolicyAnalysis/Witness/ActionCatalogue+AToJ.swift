/// Actions that exist of the other services, those whose prefixes begin with a to j: a line each, with a
/// name or two of each kind (Service Authorization Reference).
extension ActionCatalogue {
  static let otherServicesAToJ = """
    a2c GetDeploymentJobDetails StartDeploymentJob
    a4b GetRoom ListSkills CreateRoom UpdateRoom DeleteRoom PutDeviceSetupEvents TagResource
    access-analyzer GetFinding ListFindings TagResource CheckNoNewAccess UntagResource
    account GetPrimaryEmail ListRegions DeleteAlternateContact PutAccountName CloseAccount
    acm GetCertificate ListCertificates DescribeCertificate DeleteCertificate SearchCertificates
    acm-pca GetPolicy ListTags DescribeCertificateAuthority CreateCertificateAuthorityAuditReport
    action-recommendations ListRecommendedActions
    aidevops GetService ListChats DescribeSupportLevel CreateChat UpdateGoal DeleteAgentSpace
    aiops GetFact ListFacts CreateReport UpdateReport DeleteInvestigation PutFact GenerateReport
    airflow GetEnvironment ListEnvironments CreateEnvironment UpdateEnvironment DeleteEnvironment
    airflow-serverless GetWorkflow ListTagsForResource CreateWorkflow UpdateWorkflow TagResource
    amplify GetApp ListApps CreateDeployment UpdateApp TagResource AssociateWebACL UntagResource
    amplifybackend GetToken ListS3Buckets CreateToken UpdateBackendAPI DeleteToken CloneBackend
    amplifyuibuilder GetTheme ListForms ExportThemes
    aoss GetIndex ListCollections CreateIndex UpdateIndex DeleteIndex BatchGetCollection
    apigateway GetPortal GetProductPage ListPortals ListProductPages UpdateRestApiPolicy PUT \
     DELETE GET SetWebACL
    app-integrations GetApplication ListApplications CreateDataIntegrationSchedule
    appconfig GetExtension ListExtensions StartDeployment TagResource StopDeployment UntagResource
    appfabric GetAppBundle ListAppBundles
    appflow ListFlows DescribeFlow CreateFlow UpdateFlow DeleteFlow StartFlow TagResource StopFlow
    application-autoscaling GetPredictiveScalingForecast ListTagsForResource DeleteScalingPolicy
    application-signals GetService ListServices StartDiscovery
    application-transformation GetDeployment PutLogData StartDeployment
    applicationinsights ListComponents DescribeComponent CreateComponent UpdateApplication
    appmesh ListMeshes DescribeMesh TagResource StreamAggregatedResources UntagResource
    appmesh-preview StreamAggregatedResources
    apprunner ListServices DescribeService AssociateWebAcl DisassociateWebAcl
    appstream ListTagsForResource DescribeFleets UpdateFleet TagResource UntagResource
    appstudio GetAccountStatus
    appsync GetApi ListApis CreateType UpdateType DeleteType StartSchemaCreation TagResource
    apptest GetTestCase ListTestRuns
    aps GetLabels ListRules DescribeScraper CreateWorkspace UpdateWorkspaceAlias DeleteWorkspace
    arc-region-switch GetPlan ListPlans
    arc-zonal-shift GetManagedResource ListAutoshifts UpdateZonalShift StartZonalShift
    arsenal RegisterOnPremisesAgent
    artifact GetReport ListReports AcceptAgreement TerminateAgreement
    athena GetSession GetDatabase ListDatabases ListWorkGroups CreateNotebook CreateNamedQuery \
     UpdateNotebook DeleteNotebook StartSession BatchGetNamedQuery TagResource StopQueryExecution
    auditmanager GetControl ListControls TagResource UntagResource
    autoscaling GetPredictiveScalingForecast DescribeTags DescribePolicies CreateOrUpdateTags \
     CreateAutoScalingGroup UpdateAutoScalingGroup DeleteTags PutWarmPool AttachInstances
    autoscaling-plans GetScalingPlanResourceForecastData DescribeScalingPlans CreateScalingPlan
    aws-external-anthropic GetAccountStatus CreateFile UpdateSkill DeleteFile CallWithBearerToken
    aws-marketplace GetAgreementTerms ListEntities DescribeEntity CreateAgreementRequest
    aws-marketplace-management GetSellerVerificationDetails PutSellerVerificationDetails
    aws-portal ViewUsage ModifyBilling
    awsconnector GetConnectorHealth RegisterConnector
    b2bi GetProfile ListProfiles
    backup GetBackupPlan ListTags DescribeFramework CreateFramework UpdateFramework TagResource
    backup-gateway GetGateway ListGateways CreateGateway UpdateHypervisor DeleteGateway Backup
    backup-search GetSearchJob ListSearchJobs StartSearchJob StopSearchJob
    backup-storage GetChunk ListChunks PutChunk StartObject MountCapsule NotifyObjectComplete
    batch ListJobs DescribeJobQueues TagResource SubmitJob UntagResource
    bcm-dashboards GetDashboard ListDashboards CreateDashboard UpdateDashboard DeleteDashboard
    bcm-data-exports GetExport ListExports CreateExport UpdateExport DeleteExport TagResource
    bcm-recommended-actions ListRecommendedActions
    bedrock GetFlow GetAgent ListFlows ListAgents CreatePrompt CreateAgentAlias UpdateAgentAlias \
     DeletePrompt PutInvocationStep StartIngestionJob TagResource RegisterMarketplaceModelEndpoint
    bedrock-agentcore GetEvent ListEvents AllowVendedLogDeliveryForResource RetrieveMemoryRecords
    bedrock-mantle CreateInference CallWithBearerToken
    billing GetCredits ListBillingViews CreateBillingView UpdateBillingView DeleteBillingView
    billingconductor GetBillingGroupCostReport ListPricingPlans
    braket GetJob ListTagsForResource CreateJob TagResource SearchJobs CancelJob UntagResource
    budgets ListTagsForResource DescribeBudgetAction CreateBudgetAction UpdateBudgetAction
    bugbust GetEvent ListBugs UpdateWorkItem JoinEvent
    cassandra GetStream ListStreams TagResource Alter Modify Select UntagResource
    ce GetTags ListTagsForResource DescribeReport CreateReport UpdateReport DeleteReport
    chatbot GetMicrosoftTeamsChannelConfiguration ListMicrosoftTeamsConfiguredTeams
    chime GetMeeting ListUsers DescribeChannel CreateUser UpdateUser DeleteAttendee TagResource
    cleanrooms GetSchema ListMembers CreateMembership UpdateMembership DeleteMember BatchGetSchema
    cleanrooms-ml GetAudienceModel ListAudienceModels
    cloud9 GetUserSettings ListEnvironments DescribeEnvironments CreateEnvironmentEC2 TagResource
    clouddirectory ListDirectories TagResource BatchRead LookupPolicy UntagResource
    cloudformation GetResource GetTemplate ListTypes ListStacks DescribeType DescribeStacks \
     CreateStack CreateStackSet UpdateStack DeleteStack TagResource ActivateType DetectStackDrift
    cloudfront GetFunction GetKeyGroup ListFunctions ListDistributions DescribeFunction \
     DescribeKeyValueStore CreateDistribution CreateInvalidation UpdateDistribution TagResource
    cloudfront-keyvaluestore GetKey ListKeys DescribeKeyValueStore UpdateKeys DeleteKey PutKey
    cloudhsm GetConfig DescribeHapg CreateLunaClient DeleteLunaClient TagResource ModifyHapg
    cloudsearch ListDomainNames DescribeDomains CreateDomain UpdateScalingParameters DeleteDomain
    cloudshell GetFileUploadUrls DescribeEnvironments CreateSession DeleteEnvironment
    cloudtrail GetTrail GetChannel ListTags ListTrails DescribeTrails CreateTrail \
     CreateServiceLinkedChannel UpdateTrail DeleteTrail PutEventSelectors StartQuery StopLogging
    codeartifact GetAuthorizationToken ListDomains DescribeDomain TagResource ReadFromRepository
    codebuild GetResourcePolicy ListFleets ListProjects DescribeTestCases DescribeCodeCoverages \
     CreateProject UpdateProject DeleteProject StartBuild BatchGetBuilds StopBuild RetryBuild
    codecatalyst GetConnection ListConnections
    codecommit GetFile ListBranches DescribeMergeConflicts CreateBranch UpdateComment DeleteFile
    codeconnections GetHost ListHosts TagResource PassConnection UntagResource UseConnection
    codedeploy GetDeployment ListDeployments CreateDeployment BatchGetDeployments TagResource
    codeguru-profiler GetPolicy ListProfilingGroups DescribeProfilingGroup CreateProfilingGroup
    codeguru-reviewer ListCodeReviews DescribeCodeReview AssociateRepository UntagResource
    codeguru-security GetScan ListFindings CreateScan DeleteScansByCategory BatchGetFindings
    codepipeline GetPipeline ListWebhooks CreatePipeline UpdatePipeline DeletePipeline TagResource
    codestar TagProject UntagProject
    codestar-connections GetHost ListHosts CreateConnection UpdateConnectionInstallation
    codestar-notifications ListTargets DescribeNotificationRule CreateNotificationRule Subscribe
    codewhisperer ListProfiles GenerateRecommendations
    cognito-identity GetOpenIdToken ListIdentities DescribeIdentity CreateIdentityPool TagResource
    cognito-idp GetGroup GetUICustomization ListTerms ListUsers DescribeTerms DescribeUserPool \
     CreateGroup CreateUserPool UpdateUserPool DeleteUser TagResource AssociateWebACL AdminGetUser
    cognito-sync GetCognitoEvents ListDatasets QueryRecords
    comprehend ListEndpoints DescribeEndpoint UpdateEndpoint TagResource BatchDetectSyntax
    comprehendmedical ListPHIDetectionJobs
    compute-optimizer GetEnrollmentStatus DescribeRecommendationExportJobs
    config GetStoredQuery GetResourceConfigHistory ListDiscoveredResources \
     ListConfigurationRecorders DescribeConfigRules DescribeConformancePacks DeleteConfigRule
    connect GetTaskTemplate ListRules DescribeQueue CreateInstance UpdateContactSchedule
    connect-campaigns GetCampaignState ListCampaigns DescribeCampaign CreateCampaign StartCampaign
    consoleapp GetDeviceIdentity ListDeviceIdentities
    consolidatedbilling GetAccountBillingRole ListLinkedAccounts
    controlcatalog GetControl ListDomains
    controltower GetLandingZone ListLandingZones CreateLandingZone UpdateLandingZone TagResource
    cost-optimization-hub GetPreferences ListRecommendations UpdatePreferences
    cur GetUsageReport ListTagsForResource DescribeReportDefinitions DeleteReportDefinition
    customer-verification GetCustomerVerificationDetails CreateUploadUrls
    databrew ListJobs DescribeJob CreateRecipe UpdateRecipe DeleteJob StartJobRun TagResource
    dataexchange GetJob ListJobs CreateJob UpdateAsset DeleteAsset StartJob TagResource CancelJob
    datapipeline GetAccountLimits ListPipelines DescribeObjects CreatePipeline DeletePipeline
    datasync ListTasks DescribeTask TagResource UntagResource
    datazone GetAsset ListDomains CreateProject UpdateProject DeleteListing PutCellRunResult
    dax GetItem ListTags DescribeEvents BatchGetItem Query Scan
    dbqms GetQueryString DescribeQueryHistory CreateQueryHistory UpdateQueryHistory
    deadline GetJob ListJobs CreateJob UpdateJob DeleteBudget StartSessionsStatisticsAggregation
    deepcomposer GetModel ListModels TagResource UntagResource
    deepracer GetTrack ListModels TestRewardFunction
    detective GetMembers ListGraphs DescribeOrganizationConfiguration UpdateInvestigationState
    devicefarm GetProject ListProjects TagResource UntagResource
    devops-guru GetCostEstimation ListEvents DescribeAnomaly UpdateResourceCollection
    directconnect DescribeTags TagResource UntagResource
    discovery GetDiscoverySummary ListConfigurations DescribeTags
    dlm GetLifecyclePolicy ListTagsForResource TagResource UntagResource
    dms GetTargetSelectionRules ListTagsForResource DescribeEndpoints CreateEndpoint
    docdb-elastic GetCluster ListClusters CreateCluster UpdateCluster DeleteCluster StartCluster
    drs GetAgentCommandForDrs ListLaunchActions DescribeJobs CreateSourceNetwork TagResource
    ds GetSnapshotLimits ListTagsForResource DescribeTrusts CreateAlias DeleteDirectory CheckAlias
    ds-data ListUsers DescribeUser CreateUser UpdateUser DeleteUser SearchUsers AddGroupMember
    dsql GetCluster ListClusters CreateCluster UpdateCluster DeleteCluster PutClusterPolicy
    ebs GetSnapshotBlock ListChangedBlocks PutSnapshotBlock StartSnapshot CompleteSnapshot
    ec2-instance-connect SendSSHPublicKey
    ec2messages GetEndpoint DeleteMessage SendReply AcknowledgeMessage FailMessage
    ecr GetAccountSetting GetRegistryPolicy ListImages ListTagsForResource DescribeImages \
     DescribeRegistry CreateRepository DeleteRepository PutImage StartImageScan BatchGetImage
    ecr-public GetRepositoryPolicy ListTagsForResource DescribeImages PutImage CompleteLayerUpload
    ecs ListTasks ListClusters DescribeTasks DescribeClusters CreateCluster CreateService \
     UpdateCluster DeleteCluster PutAttributes StartTask TagResource RegisterTaskDefinition
    eks ListAddons ListUpdates DescribeAddon DescribeUpdate CreateAddon CreateCluster \
     UpdateAddon DeleteAddon TagResource AssociateAccessPolicy AccessKubernetesApi UntagResource
    eks-auth AssumeRoleForPodIdentity
    eks-mcp CallReadOnlyTool InvokeMcp
    elastic-inference TagResource Connect UntagResource
    elasticache ListTagsForResource DescribeUsers DescribeSnapshots ModifyCacheCluster \
     AddTagsToResource DecreaseReplicaCount IncreaseReplicaCount RemoveTagsFromResource
    elasticbeanstalk ListTagsForResource DescribeEvents UpdateTagsForResource
    elasticfilesystem ListTagsForResource DescribeTags DescribeFileSystems CreateTags \
     CreateFileSystem UpdateFileSystem DeleteTags PutBackupPolicy TagResource ClientMount Backup
    elasticloadbalancing GetLoadBalancerWebACL GetResourcePolicy DescribeTags DescribeRules \
     CreateRule CreateListener DeleteRule RegisterTargets ModifyRule SetWebACL AddTags RemoveTags
    elasticmapreduce GetManagedScalingPolicy ListSteps DescribeStep CreateEditor DeleteEditor
    elastictranscoder ListPipelines ReadJob
    elemental-activations StartFileUpload CompleteFileUpload GenerateLicenses
    elemental-inference GetFeed ListFeeds CreateFeed UpdateFeed DeleteFeed TagResource
    emr-containers GetManagedEndpointSessionCredentials ListJobRuns DescribeJobRun TagResource
    emr-serverless GetJobRun ListJobRuns CreateApplication UpdateApplication DeleteApplication
    entityresolution GetIdNamespace ListIdNamespaces
    es GetApplication GetCompatibleVersions ListTags ListDomainNames DescribeDomain \
     DescribeDomains CreateApplication CreateElasticsearchDomain UpdateApplication ESHttpGet
    events ListRules ListReplays DescribeRule DescribeReplay CreateEventBus CreateConnection \
     UpdateConnection DeleteRule PutRule TagResource ActivateEventSource DisableRule EnableRule
    evidently GetLaunch ListFeatures TestSegmentPattern
    execute-api Invoke ManageConnections
    finspace GetEnvironment ListEnvironments CreateKxUser UpdateKxUser DeleteKxUser TagResource
    firehose ListDeliveryStreams DescribeDeliveryStream CreateDeliveryStream UpdateDestination
    fis GetAction ListActions
    fms GetPolicy ListPolicies TagResource UntagResource
    forecast GetAccuracyMetrics ListDatasets DescribeDataset CreateDataset DeleteResourceTree
    frauddetector GetEvent ListTagsForResource DescribeDetector BatchGetVariable TagResource
    freetier GetFreeTierUsage ListAccountActivities PutFreeTierAlertPreference
    fsx GetResourcePolicy ListTagsForResource DescribeBackups CreateBackup UpdateVolume CopyBackup
    gamelift GetComputeAuthToken ListBuilds DescribeAlias TagResource ResolveAlias UntagResource
    gameliftstreams GetApplication ListApplications
    geo GetPlace ListKeys DescribeKey
    geo-maps GetTile
    geo-places GetPlace SearchText Autocomplete Geocode ReverseGeocode Suggest
    geo-routes CalculateRoutes OptimizeWaypoints SnapToRoads
    glacier GetJobOutput ListJobs DescribeJob AddTagsToVault RemoveTagsFromVault
    globalaccelerator ListListeners DescribeListener TagResource UntagResource
    glue GetJob GetJobs ListJobs ListCrawls DescribeEntity DescribeConnectionType CreateJob \
     CreateTable UpdateJob DeleteJob PutResourcePolicy StartJobRun BatchGetJobs TagResource
    grafana ListVersions DescribeWorkspace CreateWorkspace UpdatePermissions TagResource
    groundstation GetConfig ListConfigs DescribeContact UpdateAgentStatus TagResource
    groundtruthlabeling DescribeConsoleJob AssociatePatchToManifestJob
    guardduty GetIPSet GetFilter ListIPSets ListFilters DescribeMalwareScans \
     DescribePublishingDestination CreateFilter CreateMembers UpdateDetector DeleteDetector
    health DescribeEvents
    healthlake GetCapabilities ListFHIRDatastores DescribeFHIRDatastore SearchWithGet ReadResource
    honeycode GetScreenData ListTables DescribeTableDataImportJob StartTableDataImportJob
    identity-sync GetSyncTarget ListSyncFilters CreateSyncFilter UpdateSyncTarget DeleteSyncFilter
    identitystore GetUserId ListUsers DescribeUser CreateUser UpdateUser DeleteUser
    identitystore-auth ListSessions BatchGetSession
    imagebuilder GetImage ListImages DeleteImage StartImagePipelineExecution TagResource
    importexport GetStatus ListJobs CreateJob UpdateJob CancelJob
    inspector GetAssessmentReport ListTagsForResource DescribeFindings CreateResourceGroup
    inspector-scan ScanSbom
    inspector2 GetMember ListFilters DescribeOrganizationConfiguration StartCisSession Disable
    inspector2-telemetry StartSession StopSession SendTelemetry NotifyHeartbeat
    internetmonitor GetMonitor ListMonitors CreateMonitor UpdateMonitor DeleteMonitor StartQuery
    invoicing GetInvoicePDF ListInvoiceUnits CreateInvoiceUnit UpdateInvoiceUnit DeleteInvoiceUnit
    iot-device-tester SendMetrics CheckVersion DownloadTestSuite LatestIdt SupportedVersion
    iot1click GetDeviceMethods ListDevices DescribeDevice TagResource UntagResource
    iotanalytics GetDatasetContent ListChannels DescribeChannel TagResource SampleChannelData
    iotdeviceadvisor GetSuiteDefinition ListSuiteDefinitions TagResource UntagResource
    iotevents ListAlarms DescribeAlarm TagResource UntagResource
    iotfleethub ListApplications DescribeApplication TagResource UntagResource
    iotfleetwise GetFleet ListFleets
    iotmanagedintegrations GetOtaTask ListOtaTasks CreateOtaTask UpdateOtaTask DeleteOtaTask
    iotsitewise GetAssetPropertyValue ListAssets DescribeAsset CreateProject UpdateProject
    iottwinmaker GetScene ListScenes CreateEntity UpdateEntity DeleteEntity TagResource
    iotwireless GetMetrics ListFuotaTasks TagResource SendDataToWirelessDevice UntagResource
    ivs GetStage ListStages BatchGetChannel TagResource UntagResource
    ivschat GetRoom ListRooms
    """
}
