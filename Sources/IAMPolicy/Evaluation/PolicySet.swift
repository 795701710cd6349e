import JSONText

/// All policies that bear on a request.
///
/// `nil` means "not asked", an empty list "there is none".
///
/// The rules are those of the IAM User Guide, "Policy evaluation logic" with its pages "Determining
/// whether a request is allowed or denied within an account" and "Cross-account policy evaluation
/// logic"; organization policies are not part of it.
public struct PolicySet: Hashable, Sendable {
  /// The identity policies of the caller.
  public var identity: [PolicyDocument]?
  /// The trust policy of the role that the request wants to assume; IAM keeps one, several count as one.
  public var trust: [PolicyDocument]?
  /// The policy of the resource; several count as one.
  public var resource: [PolicyDocument]?
  /// The caller's permissions boundary; an empty list sets no bounds.
  public var boundary: [PolicyDocument]?
  /// The session policies of the caller's session; an empty list sets no bounds.
  public var session: [PolicyDocument]?

  /// Collects policies.
  public init(
    identity: [PolicyDocument]? = nil, trust: [PolicyDocument]? = nil,
    resource: [PolicyDocument]? = nil, boundary: [PolicyDocument]? = nil,
    session: [PolicyDocument]? = nil
  ) {
    self.identity = identity
    self.trust = trust
    self.resource = resource
    self.boundary = boundary
    self.session = session
  }

  /// Decides a request.
  ///
  /// To ask many, make a `CompiledPolicySet`.
  public func decide(_ request: AccessRequest) -> Decision {
    CompiledPolicySet(self).decide(request)
  }
}

/// A set of policies made ready once to decide many requests.
public struct CompiledPolicySet: Sendable {
  private let identity: Layer?
  private let trust: Layer?
  private let resource: Layer?
  private let boundary: Layer?
  private let session: Layer?

  /// Prepares the policies.
  public init(_ set: PolicySet) {
    identity = set.identity.map { Layer($0, .identity) }
    trust = set.trust.map { Layer($0, .trust) }
    resource = set.resource.map { Layer($0, .resource) }
    boundary = set.boundary.map { Layer($0, .boundary) }
    session = set.session.map { Layer($0, .session) }
  }

  /// Decides a request.
  ///
  /// * A deny that matches, in any policy, decides.
  /// * Without a trust or resource policy an identity policy must allow, and boundary and session
  ///   policies must allow too.
  /// * Services, providers, canonical users and anonymous callers have no identity policies: what the
  ///   trust or resource policy allows is allowed.
  /// * Within an account a trust or resource policy that names the caller is enough; one that names the
  ///   account only lets identity policies decide. A trust policy and the policy of a KMS key must
  ///   allow in any case; with any other resource policy an identity policy alone is enough.
  /// * From another account both sides must allow.
  /// * Boundary and session policies bound what identity policies grant, and what a resource policy
  ///   grants to a role. In the same account they do not bound what it grants to a user or a session
  ///   by its own name, or to `*` with a condition on `aws:PrincipalArn`. For `*` without that
  ///   condition AWS does not say; where they would make a difference, the answer is `unspecified`.
  /// * `NotPrincipal` with `Deny` denies every user and role that has a permissions boundary,
  ///   whoever it names.
  ///
  /// The accounts are those of caller and resource; for a resource without one (Amazon S3), or of
  /// AWS itself (`arn:aws:iam::aws:policy/…`), that of the key `aws:ResourceAccount`. When either is
  /// not known, they count as the same.
  public func decide(_ request: AccessRequest) -> Decision {
    let prepared = PreparedRequest(request)
    let isBounded = boundary.map { !$0.policies.isEmpty } ?? false
    for layer in [identity, trust, resource, boundary, session] {
      if let deny = layer?.deny(prepared, isBounded: isBounded) {
        return .explicitlyDenied(by: deny)
      }
    }
    return allow(request, prepared)
  }

  private func allow(_ request: AccessRequest, _ prepared: PreparedRequest) -> Decision {
    let own = identity?.first(.allow, prepared)
    let isWithinBounds = [boundary, session].allSatisfy {
      guard let layer = $0, !layer.policies.isEmpty else { return true }
      return layer.first(.allow, prepared) != nil
    }
    func allowed(by statement: StatementReference?) -> Decision {
      statement.map { .allowed(by: $0) } ?? .implicitlyDenied
    }
    guard let target = trust ?? resource else {
      return isWithinBounds ? allowed(by: own) : .implicitlyDenied
    }
    let grant = target.grant(prepared)
    // The statement that answers "why": for a role its trust, else what the caller has of itself.
    let isTrust = trust != nil
    func because(_ granting: StatementReference?) -> Decision {
      allowed(by: granting.map { isTrust ? $0 : own ?? $0 })
    }

    guard hasIdentityPolicies(prepared.principal) else { return allowed(by: grant.any) }
    if isSameAccount(request, prepared) {
      if let named = grant.unbounded { return because(named) }
      guard isWithinBounds else {
        return grant.anyone.map { .unspecified($0) } ?? .implicitlyDenied
      }
      if let direct = grant.direct { return because(direct) }
      guard identity != nil else { return allowed(by: grant.delegated) }
      guard let own else { return .implicitlyDenied }
      return isTrust || isKey(request) ? because(grant.delegated) : .allowed(by: own)
    }
    guard isWithinBounds, identity == nil || own != nil else { return .implicitlyDenied }
    return because(grant.any)
  }

