import IAMPolicy
import IAMRoles
public import JSONText

/// Role-set files made from roles that exist.
///
/// What the form of role sets cannot say of a role is never dropped in silence: the role is left out with
/// a reason, or a note names what is not taken. Each role is read back as a role-set file.
public struct RoleSetImport: Hashable, Sendable {
  /// Something that is in no file.
  public struct LeftOut: Hashable, Sendable {
    /// The name of the role, or of what would be one.
    public var role: String
    /// Why: lower-case start, no full stop.
    public var reason: String
    /// Whether AWS owns the role, so that nobody else describes it.
    public var isOwnedByAWS = false

    /// Makes a record.
    public init(role: String, reason: String, isOwnedByAWS: Bool = false) {
      self.role = role
      self.reason = reason
      self.isOwnedByAWS = isOwnedByAWS
    }
  }

  /// The name of the role set.
  public let name: String
  /// The names of the roles that are taken, in order.
  public private(set) var roles: [String] = []
  /// The names of the managed policies that are taken, in order.
  public private(set) var policies: [String] = []
  /// The roles that fit the selection and are not taken, in order of their names.
  public private(set) var leftOut: [LeftOut] = []
  /// What is not taken of roles that are: whole sentences without a full stop.
  public private(set) var notes: [String] = []
  /// What is missing and belongs to the roles: whole sentences without a full stop.
  public private(set) var gaps: [String]

  /// How many identity providers are taken.
  public var providerCount: Int { madeProviders.count }

  private var madeRoles: [MadeRole] = []
  private var madePolicies: [MadePolicy] = []
  private var madeProviders: [ImportedProviders.Provider] = []
  private let parameters: [JSON]

  private struct MadeRole: Hashable {
    let name: String
    let json: JSON
    /// The ARNs of the managed policies that it has, its boundary among them.
    let policies: [String]
  }

  private struct MadePolicy: Hashable {
    let arn: String
    let json: JSON
  }

  /// Makes a role set.
  ///
  /// The account of the material becomes `${Account}` in ARNs, in principals and behind condition keys that
  /// hold an account; its partition, and `region` when it is given, become parameters in ARNs.
  public init(
    _ material: ImportMaterial, name: String, selection: Selection = Selection(),
    region: String? = nil
  ) {
    self.name = name
    gaps = material.gaps
    parameters = material.parameters.map(\.json)
    leftOut = material.leftOut
    let generaliser = Generaliser(
      account: material.account, partition: material.partition, region: region,
      references: material.references, samples: material.samples(region: region),
      isWritten: material.namesCommonParameters)
    var taken: [JSON] = []
    for detail in material.roles.sorted(by: Self.isOrdered) where selection.fits(detail) {
      let role = detail["RoleName"]?.string ?? ""
      if let owner = Self.owner(of: detail) {
        leftOut.append(LeftOut(role: role, reason: owner, isOwnedByAWS: true))
        continue
      }
      do throws(Obstacle) {
        let json = try Self.role(detail, generaliser)
        try readBack(policies: [], roles: [json])
        madeRoles.append(MadeRole(name: role, json: json, policies: Self.held(by: detail)))
        taken.append(detail)
      } catch {
        leftOut.append(LeftOut(role: role, reason: error.reason))
      }
    }
    leftOut.sort { $0.role.utf8.lexicographicallyPrecedes($1.role.utf8) }
    roles = madeRoles.map(\.name)
    let trusted = ImportedProviders(trustedBy: taken, in: material, generaliser)
    madeProviders = trusted.taken
    notes = material.notes + ImportNotes(on: taken).sentences + trusted.notes
    take(material.policies, of: material.account, generaliser)
  }

  private mutating func take(
    _ managed: [JSON], of account: String, _ generaliser: Generaliser
  ) {
    var missing = Set(madeRoles.flatMap(\.policies).filter { ARN($0)?.account == account })
    for policy in managed.sorted(by: Self.isOrdered) {
      guard let arn = policy["Arn"]?.string, missing.remove(arn) != nil else { continue }
      let place = PolicyPlace(arn)
      do throws(Obstacle) {
        let json = try Self.policy(policy, at: place, generaliser)
        try readBack(policies: [json], roles: [Self.holder(of: generaliser.text(arn))])
        madePolicies.append(MadePolicy(arn: arn, json: json))
        policies.append(place.name)
      } catch {
        gaps.append("managed policy '\(place.name)' is not described: \(error.reason)")
      }
    }
    guard !missing.isEmpty else { return }
    gaps.append(
      "the input does not contain these managed policies, so they are named and not described: "
        + ImportNotes.list(missing.sorted()))
  }

