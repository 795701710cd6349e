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
  static let terraform = Flag(
    "terraform", .file("PLAN"), "Compare before and after of a plan of 'terraform show -json'")
}

/// What a review compares.
enum ReviewSubject {
  case sets(old: String, new: String, account: String?, partition: String?)
  case snapshots(old: String, new: String)
  case terraform(plan: String)

  init(_ arguments: Arguments) throws(CommandError) {
    let (account, partition) = (arguments[Flags.account], arguments[Flags.partition])
    let (snapshot, operands) = (arguments[ReviewFlags.snapshot], arguments.operands)
    let plan = arguments[ReviewFlags.terraform]
    if let account, !AccountID.isValid(account) {
      throw CommandError(
        .usage, Sentence.isNotAccountID(account), hint: Sentence.accountIDHint)
    }
    if let partition, !Spec.partitions.contains(partition) {
      throw CommandError(
        .usage, Sentence.doesNotExist("partition", partition),
        hint: Sentence.choose(among: Spec.partitions))
    }
    if plan != nil || snapshot != nil, account != nil || partition != nil {
      throw CommandError(
        .usage, "'--account' and '--partition' are for role-set files",
        hint: "leave them out: the file names its account")
    }
    if let plan {
      guard snapshot == nil, operands.isEmpty else {
        throw CommandError(
          .usage, "'--terraform' takes one plan, which has the state before and after",
          hint: "leave out the other files")
      }
      self = .terraform(plan: plan)
      return
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
    self = .snapshots(old: old, new: new)
  }

  /// Reads the files and compares them.
  func review() throws(CommandError) -> AccessReview {
    switch self {
    case .sets(let old, let new, let account, let partition):
      let sides = try ReviewSide.both(old, new, account: account, partition: partition)
      return AccessReview(from: sides.old, to: sides.new)
    case .snapshots(let old, let new): return try AccessReview.snapshots(old, new)
    case .terraform(let plan): return try AccessReview.terraform(plan)
    }
  }

  /// What kind of review it is: results of another kind are no later answer to the same question.
  var category: String {
    switch self {
    case .sets: "review"
    case .snapshots: "review/snapshot"
    case .terraform: "review/terraform"
    }
  }
}
