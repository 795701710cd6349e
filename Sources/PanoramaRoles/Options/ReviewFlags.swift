import CommandTable
import InfrastructureCode
import JSONText
import Reports
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
  static let cloudFormation = Flag(
    "cloudformation", .file("OLD"), "Compare this CloudFormation template with template NEW")
  static let parameter = Flag(
    "parameter", repeated: .text("KEY=VALUE"), "The value of a parameter of both templates")
  static let region = Flag("region", .text("NAME"), "The Region of the stack")
}

/// What a review compares.
enum ReviewSubject {
  case sets(
    old: String, new: String, account: String?, partition: String?, allowsOutside: Bool)
  case snapshots(old: String, new: String)
  case terraform(plan: String)
  case templates(TemplatePair)

  init(_ arguments: Arguments) throws(CommandError) {
    let (account, partition) = (arguments[Flags.account], arguments[Flags.partition])
    let (snapshot, operands) = (arguments[ReviewFlags.snapshot], arguments.operands)
    let plan = arguments[ReviewFlags.terraform]
    let template = arguments[ReviewFlags.cloudFormation]
    let given = try Self.parameters(arguments[ReviewFlags.parameter])
    let region = arguments[ReviewFlags.region]
    if template == nil, !given.isEmpty || region != nil {
      throw CommandError(
        .usage, "'--parameter' and '--region' are for templates",
        hint: "add '--cloudformation OLD', or leave them out")
    }
    if template != nil, plan != nil || snapshot != nil {
      throw CommandError(
        .usage, "'--cloudformation' cannot be used with '--terraform' or '--snapshot'",
        hint: "choose one of them")
    }
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
    let first = snapshot ?? template
    let files = (first.map { [$0] } ?? []) + operands
    guard files.count == 2, let old = files.first, let new = files.last else {
      throw CommandError(
        .usage, "'review' compares two files",
        hint: first == nil ? "give OLD and NEW" : "give the newer file too, after the older one")
    }
    try PolicyFlags.refuseSecondStandardInput(files)
    if template != nil {
      self = .templates(
        TemplatePair(
          old: old, new: new,
          use: CloudFormationTemplate.Use(
            parameters: given, account: account ?? ReviewSide.exampleAccount,
            partition: partition ?? "aws", region: region), isExample: account == nil))
      return
    }
    guard snapshot != nil else {
      self = .sets(
        old: old, new: new, account: account, partition: partition,
        allowsOutside: arguments[Flags.allowOutside])
      return
    }
    self = .snapshots(old: old, new: new)
  }

  private static func parameters(_ words: [String]) throws(CommandError) -> [String: String] {
    var values: [String: String] = [:]
    for text in words {
      let word = try KeyValueWord(text, of: "--parameter", example: "Stage=prod")
      if values.updateValue(word.value, forKey: word.key) != nil {
        throw CommandError(
          .usage, "parameter '\(word.key)' is given twice", hint: "give it once")
      }
    }
    return values
  }

  /// Reads the files and compares them.
  func review() throws(CommandError) -> AccessReview {
    switch self {
    case .sets(let old, let new, let account, let partition, let allowsOutside):
      let sides = try ReviewSide.both(
        old, new, account: account, partition: partition, allowsOutside: allowsOutside)
      return AccessReview(from: sides.old, to: sides.new)
    case .snapshots(let old, let new): return try AccessReview.snapshots(old, new)
    case .terraform(let plan): return try AccessReview.terraform(plan)
    case .templates(let pair): return try AccessReview.templates(pair)
    }
  }

  /// What kind of review it is: results of another kind are no later answer to the same question.
  var category: String {
    switch self {
    case .sets: "review"
    case .snapshots: "review/snapshot"
    case .terraform: "review/terraform"
    case .templates: "review/cloudformation"
    }
  }
}
