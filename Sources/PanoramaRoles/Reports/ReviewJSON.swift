import IAMRoles
import JSONText
import PolicyAnalysis

/// A review of two role sets or specs for a program.
enum ReviewJSON {
  static func document(_ review: SetReview, exit status: ExitStatus) -> JSON {
    .object([
      ("schemaVersion", .string("1.0")),
      ("accounts", .strings([review.old.account, review.new.account])),
      ("gains", .string(review.gains.rawValue)), ("loses", .string(review.loses.rawValue)),
      ("roles", .array(review.entries.map(role))), ("exit", status.json()),
    ])
  }

  private static func role(_ entry: SetReview.Entry) -> JSON {
    let review = entry.review
    let change =
      switch review.change {
      case .added: "added"
      case .removed: "removed"
      case .kept: "kept"
      }
    return .object([
      ("name", .string(review.name)), ("change", .string(change)),
      ("withOptionalParameters", .bool(entry.needsOptional)),
      ("gains", .string(review.gains.rawValue)), ("loses", .string(review.loses.rawValue)),
      ("trust", review.trust.map(AccessText.json) ?? .null),
      ("permissions", review.permissions.map(AccessText.json) ?? .null),
      ("changedPolicies", .strings(review.changedPolicies)),
      (
        "maxSessionDuration",
        review.sessions.map { .array([.number($0.old), .number($0.new)]) } ?? .null
      ),
    ])
  }
}
