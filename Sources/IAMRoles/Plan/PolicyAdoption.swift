import JSONText

/// A managed policy of the set that a plan changes, and on which more depends than the roles of the set,
/// or none of them: it may be somebody else's, so that a person must name it.
public struct PolicyAdoption: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The ARN.
  public var arn: String
  /// How often it is attached or is a boundary beyond the roles of the set; nil when that was not reported.
  public var otherUses: Int?
  /// Says whether a role of the set has it.
  public var isHeldBySet: Bool
  /// Whether only some roles of the set were asked about: the others may have it, too.
  public var isOfPart = false
  /// Whose it is.
  public var owner = Owner.spec

  /// Says whether a person who wrote `text`, a name in any case or an ARN, meant this policy.
  public func isMeant(by text: String) -> Bool {
    if text == arn || text.isSameName(as: name) { return true }
    // A pattern takes over what nobody else owns or uses.
    return owner == .unknown && isHeldBySet && (otherUses ?? 0) == 0
      && RoleSelection([text]).includes(name)
  }

  /// Who has it, for use after a semicolon.
  public var words: String {
    let roles = isOfPart ? "roles that '--role' names" : "roles of the spec"
    var holders = isHeldBySet ? "" : "none of the \(roles) has it"
    switch owner {
    case .spec: break
    case .unknown where holders.isEmpty: holders = "this spec neither made nor adopted it"
    case .unknown: break
    case .other(let other): holders = "it belongs to \(other.words)"
    }
    guard let otherUses, otherUses > 0 else { return holders }
    let times = otherUses == 1 ? "once" : "\(otherUses) times"
    return
      "\(holders)\(holders.isEmpty ? "" : ", and ")it is used \(times) beyond the \(roles)"
  }
}

extension PolicyDrift {
  /// Why a change of it must be asked for by name; nil when it need not, or when nothing is to be changed.
  var adoption: PolicyAdoption? { adoption(ofPart: false) }

  /// The same, where only a part of the set was asked about.
  func adoption(ofPart isPart: Bool) -> PolicyAdoption? {
    guard case .changed = finding, let observed else { return nil }
    let others = observed.uses.map { max(0, $0 - usesOfSet) }
    // Nothing depends on a policy of its own that nobody uses.
    let isUsedByOthers = others.map { $0 > 0 } ?? (usesOfSet == 0)
    guard isUsedByOthers || owner != .spec else { return nil }
    return PolicyAdoption(
      name: desired.name, arn: arn, otherUses: others, isHeldBySet: usesOfSet > 0, isOfPart: isPart,
      owner: owner)
  }

  /// What differs and is set only when a policy is made.
  var notes: [String] {
    guard let observed else { return [] }
    var parts: [String] = []
    if let description = observed.description, !description.isExactly(desired.description) {
      parts.append("its description")
    }
    if let tags = observed.tags {
      parts += desired.tags.filter { !tags.contains($0) }.map { "tag '\($0.key)'" }
    }
    guard !parts.isEmpty else { return [] }
    return [
      "managed policy '\(desired.name)' keeps \(parts.joined(separator: ", ")) as it is: description and "
        + "tags are set when a policy is made ('aws iam tag-policy' changes tags)"
    ]
  }
}
