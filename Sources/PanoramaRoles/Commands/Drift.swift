import CommandTable
import IAMBackend
import IAMRoles
import JSONText
import RoleCatalogue

/// `drift`: compares the account with the spec and never writes.
struct DriftCommand: RunnableCommand {
  private static let format = Flag(
    "format", .choice("FORMAT", DriftForm.allCases.map(\.rawValue)), "The form of the output")
  private static let failOn = Flag(
    "fail-on", .choice("WHAT", ["any", "widened"]),
    "What ends with 2: any difference (default), or only what may allow more than the spec says")
  private static let way = Flag(
    "read", .choice("HOW", ReadStrategy.allCases.map(\.rawValue)),
    "How to read: role by role or all at once; without it, whichever takes fewer calls")
  private static let rolesOnly = Flag(
    "roles-only", "Only the roles themselves: nothing of what stands around them")
  private static let ignore = Flag(
    "ignore", .file("FILE"),
    "Differences that were accepted, with owner, reason and last day, beside those of the spec")
  private static let writeIgnore = Flag(
    "write-ignore", .file("FILE"),
    "Write a new ignore file that proposes to accept what was found")

  static var declaration: Command {
    Command(
      "drift", group: Flags.check, "Compare the account with the spec, and change nothing",
      discussion: [
        "Reads each role whole: trust policy, attached managed policies, inline policies, "
          + "description, maximum session duration, permissions boundary, tags, path, name and id. "
          + "Policies are compared by meaning: order, lists of one and other spellings are no "
          + "difference. Each difference says whether it widens or narrows access, with a request "
          + "as evidence.",
        "What stands around the roles is read too, unless --roles-only is given: whether a managed "
          + "policy still has the document that this program knows, instance profiles, and roles "
          + "that trust the same services and that nobody declared.",
        "Something that could not be read is never taken for missing: the run then ends with 5 and "
          + "names the permission that is wanting; 'policy tool --for drift' prints all that a check "
          + "needs. With --format json one document is printed, with the exit status in it.",
        "With --fail-on widened a difference that allows no more than the spec does ends with 0 and "
          + "a note; what could not be decided, and a longer session, count as widened.",
        "The list 'ignore' of the spec, and of an ignore file, holds accepted differences by role, "
          + "kind and digest of the value, with reason, owner and last day. They are still printed and counted; an entry that expired or matches nothing ends with 3. "
          + "--write-ignore leaves reason and owner empty, and such an entry is not accepted until "
          + "somebody fills them in.",
        "With --accounts each account of a list is checked by a role in it, many side by side: the spec's "
          + "own account id becomes that of the account. --format json prints one JSON line an account, "
          + "in the order of the list; an account whose role cannot be assumed is incomplete (5). Parts "
          + "of the list are told by --shard, by AWS_BATCH_JOB_ARRAY_INDEX and AWS_BATCH_JOB_ARRAY_SIZE, "
          + "or by JOB_COMPLETION_INDEX with --shards; 'drift merge' joins their results.",
      ],
      sections: [
        FlagSection(
          "Flags",
          [
            Flags.spec, Flags.snapshot, SnapshotFile.maxAge, format, failOn, rolesOnly, ignore,
            writeIgnore, way,
          ]), AccountsOptions.section, Flags.connection,
      ],
      examples: [
        Example("Check the account", "panorama-roles drift"),
        Example(
          "Check a saved answer of IAM, without credentials",
          "panorama-roles drift --snapshot account.json --format json"),
        Example(
          "Write a summary for a pull request",
          "panorama-roles drift --format markdown >>\"$GITHUB_STEP_SUMMARY\""),
        Example(
          "Check every account of a list",
          "panorama-roles drift --accounts accounts.txt --assume-role drift-reader"),
      ], statuses: [2, 3, 4, 5, 130, 143])
  }

