import IAMRoles
import JSONText
import PolicyAnalysis
import RoleCatalogue
import ServiceReference

/// The machine-readable form of a drift, one document (Policies/schema/drift.schema.json).
enum DriftJSON: ReportForm {
  static let schemaVersion = "1.0"

  static func rendering(of report: DriftReport) -> Rendering { .json(document(report)) }

  /// The outer form of all JSON documents, so that a reader finds `exit` where it always is.
  static func rendering(ofFailure error: CommandError) -> Rendering? {
    let errors = error.problems.map { problem -> JSON in
      .object(
        [("message", .string(problem.message))]
          + (problem.place.map { [("place", JSON.string($0))] } ?? [])
          + (problem.hint.map { [("hint", JSON.string($0))] } ?? [])
          + (problem.requestID.map { [("requestId", JSON.string($0))] } ?? []))
    }
    return .json(
      .object([
        ("schemaVersion", .string(schemaVersion)),
        ("account", error.account.map(JSON.string) ?? .null),
        ("status", .string(error.status.name)), ("error", errors.first ?? .null),
        ("errors", .array(errors)), ("exit", error.status.json()),
      ]))
  }

  static func document(_ report: DriftReport) -> JSON {
    let drift = report.drift
    return .object([
      ("schemaVersion", .string(schemaVersion)),
      ("referenceDate", .string(ServiceReference.current.date)),
      ("account", .string(drift.account)),
      ("partition", .string(drift.partition)), ("status", .string(drift.status.rawValue)),
      (
        "roles",
        .array(
          drift.roles.map { role($0, isOwned: drift.ownership != nil) }
            + drift.undeclaredRoles.map(undeclaredRole))
      ),
      ("leftOut", .strings(drift.leftOut)),
      ("otherSpecs", .array(drift.rolesOfOtherSpecs.map(otherSpec))),
      ("everydayRoles", .array(drift.everydayRoles.map(everydayRole))),
      ("unreadable", .array(drift.accountUnreadable.map(\.json))),
      ("coverage", .array(report.coverage.map(coverage))),
      ("ignored", .array(ignored(drift))), ("ignoreFindings", .array(report.findings.map(finding))),
      ("summary", summary(report)),
      ("exit", report.status.json(doneName: drift.status == .inSync ? "in-sync" : "not-widened")),
    ])
  }

  private static func summary(_ report: DriftReport) -> JSON {
    .object([
      ("roles", .number(report.drift.roles.count)),
      ("differences", .number(report.drift.differenceCount)),
      ("widening", .number(report.entries.count { $0.difference.effect.mayWiden })),
      ("ignored", .number(report.drift.suppressed.count)),
      ("unreadable", .number(report.drift.unreadable.count)),
    ])
  }

  private static func role(_ role: RoleDrift, isOwned: Bool) -> JSON {
    var members: [(String, JSON)] = [
      ("name", .string(role.name)), ("arn", .string(role.arn)),
      ("status", .string(role.status.rawValue)),
      ("differences", .array(role.differences.map(difference))),
      ("unreadable", .array(role.unreadable.map(\.json))), ("notes", .strings(role.notes)),
    ]
    if isOwned, role.observed != nil, case .ordinary = role.desired {
      members.append(("owner", owner(role.owner)))
    }
    if let access = role.access {
      let parts = [("trust", access.trust), ("permissions", access.permissions)]
      members.append(
        (
          "access",
          .object(parts.compactMap { name, part in part.map { (name, AccessText.json($0)) } })
        )
      )
    }
    return .object(members)
  }

  /// Whose a role is, with the name where another owner shows.
  private static func owner(_ owner: Owner) -> JSON {
    switch owner {
    case .spec: .object([("kind", .string("this-spec"))])
    case .unknown: .object([("kind", .string("unknown"))])
    case .other(.spec(let name)):
      .object([("kind", .string("other-spec")), ("name", .string(name))])
    case .other(.stack(let name)):
      .object([("kind", .string("cloudformation-stack")), ("name", .string(name))])
    case .other(.tool(let key, let value)):
      .object([
        ("kind", .string("tag")), ("key", .string(key)), ("name", .string(value)),
      ])
    }
  }

  private static func otherSpec(_ role: RoleOfOtherSpec) -> JSON {
    .object([
      ("name", .string(role.name)), ("arn", .string(role.arn)), ("spec", .string(role.spec)),
    ])
  }

  private static func everydayRole(_ role: EverydayRole) -> JSON {
    .object([
      ("name", .string(role.name)), ("arn", .string(role.arn)),
      ("services", .strings(role.services)),
    ])
  }

  private static func undeclaredRole(_ role: UndeclaredRoleDrift) -> JSON {
    .object([
      ("name", .string(role.name)), ("arn", .string(role.arn)), ("status", .string("unexpected")),
      ("differences", .array([difference(role.difference)])), ("unreadable", .array([])),
      ("notes", .array([])),
    ])
  }

  static func difference(_ difference: Difference) -> JSON {
    var members: [(String, JSON)] = [
      ("kind", .string(difference.kind.rawValue)), ("path", .string(difference.path)),
      ("expected", difference.expected.json), ("actual", difference.actual.json),
      ("digest", .string(difference.digest)), ("reasons", .strings(difference.reasons)),
      ("remedy", .string(difference.remedy.rawValue)), ("hint", .string(difference.hint)),
    ]
    members.append(("effect", .string(difference.effect.rawValue)))
    if let access = difference.access { members.append(("access", AccessText.json(access))) }
    return .object(members)
  }

  private static func coverage(_ row: Coverage) -> JSON {
    .object(
      [
        ("role", row.role.isEmpty ? .null : .string(row.role)),
        ("part", .string(row.part.rawValue)), ("result", .string(row.result.rawValue)),
      ] + (row.action.map { [("action", JSON.string($0))] } ?? []))
  }

  private static func ignored(_ drift: Drift) -> [JSON] {
    drift.suppressed.map { ignored in
      .object([("entry", ignored.entry.json), ("difference", difference(ignored.difference))])
    }
  }

  private static func finding(_ finding: SuppressionProblem) -> JSON {
    .object([
      ("fault", .string(finding.fault.rawValue)), ("message", .string(finding.sentence)),
      ("hint", .string(finding.hint)), ("entry", finding.entry.json),
    ])
  }
}
