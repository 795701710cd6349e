import IAMPolicy
public import JSONText

/// Roles and policies out of what the AWS CLI printed: several outputs, put together by role.
///
/// It takes `get-account-authorization-details`, `get-role`, `list-roles`, `get-role-policy`,
/// `list-attached-role-policies`, `list-role-policies`, `list-role-tags`, `get-policy`, `list-policies`,
/// `get-policy-version`, `list-instance-profiles-for-role`, and a role or a list of roles by itself.
public struct AWSCLIOutput {
  /// The roles by name, each with the members that were found so far.
  private var roles: [String: [JSON.Member]] = [:]
  /// The managed policies by ARN.
  private var policies: [String: [JSON.Member]] = [:]
  /// What is of a role or policy that its output does not name.
  private var unnamed: [Unnamed] = []

  fileprivate struct Unnamed {
    enum Kind {
      case attached, inlineNames, tags, version
    }

    let kind: Kind
    let json: JSON
    let file: String
  }

  /// Makes an empty collection.
  public init() {}

  /// Whether nothing was found.
  public var isEmpty: Bool { roles.isEmpty && policies.isEmpty }

  /// Adds an output.
  ///
  /// - Throws: `DocumentError` when it has no role and no part of one.
  public mutating func add(_ json: JSON, from file: String) throws(DocumentError) {
    if let elements = json.array {
      for element in elements { try add(element, from: file) }
      return
    }
    let problems = ProblemCollector()
    guard add(object: json, from: file, problems) else {
      throw DocumentError(
        Problem(
          "unknown-output", at: json.position,
          "this output of the AWS CLI has no role and no part of one",
          hint: "'aws iam get-account-authorization-details' has everything; 'get-role', "
            + "'list-roles', 'get-role-policy' and 'list-attached-role-policies' have parts"))
    }
    try problems.check()
  }

  private mutating func add(
    object json: JSON, from file: String, _ problems: ProblemCollector
  ) -> Bool {
    if let details = json["RoleDetailList"] {
      problems.list(details, "RoleDetailList").forEach { add(role: $0, problems) }
      if let list = json["Policies"] {
        problems.list(list, "Policies").forEach { add(policy: $0, problems) }
      }
    } else if let role = json["Role"] {
      add(role: role, problems)
    } else if let list = json["Roles"], json["InstanceProfileName"] == nil {
      problems.list(list, "Roles").forEach { add(role: $0, problems) }
    } else if json["RoleName"] != nil, json["PolicyName"] != nil {
      add(inlinePolicy: json, problems)
    } else if json["RoleName"] != nil {
      add(role: json, problems)
    } else if let policy = json["Policy"] {
      add(policy: policy, problems)
    } else if let list = json["Policies"] {
      problems.list(list, "Policies").forEach { add(policy: $0, problems) }
    } else if let list = json["InstanceProfiles"] {
      problems.list(list, "InstanceProfiles").forEach { add(profile: $0) }
    } else if let list = json["AttachedPolicies"] {
      unnamed.append(Unnamed(kind: .attached, json: list, file: file))
    } else if let list = json["PolicyNames"] {
      unnamed.append(Unnamed(kind: .inlineNames, json: list, file: file))
    } else if let version = json["PolicyVersion"] {
      unnamed.append(Unnamed(kind: .version, json: version, file: file))
    } else if let tags = json["Tags"] {
      unnamed.append(Unnamed(kind: .tags, json: tags, file: file))
    } else {
      return false
    }
    return true
  }

  // MARK: Parts

  private mutating func add(role json: JSON, _ problems: ProblemCollector) {
    guard let fields = JSONObjectReader(json, of: "a role", known: nil, problems),
      let name = fields.requiredText("RoleName")
    else { return }
    let held = roles[name] ?? []
    if let id = json["RoleId"], let other = held.value(of: "RoleId"), id != other {
      problems.add(
        "other-role", at: id.position,
        "role '\(name)' is in the input with two ids: it was deleted and made again in between",
        hint: "run the AWS CLI again for all files")
      return
    }
    roles[name] = held.completed(by: json.object ?? [])
  }

  private mutating func add(inlinePolicy json: JSON, _ problems: ProblemCollector) {
    guard let fields = JSONObjectReader(json, of: "an inline policy", known: nil, problems),
      let role = fields.requiredText("RoleName"), fields.requiredText("PolicyName") != nil
    else { return }
    let policy = JSON(.object((json.object ?? []).filter { $0.name != "RoleName" }))
    var members = roles[role] ?? [JSON.Member("RoleName", .string(role))]
    members.append(element: policy, to: Self.loosePolicies)
    roles[role] = members
  }

  private mutating func add(policy json: JSON, _ problems: ProblemCollector) {
    guard let fields = JSONObjectReader(json, of: "a policy", known: nil, problems),
      let arn = fields.requiredText("Arn")
    else { return }
    policies[arn] = (policies[arn] ?? []).completed(by: json.object ?? [])
  }

