import IAMPolicy

/// The actions of a service, from the Service Authorization Reference.
struct KnownActions {
  /// The prefix of the actions.
  let prefix: String
  /// The names, sorted.
  let actions: [String]

  /// The service that an action pattern names literally; nil for a pattern or a service without a list.
  static func service(of action: String) -> KnownActions? {
    let prefix = action.prefix { $0 != ":" }.lowercased()
    return all.first { $0.prefix == prefix }
  }

  private static let all = [deepLens, panorama]

  private static let deepLens = KnownActions(
    prefix: "deeplens",
    actions: [
      "AssociateServiceRoleToAccount", "BatchGetDevice", "BatchGetModel", "BatchGetProject",
      "CreateDeviceCertificates", "CreateModel", "CreateProject", "DeleteModel", "DeleteProject",
      "DeployProject", "DeregisterDevice", "GetAssociatedResources", "GetDeploymentStatus",
      "GetDevice", "GetModel", "GetProject", "ImportProjectFromTemplate", "ListDeployments",
      "ListDevices", "ListModels", "ListProjects", "RegisterDevice", "RemoveProject",
      "UpdateProject",
    ])

  private static let panorama = KnownActions(
    prefix: "panorama",
    actions: [
      "CreateApplicationInstance", "CreateJobForDevices", "CreateNodeFromTemplateJob",
      "CreatePackage", "CreatePackageImportJob", "DeleteDevice", "DeletePackage",
      "DeregisterPackageVersion", "DescribeApplicationInstance",
      "DescribeApplicationInstanceDetails", "DescribeDevice", "DescribeDeviceJob", "DescribeNode",
      "DescribeNodeFromTemplateJob", "DescribePackage", "DescribePackageImportJob",
      "DescribePackageVersion", "DescribeSoftware", "GetWebSocketURL",
      "ListApplicationInstanceDependencies", "ListApplicationInstanceNodeInstances",
      "ListApplicationInstances", "ListDevices", "ListDevicesJobs", "ListNodeFromTemplateJobs",
      "ListNodes", "ListPackageImportJobs", "ListPackages", "ListTagsForResource",
      "ProvisionDevice", "RegisterPackageVersion", "RemoveApplicationInstance",
      "SignalApplicationInstanceNodeInstances", "TagResource", "UntagResource",
      "UpdateDeviceMetadata",
    ])
}