  private let specFile: SpecFile
  private let source: AccountSource
  private let form: DriftForm
  private let failsOnWideningOnly: Bool
  private let way: ReadStrategy?
  private let includesRelated: Bool
  private let ignorePath: String?
  private let proposalPath: String?
  private let accounts: AccountsOptions?
  private let connection: ConnectionOptions

  init(_ arguments: Arguments) throws(Report) {
    specFile = SpecFile(arguments)
    source = try AccountSource(arguments)
    form = arguments.value(of: Self.format).flatMap(DriftForm.init) ?? .text
    failsOnWideningOnly = arguments.value(of: Self.failOn) == "widened"
    way = arguments.value(of: Self.way).flatMap(ReadStrategy.init)
    includesRelated = !arguments.has(Self.rolesOnly)
    if way != nil, !includesRelated {
      throw Report(
        .usage, "'--read' and '--roles-only' cannot both be given",
        hint: "leave '--read' out: with '--roles-only' the roles are read one by one")
    }
    if way != nil, case .snapshot = source {
      throw Report(
        .usage, "'--read' says how to read an account, and '--snapshot' reads a file",
        hint: "leave one of them out")
    }
    ignorePath = arguments.value(of: Self.ignore)
    proposalPath = arguments.value(of: Self.writeIgnore)
    accounts = try AccountsOptions(arguments)
    connection = ConnectionOptions(arguments)
    guard accounts != nil else { return }
    if case .snapshot = source { throw Self.alone("--snapshot", "a snapshot is of one account") }
    if proposalPath != nil { throw Self.alone("--write-ignore", "run 'drift' in one account") }
    switch form {
    case .text, .json, .markdown: break
    case .sarif, .junit, .github, .html:
      throw Self.alone("--format \(form.rawValue)", "choose text, json or markdown")
    }
  }

  private static func alone(_ flag: String, _ hint: String) -> Report {
    Report(.usage, "'\(flag)' and '--accounts' cannot be used together", hint: hint)
  }

  func run(in session: Session) throws(Report) -> ExitStatus {
    if let accounts { return try run(accounts, in: session) }
    var account: String?
    do throws(Report) {
      if let proposalPath, InputFile.exists(proposalPath) { throw Self.isThere(proposalPath) }
      let spec = try specFile.read()
      account = spec.account
      let report = try report(of: spec, in: session)
      if let proposalPath { try propose(report, to: proposalPath, in: session) }
      if report.status == .done, report.drift.status == .drifted {
        session.terminal.note("the differences widen no access: '--fail-on any' counts them")
      }
      form.write(report, to: session.terminal)
      if let hint = hint(of: report.drift) { session.terminal.hint(hint) }
      return report.status
    } catch {
      if form == .json { session.terminal.result(failure: error, account: account) }
      throw error
    }
  }

  private func report(of spec: Spec, in session: Session) throws(Report) -> DriftReport {
    let set = try specFile.roleSet(of: spec)
    let check = try check(spec)
    let baseline = DriftBaseline(for: spec, set)
    let reading =
      includesRelated
      ? try source.survey(set, pinned: Set(baseline.pinned.keys), way: way, in: session)
      : try source.readRoles(set, in: session)
    for note in reading.notes { session.terminal.note(note) }
    let report = check.report(on: reading, of: set, baseline: baseline)
    let unavailable = UnavailableNote.text(
      report.coverage, isOfFile: source.isFile, includesRelated: includesRelated)
    if let unavailable { session.terminal.note(unavailable) }
    return report
  }

  /// What to do about a missing permission; nil when none is missing.
  private func hint(of drift: Drift) -> String? {
    if source.isFile, drift.unreadable.contains(where: { $0.reason == .unavailable }) {
      return "'panorama-roles snapshot --out FILE' takes a snapshot that tells all of it"
    }
    guard drift.unreadable.contains(where: { $0.reason == .denied }) else { return nil }
    let permissions = "'panorama-roles policy tool --for drift' prints the permissions of a check"
    guard includesRelated, drift.unreadable.allSatisfy(\.isAboutRelatedResources) else {
      return permissions
    }
    return permissions + "; '--roles-only' leaves out what stands around the roles"
  }

