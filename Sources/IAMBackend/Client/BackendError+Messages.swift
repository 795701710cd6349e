import IAMPolicy
import IAMRoles

extension BackendError {
  /// The error of a call about the account as a whole.
  init(
    _ failure: CallFailure, _ problem: String, action: String, about subject: Subject? = nil
  ) {
    self.init(
      failure.errorKind, failure.kind == .cancelled ? "stopped" : problem, action: action,
      about: subject, code: failure.code, detail: failure.message, requestID: failure.requestID,
      hint: failure.hint ?? Self.hint(failure))
  }

  /// The error of a read that ended the work.
  init(_ failure: CallFailure, reading role: String?) {
    self.init(
      failure, role.map { "cannot read role '\($0)'" } ?? "cannot list the roles",
      action: role == nil ? "iam:ListRoles" : "iam:GetRole", about: role.map(Subject.role))
  }

  /// The error of a read of a managed policy that ended the work.
  init(_ failure: CallFailure, readingPolicy arn: String) {
    self.init(
      failure, "cannot read managed policy '\(arn)'", action: "iam:GetPolicyVersion",
      about: .managedPolicy(arn: arn))
  }

  /// The error of a change that cannot succeed, or did not within `waited` seconds.
  init(
    _ failure: CallFailure, making change: Change, waited: Double? = nil,
    isEffectOpen: Bool = false, unreadable: ReadFailure? = nil
  ) {
    guard failure.kind != .cancelled else {
      self.init(cancelledDuring: change, isEffectOpen: true)
      return
    }
    let words = ServiceErrorAdvice(change, failure)
    var problem = words?.problem ?? "cannot \(change.phrase)"
    if let waited, waited > 0 { problem += " (waited \(Int(waited)) seconds)" }
    if let unreadable {
      problem += "; whether it took effect is not known, since \(unreadable.action) failed"
    } else if isEffectOpen {
      problem += "; whether it took effect is not known"
    }
    self.init(
      words?.kind ?? failure.errorKind, problem, action: change.action.permission,
      about: change.backendSubject, code: failure.code, detail: failure.message,
      requestID: failure.requestID,
      hint: words?.hint ?? Self.withAll(failure.hint ?? Self.hint(failure, change), failure))
  }

  /// The error of a role that exists and is not the one that we would have made.
  init(_ wanted: Role, isThereAs observed: ObservedRole, _ failure: CallFailure) {
    let parts = wanted.creationDifferences(from: observed)
    let list = parts.isEmpty ? "content" : parts.joined(separator: ", ")
    self.init(
      .conflict, "role '\(wanted.name)' exists with a different \(list)",
      action: "iam:CreateRole", about: .role(wanted.name), code: failure.code,
      detail: failure.message,
      requestID: failure.requestID,
      hint: "'panorama-roles drift' shows the difference; 'panorama-roles plan' makes a new plan")
  }

  /// The error of a policy that cannot be made: its ARN holds another document, or its name is taken by
  /// the policy `other`.
  init(_ wanted: CustomerManagedPolicy, isThereAs other: String?, _ failure: CallFailure) {
    self.init(
      .conflict,
      other.map { "the name of managed policy '\(wanted.name)' is taken by '\($0)'" }
        ?? "managed policy '\(wanted.name)' exists with a different document",
      action: "iam:CreatePolicy", code: failure.code, detail: failure.message,
      requestID: failure.requestID,
      hint: other == nil
        ? "'panorama-roles plan' makes a new plan"
        : "names are unique without regard to case and path: write the name and path that the policy "
          + "has into the role set, or choose another name")
  }

  /// The error of a policy whose name is taken, where the caller may not ask by which.
  init(nameTaken wanted: CustomerManagedPolicy, _ arn: String, _ failure: CallFailure) {
    self.init(
      .conflict, "the name of managed policy '\(wanted.name)' is taken, and not by '\(arn)'",
      action: "iam:CreatePolicy", code: failure.code, detail: failure.message,
      requestID: failure.requestID,
      hint:
        "names are unique without regard to case and path: allow the caller iam:ListPolicies, and "
        + "'panorama-roles plan' names the policy")
  }

