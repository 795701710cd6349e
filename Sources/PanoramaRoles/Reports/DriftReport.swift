import IAMPolicy
import IAMRoles
import JSONText
import PolicyAnalysis
import PolicyLint
import RoleCatalogue

/// What `drift` found: the one value that every form renders.
struct DriftReport {
  /// The comparison, with directions, without what was accepted.
  let drift: Drift
  /// What was asked and whether it was read.
  let coverage: [Coverage]
  /// Entries of the ignore list that have expired or match nothing.
  let findings: [SuppressionProblem]
  /// The file that says how the account should be.
  let specPath: String
  /// How the run ends.
  let status: ExitStatus
  /// Whether only what may allow more counts (`--fail-on widened`).
  var countsWideningOnly = false
  /// The ignore file next to the spec.
  var ignoreFile: IgnoreFile?
  /// Whether a snapshot was read, and not the account.
  var isOfFile = false
  /// When the account was as compared: a day, or the time of a snapshot; nil when it is unknown.
  var dataTime: String?
  /// The role-set files, by the names of their roles in lower case.
  var roleFiles: [String: RoleFile] = [:]

  /// A role as a role-set file describes it.
  struct RoleFile {
    let path: String
    let role: RoleDefinition
  }

  /// Where what a difference is about is described: the line of the role in its role-set file, else the
  /// spec.
  func place(of entry: Entry) -> Place { place(of: entry.difference.part, ofRole: entry.role) }

  /// Where a part of a role is described.
  func place(of part: RolePart, ofRole name: String) -> Place {
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
      + drift.roles.flatMap { [$0.access?.trust, $0.access?.permissions].compactMap(\.self) }
  }

  /// The day of the service reference, where the report shows actions of it.
  var referenceDate: String? { AccessText.referenceDate(shownAccess) }

  /// All differences, the most serious first; equally serious ones in their order.
  var entriesBySeriousness: [Entry] {
    entries.enumerated().sorted {
      (-$0.element.difference.seriousness, $0.offset)
        < (-$1.element.difference.seriousness, $1.offset)
    }.map(\.element)
  }

  /// The roles in the order in which a person reads them: the most serious first, those in sync last.
  var rolesBySeriousness: [RoleDrift] {
    let ranked = drift.roles.enumerated().map { number, role in
      (rank: rank(of: role), most: -(role.seriousness), number: number, role: role)
    }
    return ranked.sorted { ($0.rank, $0.most, $0.number) < ($1.rank, $1.most, $1.number) }
      .map(\.role)
  }

  private func rank(of role: RoleDrift) -> Int {
    if role.differences.contains(where: { $0.effect.mayWiden }) { return 0 }
    switch role.status {
    case .incomplete: return 1
    case .drifted: return 2
    case .inSync: return 3
    }
  }

  /// An ignore file, with what it accepts and the spec does not.
  struct IgnoreFile: Hashable {
    let path: String
    let entries: Set<DriftSuppression>
  }

  /// A place of a file.
  struct Place {
    let path: String
    let position: TextPosition
  }

  /// Where differences are: the spec says nothing of most of them.
  var specPlace: Place { Place(path: specPath, position: TextPosition(line: 1, column: 1)) }

  /// Where an entry of the ignore list is.
  func place(of entry: DriftSuppression) -> Place {
    let file = ignoreFile.flatMap { $0.entries.contains(entry) ? $0.path : nil }
    return Place(path: file ?? specPath, position: entry.mark.position)
  }

  /// Said behind "in sync" where not all of a role was reported; else empty.
  func limit(of coverage: [Coverage]) -> String {
    let isUntold = coverage.contains {
      $0.result == .unavailable && !$0.part.isAboutRelatedResources
    }
    guard isUntold else { return "" }
    return isOfFile ? " as far as the snapshot shows" : " as far as IAM reports"
  }

  /// One difference with the role that it is about.
  struct Entry {
    let role: String
    let arn: String
    let difference: Difference
    /// Whether the run ends with 2 because of it.
    let counts: Bool

