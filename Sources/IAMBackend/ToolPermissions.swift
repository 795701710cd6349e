public import IAMPolicy
public import IAMRoles

/// The least permissions that this tool needs for a role set: every statement is a call that it makes,
/// on the ARNs that it makes it on.
///
/// `sts:GetCallerIdentity` needs no permission, and `iam:PassRole` is not needed: no role is handed to a
/// service here (IAM User Guide, "Granting a user permissions to pass a role to an AWS service").
public struct ToolPermissions: Sendable {
  /// What the tool is to do.
  public enum Purpose: String, Hashable, Sendable, CaseIterable {
    /// First setup and repair: `init`, `plan`, `apply`.
    case `init`
    /// Watching: `drift`.
    case drift
    /// Saving the roles and policies of the account: `snapshot`.
    case snapshot
    /// Deleting the roles: `retire`.
    case retire
  }

  /// The size that a managed policy may have; only where the exact statements are larger, roles share
  /// them.
  private static let managedPolicySize = 6144

  let roleSet: RoleSet

  /// Makes the permissions for a role set.
  public init(for set: RoleSet) { roleSet = set }

  /// What the caller of a check of many accounts needs: to assume a role of that name, with its path, in
  /// any account of a partition.
  ///
  /// What the check reads, the role in each account needs.
  public static func policy(assuming role: String, in partition: String) -> PolicyDocument {
    let name = role.hasPrefix("/") ? String(role.dropFirst()) : role
    return .identity([
      IdentityStatement(
        sid: "AssumeRoles", .allow, .action([ActionPattern("sts:AssumeRole")]),
        on: .resource([ResourcePattern("arn:\(partition):iam::*:role/\(name)")]))
    ])
  }

  /// The policy for one purpose.
  public func policy(for purpose: Purpose) -> PolicyDocument {
    guard purpose != .snapshot else { return .identity(wholeAccount) }
    let exact = PolicyDocument.identity(
      purpose == .drift
        ? reads(purpose) + related
        : reads(purpose)
          + (purpose == .retire ? deletions : Self.preflight(in: roleSet) + writes))
    return exact.size <= Self.managedPolicySize ? exact : .identity(shared(purpose))
  }

  /// The same calls with the roles written once: larger sets fit into a managed policy so.
  private func shared(_ purpose: Purpose) -> [IdentityStatement] {
    let roles = ordinary
    var actions = [
      "iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies",
    ]
    var policies = roles.flatMap { $0.managedPolicies.map(\.arn) }
    var others = otherReads(purpose, shared: true)
    switch purpose {
    case .snapshot: return wholeAccount
    case .drift:
      policies = []
      actions.append("iam:ListInstanceProfilesForRole")
    case .`init`:
      actions += ["iam:AttachRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole"]
      if tagged.count == roles.count { actions += ["iam:TagRole", "iam:UntagRole"] }
      // Room is short here: what is asked beforehand is left out, and 'apply' says that it is not known.
      others += creations(withTags: tagged.count < roles.count)
    case .retire:
      policies += roles.flatMap { $0.acceptedPolicies.map(\.arn) }
      actions += [
        "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePolicy",
        "iam:UpdateAssumeRolePolicy",
      ]
      others += otherDeletions
    }
    // The key exists when a policy is attached or detached, and only then: IfExists holds exactly these.
    let key = ConditionOperator(.arnLike, ifExists: true)
    let held = key.map { ConditionBlock(ConditionClause($0, "iam:PolicyARN", unique(policies))) }
    return [
      allow(
        "UseRoles", actions, roles.flatMap(lookUpARNs),
        when: policies.isEmpty ? ConditionBlock() : held ?? ConditionBlock())
    ] + others
  }

  /// What reading all roles and policies takes: the two lists, and to ask again about what only one of
  /// them has.
  private var wholeAccount: [IdentityStatement] {
    let (partition, account) = (roleSet.partition, roleSet.account)
    return [
      allow("ReadAll", ["iam:GetAccountAuthorizationDetails", "iam:ListRoles"], ["*"]),
      allow("ReadChangedRoles", ["iam:GetRole"], ["arn:\(partition):iam::\(account):role/*"]),
      allow(
        "ReadManagedPolicies", ["iam:GetPolicy", "iam:GetPolicyVersion"],
        ["arn:\(partition):iam::aws:policy/*"]),
    ] + providerSweep
  }

  // MARK: Resources

  private var ordinary: [Role] {
    roleSet.roles.compactMap { if case .ordinary(let role) = $0 { role } else { nil } }
  }

