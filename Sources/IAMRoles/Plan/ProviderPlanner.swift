import JSONText
import PolicyAnalysis

/// The changes for one identity provider of the set.
///
/// Who may assume a role follows from both its trust policy and the providers that this names: what narrows comes
/// before the roles change, and what may widen after them.
struct ProviderPlanner {
  /// What is made before the roles: a provider that nobody trusts yet, and what narrows.
  private(set) var first: [PlannedChange] = []
  /// What is made after the roles: what may let more in.
  private(set) var last: [PlannedChange] = []

  init(_ drift: ProviderDrift, ownership: Ownership?) {
    let phrase = IdentityProvider.phrase(of: drift.arn)
    switch drift.reading {
    case .unreadable: return
    case .absent:
      var provider = drift.desired
      if let tag = ownership?.tag { provider.tags.append(tag) }
      let isTrusted = drift.trust.isPossible
      let effect: AccessChange =
        isTrusted ? drift.trust.roles.isEmpty ? .undecided : .widened : .unchanged
      let change = PlannedChange(
        change: .identityProvider(.createProvider(provider), arn: drift.arn), sign: .create,
        why: "\(phrase) does not exist" + (drift.trust.words().map { ", and \($0)" } ?? ""),
        effect: effect, needsAcceptance: isTrusted)
      // Until it exists nobody comes in by it, whatever its roles may do on the way.
      if isTrusted { last = [change] } else { first = [change] }
    case .present(let found):
      plan(drift, found, phrase)
      let tagging = tagging(drift, found, phrase, ownership)
      if last.isEmpty { first += tagging } else { last += tagging }
    }
  }

  /// The tags that the set declares, and that of the spec where the provider is changed or adopted.
  private func tagging(
    _ drift: ProviderDrift, _ found: ObservedIdentityProvider, _ phrase: String,
    _ ownership: Ownership?
  ) -> [PlannedChange] {
    var tags = drift.missingTags
    var why =
      "\(phrase) lacks \(tags.count == 1 ? "tag" : "tags") "
      + tags.map { "'\($0.text)'" }.joined(separator: ", ")
    let marks = ownership?.marks(lackedBy: found.tags, foldsKeys: false) ?? []
    if let ownership, !marks.isEmpty {
      let isAdopted = drift.owner != .spec && drift.isAdopted(by: ownership)
      if isAdopted || !(first.isEmpty && last.isEmpty && tags.isEmpty) {
        if tags.isEmpty { why = "\(phrase) belongs to this spec from now on" }
        tags += marks
      }
    }
    guard !tags.isEmpty else { return [] }
    return [
      PlannedChange(
        change: .identityProvider(.tagProvider(tags), arn: drift.arn), sign: .update, why: why,
        effect: .unchanged, needsAcceptance: false)
    ]
  }

  private mutating func plan(
    _ drift: ProviderDrift, _ found: ObservedIdentityProvider, _ phrase: String
  ) {
    func change(
      _ change: IdentityProviderChange, _ sign: PlannedChange.Sign, _ why: String,
      _ effect: AccessChange
    ) -> PlannedChange {
      PlannedChange(
        change: .identityProvider(change, arn: drift.arn), sign: sign, why: why, effect: effect,
        needsAcceptance: effect.mayWiden)
    }
    for id in drift.clientIDs.unexpected {
      first.append(
        change(
          .removeClientID(id), .delete,
          "the role set does not declare client id '\(id)' of \(phrase)",
          .narrowed))
    }
    for difference in drift.differences {
      guard case .identityProvider(_, let field?) = difference.part else { continue }
      switch (field, drift.desired.kind) {
      case (.thumbprints, .oidc(_, _, let thumbprints?)):
        let before = Set(found.thumbprints.map(\.foldedThumbprint))
        let isNarrower = Set(thumbprints.map(\.foldedThumbprint)).isSubset(of: before)
        let made = change(
          .updateThumbprints(thumbprints), .update, "\(phrase) has other thumbprints",
          isNarrower ? .narrowed : .undecided)
        if isNarrower { first.append(made) } else { last.append(made) }
      case (.metadata, .saml(_, let metadata)):
        last.append(
          change(
            .updateMetadata(metadata), .update, "\(phrase) has another metadata document",
            .undecided))
      case (.clientIDs, _), (.thumbprints, _), (.metadata, _), (.tags, _): break
      }
    }
    // After the thumbprints: tokens for a new client id never count with the certificates of before.
    for id in drift.clientIDs.missing {
      last.append(
        change(
          .addClientID(id), .create,
          "\(phrase) does not have client id '\(id)': tokens for it are let in from then on",
          .widened))
    }
  }
}