  /// The error of an identity provider that exists and is not the one that we would have made.
  init(providerIsThere arn: String, _ change: Change, _ failure: CallFailure) {
    self.init(
      .conflict, "\(IdentityProvider.phrase(of: arn)) exists with other values",
      action: change.action.permission, about: change.backendSubject, code: failure.code,
      detail: failure.message, requestID: failure.requestID,
      hint: "'panorama-roles drift' shows the difference; 'panorama-roles plan' makes a new plan")
  }

  /// The error of work that the person stopped.
  init(cancelledDuring change: Change, isEffectOpen: Bool = false) {
    let open = isEffectOpen ? "; whether it took effect is not known" : ""
    self.init(
      .cancelled, "stopped while trying to \(change.phrase)\(open)",
      action: change.action.permission,
      about: change.backendSubject, hint: "run 'panorama-roles apply' again: it goes on from there")
  }

  /// A hint about one missing permission, and where all are listed: the next request may lack another.
  private static func withAll(_ hint: String?, _ failure: CallFailure) -> String? {
    guard failure.errorKind == .denied, let hint else { return hint }
    return hint + "; 'panorama-roles policy tool --for init' prints all that 'apply' needs"
  }

  private static func hint(_ failure: CallFailure, _ change: Change? = nil) -> String? {
    switch failure.errorKind {
    case .credentials:
      failure.areCredentialsExpired
        ? "the credentials have expired: get new ones and run the same command again"
        : "check the credentials and the clock of this machine"
    case .denied:
      change.map {
        "allow the caller \($0.action.permission) on "
          + "\($0.isAboutPolicy ? "policy" : $0.isAboutProvider ? "identity provider" : "role") "
          + "'\($0.subject)'"
      }
        ?? "allow the caller the action that the message names"
    case .throttled: "wait a minute and run the same command again"
    case .connection:
      "check the network, the proxy and the endpoint, then run the same command again"
    // Only changes have something to go on with.
    case .service, .malformedAnswer:
      change == nil
        ? "run the same command again"
        : "run the same command again: it goes on where it stopped"
    case .cancelled, .conflict, .quota, .missing, .refused: nil
    }
  }
}

/// What IAM's refusals mean for a role set, in a person's words, and what to do.
struct ServiceErrorAdvice {
  let kind: BackendError.Kind
  let problem: String
  let hint: String?

  private init(_ kind: BackendError.Kind, _ problem: String, hint: String?) {
    self.kind = kind
    self.problem = problem
    self.hint = hint
  }

  init?(_ change: Change, _ failure: CallFailure) {
    guard failure.kind == .service else { return nil }
    switch failure.code ?? "" {
    case "LimitExceeded": self = Self.quota(change, failure.message)
    case "PolicyNotAttachable": self = Self.notAttachable(change)
    case "UnmodifiableEntity":
      self.init(
        .refused,
        "cannot \(change.phrase): the role is service-linked, only its service changes it",
        hint: "leave the role to its service")
    case "DeleteConflict" where change.isDeletion:
      self.init(
        .conflict, "cannot \(change.phrase): something else is attached to it by now",
        hint: "run the same command again: it reads the account first")
    case "MalformedPolicyDocument": self = Self.malformed(change, failure.message)
    case "NoSuchEntity": self = Self.missing(change, failure.message)
    case "InvalidInput" where change.isServiceLinkedCreation:
      self.init(
        .refused, "IAM does not create the service-linked role '\(change.subject)'",
        hint: "the service may have ended or not be offered in this partition;"
          + " 'panorama-roles list' shows what is known of it")
    default: return nil
    }
  }

