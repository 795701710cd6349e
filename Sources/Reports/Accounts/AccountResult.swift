package import IAMRoles
package import JSONText
import PolicyAnalysis
package import RoleCatalogue

/// What came of checking one account of a list: one JSON line.
///
/// Everything that is reported of many accounts is reported from these, so that results which were joined from
/// files say the same as those of one run.
package struct AccountResult: ListedResult {
  /// The outcome for an account.
  package enum Status: String, Hashable, Sendable, CaseIterable {
    case inSync = "in-sync"
    case drifted
    /// Something could not be read, the whole account it may be.
    case incomplete
    /// Not what was asked for: keys or roles of another account.
    case refused
    /// Nothing is known.
    case failed
  }

  package typealias Place = AccountPlace

  /// One difference in a line, with `${Account}` where it names the account.
  struct Item: Hashable, Sendable {
    let role: String
    let kind: String
    let path: String
    let text: String
    let effect: String
    /// The digest of the value with the placeholder in it: the same for the same drift everywhere.
    let digest: String
    /// What it lets happen, or no more, a line each.
    var evidence: [String] = []
  }

  /// Why nothing, or not all, is known.
  package struct Problem: Hashable, Sendable {
    package let message: String
    package let hint: String?

    package init(message: String, hint: String?) {
      self.message = message
      self.hint = hint
    }
  }

  package static let schemaVersion = "1.0"

  /// The 12-digit account id.
  package let account: String
  package let partition: String
  package var place: Place
  /// What tells this check from one with another spec or other flags.
  package let check: String
  package let status: Status
  /// How a run of this account alone ends.
  package let exit: ExitStatus
  var items: [Item] = []
  /// The day of the service reference, where the differences show actions of it.
  package var referenceDate: String?
  /// What could not be read, a line each.
  package var unreadable: [String] = []
  /// Differences that were accepted.
  var ignoredCount = 0
  /// Entries of the ignore list whose day is over.
  package var expired: [String] = []
  /// Entries of the ignore list that match nothing here.
  package var unmatched: [String] = []
  package var notes: [String] = []
  package var problem: Problem?
  /// How many rows of the coverage table have which result.
  package var coverage: [Coverage.Result: Int] = [:]
  /// The document of `drift --format json` for this account; nil when nothing could be read, or when it
  /// was written already and nobody needs it any more.
  package var document: JSON?

  /// Says whether all of the account was read, so that nobody needs to read it again.
  package var isComplete: Bool { status == .inSync || status == .drifted }

  /// The outcome in a word.
  package var word: String { status.rawValue }

  /// Says whether the role in the account may not read all.
  package var lacksPermission: Bool { coverage[.denied, default: 0] > 0 }

  /// What the texts of this result name as `${Account}`.
  package var names: AccountNames { AccountNames(account: account, partition: partition) }
}

// MARK: From a check

extension AccountResult {
  /// An account of which nothing is known; `status` says how a run of it alone ends.
  package init(
    _ report: CommandError, of account: String, in partition: String, at place: Place,
    check: String,
    as status: Status
  ) {
    let exit: ExitStatus =
      switch status {
      case .incomplete: .incomplete
      case .refused: .refused
      case .inSync, .drifted, .failed: .failed
      }
    self.init(
      account: account, partition: partition, place: place, check: check, status: status,
      exit: exit)
    problem = Problem(report)
  }
}

extension Difference {
  /// The digest of the value with `${Account}` where it names the account.
  package func digest(for names: AccountNames) -> String {
    Digest.text(of: names.generic(digested).text(.compact))
  }
}

extension DriftSuppression {
  /// The entry in a few words, which distinguish it from others.
  package var words: String {
    "\(kind.rawValue) of role '\(role)'" + (path.map { " at '\($0)'" } ?? "") + " (\(owner))"
  }
}

// MARK: As a line

