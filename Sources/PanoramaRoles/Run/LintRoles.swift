import IAMBackend
import IAMPolicy
import IAMRoles
import JSONText
import PolicyLint
import Reports

extension Snapshot {
  /// Every role as the rules for whole roles see it, with the place of its trust policy.
  var lintRoles: [LintRole] {
    (0..<roleCount).compactMap { index in
      role(at: index).map { role in
        LintRole(
          role, position: documents(ofRoleAt: index).first?.position ?? .none,
          document: {
            (managedPolicy($0) ?? ExpectationSubject.builtIn($0))?.policy
              ?? FamousPolicy.document($0)
          })
      }
    }
  }
}

extension LintRole {
  /// A role of an account; what cannot be read counts as not known.
  init(
    _ role: ObservedRole, position: TextPosition, document: (String) -> PolicyDocument?
  ) {
    let inline = role.inlinePolicies.value ?? []
    let attached = role.managedPolicies.value ?? []
    let boundary = role.permissionsBoundary.value?.arn
    let known = inline.map { $0.document.value?.policy } + attached.map { document($0.arn) }
    let bound = boundary.flatMap(document)
    self.init(
      name: role.name, arn: role.arn, trust: role.trust.value?.policy,
      permissions: known.compactMap { $0 },
      managedPolicies: attached.map(\.arn) + (boundary.map { [$0] } ?? []), boundaryARN: boundary,
      boundary: bound,
      isIncomplete: known.contains { $0 == nil } || (boundary != nil && bound == nil)
        || role.inlinePolicies.failure != nil || role.managedPolicies.failure != nil
        || role.permissionsBoundary.failure != nil,
      unknownPolicies: (attached.map(\.arn) + [boundary].compactMap(\.self)).filter {
        document($0) == nil
      },
      isServiceLinked: role.isServiceLinked, position: position)
  }
}
