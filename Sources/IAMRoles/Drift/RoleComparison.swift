import IAMPolicy
import JSONText
import PolicyAnalysis

/// The work of comparing one role: what differs, what could not be read, what is worth a note.
struct RoleComparison {
  let actual: ObservedRole
  let partition: String
  private let ownership: Ownership
  var differences: [Difference] = []
  var unreadable: [ReadFailure] = []
  var notes: [String] = []
  /// The documents that are written differently and mean the same, as differences.
  var respellings: [Difference] = []

  /// What a hint says when the next plan holds the change.
  static let planHint = "'panorama-roles plan' shows the change that fixes it"

  init(actual: ObservedRole, partition: String, ownership: Ownership? = nil) {
    self.actual = actual
    self.partition = partition
    self.ownership = ownership ?? Ownership(spec: "")
  }

  mutating func compare(with wanted: Role) {
    compareName(wanted)
    comparePath(wanted)
    compareTrust(wanted.trust, remedy: .planned, hint: Self.planHint)
    findOrphans(besides: wanted.trust)
    compareManagedPolicies(wanted)
    compareInlinePolicies(wanted.inlinePolicies)
    compareBoundary(wanted.permissionsBoundary)
    if !wanted.unownedFields.contains(.maxSessionDuration) {
      compareSession(wanted.maxSessionDuration)
    }
    if !wanted.unownedFields.contains(.description) { compareDescription(wanted.description) }
    compareTags(wanted.tags)
    if actual.isServiceLinked { giveUp() }
  }

  /// A role below the path of services is not one of ours, whatever its name: IAM refuses every change.
  private mutating func giveUp() {
    for index in differences.indices {
      differences[index].remedy = .impossible
      differences[index].hint =
        "give the role of the set another name: a service owns '\(actual.name)'"
    }
  }

  /// A service owns the role: that it exists and whom it trusts is all that is ours to ask.
  mutating func compare(with wanted: ServiceLinkedRole) {
    if actual.name.lowercased() != wanted.name.lowercased() {
      notes.append(
        "the service-linked role of '\(wanted.service)' exists under the name '\(actual.name)'")
    } else {
      noteSpelling(of: wanted.name)
    }
    if actual.path != wanted.path {
      differences.append(
        Difference(
          .path, at: .path, expected: .text(wanted.path), actual: .text(actual.path),
          remedy: .impossible,
          hint:
            "delete role '\(actual.name)', which is not a service-linked role, so that the next "
            + "'apply' makes that"))
    }
    let trust = PolicyDocument.trust([TrustStatement(.allow, .some([.service(wanted.service)]))])
    compareTrust(
      trust, remedy: .impossible,
      hint: "ask AWS Support: only the service '\(wanted.service)' can change this role")
  }

  private mutating func noteSpelling(of name: String) {
    if actual.name != name {
      notes.append("the account spells the name '\(actual.name)', the role set '\(name)'")
    }
  }

  /// Another spelling that AWS's own texts use is worth a note; any other one is drift.
  private mutating func compareName(_ wanted: Role) {
    guard actual.name != wanted.name, !wanted.alternativeNames.contains(actual.name) else {
      return noteSpelling(of: wanted.name)
    }
    differences.append(
      Difference(
        .nameCase, at: .name, expected: .text(wanted.name), actual: .text(actual.name),
        remedy: .impossible,
        hint: "use ARN '\(actual.arn)' wherever the role is named, or delete the role so that the "
          + "next 'apply' creates it again: IAM cannot change the case of a name"))
  }

  private mutating func comparePath(_ wanted: Role) {
    guard actual.path != wanted.path else { return }
    if wanted.acceptedPaths.contains(actual.path) {
      notes.append(
        "the role is at path '\(actual.path)', which is accepted; a new one would be at "
          + "'\(wanted.path)'")
      return
    }
    notes.append("the path of a role cannot be changed")
    differences.append(
      Difference(
        .path, at: .path, expected: .text(wanted.path), actual: .text(actual.path),
        remedy: .impossible,
        hint: "delete the role so that the next 'apply' makes it at '\(wanted.path)', or let the "
          + "role set accept path '\(actual.path)'"))
  }

