import JSONText

/// What is asked of IAM: whether a principal may do an action on a resource, in a context.
public struct AccessRequest: Hashable, Sendable {
  /// Who asks; nil when the question does not name anyone (identity policies do not ask).
  public var principal: Principal?
  /// The action, `service:Name`.
  public var action: String
  /// The ARN of the resource; nil for an action that has none, which only `*` matches.
  public var resource: String?
  /// The condition keys that the service supplies.
  public var context: RequestContext

  /// Makes a request.
  public init(
    principal: Principal? = nil, action: String, resource: String? = nil,
    context: RequestContext = RequestContext()
  ) {
    self.principal = principal
    self.action = action
    self.resource = resource
    self.context = context
  }
}

/// The condition keys of a request with their values.
///
/// Names fold case; an absent key and a key with
/// no value are different things.
public struct RequestContext: Hashable, Sendable {
  /// One key with its values.
  public struct Entry: Hashable, Sendable {
    /// The name as given.
    public let key: String
    /// The values; several for a multivalued key.
    public let values: [String]
  }

  /// The entries in the order of their folded names.
  public private(set) var entries: [Entry]

  /// Makes a context; of names that differ only in case the last one stays.
  public init(_ keys: [String: [String]] = [:]) {
    self.init(
      keys.sorted { ExactText($0.key) < ExactText($1.key) }
        .map { Entry(key: $0.key, values: $0.value) })
  }

  /// Makes a context; of names that differ only in case the last one stays.
  public init(_ list: [Entry]) {
    var byName: [ExactText: Entry] = [:]
    for entry in list { byName[ExactText(entry.key.foldingASCIICase)] = entry }
    entries = byName.sorted { $0.key < $1.key }.map(\.value)
  }

  /// The values of a key, whatever the case of its name; nil when the key is absent.
  public subscript(key: String) -> [String]? {
    let name = key.foldingASCIICase
    return entries.first { $0.key.foldingASCIICase.isExactly(name) }?.values
  }

  /// The same context with one key set, or removed when `values` is nil.
  public func setting(_ key: String, to values: [String]?) -> RequestContext {
    let name = key.foldingASCIICase
    var rest = entries.filter { !$0.key.foldingASCIICase.isExactly(name) }
    if let values { rest.append(Entry(key: key, values: values)) }
    return RequestContext(rest)
  }
}

extension RequestContext.Entry {
  /// Makes an entry.
  public init(_ key: String, _ values: [String]) {
    self.key = key
    self.values = values
  }
}

/// The statement that decided, by its place in the policies that were asked.
public struct StatementReference: Hashable, Sendable {
  /// Which of the policies that bear on a request a statement belongs to.
  public enum Origin: String, Hashable, Sendable, CaseIterable {
    /// An identity policy of the caller.
    case identity
    /// The trust policy of the role.
    case trust
    /// The policy of the resource.
    case resource
    /// The caller's permissions boundary.
    case boundary
    /// A session policy of the caller's session.
    case session

    /// The origin of a document that was asked alone.
    public init(_ kind: PolicyKind) {
      switch kind {
      case .identity: self = .identity
      case .trust: self = .trust
      case .resource: self = .resource
      }
    }
  }

  /// Which policies were asked.
  public var origin: Origin
  /// Which document of the list asked, from 0.
  public var document: Int
  /// Which statement of that document, from 0.
  public var statement: Int
  /// `Sid` of the statement, when it has one.
  public var sid: String?
  /// Where the statement began in its text.
  public var mark: Mark

  /// Makes a reference.
  public init(
    origin: Origin = .identity, document: Int, statement: Int, sid: String?, mark: Mark
  ) {
    self.origin = origin
    self.document = document
    self.statement = statement
    self.sid = sid
    self.mark = mark
  }
}

/// The answer to a request.
///
/// An explicit deny is worth telling from nothing that allows: it also blocks
/// what other policies grant.
public enum Decision: Hashable, Sendable {
  /// Some statement allows and none denies.
  case allowed(by: StatementReference)
  /// No statement allows.
  case implicitlyDenied
  /// A statement denies.
  case explicitlyDenied(by: StatementReference)
  /// A statement allows everyone, the caller's boundary or session policy allows nothing of the kind,
  /// and AWS does not say which of them counts.
  case unspecified(StatementReference)

  /// Whether access is given.
  public var isAllowed: Bool { if case .allowed = self { true } else { false } }

  /// Whether the decision is the one expected: an `unspecified` one never is.
  public func isExpected(allow: Bool) -> Bool {
    switch self {
    case .allowed: allow
    case .implicitlyDenied, .explicitlyDenied: !allow
    case .unspecified: false
    }
  }
}
