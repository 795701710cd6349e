import IAMPolicy
import IAMRoles
public import JSONText

/// A saved output of `aws iam get-account-authorization-details`, in which roles can be looked up.
///
/// It lacks every role's description and maximum session duration (API Reference, `RoleDetail`).
public struct Snapshot: Sendable {
  /// The roles, in the order of the file.
  let roles: [RoleEntry]
  /// The documents of the managed policies that the file holds, by ARN, still as JSON.
  let defaultDocuments: [String: JSON]
  /// The versions of those policies, by ARN; nil when the file was made without managed policies.
  let policyVersions: [String: [ObservedPolicy.Version]]?
  /// Says whether the file ends before the account does.
  public let isTruncated: Bool
  /// The number of roles in the file.
  public var roleCount: Int { roles.count }

  /// A role of the file: what a lookup needs, and the rest still as JSON.
  struct RoleEntry: Sendable {
    let name: String
    let path: String
    let arn: String
    let json: JSON
  }

  /// Reads a snapshot.
  ///
  /// - Throws: `FileFormError` with every problem that was found, each with its place.
  public init(reading text: String) throws(FileFormError) {
    try self.init(JSON.file(text))
  }

  /// Reads a snapshot from the bytes of a file.
  public init(reading bytes: [UInt8]) throws(FileFormError) {
    try self.init(JSON.file(bytes))
  }

  /// Reads a snapshot from its parsed text.
  public init(_ json: JSON) throws(FileFormError) {
    var form = ObjectReader(json, called: "the snapshot")
    let making = "make it with 'aws iam get-account-authorization-details --filter Role'"
    var entries: [RoleEntry] = []
    for role in form.array("RoleDetailList", hint: making) {
      var member = ObjectReader(role, called: "this role")
      let entry = RoleEntry(
        name: member.text("RoleName"), path: member.text("Path"), arn: member.text("Arn"),
        json: role)
      Self.check(role, &member)
      form.take(member)
      entries.append(entry)
    }
    let marker = [json["Marker"], json["NextToken"]].contains { $0 != nil && $0 != .null }
    isTruncated = marker || json["IsTruncated"]?.bool == true
    roles = entries
    defaultDocuments = Self.defaultDocuments(of: json["Policies"]?.array ?? [])
    policyVersions = (json["Policies"]?.array).flatMap { $0.isEmpty ? nil : Self.versions(of: $0) }
    try form.finish()
  }

  /// The document of the default version of each policy that tells its versions.
  private static func defaultDocuments(of policies: [JSON]) -> [String: JSON] {
    var documents: [String: JSON] = [:]
    for policy in policies {
      guard let arn = policy["Arn"]?.string else { continue }
      let version = policy["PolicyVersionList"]?.array?.first {
        $0["IsDefaultVersion"]?.bool == true
      }
      documents[arn] = version?["Document"]
    }
    return documents
  }

  private static func versions(of policies: [JSON]) -> [String: [ObservedPolicy.Version]] {
    var versions: [String: [ObservedPolicy.Version]] = [:]
    for policy in policies {
      guard let arn = policy["Arn"]?.string else { continue }
      versions[arn] = (policy["PolicyVersionList"]?.array ?? []).compactMap { version in
        version["VersionId"]?.string.map {
          ObservedPolicy.Version(id: $0, isDefault: version["IsDefaultVersion"]?.bool == true)
        }
      }
    }
    return versions
  }

  /// Checks the form of what `observed` reads, so that a damaged file is an error and never a role
  /// without policies.
  private static func check(_ role: JSON, _ member: inout ObjectReader) {
    guard role.object != nil else { return }
    if let trust = member.member("AssumeRolePolicyDocument") {
      checkDocument(trust, "AssumeRolePolicyDocument", &member)
    }
    for policy in member.array("AttachedManagedPolicies") where policy["PolicyArn"]?.string == nil {
      member.problem(
        policy.position, "missing-member", "this attached policy has no 'PolicyArn'")
    }
    for policy in member.array("RolePolicyList") {
      guard policy["PolicyName"]?.string != nil, let document = policy["PolicyDocument"] else {
        member.problem(
          policy.position, "missing-member",
          "this inline policy lacks 'PolicyName' or 'PolicyDocument'")
        continue
      }
      checkDocument(document, "PolicyDocument", &member)
    }
    if let tags = member.optional("Tags") {
      for tag in member.array(tags, "Tags")
      where tag["Key"]?.string == nil || tag["Value"]?.string == nil {
        member.problem(tag.position, "missing-member", "this tag lacks 'Key' or 'Value'")
      }
    }
    if let boundary = member.optional("PermissionsBoundary"),
      boundary["PermissionsBoundaryArn"]?.string == nil
    {
      member.problem(
        boundary.position, "missing-member",
        "this permissions boundary has no 'PermissionsBoundaryArn'")
    }
  }

  private static func checkDocument(_ json: JSON, _ name: String, _ member: inout ObjectReader) {
    guard json.string == nil, json.object == nil else { return }
    member.problem(
      json.position, "wrong-type", "'\(name)' is \(json.kind) and must be an object or a string")
  }
}