  private var serviceLinked: [ServiceLinkedRole] {
    roleSet.roles.compactMap { if case .serviceLinked(let role) = $0 { role } else { nil } }
  }

  /// Where a role may be: ARNs tell case apart, names do not.
  private func arns(of role: Role) -> [String] {
    var arns: [String] = []
    for name in [role.name] + role.alternativeNames {
      for path in role.acceptedPaths.sorted() { arns.append(roleSet.arn(path: path, name: name)) }
    }
    return arns
  }

  /// Where IAM looks for a role that may not be there: without its path.
  private func lookUpARNs(of role: Role) -> [String] {
    let found = arns(of: role)
    let bare = roleSet.arn(path: "/", name: role.name)
    return found.contains(bare) ? found : [bare] + found
  }

  /// The instance profiles that the roles declare.
  private var profiles: [String] {
    ordinary.flatMap(\.instanceProfiles).map {
      "arn:\(roleSet.partition):iam::\(roleSet.account):instance-profile\($0.path)\($0.name)"
    }
  }

  /// Those that are read: the path of one that left is not known.
  private var readProfiles: [String] {
    let declared = Set(ordinary.flatMap(\.instanceProfiles).map(\.name))
    let home = "arn:\(roleSet.partition):iam::\(roleSet.account):instance-profile"
    return profiles
      + roleSet.askedProfiles.filter { !declared.contains($0) }.flatMap {
        ["\(home)/\($0)", "\(home)/*/\($0)"]
      }
  }

  // MARK: Statements

  func reads(_ purpose: Purpose) -> [IdentityStatement] {
    let roles = ordinary.flatMap(lookUpARNs)
    guard !roles.isEmpty else { return otherReads(purpose) }
    return [
      allow(
        "ReadRoles",
        [
          "iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies",
          "iam:ListRolePolicies",
        ], roles)
    ] + otherReads(purpose)
  }

  /// What 'drift' reads as well: who else can use a role.
  private var related: [IdentityStatement] {
    let roles = ordinary.flatMap(lookUpARNs)
    guard !roles.isEmpty else { return [] }
    return [allow("ReadInstanceProfiles", ["iam:ListInstanceProfilesForRole"], roles)]
  }

  /// Many roles are read at once, where that takes fewer calls.
  private func bulk(_ purpose: Purpose) -> [IdentityStatement] {
    let scope: ReadScope
    switch purpose {
    case .`init`: scope = .plan
    case .drift: scope = .drift(pinned: [])
    // It reads the whole account anyway.
    case .retire, .snapshot:
      return [allow("ReadAllAtOnce", ["iam:GetAccountAuthorizationDetails"], ["*"])]
    }
    guard AccountReader.mayReadInBulk(roleSet, scope) else { return [] }
    return [allow("ReadAllAtOnce", ["iam:GetAccountAuthorizationDetails"], ["*"])]
  }

  /// Any policy, since anybody may attach any: a check says what its document allows.
  private var anyDocument: [String] {
    guard !documents.isEmpty || !ordinary.isEmpty else { return [] }
    return ["aws", roleSet.account].map { "arn:\(roleSet.partition):iam::\($0):policy/*" }
  }

  private func otherReads(_ purpose: Purpose, shared: Bool = false) -> [IdentityStatement] {
    let linked = serviceLinked.flatMap { role in
      [roleSet.arn(path: "/", name: role.name), roleSet.arn(path: role.path, name: role.name)]
    }
    // Everybody may know what the policies of AWS say: to name them one by one is only neat.
    let isOfAWS = { (arn: String) in arn.isPolicyOfAWS }
    let compared =
      purpose == .retire
      ? ["arn:\(roleSet.partition):iam::aws:policy/*"]
      : purpose == .drift
        ? anyDocument
        : shared && documents.contains(where: isOfAWS)
          ? ["arn:\(roleSet.partition):iam::aws:policy/*"] + documents.filter { !isOfAWS($0) }
          : documents
    return (linked.isEmpty ? [] : [allow("ReadServiceLinkedRoles", ["iam:GetRole"], linked)])
      + [
        allow(
          "FindOtherSpellings",
          ["iam:ListRoles"] + (ownPolicies.isEmpty ? [] : ["iam:ListPolicies"]), ["*"])
      ]
      + (ownPolicies.isEmpty
        ? [] : [allow("ReadOwnPolicies", ["iam:ListPolicyVersions"], ownPolicies)])
      + (compared.isEmpty
        ? [] : [allow("ReadManagedPolicies", ["iam:GetPolicy", "iam:GetPolicyVersion"], compared)])
      + (readProfiles.isEmpty || purpose == .retire
        ? [] : [allow("ReadDeclaredProfiles", ["iam:GetInstanceProfile"], readProfiles)])
      + (purpose == .retire ? [] : providerReads + readsOfPoliciesThatLeft)
      + (purpose == .`init` || purpose == .drift ? readsOfTags : [])
      + bulk(purpose)
  }

