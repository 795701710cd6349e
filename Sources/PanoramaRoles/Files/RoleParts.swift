import IAMBackend
import IAMPolicy
import IAMRoles
import JSONText
import Reports

/// The policies of a role, from wherever it is known.
struct RoleParts {
  let name: String
  let trust: StoredDocument
  let inline: [(name: String, document: StoredDocument)]
  /// The ARNs of the managed policies.
  let managed: [String]
  /// The ARN of the boundary.
  let boundary: String?

  /// What a request with a principal asks.
  ///
  /// - Parameter file: the file that the role is of, for messages.
  func trustSources(in file: String) throws(CommandError) -> PolicySources {
    var asked = PolicySources()
    asked.add(
      PolicyFile(
        part: "trust policy of '\(name)'", document: try readable(trust, "trust policy", file)),
      .trust)
    return asked
  }

  /// What a request without a principal asks, and the ARN of a managed policy whose document is not known.
  func permissions(
    in file: String, _ document: (String) throws(CommandError) -> PolicyFile?
  ) throws(CommandError) -> (sources: PolicySources, unknown: String?) {
    var permissions = PolicySources()
    permissions.ask(.identity)
    for policy in inline {
      let what = "inline policy '\(policy.name)'"
      permissions.add(
        PolicyFile(
          part: "\(what) of '\(name)'", document: try readable(policy.document, what, file)),
        .identity)
    }
    let all =
      managed.map { ($0, StatementReference.Origin.identity) }
      + (boundary.map { [($0, .boundary)] } ?? [])
    for (arn, origin) in all {
      guard let known = try document(arn) else { return (permissions, arn) }
      permissions.add(known, origin)
    }
    return (permissions, nil)
  }

  /// What is asked about trust, what about permissions, and why the latter cannot be.
  func sources(
    _ file: ExpectationFile, at path: String, _ known: (String) -> StoredDocument?
  ) throws(CommandError) -> (PolicySources, PolicySources, Problem?) {
    let place = InputFile.displayName(path)
    let asked = try trustSources(in: place)
    let (permissions, unknown) = try permissions(in: place) { arn throws(CommandError) in
      if let given = file.managedPolicies[arn] {
        return try given.policy(for: path, in: file.bounds, as: .identity)
      }
      return try managed(arn, known(arn), in: place)
    }
    let problem = unknown.map { arn in
      Problem(
        "unknown-document", Self.unknownDocument(of: name, arn),
        hint: "name the document, 'managedPolicies': {\"\(arn)\": \"FILE\"}")
    }
    return (asked, permissions, problem)
  }

  /// What a role may do is not known.
  static func unknownDocument(of name: String, _ arn: String) -> String {
    "what role '\(name)' may do is not known: it has the policy '\(arn)', whose document is not here"
  }

  /// The document of a managed policy that is stored somewhere.
  func managed(
    _ arn: String, _ stored: StoredDocument?, in file: String
  ) throws(CommandError) -> PolicyFile? {
    guard let stored else { return nil }
    return PolicyFile(part: arn, document: try readable(stored, "policy '\(arn)'", file))
  }

  private func readable(
    _ stored: StoredDocument, _ what: String, _ file: String
  ) throws(CommandError) -> PolicyDocument {
    switch stored {
    case .policy(let document): return document
    case .unreadableText(_, let problem):
      throw CommandError(
        .failed, "the \(what) of role '\(name)' cannot be read: \(problem)", at: file)
    }
  }
}

extension RoleParts {
  /// The policies of a role of a snapshot.
  init(_ role: ObservedRole) {
    func stored(_ reading: Reading<StoredDocument>) -> StoredDocument {
      switch reading {
      case .present(let document): document
      case .absent: .unreadableText("", problem: "it does not exist")
      case .unreadable(let failure): .unreadableText("", problem: failure.message)
      }
    }
    self.init(
      name: role.name, trust: stored(role.trust),
      inline: (role.inlinePolicies.value ?? []).map { ($0.name, stored($0.document)) },
      managed: (role.managedPolicies.value ?? []).map(\.arn),
      boundary: role.permissionsBoundary.value?.arn)
  }
}

/// A snapshot that expectations are held against, and the role in it.
struct GivenSnapshot {
  let snapshot: Snapshot
  /// How the file is called in messages.
  let file: String
  /// The name of the role; nil for the role that an expectation file names.
  let name: String?

  /// The role that the expectations of a file are about.
  func role(for expectations: ExpectationFile, at path: String) throws(CommandError) -> ObservedRole
  {
    let file = InputFile.displayName(path)
    let (asked, place): (String, String)
    switch (name, expectations.subject) {
    case (_, .role(let choice)):
      (asked, place) = (name ?? choice.name, Place.text(file, choice.position))
    case (_, .snapshot(_, let role, let position)):
      (asked, place) = (name ?? role, Place.text(file, position))
    case (let name?, .policies): (asked, place) = (name, file)
    case (nil, .policies):
      throw CommandError(
        .failed, "the file names policies, and with '--snapshot' a role is tested",
        at: file, hint: "name the role with '--role NAME'")
    }
    do throws(CommandError) {
      let index = try SnapshotFile.index(ofRole: asked, in: snapshot, called: self.file)
      if let role = snapshot.role(at: index) { return role }
      throw CommandError(.failed, "the snapshot '\(self.file)' has no role '\(asked)'")
    } catch {
      throw error.placed(at: name == nil ? place : file)
    }
  }

  /// The document of a managed policy, of the snapshot or of the binary.
  func document(_ arn: String) -> StoredDocument? {
    snapshot.managedPolicy(arn) ?? ExpectationSubject.builtIn(arn)
  }

  /// The policies that a request about a role asks, the session policies `held` among them.
  func sources(
    of role: ObservedRole, for request: AccessRequest, _ held: PolicySources
  ) throws(CommandError) -> PolicySources {
    let parts = RoleParts(role)
    guard request.principal == nil else { return try parts.trustSources(in: file) }
    var (sources, unknown) = try parts.permissions(in: file) { arn throws(CommandError) in
      try parts.managed(arn, document(arn), in: file)
    }
    if let unknown {
      throw CommandError(
        .incomplete, RoleParts.unknownDocument(of: role.name, unknown), at: file,
        hint: "'panorama-roles snapshot' keeps the documents of all policies that roles have")
    }
    for policy in held.files[.session] ?? [] { sources.add(policy, .session) }
    return sources
  }
}
