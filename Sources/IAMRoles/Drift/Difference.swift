public import IAMPolicy
public import PolicyAnalysis

/// What kind of thing differs.
///
/// The raw strings are a stable part of the JSON output.
public enum DifferenceKind: String, Hashable, Sendable, CaseIterable {
  /// The role does not exist.
  case roleMissing = "role-missing"
  /// The trust policy differs in meaning.
  case trustPolicy = "trust-policy"
  /// A managed policy of the set is not attached.
  case managedPolicyMissing = "managed-policy-missing"
  /// A managed policy is attached that the set does not name.
  case managedPolicyUnexpected = "managed-policy-unexpected"
  /// An inline policy of the set does not exist.
  case inlinePolicyMissing = "inline-policy-missing"
  /// There is an inline policy that the set does not name.
  case inlinePolicyUnexpected = "inline-policy-unexpected"
  /// An inline policy of the set differs in meaning.
  case inlinePolicyChanged = "inline-policy-changed"
  /// The permissions boundary is another one, or only one side has one.
  case permissionsBoundary = "permissions-boundary"
  /// The longest session is another.
  case maxSessionDuration = "max-session-duration"
  /// The description is another.
  case description = "description"
  /// A tag is missing, has another value or another case of its key, or the set does not name it.
  case tags = "tags"
  /// The role is at a path that the set does not accept.
  case path = "path"
  /// The account spells the name in a case that is not a known alternative.
  case nameCase = "name-case"
  /// The trust policy names the id of a user or role that was deleted.
  case orphanPrincipal = "orphan-principal"
  /// The default version of an attached managed policy is not the document that is known.
  case managedPolicyDocument = "managed-policy-document"
  /// The role is in an instance profile: it can be handed to machines.
  case instanceProfile = "instance-profile"
  /// The role was deleted and created again since it was last applied.
  case roleRecreated = "role-recreated"
  /// A role trusts a service of the set and belongs to no set that was chosen.
  case roleUnexpected = "role-unexpected"
  /// The role serves every device of the account for longer than was said.
  case temporaryWideningExpired = "temporary-widening-expired"
  /// The role is not in an instance profile that the set declares.
  case instanceProfileMissing = "instance-profile-missing"
  /// The role exists and should not: it left the role set, or the set says that it is absent.
  case roleLeft = "role-left"
}

/// A place in a role.
public enum RolePart: Hashable, Sendable {
  /// The role as a whole.
  case role
  /// Its path.
  case path
  /// Its trust policy.
  case trustPolicy
  /// The attachment of a managed policy, by ARN.
  case managedPolicy(arn: String)
  /// An inline policy, by name.
  case inlinePolicy(name: String)
  /// Its permissions boundary.
  case permissionsBoundary
  /// Its longest session.
  case maxSessionDuration
  /// Its description.
  case description
  /// A tag, by key.
  case tag(key: String)
  /// Its name.
  case name
  /// Its unique id.
  case id
  /// A principal of its trust policy, by id.
  case principal(id: String)
  /// The default version of a managed policy, by ARN.
  case managedPolicyDocument(arn: String)
  /// An instance profile that holds it, by name.
  case instanceProfile(name: String)

  /// The place in the words of the IAM API: `AttachedManagedPolicies[arn:…]`.
  public var text: String {
    switch self {
    case .role: "Role"
    case .path: "Path"
    case .trustPolicy: "AssumeRolePolicyDocument"
    case .managedPolicy(let arn): "AttachedManagedPolicies[\(arn)]"
    case .inlinePolicy(let name): "RolePolicyList[\(name)]"
    case .permissionsBoundary: "PermissionsBoundary"
    case .maxSessionDuration: "MaxSessionDuration"
    case .description: "Description"
    case .tag(let key): "Tags[\(key)]"
    case .name: "RoleName"
    case .id: "RoleId"
    case .principal(let id): "AssumeRolePolicyDocument.Principal[\(id)]"
    case .managedPolicyDocument(let arn): "Policies[\(arn)]"
    case .instanceProfile(let name): "InstanceProfileList[\(name)]"
    }
  }
}

