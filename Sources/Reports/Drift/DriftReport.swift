import IAMPolicy
package import IAMRoles
package import JSONText
import PolicyAnalysis
package import PolicyLint
package import RoleCatalogue

/// What `drift` found: the one value that every form renders.
package struct DriftReport {
  /// The comparison, with directions, without what was accepted.
  package let drift: Drift
  /// What was asked and whether it was read.
  package let coverage: [Coverage]
  /// Entries of the ignore list that have expired or match nothing.
  package let findings: [SuppressionProblem]
  /// The file that says how the account should be.
  package let specPath: String
  /// How the run ends.
  package let status: ExitStatus
  /// Whether only what may allow more counts (`--fail-on widened`).
  package var countsWideningOnly = false
  /// The ignore file next to the spec.
  package var ignoreFile: IgnoreFile?
  /// Whether a snapshot was read, and not the account.
  package var isOfFile = false
  /// When the account was as compared: a day, or the time of a snapshot; nil when it is unknown.
  package var dataTime: String?
  /// The role-set files, by the names of their roles in lower case.
  package var roleFiles: [String: RoleFile] = [:]

  package init(
    drift: Drift, coverage: [Coverage], findings: [SuppressionProblem], specPath: String,
    status: ExitStatus, countsWideningOnly: Bool = false, ignoreFile: IgnoreFile? = nil,
    isOfFile: Bool = false, dataTime: String? = nil, roleFiles: [String: RoleFile] = [:]
  ) {
    self.drift = drift
    self.coverage = coverage
    self.findings = findings
    self.specPath = specPath
    self.status = status
    self.countsWideningOnly = countsWideningOnly
    self.ignoreFile = ignoreFile
    self.isOfFile = isOfFile
    self.dataTime = dataTime
    self.roleFiles = roleFiles
  }

  /// A role as a role-set file describes it.
  package struct RoleFile {
    package let path: String
    package let role: RoleDefinition

    package init(path: String, role: RoleDefinition) {
      self.path = path
      self.role = role
    }
  }

  /// Where what a difference is about is described: the line of the role in its role-set file, else the
  /// spec.
  package func place(of entry: Entry) -> Place {
    place(of: entry.difference.part, ofRole: entry.role)
  }

  /// Where a part of a role is described.
  package func place(of part: RolePart, ofRole name: String) -> Place {
    guard let file = roleFiles[name.lowercased()] else { return specPlace }
    return Place(path: file.path, position: file.role.position(of: part))
  }

  /// How many differences go which way, worst first: `2 widen access`; empty when none exist.
  var directions: [String] {
    let groups: [(AccessChange, String, String)] = [
      (.widened, "widens access", "widen access"),
      (.both, "widens and narrows access", "widen and narrow access"),
      (.undecided, "may widen access", "may widen access"),
      (.narrowed, "narrows access", "narrow access"),
      (.unchanged, "changes no access", "change no access"),
    ]
    return groups.compactMap { effect, one, several in
      let count = entries.count { $0.difference.effect == effect }
      return count == 0 ? nil : "\(count) \(count == 1 ? one : several)"
    }
  }

  /// How access differs, everywhere that the reports show it.
  var shownAccess: [PolicyComparison] {
    entries.compactMap(\.difference.access)
      + drift.roles.indices.flatMap { place -> [PolicyComparison] in
        guard let access = drift.roles[place].access else { return [] }
        return [access.trust, access.permissions].compactMap(\.self)
      }
  }

  /// The day of the service reference, where the report shows actions of it.
  package var referenceDate: String? { AccessText.referenceDate(shownAccess) }

  /// The sentence that says the day of the service reference, where the report shows actions of it.
  var referenceLine: String? {
    referenceDate.map { "Actions by the service reference of \($0)." }
  }

  /// All differences, the most serious first; equally serious ones in their order.
  var entriesBySeriousness: [Entry] {
    entries.enumerated().sorted {
      (-$0.element.difference.seriousness, $0.offset)
        < (-$1.element.difference.seriousness, $1.offset)
    }.map(\.element)
  }

  /// A role of the spec, or something that the spec does not name.
  enum Subject {
    case role(RoleDrift)
    case undeclared(UndeclaredRoleDrift)

    var differences: [Difference] {
      switch self {
      case .role(let role): role.differences
      case .undeclared(let role): [role.difference]
      }
    }

    /// Whether it is a role of the spec that is as the spec says.
    var isInSync: Bool {
      switch self {
      case .role(let role): role.status == .inSync
      case .undeclared: false
      }
    }

    /// What may let more happen comes first, then what is not known.
    fileprivate var rank: Int {
      if differences.contains(where: { $0.effect.mayWiden }) { return 0 }
      switch self {
      case .role(let role):
        return switch role.status {
        case .incomplete: 1
        case .drifted: 2
        case .inSync: 3
        }
      case .undeclared: return 2
      }
    }
  }

  /// Everything that was compared in the order in which a person reads it: the most serious first, what is in
  /// sync last.
  var subjectsBySeriousness: [Subject] {
    let all = drift.roles.map(Subject.role) + drift.undeclaredRoles.map(Subject.undeclared)
    let ranked = all.enumerated().map { number, subject in
      let most = subject.differences.map(\.seriousness).max() ?? 0
      return (rank: subject.rank, most: -most, number: number, subject: subject)
    }
    return ranked.sorted { ($0.rank, $0.most, $0.number) < ($1.rank, $1.most, $1.number) }
      .map(\.subject)
  }

  /// An ignore file, with what it accepts and the spec does not.
  package struct IgnoreFile: Hashable {
    package let path: String
    package let entries: Set<DriftSuppression>

    package init(path: String, entries: Set<DriftSuppression>) {
      self.path = path
      self.entries = entries
    }
  }

  /// A place of a file.
  package struct Place {
    package let path: String
    package let position: TextPosition

    package init(path: String, position: TextPosition) {
      self.path = path
      self.position = position
    }
  }

  /// Where differences are: the spec says nothing of most of them.
  var specPlace: Place { Place(path: specPath, position: TextPosition(line: 1, column: 1)) }

  /// Where an entry of the ignore list is.
  package func place(of entry: DriftSuppression) -> Place {
    let file = ignoreFile.flatMap { $0.entries.contains(entry) ? $0.path : nil }
    return Place(path: file ?? specPath, position: entry.mark.position)
  }

  /// Said behind "in sync" where not all of a role was reported; else empty.
  package func limit(of coverage: [Coverage]) -> String {
    let isUntold = coverage.contains {
      $0.result == .unavailable && !$0.part.isAboutRelatedResources
    }
    guard isUntold else { return "" }
    return isOfFile ? " as far as the snapshot shows" : " as far as IAM reports"
  }

  /// One difference with the role that it is about.
  package struct Entry {
    package let role: String
    package let arn: String
    package let difference: Difference
    /// Whether the run ends with 2 because of it.
    package let counts: Bool

    package init(role: String, arn: String, difference: Difference, counts: Bool) {
      self.role = role
      self.arn = arn
      self.difference = difference
      self.counts = counts
    }

    /// How serious it is; what does not count is for information.
    package var severity: LintSeverity { counts ? difference.severity : .info }
  }

  /// All differences that were not accepted, role by role.
  package var entries: [Entry] {
    drift.roles.flatMap(entries(of:))
      + drift.undeclaredRoles.map { role in
        Entry(
          role: role.name, arn: role.arn, difference: role.difference,
          counts: !countsWideningOnly || role.difference.effect.mayWiden)
      }
  }

  /// Those of one role.
  package func entries(of role: RoleDrift) -> [Entry] {
    role.differences.map { difference in
      Entry(
        role: role.name, arn: role.arn, difference: difference,
        counts: !countsWideningOnly || role.mayWiden(because: difference))
    }
  }
}

