import CommandTable
import IAMBackend
import IAMPolicy
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// `retire`: finds the roles of services that ended, and deletes them when they are named.
struct RetireCommand: RunnableCommand {
  private static let role = Flag("role", repeated: .text("NAME"), "Retire this role")
  private static let unusedFor = Flag(
    "unused-for", number: "DAYS", 1...400,
    "Retire every removable role that nothing used for so many days")
  private static let disable = Flag(
    "disable", "Let nobody assume the roles any more, and delete nothing")
  private static let forceDetach = Flag(
    "force-detach", "Also remove the policies that are not known to be the roles' own")
  private static let archive = Flag(
    "archive", .file("FILE"), "The file for the deleted roles (default retired-ACCOUNT.json)")

  static var declaration: Command {
    Command(
      "retire", group: Flags.setUp, "Find and delete the roles of services that ended",
      discussion: [
        "Reads the whole account, or a snapshot, and lists every role that the catalogue knows of a "
          + "service that ended, that trusts such a service, or that guides and samples left behind: "
          + "path, trust, policies, last use, instance profiles, who may pass it. Each gets a "
          + "verdict: removable, in use (within \(RetireRun.recentDays) days), shared, not ours or "
          + "unreadable. No recorded use is not proof of none.",
        "With --approve the roles that --role names or --unused-for chooses are deleted: they leave "
          + "their instance profiles, lose their policies, and go. What is gone already is fine, so "
          + "that a stopped run is continued by the same command. Policies that the catalogue does not "
          + "give to the role, or to a role of an ended service where it does not know the role, "
          + "stop it unless --force-detach is given.",
        "First the roles are written to an archive that only its owner may read; 'init "
          + "--from-archive FILE' makes the same roles again. A role that changed since an earlier "
          + "archive goes into a file of its own (retired-ACCOUNT-2.json): nothing that an archive has "
          + "is replaced. Service-linked roles are deleted by their service, which may refuse and say "
          + "what still uses them.",
        "With --disable the trust policy becomes a denial instead. The archive keeps the old one.",
      ],
      sections: [
        FlagSection(
          "Flags",
          [
            role, unusedFor, disable, forceDetach, archive, Flags.approve, Flags.account,
            Flags.partition, Flags.snapshot, SnapshotFile.maxAge, Flags.format,
          ]), Flags.connection,
      ],
      examples: [
        Example("List the roles of services that ended", "panorama-roles retire"),
        Example(
          "Delete what nothing used for a year", "panorama-roles retire --unused-for 365 --approve"),
      ], statuses: [4, 5, 6, 130, 143], related: ["snapshot", "policy tool", "init"])
  }

  private let choice: RetireChoice
  private let archivePath: String?
  private let isApproved: Bool
  private let account: String?
  private let partition: String
  private let snapshotFile: SnapshotFile?
  private let format: OutputFormat
  private let connection: ConnectionOptions

  init(_ arguments: Arguments) throws(CommandError) {
    choice = RetireChoice(
      names: arguments[Self.role], unusedDays: arguments[Self.unusedFor],
      disables: arguments[Self.disable], forcesDetach: arguments[Self.forceDetach])
    archivePath = arguments[Self.archive]
    isApproved = arguments[Flags.approve]
    account = arguments[Flags.account]
    partition = arguments[Flags.partition] ?? "aws"
    snapshotFile = try SnapshotFile(arguments)
    format = arguments[Flags.format]
    connection = ConnectionOptions(arguments)
    if snapshotFile != nil {
      for flag in Flags.connection.flags where arguments.has(flag) {
        throw CommandError(
          .usage, "'--\(flag.name)' says how to read an account, and '--snapshot' reads a file",
          hint: "leave one of them out")
      }
    }
    guard isApproved else { return }
    if snapshotFile != nil {
      throw CommandError(
        .usage, "'--approve' changes an account, and '--snapshot' reads a file",
        hint: "leave one of them out")
    }
    if choice.isEmpty {
      throw CommandError(
        .usage, "'--approve' needs to know which roles",
        hint: "name them with '--role NAME', or choose them with '--unused-for DAYS'")
    }
    if format == .json {
      throw CommandError(
        .usage, "'--format json' prints what was found, and '--approve' changes it",
        hint: "leave one of them out")
    }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let source = try read(in: context)
    let run = RetireRun(
      snapshot: source.snapshot, file: source.name, account: source.account,
      partition: source.partition, now: context.clock.now(), choice: choice)
    let found = run.found()
    let archive = RetireArchive(account: source.account, path: archivePath)
    try refuseUnknown(among: found, source, archive, in: context)
    let chosen = try run.chosen(among: found)
    let questions = run.questions(about: chosen)
    if isApproved, !questions.isEmpty {
      throw CommandError(.refused, in: Program.name, questions)
    }
    let changes = run.changes(for: chosen)
    let isIncomplete =
      source.snapshot.truncation != nil || found.contains { $0.verdict == .unreadable }
    let report = RetireReport(
      account: source.account, partition: source.partition,
      roles: choice.isEmpty ? found : chosen, chosen: chosen.map(\.name), changes: changes,
      disables: choice.disables, status: isIncomplete ? .incomplete : .done,
      nothing: found.isEmpty ? nil : choice.nothingChosen(among: found.count))
    switch format {
    case .text: context.terminal.result(report.text)
    case .json: context.terminal.result(report.json)
    }
    if let failure = source.snapshot.truncation { context.terminal.warn(failure.message) }
    guard isApproved else {
      if !changes.isEmpty { tellNext(chosen.count, questions, in: context) }
      return report.status
    }
    try context.terminal.refuseUnshown()
    guard let live = source.live, !changes.isEmpty else {
      context.terminal.note("nothing is left to do")
      return report.status
    }
    try end(chosen, changes, source, live, archive, in: context)
    return report.status
  }