  /// Why something cannot be said in a role set.
  struct Obstacle: Error {
    let reason: String
  }

  /// Refuses what the reader of role-set files refuses.
  private func readBack(policies: [JSON], roles: [JSON]) throws(Obstacle) {
    let text = file(name: "import", policies: policies, providers: [], roles: roles)
      .text(.compact)
    do throws(DocumentError) { _ = try RoleSetDefinition(reading: text) } catch {
      throw Obstacle(
        reason: error.problems.first?.message ?? "a role-set file cannot describe it")
    }
  }

  // MARK: The files

  /// The role-set file with everything.
  public var json: JSON {
    file(
      name: name, policies: madePolicies.map(\.json), providers: madeProviders.map(\.json),
      roles: madeRoles.map(\.json))
  }

  /// One role-set file a role, by file name.
  ///
  /// A managed policy is in the file of the first role that has it, and an identity provider in that of the
  /// first role that trusts it.
  public var parts: [(file: String, json: JSON)] {
    var names: Set<String> = []
    var rest = madePolicies
    var providers = madeProviders
    return madeRoles.map { role in
      let own = rest.filter { role.policies.contains($0.arn) }
      rest.removeAll { role.policies.contains($0.arn) }
      let trusted = providers.filter { $0.roles.contains(role.name) }
      providers.removeAll { $0.roles.contains(role.name) }
      let name = Self.setName(for: role.name, besides: &names)
      let json = file(
        name: name, policies: own.map(\.json), providers: trusted.map(\.json),
        roles: [role.json])
      return ("\(name).json", json)
    }
  }

  /// A name for a role set, made of another name.
  private static func setName(for role: String, besides names: inout Set<String>) -> String {
    let letters = role.lowercased().utf8.map { byte in
      RoleSetDefinition.isNameByte(byte) ? byte : UInt8(ascii: "-")
    }
    let stem = String(decoding: letters.prefix(60), as: UTF8.self)
    var name = stem
    var number = 2
    while !names.insert(name).inserted {
      name = "\(stem)-\(number)"
      number += 1
    }
    return name
  }

  private func file(
    name: String, policies: [JSON], providers: [JSON], roles: [JSON]
  ) -> JSON {
    var members: [(String, JSON)] = [
      ("$schema", .string("./role-set.schema.json")),
      ("schemaVersion", .string(JSONObjectReader.schemaVersion)), ("name", .string(name)),
    ]
    if !parameters.isEmpty { members.append(("parameters", .array(parameters))) }
    if !policies.isEmpty { members.append(("policies", .array(policies))) }
    if !providers.isEmpty { members.append(("oidcProviders", .array(providers))) }
    members.append(("roles", .array(roles)))
    return .object(members)
  }

  /// A role that does nothing but hold a policy.
  private static func holder(of arn: String) -> JSON {
    .object([
      ("name", .string("holder")),
      ("trust", .object([("services", .strings(["ec2.amazonaws.com"]))])),
      ("managedPolicies", .strings([arn])),
    ])
  }
}

// MARK: Parts

extension RoleSetImport {
  private static func isOrdered(_ left: JSON, _ right: JSON) -> Bool {
    func key(_ json: JSON) -> String {
      json["Arn"]?.string.map { PolicyPlace($0).name }
        ?? (json["RoleName"] ?? json["PolicyName"])?.string ?? ""
    }
    return key(left).utf8.lexicographicallyPrecedes(key(right).utf8)
  }

  /// The path and the name of a managed policy, as its ARN has them: moto leaves the name out elsewhere.
  private struct PolicyPlace {
    let path: String
    let name: String

    init(_ arn: String) {
      let resource = ARN(arn)?.resource ?? arn
      let whole = resource.drop { $0 != "/" }
      let slash = whole.lastIndex(of: "/") ?? whole.startIndex
      path = whole.isEmpty ? "/" : String(whole[...slash])
      name = whole.isEmpty ? resource : String(whole[slash...].dropFirst())
    }
  }

