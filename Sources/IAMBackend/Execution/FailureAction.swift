import IAMPolicy
import IAMRoles

/// What to do after a write that did not simply succeed.
///
/// No call of IAM has an idempotency token or a compare-and-swap, so an answer that is lost, or an error
/// that may only mean "not visible yet", needs a decision. It is made here, from values alone.
enum FailureAction: Equatable {
  /// The account is already so.
  case alreadyThere
  /// It is unknown whether the change took effect: look.
  case readBack
  /// IAM may take the same call later.
  case wait(Wait)
  /// IAM calls a principal invalid; whether that passes depends on whether it exists.
  case askForPrincipals([String])
  /// It cannot succeed.
  case fail

  /// Why a call is repeated; each has a limit of its own.
  enum Wait: Equatable {
    case roleNotVisible(created: Bool)
    case policyNotVisible
    case providerNotVisible
    case concurrentChange
    case principalNotVisible
    /// IAM says that a policy or an instance profile is in the way, which a call of this run removed.
    case deletionBlocked
  }

  /// Decides.
  ///
  /// - Parameters:
  ///   - change: the change that failed.
  ///   - failure: how its last call ended.
  ///   - mayHaveTakenEffect: whether this or an earlier call may have taken effect.
  ///   - created: whether the role was created in this run.
  ///   - policies: the ARNs of the managed policies that were created in this run.
  init(
    _ change: Change, _ failure: CallFailure, mayHaveTakenEffect: Bool, created: Bool,
    policies: Set<String> = []
  ) {
    switch failure.kind {
    case .cancelled, .credentials, .noConnection:
      self = .fail
    case .broken, .malformedAnswer:
      self = mayHaveTakenEffect ? .readBack : .fail
    case .service:
      self = Self.ofService(change, failure, mayHaveTakenEffect, created, policies)
    }
  }

  private static func ofService(
    _ change: Change, _ failure: CallFailure, _ mayHaveTakenEffect: Bool, _ created: Bool,
    _ policies: Set<String>
  ) -> FailureAction {
    switch failure.code ?? "" {
    case "EntityAlreadyExists":
      return onExisting(change)
    case "InvalidInput" where change.isServiceLinkedCreation:
      return failure.message.contains("has been taken") ? .alreadyThere : .fail
    case "NoSuchEntity":
      return onMissing(change, failure, created, policies)
    case "MalformedPolicyDocument":
      return onMalformed(change, failure)
    case "ConcurrentModification", "EntityTemporarilyUnmodifiable":
      return .wait(.concurrentChange)
    case "DeleteConflict" where change.isDeletion:
      return .wait(.deletionBlocked)
    case "LimitExceeded" where change.instanceProfile != nil:
      // An instance profile takes one role: perhaps it has this one already.
      return .readBack
    default:
      // Denied, throttled or told off: this call took no effect. Whether an earlier one did is open.
      return mayHaveTakenEffect && !failure.isAboutCredentials ? .readBack : .fail
    }
  }

  private static func onExisting(_ change: Change) -> FailureAction {
    switch change {
    case .managedPolicy(let change, _):
      switch change {
      case .createPolicy: .readBack
      case .createPolicyVersion, .deletePolicyVersion, .tagPolicy, .untagPolicy, .deletePolicy:
        .fail
      }
    case .role(let change, _):
      switch change {
      case .createRole: .readBack
      case .createServiceLinkedRole: .alreadyThere
      case .updateAssumeRolePolicy, .updateRole, .attachRolePolicy, .detachRolePolicy,
        .putRolePolicy, .deleteRolePolicy, .putRolePermissionsBoundary,
        .deleteRolePermissionsBoundary, .tagRole, .untagRole, .deleteRole,
        .deleteServiceLinkedRole:
        .fail
      }
    case .instanceProfile(let change, _, _):
      switch change {
      case .createInstanceProfile: .alreadyThere
      case .addRoleToInstanceProfile, .removeRoleFromInstanceProfile, .deleteInstanceProfile: .fail
      }
    case .identityProvider(let change, _):
      if case .createProvider = change { .readBack } else { .fail }
    }
  }

