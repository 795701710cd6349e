public import JSONText

/// What a document is attached to, which decides the elements that its statements may have
/// (IAM User Guide, "Grammar of the IAM JSON policy language").
///
/// A permissions boundary and a session policy are identity policies in form.
public enum PolicyKind: String, Hashable, Sendable, CaseIterable {
  /// Attached to a user, group or role: no principal.
  case identity
  /// The trust policy of a role: a principal and no resource.
  case trust
  /// Attached to a resource such as a bucket or a key: a principal, and often a resource.
  case resource
}

/// The two versions of the policy language.
///
/// Variables `${…}` exist only in 2012-10-17.
public enum PolicyVersion: String, Hashable, Sendable, CaseIterable {
  case v2008 = "2008-10-17"
  case v2012 = "2012-10-17"
}

/// One policy: what IAM stores as a document.
///
/// A value of this type is always grammatical: what IAM's grammar forbids cannot be built. Two
/// documents are equal (`==`) when they are written alike, in the same order; whether they *mean* the
/// same is the question of `PolicyEquivalence`.
public struct PolicyDocument: Hashable, Sendable {
  /// What the document is attached to; every statement fits it.
  public let kind: PolicyKind
  /// `Version`; nil when the document does not say, which means 2008-10-17.
  public let version: PolicyVersion?
  /// `Id`, a name without meaning for a decision.
  public var id: String? { exactID?.string }
  private let exactID: ExactText?
  /// The statements, in the order written.
  public let statements: [Statement]

  /// Makes an identity policy (also a boundary or a session policy).
  public static func identity(
    version: PolicyVersion? = .v2012, id: String? = nil, _ statements: [IdentityStatement]
  ) -> PolicyDocument {
    PolicyDocument(
      kind: .identity, version: version, id: id, statements: statements.map(\.statement))
  }

  /// Makes a trust policy.
  public static func trust(
    version: PolicyVersion? = .v2012, id: String? = nil, _ statements: [TrustStatement]
  ) -> PolicyDocument {
    PolicyDocument(kind: .trust, version: version, id: id, statements: statements.map(\.statement))
  }

  /// Makes a resource policy.
  public static func resource(
    version: PolicyVersion? = .v2012, id: String? = nil, _ statements: [ResourceStatement]
  ) -> PolicyDocument {
    PolicyDocument(
      kind: .resource, version: version, id: id, statements: statements.map(\.statement))
  }

  /// Makes a document of statements that are known to fit `kind`: for the reader and for rewriting.
  package init(
    kind: PolicyKind, version: PolicyVersion?, id: String?, statements: [Statement]
  ) {
    self.kind = kind
    self.version = version
    exactID = id.map { ExactText($0) }
    self.statements = statements
  }

  /// Says whether `${…}` is a variable here and not plain text.
  public var hasVariables: Bool { version == .v2012 }
}

/// `Allow` or `Deny`, exactly so written.
public enum Effect: String, Hashable, Sendable, CaseIterable {
  case allow = "Allow"
  case deny = "Deny"
}

/// One statement of any policy.
///
/// Made through `IdentityStatement`, `TrustStatement` or
/// `ResourceStatement`, so that principal and resource exist exactly where the kind has them.
public struct Statement: Hashable, Sendable {
  /// `Sid`: letters and digits, or the empty string; a name without meaning for a decision.
  public var sid: String? { exactSID?.string }
  private let exactSID: ExactText?
  /// `Effect`.
  public let effect: Effect
  /// `Principal` or `NotPrincipal`; nil in an identity policy.
  public let principal: PrincipalBlock?
  /// `Action` or `NotAction`.
  public let action: ActionBlock
  /// `Resource` or `NotResource`; nil in a trust policy, where it is the role itself, and in a
  /// resource policy that leaves it out, where it is the resource that the policy is attached to.
  public let resource: ResourceBlock?
  /// `Condition`, empty when none exists.
  public let condition: ConditionBlock
  /// Where the statement began in the text that it was read from.
  public let mark: Mark

  package init(
    sid: String?, effect: Effect, principal: PrincipalBlock?, action: ActionBlock,
    resource: ResourceBlock?, condition: ConditionBlock, mark: Mark = Mark()
  ) {
    exactSID = sid.map { ExactText($0) }
    self.effect = effect
    self.principal = principal
    self.action = action
    self.resource = resource
    self.condition = condition
    self.mark = mark
  }
}

/// A statement of an identity policy.
public struct IdentityStatement: Hashable, Sendable {
  /// The statement in the form that all policies share.
  public let statement: Statement

  /// Makes a statement that grants or denies `action` on `resource`.
  public init(
    sid: String? = nil, _ effect: Effect, _ action: ActionBlock, on resource: ResourceBlock,
    when condition: ConditionBlock = ConditionBlock()
  ) {
    statement = Statement(
      sid: sid, effect: effect, principal: nil, action: action, resource: resource,
      condition: condition)
  }
}

/// A statement of a trust policy.
///
/// `NotPrincipal` is not to be had here: IAM refuses it.
public struct TrustStatement: Hashable, Sendable {
  /// The statement in the form that all policies share.
  public let statement: Statement

  /// Makes a statement that lets `principals` assume the role, or keeps them from it.
  public init(
    sid: String? = nil, _ effect: Effect, _ principals: PrincipalSet,
    _ action: ActionBlock = .action([ActionPattern("sts:AssumeRole")]),
    when condition: ConditionBlock = ConditionBlock()
  ) {
    statement = Statement(
      sid: sid, effect: effect, principal: .principal(principals), action: action, resource: nil,
      condition: condition)
  }
}

/// A statement of a resource policy.
public struct ResourceStatement: Hashable, Sendable {
  /// The statement in the form that all policies share.
  public let statement: Statement

  /// Makes a statement about what `principal` may do to `resource`; without `resource`, to the one
  /// that the policy is attached to.
  public init(
    sid: String? = nil, _ effect: Effect, _ principal: PrincipalBlock, _ action: ActionBlock,
    on resource: ResourceBlock? = nil, when condition: ConditionBlock = ConditionBlock()
  ) {
    statement = Statement(
      sid: sid, effect: effect, principal: principal, action: action, resource: resource,
      condition: condition)
  }
}

/// The place of an element in the text that it was read from.
///
/// It has no part in equality: the same
/// policy is equal wherever it stood.
public struct Mark: Hashable, Sendable {
  /// Line and column, or `.none` for an element that was built.
  public var position: TextPosition

  /// Makes a mark; without a position the element was built and not read.
  public init(_ position: TextPosition = .none) { self.position = position }

  /// Always true: a place is not a part of a policy.
  public static func == (left: Mark, right: Mark) -> Bool { true }

  /// Feeds nothing.
  public func hash(into hasher: inout Hasher) {}
}
