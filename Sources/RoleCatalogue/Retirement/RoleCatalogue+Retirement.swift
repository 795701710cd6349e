import IAMPolicy
public import IAMRoles
import PolicyLint

extension RoleCatalogue {
  /// The roles of an account that serve retired services, in the order of their names.
  ///
  /// - Parameters:
  ///   - roles: all roles of the account.
  ///   - account: its 12-digit id.
  ///   - now: seconds since 1970.
  ///   - recent: a use within so many seconds counts as use.
  public func retired(
    among roles: [RoleInUse], account: String, now: Int, recent: Int
  ) -> [RetiredRole] {
    let known = knownRetiredRoles
    return roles.compactMap { subject in
      var found = RetiredRole(subject: subject)
      let name = subject.role.name.lowercased()
      let entry = known[name]
      if let entry { found.origins.append(entry.set.retirementOrigin) }
      let services = subject.role.trust.value?.policy?.trustedServices ?? []
      let ended = RetiredPrincipal.all.filter { services.contains($0.principal) }
      for service in ended where entry == nil {
        found.origins.append(
          "it trusts '\(service.principal)', and \(service.name) ended on \(service.date)")
      }
      let leftover = LeftoverRole(roleName: subject.role.name)
      // A name alone proves little where anybody may choose it.
      if let leftover, entry == nil, leftover != .sampleStack || !ended.isEmpty {
        found.origins.append("its name is like those that \(leftover.origin) leaves behind")
      }
      if found.origins.isEmpty, found.isDisabled {
        found.origins.append("'panorama-roles retire --disable' disabled it")
      }
      guard !found.origins.isEmpty else { return nil }
      found.sortPolicies(by: entry.map { [$0.role] } ?? rolesOfEndedServices)
      found.judge(
        entry?.role, leftover, in: entry?.set, account: account, now: now, recent: recent)
      return found
    }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// The roles of the sets whose service has ended, by their names in small letters.
  private var knownRetiredRoles: [String: (set: RoleSetDefinition, role: RoleDefinition)] {
    var found: [String: (set: RoleSetDefinition, role: RoleDefinition)] = [:]
    for set in sets where set.lifecycle.status == .ended {
      for role in set.fixedRoles {
        for name in [set.name(of: role)] + role.aliases { found[name.lowercased()] = (set, role) }
      }
    }
    return found
  }
}

extension RoleCatalogue {
  /// The roles of the sets that a service that ended may assume itself.
  ///
  /// What a set gives to Lambda or to SageMaker for such a service serves others just as well.
  private var rolesOfEndedServices: [RoleDefinition] {
    sets.filter { $0.lifecycle.status == .ended }.flatMap { set in
      set.roles.filter { role in
        guard let trust = set.trustPolicy(of: role),
          let services = try? PolicyDocument(trust, as: .trust).trustedServices
        else { return false }
        return RetiredPrincipal.all.contains { services.contains($0.principal) }
      }
    }
  }
}

extension RoleSetDefinition {
  fileprivate var retirementOrigin: String {
    "role set '\(name)' has it: \(notice ?? "\(title) has ended")"
  }
}

extension RetiredRole {
  /// The tags by which other tools mark what they own.
  private static let ownerTags: [(key: String, words: String)] = [
    ("aws:cloudformation:stack-name", "CloudFormation stack"), ("managedby", "tool"),
    ("managed-by", "tool"),
  ]