  private static func quota(_ change: Change, _ message: String) -> ServiceErrorAdvice {
    if change.isAboutPolicy, message.contains("versions") {
      return ServiceErrorAdvice(
        .quota, "managed policy '\(change.subject)' has as many versions as IAM keeps",
        hint: "someone made a version since the account was read; run the same command again")
    }
    let role = change.subject
    if message.contains("PoliciesPerRole") {
      return ServiceErrorAdvice(
        .quota, "role '\(role)' has as many managed policies as the account's quota allows",
        hint: "detach one, or ask for a higher quota 'Managed policies per role' (at most 20)")
    }
    if message.contains("ACLSizePerRole") {
      return ServiceErrorAdvice(
        .quota, "the trust policy of role '\(role)' is larger than the account's quota allows",
        hint: "name fewer devices or use '--all-devices', or ask for a higher quota"
          + " 'Role trust policy length' (at most 4,096)")
    }
    if message.contains("Maximum policy size") {
      return ServiceErrorAdvice(
        .quota, "the inline policies of role '\(role)' are together larger than IAM allows",
        hint: "move permissions into a managed policy: this quota cannot be raised")
    }
    if message.contains("RolesPerAccount") {
      return ServiceErrorAdvice(
        .quota, "the account has as many roles as its quota allows",
        hint: "delete roles that nobody uses, or ask for a higher quota 'Roles per account'")
    }
    return ServiceErrorAdvice(
      .quota, "cannot \(change.phrase): a quota of the account is used up",
      hint: "free what the message names, or ask for a higher quota; repeating does not help")
  }

  private static func notAttachable(_ change: Change) -> ServiceErrorAdvice {
    let name = change.roleChange?.givenPolicy.map { "policy '\($0)'" } ?? "the policy"
    return ServiceErrorAdvice(
      .refused, "\(name) cannot be attached to role '\(change.subject)'",
      hint: "policies under 'policy/aws-service-role/' belong to service-linked roles alone")
  }

  private static func malformed(_ change: Change, _ message: String) -> ServiceErrorAdvice {
    guard message.lowercased().contains("invalid principal") else {
      return ServiceErrorAdvice(
        .refused, "IAM refuses the policy document: cannot \(change.phrase)",
        hint: "'panorama-roles init' without '--approve' shows the document")
    }
    if message.uppercased().contains("\"SERVICE\"") || change.trustDocument?.namedPrincipals == [] {
      return ServiceErrorAdvice(
        .refused,
        "cannot \(change.phrase): IAM does not know a service that its trust policy names",
        hint: "the service may have ended or not be offered in this partition;"
          + " take its roles out of the spec")
    }
    let principals = change.trustDocument?.namedPrincipals ?? []
    let names = principals.map { "'\($0)'" }
    return ServiceErrorAdvice(
      .missing,
      "cannot \(change.phrase): IAM does not accept a principal of its trust policy,"
        + " which names \(names.joined(separator: ", "))",
      hint: "check that they exist; a principal of another account cannot be checked from here")
  }

  private static func missing(_ change: Change, _ message: String) -> ServiceErrorAdvice {
    if let arn = change.roleChange?.givenPolicy, message.contains(arn) {
      return ServiceErrorAdvice(
        .missing, "cannot \(change.phrase): the policy does not exist",
        hint: "check the ARN; AWS also retires managed policies")
    }
    if let boundary = change.createdRole?.permissionsBoundary {
      return ServiceErrorAdvice(
        .missing,
        "cannot \(change.phrase): the permissions boundary '\(boundary.arn)' does not exist",
        hint: "check the ARN, or create the policy first")
    }
    if change.isAboutPolicy {
      return ServiceErrorAdvice(
        .missing, "cannot \(change.phrase): it does not exist",
        hint: "someone may have deleted it since the account was read; run the same command again")
    }
    return ServiceErrorAdvice(
      .missing, "cannot \(change.phrase): the role does not exist",
      hint: "someone may have deleted it since the account was read; run the same command again")
  }
}
