import IAMPolicy
public import IAMRoles
public import JSONText

/// A role-set file made from roles that exist.
///
/// Roles and policies come in the form of `aws iam get-account-authorization-details`, which is also
/// the form of a snapshot. What the form of role sets cannot say of a role is never dropped in silence:
/// the role is left out with a reason, or a note names what is not taken.
public struct RoleSetImport: Hashable, Sendable {
  /// Which roles are taken; a role must fit all that is given.
  public struct Selection: Hashable, Sendable {
    /// Patterns with `*` and `?` for names, without regard to case; empty: every name.
    public var names: [String] = []
    /// What the path begins with.
    public var path: String?
    /// Tags that the role has.
    public var tags: [Tag] = []
    /// A service principal that the trust policy allows.
    public var service: String?

    /// Takes every role.
    public init() {}
  }

  /// A role that is not in the file.
  public struct LeftOut: Hashable, Sendable {
    /// Its name.
    public let role: String
    /// Why: lower-case start, no full stop.
    public let reason: String
  }

  /// The role-set file.
  public private(set) var json: JSON
  /// The names of the roles in it, in order.
  public private(set) var roles: [String] = []
  /// The names of the managed policies in it, in order.
  public private(set) var policies: [String] = []
  /// The roles that fit the selection and are not in it, in order of their names.
  public private(set) var leftOut: [LeftOut] = []
  /// What is not taken of roles that are in it: whole sentences without a full stop.
  public private(set) var notes: [String] = []

  /// Makes a role set.
  ///
  /// - Parameters:
  ///   - details: the members of `RoleDetailList`.
  ///   - managed: the members of `Policies`.
  ///   - account: the 12-digit account id, which becomes `${Account}` in ARNs, in principals and behind
  ///     condition keys that hold an account.
  ///   - partition: becomes `${Partition}` in ARNs.
  public init(
    roles details: [JSON], policies managed: [JSON], account: String, partition: String,
    name: String,
    selection: Selection = Selection()
  ) {
    json = .null
    let generaliser = Generaliser(account: account, partition: partition)
    var made: [JSON] = []
    var held: Set<String> = []
    for detail in details.sorted(by: Self.isOrdered) {
      let role = detail["RoleName"]?.string ?? ""
      guard selection.fits(detail) else { continue }
      do throws(Obstacle) {
        made.append(try Self.role(detail, generaliser))
        roles.append(role)
        notes += Self.notes(on: detail)
        held.formUnion(Self.attached(detail))
      } catch {
        leftOut.append(LeftOut(role: role, reason: error.reason))
      }
    }
    var documents: [JSON] = []
    for policy in managed.sorted(by: Self.isOrdered) {
      guard let arn = policy["Arn"]?.string, held.contains(arn),
        ARN(arn)?.account == account
      else { continue }
      let policyName = policy["PolicyName"]?.string ?? ""
      do throws(Obstacle) {
        documents.append(try Self.policy(policy, generaliser))
        policies.append(policyName)
      } catch {
        notes.append(
          "managed policy '\(policyName)' is attached but not described by the file: \(error.reason)"
        )
      }
    }
    json = Self.file(name: name, policies: documents, roles: made)
  }

  /// Why something cannot be said in a role set.
  struct Obstacle: Error {
    let reason: String
  }

  private static func isOrdered(_ left: JSON, _ right: JSON) -> Bool {
    func key(_ json: JSON) -> String { (json["RoleName"] ?? json["PolicyName"])?.string ?? "" }
    return key(left).utf8.lexicographicallyPrecedes(key(right).utf8)
  }

  private static func file(name: String, policies: [JSON], roles: [JSON]) -> JSON {
    var members: [(String, JSON)] = [
      ("schemaVersion", .string("1.0")), ("name", .string(name)), ("title", .string(name)),
      ("summary", .string("Imported roles")),
    ]
    if !policies.isEmpty { members.append(("policies", .array(policies))) }
    members.append(("roles", .array(roles)))
    return .object(members)
  }

  // MARK: Parts