  private func check(_ spec: Spec) throws(Report) -> DriftCheck {
    // An entry that is in both is one.
    let listed = try accepted()
    return DriftCheck(
      failsOnWideningOnly: failsOnWideningOnly,
      accepted: spec.ignored + listed.filter { !spec.ignored.contains($0) }, day: Today.text,
      specPath: InputFile.displayName(specFile.path),
      ignoreFile: ignorePath.map {
        DriftReport.IgnoreFile(
          path: InputFile.displayName($0),
          entries: Set(listed.filter { !spec.ignored.contains($0) }))
      }, isOfFile: source.isFile, pasteable: specFile.pasteable)
  }

  private func run(_ accounts: AccountsOptions, in session: Session) throws(Report) -> ExitStatus {
    let spec = try specFile.read()
    let run = AccountsRun(
      options: accounts,
      examination: try Examination(
        spec, specFile, try check(spec), way: way, includesRelated: includesRelated),
      form: form, connection: connection)
    return try run.run(in: session)
  }

  // MARK: The ignore list

  private func accepted() throws(Report) -> [DriftSuppression] {
    guard let ignorePath else { return [] }
    let bytes = try InputFile.bytes(
      ignorePath, hint: "'panorama-roles drift --write-ignore FILE' proposes one")
    do throws(DocumentError) { return try IgnoreList(reading: bytes).entries } catch {
      throw Report(error, in: InputFile.displayName(ignorePath))
    }
  }

  /// Writes what was found as entries that a person completes.
  private func propose(
    _ report: DriftReport, to path: String, in session: Session
  ) throws(Report) {
    let kept = report.drift.suppressed.map(\.entry)
    let proposed = report.entries.map { entry in
      DriftSuppression(
        role: entry.role, kind: entry.difference.kind, path: entry.difference.path,
        value: entry.difference.digest, reason: "", owner: "", expires: Today.text(after: 90))
    }
    let text = IgnoreList(kept + proposed).json.text(.pretty) + "\n"
    let isNew: Bool
    do throws(OutputError) { isNew = try OutputFile.create(text, at: path) } catch {
      throw Report(error)
    }
    guard isNew else { throw Self.isThere(path) }
    session.terminal.note(
      "wrote \(counted(proposed.count, "proposal")) to '\(path)': fill in reason and owner of each, "
        + "and choose the last day")
  }

  /// An ignore list is written by hand, so that not even a list is replaced.
  private static func isThere(_ path: String) -> Report {
    Report(
      .refused, "'\(path)' is there, and '--write-ignore' replaces nothing",
      hint: "name a new file, and take over its entries")
  }
}

/// The forms of a drift.
enum DriftForm: String, Hashable, Sendable, CaseIterable {
  case text
  case json
  case sarif
  case junit
  case github
  case markdown
  case html

  func write(_ report: DriftReport, to terminal: Terminal) {
    switch self {
    case .text: terminal.result(DriftText.text(report))
    case .json: terminal.result(DriftJSON.document(report))
    case .sarif: terminal.result(DriftSARIF.document(report))
    case .junit: terminal.result(exactly: DriftJUnit.document(report))
    case .github: terminal.result(exactly: DriftGitHub.annotations(report))
    case .markdown: terminal.result(exactly: DriftMarkdown.document(report))
    case .html: terminal.result(exactly: DriftHTML.document(report))
    }
  }
}

extension Terminal {
  /// Writes the document of a run that failed.
  ///
  /// A stopped run leaves none.
  func result(failure report: Report, account: String?) {
    switch report.status {
    case .interrupted, .terminated, .usage: return
    case .done, .failed, .drift, .findings, .refused, .incomplete, .stopped:
      result(DriftJSON.failure(account: account, report))
    }
  }
}
