/// Something about a role set that IAM would refuse, found before anything is sent.
public struct RoleSetProblem: Hashable, Sendable {
  /// The kinds of problem.
  ///
  /// The raw strings are stable.
  public enum ID: String, Hashable, Sendable, CaseIterable {
    /// The account id is not 12 digits.
    case account
    /// Two roles have names that differ at most in case.
    case duplicateRole = "duplicate-role"
    /// A role name has another form.
    case roleName = "role-name"
    /// A path has another form.
    case path
    /// A path that belongs to the roles of services.
    case reservedPath = "reserved-path"
    /// A description has a character that IAM refuses, or is too long.
    case description
    /// The longest session is outside 3,600–43,200 seconds.
    case maxSessionDuration = "max-session-duration"
    /// The trust document is not a trust policy.
    case trustKind = "trust-kind"
    /// The trust policy is larger than its quota.
    case trustSize = "trust-size"
    /// An inline policy has a name of another form.
    case policyName = "policy-name"
    /// Two inline policies or attachments of a role are the same.
    case duplicatePolicy = "duplicate-policy"
    /// An inline document is not an identity policy.
    case policyKind = "policy-kind"
    /// The inline policies together are larger than their quota.
    case inlineSize = "inline-size"
    /// The ARN of a managed policy or a boundary has another form.
    case policyARN = "policy-arn"
    /// The policy belongs to a service-linked role and cannot be attached.
    case servicePolicy = "service-policy"
    /// A managed policy of the set that no role of it has.
    case unusedPolicy = "unused-policy"
    /// A managed policy of the set is larger than its quota.
    case policySize = "policy-size"
    /// More managed policies than the quota.
    case managedPolicyCount = "managed-policy-count"
    /// A tag has a key or value of another form.
    case tag
    /// A tag key that AWS reserves.
    case reservedTag = "reserved-tag"
    /// Two tag keys that differ at most in case.
    case duplicateTag = "duplicate-tag"
    /// An instance profile has a name of another form, or two roles declare it.
    case instanceProfile = "instance-profile"
    /// An identity provider has a URL, a name, a client id, a thumbprint or metadata that IAM refuses, or no
    /// role trusts it.
    case identityProvider = "identity-provider"
    /// More than 50 tags.
    case tagCount = "tag-count"
  }

  /// The kind.
  public var id: ID
  /// The role that it is about; nil for the set itself.
  public var role: String?
  /// Where in the role.
  public var part: RolePart
  /// One sentence: lower-case start, no full stop.
  public var message: String
  /// An act that helps.
  public var hint: String
}
