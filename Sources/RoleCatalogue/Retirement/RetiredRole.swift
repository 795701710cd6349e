public import IAMPolicy
public import IAMRoles
import PolicyLint

/// A role of an account that serves a retired service, and whether it can go.
public struct RetiredRole: Hashable, Sendable {
  /// Whether it can go.
  public enum Verdict: String, Hashable, Sendable, CaseIterable {
    /// Nothing speaks against its deletion.
    case removable
    /// It was used not long ago.
    case inUse = "in-use"
    /// Others than the retired service use it too.
    case shared
    /// Another tool owns it.
    case notOurs = "not-ours"
    /// Something of it could not be read.
    case unreadable
  }

  /// The role.
  public var subject: RoleInUse
  /// Why it is listed: sentences without a full stop.
  public var origins: [String] = []
  /// Whether it can go.
  public var verdict = Verdict.removable
  /// Why it cannot; empty for one that can.
  public var reasons: [String] = []
  /// What to look at before it goes.
  public var cautions: [String] = []
  /// The ARNs of attached managed policies that do not belong to the role as its origin makes it.
  public var foreignAttachments: [String] = []
  /// The names of such inline policies, which are deleted with the role.
  public var foreignInlinePolicies: [String] = []
  /// The ARNs of attached managed policies that AWS deprecated: once detached, they cannot be attached again.
  public var oneWayDetachments: [String] = []
  /// The names of roles that may pass it to a service; nil when that was not asked.
  public var passers: [String]?

  /// The name.
  public var name: String { subject.role.name }
}

extension RetiredRole {
  /// The Sid of the statement that `retire --disable` writes.
  public static let disabledSid = "DisabledByPanoramaRoles"

  /// The trust policy of a disabled role: nobody may assume it.
  public static let disabledTrust = PolicyDocument.trust([
    TrustStatement(sid: disabledSid, .deny, .everyone)
  ])

  /// Whether the role was disabled before.
  public var isDisabled: Bool {
    subject.role.trust.value?.policy?.statements.contains { $0.sid == Self.disabledSid } ?? false
  }

  /// The calls that delete the role, in the order that IAM asks for (IAM User Guide, "Delete roles or
  /// instance profiles"); a boundary goes with the role.
  public var deletion: [PlannedChange] {
    let role = subject.role
    func delete(_ change: Change, _ why: String) -> PlannedChange {
      PlannedChange(narrowing: change, .delete, why: why)
    }
    if role.isServiceLinked {
      return [
        delete(
          .deleteServiceLinkedRole(name: name),
          "the service has ended; the service itself checks whether its resources still use the role"
        )
      ]
    }
    var changes: [PlannedChange] = []
    for profile in (subject.instanceProfiles.value ?? []).sorted() {
      changes.append(
        delete(
          .removeRoleFromInstanceProfile(role: name, profile: profile),
          "IAM does not delete a role that is in an instance profile"))
    }
    for policy in role.managedPolicies.value ?? [] {
      let isOneWay = oneWayDetachments.contains(policy.arn)
      changes.append(
        delete(
          .detachRolePolicy(role: name, arn: policy.arn),
          isOneWay
            ? "AWS deprecated this policy: it can never be attached again"
            : "IAM does not delete a role that has policies"))
    }
    for policy in role.inlinePolicies.value ?? [] {
      changes.append(
        delete(
          .deleteRolePolicy(role: name, name: policy.name),
          "IAM does not delete a role that has policies"))
    }
    changes.append(delete(.deleteRole(name: name), origins.first ?? "it is named"))
    return changes
  }

  /// The call that lets nobody assume the role any more; nothing for a role that is disabled already.
  public var disabling: [PlannedChange] {
    guard !isDisabled, !subject.role.isServiceLinked else { return [] }
    return [
      PlannedChange(
        narrowing: .updateAssumeRolePolicy(role: name, document: Self.disabledTrust), .update,
        why: origins.first ?? "it is named")
    ]
  }
}
