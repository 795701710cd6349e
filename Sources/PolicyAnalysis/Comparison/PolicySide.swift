public import IAMPolicy

/// One side of a comparison: policies that work together, such as all inline and attached policies
/// of a role, and the permissions boundary that they are held to.
public struct PolicySide: Hashable, Sendable {
  /// The policies; a request is granted when one of them allows and none denies.
  public var documents: [PolicyDocument]
  /// The policies of the permissions boundary, of which one must allow as well; nil without
  /// boundary.
  public var boundary: [PolicyDocument]?

  /// Makes a side; all documents must be of one kind, which the comparison checks.
  public init(documents: [PolicyDocument], boundary: [PolicyDocument]? = nil) {
    self.documents = documents
    self.boundary = boundary
  }

  /// Makes a side of one policy.
  public init(_ document: PolicyDocument) {
    self.init(documents: [document])
  }
}

/// Why two sides cannot be compared at all.
public enum PolicyAnalysisError: Error, Hashable, Sendable {
  /// Documents of different kinds are compared together: identity with trust, say.
  case mixedKinds(PolicyKind, PolicyKind)
  /// A boundary must be an identity policy.
  case boundaryOfKind(PolicyKind)
  /// A boundary was given for policies that have none: only identity policies do.
  case boundaryWith(PolicyKind)

  /// The error in one sentence.
  public var message: String {
    switch self {
    case .mixedKinds(let one, let other):
      "a policy of kind '\(one.rawValue)' cannot be compared with one of kind '\(other.rawValue)'"
    case .boundaryOfKind(let kind):
      "a permissions boundary must be an identity policy, and this one is of kind '\(kind.rawValue)'"
    case .boundaryWith(let kind):
      "a policy of kind '\(kind.rawValue)' has no permissions boundary"
    }
  }

  /// What to do about it.
  public var hint: String {
    switch self {
    case .mixedKinds: "compare permissions with permissions and trust with trust"
    case .boundaryOfKind: "give the policy that is set as the boundary of the role"
    case .boundaryWith: "leave the boundary out"
    }
  }
}
