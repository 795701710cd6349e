import IAMRoles
package import JSONText

/// A drift as SARIF 2.1.0, for code scanning: each difference at the spec, with the role next to it.
enum DriftSARIF: ReportForm {
  static func rendering(of report: DriftReport) -> Rendering { .json(document(report)) }

  /// A run without results, in a category of its own: it must not close what another run found.
  static func rendering(ofFailure error: CommandError) -> Rendering? {
    .json(
      SARIF.document(
        category: "failure", rules: [], results: [], failures: error.problems.map(\.sentence)))
  }

  static func document(_ report: DriftReport) -> JSON {
    let entries = report.entriesBySeriousness
    let rules =
      DifferenceKind.allCases.map { kind in
        // GitHub has a severity for each rule and none for a result: the worst of this run decides.
        let most = entries.filter { $0.difference.kind == kind }.map(\.difference.seriousness).max()
        return SARIF.Rule(
          id: kind.rawValue, short: kind.facts.meaning, full: kind.facts.meaning,
          help: kind.facts.advice,
          level: SARIF.level(kind.usualSeverity),
          seriousness: most ?? Seriousness.of(kind.usualSeverity))
      }
      + SuppressionProblem.Fault.allCases.map {
        SARIF.Rule(
          id: "ignore-\($0.rawValue)", short: $0.meaning, full: $0.meaning, help: $0.advice,
          level: "warning")
      } + [unreadable]
    let places = Dictionary(uniqueKeysWithValues: rules.enumerated().map { ($1.id, $0) })
    var results = entries.map { entry in
      result(
        entry.difference.kind.rawValue, places, SARIF.level(entry.severity),
        entry.difference.told(of: entry.role), role: entry.role, path: entry.difference.path,
        digest: entry.difference.digest, at: report.place(of: entry)
      ).adding("rank", .number(entry.difference.seriousness))
    }
    results += report.drift.suppressed.map { ignored in
      let difference = ignored.difference
      let plain = result(
        difference.kind.rawValue, places, "note", difference.told(of: ignored.entry.role),
        role: ignored.entry.role, path: difference.path, digest: difference.digest,
        at: report.place(of: ignored.entry))
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
        path: finding.entry.path ?? "", digest: finding.entry.value,
        at: report.place(of: finding.entry))
    }
    // A result that no longer exists counts as fixed: what could not be read must be one itself.
    results += report.drift.roles.flatMap { role in
      role.unreadable.map { failure($0, of: role.name, places, in: report) }
    }
    results += report.drift.accountUnreadable.map { failure($0, of: "", places, in: report) }
    return SARIF.document(
      category: "drift/\(report.drift.account)", rules: rules, results: results,
      failures: report.drift.unreadable.map(\.line),
      notes: [EverydayNote.text(report.drift)].compactMap(\.self),
      selection: report.drift.selection, leftOut: report.drift.leftOut)
  }

  private static let unreadable = SARIF.Rule(
    id: "unreadable", short: "Something of the account could not be read",
    full: "Something of the account could not be read, so it is unknown whether it differs",
    help: "'panorama-roles policy tool --for drift' prints the permissions that a check needs",
    level: "error")

  private static func failure(
    _ failure: ReadFailure, of role: String, _ places: [String: Int], in report: DriftReport
  ) -> JSON {
    let of = role.isEmpty ? "the account" : "role '\(role)'"
    return result(
      unreadable.id, places, "error", "\(of): not read: \(failure.line)", role: role,
      path: "\(failure.action) of \(failure.subject)", digest: failure.reason.rawValue,
      at: report.place(of: .role, ofRole: role))
  }

  private static func result(
    _ rule: String, _ places: [String: Int], _ level: String, _ text: String, role: String,
    path: String, digest: String, at place: DriftReport.Place
  ) -> JSON {
    let plain = SARIF.result(
      rule: rule, index: places[rule], level: level, text, in: place.path, at: place.position)
    return plain.logically(
      at: "\(role)/\(path)", named: role, identity: "\(rule)/\(role)/\(path)/\(digest)")
  }
}

extension JSON {
  /// A result with the place of what it is about, and with what makes it the same one in the next run.
  ///
  /// GitHub looks at `primaryLocationLineHash` alone and takes the line's text where it is missing; many
  /// of our results point to the first line of a file, so that two of one kind would become one.
  func logically(at qualifiedName: String, named name: String, identity: String) -> JSON {
    let logical = JSON.object([
      ("name", .string(name)), ("fullyQualifiedName", .string(qualifiedName)),
      ("kind", .string("resource")),
    ])
    let digest = Digest.text(of: identity).dropFirst("sha256:".count)
    let prints = JSON.object([
      ("primaryLocationLineHash", .string("\(digest.prefix(16)):1")),
      ("difference/v1", .string(identity)),
    ])
    return replacing("locations") { locations in
      .array((locations.array ?? []).map { $0.adding("logicalLocations", .array([logical])) })
    }.adding("partialFingerprints", prints)
  }

  /// The object with one more member.
  package func adding(_ name: String, _ value: JSON) -> JSON {
    .object((object ?? []).map { ($0.name, $0.value) } + [(name, value)])
  }

  /// The object with one member replaced.
  fileprivate func replacing(_ name: String, _ body: (JSON) -> JSON) -> JSON {
    .object((object ?? []).map { ($0.name, $0.name == name ? body($0.value) : $0.value) })
  }
}

extension Difference {
  /// The difference with its evidence and what to do, with the role's name.
  package func told(of role: String) -> String {
    (["role '\(role)': \(kind.rawValue): \(sentence)"] + evidence + [hint]).joined(separator: "; ")
  }
}

extension SuppressionProblem.Fault {
  /// What is wrong, for lists of rules.
  fileprivate var meaning: String {
    switch self {
    case .expired: "An entry of the ignore list has expired"
    case .unmatched: "An entry of the ignore list matches nothing"
    case .ambiguous: "An entry of the ignore list without a path matches several differences"
    case .tooLong: "An entry of the ignore list lasts too long"
    }
  }

  fileprivate var advice: String {
    switch self {
    case .expired: "Fix the difference, or extend 'expires'"
    case .unmatched: "Remove the entry, or compare it with the current value"
    case .ambiguous: "Write an entry with 'path' for each difference"
    case .tooLong: "Choose an earlier day for 'expires'"
    }
  }
}
