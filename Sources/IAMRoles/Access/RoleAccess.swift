internal import IAMPolicy
public import PolicyAnalysis

/// What an account lets happen through one role, held against what the role set says.
public struct RoleAccess: Hashable, Sendable {
  /// Who may assume the role; nil when the trust policies mean the same.
  public var trust: PolicyComparison?
  /// What the role may do, all its policies together; nil when no policy differs.
  ///
  /// A statement that moved from one policy of the role to another makes no difference here.
  public var permissions: PolicyComparison?

  /// Says whether the account allows more than the role set, or denies less.
  public var isWider: PolicyComparison.Answer { worst(\.isWidening) }
  /// Says whether the account allows less than the role set, or denies more.
  public var isNarrower: PolicyComparison.Answer { worst(\.isNarrowing) }

  private func worst(
    _ answer: (PolicyComparison) -> PolicyComparison.Answer
  ) -> PolicyComparison.Answer {
    let answers = [trust, permissions].compactMap { $0.map(answer) }
    if answers.contains(.yes) { return .yes }
    return answers.contains(.unknown) ? .unknown : .no
  }

  /// Compares a role whose differences are known.
  init(
    _ differences: [Difference], desired: Role, observed: ObservedRole,
    account: PolicyLibrary, set: PolicyLibrary
  ) {
    trust = differences.first { $0.part == .trustPolicy }.map { difference in
      desired.comparison(ofTrust: difference.actual, home: RequestHome(arn: observed.arn))
    }
    guard differences.contains(where: { $0.isAboutPermissions || $0.isAboutDocument }) else {
      return
    }
    permissions = RolePermissions.compare(
      actual: RolePermissions(of: observed, documents: account),
      desired: RolePermissions(of: desired, documents: set))
  }
}

extension Role {
  /// Who may assume the role by the trust policy that the account has, against the role's own.
  fileprivate func comparison(
    ofTrust actual: DifferenceValue, home: RequestHome?
  ) -> PolicyComparison {
    guard case .document(let found) = actual,
      let comparison = try? PolicyComparer.compare(
        actual: PolicySide(found.withoutOrphans(besides: trust)), desired: PolicySide(trust),
        home: home)
    else { return .undecided("the trust policy of the account cannot be read") }
    return comparison
  }
}

extension Difference {
  /// Says whether it is a managed policy that says something else.
  var isAboutDocument: Bool { kind == .managedPolicyDocument }

  /// Says whether what the role may do can be another one because of it.
  var isAboutPermissions: Bool {
    switch part {
    // A document may test a tag of the role.
    case .managedPolicy, .inlinePolicy, .permissionsBoundary, .tag: true
    case .role, .path, .trustPolicy, .maxSessionDuration, .description, .name, .id, .principal,
      .managedPolicyDocument, .instanceProfile, .identityProvider, .resource:
      false
    }
  }

  /// What this difference alone would do to a role that is otherwise as the set says.
  ///
  /// That is what the account then allows and the set does not, and the other way round; nil for what is
  /// no policy.
  ///
  /// - Parameter home: whose the role is, for the requests that are shown.
  func access(
    on desired: Role, _ policies: PolicyLibraries, home: RequestHome?
  ) -> PolicyComparison? {
    var plain = RolePermissions(of: desired, documents: policies.set)
    plain.home = home
    var altered = desired
    var documents = policies.set
    switch part {
    case .trustPolicy:
      return desired.comparison(ofTrust: self.actual, home: home)
    case .managedPolicy(let arn):
      if self.actual == .nothing {
        altered.managedPolicies.removeAll { $0.arn == arn }
      } else {
        altered.managedPolicies.append(ManagedPolicyAttachment(arn: arn))
        // A policy of the set that another role should have gives what the account says.
        if let found = policies.account[arn] {
          documents = PolicyLibrary([arn: found]).completed(by: documents)
        }
      }
    case .inlinePolicy(let name):
      altered.inlinePolicies.removeAll { $0.name == name }
      switch self.actual {
      case .nothing: break
      case .document(let document):
        altered.inlinePolicies.append(InlinePolicy(name: name, document: document))
      case .text, .number, .metadata, .storedText:
        return .undecided("inline policy '\(name)' of the account cannot be read")
      }
    case .permissionsBoundary:
      if case .text(let arn) = self.actual {
        altered.permissionsBoundary = PermissionsBoundary(arn: arn)
      } else {
        altered.permissionsBoundary = nil
      }
    case .tag(let key):
      // Who may assume the role can depend on its tags too, and that is not compared.
      if desired.trust.tests(tagOfRole: TagKey(key)) {
        return .undecided("the trust policy tests tag '\(key)' of the role")
      }
      altered.tags.removeAll { $0.hasKey(key) }
      if case .text(let value) = self.actual, reasons.isEmpty {
        altered.tags.append(Tag(key, value))
      } else if !reasons.isEmpty {
        return .same
      }
    case .role, .path, .maxSessionDuration, .description, .name, .id, .principal,
      .managedPolicyDocument, .instanceProfile, .identityProvider, .resource:
      return nil
    }
    let whole = RolePermissions.compare(
      actual: RolePermissions(of: altered, documents: documents), desired: plain)
    guard whole.isWidening == .unknown, !plain.unknown.isEmpty else { return whole }
    return documentsAlone(home) ?? whole
  }

  /// The two documents of an inline policy held against each other, without the rest of the role.
  private func documentsAlone(_ home: RequestHome?) -> PolicyComparison? {
    func side(_ value: DifferenceValue) -> PolicySide? {
      switch value {
      case .nothing: PolicySide(documents: [])
      case .document(let document): PolicySide(document)
      case .text, .number, .metadata, .storedText: nil
      }
    }
    guard case .inlinePolicy = part, let mine = side(actual), let theirs = side(expected) else {
      return nil
    }
    return try? PolicyComparer.compare(actual: mine, desired: theirs, home: home)
  }
}

extension RoleDrift {
  /// Compares again what the role may do as a whole, once documents of its managed policies differ.
  mutating func compareDocumentsTogether(account: PolicyLibrary, set: PolicyLibrary) {
    guard let observed, case .ordinary(let wanted) = desired,
      differences.contains(where: \.isAboutDocument)
    else { return }
    access = RoleAccess(
      differences, desired: wanted.keepingAccepted(of: observed), observed: observed,
      account: account, set: set)
  }

  /// Says whether the account may allow more through this role because of one of its differences.
  ///
  /// What the role may do is asked of all its policies together: a statement that moved from one to
  /// another allows no more. A longer session counts, and a tag that the trust policy tests; a description
  /// or another tag does not.
  public func mayWiden(because difference: Difference) -> Bool {
    guard difference.isAboutPermissions, let permissions = access?.permissions else {
      return difference.effect.mayWiden
    }
    if isTestedByTrust(difference) { return difference.effect.mayWiden }
    guard permissions.isWidening != .no else { return false }
    if difference.effect.mayWiden { return true }
    // Where none does it alone, they do it together: a boundary that went and a policy beyond it.
    return !(differences + suppressed.map(\.difference)).contains {
      $0.isAboutPermissions && $0.effect.mayWiden
    }
  }

  /// Whether it is a tag on which depends who may assume the role: its policies say nothing about that.
  private func isTestedByTrust(_ difference: Difference) -> Bool {
    guard case .tag(let key) = difference.part, case .ordinary(let wanted) = desired else {
      return false
    }
    return wanted.trust.tests(tagOfRole: TagKey(key))
      || observed?.trust.value?.policy?.tests(tagOfRole: TagKey(key)) ?? false
  }
}