extension DifferenceKind {
  /// How serious one is where nothing more is known of it, for lists of rules.
  package var usualSeverity: LintSeverity { facts.weight == .slight ? .warning : .error }
}

extension Difference {
  /// How serious it is: what may let more happen, what removes access and what does not exist are errors.
  package var severity: LintSeverity {
    switch effect {
    case .widened, .both, .undecided: .error
    // What the role is for may not work.
    case .narrowed: kind == .maxSessionDuration ? .warning : .error
    case .unchanged: kind.facts.weight == .missing ? .error : .warning
    }
  }
}

extension Difference {
  /// The digest of the value that the account has: what an ignore list names.
  ///
  /// A managed policy of an account is accepted with what it says: another document is drift again, and one
  /// that is not known is not accepted. A role that nobody declared is accepted with its trust policy.
  package var digest: String { Digest.text(of: digested.text(.compact)) }

  /// What a digest is of.
  var digested: JSON {
    guard case .text(let arn) = actual,
      kind == .roleUnexpected || kind == .managedPolicyUnexpected && !arn.isPolicyOfAWS
    else { return actual.json }
    return .array([
      actual.json,
      document.map { DifferenceValue.document($0).json } ?? unreadableText.map {
        JSON.reading($0.utf8).value ?? .string($0)
      }
        ?? .null,
    ])
  }