  private mutating func add(profile json: JSON) {
    for role in (json["Roles"]?.array ?? []).compactMap({ $0["RoleName"]?.string }) {
      var members = roles[role] ?? [JSON.Member("RoleName", .string(role))]
      members.append(element: json, to: "InstanceProfileList")
      roles[role] = members
    }
  }

  // MARK: The whole

  /// Inline policies that came one by one, so that there may be more.
  private static let loosePolicies = "LoosePolicyList"
  /// The names of all inline policies of a role.
  private static let policyNames = "PolicyNames"

  /// Everything that was added.
  ///
  /// - Parameters:
  ///   - account: the account, when the input need not name it.
  ///   - partition: the partition, when the input need not name it.
  /// - Throws: `DocumentError` when a part is of no role that is known, and when the account is not known.
  public func material(
    account: String?, partition: String?
  ) throws(DocumentError) -> ImportMaterial {
    var all = self
    try all.placeUnnamed()
    let home = all.roles.values.compactMap { $0.value(of: "Arn")?.string.flatMap { ARN($0) } }.first
    guard let account = account ?? home?.account else {
      throw DocumentError(
        Problem(
          "account", "no role of the input has an ARN, so its account is not known",
          hint: "add '--account ID' with the 12 digits of the account"))
    }
    let partition = partition ?? home?.partition ?? "aws"
    var material = ImportMaterial(
      roles: [], policies: [], account: account, partition: partition)
    for name in all.roles.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      material.roles.append(
        Self.whole(all.roles[name] ?? [], name, account, partition, &material))
    }
    material.policies = all.policies.keys.sorted().map { JSON(.object(all.policies[$0] ?? [])) }
    return material
  }

  /// Gives lists that name no role to the one role that there is, and a version to the one policy.
  private mutating func placeUnnamed() throws(DocumentError) {
    let problems = ProblemCollector()
    for part in unnamed {
      switch part.kind {
      case .version:
        guard let arn = policies.keys.first, policies.count == 1 else {
          problems.add(part.ofNobody("policy", policies.count))
          continue
        }
        policies[arn]?.append(element: part.json, to: "PolicyVersionList")
      case .attached, .inlineNames, .tags:
        guard let name = roles.keys.first, roles.count == 1 else {
          problems.add(part.ofNobody("role", roles.count))
          continue
        }
        let member =
          switch part.kind {
          case .attached, .version: "AttachedManagedPolicies"
          case .inlineNames: Self.policyNames
          case .tags: "Tags"
          }
        roles[name] = roles[name]?.completed(by: [JSON.Member(member, part.json)])
      }
    }
    try problems.check()
  }

  /// A role in the form of `RoleDetailList`; what is missing of it is noted.
  private static func whole(
    _ found: [JSON.Member], _ name: String, _ account: String, _ partition: String,
    _ material: inout ImportMaterial
  ) -> JSON {
    var members = found.filter { $0.name != loosePolicies && $0.name != policyNames }
    let path = members.value(of: "Path")?.string ?? "/"
    members = members.completed(by: [
      JSON.Member("Path", .string(path)),
      JSON.Member("Arn", .string("arn:\(partition):iam::\(account):role\(path)\(name)")),
    ])
    // An answer that has the session duration leaves out a description that is empty (IAM API Reference,
    // "Role").
    if members.value(of: "MaxSessionDuration") != nil {
      members = members.completed(by: [JSON.Member("Description", .string(""))])
    }
    func note(_ what: String) {
      material.gaps.append("the input does not contain \(what) of role '\(name)'")
    }
    if members.value(of: "AttachedManagedPolicies") == nil {
      note("the attached managed policies")
    }
    if members.value(of: "RolePolicyList") == nil {
      let loose = found.value(of: loosePolicies)?.array ?? []
      members.append(JSON.Member("RolePolicyList", .array(loose)))
      let names = found.value(of: policyNames)?.array?.compactMap(\.string)
      let known = loose.compactMap { $0["PolicyName"]?.string }
      if let names {
        for missing in names where !known.contains(missing) { note("inline policy '\(missing)'") }
      } else {
        note(loose.isEmpty ? "the inline policies" : "the list of the inline policies")
      }
    }
    return JSON(.object(members))
  }
}

extension AWSCLIOutput.Unnamed {
  fileprivate func ofNobody(_ what: String, _ count: Int) -> Problem {
    var problem = Problem(
      "of-nobody", at: json.position,
      "this output does not say of which \(what) it is, and the input has \(count)",
      hint: "give the files of one \(what) at a time, or take 'aws iam "
        + "get-account-authorization-details', which has everything")
    problem.file = file
    return problem
  }
}

extension [JSON.Member] {
  fileprivate func value(of name: String) -> JSON? { first { $0.name == name }?.value }

  /// The members, and of others those that are missing here.
  fileprivate func completed(by others: [JSON.Member]) -> [JSON.Member] {
    self + others.filter { other in !contains { $0.name == other.name } }
  }

  fileprivate mutating func append(element: JSON, to list: String) {
    let elements = value(of: list)?.array ?? []
    self = filter { $0.name != list } + [JSON.Member(list, .array(elements + [element]))]
  }
}