  private static func role(_ detail: JSON, _ generaliser: Generaliser) throws(Obstacle) -> JSON {
    let path = detail["Path"]?.string ?? "/"
    if path.hasPrefix("/aws-service-role/") {
      throw Obstacle(reason: "it is a service-linked role, which its service owns")
    }
    var members: [(String, JSON)] = [
      ("name", .string(try generaliser.plain(detail["RoleName"]?.string ?? "")))
    ]
    if path != "/" { members.append(("path", .string(try generaliser.plain(path)))) }
    if let text = detail["Description"]?.string, !text.isEmpty {
      members.append(("description", .string(try generaliser.plain(text))))
    }
    if let seconds = detail["MaxSessionDuration"]?.int, seconds != 3600 {
      members.append(("maxSessionDuration", .number(seconds)))
    }
    members.append(
      (
        "trust",
        try generaliser.document(
          detail["AssumeRolePolicyDocument"], as: .trust, called: "its trust policy")
      ))
    let attached = attached(detail)
    if !attached.isEmpty {
      var arns: [JSON] = []
      for arn in attached { arns.append(.string(try generaliser.text(arn))) }
      members.append(("managedPolicies", .array(arns)))
    }
    var inline: [JSON] = []
    for policy in (detail["RolePolicyList"]?.array ?? []).sorted(by: isOrdered) {
      let name = policy["PolicyName"]?.string ?? ""
      let document = try generaliser.document(
        policy["PolicyDocument"], as: .identity, called: "inline policy '\(name)'")
      inline.append(
        .object([("name", .string(try generaliser.plain(name))), ("document", document)]))
    }
    if !inline.isEmpty { members.append(("inlinePolicies", .array(inline))) }
    if let arn = detail["PermissionsBoundary"]?["PermissionsBoundaryArn"]?.string {
      members.append(("permissionsBoundary", .string(try generaliser.text(arn))))
    }
    let tags = try tags(detail, generaliser)
    if !tags.isEmpty { members.append(("tags", .object(tags))) }
    return .object(members)
  }

  private static func policy(_ policy: JSON, _ generaliser: Generaliser) throws(Obstacle) -> JSON {
    let versions = policy["PolicyVersionList"]?.array ?? []
    let current = versions.first { $0["IsDefaultVersion"]?.bool == true }
    var members: [(String, JSON)] = [
      ("name", .string(try generaliser.plain(policy["PolicyName"]?.string ?? "")))
    ]
    if let path = policy["Path"]?.string, path != "/" {
      members.append(("path", .string(try generaliser.plain(path))))
    }
    if let text = policy["Description"]?.string, !text.isEmpty {
      members.append(("description", .string(try generaliser.plain(text))))
    }
    members.append(
      (
        "document",
        try generaliser.document(current?["Document"], as: .identity, called: "its default version")
      ))
    return .object(members)
  }

  private static func tags(
    _ detail: JSON, _ generaliser: Generaliser
  ) throws(Obstacle) -> [(String, JSON)] {
    var tags: [(String, JSON)] = []
    for tag in detail["Tags"]?.array ?? [] {
      guard let key = tag["Key"]?.string, let value = tag["Value"]?.string, !isReserved(key) else {
        continue
      }
      tags.append((try generaliser.plain(key), .string(try generaliser.plain(value))))
    }
    return tags.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
  }

  /// AWS sets tags whose key begins with `aws:`, and lets nobody else do so
  /// (IAM User Guide, "Rules for tagging in IAM and AWS STS").
  private static func isReserved(_ key: String) -> Bool { key.lowercased().hasPrefix("aws:") }

  private static func attached(_ detail: JSON) -> [String] {
    (detail["AttachedManagedPolicies"]?.array ?? []).compactMap { $0["PolicyArn"]?.string }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func notes(on detail: JSON) -> [String] {
    let role = detail["RoleName"]?.string ?? ""
    var notes: [String] = []
    let reserved = (detail["Tags"]?.array ?? []).compactMap { $0["Key"]?.string }.filter(isReserved)
    if !reserved.isEmpty {
      let list = reserved.sorted().map { "'\($0)'" }.joined(separator: ", ")
      notes.append("role '\(role)' has tags that AWS sets and that are not taken: \(list)")
    }
    for (member, what) in [
      ("Description", "description"), ("MaxSessionDuration", "session duration"),
    ]
    where detail[member] == nil {
      notes.append("the input does not contain the \(what) of role '\(role)'")
    }
    return notes
  }
}

extension RoleSetImport.Selection {
  /// Whether a role, in the form of `RoleDetailList`, is taken.
  func fits(_ detail: JSON) -> Bool {
    let name = (detail["RoleName"]?.string ?? "").lowercased()
    if !names.isEmpty, !names.contains(where: { WildcardPattern($0.lowercased()).matches(name) }) {
      return false
    }
    if let path, !(detail["Path"]?.string ?? "/").hasPrefix(path) { return false }
    let found = detail["Tags"]?.array ?? []
    for tag in tags {
      let hasTag = found.contains {
        $0["Key"]?.string?.lowercased() == tag.key.lowercased()
          && $0["Value"]?.string.map { Array($0.utf8) } == Array(tag.value.utf8)
      }
      if !hasTag { return false }
    }
    return service.map { trusts($0, detail) } ?? true
  }

  private func trusts(_ service: String, _ detail: JSON) -> Bool {
    guard let document = Generaliser.plainDocument(detail["AssumeRolePolicyDocument"]) else {
      return false
    }
    let statements = document["Statement"].map { $0.array ?? [$0] } ?? []
    return statements.contains { statement in
      let named = statement["Principal"]?["Service"].map { $0.array ?? [$0] } ?? []
      return statement["Effect"]?.string == "Allow"
        && named.contains { $0.string?.lowercased() == service.lowercased() }
    }
  }
}
