public import IAMPolicy
import JSONText

/// A difference that a person accepted: one entry of an ignore list.
public struct DriftSuppression: Hashable, Sendable {
  /// The role, in any case.
  public var role: String
  /// What kind of difference.
  public var kind: DifferenceKind
  /// Where in the role; nil when the kind says it all.
  public var path: String?
  /// The digest of the value that the account may have, `sha256:…`; another value is drift again.
  public var value: String
  /// Why it is accepted.
  public var reason: String
  /// Who answers for it.
  public var owner: String
  /// The last day on which it counts, `YYYY-MM-DD`: nothing is accepted for ever.
  public var expires: String
  /// Its place in the file; not part of what it says.
  public var mark: Mark

  /// How many days from now an acceptance may last.
  public static let longestAcceptance = 400

  /// Makes an entry.
  public init(
    role: String, kind: DifferenceKind, path: String? = nil, value: String, reason: String,
    owner: String, expires: String, mark: Mark = Mark()
  ) {
    self.role = role
    self.kind = kind
    self.path = path
    self.value = value
    self.reason = reason
    self.owner = owner
    self.expires = expires
    self.mark = mark
  }
}

/// A difference that exists and was accepted.
public struct SuppressedDifference: Hashable, Sendable {
  /// The difference.
  public var difference: Difference
  /// The entry that accepts it.
  public var entry: DriftSuppression

  /// Makes a pair.
  public init(difference: Difference, entry: DriftSuppression) {
    self.difference = difference
    self.entry = entry
  }
}

/// An entry of an ignore list that does not do what it was written for.
public struct SuppressionProblem: Hashable, Sendable {
  /// What is wrong with it.
  public enum Fault: String, Hashable, Sendable, CaseIterable {
    /// Its last day is over: the difference counts again.
    case expired
    /// Nothing in the account is as it says.
    case unmatched
    /// Several differences are as it says, and it has no path: one of them may be new.
    case ambiguous
    /// Its last day is further off than an acceptance may last.
    case tooLong = "too-long"
  }

  /// The entry.
  public var entry: DriftSuppression
  /// What is wrong.
  public var fault: Fault

  /// Makes a finding.
  public init(entry: DriftSuppression, fault: Fault) {
    self.entry = entry
    self.fault = fault
  }
}

extension Drift {
  /// The same drift without what was accepted, which each role keeps next to it.
  ///
  /// - Parameters:
  ///   - entries: the ignore list.
  ///   - day: today, `YYYY-MM-DD`.
  ///   - latest: the latest day that an entry may have; nil for any.
  ///   - coverage: what was read; nil when all was. What was not may be what an entry is about.
  ///   - digest: the digest of a difference's actual value.
  /// - Returns: the drift, and the entries that have expired or match nothing.
  public func suppressing(
    _ entries: [DriftSuppression], on day: String, latest: String? = nil,
    coverage: [Coverage]? = nil, digest: (Difference) -> String
  ) -> (drift: Drift, findings: [SuppressionProblem]) {
    guard !entries.isEmpty else { return (self, []) }
    var result = self
    var used: Set<Int> = []
    var expired: Set<Int> = []
    let all =
      roles.flatMap { role in role.differences.map { (role.name, $0) } }
      + undeclaredRoles.map { ($0.name, $0.difference) }
    let ambiguous = entries.map { entry in
      entry.path == nil
        && all.count(where: { entry.means($0.1, of: $0.0, digest: digest) }) > 1
    }
    func isTooLong(_ entry: DriftSuppression) -> Bool { latest.map { entry.expires > $0 } ?? false }

    func entry(for difference: Difference, of role: String) -> DriftSuppression? {
      for (place, entry) in entries.enumerated()
      where entry.means(difference, of: role, digest: digest) {
        if ambiguous[place] || isTooLong(entry) { continue }
        if entry.expires < day {
          expired.insert(place)
          continue
        }
        used.insert(place)
        return entry
      }
      return nil
    }

    for place in roles.indices {
      result.roles[place].differences = []
      for difference in roles[place].differences {
        if let entry = entry(for: difference, of: roles[place].name) {
          result.roles[place].suppressed.append(
            SuppressedDifference(difference: difference, entry: entry))
        } else {
          result.roles[place].differences.append(difference)
        }
      }
    }
    result.undeclaredRoles = []
    for undeclaredRole in undeclaredRoles {
      if let entry = entry(for: undeclaredRole.difference, of: undeclaredRole.name) {
        result.suppressedUndeclaredRoles.append(
          SuppressedDifference(difference: undeclaredRole.difference, entry: entry))
      } else {
        result.undeclaredRoles.append(undeclaredRole)
      }
    }
    // What could not be read may be what an entry is about.
    let unknown = Set(
      roles.filter { $0.status == .incomplete }.flatMap {
        [$0.name.lowercased(), $0.desired.name.lowercased()]
      })
    let findings = entries.enumerated().compactMap { place, entry -> SuppressionProblem? in
      guard isAsked(entry) else { return nil }
      if isTooLong(entry) { return SuppressionProblem(entry: entry, fault: .tooLong) }
      if ambiguous[place] { return SuppressionProblem(entry: entry, fault: .ambiguous) }
      if entry.expires < day, !used.contains(place) {
        return SuppressionProblem(entry: entry, fault: .expired)
      }
      guard !used.contains(place), !expired.contains(place),
        !unknown.contains(entry.role.lowercased()), isLookedAt(entry, coverage),
        accountUnreadable.isEmpty
          || ![.roleUnexpected, .policyLeft, .identityProviderLeft].contains(entry.kind)
      else { return nil }
      return SuppressionProblem(entry: entry, fault: .unmatched)
    }
    return (result, findings)
  }

  /// Says whether the role of an entry was asked about.
  private func isAsked(_ entry: DriftSuppression) -> Bool {
    let name = entry.role.lowercased()
    return selection.includes(entry.role)
      || roles.contains { $0.name.lowercased() == name || $0.desired.name.lowercased() == name }
  }

  /// Says whether the check looked at what an entry is about.
  private func isLookedAt(_ entry: DriftSuppression, _ coverage: [Coverage]?) -> Bool {
    guard let coverage else { return true }
    let facts = entry.kind.facts
    let names = roles.filter {
      [$0.name, $0.desired.name].contains { $0.isSameName(as: entry.role) }
    }.map(\.name)
    return !coverage.contains { row in
      row.result != .read
        && (facts.needsRelated && row.part == .otherRoles
          || row.part == facts.part && names.contains(row.role))
    }
  }
}

extension DriftSuppression {
  fileprivate func means(
    _ difference: Difference, of role: String, digest: (Difference) -> String
  ) -> Bool {
    // Another day the policy may say something else.
    if difference.isOfUnknownDocument { return false }
    return self.role.isSameName(as: role) && kind == difference.kind
      && (path == nil || path == difference.path) && value == digest(difference)
  }
}
