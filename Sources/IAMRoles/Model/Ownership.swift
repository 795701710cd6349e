import IAMPolicy
import JSONText

/// What in an account a spec may change: roles and managed policies that it made or adopted.
///
/// They carry a tag with the name of the spec. Where an account forbids tags, the ids that earlier runs
/// recorded decide.
public struct Ownership: Hashable, Sendable {
  /// The key of the tag, unless a spec chooses another one.
  public static let defaultKey = "panorama-roles:spec"

  /// The name of the spec.
  public var spec: String
  /// The key of the tag; nil where none is set.
  public var key: String?
  /// The ids (`AROA…`) of the roles that earlier runs made or adopted, by the name in the role set.
  public var recordedIDs: [String: String]
  /// Names and patterns of what a person adopts.
  public var adopted: [String]
  /// The ARNs of the managed policies and identity providers that earlier runs made or adopted.
  public var recordedResources: [String] = []
  /// The ARNs of those that a run was about to make when it stopped, and of such roles: whether it made them is not
  /// known.
  public var pendingResources: [String] = []
  /// What the role set gave its roles when it was last applied, by the name in the role set.
  public var recordedParts: [String: [RolePiece]] = [:]

  /// Makes an ownership.
  public init(
    spec: String, key: String? = Self.defaultKey, recordedIDs: [String: String] = [:],
    adopted: [String] = []
  ) {
    self.spec = spec
    self.key = key
    self.recordedIDs = recordedIDs
    self.adopted = adopted
  }

  /// The tag that says whose a role or policy is; nil where none is set.
  public var tag: Tag? { key.map { Tag($0, spec) } }

  /// Whether a tag of this key is the tool's own, of whatever spec.
  ///
  /// IAM folds the case of keys for roles, and for nothing else.
  public func isOwn(_ key: String, foldsKeys: Bool = true) -> Bool {
    [self.key, Self.defaultKey].contains { own in
      guard let own else { return false }
      return foldsKeys ? own.isSameTagKey(as: key) : own.isExactly(key)
    }
  }

  /// Whether tags say that something is this spec's: the key in any case, the value byte by byte; false where no tag
  /// is set.
  public func isCarried(by tags: [Tag]) -> Bool {
    key != nil && owner(tags: tags, wanted: [], isRecorded: false) == .spec
  }

  /// Whether a role has the tag of the spec, or none is set: one that lacks it gets it with the next change, and a policy
  /// may test tags.
  func marks(_ role: ObservedRole) -> Bool {
    guard let tag, let tags = role.tags.value else { return true }
    return tags.contains(tag)
  }

  /// The tags that say that something is the spec's, as far as it lacks them: its own, and those of other specs, which
  /// the name of this one replaces.
  func marks(lackedBy tags: [Tag], foldsKeys: Bool = true) -> [Tag] {
    guard let tag else { return [] }
    func isSame(_ key: String) -> Bool {
      foldsKeys ? key.isSameTagKey(as: tag.key) : key.isExactly(tag.key)
    }
    let others = tags.filter { found in
      isOwn(found.key, foldsKeys: foldsKeys) && !isSame(found.key) && !found.value.isExactly(spec)
    }
    return (tags.contains(tag) ? [] : [tag]) + others.map { Tag($0.key, spec) }
  }

  /// The other spec that tags name; nil when they name none.
  func otherSpec(_ tags: [Tag]) -> String? {
    guard case .other(.spec(let name)) = owner(tags: tags, wanted: [], isRecorded: false) else {
      return nil
    }
    return name
  }

