import AWSAccess
import IAMPolicy
import IAMRoles

/// The pages of GetAccountAuthorizationDetails, as roles and policy documents.
struct BulkAnswer {
  /// The roles by name, without description and session duration, which the call does not tell.
  private(set) var found: [String: ObservedRole] = [:]
  /// The instance profiles of each role, by its name.
  private(set) var profiles: [String: [String]] = [:]
  /// The default versions of managed policies, by ARN.
  private(set) var documents: [String: StoredDocument] = [:]
  /// The managed policies of the account that were asked for, by ARN, without their tags.
  private(set) var policies: [String: ObservedPolicy] = [:]
  /// The tags of all roles, by name.
  private(set) var tags: [String: [Tag]] = [:]
  /// Whether managed policies of the account were asked for: then one that is not here does not exist.
  var tellsPolicies: Bool { !wantedPolicies.isEmpty }

  /// The texts of the default versions of other managed policies, where roles are asked for that may have any.
  private var spare: [String: String] = [:]
  private var doubled: Set<String> = []
  private var known = KnownDocuments()
  private let others: Set<String>
  private let wantedRoles: Set<String>
  private let wantedDocuments: Set<String>
  private let wantedPolicies: Set<String>
  private static let action = IAMClient.bulkAction

  /// - Parameter others: roles of which is taken what the answer has anyway; no more is asked for.
  init(
    roles: Set<String> = [], documents: Set<String> = [], policies: Set<String> = [],
    others: Set<String> = []
  ) {
    self.others = others
    wantedRoles = roles.union(others)
    wantedDocuments = documents
    wantedPolicies = policies
  }

  /// What is asked for.
  var filter: [String] {
    var filter = ["Role"]
    if wantedDocuments.contains(where: \.isPolicyOfAWS) { filter.append("AWSManagedPolicy") }
    if !wantedPolicies.isEmpty || !wantedDocuments.allSatisfy(\.isPolicyOfAWS) {
      filter.append("LocalManagedPolicy")
    }
    return filter
  }

  /// Takes a page; a role or policy that it does not tell whole is left out, to be read by itself.
  mutating func add(_ page: XMLElement) {
    for element in page.members(of: "RoleDetailList") {
      if let name = element.text(of: "RoleName") {
        tags[name] = element.members(of: "Tags").compactMap { tag in
          tag.text(of: "Key").map { Tag($0, tag.text(of: "Value") ?? "") }
        }
      }
      guard let name = element.text(of: "RoleName"), wantedRoles.contains(name),
        let role = try? Self.role(element, &known)
      else { continue }
      // A role with two entries that differ is read by itself.
      if let other = found[name], other != role { doubled.insert(name) }
      found[name] = doubled.contains(name) ? nil : role
      profiles[name] = element.members(of: "InstanceProfileList").compactMap {
        $0.text(of: "InstanceProfileName")
      }
    }
    for element in page.members(of: "Policies") {
      guard let arn = element.text(of: "Arn") else { continue }
      if wantedDocuments.contains(arn) {
        documents[arn] = Self.document(element, arn)
      } else if !others.isEmpty {
        spare[arn] = Self.text(element)
      }
      if wantedPolicies.contains(arn) { policies[arn] = try? Self.policy(element, arn) }
    }
  }

  /// What the other roles may do, by name; of a managed policy that the answer does not have, its name is known.
  var permissionsOfOthers: [String: RolePermissions] {
    var known: [String: PolicyDocument] = [:]
    func document(_ arn: String) -> PolicyDocument? {
      if let document = known[arn] { return document }
      let document =
        documents[arn]?.policy ?? spare[arn].flatMap { Self.document($0, arn)?.policy }
        ?? FamousPolicy.document(arn)
      known[arn] = document
      return document
    }
    var result: [String: RolePermissions] = [:]
    for name in others {
      guard let role = found[name] else { continue }
      let arns =
        (role.managedPolicies.value ?? []).map(\.arn)
        + [role.permissionsBoundary.value?.arn].compactMap(\.self)
      var library: [String: PolicyDocument] = [:]
      for arn in arns { library[arn] = document(arn) }
      result[name] = RolePermissions(of: role, documents: PolicyLibrary(library))
    }
    return result
  }

