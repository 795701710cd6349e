/// Whether one thing of one role was read: a row of the table that says what a check rests on.
public struct Coverage: Hashable, Sendable {
  /// The things that are read.
  public enum Part: String, Hashable, Sendable, CaseIterable {
    case role
    case trustPolicy = "trust-policy"
    case managedPolicies = "managed-policies"
    case inlinePolicies = "inline-policies"
    case managedPolicyDocuments = "managed-policy-documents"
    case permissionsBoundary = "permissions-boundary"
    case maxSessionDuration = "max-session-duration"
    case description
    case tags
    case instanceProfiles = "instance-profiles"
    /// Its unique id, when the spec recorded one.
    case roleID = "role-id"
    case otherRoles = "other-roles"
    /// The identity providers of the set that the role trusts.
    case identityProviders = "identity-providers"

    /// Whether it is outside of the role itself, so that a check of the roles alone never asks.
    public var isAboutRelatedResources: Bool {
      switch self {
      case .managedPolicyDocuments, .instanceProfiles, .otherRoles: true
      case .role, .trustPolicy, .managedPolicies, .inlinePolicies, .permissionsBoundary,
        .maxSessionDuration, .description, .tags, .roleID, .identityProviders:
        false
      }
    }
  }

  /// What came of reading it.
  public enum Result: String, Hashable, Sendable, CaseIterable {
    case read
    case denied
    case throttled
    case failed
    /// The way of reading does not say it: a snapshot of another tool.
    case unavailable
    /// Nothing says what it should be: a policy that the set names, and neither makes nor pins.
    case notCompared = "not-compared"
  }

  /// The role; of a whole drift by the name that it has there.
  public var role: String
  /// The thing.
  public var part: Part
  /// What came of it.
  public var result: Result
  /// The IAM action whose permission is missing or that failed.
  public var action: String?

  /// Makes a row.
  public init(role: String, part: Part, result: Result, action: String? = nil) {
    self.role = role
    self.part = part
    self.result = result
    self.action = action
  }

  /// Makes a row of a failure, or of a success when none exists.
  init(_ role: String, _ part: Part, _ failure: ReadFailure?) {
    let result: Result =
      switch failure?.reason {
      case nil: .read
      case .denied: .denied
      case .throttled: .throttled
      case .failed: .failed
      case .unavailable: .unavailable
      }
    let action = result == .unavailable ? nil : failure?.action
    self.init(role: role, part: part, result: result, action: action)
  }

  /// A thing that every way of reading tells, or that is left out where it does not.
  static func told<Value>(_ role: String, _ part: Part, _ reading: Reading<Value>) -> Coverage {
    if case .absent = reading { return Coverage(role: role, part: part, result: .unavailable) }
    return Coverage(role, part, reading.failure)
  }

  static func rows(of desired: DesiredRole, _ reading: Reading<ObservedRole>) -> [Coverage] {
    let name = desired.name
    let role: ObservedRole
    switch reading {
    case .absent: return [Coverage(name, .role, nil)]
    case .unreadable(let failure): return [Coverage(name, .role, failure)]
    case .present(let observed): role = observed
    }
    var rows = [Coverage(name, .role, nil), Coverage(name, .trustPolicy, role.trust.failure)]
    switch desired {
    case .ordinary: break
    case .serviceLinked: return rows
    case .absent:
      return [
        Coverage(name, .role, nil), Coverage(name, .tags, role.tags.failure),
      ]
    }
    let documents = role.inlinePolicies.value?.compactMap { $0.document.failure } ?? []
    rows += [
      Coverage(name, .managedPolicies, role.managedPolicies.failure),
      Coverage(name, .inlinePolicies, role.inlinePolicies.failure ?? documents.first),
      Coverage(name, .permissionsBoundary, role.permissionsBoundary.failure),
      told(name, .maxSessionDuration, role.maxSessionDuration),
      told(name, .description, role.description), Coverage(name, .tags, role.tags.failure),
    ]
    return rows
  }
}
