import IAMPolicy
public import IAMRoles
public import JSONText

/// A saved output of `aws iam get-account-authorization-details` or of `snapshot`, in which roles can be
/// looked up.
///
/// The file is read over once, role by role, and kept as its bytes: what is asked for is read again. So a
/// snapshot takes little more memory than its file has bytes. Of a small file the roles are kept as well.
public struct Snapshot: Sendable {
  /// The file.
  private let bytes: [UInt8]
  /// The roles, in the order of the file.
  let roles: [RoleEntry]
  /// The accounts of the roles: one, in a file that nobody has put together.
  let homes: [Home]
  /// Where the managed policies that the file holds are, by ARN.
  private let policies: [String: JSONPlace]
  /// Where the identity providers that the file holds are, by ARN.
  private let providers: [String: JSONPlace]
  /// Says whether the managed policies of the account are in the file.
  let tellsPolicies: Bool
  /// Says whether the identity providers of the account are in the file.
  public let tellsProviders: Bool
  /// Says whether the file ends before the account does.
  public let isTruncated: Bool
  /// When the snapshot was taken, as it says itself, in seconds since 1970; nil when it does not say.
  public let takenAt: Int?
  /// The roles that the snapshot was taken of; the account may have others.
  public let selection: RoleSelection
  /// The number of roles in the file.
  public var roleCount: Int { roles.count }

  /// A role of the file: what a lookup needs, and where the rest is.
  struct RoleEntry: Sendable {
    let name: String
    let path: String
    let place: JSONPlace
    /// The names of its instance profiles; nil when the file does not tell them.
    let profiles: [String]?
    /// Whether the file has a placeholder where its id was.
    let isIDWithheld: Bool
    /// The whole of it, when the file is small.
    let json: JSON?
  }

  /// Up to how many bytes a file is small.
  private static let small = 1 << 19

  /// An account that a role of the file is of, with the first such role.
  struct Home: Hashable, Sendable {
    let role: String
    let arn: String
    let partition: String
    let account: String
  }

  /// Reads a snapshot.
  ///
  /// - Throws: `DocumentError` with every problem that was found, each with its place.
  public init(reading text: String) throws(DocumentError) {
    try self.init(reading: Array(text.utf8))
  }

  /// Reads a snapshot from the bytes of a file.
  public init(reading bytes: [UInt8]) throws(DocumentError) {
    let problems = ProblemCollector()
    var contents = Contents(problems: problems, keepsRoles: bytes.count <= Self.small)
    let json = try JSON.walking(bytes, limits: .file) { contents.add($0, $1, $2) }
    let members = JSONObjectReader(json, of: "a snapshot", known: nil, problems)
    _ = members?.requiredList(
      "RoleDetailList", hint: "make the snapshot with 'panorama-roles snapshot --out FILE'")
    _ = members?.list(Self.providersName)
    // That it is null says as little as garbage, and the time of the file is not what was meant.
    let time = json[Self.takenAtName]
    takenAt = time?.string.flatMap { Instant($0)?.seconds }
    if let time, takenAt == nil {
      problems.add(
        "unexpected-value", at: time.position, "'\(Self.takenAtName)' is not a valid time",
        hint: "write it as 2030-01-31T12:00:00Z")
    }
    selection = RoleSelection(contents.onlyRoles)
    let marker = [json["Marker"], json["NextToken"]].contains { $0 != nil && $0 != .null }
    isTruncated = marker || json["IsTruncated"]?.bool == true
    roles = contents.roles
    homes = contents.homes
    policies = contents.policies
    providers = contents.providers
    tellsProviders = members?[Self.providersName] != nil
    // AWS's own tool leaves the policies out when it is asked for roles alone.
    tellsPolicies = !contents.policies.isEmpty || contents.tellsSessions
    self.bytes = bytes
    try problems.check()
  }

  /// The member that tells when the snapshot was taken.
  static let takenAtName = "TakenAt"
  /// The member that names the roles that the snapshot was taken of, when that is not all.
  static let onlyRolesName = "OnlyRoles"

