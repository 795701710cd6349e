import IAMPolicy
import JSONText
import PolicyAnalysis

/// The changes that fix each difference of a role.
extension RolePlanner {
  mutating func plan(_ difference: Difference, role: Role, observed: ObservedRole) {
    let name = observed.name
    switch difference.part {
    case .trustPolicy where difference.remedy == .planned:
      add(
        .updateAssumeRolePolicy(role: name, document: role.trust), .update,
        "the trust policy of role '\(name)' differs in meaning",
        trustEffect(of: difference, new: role.trust))
    case .managedPolicy(let arn):
      if difference.remedy == .planned {
        let change = Change.attachRolePolicy(role: name, arn: arn)
        add(
          change, .create, "managed policy '\(arn)' is not attached to role '\(name)'",
          effect(of: change, on: observed, else: (.widened, nil)))
      } else if isNamed(difference) {
        // Where what the policy says is not known, it may hold a Deny that protects something.
        let change = Change.detachRolePolicy(role: name, arn: arn)
        let (effect, comparison) = effect(of: change, on: observed, else: (.undecided, nil))
        add(
          change, .delete, "managed policy '\(arn)' was named to be removed from role '\(name)'",
          effect, comparison: comparison, turn: effect == .undecided ? .narrowing : nil)
      }
    case .inlinePolicy(let policyName):
      planInlinePolicy(policyName, difference, role: role, observed: observed)
    case .permissionsBoundary:
      planBoundary(difference, role: role, observed: observed)
    case .role, .path, .trustPolicy, .maxSessionDuration, .description, .tag, .name, .id,
      .principal, .managedPolicyDocument, .instanceProfile, .identityProvider, .resource:
      break
    }
  }

  mutating func planInlinePolicy(
    _ policyName: String, _ difference: Difference, role: Role, observed: ObservedRole
  ) {
    let name = observed.name
    if let policy = role.inlinePolicies.first(where: { $0.name == policyName }) {
      let isThere = difference.actual != .nothing
      let change = Change.putRolePolicy(role: name, policy: policy)
      add(
        change, isThere ? .update : .create,
        isThere
          ? "inline policy '\(policyName)' of role '\(name)' differs in meaning"
          : "role '\(name)' has no inline policy '\(policyName)'",
        effect(
          of: change, on: observed, else: effect(of: difference, new: policy.document)))
    } else if isNamed(difference) {
      let change = Change.deleteRolePolicy(role: name, name: policyName)
      add(
        change, .delete,
        "inline policy '\(policyName)' was named to be removed from role '\(name)'",
        effect(of: change, on: observed, else: effect(of: difference, new: nil)))
    }
  }

  mutating func planBoundary(
    _ difference: Difference, role: Role, observed: ObservedRole
  ) {
    let name = observed.name
    if let boundary = role.permissionsBoundary {
      let isThere = difference.actual != .nothing
      let change = Change.putRolePermissionsBoundary(role: name, arn: boundary.arn)
      let (effect, comparison) = effect(
        of: change, on: observed, else: (isThere ? .undecided : .narrowed, nil))
      add(
        change, isThere ? .update : .create,
        isThere
          ? "role '\(name)' has another permissions boundary"
          : "role '\(name)' has no permissions boundary",
        effect, comparison: comparison, turn: effect == .narrowed ? .boundary : nil)
    } else if isNamed(difference) {
      let change = Change.deleteRolePermissionsBoundary(role: name)
      add(
        change, .delete, "the permissions boundary of role '\(name)' was named to be removed",
        effect(of: change, on: observed, else: (.widened, nil)))
    }
  }

  /// Description and session go together: one call, both fields.
  mutating func planUpdate(of role: Role, observed: ObservedRole) {
    let fields = drift.differences.compactMap { difference -> String? in
      if difference.kind == .description { return "description (\(Self.words(difference)))" }
      guard difference.kind == .maxSessionDuration else { return nil }
      return "maximum session duration (\(Self.words(difference)) seconds)"
    }
    guard !fields.isEmpty else { return }
    // Both fields are sent: one that the set leaves to others is sent as it is.
    let kept = role.unownedFields
    add(
      .updateRole(
        role: drift.name,
        description: kept.contains(.description)
          ? observed.description.value ?? role.description : role.description,
        maxSessionDuration: kept.contains(.maxSessionDuration)
          ? observed.maxSessionDuration.value ?? role.maxSessionDuration : role.maxSessionDuration),
      .update, "role '\(drift.name)' has another \(fields.joined(separator: " and another "))",
      sessionEffect)
  }

