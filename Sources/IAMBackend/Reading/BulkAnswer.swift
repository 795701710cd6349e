import AWSAccess
import IAMPolicy
import IAMRoles

/// The pages of GetAccountAuthorizationDetails, as roles and policy documents.
struct BulkAnswer {
  /// The roles by name, without what the sweep does not tell.
  private(set) var roles: [String: ObservedRole] = [:]
  /// The instance profiles of each role, by its name.
  private(set) var profiles: [String: [String]] = [:]
  /// The default versions of managed policies, by ARN.
  private(set) var policies: [String: StoredDocument] = [:]

  /// Takes a page; a role or policy that it does not tell whole is left out, to be read by itself.
  mutating func add(_ page: XMLElement, wantedRoles: Set<String>, wantedPolicies: Set<String>) {
    for element in page.members(of: "RoleDetailList") {
      guard let name = element.text(of: "RoleName"), wantedRoles.contains(name),
        let role = try? Self.role(element)
      else { continue }
      roles[name] = role
      profiles[name] = element.members(of: "InstanceProfileList").compactMap {
        $0.text(of: "InstanceProfileName")
      }
    }
    for element in page.members(of: "Policies") {
      guard let arn = element.text(of: "Arn"), wantedPolicies.contains(arn) else { continue }
      let versions = element.members(of: "PolicyVersionList")
      let chosen =
        versions.first { $0.text(of: "IsDefaultVersion") == "true" }
        ?? versions.first { $0.text(of: "VersionId") == element.text(of: "DefaultVersionId") }
      if let text = chosen?.text(of: "Document") {
        policies[arn] = Reading(returned: text, as: .identity, Self.action, of: arn).value
      }
    }
  }

  private static let action = "GetAccountAuthorizationDetails"

  private static func role(_ element: XMLElement) throws(CallFailure) -> ObservedRole {
    let answer = try RoleAnswer(element, in: action)
    guard answer.hasRoleARN, element["AttachedManagedPolicies"] != nil,
      element["RolePolicyList"] != nil, element["InstanceProfileList"] != nil
    else { throw CallFailure(.malformedAnswer, message: "a role of the sweep is incomplete") }
    var attached: [ManagedPolicyAttachment] = []
    for policy in element.members(of: "AttachedManagedPolicies") {
      attached.append(ManagedPolicyAttachment(arn: try policy.needed("PolicyArn", in: action)))
    }
    var inline: [ObservedInlinePolicy] = []
    for policy in element.members(of: "RolePolicyList") {
      let name = try policy.needed("PolicyName", in: action)
      let text = try policy.needed("PolicyDocument", in: action)
      inline.append(
        ObservedInlinePolicy(
          name: name,
          document: Reading(returned: text, as: .identity, action, of: "\(answer.name)/\(name)")))
    }
    return ObservedRole(
      name: answer.name, path: answer.path, arn: answer.arn, id: answer.id, description: .absent,
      maxSessionDuration: .absent, trust: answer.trust,
      permissionsBoundary: answer.permissionsBoundary, tags: .present(answer.tags),
      managedPolicies: .present(attached),
      inlinePolicies: .present(inline.sorted { $0.name < $1.name }))
  }
}
