import IAMPolicy
import JSONText

extension AccountState {
  /// The account as it is after a change: the model that every backend must agree with.
  ///
  /// Throws what IAM documents for the call (IAM API Reference, 2010-05-08). What could not be read
  /// stays so unless the change replaces the whole of it. Quotas that AWS can raise are not part of
  /// the model. Calls that find nothing to do succeed where IAM's do: attaching what is attached,
  /// removing a tag or a boundary that does not exist.
  public func applying(_ change: Change) throws(ModelError) -> AccountState {
    var state = self
    try state.apply(change)
    return state
  }

  /// Prepares for many changes: each of them is then made without a look at every role.
  ///
  /// From then on `apply` alone may change the roles.
  package mutating func prepare() { names = RoleNames(of: roles) }

  /// Makes a change in this account, which is left as it is when the change is refused.
  package mutating func apply(_ change: Change) throws(ModelError) {
    switch change {
    case .managedPolicy(let change, let arn): try apply(change, to: arn)
    case .role(let change, let name): try apply(change, to: name)
    case .instanceProfile(let change, let name, let role):
      try apply(change, to: name, of: role)
    case .identityProvider(let change, let arn): try apply(change, toProvider: arn)
    }
  }

  private mutating func apply(
    _ change: IdentityProviderChange, toProvider arn: String
  ) throws(ModelError) {
    if case .createProvider(let provider) = change {
      guard providers[arn]?.value == nil else {
        throw ModelError(
          .entityAlreadyExists, "\(IdentityProvider.phrase(of: arn)) already exists.")
      }
      try Tag.check(provider.tags, foldsKeys: false)
      providers[arn] = .present(ObservedIdentityProvider(provider, arn: arn))
      return
    }
    guard var provider = providers[arn]?.value else {
      throw ModelError(.noSuchEntity, "\(IdentityProvider.phrase(of: arn)) was not found.")
    }
    switch change {
    case .createProvider: break
    // Both succeed when there is nothing to do (IAM API Reference, AddClientIDToOpenIDConnectProvider).
    case .addClientID(let id):
      if !provider.clientIDs.contains(where: { $0.isExactly(id) }) {
        provider.clientIDs.append(id)
      }
    case .removeClientID(let id): provider.clientIDs.removeAll { $0.isExactly(id) }
    case .updateThumbprints(let list): provider.thumbprints = list
    case .updateMetadata(let text): provider.metadata = text
    case .tagProvider(let tags):
      // Their keys keep their case apart, as those of policies.
      provider.tags.removeAll { tag in tags.contains { $0.key.isExactly(tag.key) } }
      provider.tags += tags
    case .untagProvider(let keys):
      provider.tags.removeAll { tag in keys.contains { $0.isExactly(tag.key) } }
    case .deleteProvider:
      providers[arn] = .absent
      return
    }
    providers[arn] = .present(provider)
  }

  private mutating func apply(
    _ change: ManagedPolicyChange, to arn: String
  ) throws(ModelError) {
    switch change {
    case .createPolicy(let policy): try create(policy, arn)
    case .createPolicyVersion(let document): try addVersion(document, to: arn)
    case .deletePolicyVersion(let version): try deleteVersion(version, of: arn)
    case .tagPolicy(let tags): try tag(policy: arn, with: tags)
    case .untagPolicy(let keys): try untag(policy: arn, keys)
    case .deletePolicy: try deletePolicy(arn)
    }
  }

