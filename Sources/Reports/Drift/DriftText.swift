import IAMPolicy
import IAMRoles
import PolicyAnalysis

/// A drift for a person: role by role, each difference with both sides and an act.
enum DriftText: ReportForm {
  static func rendering(of report: DriftReport) -> Rendering { .styled(text(report)) }

  static func rendering(ofFailure error: CommandError) -> Rendering? { nil }

  static func text(_ report: DriftReport) -> StyledText {
    let drift = report.drift
    var text = StyledText()
    for role in drift.roles {
      add(role, report.limit(of: role.coverage), partition: drift.partition, to: &text)
    }
    for undeclaredRole in drift.undeclaredRoles {
      text.add("\(StyledText.escaped(undeclaredRole.title)): ", .heading)
      text.line(
        undeclaredRole.difference.kind == .roleLeft || !undeclaredRole.isRole
          ? "left the role set" : "not in the spec",
        .changed)
      add(undeclaredRole.difference, partition: drift.partition, to: &text)
      text.line()
    }
    for role in drift.rolesOfOtherSpecs {
      text.add("Role '\(StyledText.escaped(role.name))': ", .heading)
      text.line("belongs to spec '\(StyledText.escaped(role.spec))'", .faint)
      text.line()
    }
    if let note = EverydayNote.text(drift) {
      text.line("note: \(StyledText.escaped(note))", .faint)
      text.line()
    }
    for failure in drift.accountUnreadable {
      text.line("unreadable: \(StyledText.escaped(failure.line))", .warning)
    }
    if !drift.unreadable.isEmpty { addCoverage(report.coverage, to: &text) }
    for finding in report.findings {
      text.line("ignore list: \(StyledText.escaped(finding.sentence))", .warning)
      text.line("  hint: \(StyledText.escaped(finding.hint))", .faint)
    }
    if let line = AccessText.referenceLine(report.shownAccess) { text.line(line, .faint) }
    let (closing, style) = closing(report)
    text.line(closing, style)
    return text
  }

  /// The table of what was read, where something was not.
  private static func addCoverage(_ rows: [Coverage], to text: inout StyledText) {
    let rest = rows.filter { $0.result != .read }
    let width = rest.map { row in row.role.count }.max() ?? 0
    text.line("Read: \(rows.count - rest.count) of \(rows.count) parts; not read:", .heading)
    for row in rest {
      let role = row.role.isEmpty ? "(account)" : row.role
      let pad = String(repeating: " ", count: max(0, max(width, 9) - role.count))
      let action = row.action.map { " (\($0))" } ?? ""
      text.line(
        "  \(StyledText.escaped(role))\(pad)  \(row.part.rawValue): \(row.result.rawValue)\(action)",
        row.result == .unavailable ? .faint : .warning)
    }
    text.line()
  }

  private static func add(
    _ role: RoleDrift, _ limit: String, partition: String, to text: inout StyledText
  ) {
    text.add("Role '\(StyledText.escaped(role.name))': ", .heading)
    switch role.status {
    case .inSync: text.line("in sync\(limit)", .good)
    case .drifted: text.line("drifted", .changed)
    case .incomplete: text.line("not everything could be read", .warning)
    }
    for difference in role.differences { add(difference, partition: partition, to: &text) }
    // With one difference the role's whole access is what that line says already.
    if role.differences.count(where: { $0.access != nil }) > 1 {
      if let trust = role.access?.trust { add(trust, "who may assume it", indent: "  ", to: &text) }
      if let permissions = role.access?.permissions {
        add(permissions, "what it may do, all policies together", indent: "  ", to: &text)
      }
    }
    for ignored in role.suppressed {
      let entry = ignored.entry
      let until = " until \(entry.expires)"
      text.line(
        StyledText.escaped(
          "  ignored: \(entry.kind.rawValue): \(summary(of: ignored.difference)); \(entry.reason)"
            + " (\(entry.owner)\(until))"), .faint)
    }
    for failure in role.unreadable {
      text.line("  unreadable: \(StyledText.escaped(failure.line))", .warning)
    }
    for note in role.notes { text.line("  note: \(StyledText.escaped(note))", .faint) }
    text.line()
  }

  private static func add(
    _ difference: Difference, partition: String, to text: inout StyledText
  ) {
    text.add("  \(difference.kind.rawValue)", .changed)
    let legend = difference.showsStatements ? " (- in the account, + as it should be)" : ""
    text.add(": \(StyledText.escaped(summary(of: difference)))\(legend)")
    let isWhole = difference.part == .role
    let direction = difference.access == nil || isWhole ? difference.direction : nil
    text.line(direction.map { " [\($0)]" } ?? "", .warning)
    for reason in difference.reasons { text.line("    \(StyledText.escaped(reason))") }
    DocumentText.add(
      from: difference.actual, to: difference.expected, partition: partition, indent: "    ",
      into: &text)
    if let access = difference.access {
      if isWhole {
        addWhole(access, to: &text)
      } else {
        add(access, "access by this alone", indent: "    ", to: &text)
      }
    }
    text.line("    hint: \(StyledText.escaped(difference.hint))", .faint)
  }