/// One side of a difference.
public enum DifferenceValue: Hashable, Sendable {
  /// There is nothing on this side.
  case nothing
  /// A name, an ARN, a description.
  case text(String)
  /// A number of seconds.
  case number(Int)
  /// A policy document.
  case document(PolicyDocument)
  /// A document that the account holds and that our reader refuses, with the first problem.
  case storedText(String, problem: String)

  /// A document as the account holds it.
  public init(_ stored: StoredDocument) {
    switch stored {
    case .policy(let policy): self = .document(policy)
    case .unreadableText(let text, let problem): self = .storedText(text, problem: problem)
    }
  }
}

/// What can be done about a difference.
public enum Remedy: String, Hashable, Sendable, CaseIterable {
  /// The set owns the thing: a plan fixes it.
  case planned
  /// The set does not own the thing: it stays, unless a person names it to be removed.
  case onRequest = "on-request"
  /// No call of the IAM API changes it.
  case impossible
}

/// One thing of a role that is not as the set says.
public struct Difference: Hashable, Sendable {
  /// What kind of thing differs.
  public var kind: DifferenceKind
  /// Where in the role.
  public var part: RolePart
  /// What the set says.
  public var expected: DifferenceValue
  /// What the account has.
  public var actual: DifferenceValue
  /// What can be done about it.
  public var remedy: Remedy
  /// An act for a person, lower-case start, no full stop.
  public var hint: String
  /// Why two documents differ in meaning, in words; empty for other kinds.
  public var reasons: [String]
  /// What a managed policy of the account says that the set does not name; nil for others, and when it is not
  /// known.
  public var document: PolicyDocument?
  /// What the account allows beyond the set because of this difference alone, and the other way round; nil
  /// for what is not a policy.
  public var access: PolicyComparison?

  /// Makes a difference.
  public init(
    _ kind: DifferenceKind, at part: RolePart, expected: DifferenceValue, actual: DifferenceValue,
    remedy: Remedy, hint: String, reasons: [String] = []
  ) {
    self.kind = kind
    self.part = part
    self.expected = expected
    self.actual = actual
    self.remedy = remedy
    self.hint = hint
    self.reasons = reasons
  }

  /// Where in the role, in the words of the IAM API.
  public var path: String { part.text }

  /// Whether it is a managed policy of the account, not of AWS, whose document is unknown.
  var isOfUnknownDocument: Bool {
    guard kind == .managedPolicyUnexpected, case .managedPolicy(let arn) = part else {
      return false
    }
    return document == nil && !arn.contains("::aws:policy/")
  }

  /// What the account's side does to access, compared with what the set says.
  public var effect: AccessChange {
    if let access { return access.access }
    switch kind {
    case .roleMissing, .managedPolicyMissing, .inlinePolicyMissing, .instanceProfileMissing:
      return .narrowed
    case .trustPolicy, .inlinePolicyChanged, .inlinePolicyUnexpected, .managedPolicyDocument,
      .managedPolicyUnexpected, .permissionsBoundary, .roleRecreated:
      return .undecided
    case .instanceProfile, .roleUnexpected, .temporaryWideningExpired, .roleLeft: return .widened
    case .maxSessionDuration:
      guard case (.number(let wanted), .number(let found)) = (expected, actual) else {
        return .unchanged
      }
      return found > wanted ? .widened : .narrowed
    // Policies elsewhere may name the path (iam:PassRole), or test a tag of the role.
    case .path, .tags: return .undecided
    case .orphanPrincipal, .description, .nameCase: return .unchanged
    }
  }

  /// Says whether it is something that the set does not own: it is reported and never planned away.
  public var isForeign: Bool { remedy == .onRequest }
}

extension Difference: CustomStringConvertible {
  /// `inline-policy-changed at RolePolicyList[orders]: widened`.
  public var description: String { "\(kind.rawValue) at \(path): \(effect.rawValue)" }
}
