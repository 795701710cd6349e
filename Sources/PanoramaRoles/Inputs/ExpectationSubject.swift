import CommandTable
import IAMBackend
import IAMPolicy
import IAMRoles
import JSONText
import RoleCatalogue

/// The policies of an expectation file, read and ready to be asked.
///
/// Of a role, a request with a principal asks the trust policy; one without asks what the role itself may
/// do, by its inline and managed policies within its boundary.
struct ExpectationSubject {
  /// What requests with a principal ask.
  private let trust: PolicySources
  /// What requests without one ask.
  private let permissions: PolicySources
  /// Why the permissions cannot be asked.
  private let unknown: FormProblem?

  /// The policies that a request asks.
  func sources(for expectation: Expectation) throws(FormError) -> PolicySources {
    guard expectation.request.principal == nil else { return trust }
    if var problem = unknown {
      problem.position = expectation.position
      throw FormError(problem)
    }
    return permissions
  }

  /// Reads the policies of a file at `path`, which relative paths begin at.
  init(_ file: ExpectationFile, at path: String) throws(Report) {
    switch file.subject {
    case .policies(let paths):
      var sources = PolicySources()
      for (origin, name, _) in paths {
        sources.add(
          try PolicyFile.read(Self.resolved(name, at: path), as: origin.kind), origin)
      }
      trust = sources
      permissions = sources
      unknown = nil
    case .role(let choice):
      let (role, set) = try Self.role(choice, in: path)
      let parts = RoleParts(
        name: role.name, trust: .policy(role.trust),
        inline: role.inlinePolicies.map { ($0.name, .policy($0.document)) },
        managed: role.managedPolicies.map(\.arn), boundary: role.permissionsBoundary?.arn)
      (trust, permissions, unknown) = try parts.sources(file, at: path) { arn in
        let own = set.policies.first { set.arn(of: $0) == arn }
        return own.map { .policy($0.document) } ?? Self.builtIn(arn)
      }
    case .snapshot(let name, let roleName):
      let (snapshot, role) = try Self.role(
        named: roleName, inSnapshot: Self.resolved(name, at: path), path)
      let parts = RoleParts(
        name: role.name, trust: role.trust.value ?? .unreadableText("", problem: "it is not there"),
        inline: (role.inlinePolicies.value ?? []).map {
          ($0.name, $0.document.value ?? .unreadableText("", problem: "it is not there"))
        },
        managed: (role.managedPolicies.value ?? []).map(\.arn),
        boundary: role.permissionsBoundary.value?.arn)
      (trust, permissions, unknown) = try parts.sources(file, at: path) { arn in
        snapshot.managedPolicy(arn) ?? Self.builtIn(arn)
      }
    }
  }

  /// The document of an AWS managed policy that the binary carries.
  private static func builtIn(_ arn: String) -> StoredDocument? {
    guard ARN(arn)?.account == "aws" else { return nil }
    return ManagedPolicyDefinition.named(arn).map { .policy($0.document) }
  }

  /// A path in a file begins at that file's folder.
  static func resolved(_ name: String, at path: String) -> String {
    guard !name.hasPrefix("/"), path != "-", let slash = path.lastIndex(of: "/") else {
      return name
    }
    return path[...slash] + name
  }

  private static func role(
    _ choice: ExpectationFile.RoleChoice, in path: String
  ) throws(Report) -> (Role, RoleSet) {
    let file = InputFile.displayName(path)
    let place = Place.text(file, choice.position)
    guard let (definition, found) = Catalogue.builtIn.role(named: choice.name) else {
      let nearest = Nearest.to(choice.name, among: Catalogue.builtIn.roleNames)
      throw Report(
        .failed, "there is no role '\(choice.name)' in the catalogue", at: place,
        hint: nearest.map { "the nearest is '\($0)'" } ?? "'panorama-roles list' names them all")
    }
    let draft = SpecDraft(
      account: choice.account, partition: choice.partition, roleSets: [definition.name],
      devices: choice.devices, allDevices: choice.allDevices)
    let set: RoleSet
    do throws(SpecError) {
      set = try Catalogue.builtIn.roleSet(for: try Spec(checking: draft))
    } catch {
      throw Report(
        .failed, in: file,
        error.problems.map { Report.Problem($0.message, at: place, hint: $0.hint) })
    }
    let name = definition.name(of: found)
    for case .ordinary(let role) in set.roles where role.name == name { return (role, set) }
    throw Report(
      .failed, "the policies of service-linked role '\(found.name)' belong to its service",
      at: place, hint: "test the role of a snapshot instead")
  }

  private static func role(
    named name: String, inSnapshot snapshotPath: String, _ path: String
  ) throws(Report) -> (Snapshot, ObservedRole) {
    let bytes = try InputFile.bytes(snapshotPath)
    let snapshot: Snapshot
    do throws(FileFormError) { snapshot = try Snapshot(reading: bytes) } catch {
      throw Report(error, in: InputFile.displayName(snapshotPath))
    }
    guard let role = snapshot.role(named: name) else {
      let nearest = Nearest.to(name, among: snapshot.roleNames)
      throw Report(
        .failed, "the snapshot '\(snapshotPath)' has no role '\(name)'",
        at: InputFile.displayName(path), hint: nearest.map { "the nearest is '\($0)'" })
    }
    return (snapshot, role)
  }
}

/// The policies of a role, from wherever it is known.
private struct RoleParts {
  let name: String
  let trust: StoredDocument
  let inline: [(name: String, document: StoredDocument)]
  /// The ARNs of the managed policies.
  let managed: [String]
  /// The ARN of the boundary.
  let boundary: String?

  /// What is asked about trust, what about permissions, and why the latter cannot be.
  func sources(
    _ file: ExpectationFile, at path: String, _ known: (String) -> StoredDocument?
  ) throws(Report) -> (PolicySources, PolicySources, FormProblem?) {
    var asked = PolicySources()
    asked.add(
      PolicyFile(
        part: "trust policy of '\(name)'", document: try readable(trust, "trust policy", path)),
      .trust)
    var permissions = PolicySources()
    permissions.ask(.identity)
    for policy in inline {
      let what = "inline policy '\(policy.name)'"
      permissions.add(
        PolicyFile(
          part: "\(what) of '\(name)'", document: try readable(policy.document, what, path)),
        .identity)
    }
    let all =
      managed.map { ($0, StatementReference.Origin.identity) }
      + (boundary.map { [($0, .boundary)] } ?? [])
    for (arn, origin) in all {
      if let given = file.managedPolicies[arn] {
        let resolved = ExpectationSubject.resolved(given, at: path)
        permissions.add(try PolicyFile.read(resolved, as: .identity), origin)
      } else if let stored = known(arn) {
        permissions.add(
          PolicyFile(part: arn, document: try readable(stored, "policy '\(arn)'", path)), origin)
      } else {
        return (
          asked, permissions,
          FormProblem(
            "what role '\(name)' may do is not known: it has the policy '\(arn)', whose document is "
              + "not here", at: .none,
            hint: "name the document, 'managedPolicies': {\"\(arn)\": \"FILE\"}")
        )
      }
    }
    return (asked, permissions, nil)
  }

  private func readable(
    _ stored: StoredDocument, _ what: String, _ path: String
  ) throws(Report) -> PolicyDocument {
    switch stored {
    case .policy(let document): return document
    case .unreadableText(_, let problem):
      throw Report(
        .failed, "the \(what) of role '\(name)' cannot be read: \(problem)",
        at: InputFile.displayName(path))
    }
  }
}