  /// Roles that left the set without a record, and those of other specs, are known by their tags, which only these
  /// calls tell.
  private var readsOfTags: [IdentityStatement] {
    guard hasOwnershipTag, roleSet.selection.isAll else { return [] }
    return [
      allow(
        "FindRolesByTag", ["iam:GetRole"],
        ["arn:\(roleSet.partition):iam::\(roleSet.account):role/*"])
    ]
  }

  private var readsOfPoliciesThatLeft: [IdentityStatement] {
    let arns = roleSet.left.filter { !$0.isProvider }.map(\.arn)
    guard !arns.isEmpty else { return [] }
    return [
      allow(
        "ReadPoliciesThatLeft",
        ["iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListPolicyVersions"], arns)
    ]
  }

  /// The managed policies that the set makes.
  private var ownPolicies: [String] { roleSet.policies.map(roleSet.arn(of:)) }

  /// The managed policies whose documents are compared, or say which way access differs.
  var documents: [String] {
    unique(
      ownPolicies
        + ordinary.flatMap { role in
          role.managedPolicies.map(\.arn) + role.acceptedPolicies.map(\.arn)
            + [role.permissionsBoundary?.arn].compactMap { $0 }
        })
  }

  private var writes: [IdentityStatement] {
    guard !ordinary.isEmpty else { return creations(withTags: true) }
    return [
      allow(
        "RepairRoles", ["iam:UpdateAssumeRolePolicy", "iam:UpdateRole"],
        ordinary.flatMap(arns(of:)))
    ] + creations(withTags: true)
      + attachments("AttachPolicies", "iam:AttachRolePolicy") { role in
        role.managedPolicies.map(\.arn)
      }
  }

  /// What finding out before the first write takes, whether the calls can succeed.
  static func preflight(in set: RoleSet) -> [IdentityStatement] {
    let home = "arn:\(set.partition):iam::\(set.account)"
    return [
      IdentityStatement(
        sid: "AskBeforehand", .allow,
        .action(["iam:GetAccountSummary"].map { ActionPattern($0) }),
        on: .resource([ResourcePattern("*")])),
      IdentityStatement(
        sid: "SimulateOwnCalls", .allow, .action([ActionPattern("iam:SimulatePrincipalPolicy")]),
        on: .resource(["\(home):role/*", "\(home):user/*"].map { ResourcePattern($0) })),
    ]
  }

  /// Whose a role or policy is, a tag says.
  var hasOwnershipTag: Bool { roleSet.ownership?.key != nil }

  /// The roles that get tags.
  private var tagged: [Role] { ordinary.filter { !$0.tags.isEmpty || hasOwnershipTag } }

  /// What setting up needs beside repairing and attaching.
  private func creations(withTags: Bool) -> [IdentityStatement] {
    var statements = providerWrites + handovers
    let roles = ordinary
    let boundaries = unique(roles.compactMap { $0.permissionsBoundary?.arn })
    if !roles.isEmpty {
      // A role without the boundary of the set is not one that the set makes.
      let areAllBounded = roles.allSatisfy { $0.permissionsBoundary != nil }
      statements.append(
        allow(
          "MakeRoles", ["iam:CreateRole"],
          roles.map { roleSet.arn(path: $0.path, name: $0.name) },
          when: areAllBounded ? boundary(boundaries) : ConditionBlock()))
    }
    if withTags, !tagged.isEmpty {
      statements.append(
        allow("TagRoles", ["iam:TagRole", "iam:UntagRole"], tagged.flatMap(arns(of:))))
    }
    let bounded = roles.filter { $0.permissionsBoundary != nil }
    if !bounded.isEmpty {
      statements.append(
        allow(
          "BoundRoles", ["iam:PutRolePermissionsBoundary"], bounded.flatMap(arns(of:)),
          when: boundary(boundaries)))
    }
    let inline = roles.filter { !$0.inlinePolicies.isEmpty }
    if !inline.isEmpty {
      statements.append(
        allow("PutInlinePolicies", ["iam:PutRolePolicy"], inline.flatMap(arns(of:))))
    }
    if !ownPolicies.isEmpty {
      statements.append(
        allow(
          "MakePolicies",
          ["iam:CreatePolicy", "iam:CreatePolicyVersion", "iam:DeletePolicyVersion"]
            + (hasOwnershipTag || roleSet.policies.contains { !$0.tags.isEmpty }
              ? ["iam:TagPolicy", "iam:UntagPolicy"] : []),
          ownPolicies))
    }
    if !profiles.isEmpty {
      let members = roles.filter { !$0.instanceProfiles.isEmpty }
      statements += [
        allow(
          "MakeInstanceProfiles", ["iam:AddRoleToInstanceProfile", "iam:CreateInstanceProfile"],
          profiles),
        // Whoever adds a role to an instance profile passes it (IAM API Reference,
        // AddRoleToInstanceProfile).
        allow("PassRolesToProfiles", ["iam:PassRole"], members.flatMap(arns(of:))),
      ]
    }
    for role in serviceLinked {
      statements.append(
        allow(
          "MakeServiceLinkedRole\(letters(role.service))", ["iam:CreateServiceLinkedRole"],
          [roleSet.arn(path: role.path, name: role.name)],
          when: ConditionBlock(
            ConditionClause(.stringEquals, "iam:AWSServiceName", [role.service]))))
    }
    return statements
  }