    /// How serious it is; what does not count is for information.
    var severity: LintSeverity { counts ? difference.severity : .info }
  }

  /// All differences that were not accepted, role by role.
  var entries: [Entry] {
    drift.roles.flatMap(entries(of:))
      + drift.undeclaredRoles.map { role in
        Entry(
          role: role.name, arn: role.arn, difference: role.difference,
          counts: !countsWideningOnly || role.difference.effect.mayWiden)
      }
  }

  /// Those of one role.
  func entries(of role: RoleDrift) -> [Entry] {
    role.differences.map { difference in
      Entry(
        role: role.name, arn: role.arn, difference: difference,
        counts: !countsWideningOnly || role.mayWiden(because: difference))
    }
  }
}

extension DifferenceKind {
  /// How serious one is that changes nothing of who may do what.
  fileprivate var leastSeverity: LintSeverity {
    switch self {
    case .roleMissing, .managedPolicyMissing, .inlinePolicyMissing: .error
    case .trustPolicy, .managedPolicyUnexpected, .inlinePolicyUnexpected, .inlinePolicyChanged,
      .permissionsBoundary, .maxSessionDuration, .description, .tags, .path, .nameCase,
      .orphanPrincipal, .managedPolicyDocument, .instanceProfile, .roleRecreated, .roleUnexpected,
      .temporaryWideningExpired, .instanceProfileMissing, .roleLeft:
      .warning
    }
  }

  /// How serious one is where nothing more is known of it, for lists of rules.
  var usualSeverity: LintSeverity {
    switch self {
    case .description, .tags, .path, .nameCase, .orphanPrincipal: .warning
    case .roleMissing, .trustPolicy, .managedPolicyMissing, .managedPolicyUnexpected,
      .inlinePolicyMissing, .inlinePolicyUnexpected, .inlinePolicyChanged, .permissionsBoundary,
      .maxSessionDuration, .managedPolicyDocument, .instanceProfile, .roleRecreated,
      .roleUnexpected, .temporaryWideningExpired, .instanceProfileMissing, .roleLeft:
      .error
    }
  }

  /// How serious one is that lets less happen: what the role is for may not work.
  fileprivate var severityOfNarrowing: LintSeverity {
    self == .maxSessionDuration ? .warning : .error
  }
}

extension Difference {
  /// How serious it is: what may let more happen, what removes access and what does not exist are errors.
  var severity: LintSeverity {
    switch effect {
    case .widened, .both, .undecided: .error
    case .narrowed: kind.severityOfNarrowing
    case .unchanged: kind.leastSeverity
    }
  }
}

extension Difference {
  /// The digest of the value that the account has: what an ignore list names.
  ///
  /// A managed policy of an account is accepted with what it says: another document is drift again, and one
  /// that is not known is not accepted.
  var digest: String { Digest.text(of: digested.text(.compact)) }

  /// What a digest is of.
  var digested: JSON {
    guard kind == .managedPolicyUnexpected, case .text(let arn) = actual,
      !arn.contains("::aws:policy/")
    else { return actual.json }
    return .array([actual.json, document.map { DifferenceValue.document($0).json } ?? .null])
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

  /// One sentence for a place with room for one.
  var sentence: String {
    let summary = DriftText.summary(of: self)
    let why = reasons.isEmpty ? "" : " (\(reasons.joined(separator: "; ")))"
    return summary + why + (direction.map { " [\($0)]" } ?? "")
  }
}

extension SuppressionProblem {
  /// One sentence.
  var sentence: String {
    let what = "\(entry.kind.rawValue) of role '\(entry.role)'"
    return switch fault {
    case .expired:
      "the ignore entry for \(what) expired on \(entry.expires)"
    case .unmatched: "the ignore entry for \(what) matches nothing in the account"
    }
  }

  /// What to do.
  var hint: String {
    switch fault {
    case .expired:
      "'\(entry.owner)' decides: fix the difference, or extend 'expires'"
    case .unmatched: "remove the entry, or compare it with the current value"
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
