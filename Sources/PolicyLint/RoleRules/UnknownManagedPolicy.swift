import IAMPolicy
import JSONText
import ServiceReference

extension RoleRule {
  /// A policy that AWS does not have.
  static let unknownManagedPolicy = RoleRule(
    id: "unknown-managed-policy",
    severity: .warning,
    summary: "A role has a managed policy that AWS does not have",
    why: """
      IAM refuses to attach a policy that does not exist, and a plan stops half-way. A name that is close to \
      a policy of AWS is a warning; any other is information, since it may be newer than our list.
      """,
    source: "AWS Managed Policy Reference Guide, as of \(ServiceReference.current.date)",
    triggering: [
      """
      [↓{"name": "Function", "managedPolicies":
          ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRoel"]}]
      """,
      """
      [↓{"name": "Function", "managedPolicies": ["arn:aws:iam::aws:policy/SomethingElseEntirely"]}]
      """,
    ],
    nonTriggering: [
      """
      [{"name": "Function", "managedPolicies":
          ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
           "arn:aws:iam::123456789012:policy/Own"]}]
      """
    ],
    check: { roles in
      roles.flatMap { role in
        role.managedPolicies.compactMap { arn -> Report? in
          guard let path = awsPolicyPath(of: arn), !isKnown(path) else { return nil }
          let reference = ServiceReference.current
          let prefix = arn.dropLast(path.count)
          let near =
            NearestName.of(path, among: reference.managedPolicies)
            ?? reference.managedPolicies.first { hasSameName($0, path) }
          return Report(
            role: role,
            message:
              "role '\(role.name)' has '\(arn)', which is not a policy of AWS as of \(reference.date)",
            hint: near.map { Sentence.didYouMean("\(prefix)\($0)") } ?? "check the name",
            severity: near == nil ? .info : .warning)
        }
      }
    })

  /// What follows `policy/` in the ARN of a policy of AWS; nil for another ARN.
  private static func awsPolicyPath(of arn: String) -> String? {
    guard let parts = ARN(arn), parts.service == "iam", parts.account == "aws",
      parts.resource.hasPrefix("policy/")
    else { return nil }
    return String(parts.resource.dropFirst("policy/".count))
  }

  private static func isKnown(_ path: String) -> Bool {
    names.contains(path)
  }

  private static let names = Set(ServiceReference.current.managedPolicies)

  /// Whether two paths end with one name: the policy exists under another path.
  private static func hasSameName(_ one: String, _ other: String) -> Bool {
    one.split(separator: "/").last == other.split(separator: "/").last
  }
}