  private static func onMissing(
    _ change: Change, _ failure: CallFailure, _ created: Bool, _ policies: Set<String>
  ) -> FailureAction {
    switch change {
    case .managedPolicy(let change, _):
      switch change {
      case .createPolicy: .fail
      case .createPolicyVersion, .tagPolicy:
        created ? .wait(.roleNotVisible(created: true)) : .fail
      case .deletePolicyVersion: .readBack
      // What should be gone is gone.
      case .untagPolicy, .deletePolicy: .alreadyThere
      }
    case .role(let change, _): onMissing(change, failure, created, policies)
    case .instanceProfile(let change, _, _):
      switch change {
      case .createInstanceProfile: .fail
      case .addRoleToInstanceProfile: .wait(.roleNotVisible(created: created))
      // What should be gone is gone.
      case .removeRoleFromInstanceProfile, .deleteInstanceProfile: .alreadyThere
      }
    case .identityProvider(let change, _):
      switch change {
      case .createProvider: .fail
      case .addClientID, .updateThumbprints, .updateMetadata, .tagProvider:
        created ? .wait(.providerNotVisible) : .fail
      case .removeClientID, .untagProvider, .deleteProvider: .alreadyThere
      }
    }
  }

  private static func onMissing(
    _ change: RoleChange, _ failure: CallFailure, _ created: Bool, _ policies: Set<String>
  ) -> FailureAction {
    switch change {
    case .createServiceLinkedRole: .fail
    // What should be gone is gone.
    case .deleteRole, .deleteServiceLinkedRole: .alreadyThere
    case .createRole(let role):
      // A boundary that does not exist; nothing else can be missing.
      role.permissionsBoundary == nil ? .readBack : .fail
    case .detachRolePolicy, .deleteRolePolicy, .deleteRolePermissionsBoundary:
      // What should go is gone, or the role does not show everywhere: looking tells.
      .readBack
    case .attachRolePolicy(let arn), .putRolePermissionsBoundary(let arn):
      // IAM says the same for a policy that does not exist, and names it; one of this run will be there.
      failure.message.contains(arn)
        ? policies.contains(arn) ? .wait(.policyNotVisible) : .fail
        : .wait(.roleNotVisible(created: created))
    case .updateAssumeRolePolicy, .updateRole, .putRolePolicy, .tagRole, .untagRole:
      .wait(.roleNotVisible(created: created))
    }
  }

  private static func onMalformed(_ change: Change, _ failure: CallFailure) -> FailureAction {
    guard failure.message.lowercased().contains("invalid principal"),
      let document = change.trustDocument, !failure.message.uppercased().contains("\"SERVICE\"")
    else { return .fail }
    let principals = document.namedPrincipals
    return principals.isEmpty ? .fail : .askForPrincipals(principals)
  }
}

extension Change {
  var isServiceLinkedCreation: Bool {
    if case .createServiceLinkedRole = roleChange { true } else { false }
  }

  /// Whether it deletes something that must be empty first.
  var isDeletion: Bool {
    switch self {
    case .role(let change, _): change == .deleteRole
    case .instanceProfile(let change, _, _): change == .deleteInstanceProfile
    case .managedPolicy(let change, _): change == .deletePolicy
    case .identityProvider: false
    }
  }

  /// The trust policy that it writes.
  var trustDocument: PolicyDocument? {
    if let createdRole { return createdRole.trust }
    if case .trustPolicy(let document) = roleChange?.part { return document }
    return nil
  }
}

extension PolicyDocument {
  /// The users and roles that its statements name by ARN: the principals that IAM looks up when it
  /// stores the document.
  ///
  /// Accounts and `*` are not looked up.
  var namedPrincipals: [String] {
    var names: [String] = []
    for statement in statements {
      guard case .principal(.some(let principals)) = statement.principal else { continue }
      for principal in principals where principal.kind == .aws {
        let isEntity = principal.value.contains(":role/") || principal.value.contains(":user/")
        if isEntity, !names.contains(principal.value) { names.append(principal.value) }
      }
    }
    return names
  }
}
