import IAMRoles
import JSONText

/// A drift as SARIF 2.1.0, for code scanning: each difference at the spec, with the role beside it.
enum DriftSARIF {
  static func document(_ report: DriftReport) -> JSON {
    let kinds = DifferenceKind.allCases
    let rules =
      kinds.map { SARIF.Rule(id: $0.rawValue, short: $0.meaning, full: $0.meaning, level: "error") }
      + AcceptanceFinding.Fault.allCases.map {
        SARIF.Rule(
          id: "ignore-\($0.rawValue)", short: "An entry of the ignore list is \($0.rawValue)",
          full: "An entry of the ignore list is \($0.rawValue)", level: "warning")
      }
    let places = Dictionary(uniqueKeysWithValues: rules.enumerated().map { ($1.id, $0) })
    var results = report.entries.map { entry in
      result(
        entry.difference.kind.rawValue, places,
        entry.difference.effect == .narrows
          ? "warning" : "error", entry.difference.told(of: entry.role), role: entry.role,
        path: entry.difference.path, digest: entry.difference.digest, in: report)
    }
    results += report.drift.ignored.map { ignored in
      let difference = ignored.difference
      let plain = result(
        difference.kind.rawValue, places, "note", difference.told(of: ignored.entry.role),
        role: ignored.entry.role, path: difference.path, digest: difference.digest, in: report)
      return plain.adding(
        "suppressions",
        .array([
          .object([
            ("kind", .string("external")), ("status", .string("accepted")),
            ("justification", .string("\(ignored.entry.reason) (\(ignored.entry.owner))")),
          ])
        ]))
    }
    results += report.findings.map { finding in
      result(
        "ignore-\(finding.fault.rawValue)", places, "warning",
        "\(finding.sentence); \(finding.hint)", role: finding.entry.role,
        path: finding.entry.path ?? "", digest: finding.entry.value, in: report)
    }
    return SARIF.document(
      rules: rules, results: results, failures: report.drift.unreadable.map(\.line))
  }

  private static func result(
    _ rule: String, _ places: [String: Int], _ level: String, _ text: String, role: String,
    path: String, digest: String, in report: DriftReport
  ) -> JSON {
    let plain = SARIF.result(
      rule: rule, index: places[rule], level: level, text, in: report.specPath,
      at: TextPosition(line: 1, column: 1))
    let logical = JSON.object([
      ("name", .string(role)), ("fullyQualifiedName", .string("\(role)/\(path)")),
      ("kind", .string("resource")),
    ])
    return plain.replacing("locations") { locations in
      .array((locations.array ?? []).map { $0.adding("logicalLocations", .array([logical])) })
    }.adding(
      "partialFingerprints",
      .object([("difference/v1", .string("\(rule)/\(role)/\(path)/\(digest)"))]))
  }
}

extension JSON {
  /// The object with one more member.
  fileprivate func adding(_ name: String, _ value: JSON) -> JSON {
    .object((object ?? []).map { ($0.name, $0.value) } + [(name, value)])
  }

  /// The object with one member made anew.
  fileprivate func replacing(_ name: String, _ body: (JSON) -> JSON) -> JSON {
    .object((object ?? []).map { ($0.name, $0.name == name ? body($0.value) : $0.value) })
  }
}

extension Difference {
  /// The difference and what to do, with the role's name.
  func told(of role: String) -> String { "role '\(role)': \(kind.rawValue): \(sentence); \(hint)" }
}

extension DifferenceKind {
  /// What the kind says, for lists of rules.
  var meaning: String {
    switch self {
    case .roleMissing: "A role is not there"
    case .trustPolicy: "A trust policy has another meaning"
    case .managedPolicyMissing: "A managed policy is not attached"
    case .managedPolicyUnexpected: "A managed policy is attached that the spec does not name"
    case .inlinePolicyMissing: "An inline policy is not there"
    case .inlinePolicyUnexpected: "An inline policy is there that the spec does not name"
    case .inlinePolicyChanged: "An inline policy has another meaning"
    case .permissionsBoundary: "The permissions boundary is another"
    case .maxSessionDuration: "The maximum session duration is another"
    case .description: "The description is another"
    case .tags: "A tag is missing, another or not in the spec"
    case .path: "The role is at another path"
    case .nameCase: "The account spells the name in another case"
    case .orphanPrincipal: "The trust policy names the id of a principal that was deleted"
    case .managedPolicyDocument: "The document of an attached managed policy has another meaning"
    case .instanceProfile: "The role stands in an instance profile"
    case .roleRecreated: "The role was deleted and made anew"
    case .roleUnexpected: "A role that nobody declared trusts a service of the set"
    }
  }
}
