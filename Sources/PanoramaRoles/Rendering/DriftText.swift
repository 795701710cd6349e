import IAMPolicy
import IAMRoles
import PolicyAnalysis

/// A drift for a person: role by role, each difference with both sides and an act.
enum DriftText {
  static func text(_ drift: Drift) -> StyledText {
    var text = StyledText()
    for role in drift.roles { add(role, partition: drift.partition, to: &text) }
    let (closing, style) = closing(drift)
    text.line(closing, style)
    return text
  }

  private static func add(_ role: RoleDrift, partition: String, to text: inout StyledText) {
    text.add("Role '\(StyledText.escaped(role.name))': ", .heading)
    switch role.status {
    case .inSync: text.line("in sync", .good)
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
    text.line(": \(StyledText.escaped(summary(difference)))")
    for reason in difference.reasons { text.line("    \(StyledText.escaped(reason))") }
    DocumentText.add(
      from: difference.actual, to: difference.expected, partition: partition, indent: "    ",
      into: &text)
    if let access = difference.access {
      add(access, "access by this alone", indent: "    ", to: &text)
    }
    text.line("    hint: \(StyledText.escaped(difference.hint))", .faint)
  }

  private static func add(
    _ access: PolicyComparison, _ subject: String, indent: String, to text: inout StyledText
  ) {
    text.add("\(indent)\(subject): ")
    let style: StyledText.Style =
      access.isWidening == .no ? (access.isNarrowing == .no ? .good : .changed) : .warning
    text.line(AccessText.direction(of: access), style)
    for line in AccessText.evidence(access) {
      text.line("\(indent)  \(StyledText.escaped(line))")
    }
  }

  /// The difference in a line.
  ///
  /// Where documents differ, their statements follow below.
  private static func summary(_ difference: Difference) -> String {
    let (expected, actual) = (difference.expected, difference.actual)
    switch difference.part {
    case .role: return "\(expected.words) is not there"
    case .trustPolicy: return "it has another meaning\(sides)"
    case .managedPolicy(let arn):
      return expected == .nothing
        ? "'\(arn)' is attached and the spec does not name it" : "'\(arn)' is not attached"
    case .inlinePolicy(let name):
      if actual == .nothing { return "'\(name)' is not there" }
      return expected == .nothing
        ? "'\(name)' is there and the spec does not name it"
        : "'\(name)' has another meaning\(sides)"
    case .tag(let key):
      if actual == .nothing { return "'\(key)' should be \(expected.words) and is not there" }
      return expected == .nothing
        ? "'\(key)' is \(actual.words) and the spec does not name it"
        : "'\(key)' should be \(expected.words) and is \(actual.words)"
    case .maxSessionDuration:
      return "it should be \(expected.words) seconds and is \(actual.words)"
    case .permissionsBoundary where expected == .nothing:
      return "\(actual.words) is set and the spec has none"
    case .permissionsBoundary where actual == .nothing:
      return "it should be \(expected.words) and is not there"
    case .permissionsBoundary, .path, .description:
      return "it should be \(expected.words) and is \(actual.words)"
    }
  }

  private static let sides = " (- in the account, + as it should be)"

  private static func closing(_ drift: Drift) -> (String, StyledText.Style) {
    let roles = counted(drift.roles.count, "role")
    switch drift.status {
    case .inSync: return ("In sync: \(roles) as described.", .good)
    case .drifted:
      let drifted = drift.roles.count { $0.status == .drifted }
      let differences = drift.roles.reduce(0) { $0 + $1.differences.count }
      let verb = drifted == 1 ? "differs" : "differ"
      return (
        "Drift: \(drifted) of \(roles) \(verb), \(counted(differences, "difference")).", .changed
      )
    case .incomplete:
      return (
        "Incomplete: \(counted(drift.unreadable.count, "thing")) could not be read.", .warning
      )
    }
  }
}