  private mutating func apply(_ made: RoleChange, to name: String) throws(ModelError) {
    switch made {
    case .createRole(let role): try create(role)
    case .createServiceLinkedRole(let role): try create(role)
    case .updateAssumeRolePolicy(let document):
      try change(name, .ownersOnly) { role in role.trust = .present(.policy(document)) }
    case .updateRole(let description, let maxSessionDuration):
      try change(name, .ownersOnly) { role in
        role.description = .present(description)
        role.maxSessionDuration = .present(maxSessionDuration)
      }
    case .attachRolePolicy(let arn):
      try change(name, .ownersOnly) { (role) throws(ModelError) in try role.attach(arn) }
    case .detachRolePolicy(let arn):
      try change(name, .ownersOnly) { (role) throws(ModelError) in try role.detach(arn) }
    case .putRolePolicy(let policy):
      try change(name, .ownersOnly) { role in role.put(policy) }
    case .deleteRolePolicy(let policy):
      try change(name, .ownersOnly) { (role) throws(ModelError) in
        try role.deleteInlinePolicy(policy)
      }
    case .putRolePermissionsBoundary(let arn):
      try change(name, .ownersOnly) { role in
        role.permissionsBoundary = .present(PermissionsBoundary(arn: arn))
      }
    case .deleteRolePermissionsBoundary:
      try change(name, .ownersOnly) { role in role.permissionsBoundary = .absent }
    case .tagRole(let tags):
      try change(name, .everyone) { (role) throws(ModelError) in try role.tag(tags) }
    case .untagRole(let keys): try change(name, .everyone) { role in role.untag(keys) }
    case .deleteRole: try delete(role: name)
    case .deleteServiceLinkedRole: try delete(serviceLinkedRole: name)
    }
  }

  private mutating func apply(
    _ change: InstanceProfileChange, to name: String, of role: String
  ) throws(ModelError) {
    switch change {
    case .createInstanceProfile(let profile): try create(profile)
    case .addRoleToInstanceProfile: try add(role, to: name)
    case .removeRoleFromInstanceProfile: try remove(role, from: name)
    case .deleteInstanceProfile: try deleteProfile(name)
    }
  }

  /// Whose roles a call may change: a service's own role can be tagged and little else.
  private enum Permission { case everyone, ownersOnly }

  private mutating func create(
    _ policy: CustomerManagedPolicy, _ arn: String
  ) throws(ModelError) {
    let name = "/\(policy.name.lowercased())"
    if ownPolicies.contains(where: { $0.value.value != nil && $0.key.lowercased().hasSuffix(name) })
    {
      throw ModelError(
        .entityAlreadyExists,
        "A policy called \(policy.name) already exists. Duplicate names are not allowed.")
    }
    try Tag.check(policy.tags, foldsKeys: false)
    var observed = ObservedPolicy(
      arn: arn, versions: [ObservedPolicy.Version(id: "v1", isDefault: true)],
      document: .policy(policy.document))
    observed.tags = policy.tags
    ownPolicies[arn] = .present(observed)
  }

  private mutating func addVersion(
    _ document: PolicyDocument, to arn: String
  ) throws(ModelError) {
    guard var policy = ownPolicies[arn]?.value else { throw Self.noPolicy(arn) }
    if policy.versions.count >= CustomerManagedPolicy.versionQuota {
      throw ModelError(
        .limitExceeded,
        "A managed policy can have up to 5 versions. Before you create a new version, you must "
          + "delete an existing version.")
    }
    // Numbers of deleted versions are not used again; the model knows only those that exist.
    let number = (policy.versions.map(\.number).max() ?? 0) + 1
    for index in policy.versions.indices { policy.versions[index].isDefault = false }
    policy.versions.append(ObservedPolicy.Version(id: "v\(number)", isDefault: true))
    policy.document = .policy(document)
    ownPolicies[arn] = .present(policy)
  }

  private mutating func deleteVersion(
    _ version: String, of arn: String
  ) throws(ModelError) {
    guard var policy = ownPolicies[arn]?.value else { throw Self.noPolicy(arn) }
    guard let index = policy.versions.firstIndex(where: { $0.id == version }) else {
      throw ModelError(
        .noSuchEntity, "Policy \(arn) version \(version) does not exist or is not attachable.")
    }
    if policy.versions[index].isDefault {
      throw ModelError(.deleteConflict, "Cannot delete the default version of a policy.")
    }
    policy.versions.remove(at: index)
    ownPolicies[arn] = .present(policy)
  }

