import IAMRoles
import JSONText
import PolicyAnalysis

/// How access differs from one moment to another: the one value that every format of `review` renders.
struct AccessReview: Hashable, Sendable {
  /// A role, and for which values of the parameters it is so.
  struct Entry: Hashable, Sendable {
    let review: RoleReview
    /// Whether it is so only while optional parameters have values.
    var needsOptional = false
  }

  /// What is held against what.
  struct Side: Hashable, Sendable {
    /// How the file is called in messages.
    let name: String
    /// The accounts that the roles are of, as far as they are known.
    var accounts: [String] = []
    /// Whether nobody chose the account.
    var isExample = false
    var partition = "aws"
  }

  let old: Side
  let new: Side
  /// Whether both sides are one file: a plan, which has the state before and after.
  var isPlan = false
  /// Whether roles that stay as they are have a row of their own.
  var listsAllRoles = false
  /// The roles of the new side in its order, then those that are gone.
  let entries: [Entry]
  /// The resources with policies of their own.
  var resources: [ResourceReview] = []
  /// What is not known and belongs to no role or resource for certain.
  var unplaced: [UnknownValue] = []
  /// What is not compared, and what a reader should know: whole sentences without a full stop.
  var notes: [String] = []
  /// Where the new side describes something, by its address, or by the name of a role.
  var places: [String: TextPosition] = [:]

  /// The worst that happens to any role or resource.
  var gains: PolicyComparison.Answer { worst(entries.map(\.review.gains) + resources.map(\.gains)) }
  /// Says whether some role or resource loses access.
  var loses: PolicyComparison.Answer { worst(entries.map(\.review.loses) + resources.map(\.loses)) }

  private func worst(_ answers: [PolicyComparison.Answer]) -> PolicyComparison.Answer {
    if answers.contains(.yes) { return .yes }
    return answers.contains(.unknown) || !unplaced.isEmpty ? .unknown : .no
  }

  /// The entries that a reader is shown one by one.
  var shown: [Entry] {
    listsAllRoles ? entries : entries.filter { !$0.review.isQuiet || $0.review.hasChanged }
  }

  /// The resources whose access differs, or may differ.
  var shownResources: [ResourceReview] {
    resources.filter { $0.gains != .no || $0.loses != .no }
  }
}

extension RoleReview {
  /// Whether anything of the role is another text.
  var hasChanged: Bool { change.old != change.new }

  /// Where the source describes the role, or else its name.
  var place: String { (change.new ?? change.old)?.address ?? name }
}

extension AccessReview {
  /// Two role sets or specs held against each other.
  init(from old: ReviewSide, to new: ReviewSide) {
    let roles = (old.sets + new.sets).flatMap(\.roles).compactMap(\.ordinary)
    let arns = roles.flatMap { role in
      role.managedPolicies.map(\.arn) + (role.permissionsBoundary.map { [$0.arn] } ?? [])
    }
    let documents = PolicyLibrary.named(Set(arns))
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
    self.init(old: Side(old), new: Side(new), listsAllRoles: true, entries: entries)
  }
}

extension AccessReview.Side {
  fileprivate init(_ side: ReviewSide) {
    self.init(
      name: side.name, accounts: [side.account], isExample: side.isExample,
      partition: side.partition)
  }
}
