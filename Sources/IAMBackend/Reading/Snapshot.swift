import IAMPolicy
import IAMRoles
import JSONText

/// A saved output of `aws iam get-account-authorization-details` or of `snapshot`, in which roles can be
/// looked up.
///
/// The file is read over once, role by role, and kept as its bytes: what is asked for is read again. So a
/// snapshot takes little more memory than its file has bytes.
public struct Snapshot: Sendable {
  /// The file.
  private let bytes: [UInt8]
  /// The roles, in the order of the file.
  let roles: [RoleEntry]
  /// The accounts of the roles: one, in a file that nobody has put together.
  let homes: [Home]
  /// Where the managed policies that the file holds stand, by ARN.
  private let policies: [String: JSONPlace]
  /// Says whether the managed policies of the account are in the file.
  let tellsPolicies: Bool
  /// Says whether the file ends before the account does.
  public let isTruncated: Bool
  /// When the snapshot was taken, as it says itself, in seconds since 1970; nil when it does not say.
  public let takenAt: Int?
  /// The number of roles in the file.
  public var roleCount: Int { roles.count }

  /// A role of the file: what a lookup needs, and where the rest stands.
  struct RoleEntry: Sendable {
    let name: String
    let path: String
    let place: JSONPlace
  }

  /// An account that a role of the file is of, with the first such role.
  struct Home: Hashable, Sendable {
    let role: String
    let arn: String
    let partition: String
    let account: String
  }

  /// Reads a snapshot.
  ///
  /// - Throws: `FileFormError` with every problem that was found, each with its place.
  public init(reading text: String) throws(FileFormError) {
    try self.init(reading: Array(text.utf8))
  }

  /// Reads a snapshot from the bytes of a file.
  public init(reading bytes: [UInt8]) throws(FileFormError) {
    var contents = Contents()
    let json: JSON
    do throws(JSONError) {
      json = try JSON.walking(bytes, limits: .file) { contents.add($0, $1, $2) }
    } catch {
      throw FileFormError(error)
    }
    var form = ObjectReader(json, called: "the snapshot")
    _ = form.array("RoleDetailList", hint: "make it with 'panorama-roles snapshot --out FILE'")
    form.take(contents.problems)
    // That it is null says as little as garbage, and the time of the file is not what was meant.
    let time = json[Self.takenAtName]
    takenAt = time?.string.flatMap { Instant($0)?.seconds }
    if let time, takenAt == nil {
      form.problem(
        time.position, "unexpected-value", "'\(Self.takenAtName)' is no point in time",
        hint: "write it as 2030-01-31T12:00:00Z")
    }
    let marker = [json["Marker"], json["NextToken"]].contains { $0 != nil && $0 != .null }
    isTruncated = marker || json["IsTruncated"]?.bool == true
    roles = contents.roles
    homes = contents.homes
    policies = contents.policies
    // AWS's own tool leaves the policies out when it is asked for roles alone.
    tellsPolicies = !contents.policies.isEmpty || contents.tellsSessions
    self.bytes = bytes
    try form.finish()
  }

  /// The member that tells when the snapshot was taken.
  static let takenAtName = "TakenAt"

  /// The whole of a role.
  func json(of role: RoleEntry) -> JSON { JSON(at: role.place, in: bytes) ?? .null }

  /// The whole of a managed policy; nil when the file does not have it.
  func json(ofPolicy arn: String) -> JSON? { policies[arn].flatMap { JSON(at: $0, in: bytes) } }

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
    var problems: [FileFormProblem] = []
    var tellsSessions = false
    /// The names of the roles, each behind its account: IAM has no two that differ in case or path alone.
    var names: Set<String> = []

    mutating func add(_ list: String, _ json: JSON, _ place: JSONPlace) {
      switch list {
      case "RoleDetailList": add(role: json, place)
      case "Policies": add(policy: json, place)
      // Users and groups have no part in what is asked here.
      case _: break
      }
    }