extension AccountResult {
  /// The line, without its end.
  package var json: JSON {
    let counts = Coverage.Result.allCases.map { result in
      (result.rawValue, JSON.number(coverage[result, default: 0]))
    }
    return .object([
      ("schemaVersion", .string(Self.schemaVersion)), ("account", .string(account)),
      ("partition", .string(partition)), ("status", .string(status.rawValue)),
      ("exit", exit.json(doneName: status == .drifted ? "not-widened" : "in-sync")),
      ("list", place.json), ("check", .string(check)),
      ("referenceDate", referenceDate.map(JSON.string) ?? .null),
      ("differences", .array(items.map(\.json))),
      ("unreadable", .strings(unreadable)), ("ignored", .number(ignoredCount)),
      ("expired", .strings(expired)), ("unmatched", .strings(unmatched)),
      ("notes", .strings(notes)),
      ("error", problem?.json ?? .null),
      ("coverage", .object(counts)), ("drift", document ?? .null),
    ])
  }

  /// Reads a line; what is missing or of another type is reported at once.
  package init(_ json: JSON) throws(DocumentError) {
    let problems = ProblemCollector()
    let what = "a result of an account"
    guard let form = JSONObjectReader(json, of: what, known: nil, problems) else {
      try problems.check()
      throw DocumentError(JSONText.Problem("invalid-value", at: json.position, "no result"))
    }
    if form["work"] != nil {
      problems.add(
        "invalid-value", at: json.position, "this is not the result of a check",
        hint: "'panorama-roles accounts merge' joins results of the other commands")
      try problems.check()
    }
    let head = ResultHead(form, json, version: Self.schemaVersion, problems)
    let status = Status(rawValue: head.text("status"))
    let items = form.list("differences").compactMap { Item($0, problems) }
    if status == nil {
      problems.add("invalid-value", at: json.position, "the status is unknown")
    }
    let problem = form["error"].flatMap {
      JSONObjectReader($0, of: "'error'", known: nil, problems)
    }.map {
      Problem(message: $0.text("message") ?? "", hint: $0.text("hint"))
    }
    let (unreadable, notes) = (form.textOrTexts("unreadable"), form.textOrTexts("notes"))
    let (expired, unmatched) = (form.textOrTexts("expired"), form.textOrTexts("unmatched"))
    let ignored = head.number(form["ignored"], "ignored")
    var coverage: [Coverage.Result: Int] = [:]
    for result in Coverage.Result.allCases {
      let count = head.number(form["coverage"]?[result.rawValue], "coverage.\(result.rawValue)")
      if count > 0 { coverage[result] = count }
    }
    try problems.check()
    guard let status, let exit = head.exit else {
      throw DocumentError(JSONText.Problem("invalid-value", at: json.position, "no result"))
    }
    self.init(
      account: head.account, partition: head.partition, place: head.place, check: head.check,
      status: status, exit: exit, items: items, referenceDate: form["referenceDate"]?.string,
      unreadable: unreadable, ignoredCount: ignored,
      expired: expired,
      unmatched: unmatched, notes: notes, problem: problem,
      coverage: coverage, document: form["drift"])
  }
}

extension AccountResult {
  /// `12 in sync, 3 drifted, 1 incomplete`.
  package static func counts(of results: some Sequence<AccountResult>) -> String {
    let words: [(Status, String)] = [
      (.inSync, "in sync"), (.drifted, "drifted"), (.incomplete, "incomplete"),
      (.refused, "refused"), (.failed, "failed"),
    ]
    let parts = words.compactMap { status, words -> String? in
      let count = results.count { $0.status == status }
      return count > 0 ? "\(count) \(words)" : nil
    }
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }
}

extension AccountResult.Item {
  fileprivate var json: JSON {
    .object([
      ("role", .string(role)), ("kind", .string(kind)), ("path", .string(path)),
      ("text", .string(text)), ("effect", .string(effect)), ("digest", .string(digest)),
      ("evidence", .strings(evidence)),
    ])
  }

  fileprivate init?(_ json: JSON, _ problems: ProblemCollector) {
    guard let form = JSONObjectReader(json, of: "a difference", known: nil, problems) else {
      return nil
    }
    func text(_ name: String) -> String {
      form.required(name).flatMap { problems.text($0, name) } ?? ""
    }
    role = text("role")
    kind = text("kind")
    path = text("path")
    self.text = text("text")
    effect = text("effect")
    digest = text("digest")
    // A line of an earlier version has none.
    evidence = form.textOrTexts("evidence")
  }
}
