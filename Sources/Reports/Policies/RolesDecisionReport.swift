package import IAMPolicy
package import JSONText

/// The answer of `can` about all roles of a snapshot: the one value that both forms render.
package struct RolesDecisionReport {
  /// What was decided of one role.
  package struct Entry {
    package let role: String
    package let decision: Decision
    /// Where the statement is that decided; empty when none did.
    package let place: String

    package init(role: String, decision: Decision, place: String) {
      self.role = role
      self.decision = decision
      self.place = place
    }
  }

  package let request: AccessRequest
  /// The roles that could be asked, in the order of the file.
  package var entries: [Entry] = []
  /// The roles that could not, each with the reason.
  package var unknown: [(role: String, problem: String)] = []
  /// Whether each should be allowed; nil when nothing is expected.
  package let expectsAllow: Bool?
  /// Whether the file has all roles of the account.
  package let isWhole: Bool

  package init(
    request: AccessRequest, entries: [Entry] = [], unknown: [(role: String, problem: String)] = [],
    expectsAllow: Bool?, isWhole: Bool
  ) {
    self.request = request
    self.entries = entries
    self.unknown = unknown
    self.expectsAllow = expectsAllow
    self.isWhole = isWhole
  }

  /// How the run ends.
  package var status: ExitStatus {
    var statuses: [ExitStatus] = []
    if !unknown.isEmpty || !isWhole { statuses.append(.incomplete) }
    if let expectsAllow, entries.contains(where: { !$0.decision.isExpected(allow: expectsAllow) }) {
      statuses.append(.findings)
    }
    return ExitStatus.combined(statuses)
  }

  /// The roles that are allowed, one a line, those that are not known, and a count.
  package var text: StyledText {
    var text = StyledText()
    let allowed = entries.filter(\.decision.isAllowed)
    for entry in allowed {
      text.add("allowed", .good)
      text.line(": \(StyledText.escaped("role '\(entry.role)' by \(entry.place)"))")
    }
    for (_, problem) in unknown {
      text.add("not known", .changed)
      text.line(": \(StyledText.escaped(problem))")
    }
    let rest = unknown.isEmpty ? "" : ", \(unknown.count) not known"
    text.line(
      "\(allowed.count) of \(counted(entries.count + unknown.count, "role")) allowed\(rest): "
        + StyledText.escaped(request.line))
    if let expectsAllow, status == .findings {
      text.line("  expected of each: \(expectsAllow ? "allow" : "deny")", .removed)
    }
    return text
  }

  /// One document, with every role.
  package var json: JSON {
    .object([
      ("schemaVersion", .string("1.0")), ("request", request.json),
      (
        "roles",
        .array(
          entries.map { entry in
            .object([
              ("role", .string(entry.role)), ("decision", .string(entry.decision.word)),
              ("statement", entry.decision.statement == nil ? .null : .string(entry.place)),
            ])
          })
      ),
      (
        "unknown",
        .array(
          unknown.map { .object([("role", .string($0.role)), ("message", .string($0.problem))]) })
      ),
      ("exit", status.json()),
    ])
  }
}