  private mutating func compareTrust(_ wanted: PolicyDocument, remedy: Remedy, hint: String) {
    guard let stored = value(of: actual.trust, action: "iam:GetRole") else { return }
    let meaning = meaning(of: stored, against: wanted)
    guard case .different(let reasons) = meaning else {
      note(meaning, of: stored, against: wanted, at: .trustPolicy, .trustPolicy, "the trust policy")
      return
    }
    let strangers = stored.policy?.strangers(besides: wanted, toldBy: reasons) ?? []
    differences.append(
      Difference(
        .trustPolicy, at: .trustPolicy, expected: .document(wanted),
        actual: DifferenceValue(stored), remedy: remedy, hint: hint, reasons: reasons + strangers)
    )
  }

  private mutating func findOrphans(besides wanted: PolicyDocument) {
    guard let found = actual.trust.value?.policy else { return }
    let declared = Set(wanted.orphans.map(\.id))
    for orphan in found.orphans where !declared.contains(orphan.id) {
      differences.append(
        Difference(
          .orphanPrincipal, at: .principal(id: orphan.id), expected: .nothing,
          actual: .text(orphan.id), remedy: .planned,
          hint:
            "\(Self.planHint); if the \(orphan.what) was created again, name its ARN in the role set",
          reasons: [
            "'\(orphan.id)' is the id of a \(orphan.what) that was deleted: IAM shows the id in place "
              + "of the ARN, and one created again under the same name is not let in"
          ]))
    }
  }

  private mutating func compareManagedPolicies(_ role: Role) {
    guard let attached = value(of: actual.managedPolicies, action: "iam:ListAttachedRolePolicies")
    else { return }
    let kept = role.acceptedPolicies.filter { accepted in
      attached.contains { $0.arn == accepted.arn }
    }
    for policy in kept { noteAccepted(policy) }
    let replaced = Set(kept.flatMap(\.inPlaceOf))
    let wanted = role.managedPolicies + kept.map { ManagedPolicyAttachment(arn: $0.arn) }
    for policy in wanted where !attached.contains(policy) && !replaced.contains(policy.arn) {
      differences.append(
        Difference(
          .managedPolicyMissing, at: .managedPolicy(arn: policy.arn), expected: .text(policy.arn),
          actual: .nothing, remedy: .planned, hint: Self.planHint))
    }
    for policy in attached.sorted(by: { $0.arn < $1.arn }) where !wanted.contains(policy) {
      differences.append(
        Difference(
          .managedPolicyUnexpected, at: .managedPolicy(arn: policy.arn), expected: .nothing,
          actual: .text(policy.arn), remedy: .onRequest,
          hint: removalHint(.managedPolicy, policy.arn)))
    }
  }

  private mutating func noteAccepted(_ policy: AcceptedPolicy) {
    var text = "managed policy '\(policy.arn)' is attached and stays: \(policy.note)"
    if !policy.inPlaceOf.isEmpty {
      text +=
        "; it takes the place of "
        + policy.inPlaceOf.map { "'\($0)'" }.joined(separator: " and ")
    }
    notes.append(text)
  }

