import AWSAccess
import IAMRoles

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

extension IAMCaller {
  /// The names that managed policies of the account have.
  func ownPolicyNames() throws(CallFailure) -> ManagedPolicyNames {
    var arns: [String] = []
    let parameters = [("Scope", "Local"), ("MaxItems", "1000")]
    for policy in try list("Policies", from: "ListPolicies", parameters) {
      arns.append(try policy.needed("Arn", in: "ListPolicies"))
    }
    return ManagedPolicyNames(arns)
  }
}

/// What was found of managed policies that are not where the set has them.
struct PolicyNameSearch {
  /// The ARN of the policy that has the name, by the ARN that the set gives it.
  private(set) var taken: [String: String] = [:]
  /// Why the account's policies could not be listed; a missing permission is a note and no failure.
  private(set) var failure: CallFailure?
  private let arns: [String]

  /// Looks for policies of these names; lists nothing when there are none.
  ///
  /// - Throws: `BackendError` when the connection or the credentials fail.
  init(for arns: [String], _ caller: any IAMCaller) throws(BackendError) {
    self.arns = arns
    guard !arns.isEmpty else { return }
    do throws(CallFailure) {
      let names = try caller.ownPolicyNames()
      for arn in arns { taken[arn] = names.other(than: arn) }
    } catch {
      guard !error.isFatal else {
        throw BackendError(
          error, "cannot list the managed policies of the account", action: "iam:ListPolicies")
      }
      failure = error
    }
  }

  /// A note when policies could not be listed.
  var note: String? {
    guard let failure else { return nil }
    let names = arns.map { "'\($0)'" }.joined(separator: ", ")
    let cause =
      failure.isDenied
      ? "the caller may not list policies (iam:ListPolicies)"
      : "the list of policies could not be read: \(failure.message)"
    return
      "\(names): not there; whether a policy at another path or in another case has the name was "
      + "not looked for, since \(cause)"
  }
}