  /// The keys of a policy's tags keep their case apart (IAM User Guide, "Tagging IAM resources").
  private mutating func tag(policy arn: String, with tags: [Tag]) throws(ModelError) {
    guard var policy = ownPolicies[arn]?.value else { throw Self.noPolicy(arn) }
    var held = policy.tags ?? []
    held.removeAll { tag in tags.contains { $0.key.isExactly(tag.key) } }
    policy.tags = held + tags
    ownPolicies[arn] = .present(policy)
  }

  private mutating func untag(policy arn: String, _ keys: [String]) throws(ModelError) {
    guard var policy = ownPolicies[arn]?.value else { throw Self.noPolicy(arn) }
    policy.tags?.removeAll { tag in keys.contains { $0.isExactly(tag.key) } }
    ownPolicies[arn] = .present(policy)
  }

  private mutating func deletePolicy(_ arn: String) throws(ModelError) {
    guard let policy = ownPolicies[arn]?.value else { throw Self.noPolicy(arn) }
    let isUsed = roles.values.contains { $0.value?.has(arn) ?? false }
    guard policy.versions.count <= 1, !isUsed else {
      throw ModelError(
        .deleteConflict,
        isUsed
          ? "Cannot delete a policy attached to entities."
          : "This policy has more than one version. Before you delete a policy, you must delete the "
            + "policy's versions.")
    }
    ownPolicies[arn] = .absent
  }

  private static func noPolicy(_ arn: String) -> ModelError {
    ModelError(.noSuchEntity, "Policy \(arn) does not exist or is not attachable.")
  }

  private mutating func create(_ role: Role) throws(ModelError) {
    if key(ofRole: role.name) != nil {
      throw ModelError(.entityAlreadyExists, "Role with name \(role.name) already exists.")
    }
    try Tag.check(role.tags)
    keep(
      .present(ObservedRole(new: role, arn: arn(path: role.path, name: role.name))),
      at: absentKey(for: role.name))
  }

  private mutating func create(_ role: ServiceLinkedRole) throws(ModelError) {
    let isTaken = roles.values.contains { reading in
      reading.value.map { $0.path == role.path || $0.name.isSameName(as: role.name) }
        ?? false
    }
    if isTaken {
      throw ModelError(
        .invalidInput,
        "Service role name \(role.name) has been taken in this account, please try a different "
          + "suffix.")
    }
    let trust = PolicyDocument.trust([TrustStatement(.allow, .some([.service(role.service)]))])
    keep(
      .present(
        ObservedRole(
          new: Role(name: role.name, path: role.path, trust: trust),
          arn: arn(path: role.path, name: role.name))),
      at: absentKey(for: role.name))
  }

  private mutating func change(
    _ name: String, _ permission: Permission,
    _ body: (inout ObservedRole) throws(ModelError) -> Void
  ) throws(ModelError) {
    guard let key = key(ofRole: name), var role = roles[key]?.value else {
      throw ModelError(.noSuchEntity, "The role with name \(name) cannot be found.")
    }
    if permission == .ownersOnly, role.isServiceLinked {
      throw ModelError(
        .unmodifiableEntity,
        "Cannot perform the operation on the protected role '\(role.name)' - this role is only "
          + "modifiable by AWS")
    }
    try body(&role)
    keep(.present(role), at: key)
  }

  /// Puts a reading in place of another, without a look at the others.
  private mutating func keep(_ reading: Reading<ObservedRole>, at key: String) {
    names.note(key, was: roles[key]?.value?.name, is: reading.value?.name)
    roles[key] = reading
  }

  // MARK: Instance profiles and deletion

  private mutating func create(_ profile: InstanceProfile) throws(ModelError) {
    guard instanceProfile(named: profile.name) == nil else {
      throw ModelError(
        .entityAlreadyExists, "Instance Profile \(profile.name) already exists.")
    }
    instanceProfiles[profile.name] = .present(
      ObservedInstanceProfile(name: profile.name, path: profile.path, roles: []))
  }