  private var deletions: [IdentityStatement] {
    guard !ordinary.isEmpty else { return otherDeletions }
    return [
      allow(
        "DeleteRoles",
        [
          "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:PutRolePolicy",
          "iam:UpdateAssumeRolePolicy",
        ],
        ordinary.flatMap(arns(of:)))
    ] + otherDeletions
      + attachments("DetachPolicies", "iam:DetachRolePolicy") { role in
        role.managedPolicies.map(\.arn) + role.acceptedPolicies.map(\.arn)
      }
  }

  /// What removals need in addition to the roles themselves.
  private var otherDeletions: [IdentityStatement] {
    var statements: [IdentityStatement] = []
    if !ordinary.isEmpty {
      statements.append(
        allow(
          "LeaveInstanceProfiles", ["iam:RemoveRoleFromInstanceProfile"],
          ["arn:\(roleSet.partition):iam::\(roleSet.account):instance-profile/*"]))
      // Only an instance profile with the name of a role goes with it.
      statements.append(
        allow(
          "DeleteOwnInstanceProfiles", ["iam:DeleteInstanceProfile"],
          ordinary.flatMap { [$0.name] + $0.alternativeNames }.map {
            "arn:\(roleSet.partition):iam::\(roleSet.account):instance-profile/\($0)"
          }))
    }
    let linked = serviceLinked.map { roleSet.arn(path: $0.path, name: $0.name) }
    if !linked.isEmpty {
      statements.append(
        allow(
          "DeleteServiceLinkedRoles",
          ["iam:DeleteServiceLinkedRole", "iam:GetServiceLinkedRoleDeletionStatus"], linked))
    }
    return statements
  }

  /// Attaching and detaching is held to the policies of the set: whoever may attach any policy to a role
  /// may do anything.
  private func attachments(
    _ sid: String, _ action: String, _ policies: (Role) -> [String]
  ) -> [IdentityStatement] {
    var groups: [(policies: [String], arns: [String])] = []
    for role in ordinary {
      let wanted = unique(policies(role))
      guard !wanted.isEmpty else { continue }
      if let place = groups.firstIndex(where: { $0.policies == wanted }) {
        groups[place].arns += arns(of: role)
      } else {
        groups.append((wanted, arns(of: role)))
      }
    }
    return groups.enumerated().map { number, group in
      allow(
        groups.count == 1 ? sid : "\(sid)\(number + 1)", [action], group.arns,
        when: ConditionBlock(ConditionClause(.arnLike, "iam:PolicyARN", group.policies)))
    }
  }

  // MARK: Helpers

  private func boundary(_ arns: [String]) -> ConditionBlock {
    ConditionBlock(ConditionClause(.stringEquals, "iam:PermissionsBoundary", arns))
  }

  func allow(
    _ sid: String, _ actions: [String], _ resources: [String],
    when condition: ConditionBlock = ConditionBlock()
  ) -> IdentityStatement {
    IdentityStatement(
      sid: sid, .allow, .action(actions.map { ActionPattern($0) }),
      on: .resource(unique(resources).map { ResourcePattern($0) }), when: condition)
  }

  private func unique(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }

  /// A Sid has letters and digits only.
  private func letters(_ service: String) -> String {
    let words = service.split(separator: ".").dropLast(2).map { $0.filter(\.isLetter) }
    return words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }
}
