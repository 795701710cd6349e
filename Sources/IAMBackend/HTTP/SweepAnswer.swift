import AWSAccess
import IAMPolicy
import IAMRoles

/// The pages of GetAccountAuthorizationDetails, as roles and policy documents.
struct SweepAnswer {
  /// The roles by name, without what the sweep does not tell.
  private(set) var roles: [String: ObservedRole] = [:]
  /// The instance profiles of each role, by its name.
  private(set) var profiles: [String: [String]] = [:]
  /// The default versions of managed policies, by ARN.
  private(set) var policies: [String: StoredDocument] = [:]

  /// Takes a page.
  mutating func add(_ page: XMLElement, wantedRoles: Set<String>, wantedPolicies: Set<String>) {
    for element in page.members(of: "RoleDetailList") {
      guard let name = element.text(of: "RoleName"), wantedRoles.contains(name),
        let answer = RoleAnswer(element)
      else { continue }
      roles[name] = Self.role(answer, element)
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
        policies[arn] = StoredDocument(returned: text, as: .identity)
      }
    }
  }

  private static func role(_ answer: RoleAnswer, _ element: XMLElement) -> ObservedRole {
    let attached = element.members(of: "AttachedManagedPolicies").compactMap {
      $0.text(of: "PolicyArn").map(ManagedPolicyAttachment.init(arn:))
    }
    let inline = element.members(of: "RolePolicyList").compactMap {
      policy -> ObservedInlinePolicy? in
      guard let name = policy.text(of: "PolicyName"), let text = policy.text(of: "PolicyDocument")
      else { return nil }
      return ObservedInlinePolicy(
        name: name, document: .present(StoredDocument(returned: text, as: .identity)))
    }
    return ObservedRole(
      name: answer.name, path: answer.path, arn: answer.arn, id: answer.id, description: .absent,
      maxSessionDuration: .absent, trust: answer.trust,
      permissionsBoundary: answer.permissionsBoundary, tags: .present(answer.tags),
      managedPolicies: .present(attached),
      inlinePolicies: .present(inline.sorted { $0.name < $1.name }))
  }
}
