public import JSONText

/// An action or a pattern of actions: `service:Name` with `*` and `?`, or `*`.
///
/// Case has no meaning.
public struct ActionPattern: Hashable, Sendable {
  /// The pattern as written.
  public var text: String { exact.string }
  private let exact: ExactText
  /// Where it stood.
  public let mark: Mark

  /// Makes a pattern from its text, which the reader has checked.
  public init(_ text: String, at position: TextPosition = .none) {
    exact = ExactText(text)
    mark = Mark(position)
  }
}

/// `Action` or `NotAction`: never both.
public enum ActionBlock: Hashable, Sendable {
  /// The statement is about these actions.
  case action([ActionPattern])
  /// The statement is about every action but these, of every service.
  case notAction([ActionPattern])
}

/// A resource or a pattern of resources: an ARN with `*`, `?` and variables, or `*`.
public struct ResourcePattern: Hashable, Sendable {
  /// The pattern as written.
  public var text: String { exact.string }
  private let exact: ExactText
  /// Where it stood.
  public let mark: Mark

  /// Makes a pattern from its text, which the reader has checked.
  public init(_ text: String, at position: TextPosition = .none) {
    exact = ExactText(text)
    mark = Mark(position)
  }
}

/// `Resource` or `NotResource`: never both.
public enum ResourceBlock: Hashable, Sendable {
  /// The statement is about these resources.
  case resource([ResourcePattern])
  /// The statement is about every resource but these.
  case notResource([ResourcePattern])
}

/// One principal, as a statement names it or as a request comes from it
/// (IAM User Guide, "AWS JSON policy elements: Principal").
public struct Principal: Hashable, Sendable {
  /// The four kinds of the grammar.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// An account id, a root, user, role or session ARN, a unique id, or `*`.
    case aws = "AWS"
    /// A service such as `panorama.amazonaws.com`.
    case service = "Service"
    /// A SAML or OpenID Connect provider.
    case federated = "Federated"
    /// A canonical user id of Amazon S3.
    case canonicalUser = "CanonicalUser"
  }

  /// The kind.
  public let kind: Kind
  /// The value as written: `123456789012`, `panorama.amazonaws.com`, an ARN.
  public var value: String { exact.string }
  private let exact: ExactText
  /// Where it stood.
  public let mark: Mark

  /// Makes a principal of any kind.
  public init(_ kind: Kind, _ value: String, at position: TextPosition = .none) {
    self.kind = kind
    exact = ExactText(value)
    mark = Mark(position)
  }

  /// A service principal.
  public static func service(_ name: String) -> Principal { Principal(.service, name) }
  /// An account, user, role, session or `*`.
  public static func aws(_ value: String) -> Principal { Principal(.aws, value) }
}

/// The value of a `Principal` element: the bare `"*"`, or a map from kinds to names.
public enum PrincipalSet: Hashable, Sendable {
  /// The bare string `"*"`: everyone, anonymous callers and services too.
  case everyone
  /// The principals named, in the order written.
  case some([Principal])
}

/// `Principal` or `NotPrincipal`: never both.
public enum PrincipalBlock: Hashable, Sendable {
  /// The statement is about these principals.
  case principal(PrincipalSet)
  /// The statement is about everyone but these; not in trust policies.
  case notPrincipal(PrincipalSet)
}
