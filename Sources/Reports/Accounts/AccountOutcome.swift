package import JSONText
package import RoleCatalogue

/// What came of `plan`, `apply`, `snapshot` or `import` in one account of a list: one JSON line.
package struct AccountOutcome: ListedResult {
  /// The command.
  package enum Work: String, Hashable, Sendable, CaseIterable {
    case plan, apply, snapshot
    case importing = "import"
  }

  /// The outcome for an account.
  package enum Status: String, Hashable, Sendable, CaseIterable {
    /// Nothing is to be changed.
    case noChanges = "no-changes"
    /// Changes are to be made, and nobody approved them.
    case pending
    /// Every change was made, and the account was read back.
    case applied
    /// Some changes were made and others not.
    case partWay = "part-way"
    /// The work stopped before it came to the account: nothing was changed there.
    case notBegun = "not-begun"
    /// The file of the account is written, or says the same already.
    case written
    /// Something could not be read, the whole account it may be.
    case incomplete
    /// It is not safe, or a person must ask for it by name.
    case refused
    /// The work failed and changed nothing.
    case failed
  }

  /// One change in a line, with `${Account}` where it names the account.
  package struct Item: Hashable, Sendable {
    /// `create`, `update` or `delete`.
    package let kind: String
    /// The role or the managed policy.
    package let subject: String
    package let text: String
    package let effect: String
    package let needsAcceptance: Bool

    package init(
      kind: String, subject: String, text: String, effect: String, needsAcceptance: Bool
    ) {
      self.kind = kind
      self.subject = subject
      self.text = text
      self.effect = effect
      self.needsAcceptance = needsAcceptance
    }
  }

  package typealias Problem = AccountResult.Problem

  package static let schemaVersion = "1.0"

  /// The 12-digit account id.
  package let account: String
  package let partition: String
  package var place: AccountPlace
  /// What tells this work from the same with another spec or other flags.
  package let check: String
  package let work: Work
  package let status: Status
  /// How a run of this account alone ends.
  package var exit: ExitStatus
  /// The wave in which it was changed, from 1; nil when it was in none.
  package var wave: Int?
  package var items: [Item] = []
  /// The same for accounts of which the same comes: the same changes, or the same role set.
  package var digest: String?
  /// What was taken, in a few words.
  package var summary: String?
  /// The file that was written.
  package var file: String?
  /// What of the changes was done and what not, a line each, when not all were.
  package var steps: [String] = []
  /// What could not be read, a line each.
  package var unreadable: [String] = []
  package var notes: [String] = []
  package var problem: Problem?
  /// The document of `plan --format json` for this account.
  package var document: JSON?

  package init(
    account: String, partition: String, place: AccountPlace, check: String, work: Work,
    status: Status, exit: ExitStatus, wave: Int? = nil, items: [Item] = [], digest: String? = nil,
    summary: String? = nil, file: String? = nil, steps: [String] = [], unreadable: [String] = [],
    notes: [String] = [], problem: Problem? = nil, document: JSON? = nil
  ) {
    self.account = account
    self.partition = partition
    self.place = place
    self.check = check
    self.work = work
    self.status = status
    self.exit = exit
    self.wave = wave
    self.items = items
    self.digest = digest
    self.summary = summary
    self.file = file
    self.steps = steps
    self.unreadable = unreadable
    self.notes = notes
    self.problem = problem
    self.document = document
  }

  /// Whether nobody needs to do it again.
  package var isComplete: Bool {
    switch status {
    case .noChanges, .applied, .written: true
    // A plan that was made is the answer.
    case .pending: work == .plan
    case .partWay, .notBegun, .incomplete, .refused, .failed: false
    }
  }

  /// Whether a wave failed with it.
  package var isFailure: Bool {
    switch status {
    case .noChanges, .applied, .written, .pending, .notBegun: false
    case .partWay, .incomplete, .refused, .failed: true
    }
  }

  package var word: String { status.rawValue }

  /// What the texts of this outcome name as `${Account}`.
  package var names: AccountNames { AccountNames(account: account, partition: partition) }

  /// `12 applied, 1 part-way`.
  package static func counts(of results: some Sequence<AccountOutcome>) -> String {
    let parts = Status.allCases.compactMap { status -> String? in
      let count = results.count { $0.status == status }
      return count > 0 ? "\(count) \(status.words)" : nil
    }
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }
}

extension AccountOutcome.Status {
  /// The status in words.
  package var words: String {
    switch self {
    case .noChanges: "without changes"
    case .pending: "with changes"
    case .notBegun: "not begun"
    case .applied, .partWay, .written, .incomplete, .refused, .failed: rawValue
    }
  }
}

// MARK: From an error

