public import IAMPolicy

/// A managed policy of the account that a role set makes and keeps as it should be.
public struct CustomerManagedPolicy: Hashable, Sendable {
  /// How many versions IAM keeps of a policy (IAM User Guide, "IAM and AWS STS quotas"; not raisable).
  public static let versionQuota = 5
  /// How many characters a version may have, white space not counted.
  public static let sizeQuota = 6144

  /// The name, unique in the account without regard to case and path.
  public var name: String
  /// The path.
  public var path: String
  /// The description; IAM takes it when the policy is made and never changes it.
  public var description: String
  /// What it says.
  public var document: PolicyDocument
  /// The tags that it is made with.
  public var tags: [Tag]

  /// Makes a policy.
  public init(
    name: String, path: String = "/", description: String = "", document: PolicyDocument,
    tags: [Tag] = []
  ) {
    self.name = name
    self.path = path
    self.description = description
    self.document = document
    self.tags = tags
  }
}

extension RoleSet {
  /// The ARN that a policy of this account has.
  public func arn(of policy: CustomerManagedPolicy) -> String {
    "arn:\(partition):iam::\(account):policy\(policy.path)\(policy.name)"
  }
}

/// A managed policy as the account has it.
public struct ObservedPolicy: Hashable, Sendable {
  /// A version, without its document.
  public struct Version: Hashable, Sendable {
    /// `v3`; numbers go up and are never used twice.
    public var id: String
    /// Whether it is the one that counts.
    public var isDefault: Bool

    /// Makes a version.
    public init(id: String, isDefault: Bool) {
      self.id = id
      self.isDefault = isDefault
    }

    /// The number behind the `v`; 0 when none exists.
    public var number: Int { Int(id.dropFirst()) ?? 0 }
  }

  /// The ARN.
  public var arn: String
  /// The versions, oldest first.
  public var versions: [Version]
  /// The document of the default version.
  public var document: StoredDocument
  /// How often it is attached or is a boundary, in all; nil when the way of reading does not say it.
  public var uses: Int?
  /// The description; nil when the way of reading does not say it.
  public var description: String?
  /// The tags; nil when the way of reading does not tell them.
  public var tags: [Tag]?

  /// Makes an observed policy.
  public init(arn: String, versions: [Version], document: StoredDocument) {
    self.arn = arn
    self.versions = versions.sorted { ($0.number, $0.id) < ($1.number, $1.id) }
    self.document = document
  }

  /// The versions that make room for `count` others: the oldest that do not count.
  func versionsToPrune(for count: Int) -> [Version] {
    let excess = versions.count + count - CustomerManagedPolicy.versionQuota
    return Array(versions.filter { !$0.isDefault }.prefix(max(0, excess)))
  }
}