  private func profile(_ name: String) throws(ModelError) -> ObservedInstanceProfile {
    guard let profile = instanceProfile(named: name) else {
      throw ModelError(.noSuchEntity, "Instance Profile \(name) cannot be found.")
    }
    return profile
  }

  /// The instance profile of that name, in any case; nil when none exists or it could not be read.
  package func instanceProfile(named name: String) -> ObservedInstanceProfile? {
    profileKey(name).flatMap { instanceProfiles[$0]?.value }
  }

  private func profileKey(_ name: String) -> String? {
    if instanceProfiles[name]?.value != nil { return name }
    return instanceProfiles.keys.filter {
      $0.isSameName(as: name) && instanceProfiles[$0]?.value != nil
    }.min()
  }

  private mutating func add(_ role: String, to name: String) throws(ModelError) {
    var profile = try profile(name)
    guard let key = key(ofRole: role), let found = roles[key]?.value else {
      throw Self.noRole(role)
    }
    guard profile.roles.isEmpty else {
      throw ModelError(
        .limitExceeded, "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1")
    }
    profile.roles = [found.name]
    instanceProfiles[profileKey(name) ?? name] = .present(profile)
  }

  private mutating func remove(_ role: String, from name: String) throws(ModelError) {
    var profile = try profile(name)
    guard profile.contains(role) else { throw Self.noRole(role) }
    profile.roles.removeAll { $0.isSameName(as: role) }
    instanceProfiles[profileKey(name) ?? name] = .present(profile)
  }

  private mutating func deleteProfile(_ name: String) throws(ModelError) {
    guard try profile(name).roles.isEmpty else {
      throw ModelError(
        .deleteConflict, "Cannot delete entity, must remove roles from instance profile first.")
    }
    instanceProfiles[profileKey(name) ?? name] = .absent
  }

  private static func noRole(_ name: String) -> ModelError {
    ModelError(.noSuchEntity, "The role with name \(name) cannot be found.")
  }

  private mutating func delete(role name: String) throws(ModelError) {
    guard let key = key(ofRole: name), let role = roles[key]?.value else { throw Self.noRole(name) }
    guard !role.isServiceLinked else {
      throw ModelError(
        .unmodifiableEntity,
        "Cannot perform the operation on the protected role '\(role.name)' - this role is only "
          + "modifiable by AWS")
    }
    let isInProfile = instanceProfiles.values.contains { $0.value?.contains(name) ?? false }
    let conflict: String? =
      isInProfile
      ? "must remove roles from instance profile first."
      : !(role.managedPolicies.value ?? []).isEmpty
        ? "must detach all policies first."
        : !(role.inlinePolicies.value ?? []).isEmpty ? "must delete policies first." : nil
    if let conflict { throw ModelError(.deleteConflict, "Cannot delete entity, \(conflict)") }
    keep(.absent, at: key)
  }

  private mutating func delete(serviceLinkedRole name: String) throws(ModelError) {
    guard let key = key(ofRole: name), let role = roles[key]?.value else { throw Self.noRole(name) }
    guard role.isServiceLinked else {
      throw ModelError(.invalidInput, "\(role.name) is not a service-linked role.")
    }
    keep(.absent, at: key)
  }

  /// Where the role of that name is kept; names are unique without regard to case and path.
  private func key(ofRole name: String) -> String? {
    if roles[name]?.value?.name.isSameName(as: name) == true { return name }
    if let keys = names.keys(of: name) {
      return keys.filter { $0.isSameName(as: name) }.min() ?? keys.min()
    }
    var asked: String?
    // A role that was found by an alias is kept under the name that it was asked for.
    var found: String?
    for (key, reading) in roles {
      guard case .present(let role) = reading else { continue }
      if key.isSameName(as: name) { asked = asked.map { min($0, key) } ?? key }
      if role.name.isSameName(as: name) { found = found.map { min($0, key) } ?? key }
    }
    return asked ?? found
  }

