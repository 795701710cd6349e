import CommandTable
import RoleCatalogue

/// The formats of a review; text is Markdown, which reads well as it is.
enum ReviewFormat: String, Hashable, Sendable, CaseIterable {
  case text
  case markdown
  case json
  case sarif
}

/// What is compared in a review, each of which leaves its other side to an operand.
enum ReviewFlags {
  static let snapshot = Flag(
    "snapshot", .file("OLD"), "Compare this snapshot of an account with snapshot NEW")
}

/// What a review compares.
enum ReviewSubject {
  case sets(old: String, new: String, account: String?, partition: String?)
  case snapshots(old: String, new: String)

  init(_ arguments: Arguments) throws(CommandError) {
    let (account, partition) = (arguments[Flags.account], arguments[Flags.partition])
    let (snapshot, operands) = (arguments[ReviewFlags.snapshot], arguments.operands)
    if let account, !AccountID.isValid(account) {
      throw CommandError(
        .usage, Sentence.isNotAccountID(account), hint: Sentence.accountIDHint)
    }
    if let partition, !Spec.partitions.contains(partition) {
      throw CommandError(
        .usage, Sentence.doesNotExist("partition", partition),
        hint: Sentence.choose(among: Spec.partitions))
    }
    let files = (snapshot.map { [$0] } ?? []) + operands
    guard files.count == 2, let old = files.first, let new = files.last else {
      throw CommandError(
        .usage, "'review' compares two files",
        hint: snapshot == nil
          ? "give OLD and NEW" : "give the newer snapshot too: '--snapshot OLD NEW'")
    }
    try PolicyFlags.refuseSecondStandardInput(files)
    guard snapshot != nil else {
      self = .sets(old: old, new: new, account: account, partition: partition)
      return
    }
    if account != nil || partition != nil {
      throw CommandError(
        .usage, "'--account' and '--partition' are for role-set files",
        hint: "leave them out: a snapshot names its account")
    }
    self = .snapshots(old: old, new: new)
  }

  /// Reads the files and compares them.
  func review() throws(CommandError) -> AccessReview {
    switch self {
    case .sets(let old, let new, let account, let partition):
      let sides = try ReviewSide.both(old, new, account: account, partition: partition)
      return AccessReview(from: sides.old, to: sides.new)
    case .snapshots(let old, let new): return try AccessReview.snapshots(old, new)
    }
  }

  /// What kind of review it is: results of another kind are no later answer to the same question.
  var category: String {
    switch self {
    case .sets: "review"
    case .snapshots: "review/snapshot"
    }
  }
}