  private mutating func compareInlinePolicies(_ wanted: [InlinePolicy]) {
    guard let held = value(of: actual.inlinePolicies, action: "iam:ListRolePolicies") else {
      return
    }
    for policy in wanted {
      guard let found = held.first(where: { $0.name == policy.name }) else {
        differences.append(
          Difference(
            .inlinePolicyMissing, at: .inlinePolicy(name: policy.name),
            expected: .document(policy.document), actual: .nothing, remedy: .planned,
            hint: Self.planHint))
        continue
      }
      guard let stored = value(of: found.document, action: "iam:GetRolePolicy") else { continue }
      let meaning = meaning(of: stored, against: policy.document)
      if case .different(let reasons) = meaning {
        differences.append(
          Difference(
            .inlinePolicyChanged, at: .inlinePolicy(name: policy.name),
            expected: .document(policy.document), actual: DifferenceValue(stored),
            remedy: .planned, hint: Self.planHint, reasons: reasons))
      } else {
        note(
          meaning, of: stored, against: policy.document, at: .inlinePolicy(name: policy.name),
          .inlinePolicyChanged, "inline policy '\(policy.name)'")
      }
    }
    let others = held.filter { held in !wanted.contains { $0.name == held.name } }
    for policy in others.sorted(by: { $0.name < $1.name }) {
      let stored = value(of: policy.document, action: "iam:GetRolePolicy")
      differences.append(
        Difference(
          .inlinePolicyUnexpected, at: .inlinePolicy(name: policy.name), expected: .nothing,
          actual: stored.map(DifferenceValue.init) ?? .text(policy.name), remedy: .onRequest,
          hint: removalHint(.inlinePolicy, policy.name)))
    }
  }

  private mutating func compareBoundary(_ wanted: PermissionsBoundary?) {
    let found: PermissionsBoundary?
    switch actual.permissionsBoundary {
    case .present(let boundary): found = boundary
    case .absent: found = nil
    case .unreadable(let failure):
      unreadable.append(failure)
      return
    }
    guard wanted != found else { return }
    differences.append(
      Difference(
        .permissionsBoundary, at: .permissionsBoundary,
        expected: wanted.map { .text($0.arn) } ?? .nothing,
        actual: found.map { .text($0.arn) } ?? .nothing,
        remedy: wanted == nil ? .onRequest : .planned,
        hint: wanted == nil
          ? removalHint(.permissionsBoundary, found?.arn ?? "") : Self.planHint))
  }

  private mutating func compareSession(_ wanted: Int) {
    guard let found = told(actual.maxSessionDuration), found != wanted else { return }
    differences.append(
      Difference(
        .maxSessionDuration, at: .maxSessionDuration, expected: .number(wanted),
        actual: .number(found), remedy: .planned, hint: Self.planHint))
  }

  private mutating func compareDescription(_ wanted: String) {
    guard let found = told(actual.description), !found.isExactly(wanted) else { return }
    differences.append(
      Difference(
        .description, at: .description, expected: .text(wanted), actual: .text(found),
        remedy: .planned, hint: Self.planHint))
  }

  private mutating func compareTags(_ wanted: [Tag]) {
    guard let found = value(of: actual.tags, action: "iam:ListRoleTags") else { return }
    for tag in wanted {
      let held = found.first { $0.hasKey(tag.key) }
      guard held != tag else { continue }
      let isRenamed = held.map { !$0.key.isExactly(tag.key) } ?? false
      differences.append(
        Difference(
          .tags, at: .tag(key: tag.key), expected: .text(isRenamed ? tag.text : tag.value),
          actual: held.map { .text(isRenamed ? $0.text : $0.value) } ?? .nothing,
          remedy: .planned, hint: Self.planHint,
          reasons: isRenamed ? ["the case of the tag key differs"] : []))
    }
    for tag in found.sorted(by: { ($0.key, $0.value) < ($1.key, $1.value) })
    where !wanted.contains(where: { $0.hasKey(tag.key) }) {
      // Whose the role is, is not part of what it is.
      if ownership.isOwn(tag.key) { continue }
      if tag.isReserved {
        notes.append("AWS put tag '\(tag.key)' on the role")
        continue
      }
      differences.append(
        Difference(
          .tags, at: .tag(key: tag.key), expected: .nothing, actual: .text(tag.value),
          remedy: .onRequest, hint: removalHint(.tag, tag.key)))
    }
  }

  // MARK: Readings

  /// The value of something that is always there; when it could not be read, that is kept.
  private mutating func value<Value>(of reading: Reading<Value>, action: String) -> Value? {
    switch reading {
    case .present(let value): return value
    case .unreadable(let failure): unreadable.append(failure)
    case .absent:
      unreadable.append(
        ReadFailure(
          action: action, subject: actual.name, reason: .failed,
          message: "the answer does not hold it"))
    }
    return nil
  }