    private mutating func add(role: JSON, _ place: JSONPlace) {
      var member = ObjectReader(role, called: "this role")
      let name = member.text("RoleName")
      roles.append(RoleEntry(name: name, path: member.text("Path"), place: place))
      let arn = member.text("Arn")
      Snapshot.check(role, &member)
      let home = Home(role: name, arn: arn)
      if !names.insert("\(home.partition):\(home.account):\(name.lowercased())").inserted {
        member.twice(role["RoleName"] ?? role, "role '\(name)'")
      }
      problems += member.problems
      if role["MaxSessionDuration"] != nil { tellsSessions = true }
      if !homes.contains(where: { $0.partition == home.partition && $0.account == home.account }) {
        homes.append(home)
      }
    }

    private mutating func add(policy: JSON, _ place: JSONPlace) {
      guard let arn = policy["Arn"]?.string else { return }
      var member = ObjectReader(policy, called: "this policy")
      if policies.updateValue(place, forKey: arn) != nil {
        member.twice(policy["Arn"] ?? policy, "managed policy '\(arn)'")
      }
      var ids: Set<String> = []
      var hasDefault = false
      for version in policy["PolicyVersionList"]?.array ?? [] {
        if let id = version["VersionId"]?.string, !ids.insert(id).inserted {
          member.twice(version, "version '\(id)' of managed policy '\(arn)'")
        }
        guard version["IsDefaultVersion"]?.bool == true else { continue }
        if hasDefault { member.twice(version, "a default version of managed policy '\(arn)'") }
        hasDefault = true
      }
      problems += member.problems
    }
  }

  /// Checks the form of what `observed` reads, so that a damaged file is an error and never a role
  /// without policies.
  fileprivate static func check(_ role: JSON, _ member: inout ObjectReader) {
    guard role.object != nil else { return }
    if let trust = member.member("AssumeRolePolicyDocument") {
      checkDocument(trust, "AssumeRolePolicyDocument", &member)
    }
    for policy in member.array("AttachedManagedPolicies") where policy["PolicyArn"]?.string == nil {
      member.problem(
        policy.position, "missing-member", "this attached policy has no 'PolicyArn'")
    }
    var names: Set<String> = []
    for policy in member.array("RolePolicyList") {
      guard let name = policy["PolicyName"]?.string, let document = policy["PolicyDocument"] else {
        member.problem(
          policy.position, "missing-member",
          "this inline policy lacks 'PolicyName' or 'PolicyDocument'")
        continue
      }
      if !names.insert(name).inserted { member.twice(policy, "inline policy '\(name)'") }
      checkDocument(document, "PolicyDocument", &member)
    }
    if let profiles = member.optional("InstanceProfileList") {
      for profile in member.array(profiles, "InstanceProfileList")
      where profile["InstanceProfileName"]?.string == nil {
        member.problem(
          profile.position, "missing-member",
          "this instance profile has no 'InstanceProfileName'")
      }
    }
    if let tags = member.optional("Tags") {
      var keys: Set<String> = []
      for tag in member.array(tags, "Tags") {
        guard let key = tag["Key"]?.string, tag["Value"]?.string != nil else {
          member.problem(tag.position, "missing-member", "this tag lacks 'Key' or 'Value'")
          continue
        }
        if !keys.insert(key.lowercased()).inserted { member.twice(tag, "tag '\(key)'") }
      }
    }
    if let boundary = member.optional("PermissionsBoundary"),
      boundary["PermissionsBoundaryArn"]?.string == nil
    {
      member.problem(
        boundary.position, "missing-member",
        "this permissions boundary has no 'PermissionsBoundaryArn'")
    }
  }

  private static func checkDocument(_ json: JSON, _ name: String, _ member: inout ObjectReader) {
    guard json.string == nil, json.object == nil else { return }
    member.problem(
      json.position, "wrong-type", "'\(name)' is \(json.kind) and must be an object or a string")
  }
}

extension ObjectReader {
  /// What stands twice, so that one of the two would hide the other.
  fileprivate mutating func twice(_ json: JSON, _ what: String) {
    problem(
      json.position, "duplicate-entry", "\(what) stands here a second time",
      hint: "take the snapshot anew: which of the two counts, nobody knows")
  }
}

extension Snapshot.Home {
  /// The account of a role's ARN; empty when it is none.
  init(role: String, arn: String) {
    let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    let isARN = parts.count == 6 && parts[0] == "arn"
    self.init(
      role: role, arn: arn, partition: isARN ? String(parts[1]) : "",
      account: isARN ? String(parts[4]) : "")
  }
}