  /// Tells after a dry run what carries it out.
  private func tellNext(
    _ count: Int, _ questions: [CommandError.Problem], in context: CommandContext
  ) {
    let verb = choice.disables ? "disables" : "deletes"
    if choice.isEmpty {
      let asked = questions.isEmpty ? "" : "; of some roles it asks for '--force-detach', too"
      context.terminal.note(
        "nothing was changed: '--approve' with '--role NAME' or '--unused-for DAYS' \(verb) them"
          + asked)
      return
    }
    for question in questions { context.terminal.note(question.message) }
    let flags = questions.isEmpty ? "--approve" : "--force-detach --approve"
    context.terminal.note(
      "nothing was changed: the same command with '\(flags)' \(verb) \(count == 1 ? "it" : "them")")
  }

  /// A name may be mistyped; one that an archive has is of a role that an earlier run deleted, and the same command
  /// can be given again.
  private func refuseUnknown(
    among found: [RetiredRole], _ source: Source, _ archive: RetireArchive,
    in context: CommandContext
  ) throws(CommandError) {
    var problems: [CommandError.Problem] = []
    for name in choice.names where source.snapshot.index(ofRole: name) == nil {
      if let failure = source.snapshot.truncation {
        throw CommandError(
          .incomplete, "\(failure.message) and does not contain role '\(name)'", at: source.name,
          hint: "create a new one with 'panorama-roles snapshot --out FILE'")
      }
      if let path = archive.path(of: name) {
        context.terminal.note(
          "\(Sentence.doesNotExist("role", name)) any more: '\(path)' contains it")
        continue
      }
      problems.append(
        CommandError.Problem(
          "no role of \(source.name) fits '--role' \(Shown.quoted(name))",
          hint: Sentence.didYouMean(
            name, among: found.map(\.name),
            else: "'panorama-roles retire' lists the roles of services that ended")))
    }
    guard problems.isEmpty else { throw CommandError(.usage, in: Program.name, problems) }
  }

  // MARK: Reading

  private struct Source {
    let snapshot: Snapshot
    let name: String
    let account: String
    let partition: String
    var live: LiveAccount?
  }

  private func read(in context: CommandContext) throws(CommandError) -> Source {
    if let snapshotFile {
      let snapshot = try snapshotFile.read(by: context.clock)
      let home = snapshot.home
      return Source(
        snapshot: snapshot, name: snapshotFile.name, account: home?.account ?? account ?? "",
        partition: home?.partition ?? partition)
    }
    let live = try context.account(connection, partition: partition)
    if let account {
      do throws(BackendError) {
        _ = try live.checkIdentity(account, partition, .flag)
      } catch {
        throw CommandError(error)
      }
    }
    let contents = try live.snapshot(keepsLastUse: true, for: "retire")
    let text = contents.text(takenAt: Clock.moment(context.clock.now()))
    let snapshot: Snapshot
    do throws(DocumentError) { snapshot = try Snapshot(reading: text) } catch {
      throw CommandError(error, in: "the account")
    }
    // An account without any role does not tell its id.
    var own = snapshot.home?.account ?? account
    if own == nil {
      do throws(BackendError) { own = try live.account?() } catch { throw CommandError(error) }
    }
    return Source(
      snapshot: snapshot, name: "the account", account: own ?? "",
      partition: snapshot.home?.partition ?? partition, live: live)
  }

  // MARK: Changing

  private func end(
    _ roles: [RetiredRole], _ changes: [PlannedChange], _ source: Source, _ live: LiveAccount,
    _ archive: RetireArchive, in context: CommandContext
  ) throws(CommandError) {
    let path = try archive.write(
      roles.map(\.name), of: source.snapshot, takenAt: Clock.moment(context.clock.now()))
    context.terminal.note("wrote \(counted(roles.count, "role")) to '\(path)'")
    let set = RoleSet(
      account: source.account, partition: source.partition, roles: roles.map(\.wanted))
    var executor = PlanExecutor(
      plan: Plan(account: source.account, partition: source.partition, changes: changes),
      drift: Drift(between: set, and: .empty(for: set)), set: set,
      account: try live.backend(of: set, .perRole), terminal: context.terminal,
      signals: context.signals, accepted: [])
    executor.again = "the same command again goes on from here"
    executor.look = "'panorama-roles retire' shows what is left"
    executor.expects = { [choice] state in
      state.roles.values.allSatisfy { reading in
        choice.disables
          ? reading.value?.trust.value?.policy == RetiredRole.disabledTrust : reading == .absent
      }
    }
    try executor.carryOut()
    let done = choice.disables ? "Disabled" : "Deleted"
    var text = StyledText()
    text.line("\(done) \(counted(roles.count, "role")); the account was read back.", .good)
    context.terminal.result(text)
    let adoption = roles.map { " --adopt \(ShellWord.text($0.name))" }.joined()
    let archived =
      "'panorama-roles init --from-archive \(ShellWord.text(path)) --spec restored.json"
    context.terminal.hint(
      choice.disables
        ? "the same command without '--disable' deletes what is disabled; "
          + "\(archived)\(adoption) --accept widening --approve' enables it again"
        : "\(archived)' makes the same roles again")
  }
}

extension RetiredRole {
  /// The role by its name, to read it again.
  fileprivate var wanted: DesiredRole {
    let role = subject.role
    if role.isServiceLinked {
      let service = role.path.split(separator: "/").last.map(String.init) ?? ""
      return .serviceLinked(ServiceLinkedRole(name: role.name, service: service))
    }
    return .ordinary(Role(name: role.name, path: role.path, trust: .trust([])))
  }
}
