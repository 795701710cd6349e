public import IAMPolicy
public import IAMRoles

/// The exact permissions of one plan: every call that it makes, on the ARNs that it makes it on.
public struct PlanPermissions: Sendable {
  private let account: String
  private let partition: String
  /// The ARNs of the roles by their names in small letters.
  private var arns: [String: String] = [:]
  /// The paths of the instance profiles by name.
  private var profilePaths: [String: String] = [:]
  private var groups: [Group] = []

  /// Calls that share their condition.
  private struct Group: Sendable {
    let actions: [String]
    let condition: ConditionBlock
    private(set) var resources: [String] = []
    private var known: Set<String> = []

    init(_ actions: [String], when condition: ConditionBlock) {
      self.actions = actions
      self.condition = condition
    }

    mutating func add(_ resource: String) {
      if known.insert(resource).inserted { resources.append(resource) }
    }
  }

  /// Makes the permissions of a plan that closes a drift.
  public init(for plan: Plan, closing drift: Drift) {
    account = plan.account
    partition = plan.partition
    for role in drift.roles { arns[role.name.lowercased()] = role.arn }
    for (name, reading) in drift.accountState.instanceProfiles {
      profilePaths[name] = reading.value?.path
    }
    for planned in plan.changes { add(planned.change) }
  }

  /// What making the changes takes; nothing of reading.
  public var statements: [IdentityStatement] {
    groups.enumerated().map { number, group in
      IdentityStatement(
        sid: sid(of: group, number), .allow, .action(group.actions.map { ActionPattern($0) }),
        on: .resource(group.resources.map { ResourcePattern($0) }), when: group.condition)
    }
  }

  /// A Sid has letters and digits only, and is unique.
  private func sid(of group: Group, _ number: Int) -> String {
    let name = group.actions.first?.split(separator: ":").last.map(String.init) ?? "Changes"
    let same = groups.filter { $0.actions.first == group.actions.first }
    guard same.count > 1 else { return name }
    return "\(name)\(groups[...number].count { $0.actions.first == group.actions.first })"
  }

  private mutating func add(
    _ actions: [String], on resource: String, when condition: ConditionBlock = ConditionBlock()
  ) {
    let permissions = actions.map { "iam:\($0)" }
    let place = groups.firstIndex { $0.actions == permissions && $0.condition == condition }
    if place == nil { groups.append(Group(permissions, when: condition)) }
    groups[place ?? groups.count - 1].add(resource)
  }

  private mutating func add(_ change: Change) {
    let action = change.action.rawValue
    switch change {
    case .managedPolicy(.createPolicy(let policy), let arn):
      add([action] + (policy.tags.isEmpty ? [] : ["TagPolicy"]), on: arn)
    case .identityProvider(.createProvider(let provider), let arn):
      let tagging = Change.identityProvider(.tagProvider([]), arn: arn).action.rawValue
      add([action] + (provider.tags.isEmpty ? [] : [tagging]), on: arn)
    case .identityProvider(_, let arn): add([action], on: arn)
    case .managedPolicy(_, let arn): add([action], on: arn)
    case .role(let made, let name): add(made, to: name, by: action)
    case .instanceProfile(let made, let profile, let role):
      if case .createInstanceProfile(let new) = made { profilePaths[profile] = new.path }
      add([action], on: arn(ofProfile: profile))
      // Whoever adds a role to an instance profile passes it (IAM API Reference,
      // AddRoleToInstanceProfile).
      if case .addRoleToInstanceProfile = made { add(["PassRole"], on: arn(of: role)) }
    }
  }

  private mutating func add(_ change: RoleChange, to name: String, by action: String) {
    switch change {
    case .createServiceLinkedRole(let role):
      add(
        [action], on: arn(path: role.path, name: role.name),
        when: condition(.stringEquals, "iam:AWSServiceName", role.service))
    case .createRole(let role):
      let arn = arn(path: role.path, name: role.name)
      arns[role.name.lowercased()] = arn
      let boundary = role.permissionsBoundary.map {
        condition(.stringEquals, "iam:PermissionsBoundary", $0.arn)
      }
      add([action], on: arn, when: boundary ?? ConditionBlock())
      if !role.tags.isEmpty { add(["TagRole"], on: arn) }
    case .attachRolePolicy(let policy), .detachRolePolicy(let policy):
      add([action], on: arn(of: name), when: condition(.arnLike, "iam:PolicyARN", policy))
    case .putRolePermissionsBoundary(let boundary):
      add(
        [action], on: arn(of: name),
        when: condition(.stringEquals, "iam:PermissionsBoundary", boundary))
    case .updateAssumeRolePolicy, .updateRole, .putRolePolicy, .deleteRolePolicy,
      .deleteRolePermissionsBoundary, .tagRole, .untagRole, .deleteRole:
      add([action], on: arn(of: name))
    case .deleteServiceLinkedRole:
      add([action, "GetServiceLinkedRoleDeletionStatus"], on: arn(of: name))
    }
  }