  /// The value of something that some ways of reading do not tell: then it is not compared.
  private mutating func told<Value>(_ reading: Reading<Value>) -> Value? {
    if let failure = reading.failure { unreadable.append(failure) }
    return reading.value
  }

  // MARK: Meaning

  enum Meaning {
    case same
    case cosmetic([String])
    case different([String])
  }

  func meaning(of stored: StoredDocument, against wanted: PolicyDocument) -> Meaning {
    switch stored {
    case .unreadableText(_, let problem):
      return .different(["the account holds a text that is not a policy: \(problem)"])
    case .policy(let policy):
      switch PolicyEquivalence.compare(policy, wanted, partition: partition) {
      case .same: return .same
      case .cosmetic(let reasons): return .cosmetic(reasons)
      case .different:
        if policy.hasProvedMeaning(of: wanted) {
          return .cosmetic(["it is written differently, and allows and denies the same requests"])
        }
        let difference = PolicyDifference(from: policy, to: wanted, partition: partition)
        return .different(difference.reasons)
      }
    }
  }

  private mutating func note(
    _ meaning: Meaning, of stored: StoredDocument, against wanted: PolicyDocument,
    at part: RolePart, _ kind: DifferenceKind, _ name: @autoclosure () -> String
  ) {
    guard let found = respelling(meaning, stored, wanted, at: part, kind) else { return }
    respellings.append(found)
    notes.append(
      "\(name()) differs without a difference in meaning: "
        + found.reasons.joined(separator: "; "))
  }

  /// A document that is written differently and means the same, as a difference; nil for others.
  func respelling(
    _ stored: StoredDocument, _ wanted: PolicyDocument, at part: RolePart, _ kind: DifferenceKind
  ) -> Difference? {
    respelling(meaning(of: stored, against: wanted), stored, wanted, at: part, kind)
  }

  func respelling(
    _ meaning: Meaning, _ stored: StoredDocument, _ wanted: PolicyDocument, at part: RolePart,
    _ kind: DifferenceKind
  ) -> Difference? {
    guard case .cosmetic(let reasons) = meaning else { return nil }
    var difference = Difference(
      kind, at: part, expected: .document(wanted), actual: DifferenceValue(stored),
      remedy: .impossible,
      hint:
        "write the document into the role set as the account has it: no plan changes what means "
        + "the same", reasons: reasons)
    difference.access = .same
    return difference
  }

  /// The command that takes a role into a role-set file as the account has it.
  static func keeping(_ role: String, in file: String) -> String {
    "panorama-roles import --role \(ShellWord.text(role)) --into \(file)"
  }

  private func removalHint(_ kind: NamedRemoval.Kind, _ name: String) -> String {
    let removal = NamedRemoval(role: actual.name, kind: kind, name: name)
    return
      "keep it with '\(Self.keeping(actual.name, in: "FILE"))', or remove it with 'panorama-roles "
      + "apply --remove \(ShellWord.text(removal.text))'"
  }
}

extension PolicyDocument {
  /// Whether the comparer proves that both allow the same requests and deny the same.
  func hasProvedMeaning(of other: PolicyDocument) -> Bool {
    (try? PolicyComparer.compare(actual: PolicySide(self), desired: PolicySide(other)))?
      .isSameInMeaning ?? false
  }
}

extension Tag {
  /// Says whether this is the tag of that key, as a role has it: IAM folds the case of keys for roles and users, and
  /// for nothing else (IAM User Guide, "Tagging IAM resources").
  public func hasKey(_ other: String) -> Bool { key.isSameTagKey(as: other) }

  /// `key=value`, for people.
  public var text: String { "\(key)=\(value)" }

  /// Says whether AWS alone may set it: the prefix `aws:` in any case.
  var isReserved: Bool { key.lowercased().hasPrefix("aws:") }
}
