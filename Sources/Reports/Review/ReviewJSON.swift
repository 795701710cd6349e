import IAMRoles
package import JSONText
import PolicyAnalysis
import ServiceReference

/// A review for a program.
package enum ReviewJSON {
  package static func document(_ review: AccessReview, exit status: ExitStatus) -> JSON {
    .object([
      ("schemaVersion", .string("1.0")),
      ("referenceDate", .string(ServiceReference.current.date)),
      ("accounts", .strings(accounts(review))),
      ("gains", .string(review.gains.rawValue)), ("loses", .string(review.loses.rawValue)),
      ("roles", .array(review.entries.map { role($0, review) })),
      ("resources", .array(review.resources.map { resource($0, review) })),
      ("identityProviders", .array(review.providers.map(ReviewProviders.json))),
      ("unplaced", .array(review.unplaced.map(unknown))), ("notes", .strings(review.notes)),
      ("exit", status.json()),
    ])
  }

  private static func accounts(_ review: AccessReview) -> [String] {
    review.isPlan ? review.new.accounts : review.old.accounts + review.new.accounts
  }

  private static func role(_ entry: AccessReview.Entry, _ report: AccessReview) -> JSON {
    let review = entry.review
    let change =
      switch review.change {
      case .added: "added"
      case .removed: "removed"
      case .kept: "kept"
      }
    let role = review.change.new ?? review.change.old
    return .object([
      ("name", .string(review.name)), ("change", .string(change)),
      ("address", role?.address.map(JSON.string) ?? .null),
      ("scope", .string(role?.scope ?? "")),
      ("place", place(report.places[review.place])),
      ("withOptionalParameters", .bool(!entry.parameters.isEmpty)),
      ("parameters", .strings(entry.parameters)),
      ("withOtherValues", .bool(entry.needsOtherValues)),
      ("gains", .string(entry.gains.rawValue)), ("loses", .string(entry.loses.rawValue)),
      ("trust", review.trust.map(AccessText.json) ?? .null),
      ("permissions", review.permissions.map(AccessText.json) ?? .null),
      ("changedPolicies", .strings(review.changedPolicies)),
      (
        "maxSessionDuration",
        review.sessions.map { .array([.number($0.old), .number($0.new)]) } ?? .null
      ),
      (
        "instanceProfiles",
        .object([
          ("added", .strings(review.instanceProfiles.added)),
          ("removed", .strings(review.instanceProfiles.removed)),
        ])
      ),
      ("recreated", .bool(review.isRecreated)), ("records", .array(entry.records.map(record))),
      ("unknown", .array(review.unknown.map(unknown))),
    ])
  }

  /// What a spec says otherwise than before.
  private static func record(_ change: RecordChange) -> JSON {
    let facts: [(String, JSON)]
    switch change {
    case .recorded(_, let id): facts = [("change", .string("recorded")), ("id", .string(id))]
    case .other(_, let old, let new):
      facts = [
        ("change", .string("other-id")), ("oldId", .string(old)),
        ("id", new.map(JSON.string) ?? .null),
      ]
    case .unfinished: facts = [("change", .string("unfinished"))]
    case .accepted(_, let kind, let expires):
      facts = [
        ("change", .string("accepted")), ("kind", .string(kind.rawValue)),
        ("expires", .string(expires)),
      ]
    }
    return .object(
      facts + [("mayWiden", .bool(change.mayWiden))])
  }

  private static func resource(_ resource: ResourceReview, _ report: AccessReview) -> JSON {
    let change = resource.old == nil ? "added" : resource.new == nil ? "removed" : "kept"
    return .object([
      ("address", .string(resource.address)), ("kind", .string(resource.kind)),
      ("change", .string(change)), ("place", place(report.places[resource.address])),
      ("gains", .string(resource.gains.rawValue)), ("loses", .string(resource.loses.rawValue)),
      ("access", AccessText.json(resource.access)),
      ("unknown", .array(resource.unknown.map(unknown))),
    ])
  }

  private static func unknown(_ value: UnknownValue) -> JSON {
    .object([("subject", .string(value.subject)), ("reason", .string(value.reason))])
  }

  private static func place(_ position: TextPosition?) -> JSON {
    guard let position else { return .null }
    return .object([
      ("line", .number(Int(position.line))), ("column", .number(Int(position.column))),
    ])
  }
}
