/// Actions that exist of the other services, those whose prefixes begin with k to z: a line each, with a
/// name or two of each kind (Service Authorization Reference).
extension ActionCatalogue {
  static let otherServicesKToZ = """
    kafka GetClusterPolicy ListNodes DescribeCluster UpdateMonitoring TagResource UntagResource
    kafka-cluster DescribeGroup CreateTopic AlterGroup WriteData Connect ReadData
    kafkaconnect ListConnectors DescribeConnector
    kendra GetSnapshots ListFaqs DescribeFaq BatchGetDocumentStatus TagResource Query
    kendra-ranking ListTagsForResource DescribeRescoreExecutionPlan CreateRescoreExecutionPlan
    kinesis GetRecords GetShardIterator ListShards ListStreams DescribeLimits DescribeStream \
     CreateStream UpdateShardCount DeleteStream PutRecord AddTagsToStream MergeShards SplitShard
    kinesisanalytics GetApplicationState ListApplications DescribeApplication TagResource
    kms GetKeyPolicy GetPublicKey ListKeys ListGrants DescribeKey CreateKey CreateAlias \
     DeleteAlias PutKeyPolicy TagResource GenerateRandom ReEncryptTo Decrypt Encrypt RetireGrant
    lakeformation GetLFTag ListLfTags DescribeResource CreateDataCellsFilter UpdateDataCellsFilter
    launchwizard GetWorkload ListWorkloads DescribeSettingsSet
    lex GetBots ListBots DescribeBot CreateBot UpdateBot DeleteBot PutSession StartImport PostText
    license-manager GetGrant ListLicenses CreateGrant UpdateLicenseSpecificationsForResource
    license-manager-linux-subscriptions GetServiceSettings ListTagsForResource TagResource
    license-manager-user-subscriptions ListInstances CreateLicenseServerEndpoint TagResource
    lightsail GetDisk TagResource DownloadDefaultKeyPair IsVpcPeered UntagResource
    lookoutequipment ListLabels DescribeLabel TagResource UntagResource
    lookoutmetrics GetFeedback ListAlerts DescribeAlert
    lookoutvision ListModels DescribeModel
    m2 GetDeployment ListDataSets
    machinelearning GetBatchPrediction DescribeMLModels CreateBatchPrediction DeleteTags AddTags
    macie2 GetMember ListMembers DescribeBuckets BatchGetCustomDataIdentifiers TagResource
    managedblockchain GetNode ListNodes TagResource UntagResource
    mapcredits ListQuarterSpend
    mechanicalturk ListHITs
    mediaconnect GetRouterInput ListFlows DescribeFlow CreateFlow DeleteFlow TagResource
    mediaconvert DescribeEndpoints TagResource SearchJobs Probe UntagResource
    medialive GetSignalMap ListNodes DescribeNode CreateTags DeleteTags
    mediapackage ListChannels DescribeOriginEndpoint TagResource UntagResource
    mediapackage-vod ListAssets DescribeAsset TagResource UntagResource
    mediapackagev2 GetObject ListChannels CreateChannel
    mediastore GetObject ListItems DescribeObject
    mediatailor GetPlaybackConfiguration ListChannels DescribeChannel TagResource UntagResource
    medical-imaging GetImageSet ListDatastores SearchImageSets
    memorydb ListTags DescribeACLs ReplicateMultiRegionClusterData
    mgh GetHomeRegion ListMigrationTasks DescribeMigrationTask CreateProgressUpdateStream
    mgn GetAgentCommandForMgn ListWaves DescribeJobs CreateVcenterClientForMgn DeleteVcenterClient
    migrationhub-orchestrator GetMessage ListPlugins CreateTemplate UpdateTemplate DeleteTemplate
    migrationhub-strategy GetMessage ListAntiPatterns UpdateCollectorConfiguration PutLogData
    mobileanalytics GetReports PutEvents
    mobiletargeting GetApp ListTemplates TagResource SendMessages UntagResource
    monitron GetProject ListProjects
    mpa GetSession ListPolicies
    mq ListTags DescribeUser CreateTags DeleteTags
    neptune-db GetMLEndpoint ListLoaderJobs CreateMLEndpoint DeleteMLEndpoint StartLoaderJob
    neptune-graph GetGraph ListGraphs CreateGraph UpdateGraph DeleteGraph TagResource ResetGraph
    network-firewall GetAnalysisReportResults ListProxies DescribeProxy CreateFirewall TagResource
    networkflowmonitor GetScope ListScopes Publish
    networkmanager GetLinks ListPeerings DescribeGlobalNetworks TagResource UntagResource
    networkmonitor GetProbe ListMonitors
    nimble GetEula ListEulas CreateStreamingSession UpdateLaunchProfileMember PutStudioLogEvents
    notifications GetEventRule ListChannels CreateEventRule UpdateEventRule DeleteEventRule
    notifications-contacts GetEmailContact ListEmailContacts CreateEmailContact DeleteEmailContact
    oam GetLink ListLinks CreateLink UpdateLink DeleteLink TagResource
    observabilityadmin GetTelemetryRule ListTelemetryRules CreateTelemetryRule UpdateTelemetryRule
    odb GetDbNode ListDbNodes CreateOdbNetwork UpdateOdbNetwork DeleteOdbNetwork StartDbNode
    omics GetRunGroup ListRunGroups
    one GetSite ListSites CreateDeviceActivationQrCode
    opensearch GetDirectQuery ListTags DescribeDomain CreateIndex UpdateIndex DeleteIndex AddTags
    opsworks ListTags DescribeApps TagResource UntagResource
    opsworks-cm DescribeServers TagResource UntagResource
    organizations ListRoots ListParents DescribePolicy DescribeAccount CreatePolicy \
     CreateAccount UpdatePolicy DeletePolicy TagResource RegisterDelegatedAdministrator
    osis GetPipeline ListPipelines CreatePipeline UpdatePipeline DeletePipeline StartPipeline
    outposts GetSite ListSites StartConnection TagResource UntagResource
    partnercentral GetPartner ListPartners CreateEngagement UpdateOpportunity DeleteRelationship
    partnercentral-account-management AssociatePartnerUser AccessProServeTools
    payment-cryptography GetKey ListKeys
    payments GetFinancingLine ListFinancingLines CreatePaymentInstrument UpdatePaymentInstrument
    pca-connector-ad GetTemplate ListTemplates
    pca-connector-scep GetConnector ListConnectors
    pcs GetQueue ListQueues RegisterComputeNodeGroupInstance
    personalize ListSchemas DescribeSchema
    pi GetResourceMetrics ListTagsForResource DescribeDimensionKeys TagResource UntagResource
    pipes ListPipes DescribePipe StartPipe StopPipe
    polly GetLexicon ListLexicons DescribeVoices StartSpeechSynthesisStream SynthesizeSpeech
    pricing GetProducts ListPriceLists DescribeServices
    pricingplanmanager GetSubscription ListSubscriptions CreateSubscription UpdateSubscription
    private-networks ListNetworks
    profile GetDomain ListDomains CreateProfile UpdateProfile DeleteDomain PutIntegration
    proton GetService ListServices CreateService UpdateService DeleteService
    purchase-orders GetPurchaseOrder ListPurchaseOrders UpdatePurchaseOrder DeletePurchaseOrder
    q GetPlugin ListPlugins CreatePlugin UpdatePlugin DeletePlugin StartConversation TagResource
    qapps GetQApp ListQApps CreateQApp UpdateQApp DeleteQApp StartQAppSession TagResource
    qbusiness GetUser ListGroups DeleteConversation PutFeedback Chat
    qldb GetBlock ListLedgers DescribeLedger CreateLedger UpdateLedger DeleteLedger TagResource
    quicksight ListThemes DescribeTheme CreateDataSet UpdateTheme DeleteTheme TagResource
    ram GetPermission ListResources CreateResourceShare UpdateResourceShare DeleteResourceShare
    rbin GetRule ListRules CreateRule UpdateRule DeleteRule TagResource LockRule UnlockRule
    rds ListTagsForResource DescribeEvents DescribeDBProxies CreateDBCluster CreateDBInstance \
     DeleteDBCluster StartDBCluster StopDBCluster ModifyDBCluster CopyDBParameterGroup
    rds-data BatchExecuteStatement ExecuteSql BeginTransaction CommitTransaction
    redshift GetResourcePolicy GetClusterCredentials ListTables ListSchemas DescribeTags \
     DescribeClusters CreateTags CreateClusterUser DeleteTags AssociateDataShareConsumer JoinGroup
    redshift-data GetStatementResult ListTables DescribeTable BatchExecuteStatement
    redshift-serverless GetSnapshot ListSnapshots CreateSnapshot UpdateNamespace DeleteSnapshot
    refactor-spaces GetRoute ListRoutes
    rekognition GetFaceSearch ListFaces DescribeDataset CreateDataset UpdateDatasetEntries
    resiliencehub ListApps DescribeApp
    resource-explorer-2 GetView ListViews CreateView UpdateView DeleteView BatchGetView Search
    resource-groups GetTags ListGroups CreateGroup UpdateGroup DeleteGroup PutGroupPolicy Tag
    robomaker ListRobotApplications DescribeSimulationJob CreateSimulationJob TagResource
    rolesanywhere GetCrl ListCrls CreateProfile UpdateCrl DeleteCrl PutAttributeMapping DisableCrl
    route53 GetChange GetDNSSEC ListCidrBlocks ListHostedZones CreateHostedZone \
     CreateHealthCheck UpdateHealthCheck DeleteHostedZone AssociateVPCWithHostedZone TestDNSAnswer
    route53-recovery-cluster GetRoutingControlState ListRoutingControls UpdateRoutingControlState
    route53-recovery-control-config GetResourcePolicy ListClusters DescribeCluster TagResource
    route53-recovery-readiness GetCell ListCells TagResource UntagResource
    route53domains GetDomainDetail ListDomains UpdateTagsForDomain DeleteTagsForDomain
    route53globalresolver GetDNSView ListDNSViews CreateDNSView UpdateDNSView DeleteDNSView
    route53profiles GetProfile ListProfiles CreateProfile UpdateProfileResourceAssociation
    route53resolver GetResolverRule ListFirewallRules CreateResolverQueryLogConfig TagResource
    rtbfabric GetLink ListLinks
    rum GetAppMonitor ListAppMonitors UpdateRumMetricDefinition PutRumEvents
    s3-object-lambda GetObject ListBucket WriteGetObjectResponse
    s3-outposts GetBucket ListBucket
    s3express GetAccessPoint ListTagsForResource CreateBucket
    s3files ListFileSystems CreateAccessPoint DeleteAccessPoint TagResource ClientMount
    s3tables GetTable ListTables CreateTable UpdateTableMetadataLocation DeleteTable PutTableData
    s3vectors GetIndex ListIndexes CreateIndex DeleteIndex PutVectors QueryVectors
    sagemaker-data-science-assistant SendConversation
    sagemaker-geospatial GetEarthObservationJob ListTagsForResource DeleteEarthObservationJob
    sagemaker-mlflow GetRun ListArtifacts CreateRun UpdateRun DeleteRun SearchRuns LogBatch SetTag
    sagemaker-unified-studio-mcp CallReadOnlyTool InvokeMcp
    savingsplans ListTagsForResource DescribeSavingsPlans CreateSavingsPlan TagResource
    scheduler GetSchedule ListSchedules CreateSchedule UpdateSchedule DeleteSchedule TagResource
    schemas GetResourcePolicy ListSchemas DescribeSchema TagResource SearchSchemas ExportSchema
    scn GetInstance ListInstances CreateInstance UpdateInstance DeleteInstance TagResource
    sdb GetAttributes ListDomains BatchPutAttributes DomainMetadata Select
    security-ir GetCase ListCases CreateCase UpdateCase BatchGetMemberAccountDetails TagResource
    securityagent GetArtifact ListTasks CreatePentest UpdateFinding DeleteArtifact StartPentestJob
    securityhub GetFindings ListAggregatorsV2 DescribeHub CreateMembers UpdateFindings TagResource
    securitylake GetSubscriber ListDataLakes
    serverlessrepo GetApplication CreateCloudFormationTemplate SearchApplications
    servicecatalog GetApplication ListApplications DescribeRecord CreateProduct UpdateApplication
    servicediscovery GetService ListServices CreateService UpdateService DeleteService TagResource
    servicequotas GetServiceQuota ListServices StartQuotaUtilizationReport TagResource
    ses GetRelay GetAccount ListRelays ListArchives DescribeReceiptRule DescribeReceiptRuleSet \
     UpdateReceiptRule DeleteEmailIdentity BatchGetMetricData TagResource SendEmail UntagResource
    shield GetSubscriptionState ListAttacks DescribeDRTAccess CreateProtection DeleteProtection
    signer GetSigningProfile ListSigningJobs DescribeSigningJob PutSigningProfile StartSigningJob
    signin ListTrustedIdentityPropagationApplicationsForConsole CreateOAuth2Token
    sms GetServers CreateReplicationJob UpdateReplicationJob DeleteReplicationJob SendMessage
    sms-voice GetResourcePolicy ListTagsForResource DescribePools CreateVerifiedDestinationNumber
    snowball GetJobManifest ListJobs DescribeJob CreateJob UpdateJob CancelJob
    sns GetSMSAttributes GetTopicAttributes ListTopics ListSubscriptions CreateTopic \
     CreateSMSSandboxPhoneNumber DeleteTopic TagResource AddPermission Publish RemovePermission
    social-messaging GetWhatsAppMessageMedia ListWhatsAppMessageTemplates SendWhatsAppMessage
    sqlworkbench GetChart ListTabs CreateChart UpdateChart DeleteTab PutTab BatchGetNotebookCell
    sqs GetQueueUrl GetQueueAttributes ListQueues ListQueueTags CreateQueue DeleteQueue \
     StartMessageMoveTask TagQueue SendMessage AddPermission ChangeMessageVisibility PurgeQueue
    ssm GetOpsItem GetDocument ListCommands ListDocuments DescribeDocument DescribeSessions \
     CreateOpsItem CreateDocument UpdateOpsItem DeleteDocument PutInventory StartSession
    ssm-contacts GetContact ListContacts DescribePage StartEngagement TagResource UntagResource
    ssm-guiconnect GetConnection ListConnections StartConnection CancelConnection
    ssm-incidents GetResponsePlan ListRelatedItems CreateTimelineEvent UpdateRelatedItems
    ssm-quicksetup GetConfiguration ListConfigurations
    ssm-sap GetDatabase ListDatabases UpdateHanaBackupSettings BackupDatabase RestoreDatabase
    ssmmessages CreateDataChannel OpenDataChannel
    sso GetProfile ListProfiles DescribeInstance CreateApplication UpdateTrust DeleteApplication
    sso-directory ListMembersInGroup DescribeUser CreateUser SearchUsers IsMemberInGroup
    states GetExecutionHistory ListMapRuns ListActivities DescribeMapRun DescribeActivity \
     CreateStateMachine UpdateStateMachine DeleteStateMachine StartExecution TagResource
    storagegateway ListVolumes DescribeCache CreateSnapshot DeleteVolume AddTagsToResource
    support DescribeCases CreateCase PutCaseAttributes SearchForCases AddAttachmentsToSet
    supportplans GetSupportPlan ListSupportPlanModifiers CreateSupportPlanSchedule
    sustainability GetCarbonFootprintSummary
    swf GetWorkflowExecutionHistory ListDomains DescribeDomain DeleteActivityType TagResource
    synthetics GetGroup ListGroups DescribeCanaries TagResource UntagResource
    tag GetTagKeys DescribeReportCreation TagResources UntagResources
    tax GetExemptions ListTaxRegistrations UpdateExemptions DeleteTaxRegistration PutTaxInterview
    textract GetAdapter ListAdapters StartExpenseAnalysis AnalyzeID
    thinclient GetDevice ListDevices
    timestream GetAwsBackupStatus ListTables DescribeTable DeleteTable StartAwsBackupJob Select
    timestream-influxdb GetDbCluster ListDbClusters CreateDbCluster UpdateDbCluster TagResource
    tiros GetQueryAnswer CreateQuery ExtendQuery
    tnb GetSolNetworkPackage ListTagsForResource
    transcribe GetVocabulary ListVocabularies StartStreamTranscription
    transfer ListUsers DescribeUser TagResource TestIdentityProvider UntagResource
    transform-custom GetCampaign ListKnowledgeItems CreateTransformationPackageUrl UpdateCampaign
    translate GetTerminology ListParallelData DescribeTextTranslationJob TranslateText
    trustedadvisor GetRecommendation ListChecks DescribeChecks UpdateRiskStatus DownloadRisk
    user-subscriptions ListClaims
    uxc GetAccountColor ListServices UpdateAccountCustomizations DeleteAccountColor
    vendor-insights GetDataSource ListDataSources CreateDataSource UpdateDataSource TagResource
    verifiedpermissions GetPolicy ListPolicies CreatePolicyStore IsAuthorized
    voiceid ListTagsForResource DescribeDomain CreateDomain UpdateDomain DeleteDomain TagResource
    vpc-lattice GetRule ListRules CreateResourceGateway DeleteResourceGateway TagResource
    vpc-lattice-svcs Invoke
    waf GetRule ListRules CreateWebACL UpdateWebACL DeleteWebACL PutPermissionPolicy TagResource
    waf-regional GetRule ListRules CreateWebACL UpdateWebACL DeleteWebACL PutPermissionPolicy
    wafv2 GetIPSet ListIPSets DescribeManagedRuleGroup CreateWebACL UpdateWebACL DeleteWebACL
    wam AuthenticatePackager
    wellarchitected GetLens ListWorkloads ExportLens
    wickr GetBot ListBots CreateBot UpdateBot DeleteBot RegisterOidcConfig BatchCreateUser
    wisdom GetAIGuardrail ListAIGuardrails CreateAIAgent UpdateAIAgent DeleteAIAgent PutFeedback
    workdocs DescribeInstances CheckAlias
    worklink TagResource UntagResource
    workmail GetMailDomain ListUsers DescribeUser CreateUser UpdateUser DeleteUser TagResource
    workmailmessageflow GetRawMessageContent PutRawMessageContent
    workspaces DescribeTags CreateTags UpdateWorkspacesPool DeleteTags StartWorkspaces
    workspaces-web GetPortal ListPortals TagResource UntagResource
    xray GetGroup ListRetrievedTraces UpdateIndexingRule PutTraceSegments StartTraceRetrieval Link
    """
}