  private func hasIdentityPolicies(_ caller: Caller?) -> Bool {
    switch caller?.kind {
    case .aws: true
    case .service, .federated, .canonicalUser: false
    case nil: identity != nil
    }
  }

  private func isSameAccount(_ request: AccessRequest, _ prepared: PreparedRequest) -> Bool {
    guard let caller = prepared.principal?.identity?.account else { return true }
    let named = request.resource.flatMap { ARN($0)?.account } ?? ""
    // AWS's own policies have the account 'aws', which is nobody else's.
    if !named.isEmpty, named != "aws" { return named.isExactly(caller) }
    guard let accounts = request.context["aws:ResourceAccount"], accounts.count == 1 else {
      return true
    }
    return accounts[0].isExactly(caller)
  }

  private func isKey(_ request: AccessRequest) -> Bool {
    request.resource.flatMap { ARN($0)?.service } == "kms"
  }
}

/// The policies of one kind.
private struct Layer: Sendable {
  let policies: [CompiledPolicy]
  let origin: StatementReference.Origin

  init(_ documents: [PolicyDocument], _ origin: StatementReference.Origin) {
    policies = documents.map { CompiledPolicy($0) }
    self.origin = origin
  }

  /// The first statement of an effect that is about the request.
  func first(_ effect: Effect, _ request: PreparedRequest) -> StatementReference? {
    first(effect, request) { _ in true }
  }

  /// The first statement that denies the request; `isBounded` says that the caller has a boundary.
  ///
  /// "The NotPrincipal element with a Deny effect will always deny any IAM principal that has a
  /// permissions boundary policy attached" (IAM User Guide, "Permissions boundaries").
  func deny(_ request: PreparedRequest, isBounded: Bool) -> StatementReference? {
    let ignoresNotPrincipal = isBounded && request.principal?.kind == .aws
    return first(.deny, request, ignoringNotPrincipal: ignoresNotPrincipal) { _ in true }
  }

  func first(
    _ effect: Effect, _ request: PreparedRequest, ignoringNotPrincipal: Bool = false,
    where fits: (CompiledStatement) -> Bool
  ) -> StatementReference? {
    for (number, policy) in policies.enumerated() {
      for (index, statement) in policy.statements.enumerated()
      where statement.effect == effect && fits(statement)
        && statement.truth(request, ignoringNotPrincipal: ignoringNotPrincipal) == .yes
      {
        return policy.reference(index, of: origin, document: number)
      }
    }
    return nil
  }

  /// What a trust or resource policy grants to the caller, by how it names it.
  func grant(_ request: PreparedRequest) -> Grant {
    let caller = request.principal
    func first(_ matches: PrincipalMatch...) -> StatementReference? {
      self.first(.allow, request) { matches.contains($0.principals?.match(caller) ?? .anyone) }
    }
    let named = isBoundByResourcePolicies(caller) ? nil : first(.exact)
    let byRoleARN = self.first(.allow, request) {
      $0.demandsPrincipalARN && ($0.principals?.match(caller) ?? .anyone) == .anyone
    }
    return Grant(
      unbounded: named ?? byRoleARN, anyone: first(.anyone),
      direct: first(.exact, .role, .anyone), delegated: first(.account),
      any: first(.exact, .role, .anyone, .account))
  }

  /// "Resource-based policies that grant permissions to an IAM role ARN are limited by an implicit
  /// deny in a permissions boundary or session policy"; a user's or a session's own ARN is not.
  private func isBoundByResourcePolicies(_ caller: Caller?) -> Bool {
    switch caller?.identity {
    case .session, .user, .account: false
    case .role, .other, nil: true
    }
  }
}

/// The statements of a trust or resource policy that let a caller in.
private struct Grant {
  /// Names a user or a session itself, or everyone with a condition on `aws:PrincipalArn`: no
  /// boundary bounds it.
  let unbounded: StatementReference?
  /// Names everyone.
  let anyone: StatementReference?
  /// Names the caller, its role, or everyone.
  let direct: StatementReference?
  /// Names the caller's account.
  let delegated: StatementReference?
  /// The first of any of them.
  let any: StatementReference?
}
