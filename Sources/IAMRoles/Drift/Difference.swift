public import IAMPolicy
public import PolicyAnalysis

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
  /// An identity provider that it trusts, by ARN, and what of it.
  case identityProvider(arn: String, ProviderField? = nil)
  /// A managed policy or an identity provider that left the set, by ARN.
  case resource(arn: String)

  /// What of an identity provider can differ, in the words of the IAM API.
  public enum ProviderField: String, Hashable, Sendable, CaseIterable {
    case clientIDs = "ClientIDList"
    case thumbprints = "ThumbprintList"
    case metadata = "SAMLMetadataDocument"
    case tags = "Tags"
  }

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
    case .identityProvider(let arn, let field):
      "IdentityProviders[\(arn)]" + (field.map { ".\($0.rawValue)" } ?? "")
    case .resource(let arn): arn
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
  /// A metadata document of SAML: reports show its digest and its size, for it may have megabytes.
  case metadata(String)
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
  /// What a managed policy of the account says that the set does not name, and whom a role trusts that it does not
  /// name; nil for others, and when it is not known.
  public var document: PolicyDocument?
  /// The same as the account holds it, where our reader refuses it.
  public var unreadableText: String?
  /// What the account allows beyond the set because of this difference alone, and the other way round; nil
  /// for what is not a policy.
  ///
  /// Of a role that is missing, or that nothing declares, it is all that the role may do, where that is known.
  public var access: PolicyComparison?
  /// Which way access differs, where the kind alone does not say it and no policy is compared.
  var direction: AccessChange?

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
    return document == nil && !arn.isPolicyOfAWS
  }

  /// What the account's side does to access, compared with what the set says.
  public var effect: AccessChange {
    // That a role exists, or does not, says more than what its policies let happen.
    if let access, part != .role { return access.access }
    if let direction { return direction }
    guard kind == .maxSessionDuration else { return kind.facts.effect }
    guard case (.number(let wanted), .number(let found)) = (expected, actual) else {
      return .unchanged
    }
    return found > wanted ? .widened : .narrowed
  }

  /// Says whether it is something that the set does not own: it is reported and never planned away.
  public var isForeign: Bool { remedy == .onRequest }
}

extension Difference: CustomStringConvertible {
  /// `inline-policy-changed at RolePolicyList[orders]: widened`.
  public var description: String { "\(kind.rawValue) at \(path): \(effect.rawValue)" }
}