  private static func add(
    _ access: PolicyComparison, _ subject: String, indent: String, to text: inout StyledText
  ) {
    text.add("\(indent)\(subject): ")
    let style: StyledText.Style =
      access.isWidening == .no ? (access.isNarrowing == .no ? .good : .changed) : .warning
    text.line(AccessText.words(for: access), style)
    for line in AccessText.evidence(access) {
      text.line("\(indent)  \(StyledText.escaped(line))")
    }
  }

  /// All that a role may do that exists and should not, or the other way round.
  private static func addWhole(_ access: PolicyComparison, to text: inout StyledText) {
    let lines = AccessText.evidence(access)
    text.line("    what it may do, all policies together:" + (lines.isEmpty ? " nothing" : ""))
    for line in lines { text.line("      \(StyledText.escaped(line))") }
  }

  /// The difference in a line.
  static func summary(of difference: Difference) -> String {
    let (expected, actual) = (difference.expected, difference.actual)
    switch difference.part {
    case .role where difference.kind == .temporaryWideningExpired:
      guard case .text(let until) = expected else { return expected.words }
      return "it still serves every device of the account; it was opened \(until)"
    case .role where difference.kind == .roleLeft:
      return "\(actual.words) exists and should not"
    case .role:
      return expected == .nothing
        ? "\(actual.words) exists and the spec does not name it"
        : "\(expected.words) does not exist"
    case .name: return "it should be \(expected.words) and is \(actual.words)"
    case .id: return "its id was \(expected.words) and is \(actual.words)"
    case .principal(let id): return "the trust policy names '\(id)', a deleted principal"
    case .managedPolicyDocument(let arn):
      return "the default version of '\(arn)' differs in meaning"
    case .instanceProfile(let name) where difference.kind == .instanceProfileMissing:
      return "it is not in instance profile '\(name)'"
    case .instanceProfile(let name): return "it is in instance profile '\(name)'"
    case .identityProvider(let arn, let field):
      let provider = IdentityProvider.phrase(of: arn)
      switch field {
      case nil: return "\(provider) does not exist"
      case .clientIDs:
        return "the client ids of \(provider) should be \(expected.words) and are \(actual.words)"
      case .thumbprints:
        return "the thumbprints of \(provider) should be \(expected.words) and are \(actual.words)"
      case .metadata: return "the metadata of \(provider) differs"
      case .tags:
        return "the tags of \(provider) should have \(expected.words) and have \(actual.words)"
      }
    case .resource(let arn): return "'\(arn)' exists and should not"
    case .trustPolicy: return "it differs in meaning"
    case .managedPolicy(let arn):
      return expected == .nothing
        ? "'\(arn)' is attached and the spec does not name it" : "'\(arn)' is not attached"
    case .inlinePolicy(let name):
      if actual == .nothing { return "'\(name)' does not exist" }
      return expected == .nothing
        ? "'\(name)' exists and the spec does not name it"
        : "'\(name)' differs in meaning"
    case .tag(let key):
      if actual == .nothing { return "'\(key)' should be \(expected.words) and is not set" }
      return expected == .nothing
        ? "'\(key)' is \(actual.words) and the spec does not name it"
        : "'\(key)' should be \(expected.words) and is \(actual.words)"
    case .maxSessionDuration:
      return "it should be \(expected.words) seconds and is \(actual.words)"
    case .permissionsBoundary where expected == .nothing:
      return "\(actual.words) is set and the spec has none"
    case .permissionsBoundary where actual == .nothing:
      return "it should be \(expected.words) and is not set"
    case .permissionsBoundary, .path, .description:
      return "it should be \(expected.words) and is \(actual.words)"
    }
  }

  /// What the counts leave out: what was ignored, and what was left out.
  private static func besides(_ drift: Drift) -> String {
    let ignored =
      drift.suppressed.isEmpty ? "" : "; \(counted(drift.suppressed.count, "difference")) ignored"
    return ignored + RoleSelection.words(leftOut: drift.leftOut.count)
  }

  static func closing(_ report: DriftReport) -> (String, StyledText.Style) {
    let drift = report.drift
    let roles = counted(drift.roles.count, "role")
    switch drift.status {
    case .inSync:
      let limit = report.limit(of: report.coverage)
      return ("In sync\(limit): \(roles) as described\(besides(drift)).", .good)
    case .drifted:
      let drifted = drift.roles.count { $0.status == .drifted }
      let verb = drifted == 1 ? "differs" : "differ"
      let others =
        drift.undeclaredRoles.isEmpty
        ? ""
        : ", \(counted(drift.undeclaredRoles.count, drift.undeclaredRoles.allSatisfy(\.isRole) ? "role" : "thing")) "
          + "not in the spec"
      let differences = counted(drift.differenceCount, "difference")
      return (
        "Drift: \(drifted) of \(roles) \(verb)\(others), \(differences)\(besides(drift)).", .changed
      )
    case .incomplete:
      return (
        "Incomplete: \(counted(drift.unreadable.count, "thing")) could not be read"
          + "\(RoleSelection.words(leftOut: drift.leftOut.count)).", .warning
      )
    }
  }
}

extension Difference {
  /// Says whether both sides hold a document, whose statements a person sees side by side.
  var showsStatements: Bool {
    switch (expected, actual) {
    case (.document, .document), (.document, .storedText): true
    case (.nothing, _), (.text, _), (.number, _), (.metadata, _), (.storedText, _),
      (.document, .nothing),
      (.document, .text), (.document, .number), (.document, .metadata):
      false
    }
  }
}