extension Plan {
  /// The moments in which a role may do more already and an identity provider that it trusts lets in the people of
  /// before, by the place of the change.
  ///
  /// Of a metadata document or thumbprints it is not known whom the old and the new let in, so that no order is
  /// safe; one moment a role and provider is reported.
  static func moments(
    before changes: [PlannedChange], closing drift: Drift
  ) -> [Int: [UnsafeMoment]] {
    var found: [Int: [UnsafeMoment]] = [:]
    for (end, planned) in changes.enumerated() where planned.effect.mayWiden {
      guard case .identityProvider(let change, let arn) = planned.change else { continue }
      let what: String
      switch change {
      case .updateMetadata: what = "metadata document"
      case .updateThumbprints: what = "thumbprints"
      case .createProvider, .addClientID, .removeClientID, .tagProvider, .untagProvider,
        .deleteProvider:
        continue
      }
      for role in drift.roles where role.mayTrust(arn) {
        let place = changes[..<end].firstIndex { one in
          guard one.effect.mayWiden else { return false }
          switch one.change {
          case .role(_, let name): return [role.name, role.observed?.name].contains(name)
          case .managedPolicy(_, let policy):
            return role.observed?.has(policy) ?? false
              || role.desired.ordinary?.has(policy) ?? false
          case .instanceProfile, .identityProvider: return false
          }
        }
        guard let place else { continue }
        let moment = UnsafeMoment(
          role: role.name,
          finding: .undecided(
            reason: "\(IdentityProvider.phrase(of: arn)) still has its old \(what) then"))
        found[place, default: []].append(moment)
      }
    }
    return found
  }
}

extension RoleDrift {
  /// Whether it may trust an identity provider, now or after the plan.
  fileprivate func mayTrust(_ provider: String) -> Bool {
    let wanted = (desired.ordinary?.trust).map(StoredDocument.policy)
    return [wanted, observed?.trust.value].contains { $0?.mayTrust(provider: provider) ?? false }
  }
}

extension ProviderDrift {
  /// Whether a person adopts it, by its ARN or by what the ARN ends with.
  func isAdopted(by ownership: Ownership) -> Bool {
    let resource = desired.resource
    let name = resource.split(separator: "/", maxSplits: 1).last.map(String.init) ?? resource
    return [arn, resource, name].contains { ownership.adopts($0, of: owner) }
  }

  /// Why a change of it must be asked for by name; nil when the spec owns it.
  func adoption(of ownership: Ownership?) -> RoleAdoption? {
    guard let ownership, owner != .spec, reading.value != nil else { return nil }
    return RoleAdoption(name: arn, owner: owner, isAccepted: isAdopted(by: ownership))
  }
}

extension LeftResourceDrift {
  /// That roles still trust an identity provider that the changes delete; nil when none does, or it stays.
  func warning(before changes: [PlannedChange], in drift: Drift) -> String? {
    guard changes.contains(where: { $0.change == .identityProvider(.deleteProvider, arn: arn) })
    else { return nil }
    let freed = changes.compactMap { planned -> String? in
      guard case .role(let change, let name) = planned.change else { return nil }
      switch change {
      case .deleteRole: return name.lowercased()
      case .updateAssumeRolePolicy(let document):
        return StoredDocument.policy(document).mayTrust(provider: arn) ? nil : name.lowercased()
      case .createServiceLinkedRole, .createRole, .updateRole, .attachRolePolicy, .detachRolePolicy,
        .putRolePolicy, .deleteRolePolicy, .putRolePermissionsBoundary,
        .deleteRolePermissionsBoundary, .tagRole, .untagRole, .deleteServiceLinkedRole:
        return nil
      }
    }
    let rest = trust.roles.filter { !freed.contains($0.lowercased()) }
    return trust.words(in: rest).map {
      "\(phrase) is deleted, and \($0): nobody whom it signs in gets into these roles then"
    }
  }

  /// How often a policy that the changes delete is used after them; nil when it is not used, or stays.
  func usesThatStay(
    after changes: [PlannedChange], in drift: Drift
  ) -> PlanRefusal.UsedPolicy? {
    guard let uses = policy?.uses, uses > 0,
      changes.contains(where: { $0.change == .deletePolicy(arn: arn) })
    else { return nil }
    let ended = changes.count { planned in
      guard case .role(let change, let name) = planned.change else { return false }
      let role = drift.roles.first { $0.name.isSameName(as: name) }?.observed
      let isBoundary = role?.permissionsBoundary.value?.arn == arn
      switch change {
      case .detachRolePolicy(let detached): return detached == arn
      case .deleteRole, .deleteRolePermissionsBoundary: return isBoundary
      case .putRolePermissionsBoundary(let other): return isBoundary && other != arn
      case .createServiceLinkedRole, .createRole, .updateAssumeRolePolicy, .updateRole,
        .attachRolePolicy, .putRolePolicy, .deleteRolePolicy, .tagRole, .untagRole,
        .deleteServiceLinkedRole:
        return false
      }
    }
    return uses > ended ? PlanRefusal.UsedPolicy(arn: arn, uses: uses - ended) : nil
  }
}
