import IAMPolicy
public import IAMRoles
import JSONText

extension Snapshot {
  /// The role of a name, whatever its case and path; nil when the file has none.
  public func role(named name: String) -> ObservedRole? {
    index(ofRole: name).flatMap(role(at:))
  }

  /// The role at a place in the order of the file; nil beyond its end.
  public func role(at index: Int) -> ObservedRole? {
    roles.indices.contains(index) ? observed(roles[index]) : nil
  }

  /// The place of a role of that name, whatever its case, in the order of the file.
  public func index(ofRole name: String) -> Int? {
    let folded = name.lowercased()
    return roles.firstIndex { $0.name.lowercased() == folded }
  }

  /// The names of the roles, in the order of the file.
  public var roleNames: [String] { roles.map(\.name) }

  /// The default version of a managed policy; nil when the file does not have the policy.
  ///
  /// A file of AWS's own tool has managed policies only when it was made without a filter.
  public func managedPolicy(_ arn: String) -> StoredDocument? {
    guard let policy = json(ofPolicy: arn) else { return nil }
    return Self.defaultDocument(policy).flatMap {
      Reading(returned: $0, as: .identity, "GetAccountAuthorizationDetails", of: arn).document
    }
  }

  /// The document of the version that counts.
  static func defaultDocument(_ policy: JSON) -> JSON? {
    let version = policy["PolicyVersionList"]?.array?.first {
      $0["IsDefaultVersion"]?.bool == true
    }
    return version?["Document"]
  }
}