  /// Whose something is that has these tags.
  ///
  /// - Parameters:
  ///   - wanted: the tags that the set gives it, which say nothing about another owner.
  ///   - isRecorded: whether an earlier run recorded its id.
  ///   - foldsKeys: whether it is a role, whose keys fold their case.
  func owner(
    tags: [Tag], wanted: [Tag], isRecorded: Bool, foldsKeys: Bool = true
  ) -> Owner {
    // Two specs may write different keys: which of them took it over last is not known.
    let own = tags.filter { isOwn($0.key, foldsKeys: foldsKeys) }
    if let other = own.map(\.value).sorted().first(where: { !$0.isExactly(spec) }) {
      return .other(.spec(other))
    }
    if !own.isEmpty { return .spec }
    let mark = OtherOwner(
      tags.filter { tag in
        !wanted.contains { foldsKeys ? $0.hasKey(tag.key) : $0.key.isExactly(tag.key) }
      })
    // Adopting writes the tag: without it another owner's mark counts more than an old record.
    if isRecorded, mark == nil || key == nil { return .spec }
    return mark.map(Owner.other) ?? .unknown
  }

  /// Whether a person adopts something: by its name, or by a pattern when no other owner shows.
  public func adopts(_ name: String, of owner: Owner) -> Bool {
    adopted.contains { pattern in
      if pattern.isSameName(as: name) { return true }
      return owner == .unknown && RoleSelection([pattern]).includes(name)
    }
  }
}

extension Ownership {
  /// Whether a person adopts a managed policy or an identity provider that nothing changes: by its ARN alone, since a
  /// name or a pattern may mean a role.
  public func adoptsResource(_ arn: String) -> Bool { adopted.contains { $0.isExactly(arn) } }
}

extension Drift {
  /// What is to be said of policies and providers that a run that stopped may have made.
  var notesOfPending: [String] {
    let found =
      policies.filter { $0.observed != nil }.map(\.arn)
      + providers.filter { $0.reading.value != nil }.map(\.arn)
      + left.filter(\.isPending).map(\.arn)
    return (ownership?.pendingResources ?? []).filter { arn in
      found.contains(arn) && !(ownership?.adoptsResource(arn) ?? false)
    }.map { arn in
      let name = ShellWord.text(arn)
      guard !left.contains(where: { $0.arn == arn }) else {
        return
          "'\(arn)' exists, a run that stopped may have made it, and the role set does not name it: "
          + LeftResourceDrift.pendingHint(arn)
      }
      return
        "'\(arn)' exists, and a run that stopped may have made it: '--adopt \(name)' of 'apply' records it "
        + "as this spec's, and 'disown \(name)' forgets it"
    }
  }
}

/// Whose a role or policy is, as far as its tags and the records of the spec show.
public enum Owner: Hashable, Sendable {
  /// This spec made or adopted it.
  case spec
  /// Nothing shows whose it is.
  case unknown
  /// It belongs to something else.
  case other(OtherOwner)
}

/// Somebody else who made or keeps a role.
public enum OtherOwner: Hashable, Sendable {
  /// Another spec of this tool, by its name.
  case spec(String)
  /// A stack of CloudFormation, by its name.
  case stack(String)
  /// What a tag such as `ManagedBy` names.
  case tool(key: String, value: String)

  /// Whoever the tags show; nil when they show nobody.
  init?(_ tags: [Tag]) {
    // CloudFormation sets the tag on what it makes (CloudFormation User Guide, "Resource tags").
    if let stack = tags.first(where: { $0.key.isExactly("aws:cloudformation:stack-name") }) {
      self = .stack(stack.value)
      return
    }
    let keys = ["managedby", "managed-by", "managed_by"]
    guard let tag = tags.first(where: { tag in keys.contains(where: tag.hasKey) }),
      !tag.value.isEmpty, tag.value.lowercased() != "panorama-roles"
    else { return nil }
    self = .tool(key: tag.key, value: tag.value)
  }

  /// For a sentence: `CloudFormation stack 'edge'`.
  public var words: String {
    switch self {
    case .spec(let name): "spec '\(name)'"
    case .stack(let name): "CloudFormation stack '\(name)'"
    case .tool(let key, let value): "'\(value)' (tag '\(key)')"
    }
  }
}
