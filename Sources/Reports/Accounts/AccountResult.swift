package import IAMRoles
package import JSONText
import PolicyAnalysis
package import RoleCatalogue

/// What came of checking one account of a list: one JSON line.
///
/// Everything that is reported of many accounts is reported from these, so that results which were joined from
/// files say the same as those of one run.
package struct AccountResult: Hashable, Sendable {
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

  /// Where in which list the account is.
  package struct Place: Hashable, Sendable {
    /// The digest of the whole list.
    package var list: String
    /// The position, from 0.
    package var position: Int
    /// How many accounts the whole list has.
    package var total: Int

    package init(list: String, position: Int, total: Int) {
      self.list = list
      self.position = position
      self.total = total
    }
  }

  /// One difference in a line, with `${Account}` where it names the account.
  struct Item: Hashable, Sendable {
    let role: String
    let kind: String
    let path: String
    let text: String
    let effect: String
    /// The digest of the value with the placeholder in it: the same for the same drift everywhere.
    let digest: String
  }

  /// Why nothing, or not all, is known.
  package struct Problem: Hashable, Sendable {
    package let message: String
    package let hint: String?
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
    let message = report.problems.map { problem in
      (problem.place.map { "\($0): " } ?? "") + problem.message
    }
    problem = Problem(
      message: message.joined(separator: "; "), hint: report.problems.compactMap(\.hint).first)
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
      (
        "list",
        .object([
          ("digest", .string(place.list)), ("position", .number(place.position)),
          ("total", .number(place.total)),
        ])
      ),
      ("check", .string(check)), ("differences", .array(items.map(\.json))),
      ("unreadable", .strings(unreadable)), ("ignored", .number(ignoredCount)),
      ("expired", .strings(expired)), ("unmatched", .strings(unmatched)),
      ("notes", .strings(notes)),
      (
        "error",
        problem.map { problem in
          .object(
            [("message", .string(problem.message))]
              + (problem.hint.map { [("hint", JSON.string($0))] } ?? []))
        } ?? .null
      ),
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
    func text(_ name: String) -> String {
      form.required(name).flatMap { problems.text($0, name) } ?? ""
    }
    func number(_ value: JSON?, _ name: String) -> Int {
      guard let value else { return 0 }
      if let number = value.int, number >= 0 { return number }
      problems.add("invalid-value", at: value.position, "'\(name)' takes a whole number from 0 on")
      return 0
    }
    let version = text("schemaVersion")
    if !version.isEmpty, version != Self.schemaVersion {
      problems.add(
        "invalid-value", at: form["schemaVersion"]?.position ?? json.position,
        "schema version \(Shown.quoted(version)) is unknown here")
    }
    let status = Status(rawValue: text("status"))
    let code = form.required("exit").map { number($0["code"], "exit.code") }
    let exit = code.flatMap { ExitStatus(rawValue: Int32(clamping: $0)) }
    let list = form.required("list").flatMap { value in
      JSONObjectReader(value, of: "'list'", known: nil, problems)
    }
    let place = Place(
      list: list?.text("digest") ?? "", position: number(list?.required("position"), "position"),
      total: number(list?.required("total"), "total"))
    let items = form.list("differences").compactMap { Item($0, problems) }
    let account = text("account")
    if !AccountID.isValid(account) {
      problems.add(
        "invalid-value", at: form["account"]?.position ?? json.position,
        Sentence.isNotAccountID(account))
    }
    if place.position >= place.total {
      problems.add("invalid-value", at: json.position, "the position is not one of the list")
    }
    let check = text("check")
    let partition = text("partition")
    if status == nil || exit == nil {
      problems.add("invalid-value", at: json.position, "the status is unknown")
    }
    let problem = form["error"].flatMap {
      JSONObjectReader($0, of: "'error'", known: nil, problems)
    }.map {
      Problem(message: $0.text("message") ?? "", hint: $0.text("hint"))
    }
    let (unreadable, notes) = (form.textOrTexts("unreadable"), form.textOrTexts("notes"))
    let (expired, unmatched) = (form.textOrTexts("expired"), form.textOrTexts("unmatched"))
    let ignored = number(form["ignored"], "ignored")
    var coverage: [Coverage.Result: Int] = [:]
    for result in Coverage.Result.allCases {
      let count = number(form["coverage"]?[result.rawValue], "coverage.\(result.rawValue)")
      if count > 0 { coverage[result] = count }
    }
    try problems.check()
    guard let status, let exit else {
      throw DocumentError(JSONText.Problem("invalid-value", at: json.position, "no result"))
    }
    self.init(
      account: account, partition: partition, place: place, check: check, status: status,
      exit: exit, items: items, unreadable: unreadable, ignoredCount: ignored, expired: expired,
      unmatched: unmatched, notes: notes, problem: problem,
      coverage: coverage, document: form["drift"])
  }
}

extension AccountResult.Item {
  fileprivate var json: JSON {
    .object([
      ("role", .string(role)), ("kind", .string(kind)), ("path", .string(path)),
      ("text", .string(text)), ("effect", .string(effect)), ("digest", .string(digest)),
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
  }
}