  /// What it does to access, in words; nil where nothing is to be said.
  var direction: String? {
    switch effect {
    case .widened: "widens access"
    case .narrowed: "narrows access"
    case .both: "widens and narrows access"
    case .undecided: "may widen access"
    case .unchanged: nil
    }
  }

  /// What it lets happen, or no more, a line each; empty where no access is compared.
  package var evidence: [String] {
    (access.map(AccessText.evidence) ?? [])
      + (attachedManager.map { ["by its name, \($0) manages permissions"] } ?? [])
  }

  /// One sentence for a place with room for one.
  package var sentence: String {
    let summary = DriftText.summary(of: self)
    let why = reasons.isEmpty ? "" : " (\(reasons.joined(separator: "; ")))"
    return summary + why + (direction.map { " [\($0)]" } ?? "")
  }
}

extension Difference {
  /// Which way it differs in access, with how much that is; nil where nothing is to be said.
  fileprivate var accessWords: String? {
    direction.map { $0 + (access.flatMap(AccessText.extent).map { ": \($0)" } ?? "") }
  }
}

extension UndeclaredRoleDrift {
  /// Which way access differs because of it, a few words.
  var accessWords: [String] { [difference.accessWords].compactMap(\.self) }
}

extension SuppressionProblem {
  /// One sentence.
  package var sentence: String {
    let what = "\(entry.kind.rawValue) of role '\(entry.role)'"
    return switch fault {
    case .expired:
      "the ignore entry for \(what) expired on \(entry.expires)"
    case .unmatched: "the ignore entry for \(what) matches nothing in the account"
    case .ambiguous: "the ignore entry for \(what) has no path, and several differences match"
    case .tooLong:
      "the ignore entry for \(what) lasts until \(entry.expires), and "
        + "\(DriftSuppression.longestAcceptance) days from now are the most"
    }
  }

  /// What to do.
  package var hint: String {
    switch fault {
    case .expired:
      "'\(entry.owner)' decides: fix the difference, or extend 'expires'"
    case .unmatched: "remove the entry, or compare it with the current value"
    case .ambiguous: "write an entry with 'path' for each of them"
    case .tooLong: "choose an earlier day for 'expires', on which somebody judges again"
    }
  }
}

extension RoleDrift {
  /// Which way the role as a whole differs in access, a few words for each thing that does.
  ///
  /// A statement that moved from one policy of the role to another is not a change here.
  var accessWords: [String] {
    // Where every policy difference was accepted, what they do together was, too.
    let whole = differences.contains { $0.access != nil } ? access : nil
    if let missing = differences.first(where: { $0.kind == .roleMissing }) {
      return [missing.accessWords].compactMap(\.self)
    }
    let parts = [("trust", whole?.trust), ("permissions", whole?.permissions)]
    let directions = parts.compactMap { name, comparison in
      comparison.map { (name, AccessText.words(for: $0), $0) }
    }.filter { $0.1 != AccessText.unchanged }.map { name, words, comparison in
      "\(name) \(words)" + (AccessText.extent(comparison).map { ": \($0)" } ?? "")
    }
    // A policy that says more may be held by others, even where this role gains nothing.
    let rest = differences.filter { difference in
      difference.access == nil
        || difference.kind == .managedPolicyDocument && difference.effect.mayWiden
          && whole?.permissions?.isWidening == PolicyComparison.Answer.no
    }.compactMap { difference in
      difference.direction.map { "\(difference.kind.rawValue) \($0)" }
    }
    return directions + rest
  }
}