  /// The whole of a role.
  func json(of role: RoleEntry) -> JSON { role.json ?? JSON(at: role.place, in: bytes) ?? .null }

  /// The whole of a managed policy; nil when the file does not have it.
  func json(ofPolicy arn: String) -> JSON? { policies[arn].flatMap { JSON(at: $0, in: bytes) } }

  /// The whole of an identity provider; nil when the file does not have it.
  func json(ofProvider arn: String) -> JSON? {
    providers[arn].flatMap { JSON(at: $0, in: bytes) }
  }

  /// The ARNs of the identity providers that the file holds, in order.
  var providerARNs: [String] { providers.keys.sorted() }

  /// The ARNs of the managed policies that the file holds, in order.
  var policyARNs: [String] { policies.keys.sorted() }

  /// The versions of a managed policy; nil when the file does not have it.
  func versions(ofPolicy arn: String) -> [ObservedPolicy.Version]? {
    guard let policy = json(ofPolicy: arn) else { return nil }
    return (policy["PolicyVersionList"]?.array ?? []).compactMap { version in
      version["VersionId"]?.string.map {
        ObservedPolicy.Version(id: $0, isDefault: version["IsDefaultVersion"]?.bool == true)
      }
    }
  }

  /// What is gathered while the file is read over.
  private struct Contents {
    var roles: [RoleEntry] = []
    var homes: [Home] = []
    var policies: [String: JSONPlace] = [:]
    var providers: [String: JSONPlace] = [:]
    let problems: ProblemCollector
    let keepsRoles: Bool
    var tellsSessions = false
    /// The roles that the file was made of; none when it holds all.
    var onlyRoles: [String] = []
    /// The names of the roles, each behind its account: IAM has no two that differ in case or path alone.
    var names: Set<String> = []

    init(problems: ProblemCollector, keepsRoles: Bool) {
      self.problems = problems
      self.keepsRoles = keepsRoles
    }

    mutating func add(_ list: String, _ json: JSON, _ place: JSONPlace) {
      switch list {
      case "RoleDetailList": add(role: json, place)
      case "Policies": add(policy: json, place)
      case Snapshot.providersName:
        guard let arn = Snapshot.check(provider: json, problems) else { break }
        if providers.updateValue(place, forKey: arn) != nil {
          problems.addDuplicate(json["Arn"] ?? json, "identity provider '\(arn)'")
        }
      case Snapshot.onlyRolesName:
        if let name = problems.text(json, list) { onlyRoles.append(name) }
      // Users and groups have no part in what is asked here.
      case _: break
      }
    }

    private mutating func add(role: JSON, _ place: JSONPlace) {
      guard let members = JSONObjectReader(role, of: "a role", known: nil, problems) else { return }
      let name = members.requiredText("RoleName") ?? ""
      roles.append(
        RoleEntry(
          name: name, path: members.requiredText("Path") ?? "", place: place,
          profiles: role["InstanceProfileList"]?.array.map { profiles in
            profiles.compactMap { $0["InstanceProfileName"]?.string }
          }, isIDWithheld: role["RoleId"]?.string.map(Redaction.isPlaceholder) ?? false,
          json: keepsRoles ? role : nil))
      let arn = members.requiredText("Arn") ?? ""
      Snapshot.check(members)
      let home = Home(role: name, arn: arn)
      if !names.insert("\(home.partition):\(home.account):\(name.lowercased())").inserted {
        problems.addDuplicate(role["RoleName"] ?? role, "role '\(name)'")
      }
      if role["MaxSessionDuration"] != nil { tellsSessions = true }
      if !homes.contains(where: { $0.partition == home.partition && $0.account == home.account }) {
        homes.append(home)
      }
    }

