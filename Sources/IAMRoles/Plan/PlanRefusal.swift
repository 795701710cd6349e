/// Why no plan is made: acting would mean to guess.
public enum PlanRefusal: Error, Hashable, Sendable {
  /// Something could not be read, and a plan that closes the rest could do harm.
  case unreadable([ReadFailure])
  /// Managed policies that cannot be made, since others have their names.
  case nameTaken([PolicyDrift])
  /// Removals that name nothing foreign, each with what could be named on that role.
  case noSuchRemoval([UnmatchedRemoval])

  /// A removal that names nothing foreign.
  public struct UnmatchedRemoval: Hashable, Sendable {
    /// The removal as named.
    public var removal: NamedRemoval
    /// Everything foreign of that role, which could be named.
    public var candidates: [NamedRemoval]
    /// Whether the role was not asked about.
    public var isLeftOut = false
  }

  /// One sentence for a person.
  public var message: String {
    switch self {
    case .unreadable(let failures):
      let first = failures.first.map { "\($0.action) of '\($0.subject)': \($0.message)" } ?? ""
      return failures.count == 1
        ? "the account could not be read: \(first)"
        : "\(failures.count) things of the account could not be read, the first: \(first)"
    case .nameTaken(let policies):
      return policies.map { policy in
        guard case .nameTaken(let found) = policy.finding else { return "" }
        return
          "managed policy '\(policy.arn)' cannot be made: '\(found)' has its name, and names are "
          + "unique without regard to case and path"
      }.joined(separator: "; ")
    case .noSuchRemoval(let unmatched):
      if let first = unmatched.first(where: \.isLeftOut) {
        return "'\(first.removal.text)' is of a role that '--role' leaves out"
      }
      let names = unmatched.map { "'\($0.removal.text)'" }.joined(separator: ", ")
      return "nothing that the role set does not own is named by \(names)"
    }
  }

  /// An act that helps.
  public var hint: String {
    switch self {
    case .unreadable(let failures):
      let denied = failures.filter { $0.reason == .denied }
      var actions: [String] = []
      for failure in denied where !actions.contains(failure.action) {
        actions.append(failure.action)
      }
      return actions.isEmpty
        ? "run it again when the account answers"
        : "allow \(actions.map { "'\($0)'" }.joined(separator: ", ")) to the caller and run it again"
    case .nameTaken: return PolicyDrift.namesakeHint
    case .noSuchRemoval(let unmatched):
      if let first = unmatched.first(where: \.isLeftOut) {
        return "add '--role \(first.removal.role)', or leave the removal out"
      }
      let candidates = unmatched.flatMap(\.candidates)
      var names: [String] = []
      for candidate in candidates where !names.contains(candidate.text) {
        names.append(candidate.text)
      }
      return names.isEmpty
        ? "'panorama-roles drift' shows what the role has"
        : "these can be removed: \(names.map { "'\($0)'" }.joined(separator: ", "))"
    }
  }
}