  fileprivate mutating func judge(
    _ known: RoleDefinition?, _ leftover: LeftoverRole?, in set: RoleSetDefinition?,
    account: String, now: Int, recent: Int
  ) {
    let role = subject.role
    if role.trust.value?.policy?.trustedServices.contains("greengrass.amazonaws.com") ?? false {
      cautions.append(
        "AWS IoT Greengrass V2 may use it as the service role of the account: "
          + "'aws greengrassv2 get-service-role-for-account' in each Region says so")
    }
    let failures = unreadableParts
    guard failures.isEmpty else {
      verdict = .unreadable
      reasons = failures
      return
    }
    for (key, words) in Self.ownerTags {
      guard let tag = role.tags.value?.first(where: { $0.hasKey(key) }) else { continue }
      verdict = .notOurs
      reasons.append("\(words) '\(tag.value)' owns it (tag '\(tag.key)'): delete it there")
    }
    guard verdict == .removable else { return }
    switch subject.lastUse {
    case .used(let time, let text, let region) where now - time < recent:
      verdict = .inUse
      reasons.append("it was last used on \(text)" + (region.map { " in '\($0)'" } ?? ""))
      return
    case .used, .unrecorded, .unknown: break
    }
    let others = strangers(known, leftover, in: set)
    if !others.isEmpty {
      verdict = .shared
      reasons.append("it also trusts \(others.map { "'\($0)'" }.joined(separator: ", "))")
    }
  }

  private var unreadableParts: [String] {
    let role = subject.role
    var failures = [
      role.trust.failure, role.tags.failure, role.managedPolicies.failure,
      role.inlinePolicies.failure, subject.instanceProfiles.failure,
    ].compactMap { $0?.message }
    failures += (role.inlinePolicies.value ?? []).compactMap { $0.document.failure?.message }
    if case .unreadableText(_, let problem) = role.trust.value {
      failures.append("its trust policy cannot be read as a policy: \(problem)")
    }
    return failures
  }

  /// Whom it trusts other than the services that its origin gives it.
  private func strangers(
    _ known: RoleDefinition?, _ leftover: LeftoverRole?, in set: RoleSetDefinition?
  ) -> [String] {
    if isDisabled || subject.role.isServiceLinked || leftover?.isOfSample ?? false { return [] }
    var own = Set(RetiredPrincipal.all.map(\.principal))
    if let known, let set, let trust = set.trustPolicy(of: known),
      let document = try? PolicyDocument(trust, as: .trust)
    {
      own.formUnion(document.trustedServices)
    }
    var found: [String] = []
    for statement in subject.role.trust.value?.policy?.statements ?? []
    where statement.effect == .allow {
      switch statement.principal {
      case .principal(.some(let principals)):
        for principal in principals
        where principal.kind != .service || !own.contains(principal.value.lowercased()) {
          found.append(principal.value)
        }
      case .principal(.everyone): found.append("*")
      case .notPrincipal: found.append("everyone but some")
      case nil: break
      }
    }
    return found
  }

  /// What none of these roles of the catalogue has is not known to be the role's own, whoever wrote it.
  fileprivate mutating func sortPolicies(by known: [RoleDefinition]) {
    let attached = (subject.role.managedPolicies.value ?? []).map(\.arn)
    oneWayDetachments = attached.filter(ManagedPolicyDefinition.isDeprecated)
    guard !subject.role.isServiceLinked else { return }
    let own = known.flatMap { $0.managedPolicies + $0.acceptedPolicies.map(\.arn) }
    let suffixes = own.compactMap { $0.split(separator: ":iam:").last.map { ":iam:\($0)" } }
    foreignAttachments = attached.filter { arn in !suffixes.contains { arn.hasSuffix($0) } }
    let inline = known.flatMap { $0.inlinePolicies.map(\.name) }
    foreignInlinePolicies = (subject.role.inlinePolicies.value ?? []).map(\.name)
      .filter { !inline.contains($0) && $0 != RoleDeletion.guardName }
  }
}

extension ManagedPolicyDefinition {
  /// The policy of AWS with this ARN; nil for others and for those that the binary does not have.
  static func ofAWS(_ arn: String) -> ManagedPolicyDefinition? {
    guard arn.isPolicyOfAWS, let name = arn.split(separator: "/").last else {
      return nil
    }
    return named(String(name))
  }

  /// Whether a policy of AWS can no longer be attached.
  static func isDeprecated(_ arn: String) -> Bool {
    ofAWS(arn)?.deprecated != nil
  }
}