extension AccountOutcome {
  /// An account in which the work failed.
  package init(
    _ error: CommandError, of account: String, in partition: String, at place: AccountPlace,
    check: String, work: Work, as status: Status
  ) {
    let exit: ExitStatus =
      switch status {
      case .incomplete: .incomplete
      case .refused: .refused
      case .partWay, .notBegun: .stopped
      case .noChanges, .pending, .applied, .written, .failed: .failed
      }
    self.init(
      account: account, partition: partition, place: place, check: check, work: work,
      status: status, exit: exit)
    problem = Problem(error)
  }

  /// The status of an account in which nothing was changed before the error.
  package static func status(of error: CommandError) -> Status {
    switch error.status {
    case .refused: .refused
    case .incomplete: .incomplete
    case .stopped: .partWay
    case .done, .failed, .drift, .findings, .usage, .interrupted, .terminated: .failed
    }
  }
}

extension AccountResult.Problem {
  /// The problems of an error in one sentence, with the first hint.
  package init(_ error: CommandError) {
    let message = error.problems.map { problem in
      (problem.place.map { "\($0): " } ?? "") + problem.message
    }
    self.init(
      message: message.joined(separator: "; "), hint: error.problems.compactMap(\.hint).first)
  }

  /// The member `error` of a line.
  package var json: JSON {
    .object(
      [("message", .string(message))] + (hint.map { [("hint", JSON.string($0))] } ?? []))
  }
}

// MARK: As a line

extension AccountOutcome {
  /// The line, without its end.
  package var json: JSON {
    func text(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
    return .object([
      ("schemaVersion", .string(Self.schemaVersion)), ("work", .string(work.rawValue)),
      ("account", .string(account)), ("partition", .string(partition)),
      ("status", .string(status.rawValue)), ("exit", exit.json()), ("list", place.json),
      ("check", .string(check)), ("wave", wave.map(JSON.number) ?? .null),
      ("changes", .array(items.map(\.json))), ("digest", text(digest)),
      ("summary", text(summary)), ("file", text(file)), ("steps", .strings(steps)),
      ("unreadable", .strings(unreadable)), ("notes", .strings(notes)),
      ("error", problem?.json ?? .null), ("plan", document ?? .null),
    ])
  }

  /// Reads a line; what is missing or of another type is reported at once.
  package init(_ json: JSON) throws(DocumentError) {
    let problems = ProblemCollector()
    let what = "an outcome of an account"
    guard let form = JSONObjectReader(json, of: what, known: nil, problems) else {
      try problems.check()
      throw DocumentError(JSONText.Problem("invalid-value", at: json.position, "no outcome"))
    }
    let head = ResultHead(form, json, version: Self.schemaVersion, problems)
    let work = Work(rawValue: head.text("work"))
    let status = Status(rawValue: head.text("status"))
    if work == nil || status == nil {
      problems.add("invalid-value", at: json.position, "the work or the status is unknown")
    }
    let items = form.list("changes").compactMap { Item($0, problems) }
    let problem = form["error"].flatMap {
      JSONObjectReader($0, of: "'error'", known: nil, problems)
    }.map { Problem(message: $0.text("message") ?? "", hint: $0.text("hint")) }
    func optional(_ name: String) -> String? { form[name]?.string }
    let lists = ["steps", "unreadable", "notes"].map { form.textOrTexts($0) }
    try problems.check()
    guard let work, let status, let exit = head.exit else {
      throw DocumentError(JSONText.Problem("invalid-value", at: json.position, "no outcome"))
    }
    self.init(
      account: head.account, partition: head.partition, place: head.place, check: head.check,
      work: work, status: status, exit: exit, wave: form["wave"]?.int, items: items,
      digest: optional("digest"), summary: optional("summary"), file: optional("file"),
      steps: lists[0], unreadable: lists[1], notes: lists[2], problem: problem,
      document: form["plan"])
  }
}

extension AccountOutcome.Item {
  fileprivate var json: JSON {
    .object([
      ("kind", .string(kind)), ("subject", .string(subject)), ("text", .string(text)),
      ("effect", .string(effect)), ("needsAcceptance", .bool(needsAcceptance)),
    ])
  }

  fileprivate init?(_ json: JSON, _ problems: ProblemCollector) {
    guard let form = JSONObjectReader(json, of: "a change", known: nil, problems) else {
      return nil
    }
    func text(_ name: String) -> String {
      form.required(name).flatMap { problems.text($0, name) } ?? ""
    }
    kind = text("kind")
    subject = text("subject")
    self.text = text("text")
    effect = text("effect")
    needsAcceptance = form.required("needsAcceptance")?.bool ?? false
  }
}