  /// The role of that name, in any case; nil when none exists or it could not be read.
  package func role(named name: String) -> ObservedRole? {
    key(ofRole: name).flatMap { roles[$0]?.value }
  }

  /// Where a role that does not exist will be kept: under the name that it was asked for.
  private func absentKey(for name: String) -> String {
    if roles[name] == .absent { return name }
    return roles.keys.filter { $0.isSameName(as: name) && roles[$0] == .absent }.min() ?? name
  }

  private func arn(path: String, name: String) -> String {
    "arn:\(partition):iam::\(account):role\(path)\(name)"
  }
}

extension String {
  /// Whether it is the ARN of a policy of service-linked roles.
  fileprivate var isPolicyOfServices: Bool {
    guard let arn = ARN(self) else { return false }
    return arn.resource.hasPrefix("policy\(ServiceLinkedRole.pathOfServices)")
  }
}

extension ObservedRole {
  fileprivate mutating func attach(_ arn: String) throws(ModelError) {
    if arn.isPolicyOfServices {
      throw ModelError(
        .policyNotAttachable, "Cannot attach a Service Role Policy to a Customer Role.")
    }
    guard var policies = managedPolicies.value else { return }
    let policy = ManagedPolicyAttachment(arn: arn)
    if !policies.contains(policy) { policies.append(policy) }
    managedPolicies = .present(policies)
  }

  fileprivate mutating func detach(_ arn: String) throws(ModelError) {
    guard var policies = managedPolicies.value else { return }
    guard let index = policies.firstIndex(of: ManagedPolicyAttachment(arn: arn)) else {
      throw ModelError(.noSuchEntity, "Policy \(arn) was not found.")
    }
    policies.remove(at: index)
    managedPolicies = .present(policies)
  }

  fileprivate mutating func put(_ policy: InlinePolicy) {
    guard var policies = inlinePolicies.value else { return }
    policies.removeAll { $0.name == policy.name }
    policies.append(
      ObservedInlinePolicy(name: policy.name, document: .present(.policy(policy.document))))
    inlinePolicies = .present(policies.sorted { $0.name < $1.name })
  }

  fileprivate mutating func deleteInlinePolicy(_ policyName: String) throws(ModelError) {
    guard var policies = inlinePolicies.value else { return }
    guard let index = policies.firstIndex(where: { $0.name == policyName }) else {
      throw ModelError(
        .noSuchEntity, "The role policy with name \(policyName) cannot be found.")
    }
    policies.remove(at: index)
    inlinePolicies = .present(policies)
  }

  fileprivate mutating func tag(_ new: [Tag]) throws(ModelError) {
    try Tag.check(new)
    guard var held = tags.value else { return }
    for tag in new {
      if let index = held.firstIndex(where: { $0.hasKey(tag.key) }) {
        held[index].value = tag.value
      } else {
        held.append(tag)
      }
    }
    if held.count > 50 {
      throw ModelError(.limitExceeded, "Cannot exceed quota for TagsPerRole: 50")
    }
    tags = .present(held)
  }

  fileprivate mutating func untag(_ keys: [String]) {
    guard let held = tags.value else { return }
    tags = .present(held.filter { tag in !keys.contains { tag.hasKey($0) } })
  }
}

extension Tag {
  /// The keys of roles fold their case, and those of policies and providers do not.
  fileprivate static func check(_ tags: [Tag], foldsKeys: Bool = true) throws(ModelError) {
    let count =
      foldsKeys
      ? Set(tags.map { TagKey($0.key) }).count : Set(tags.map { ExactText($0.key) }).count
    if count != tags.count {
      throw ModelError(
        .invalidInput,
        "Duplicate tag keys found."
          + (foldsKeys ? " Please note that Tag keys are case insensitive." : ""))
    }
    if tags.contains(where: \.isReserved) {
      throw ModelError(.invalidInput, "Tag keys that begin with aws: are reserved.")
    }
  }
}
