import IAMPolicy
public import IAMRoles
import JSONText

extension Snapshot {
  /// The role of a name, whatever its case and path; nil when the file has none.
  public func role(named name: String) -> ObservedRole? {
    let folded = name.lowercased()
    return roles.first { $0.name.lowercased() == folded }.map(observed)
  }

  /// The names of the roles, in the order of the file.
  public var roleNames: [String] { roles.map(\.name) }

  /// The default version of a managed policy; nil when the file does not have the policy.
  ///
  /// A file of AWS's own tool has managed policies only when it was made without a filter.
  public func managedPolicy(_ arn: String) -> StoredDocument? {
    guard let policy = json(ofPolicy: arn) else { return nil }
    let version = policy["PolicyVersionList"]?.array?.first {
      $0["IsDefaultVersion"]?.bool == true
    }
    return version?["Document"].flatMap {
      Reading(returned: $0, as: .identity, "GetAccountAuthorizationDetails", of: arn).document
    }
  }
}