  /// What is and what will be: `7200 → 3600`.
  static func words(_ difference: Difference) -> String {
    func text(_ value: DifferenceValue) -> String {
      switch value {
      case .number(let number): "\(number)"
      case .text(let text): "'\(text)'"
      case .nothing, .document, .metadata, .storedText: "none"
      }
    }
    return "\(text(difference.actual)) → \(text(difference.expected))"
  }

  /// A longer session lets whoever assumed the role go on for longer.
  var sessionEffect: AccessChange {
    for difference in drift.differences {
      guard case .number(let expected) = difference.expected,
        case .number(let actual) = difference.actual
      else { continue }
      return expected > actual ? .widened : .narrowed
    }
    return .unchanged
  }

  mutating func planTags(of role: Role, observed: ObservedRole) {
    var untagged: [String] = []
    var tagged: [Tag] = []
    for difference in drift.differences {
      guard case .tag(let key) = difference.part else { continue }
      if let tag = role.tags.first(where: { $0.hasKey(key) }) {
        tagged.append(tag)
        // IAM keeps the old case of a key whose tag is overwritten: the old one goes first.
        if let old = observed.tags.value?.first(where: { $0.hasKey(key) }),
          !old.key.isExactly(tag.key)
        {
          untagged.append(old.key)
        }
      } else if isNamed(difference) {
        untagged.append(key)
      }
    }
    tagged += ownerTags(
      on: observed, isChanged: !(self.turns.isEmpty && untagged.isEmpty && tagged.isEmpty))
    trustTestsTags = (untagged + tagged.map(\.key)).contains {
      role.trust.tests(tagOfRole: TagKey($0))
        || observed.trust.value?.policy?.tests(tagOfRole: TagKey($0)) ?? true
    }
    guard !untagged.isEmpty || !tagged.isEmpty else { return }
    func measured(
      _ change: Change, on role: ObservedRole
    ) -> (effect: AccessChange, comparison: PolicyComparison?) {
      trustTestsTags ? (.undecided, nil) : effect(of: change, on: role, else: (.undecided, nil))
    }
    let untagging = Change.untagRole(role: drift.name, keys: untagged)
    let tagging = Change.tagRole(role: drift.name, tags: tagged)
    let first = measured(untagging, on: observed)
    let second = measured(tagging, on: after([untagging], on: observed) ?? observed)
    // The old case of a key goes before the new one comes.
    let turns = [untagged.isEmpty ? nil : first, tagged.isEmpty ? nil : second]
      .compactMap { $0.map { Turn(of: $0.effect) } }
    let turn = turns.max { $0.rawValue < $1.rawValue }
    if !untagged.isEmpty {
      add(
        untagging, .delete, "role '\(drift.name)' has \(list(untagged, "tag")) that must go",
        first.effect, comparison: first.comparison, turn: turn)
    }
    if !tagged.isEmpty {
      add(
        tagging, .update,
        tagWords(tagged, observed),
        second.effect, comparison: second.comparison, turn: turn)
    }
  }

  /// What becomes of each tag: `role 'X': tag 'env' 'dev' → 'prod'`.
  func tagWords(_ tags: [Tag], _ observed: ObservedRole) -> String {
    let words = tags.map { tag -> String in
      let old = observed.tags.value?.first { $0.hasKey(tag.key) }
      if let old, !old.key.isExactly(tag.key) {
        return "'\(tag.key)' ('\(old.text)' → '\(tag.text)')"
      }
      return "'\(tag.key)' (\(old.map { "'\($0.value)'" } ?? "none") → '\(tag.value)')"
    }
    return "role '\(drift.name)' lacks \(tags.count == 1 ? "tag" : "tags") "
      + words.joined(separator: ", ")
  }

  /// The tags that say that the role is the spec's, where they lack and the role is changed or adopted.
  func ownerTags(on observed: ObservedRole, isChanged: Bool) -> [Tag] {
    guard let ownership, let tags = observed.tags.value else { return [] }
    let isAdopted = drift.owner != .spec && ownership.adopts(drift.name, of: drift.owner)
    return isChanged || isAdopted ? ownership.marks(lackedBy: tags) : []
  }

  func list(_ names: [String], _ noun: String) -> String {
    (names.count == 1 ? noun : noun + "s") + " "
      + names.map { "'\($0)'" }.joined(separator: ", ")
  }
}
