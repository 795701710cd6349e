import EmbeddedPolicies
import IAMPolicy
public import IAMRoles
public import JSONText

/// The role sets that can be chosen.
public struct RoleCatalogue: Sendable {
  /// The sets that have names of their own, in the order in which they are listed.
  public var sets: [RoleSetDefinition] { given ?? Self.builtInSets }
  /// The sets that somebody gave; nil for the built-in ones, which are read when one is asked for.
  private var given: [RoleSetDefinition]?
  /// The sets of a person's files, by the path that names them.
  private var files: [String: RoleSetDefinition] = [:]
  /// How those paths are shown to a person, which a spec of another folder has in other words.
  private var shownPaths: [String: String] = [:]

  /// Makes a catalogue.
  public init(sets: [RoleSetDefinition]) { given = sets }

  private init() {}

  /// The catalogue with the set of a file, which a spec names by its path.
  public func adding(
    _ set: RoleSetDefinition, fromFile path: String, shownAs shown: String? = nil
  ) -> RoleCatalogue {
    var catalogue = self
    catalogue.files[path] = set
    catalogue.shownPaths[path] = shown ?? path
    return catalogue
  }

  /// Says whether a text names a file and no set: it has a `/`, or ends with `.json`.
  public static func isFile(_ name: String) -> Bool {
    name.contains("/") || name.lowercased().hasSuffix(".json")
  }

