import IAMPolicy

/// Why no plan is made: acting would mean to guess.
public enum PlanRefusal: Error, Hashable, Sendable {
  /// Something could not be read, and a plan that closes the rest could do harm.
  case unreadable([ReadFailure])
  /// Managed policies that cannot be made, since others have their names.
  case nameTaken([PolicyDrift])
  /// Removals that name nothing foreign, each with what could be named on that role.
  case noSuchRemoval([UnmatchedRemoval])
  /// Another count was named than that of what left the role set.
  case otherCount(named: Int, [NamedRemoval])
  /// Managed policies that a person names to be removed and that something else has.
  case stillUsed([UsedPolicy])

  /// A managed policy that is to be deleted and that something has.
  public struct UsedPolicy: Hashable, Sendable {
    /// Its ARN.
    public var arn: String
    /// How often it is attached, or is a boundary, after the plan.
    public var uses: Int
  }

  /// A removal that names nothing foreign.
  public struct UnmatchedRemoval: Hashable, Sendable {
    /// The removal as named.
    public var removal: NamedRemoval
    /// Everything foreign of that role, which could be named.
    public var candidates: [NamedRemoval]
    /// Whether the role was not asked about.
    public var isLeftOut = false
    /// Whether it is a role that the set names.
    public var isInSet = false
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
        return first.removal.isResource
          ? "'\(first.removal.text)' belongs to no single role, and '--role' asks about roles alone"
          : "'\(first.removal.text)' is of a role that '--role' leaves out"
      }
      if let kept = unmatched.first(where: \.removal.isResource) {
        return kept.isInSet
          ? "'\(kept.removal.text)' is in the role set, and '--remove' removes what left it"
          : "'\(kept.removal.text)' does not belong to this spec"
      }
      if let kept = unmatched.first(where: { $0.removal.kind == .role }) {
        return kept.isInSet
          ? "role '\(kept.removal.role)' is in the role set, and '--remove' removes roles that left it"
          : "role '\(kept.removal.role)' does not belong to this spec"
      }
      let names = unmatched.map { "'\($0.removal.text)'" }.joined(separator: ", ")
      return "nothing that the role set does not own is named by \(names)"
    case .otherCount(let count, let left):
      let names = left.map { "'\($0.text)'" }.joined(separator: ", ")
      return "'--prune \(count)' names another count than \(left.count)"
        + (left.isEmpty ? ": nothing left the role set" : ", which left the role set: \(names)")
    case .stillUsed(let policies):
      return policies.map {
        "managed policy '\($0.arn)' cannot be deleted: it is used \($0.uses == 1 ? "once" : "\($0.uses) times")"
      }.joined(separator: "; ")
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
        return first.removal.isResource
          ? "leave '--role' out"
          : "add '--role \(first.removal.role)', or leave the removal out"
      }
      if let kept = unmatched.first(where: \.removal.isResource) {
        return kept.isInSet
          ? "take it out of the role set first"
          : "'panorama-roles drift' shows what left the role set"
      }
      if let kept = unmatched.first(where: { $0.removal.kind == .role }) {
        return kept.isInSet
          ? "take the role out of the role set first, or write '\"state\": \"absent\"' there"
          : "'panorama-roles retire --role \(ShellWord.text(kept.removal.role))' looks at any role"
      }
      let candidates = unmatched.flatMap(\.candidates)
      var names: [String] = []
      for candidate in candidates where !names.contains(candidate.text) {
        names.append(candidate.text)
      }
      return names.isEmpty
        ? "'panorama-roles drift' shows what the role has"
        : "these can be removed: \(names.map { "'\($0)'" }.joined(separator: ", "))"
    case .otherCount(_, let left):
      return left.isEmpty
        ? "leave '--prune' out" : "'--prune \(left.count)' removes all of them, '--remove' one"
    case .stillUsed(let policies):
      let arn = ShellWord.text(policies.first?.arn ?? "")
      return "'aws iam list-entities-for-policy --policy-arn \(arn)' shows what has it"
    }
  }
}