    private mutating func add(policy: JSON, _ place: JSONPlace) {
      guard let arn = policy["Arn"]?.string else { return }
      if policies.updateValue(place, forKey: arn) != nil {
        problems.addDuplicate(policy["Arn"] ?? policy, "managed policy '\(arn)'")
      }
      var ids: Set<String> = []
      var hasDefault = false
      for version in policy["PolicyVersionList"]?.array ?? [] {
        if let id = version["VersionId"]?.string, !ids.insert(id).inserted {
          problems.addDuplicate(version, "version '\(id)' of managed policy '\(arn)'")
        }
        guard version["IsDefaultVersion"]?.bool == true else { continue }
        if hasDefault {
          problems.addDuplicate(version, "a default version of managed policy '\(arn)'")
        }
        hasDefault = true
      }
      let marked = policy["PolicyVersionList"]?.array?.first {
        $0["IsDefaultVersion"]?.bool == true
      }
      if let named = policy["DefaultVersionId"], let text = named.string,
        let id = marked?["VersionId"]?.string, text != id
      {
        problems.add(
          "unexpected-value", at: named.position,
          "the default version of managed policy '\(arn)' is '\(text)' here, and '\(id)' has "
            + "'IsDefaultVersion'",
          hint: "take the snapshot again: it cannot be known which of the two is the default")
      }
    }
  }

  /// Checks the form of what `observed` reads, so that a damaged file is an error and never a role
  /// without policies.
  fileprivate static func check(_ role: JSONObjectReader) {
    let problems = role.problems
    if let trust = role.required("AssumeRolePolicyDocument") {
      checkDocument(trust, "AssumeRolePolicyDocument", problems)
    }
    for policy in role.requiredList("AttachedManagedPolicies") {
      _ = JSONObjectReader(policy, of: "an attached policy", known: nil, problems)?
        .requiredText("PolicyArn")
    }
    var names = DoubledEntries<JSON>()
    for policy in role.requiredList("RolePolicyList") {
      let inline = JSONObjectReader(policy, of: "an inline policy", known: nil, problems)
      let document = inline?.required("PolicyDocument")
      guard let name = inline?.requiredText("PolicyName"), let document else { continue }
      if case .otherwise = names.place(name, policy) {
        problems.addDuplicate(policy, "inline policy '\(name)'")
      }
      checkDocument(document, "PolicyDocument", problems)
    }
    for profile in role.list("InstanceProfileList") {
      _ = JSONObjectReader(profile, of: "an instance profile", known: nil, problems)?
        .requiredText("InstanceProfileName")
    }
    var keys = DoubledEntries<JSON>()
    for tag in role.list("Tags") {
      let members = JSONObjectReader(tag, of: "a tag", known: nil, problems)
      let value = members?.requiredText("Value")
      guard let key = members?.requiredText("Key"), value != nil else { continue }
      if case .otherwise = keys.place(tag: key, tag) {
        problems.addDuplicate(tag, "tag '\(key)'")
      }
    }
    // AWS's own tool leaves both out: a value of another type, or null, is damage and not a missing one.
    if let seconds = role.json["MaxSessionDuration"], seconds.int == nil {
      problems.wrongType(seconds, "'MaxSessionDuration'", "a whole number")
    }
    if let text = role.json["Description"] { _ = problems.text(text, "Description") }
    if let boundary = role["PermissionsBoundary"] {
      _ = JSONObjectReader(boundary, of: "a permissions boundary", known: nil, problems)?
        .requiredText("PermissionsBoundaryArn")
    }
  }

  private static func checkDocument(_ json: JSON, _ name: String, _ problems: ProblemCollector) {
    guard json.string == nil, json.object == nil else { return }
    problems.wrongType(json, "'\(name)'", "an object or a string")
  }
}

extension ProblemCollector {
  /// An entry that hides another one of the same name.
  fileprivate func addDuplicate(_ json: JSON, _ what: String) {
    add(
      "duplicate-entry", at: json.position, "\(what) exists twice in the snapshot",
      hint: "take the snapshot again: it cannot be known which of the two counts")
  }
}

extension Snapshot.Home {
  /// The account of a role's ARN; empty when it is none.
  init(role: String, arn: String) {
    let fields = ARN(arn)
    self.init(
      role: role, arn: arn, partition: fields?.partition ?? "", account: fields?.account ?? "")
  }
}