  private static func document(_ element: XMLElement, _ arn: String) -> StoredDocument? {
    text(element).flatMap { document($0, arn) }
  }

  private static func document(_ text: String, _ arn: String) -> StoredDocument? {
    Reading(returned: text, as: .identity, action, of: arn).value
  }

  /// The text of the default version.
  private static func text(_ element: XMLElement) -> String? {
    let versions = element.members(of: "PolicyVersionList")
    let chosen =
      versions.first { $0.truth(of: "IsDefaultVersion") == true }
      ?? versions.first { $0.text(of: "VersionId") == element.text(of: "DefaultVersionId") }
    return chosen?.text(of: "Document")
  }

  private static func policy(
    _ element: XMLElement, _ arn: String
  ) throws(CallFailure) -> ObservedPolicy {
    var versions: [ObservedPolicy.Version] = []
    for version in element.members(of: "PolicyVersionList") {
      guard let isDefault = version.truth(of: "IsDefaultVersion") else {
        throw CallFailure.damaged("a version of '\(arn)' is incomplete")
      }
      versions.append(
        ObservedPolicy.Version(
          id: try version.needed("VersionId", in: action), isDefault: isDefault))
    }
    guard versions.count(where: \.isDefault) == 1, let document = document(element, arn) else {
      throw CallFailure.damaged("'\(arn)' is incomplete")
    }
    var policy = ObservedPolicy(arn: arn, versions: versions, document: document)
    policy.uses = try element.usesOfPolicy(in: action)
    policy.description = element.text(of: "Description") ?? ""
    return policy
  }

  private static func role(
    _ element: XMLElement, _ known: inout KnownDocuments
  ) throws(CallFailure) -> ObservedRole {
    let answer = try RoleAnswer(element, in: action, &known)
    guard answer.hasRoleARN, element["AttachedManagedPolicies"] != nil,
      element["RolePolicyList"] != nil, element["InstanceProfileList"] != nil
    else { throw CallFailure.damaged("role '\(answer.name)' is incomplete") }
    var attached: [ManagedPolicyAttachment] = []
    for policy in try element.distinctMembers(
      of: "AttachedManagedPolicies", by: "PolicyArn", in: action)
    {
      attached.append(ManagedPolicyAttachment(arn: try policy.needed("PolicyArn", in: action)))
    }
    var inline: [ObservedInlinePolicy] = []
    for policy in try element.distinctMembers(of: "RolePolicyList", by: "PolicyName", in: action) {
      let name = try policy.needed("PolicyName", in: action)
      let text = try policy.needed("PolicyDocument", in: action)
      inline.append(
        ObservedInlinePolicy(
          name: name,
          document: known.reading(text, as: .identity, action, of: "\(answer.name)/\(name)")))
    }
    return answer.observed(
      managedPolicies: .present(attached),
      inlinePolicies: .present(inline.sorted { $0.name < $1.name }))
  }
}

extension XMLElement {
  /// How often a managed policy is attached or is a boundary.
  func usesOfPolicy(in action: String) throws(CallFailure) -> Int {
    guard let attached = text(of: "AttachmentCount").flatMap({ Int($0) }),
      (0...1_000_000).contains(attached)
    else {
      throw CallFailure.damaged(
        "the answer to \(action) does not say how often the policy is attached")
    }
    // Older stand-ins of IAM leave the count of boundaries out.
    let bounds = text(of: "PermissionsBoundaryUsageCount").flatMap { Int($0) } ?? 0
    return attached + min(max(bounds, 0), 1_000_000)
  }
}
