import IAMPolicy
package import IAMRoles
package import RoleCatalogue

/// What a spec says of a role beside its documents, and says otherwise than before.
package enum RecordChange: Hashable, Sendable {
  /// The role is recorded for the first time.
  case recorded(role: String, id: String)
  /// Another role of this name is recorded, or none any more.
  case other(role: String, old: String, new: String?)
  /// A run is said to have left it unfinished: what it lacks is added without a question.
  case unfinished(role: String)
  /// A difference is accepted that was not, or for longer.
  case accepted(role: String, kind: DifferenceKind, expires: String)

  /// The name of the role.
  package var role: String {
    switch self {
    case .recorded(let role, _), .other(let role, _, _), .unfinished(let role),
      .accepted(let role, _, _):
      role
    }
  }

  /// Whether access may grow unseen because of it.
  package var mayWiden: Bool {
    switch self {
    case .recorded: false
    case .other, .unfinished: true
    case .accepted(_, let kind, _): kind != .description
    }
  }

  /// What changes, in words.
  package var words: String {
    switch self {
    case .recorded(_, let id): "the role is recorded with id '\(id)'"
    case .other(_, let old, let new):
      "the record of the role was '\(old)' and is " + (new.map { "'\($0)'" } ?? "gone")
    case .unfinished:
      "the role is recorded as unfinished: what it lacks is added without a question"
    case .accepted(_, let kind, let expires):
      "a difference of kind '\(kind.rawValue)' is accepted until \(expires)"
    }
  }

  /// What changes, in the order of the old spec, then what is new.
  package static func all(from old: Spec, to new: Spec) -> [RecordChange] {
    var changes: [RecordChange] = []
    for record in old.recorded {
      let now = new.recorded.first { $0.name.lowercased() == record.name.lowercased() }
      if now?.id != record.id {
        changes.append(.other(role: record.name, old: record.id, new: now?.id))
      }
    }
    for record in new.recorded {
      let before = old.recorded.first { $0.name.lowercased() == record.name.lowercased() }
      if before == nil { changes.append(.recorded(role: record.name, id: record.id)) }
      if record.isUnfinished, before?.isUnfinished != true {
        changes.append(.unfinished(role: record.name))
      }
    }
    for entry in new.ignored where !old.ignored.contains(where: { $0.covers(entry) }) {
      changes.append(.accepted(role: entry.role, kind: entry.kind, expires: entry.expires))
    }
    return changes
  }
}

extension RecordChange {
  /// What changes of the spec as a whole, and lets a run change or leave unseen what it did not before.
  package static func unplaced(from old: Spec, to new: Spec) -> [UnknownValue] {
    let adopted = new.adopted.filter { !old.adopted.contains($0) }.map {
      UnknownValue("adopt '\($0)'", "existing roles and policies of this name are taken over")
    }
    let (before, after) = (old.ownership, new.ownership)
    let isSame = before.spec == after.spec && before.key == after.key
    let owner = isSame ? [] : [UnknownValue("the name of the spec", "other roles count as its own")]
    return adopted + owner + policies(from: old, to: new)
  }

  /// The managed policies of which another document is recorded than before: checks compare with it.
  private static func policies(from old: Spec, to new: Spec) -> [UnknownValue] {
    func documents(_ spec: Spec) -> [String: PolicyDocument] {
      Dictionary(
        spec.recordedPolicies.map { ($0.arn, $0.document) }, uniquingKeysWith: { first, _ in first }
      )
    }
    let (before, after) = (documents(old), documents(new))
    return Set(before.keys).union(after.keys).sorted().compactMap { arn in
      guard before[arn] != after[arn] else { return nil }
      let words =
        switch (before[arn], after[arn]) {
        case (nil, _): "its document is recorded for the first time"
        case (_, nil): "its document is no longer recorded"
        default: "another document of it is recorded"
        }
      return UnknownValue(
        "managed policy '\(arn)'", words + ": 'drift' compares the account with it")
    }
  }
}

extension DriftSuppression {
  /// Whether it accepts all that another entry accepts, for as long.
  fileprivate func covers(_ other: DriftSuppression) -> Bool {
    role.lowercased() == other.role.lowercased() && kind == other.kind
      && (path == nil || path == other.path) && value == other.value && expires >= other.expires
  }
}
