import IAMPolicy
import PolicyAnalysis

/// How one managed policy of the set differs.
public struct PolicyDrift: Hashable, Sendable {
  /// What is to be said of it.
  public enum Finding: Hashable, Sendable {
    /// It is as the set says.
    case inSync
    /// It is not there.
    case missing
    /// Its default version has another meaning, or cannot be read as a policy.
    case changed(reasons: [String])
    /// It could not be read.
    case unreadable(ReadFailure)
  }

  /// The policy as it should be.
  public var desired: CustomerManagedPolicy
  /// Its ARN.
  public var arn: String
  /// The policy as the account has it; nil when it is not there or could not be read.
  public var observed: ObservedPolicy?
  /// What is to be said of it.
  public var finding: Finding

  init(
    of desired: CustomerManagedPolicy, reading: Reading<ObservedPolicy>, in set: RoleSet
  ) {
    self.desired = desired
    arn = set.arn(of: desired)
    switch reading {
    case .absent: finding = .missing
    case .unreadable(let failure): finding = .unreadable(failure)
    case .present(let policy):
      observed = policy
      switch policy.document {
      case .unreadableText(_, let problem):
        finding = .changed(reasons: ["the account holds a text that is no policy: \(problem)"])
      case .policy(let document):
        let isSame = PolicyEquivalence.isSame(
          document, desired.document, partition: set.partition)
        finding =
          isSame
          ? .inSync
          : .changed(
            reasons: PolicyDifference(
              from: document, to: desired.document, partition: set.partition
            ).reasons)
      }
    }
  }

  /// Why it could not be read.
  public var failure: ReadFailure? {
    if case .unreadable(let failure) = finding { failure } else { nil }
  }
}

extension RoleDrift {
  /// A policy of the set that has another meaning is a difference of every role that has it.
  mutating func tell(of policies: [PolicyDrift]) {
    guard let observed, case .ordinary(let wanted) = desired else { return }
    for policy in policies {
      guard case .changed(let reasons) = policy.finding, let stored = policy.observed?.document,
        wanted.has(policy.arn), observed.has(policy.arn)
      else { continue }
      var difference = Difference(
        .managedPolicyDocument, at: .managedPolicyDocument(arn: policy.arn),
        expected: .document(policy.desired.document), actual: DifferenceValue(stored),
        remedy: .planned, hint: RoleComparison.planHint, reasons: reasons)
      if let found = stored.policy {
        difference.access = try? PolicyComparer.compare(
          actual: PolicySide(found), desired: PolicySide(policy.desired.document))
      }
      differences.append(difference)
    }
  }
}

extension Role {
  fileprivate func has(_ arn: String) -> Bool {
    managedPolicies.contains { $0.arn == arn } || permissionsBoundary?.arn == arn
  }
}

extension ObservedRole {
  fileprivate func has(_ arn: String) -> Bool {
    managedPolicies.value?.contains { $0.arn == arn } ?? false
      || permissionsBoundary.value?.arn == arn
  }
}
