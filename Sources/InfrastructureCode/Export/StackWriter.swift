import IAMPolicy
import JSONText

/// The accounts in which a StackSet makes the roles.
public struct StackTargets: Hashable, Sendable {
  /// The accounts; with units, only those of them that are in these units.
  public var accounts: [String]
  /// The units of an organization; without any, each account has a role for StackSets.
  public var organizationalUnits: [String]

  /// Makes targets.
  public init(accounts: [String], organizationalUnits: [String]) {
    self.accounts = accounts
    self.organizationalUnits = organizationalUnits
  }

  /// The member `DeploymentTargets` (CloudFormation User Guide, "AWS::CloudFormation::StackSet
  /// DeploymentTargets").
  fileprivate var json: JSON {
    guard !organizationalUnits.isEmpty else {
      return .object([("Accounts", .strings(accounts))])
    }
    let units = [("OrganizationalUnitIds", JSON.strings(organizationalUnits))]
    guard !accounts.isEmpty else { return .object(units) }
    return .object(
      units + [
        ("AccountFilterType", .string("INTERSECTION")), ("Accounts", .strings(accounts)),
      ])
  }
}

/// What is made of a CloudFormation template: a StackSet with it, or the import of what exists into a stack.
enum StackWriter {
  /// The most bytes of a template in a request, and in a file of S3, and the most resources
  /// (CloudFormation User Guide, "Understand CloudFormation quotas").
  static let requestSize = 51_200
  static let fileSize = 1_048_576
  static let resourceCount = 500

  /// What is too large for CloudFormation, with what to do; nil when nothing is.
  static func problem(_ template: JSON, isInRequest: Bool) -> String? {
    let resources = template["Resources"]?.object?.count ?? 0
    guard resources <= resourceCount else {
      return "the template has \(resources) resources, and CloudFormation takes \(resourceCount)"
    }
    let size = template.text(.compact).utf8.count
    let most = isInRequest ? requestSize : fileSize
    guard size > most else { return nil }
    return "the template has \(size) bytes, and CloudFormation takes \(most)"
      + (isInRequest ? " in a request" : "")
  }

  /// A note on a template that is too large for `--template-body`.
  static func note(_ template: JSON) -> String? {
    let size = template.text(.pretty).utf8.count + 1
    guard size > requestSize else { return nil }
    return
      "the template has \(size) bytes: CloudFormation takes \(requestSize) in a request, and more "
      + "from a bucket ('aws cloudformation deploy --s3-bucket NAME')"
  }

  /// A template that makes a StackSet of another one; IAM is global, so it has one Region.
  static func stackSet(_ template: JSON, in targets: StackTargets, partition: String) -> JSON {
    let isOfOrganization = !targets.organizationalUnits.isEmpty
    let region = PartitionName.usualRegion(of: partition)
    var properties: [(String, JSON)] = [
      ("StackSetName", .string("panorama-roles")),
      ("Description", .string("IAM roles")),
      ("PermissionModel", .string(isOfOrganization ? "SERVICE_MANAGED" : "SELF_MANAGED")),
      ("Capabilities", .strings(["CAPABILITY_NAMED_IAM"])),
    ]
    if isOfOrganization {
      // New accounts of the units get roles when a person asks for it.
      properties.append(("AutoDeployment", .object([("Enabled", .bool(false))])))
    }
    properties += [
      (
        "StackInstancesGroup",
        .array([
          .object([("DeploymentTargets", targets.json), ("Regions", .strings([region]))])
        ])
      ),
      ("TemplateBody", .string(template.text(.compact))),
    ]
    return .object([
      ("AWSTemplateFormatVersion", .string("2010-09-09")),
      ("Description", .string("A StackSet of IAM roles")),
      (
        "Resources",
        .object([
          (
            "RolesStackSet",
            .object([
              ("Type", .string("AWS::CloudFormation::StackSet")),
              ("Properties", .object(properties)),
            ])
          )
        ])
      ),
    ])
  }

  /// The input of `aws cloudformation create-change-set` that takes what exists into a new stack.
  ///
  /// Each resource is kept when the stack goes: an import asks for that (CloudFormation User Guide,
  /// "Resource import").
  static func importRequest(_ template: JSON, account: String, partition: String) -> JSON {
    let resources = template["Resources"]?.object ?? []
    let kept = resources.map { resource in
      let members = resource.value.object ?? []
      return (
        resource.name,
        JSON.object(
          members.prefix(1).map { ($0.name, $0.value) }
            + [("DeletionPolicy", .string("Retain"))]
            + members.dropFirst().map { ($0.name, $0.value) })
      )
    }
    let body = JSON.object(
      (template.object ?? []).map {
        ($0.name, $0.name == "Resources" ? JSON.object(kept) : $0.value)
      })
    return .object([
      ("StackName", .string("panorama-roles")), ("ChangeSetName", .string("import-roles")),
      ("ChangeSetType", .string("IMPORT")),
      ("Capabilities", .strings(["CAPABILITY_NAMED_IAM"])),
      (
        "ResourcesToImport",
        .array(resources.compactMap { identity($0.name, $0.value, account, partition) })
      ),
      ("TemplateBody", .string(body.text(.compact))),
    ])
  }

  private static func identity(
    _ id: String, _ resource: JSON, _ account: String, _ partition: String
  ) -> JSON? {
    guard let type = resource["Type"]?.string, let properties = resource["Properties"] else {
      return nil
    }
    func text(_ name: String) -> String { properties[name]?.string ?? "" }
    let identifier: (String, String)
    switch type {
    case "AWS::IAM::Role": identifier = ("RoleName", text("RoleName"))
    case "AWS::IAM::InstanceProfile":
      identifier = ("InstanceProfileName", text("InstanceProfileName"))
    case "AWS::IAM::ManagedPolicy":
      let arn =
        "arn:\(partition):iam::\(account):policy\(text("Path"))\(text("ManagedPolicyName"))"
      identifier = ("PolicyArn", arn)
    case "AWS::IAM::OIDCProvider":
      let host = text("Url").replacing("https://", with: "")
      identifier = ("Arn", "arn:\(partition):iam::\(account):oidc-provider/\(host)")
    case "AWS::IAM::SAMLProvider":
      identifier = ("Arn", "arn:\(partition):iam::\(account):saml-provider/\(text("Name"))")
    case _: return nil
    }
    return .object([
      ("ResourceType", .string(type)), ("LogicalResourceId", .string(id)),
      ("ResourceIdentifier", .object([(identifier.0, .string(identifier.1))])),
    ])
  }
}
