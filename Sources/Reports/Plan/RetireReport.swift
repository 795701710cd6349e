import IAMPolicy
package import IAMRoles
package import JSONText
package import RoleCatalogue

/// What `retire` found, and the plan for the roles that are chosen.
package struct RetireReport {
  package let account: String
  package let partition: String
  package let roles: [RetiredRole]
  /// The names of the roles that the plan is about.
  package let chosen: [String]
  /// The changes for those roles, in order.
  package let changes: [PlannedChange]
  package let disables: Bool
  /// Whether the input contains who else may pass a role.
  package let status: ExitStatus
  /// What is said when a choice fits none of the roles; nil when the account has none.
  private let nothing: String?

  package init(
    account: String, partition: String, roles: [RetiredRole], chosen: [String],
    changes: [PlannedChange], disables: Bool, status: ExitStatus, nothing: String? = nil
  ) {
    self.nothing = nothing
    self.account = account
    self.partition = partition
    self.roles = roles
    self.chosen = chosen
    self.changes = changes
    self.disables = disables
    self.status = status
  }

  package static let schemaVersion = "1.0"

  private func count(_ verdict: RetiredRole.Verdict) -> Int {
    roles.count { $0.verdict == verdict }
  }

  // MARK: Text

  package var text: StyledText {
    var text = StyledText()
    for role in roles {
      add(role, to: &text)
      text.line()
    }
    if !changes.isEmpty {
      text.line(disables ? "The plan to disable them:" : "The plan to delete them:", .heading)
      for planned in changes {
        text.add("\(planned.sign.rawValue) ", PlanText.style(planned.sign))
        text.line(
          StyledText.escaped("\(planned.change.phrase): \(planned.why)"))
      }
      text.line()
    }
    text.line(closing, .heading)
    return text
  }

  package var closing: String {
    guard !roles.isEmpty else { return nothing ?? "No role serves a retired service." }
    let parts = RetiredRole.Verdict.allCases.compactMap { verdict in
      count(verdict) == 0 ? nil : "\(count(verdict)) \(verdict.words)"
    }
    return "\(counted(roles.count, "role")): \(parts.joined(separator: ", "))."
  }

  private func add(_ role: RetiredRole, to text: inout StyledText) {
    let style: StyledText.Style =
      switch role.verdict {
      case .removable: .good
      case .inUse, .shared, .notOurs: .changed
      case .unreadable: .warning
      }
    text.add("\(StyledText.escaped(role.name)): ", .heading)
    text.line(role.verdict.words, style)
    func row(_ label: String, _ value: String) {
      text.line("  \(label): \(StyledText.escaped(value))")
    }
    let subject = role.subject.role
    row("arn", subject.arn)
    for origin in role.origins { row("listed because", origin) }
    for reason in role.reasons { row("kept because", reason) }
    row("last used", role.subject.lastUse.words)
    if let services = subject.trust.value?.policy?.trustedServices, !services.isEmpty {
      row("trusts", services.sorted().joined(separator: ", "))
    }
    if role.isDisabled { row("disabled", "nobody may assume it") }
    for policy in subject.managedPolicies.value ?? [] {
      let marks =
        (role.foreignAttachments.contains(policy.arn) ? ["not known to be its own"] : [])
        + (role.oneWayDetachments.contains(policy.arn)
          ? ["deprecated by AWS: can never be attached again"] : [])
      row("policy", policy.arn + (marks.isEmpty ? "" : " (\(marks.joined(separator: "; ")))"))
    }
    for policy in subject.inlinePolicies.value ?? [] {
      let isForeign = role.foreignInlinePolicies.contains(policy.name)
      row("inline policy", policy.name + (isForeign ? " (not known to be its own)" : ""))
    }
    if let profiles = subject.isServiceLinked ? [] : role.subject.instanceProfiles.value,
      !profiles.isEmpty
    {
      row("instance profiles", profiles.joined(separator: ", "))
    }
    if let boundary = subject.permissionsBoundary.value { row("boundary", boundary.arn) }
    if let passers = role.passers, !passers.isEmpty {
      row("may be passed by", passers.joined(separator: ", "))
    }
    if let undecided = role.undecidedPassers, !undecided.isEmpty {
      let isFirst = role.passers?.isEmpty ?? true
      row(
        isFirst ? "perhaps passed by" : "perhaps also by",
        undecided.joined(separator: ", ") + " (a policy cannot be read)")
    }
    for caution in role.cautions { row("look at", caution) }
  }

  // MARK: JSON

  package var json: JSON {
    .object([
      ("schemaVersion", .string(Self.schemaVersion)), ("account", .string(account)),
      ("partition", .string(partition)), ("roles", .array(roles.map(json))),
      ("chosen", .strings(chosen)), ("disables", .bool(disables)),
      (
        "requests",
        .array(changes.map { PlannedRequest($0.change, why: $0.why).json })
      ),
      (
        "exit",
        .object([
          ("code", .number(Int(status.rawValue))), ("name", .string(status.name)),
        ])
      ),
    ])
  }

  private func json(_ role: RetiredRole) -> JSON {
    let subject = role.subject.role
    func list(_ reading: [String]?) -> JSON { reading.map(JSON.strings) ?? .null }
    return .object([
      ("name", .string(role.name)), ("arn", .string(subject.arn)), ("path", .string(subject.path)),
      ("verdict", .string(role.verdict.rawValue)), ("origins", .strings(role.origins)),
      ("reasons", .strings(role.reasons)), ("cautions", .strings(role.cautions)),
      ("lastUse", role.subject.lastUse.json),
      ("trustPolicy", subject.trust.value?.policy?.json ?? .null),
      ("managedPolicies", list(subject.managedPolicies.value?.map(\.arn))),
      ("inlinePolicies", list(subject.inlinePolicies.value?.map(\.name))),
      ("instanceProfiles", list(role.subject.instanceProfiles.value)),
      ("foreignAttachments", .strings(role.foreignAttachments)),
      ("foreignInlinePolicies", .strings(role.foreignInlinePolicies)),
      ("oneWayDetachments", .strings(role.oneWayDetachments)), ("passers", list(role.passers)),
      ("undecidedPassers", list(role.undecidedPassers)),
    ])
  }
}

extension RetiredRole.Verdict {
  package var words: String {
    switch self {
    case .removable: "removable"
    case .inUse: "in use"
    case .shared: "shared"
    case .notOurs: "not ours"
    case .unreadable: "unreadable"
    }
  }
}

extension LastUse {
  package var words: String {
    switch self {
    case .unrecorded: "no use is recorded in the last 400 days, which is not proof of none"
    case .used(_, let text, let region): text + (region.map { " in \($0)" } ?? "")
    case .unknown: "unknown: 'snapshot --last-used' keeps it"
    }
  }

  fileprivate var json: JSON {
    switch self {
    case .unrecorded: .object([("state", .string("unrecorded"))])
    case .used(_, let text, let region):
      .object([
        ("state", .string("used")), ("at", .string(text)),
        ("region", region.map(JSON.string) ?? .null),
      ])
    case .unknown: .object([("state", .string("unknown"))])
    }
  }
}
