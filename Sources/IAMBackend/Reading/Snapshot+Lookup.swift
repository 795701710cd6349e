import IAMPolicy
public import IAMRoles
public import JSONText

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

  /// Every role as the file has it, in its order.
  public var roleDetails: [JSON] { roles.map(json(of:)) }

  /// Every managed policy that the file holds, in the order of their ARNs.
  public var policyDetails: [JSON] { policyARNs.compactMap(json(ofPolicy:)) }

  /// Every identity provider that the file holds, in the order of their ARNs.
  public var providerDetails: [JSON] { providerARNs.compactMap(json(ofProvider:)) }

  /// The account and partition of the first role; nil in a file without roles.
  public var home: (account: String, partition: String)? {
    homes.first.map { ($0.account, $0.partition) }
  }

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

extension Snapshot {
  /// An account that roles of the file are of.
  public struct Account: Hashable, Sendable, CustomStringConvertible {
    /// The partition, such as `aws`.
    public let partition: String
    /// The 12-digit account id.
    public let account: String

    /// `123456789012`, with the partition where it is another than `aws`.
    public var description: String { partition == "aws" ? account : "\(account) (\(partition))" }
  }

  /// The accounts of the roles in order: one, in a file that nobody has put together.
  public var accounts: [Account] {
    homes.map { Account(partition: $0.partition, account: $0.account) }
      .sorted { ($0.partition, $0.account) < ($1.partition, $1.account) }
  }

  /// Whether every role of the file has its longest session.
  public var tellsSessions: Bool {
    roles.allSatisfy { json(of: $0)["MaxSessionDuration"] != nil }
  }

  /// Where the role at a place in the order of the file begins.
  public func position(ofRoleAt index: Int) -> TextPosition? {
    roles.indices.contains(index) ? roles[index].place.position : nil
  }

  /// All roles of the file with the documents that it has, for a review.
  public var reviewedRoles: [ReviewedRole] {
    let documents = library(of: policyARNs)
    let isOneAccount = homes.count < 2
    return roles.map { entry in
      let json = json(of: entry)
      let profiles = (json["InstanceProfileList"]?.array ?? []).compactMap {
        $0["InstanceProfileName"]?.string
      }
      var role = ReviewedRole(
        observed(entry), library: documents, instanceProfiles: profiles.sorted())
      if !isOneAccount {
        let home = Home(role: entry.name, arn: json["Arn"]?.string ?? "")
        role.scope = "\(home.partition):\(home.account)"
      }
      return role
    }
  }
}
