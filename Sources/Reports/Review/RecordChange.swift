import IAMPolicy
package import IAMRoles
import JSONText
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
      let now = new.recorded.first { $0.name.isSameName(as: record.name) }
      if now?.id != record.id {
        changes.append(.other(role: record.name, old: record.id, new: now?.id))
      }
    }
    for record in new.recorded {
      let before = old.recorded.first { $0.name.isSameName(as: record.name) }
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
    let isSame =
      before.spec.isExactly(after.spec)
      && before.key.map { ExactText($0) } == after.key.map { ExactText($0) }
    let owner = isSame ? [] : [UnknownValue("the name of the spec", "other roles count as its own")]
    let resources = new.recordedResources.filter { !old.recordedResources.contains($0) }.map {
      UnknownValue(
        "'\($0)'",
        "it is recorded as made by the spec, which may delete it once the role set does not name it"
      )
    }
    let pending = new.pendingResources.filter {
      $0.isRole && !old.pendingResources.contains($0)
    }.map {
      UnknownValue(
        "'\($0)'", "it is recorded as about to be made: a role of that ARN may count as the spec's")
    }
    return adopted + owner + resources + pending + policies(from: old, to: new)
  }

  /// The identity providers that may let in more callers than before.
  package static func providers(from old: RoleSet, to new: RoleSet) -> [UnknownValue] {
    new.providers.compactMap { provider in
      let before = old.providers.first { $0.resource == provider.resource }
      let words: String
      switch (before?.kind, provider.kind) {
      case (.oidc(_, let oldIDs, let oldPrints), .oidc(_, let newIDs, let newPrints)):
        let added = newIDs.filter { !oldIDs.contains($0) }
        if !added.isEmpty {
          words = "client id \(added.map { "'\($0)'" }.joined(separator: ", ")) is new"
        } else if let found = thumbprints(from: oldPrints, to: newPrints) {
          words = found
        } else {
          return nil
        }
      case (.saml(_, let oldText), .saml(_, let newText)):
        guard !oldText.isSameMetadata(as: newText) else { return nil }
        words = "it has another metadata document"
      case (nil, _):
        // A role that is new as well is reported by itself.
        let arn = old.arn(of: provider)
        guard old.roles.contains(where: { $0.ordinary?.trusts(arn) ?? false }) else { return nil }
        words = "it is made, and a role trusts it already"
      case (.oidc, .saml), (.saml, .oidc): return nil
      }
      return UnknownValue(provider.phrase, words + ": it may let in more callers")
    }
  }

  /// What other thumbprints may let in; nil when they let in the same or less.
  ///
  /// Without any IAM decides.
  private static func thumbprints(from old: [String]?, to new: [String]?) -> String? {
    let before = old.map { Set($0.map(\.foldedThumbprint)) }
    let after = new.map { Set($0.map(\.foldedThumbprint)) }
    switch (before, after) {
    case (nil, nil): return nil
    case (nil, _?): return "it has thumbprints of its own"
    case (_?, nil): return "it has no thumbprints any more, so that IAM decides"
    case (let before?, let after?):
      return after.isSubset(of: before) ? nil : "it has other thumbprints"
    }
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
    role.isSameName(as: other.role) && kind == other.kind
      && (path == nil || path == other.path) && value == other.value && expires >= other.expires
  }
}
