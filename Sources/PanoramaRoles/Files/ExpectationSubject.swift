import CommandTable
import IAMBackend
import IAMPolicy
import IAMRoles
import JSONText
import Reports
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
  private let unknown: Problem?

  /// The policies that a request asks.
  func sources(for expectation: Expectation) throws(DocumentError) -> PolicySources {
    guard expectation.request.principal == nil else { return trust }
    if var problem = unknown {
      problem.position = expectation.position
      throw DocumentError(problem)
    }
    return permissions
  }

  /// Reads the policies of a file at `path`, which relative paths begin at.
  ///
  /// With a snapshot the role is asked as the snapshot has it, whatever the file says about where to find it.
  init(
    _ file: ExpectationFile, at path: String, in given: GivenSnapshot? = nil
  ) throws(CommandError) {
    if let given {
      let role = try given.role(for: file, at: path)
      (trust, permissions, unknown) = try RoleParts(role).sources(file, at: path, given.document)
      return
    }
    switch file.subject {
    case .policies(let paths):
      var sources = PolicySources()
      for (origin, named) in paths {
        sources.add(try named.policy(for: path, in: file.bounds, as: origin.kind), origin)
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
    case .snapshot(let named, _, _):
      let snapshotPath = Self.resolved(named.path, at: path)
      let snapshot: Snapshot
      do throws(CommandError) {
        try file.bounds.check(snapshotPath)
        snapshot = try SnapshotFile.read(snapshotPath)
      } catch {
        throw error.placed(at: Place.text(InputFile.displayName(path), named.position))
      }
      let given = GivenSnapshot(
        snapshot: snapshot, file: InputFile.displayName(snapshotPath), name: nil)
      let role = try given.role(for: file, at: path)
      (trust, permissions, unknown) = try RoleParts(role).sources(file, at: path, given.document)
    }
  }

  /// The document of an AWS managed policy that the binary carries.
  static func builtIn(_ arn: String) -> StoredDocument? {
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
  ) throws(CommandError) -> (Role, RoleSet) {
    let file = InputFile.displayName(path)
    let place = Place.text(file, choice.position)
    guard let (definition, found) = Catalogue.builtIn.role(named: choice.name) else {
      throw CommandError(
        .failed, Sentence.doesNotExist("role", choice.name, in: "the catalogue"), at: place,
        hint: Sentence.didYouMean(
          choice.name, among: Catalogue.builtIn.roleNames,
          else: "'panorama-roles list' names them all"))
    }
    let draft = SpecDraft(
      account: choice.account, partition: choice.partition, roleSets: [definition.name],
      devices: choice.devices, allDevices: choice.allDevices)
    let set: RoleSet
    do throws(SpecError) {
      set = try Catalogue.builtIn.roleSet(for: try Spec(checking: draft))
    } catch {
      throw CommandError(
        .failed, in: file,
        error.problems.map { CommandError.Problem($0.message, at: place, hint: $0.hint) })
    }
    let name = definition.name(of: found)
    for case .ordinary(let role) in set.roles where role.name == name { return (role, set) }
    throw CommandError(
      .failed, "the policies of service-linked role '\(found.name)' belong to its service",
      at: place, hint: "test the role of a snapshot instead")
  }
}