  private func condition(
    _ comparison: ConditionOperator, _ key: String, _ value: String
  ) -> ConditionBlock {
    ConditionBlock(ConditionClause(comparison, key, [value]))
  }

  private func arn(path: String, name: String) -> String {
    "arn:\(partition):iam::\(account):role\(path)\(name)"
  }

  private func arn(of role: String) -> String {
    arns[role.lowercased()] ?? arn(path: "/", name: role)
  }

  private func arn(ofProfile name: String) -> String {
    "arn:\(partition):iam::\(account):instance-profile\(profilePaths[name] ?? "/")\(name)"
  }
}

extension PlanPermissions {
  /// The managed policies that roles get, and that the plan does not make itself, in order.
  static func givenPolicies(of plan: Plan) -> [String] {
    var made: Set<String> = []
    var given: [String] = []
    func add(_ arn: String) {
      if !made.contains(arn), !given.contains(arn) { given.append(arn) }
    }
    for planned in plan.changes {
      switch planned.change {
      case .managedPolicy(.createPolicy, let arn), .managedPolicy(.createPolicyVersion, let arn):
        made.insert(arn)
      case .role(.createRole(let role), _):
        if let arn = role.permissionsBoundary?.arn { add(arn) }
      case .role(.attachRolePolicy(let arn), _), .role(.putRolePermissionsBoundary(let arn), _):
        add(arn)
      case .managedPolicy, .role, .instanceProfile, .identityProvider: break
      }
    }
    return given.filter { !made.contains($0) }
  }

  /// What reading for the plan and checking it beforehand takes.
  static func reads(for set: RoleSet, _ plan: Plan, closing drift: Drift) -> [IdentityStatement] {
    let gone = drift.roles.compactMap { role -> [String]? in
      guard case .absent(let absent) = role.desired else { return nil }
      let bare = set.arn(path: "/", name: absent.name)
      return role.arn == bare ? [bare] : [bare, role.arn]
    }.joined()
    func allow(_ sid: String, _ actions: [String], _ resources: [String]) -> IdentityStatement {
      IdentityStatement(
        sid: sid, .allow, .action(actions.map { ActionPattern($0) }),
        on: .resource(resources.map { ResourcePattern($0) }))
    }
    // What '--role' leaves out is not read.
    var part = set
    part.roles = set.asked
    part.policies = set.askedPolicies
    part.providers = set.askedProviders
    part.left = set.askedLeft
    let permissions = ToolPermissions(for: part)
    var statements = permissions.reads(.`init`)
    if !gone.isEmpty {
      statements.append(
        allow(
          "ReadRolesThatLeft",
          [
            "iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies",
            "iam:ListInstanceProfilesForRole", "iam:ListRolePolicies",
          ], Array(gone)))
    }
    // Documents say which way access changes, and a policy that is given must exist.
    var documents = drift.policiesOfInterest
    for arn in givenPolicies(of: plan) where !documents.contains(arn) { documents.append(arn) }
    documents.removeAll { permissions.documents.contains($0) }
    if !documents.isEmpty {
      statements.append(
        allow("ReadPoliciesOfPlan", ["iam:GetPolicy", "iam:GetPolicyVersion"], documents))
    }
    return statements + ToolPermissions.preflight(in: set)
  }

  /// The policy of everything that 'plan' and 'apply' call for one plan.
  public static func policy(
    for set: RoleSet, _ plan: Plan, closing drift: Drift
  ) -> PolicyDocument {
    .identity(
      reads(for: set, plan, closing: drift)
        + PlanPermissions(for: plan, closing: drift).statements)
  }
}
