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
  /// The ARNs of attached managed policies that are not known to be the role's own.
  public var foreignAttachments: [String] = []
  /// The names of such inline policies, which are deleted with the role.
  public var foreignInlinePolicies: [String] = []
  /// The ARNs of attached managed policies that AWS deprecated: once detached, they cannot be attached again.
  public var oneWayDetachments: [String] = []
  /// The names of roles that may pass it to a service; nil when that was not asked.
  public var passers: [String]?
  /// The names of roles of which it is not known whether they may pass it; nil when that was not asked.
  public var undecidedPassers: [String]?

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

  /// The calls that delete the role, in their order.
  public var deletion: [PlannedChange] {
    let role = subject.role
    if role.isServiceLinked {
      return [
        PlannedChange(
          narrowing: .deleteServiceLinkedRole(name: name), .delete,
          why:
            "the service has ended; the service itself checks whether its resources still use the role"
        )
      ]
    }
    var deletion = RoleDeletion(
      of: role, in: subject.instanceProfiles.value ?? [], why: origins.first ?? "it is named")
    deletion.isHarmless = { arn in
      ManagedPolicyDefinition.ofAWS(arn)?.document.statements.allSatisfy { $0.effect == .allow }
        ?? false
    }
    let reason = deletion.reason
    deletion.reason = { [oneWayDetachments] arn in
      oneWayDetachments.contains { $0.utf8.elementsEqual(arn.utf8) }
        ? "AWS deprecated this policy: it can never be attached again" : reason(arn)
    }
    return deletion.changes
  }

  /// The call that lets nobody assume the role any more; nothing for a role that is disabled already.
  public var disabling: [PlannedChange] {
    guard !isDisabled, !subject.role.isServiceLinked else { return [] }
    return [
      PlannedChange(
        narrowing: .updateAssumeRolePolicy(role: name, document: Self.disabledTrust), .update,
        why: "it denies everyone, so that nobody can assume the role")
    ]
  }
}
