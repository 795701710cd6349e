/// The quotas that a role set is checked against.
///
/// AWS raises some of them on request (IAM User Guide, "IAM and AWS STS quotas").
public struct IAMQuotas: Hashable, Sendable {
  /// The size of a trust policy in characters, white space not counted; up to 8,192 on request.
  public var trustPolicySize: Int
  /// The size of all inline policies of a role together in characters, white space not counted.
  public var inlinePolicySize: Int
  /// How many managed policies a role may have; up to 20 on request.
  public var managedPoliciesPerRole: Int

  /// How many tags a role may have (not raisable).
  public static let tagsPerRole = 50
  /// What every account has.
  public static let standard = IAMQuotas()
  /// The most that AWS raises them to.
  public static let largest = IAMQuotas(trustPolicySize: 8192, managedPoliciesPerRole: 20)

  /// Makes quotas; what is not given is what every account has.
  public init(
    trustPolicySize: Int = 2048, inlinePolicySize: Int = 10_240, managedPoliciesPerRole: Int = 10
  ) {
    self.trustPolicySize = trustPolicySize
    self.inlinePolicySize = inlinePolicySize
    self.managedPoliciesPerRole = managedPoliciesPerRole
  }
}
