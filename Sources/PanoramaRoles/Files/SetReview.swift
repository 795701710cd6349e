import IAMRoles
import PolicyAnalysis

/// Two role sets or specs held against each other, role by role.
struct SetReview: Hashable, Sendable {
  /// A role, and for which values of the parameters it is so.
  struct Entry: Hashable, Sendable {
    let review: RoleReview
    /// Whether it is so only while optional parameters have values.
    let needsOptional: Bool
  }

  let old: ReviewSide
  let new: ReviewSide
  /// The roles of the new side in its order, then those that are gone.
  let entries: [Entry]

  init(from old: ReviewSide, to new: ReviewSide) {
    self.old = old
    self.new = new
    let roles = (old.sets + new.sets).flatMap(\.roles).compactMap(\.ordinary)
    let arns = roles.flatMap { role in
      role.managedPolicies.map(\.arn) + (role.permissionsBoundary.map { [$0.arn] } ?? [])
    }
    // The documents are those of the partition `aws`; elsewhere AWS writes others.
    let documents = PolicyLibrary.builtIn(
      Set(arns.filter { $0.hasPrefix("arn:aws:") }).sorted())
    var entries: [Entry] = []
    for number in 0..<max(old.sets.count, new.sets.count) {
      let reviews = RoleReview.all(
        from: old.sets[min(number, old.sets.count - 1)],
        to: new.sets[min(number, new.sets.count - 1)], library: documents)
      for review in reviews {
        // Values that change nothing of what was reported already are not reported again.
        let isTold = entries.contains { entry in
          entry.review == review || (entry.review.name == review.name && review.isQuiet)
        }
        if isTold { continue }
        entries.append(Entry(review: review, needsOptional: number > 0))
      }
    }
    self.entries = entries
  }

  /// The worst that happens to any role.
  var gains: PolicyComparison.Answer { worst(\.gains) }
  /// Says whether some role loses access.
  var loses: PolicyComparison.Answer { worst(\.loses) }

  private func worst(
    _ answer: (RoleReview) -> PolicyComparison.Answer
  ) -> PolicyComparison.Answer {
    let answers = entries.map { answer($0.review) }
    if answers.contains(.yes) { return .yes }
    return answers.contains(.unknown) ? .unknown : .no
  }
}