  /// Who owns a role that nobody else can change; nil for a role of the account.
  ///
  /// Service-linked roles (IAM User Guide, "Create a service-linked role") and the roles that IAM Identity
  /// Center makes for permission sets (its User Guide, "Referencing permission sets in resource policies,
  /// Amazon EKS Cluster config maps, and AWS KMS key policies").
  private static func owner(of detail: JSON) -> String? {
    let path = detail["Path"]?.string ?? "/"
    if ServiceLinkedRole.owns(path: path) {
      return "it is a service-linked role, which its service owns"
    }
    return path.hasPrefix("/aws-reserved/") ? "AWS made it and owns it" : nil
  }

  private static func role(_ detail: JSON, _ generaliser: Generaliser) throws(Obstacle) -> JSON {
    var members: [(String, JSON)] = [
      ("name", .string(generaliser.plain(detail["RoleName"]?.string ?? "")))
    ]
    // A path and the key of a tag take no parameters.
    if let path = detail["Path"]?.string, path != "/" { members.append(("path", .string(path))) }
    if let text = detail["Description"]?.string, !text.isEmpty {
      members.append(("description", .string(generaliser.plain(text))))
    }
    if let seconds = detail["MaxSessionDuration"]?.int, seconds != Role.usualSessionDuration {
      members.append(("maxSessionDuration", .number(seconds)))
    }
    members.append(
      (
        "trust",
        try generaliser.document(
          detail["AssumeRolePolicyDocument"], as: .trust, called: "its trust policy")
      ))
    let attached = attached(to: detail)
    if !attached.isEmpty {
      members.append(("managedPolicies", .strings(attached.map(generaliser.text))))
    }
    var inline: [JSON] = []
    for policy in (detail["RolePolicyList"]?.array ?? []).sorted(by: isOrdered) {
      let name = policy["PolicyName"]?.string ?? ""
      let document = try generaliser.document(
        policy["PolicyDocument"], as: .identity, called: "inline policy '\(name)'")
      inline.append(.object([("name", .string(generaliser.plain(name))), ("document", document)]))
    }
    if !inline.isEmpty { members.append(("inlinePolicies", .array(inline))) }
    if let arn = boundary(of: detail) {
      members.append(("permissionsBoundary", .string(generaliser.text(arn))))
    }
    let profiles = (detail["InstanceProfileList"]?.array ?? []).compactMap {
      $0["InstanceProfileName"]?.string
    }
    if !profiles.isEmpty { members.append(("instanceProfiles", .strings(profiles.sorted()))) }
    let tags = tags(detail, generaliser)
    if !tags.isEmpty { members.append(("tags", .object(tags))) }
    return .object(members)
  }

  private static func policy(
    _ policy: JSON, at place: PolicyPlace, _ generaliser: Generaliser
  ) throws(Obstacle) -> JSON {
    let versions = policy["PolicyVersionList"]?.array ?? []
    let current = versions.first { $0["IsDefaultVersion"]?.bool == true }
    var members: [(String, JSON)] = [("name", .string(generaliser.plain(place.name)))]
    if place.path != "/" { members.append(("path", .string(place.path))) }
    if let text = policy["Description"]?.string, !text.isEmpty {
      members.append(("description", .string(generaliser.plain(text))))
    }
    members.append(
      (
        "document",
        try generaliser.document(current?["Document"], as: .identity, called: "its default version")
      ))
    return .object(members)
  }

  static func tags(_ detail: JSON, _ generaliser: Generaliser) -> [(String, JSON)] {
    var tags: [(String, JSON)] = []
    for tag in detail["Tags"]?.array ?? [] {
      guard let key = tag["Key"]?.string, let value = tag["Value"]?.string,
        !ImportNotes.isReserved(key)
      else { continue }
      tags.append((key, .string(generaliser.plain(value))))
    }
    return tags.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
  }

  private static func attached(to detail: JSON) -> [String] {
    (detail["AttachedManagedPolicies"]?.array ?? []).compactMap { $0["PolicyArn"]?.string }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func boundary(of detail: JSON) -> String? {
    detail["PermissionsBoundary"]?["PermissionsBoundaryArn"]?.string
  }

  private static func held(by detail: JSON) -> [String] {
    attached(to: detail) + (boundary(of: detail).map { [$0] } ?? [])
  }
}

extension ImportMaterial.Parameter {
  fileprivate var json: JSON {
    var members: [(String, JSON)] = [("name", .string(name)), ("summary", .string(summary))]
    if let defaultValue { members.append(("default", .string(defaultValue))) }
    return .object(members)
  }
}
