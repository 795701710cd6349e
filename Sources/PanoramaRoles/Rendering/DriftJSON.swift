import IAMRoles
import JSONText

/// The machine-readable form of a drift, one document.
enum DriftJSON {
  static let schemaVersion = "1.0"

  static func document(_ drift: Drift, exit status: ExitStatus) -> JSON {
    .object([
      ("schemaVersion", .string(schemaVersion)), ("account", .string(drift.account)),
      ("status", .string(drift.status.rawValue)), ("roles", .array(drift.roles.map(role))),
      ("exit", status.json(doneName: drift.status == .inSync ? "in-sync" : "not-widened")),
    ])
  }

  private static func role(_ role: RoleDrift) -> JSON {
    var members: [(String, JSON)] = [
      ("name", .string(role.name)), ("arn", .string(role.arn)),
      ("status", .string(role.status.rawValue)),
      ("differences", .array(role.differences.map(difference))),
    ]
    if let access = role.access {
      let parts = [("trust", access.trust), ("permissions", access.permissions)]
      members.append(
        (
          "access",
          .object(parts.compactMap { name, part in part.map { (name, AccessText.json($0)) } })
        )
      )
    }
    return .object(
      members + [
        ("unreadable", .array(role.unreadable.map(\.json))), ("notes", .strings(role.notes)),
      ])
  }

  private static func difference(_ difference: Difference) -> JSON {
    .object(
      [
        ("kind", .string(difference.kind.rawValue)), ("path", .string(difference.path)),
        ("expected", difference.expected.json), ("actual", difference.actual.json),
        ("hint", .string(difference.hint)),
      ] + (difference.access.map { [("access", AccessText.json($0))] } ?? []))
  }

  /// The document of a run that knows nothing of the account.
  static func failure(account: String?, _ report: Report) -> JSON {
    FailureJSON.document(schemaVersion: schemaVersion, account: account, report)
  }
}

/// The document of a run that failed: the same outer form, so that a reader finds `exit` where it is used to.
enum FailureJSON {
  static func document(schemaVersion: String, account: String?, _ report: Report) -> JSON {
    let errors = report.problems.map { problem -> JSON in
      .object(
        [("message", .string(problem.message))]
          + (problem.place.map { [("place", JSON.string($0))] } ?? [])
          + (problem.hint.map { [("hint", JSON.string($0))] } ?? []))
    }
    return .object([
      ("schemaVersion", .string(schemaVersion)),
      ("account", account.map(JSON.string) ?? .null), ("status", .string(report.status.name)),
      ("error", errors.first ?? .null), ("errors", .array(errors)),
      ("exit", report.status.json()),
    ])
  }
}
