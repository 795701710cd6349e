/// The managed policies that an account lists, by name without regard to case.
///
/// "The name of the policy must be unique within the account, and is not distinguished by case" (IAM API
/// Reference, CreatePolicy): a policy at another path takes the name as well.
struct ManagedPolicyNames {
  private let byName: [String: String]

  /// Makes a table of the ARNs of policies; the first of a name counts.
  init(_ arns: [String]) {
    byName = Dictionary(
      arns.map { (Self.name(in: $0), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The ARN, other than `arn` itself, of the policy that has the name of `arn`.
  func other(than arn: String) -> String? {
    byName[Self.name(in: arn)].flatMap { $0 == arn ? nil : $0 }
  }

  private static func name(in arn: String) -> String {
    arn[(arn.lastIndex(of: "/").map(arn.index(after:)) ?? arn.startIndex)...].lowercased()
  }
}