  /// The name of a set, or the path of a file without the parts that lead nowhere: `team.json` for `./team.json`.
  public static func plainName(_ name: String) -> String {
    guard isFile(name) else { return name }
    let parts = name.split(separator: "/").filter { $0 != "." }
    let plain = (name.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    // Only its folder says that a path without an ending is that of a file.
    return isFile(plain) ? plain : "./\(plain)"
  }

  /// The sets that the binary carries: Policies/role-sets.
  ///
  /// A test reads each of them without a problem.
  public static let builtIn = RoleCatalogue()

  private static let builtInSets = EmbeddedFiles.roleSets
    .compactMap { try? RoleSetDefinition(ours: $0.text) }.sorted { $0.name < $1.name }

  /// The names of the built-in sets, in their order, without reading any.
  public static var builtInSetNames: [String] {
    EmbeddedFiles.roleSets.map { String($0.name.dropLast(".json".count)) }.sorted()
  }

  /// A built-in set as a role-set file to start another one from: without what is known of its roles; nil when
  /// no set has the name.
  public static func roleSetFile(named name: String) -> JSON? {
    guard let file = EmbeddedFiles.roleSets.first(where: { $0.name == "\(name).json" }) else {
      return nil
    }
    let json = JSON.reading(file.text.utf8).value
    return json?.withMembers { member in
      guard member.name == "roles", let roles = member.value.array else { return member }
      let kept = roles.map { role in
        role.withMembers { ["facts", "corrections"].contains($0.name) ? nil : $0 }
      }
      return JSON.Member(member.name, .array(kept))
    }
  }

  /// The names of the sets.
  public var setNames: [String] { given?.map(\.name) ?? Self.builtInSetNames }

  /// The names of all roles, set by set.
  public var roleNames: [String] { sets.flatMap { set in set.fixedRoles.map(set.name(of:)) } }

  /// The set of a name, or of the path of a file.
  public func set(named name: String) -> RoleSetDefinition? {
    if let file = files[name] { return file }
    return setNames.contains(name) ? sets.first { $0.name == name } : nil
  }

  /// The role of a name or another spelling of it, whatever the case, with the set that it is in.
  public func role(
    named name: String
  ) -> (set: RoleSetDefinition, role: RoleDefinition)? {
    let folded = name.lowercased()
    for set in sets {
      for role in set.fixedRoles
      where ([role.name, set.name(of: role)] + role.aliases).contains(where: {
        $0.lowercased() == folded
      }) {
        return (set, role)
      }
    }
    return nil
  }

  /// The name of a set or role that somebody probably meant.
  public func nearestName(to name: String) -> String? {
    NearestName.of(name, among: setNames + roleNames)
  }

  /// One line for each chosen set whose service ends or has ended.
  public func notices(for spec: Spec) -> [String] {
    spec.roleSets.compactMap { set(named: $0)?.notice }
  }

  /// The roles that a spec asks for.
  ///
  /// Throws every problem at once: what IAM would refuse is refused here.
  public func roleSet(for spec: Spec) throws(SpecError) -> RoleSet {
    let findings = ProblemCollector()
    let values = spec.values
    var policies: [CustomerManagedPolicy] = []
    var roles: [DesiredRole] = []
    var providers: [IdentityProvider] = []
    var takesDevices = false
    for name in spec.roleSets {
      guard let definition = set(named: name) else {
        findings.add("unknown-role-set", at: .none, "unknown role set '\(name)'")
        continue
      }
      takesDevices = takesDevices || definition.roles.contains(where: \.takesDevices)
      let own = ProblemCollector()
      for role in definition.roles(
        with: values, devices: spec.scope, extras: spec.extras, findings: own)
      {
        roles.append(
          role.with(
            tags: spec.tags, permissionsBoundary: spec.permissionsBoundary,
            unowned: spec.unownedFields))
      }
      for policy in definition.customerPolicies(with: values, findings: own) {
        policies.append(policy.with(tags: spec.tags))
      }
      for provider in definition.identityProviders(with: values, findings: own) {
        providers.append(provider.with(tags: spec.tags))
      }
      // Their places are in the file of the set, not in that of the spec.
      for var problem in own.problems {
        problem.file = shownPaths[name]
        // What the command line lacks is not a mistake of the file.
        if problem.file == nil || problem.id == "parameter-value" {
          problem = Problem(
            problem.id, "role set '\(name)': \(problem.message)", hint: problem.hint)
        }
        // What lacks in several names of a set is reported once.
        if !findings.problems.contains(problem) { findings.add(problem) }
      }
      checkRoom(of: definition, for: spec, findings: findings)
    }
    if spec.devices != .any, !takesDevices {
      findings.add(
        "devices", at: .none, "no role of the chosen sets can be held to devices",
        hint: "leave the devices out, or choose role set 'panorama'")
    }
    var set = RoleSet(
      account: spec.account, partition: spec.partition, policies: policies, roles: roles)
    let ownership = spec.ownership
    set.ownership = ownership
    set.policies = policies.map { $0.without(tagsOf: ownership) }
    set.providers = providers.map { $0.without(tagsOf: ownership) }
    set.roles = roles.map { $0.without(tagsOf: ownership) }
    set = set.orderedByTrust
    // A parameter without value would be in every name that it is part of.
    let lacksValues = findings.problems.contains { $0.id.hasSuffix("parameter-value") }
    for problem in lacksValues ? [] : Self.problems(of: &set, for: spec) {
      // The room for devices was reported already, and better.
      let isTold =
        problem.id == .trustSize && findings.problems.contains { $0.id == "trust-size" }
      if !isTold {
        findings.add(located(problem, for: spec, values: values))
      }
    }
    guard findings.isEmpty else { throw SpecError(findings.failure) }
    return set
  }

  /// What IAM would refuse of a set, in which policies over a quota are split where the spec says so.
  private static func problems(of set: inout RoleSet, for spec: Spec) -> [RoleSetProblem] {
    let problems = set.problems(quotas: spec.quotas)
    guard problems.contains(where: { $0.id == .inlineSize || $0.id == .policySize }) else {
      return problems
    }
    let split = set.splittingPolicies(quotas: spec.quotas)
    if spec.splitsPolicies {
      set = split.set
      set.notes += split.parts.filter(\.isDone).map {
        "\($0.subject) \($0.role == nil ? "is" : "are") split into \($0.words)"
      }
    }
    return (spec.splitsPolicies ? set.problems(quotas: spec.quotas) : problems).map { problem in
      guard let part = split.part(of: problem) else { return problem }
      var problem = problem
      problem.hint =
        part.isDone
        ? "'panorama-roles plan --split-policies' splits \(part.role == nil ? "it" : "them") into "
          + part.words
        : "\(problem.hint); \(part.role == nil ? "it" : "they") cannot be split: \(part.words)"
      return problem
    }
  }

  /// The problem at its place in the role-set file that it comes from; without one for a built-in set.
  private func located(
    _ problem: RoleSetProblem, for spec: Spec, values: ParameterValues
  ) -> Problem {
    for name in spec.roleSets.reversed() {
      guard let shown = shownPaths[name], let definition = set(named: name) else { continue }
      let resolved = definition.resolved(values, findings: ProblemCollector())
      var found = definition.located(problem, with: resolved)
      // A boundary or tag of the spec has no place there, but its role has.
      guard found.position != .none else { continue }
      found.file = shown
      if let role = problem.role { found.message = "role '\(role)': \(found.message)" }
      return found
    }
    let message = problem.role.map { "role '\($0)': \(problem.message)" } ?? problem.message
    return Problem(problem.id.rawValue, message, hint: problem.hint)
  }

  /// Says how many of the chosen devices a trust policy has room for, when not all fit.
  private func checkRoom(
    of definition: RoleSetDefinition, for spec: Spec, findings: ProblemCollector
  ) {
    for split in splits(of: definition, for: spec) {
      let pattern = DeviceARN.pattern(account: spec.account, partition: spec.partition)
      findings.add(
        "trust-size", at: .none,
        "the trust policy of role '\(split.role)' has \(split.size) characters with "
          + "\(split.count) devices, and the quota is \(split.quota): \(split.fitting) of them fit",
        hint: "use '--all-devices' (every device of the account, '\(pattern)'), or have AWS raise "
          + "the quota and write it into the spec as 'quotas.trustPolicySize'")
    }
  }
}

extension PolicySplit.Part {
  /// `the inline policies of role 'app'`.
  fileprivate var subject: String {
    if let role { return "the inline policies of role '\(role)'" }
    guard case .managedPolicyDocument(let arn) = part else { return "a managed policy" }
    return "managed policy '\(arn.split(separator: "/").last.map(String.init) ?? arn)'"
  }
}

extension RoleDefinition {
  /// Says whether a choice of devices narrows whom the role trusts.
  public var takesDevices: Bool {
    if case .ordinary(.services(let trust)) = kind { trust.takesDevices } else { false }
  }
}

extension CustomerManagedPolicy {
  /// The policy with the tags of a spec, which win over those of the set.
  fileprivate func with(tags new: [Tag]) -> CustomerManagedPolicy {
    var policy = self
    policy.tags = tags.withoutKeys(of: new) + new
    return policy
  }
}

extension CustomerManagedPolicy {
  /// The policy without tags that say whose it is, as an imported or archived one may have.
  fileprivate func without(tagsOf ownership: Ownership) -> CustomerManagedPolicy {
    var policy = self
    policy.tags.removeAll { ownership.isOwn($0.key, foldsKeys: false) }
    return policy
  }
}

extension [Tag] {
  /// Those of a policy or provider, whose keys keep their case apart, that others do not replace.
  fileprivate func withoutKeys(of others: [Tag]) -> [Tag] {
    filter { tag in !others.contains { ExactText($0.key) == ExactText(tag.key) } }
  }
}

extension IdentityProvider {
  /// The provider with the tags of a spec, which win over those of the set.
  fileprivate func with(tags new: [Tag]) -> IdentityProvider {
    var provider = self
    provider.tags = tags.withoutKeys(of: new) + new
    return provider
  }

  fileprivate func without(tagsOf ownership: Ownership) -> IdentityProvider {
    var provider = self
    provider.tags.removeAll { ownership.isOwn($0.key, foldsKeys: false) }
    return provider
  }
}

extension DesiredRole {
  /// The role without tags that say whose it is, as an imported or archived one may have.
  fileprivate func without(tagsOf ownership: Ownership) -> DesiredRole {
    guard case .ordinary(var role) = self else { return self }
    role.tags.removeAll { ownership.isOwn($0.key) }
    return .ordinary(role)
  }

  /// The role with the tags and the boundary of a spec, which win over those of the set.
  fileprivate func with(
    tags: [Tag], permissionsBoundary: String?, unowned: [UnownedField]
  ) -> DesiredRole {
    guard case .ordinary(var role) = self else { return self }
    let keys = Set(tags.map { TagKey($0.key) })
    role.tags = role.tags.filter { !keys.contains(TagKey($0.key)) } + tags
    role.unownedFields.formUnion(unowned)
    if let permissionsBoundary {
      role.permissionsBoundary = PermissionsBoundary(arn: permissionsBoundary)
    }
    return .ordinary(role)
  }
}
