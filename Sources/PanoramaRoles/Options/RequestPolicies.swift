import CommandTable
import IAMPolicy
import Reports

/// The policy documents that flags name to decide requests.
struct RequestPolicies {
  static let trust = Flag(
    "trust", .file("FILE"), "The trust policy of the role that is to be assumed")
  static let resourcePolicy = Flag(
    "resource-policy", .file("FILE"), "The policy of the resource")
  static let session = Flag(
    "session", repeated: .file("FILE"), "A session policy of the caller's session")
  /// What a command declares to take them.
  static let flags: [any FlagDeclaring] = [
    PolicyFlags.policy, trust, resourcePolicy, PolicyFlags.boundary, session, PolicyFlags.type,
  ]

  private let files: [(path: String, origin: StatementReference.Origin?)]
  private let kind: PolicyKind?

  /// Reads the flags.
  init(_ arguments: Arguments) {
    kind = PolicyFlags.kind(arguments)
    var files: [(path: String, origin: StatementReference.Origin?)] = []
    files += arguments[PolicyFlags.policy].map { ($0, nil) }
    if let path = arguments[Self.trust] { files.append((path, .trust)) }
    if let path = arguments[Self.resourcePolicy] { files.append((path, .resource)) }
    files += arguments[PolicyFlags.boundary].map { ($0, .boundary) }
    files += arguments[Self.session].map { ($0, .session) }
    self.files = files
  }

  /// The paths of the documents.
  var paths: [String] { files.map(\.path) }

  /// Reads the documents.
  func read() throws(CommandError) -> PolicySources {
    var sources = PolicySources()
    for (path, origin) in files {
      sources.add(try PolicyFile.read(path, as: origin?.kind ?? kind), origin)
    }
    if sources.files[.trust] != nil, sources.files[.resource] != nil {
      throw CommandError(
        .usage, "a trust policy and a resource policy cannot both bear on a request",
        hint: "a request to assume a role asks its trust policy, any other a resource policy")
    }
    return sources
  }
}
