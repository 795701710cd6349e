import CommandTable
import IAMBackend
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// `drift`: compares the account with the spec and never writes.
struct DriftCommand: RunnableCommand {
  private static let format = Flag(
    "format", choice: "FORMAT", default: ReportFormat.text, "The format of the output")
  private static let failOn = Flag(
    "fail-on", choice: "WHAT", default: FailureThreshold.any,
    "What ends with 2: any difference (default), or only what may allow more than the spec says")
  private static let rolesOnly = Flag(
    "roles-only", "Only the roles themselves, not the related resources")
  private static let strict = Flag(
    "strict", "Count policies that are written differently and mean the same")
  private static let everydayRoles = Flag(
    "everyday-roles",
    "Count roles that nobody declared and that trust an everyday service of the set, such as lambda"
  )
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
        "Related resources are read too, unless --roles-only is given: whether a managed "
          + "policy still has the document that this program knows or the last 'apply' recorded, "
          + "instance profiles, and roles that trust the same services and that nobody declared. "
          + "Where all that they share is an everyday service (lambda, ec2, s3 and others; drift.md "
          + "lists them), such roles are a note; --everyday-roles counts them.",
        "Something that could not be read is never taken for missing: the run then ends with 5 and "
          + "names the missing permission; 'policy tool --for drift' prints all that a check "
          + "needs. With --format json one document is printed, with the exit status in it.",
        "With --fail-on widened a difference that allows no more than the spec does ends with 0 and "
          + "a note; what could not be decided, and a longer session, count as widened, "
          + "and so does a policy of the account with which nothing could be compared.",
        "The list 'ignore' of the spec, and of an ignore file, holds accepted differences by role, "
          + "kind and digest of the value, with reason, owner and last day, which is at most 400 days off. They are still printed and counted; an entry that expired, matches nothing, or has no path where several differences match ends with 3. "
          + "--write-ignore leaves reason and owner empty, and such an entry is not accepted until "
          + "somebody fills them in.",
        "With --accounts each account of a list is checked by a role in it, many side by side: the spec's "
          + "own account id becomes that of the account. --format json prints one JSON line an account, "
          + "in the order of the list; an account whose role cannot be assumed is incomplete (5). Parts "
          + "of the list are chosen by --shard, by AWS_BATCH_JOB_ARRAY_INDEX and AWS_BATCH_JOB_ARRAY_SIZE, "
          + "or by JOB_COMPLETION_INDEX with --shards; 'drift merge' joins their results.",
        "With --accounts, --snapshot names a folder of snapshots, ID.json for each account, as "
          + "'snapshot --accounts FILE --out FOLDER' writes it: no account is reached then.",
      ],
      sections: [
        FlagSection(
          "Flags",
          [
            Flags.spec, Flags.allowOutside, Flags.snapshot, SnapshotFile.maxAge, AskedRoles.role,
            format, failOn,
            rolesOnly, strict, everydayRoles, ignore, writeIgnore, BackendOptions.readStrategy,
          ]), AccountsOptions.section, Flags.connection,
      ],
      examples: [
        Example("Check the account", "panorama-roles drift"),
        Example(
          "Check a saved answer of IAM, without credentials",
          "panorama-roles drift --snapshot account.json --format json"),
        Example(
          "Write the summary of a nightly job",
          "panorama-roles drift --format markdown >>\"$GITHUB_STEP_SUMMARY\""),
        Example(
          "Check every account of a list",
          "panorama-roles drift --accounts accounts.txt --assume-role drift-reader"),
        Example(
          "Check snapshots of them, without credentials",
          "panorama-roles drift --accounts accounts.txt --snapshot snapshots"),
      ], statuses: [2, 3, 4, 5, 130, 143])
  }

  private let specFile: SpecFile
  private let roles: AskedRoles
  private let source: AccountSource
  private let format: ReportFormat
  private let failsOnWideningOnly: Bool
  private let includesRelated: Bool
  private let isStrict: Bool
  private let countsEverydayRoles: Bool
  private let ignorePath: String?
  private let proposalPath: String?
  /// The accounts to check and the format of the result; nil for a check of one account.
  private let accounts: (options: AccountsOptions, format: AccountsFormat)?
  private let connection: ConnectionOptions

  init(_ arguments: Arguments) throws(CommandError) {
    specFile = SpecFile(arguments)
    roles = AskedRoles(arguments)
    source = try AccountSource(arguments)
    format = arguments[Self.format]
    failsOnWideningOnly = arguments[Self.failOn] == .widened
    includesRelated = !arguments[Self.rolesOnly]
    isStrict = arguments[Self.strict]
    countsEverydayRoles = arguments[Self.everydayRoles]
    ignorePath = arguments[Self.ignore]
    proposalPath = arguments[Self.writeIgnore]
    accounts = try Self.accounts(arguments, isOfFiles: source.isFile)
    connection = ConnectionOptions(arguments)
    if countsEverydayRoles, !includesRelated {
      throw CommandError(
        .usage, "'--roles-only' reads no other roles, and '--everyday-roles' counts some of them",
        hint: "leave one of them out")
    }
    guard accounts != nil else { return }
    if proposalPath != nil {
      throw AccountsOptions.alone("--write-ignore", "run 'drift' in one account")
    }
    if !roles.selection.isAll {
      throw AccountsOptions.alone("--role", "run 'drift' in one account")
    }
  }

  private static func accounts(
    _ arguments: Arguments, isOfFiles: Bool
  ) throws(CommandError) -> (AccountsOptions, AccountsFormat)? {
    let options = try AccountsOptions(arguments, command: "drift", isOfFiles: isOfFiles)
    guard let options else { return nil }
    let name = arguments[format].rawValue
    guard let format = AccountsFormat(rawValue: name) else {
      throw AccountsOptions.alone(
        "--format \(name)", Sentence.choose(among: AccountsFormat.allCases.map(\.rawValue)))
    }
    return (options, format)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    if let accounts {
      return try run(accounts.options, accounts.format, in: context)
    }
    var account: String?
    do throws(CommandError) {
      if let proposalPath, InputFile.exists(proposalPath) { throw Self.isThere(proposalPath) }
      let loaded = try specFile.load()
      account = loaded.spec.account
      context.warnOfEndedServices(of: loaded.spec, in: loaded.catalogue)
      let report = try report(of: loaded, in: context)
      UntilExit.keep(report)
      if let proposalPath { try propose(report, to: proposalPath, in: context) }
      if report.status == .done, report.drift.status == .drifted {
        context.terminal.note("the differences widen no access: '--fail-on any' counts them")
      }
      context.terminal.result(format.rendering(of: report))
      if let hint = hint(of: report.drift) { context.terminal.hint(hint) }
      return report.status
    } catch {
      throw error.about(account: account)
    }
  }

  private func report(
    of loaded: LoadedSpec, in context: CommandContext
  ) throws(CommandError) -> DriftReport {
    let set = try roles.narrowing(loaded.roleSet().withRolesThatLeft())
    let outcome = try driftRun(loaded, in: context).outcome(of: loaded.spec, set, as: .oneAccount) {
      set, pinned throws(CommandError) in
      try source.read(set, for: includesRelated ? .drift(pinned: pinned) : .plan, in: context)
    }
    for note in outcome.notes { context.terminal.note(note) }
    let report = outcome.report
    let unavailable = UnavailableNote.text(
      report.coverage, isOfFile: source.isFile, includesRelated: includesRelated)
    if let unavailable { context.terminal.note(unavailable) }
    return report
  }

  /// What to do about a missing permission; nil when none is missing.
  private func hint(of drift: Drift) -> String? {
    if source.isFile, drift.unreadable.contains(where: { $0.reason == .unavailable }) {
      let flag =
        drift.unreadable.contains {
          $0.reason == .unavailable && $0.subject.identityProviderResource != nil
        }
        ? "--identity-providers " : ""
      return "'panorama-roles snapshot \(flag)--out FILE' takes a snapshot that contains all of it"
    }
    guard drift.unreadable.contains(where: { $0.reason == .denied }) else { return nil }
    let permissions = "'panorama-roles policy tool --for drift' prints the permissions of a check"
    guard includesRelated, drift.unreadable.allSatisfy(\.isAboutRelatedResources) else {
      return permissions
    }
    return permissions + "; '--roles-only' leaves out related resources"
  }

  private func driftRun(
    _ loaded: LoadedSpec, in context: CommandContext
  ) throws(CommandError) -> DriftRun {
    let spec = loaded.spec
    // An entry that is in both is one.
    let listed = try accepted()
    return DriftRun(
      failsOnWideningOnly: failsOnWideningOnly,
      accepted: spec.ignored + listed.filter { !spec.ignored.contains($0) },
      day: context.clock.today,
      latestDay: context.clock.day(after: DriftSuppression.longestAcceptance), isStrict: isStrict,
      countsEverydayRoles: countsEverydayRoles,
      specPath: InputFile.displayName(specFile.path),
      expiredOpenings: try loaded.expiredOpenings(at: context.clock.now()),
      ignoreFile: ignorePath.map {
        DriftReport.IgnoreFile(
          path: InputFile.displayName($0),
          entries: Set(listed.filter { !spec.ignored.contains($0) }))
      }, isOfFile: source.isFile,
      pasteable: { [source, specFile] in source.pasteable(specFile.pasteable($0)) },
      dataTime: source.isFile ? nil : context.clock.today,
      roleFiles: Self.roleFiles(of: loaded), strategy: source.strategy,
      includesRelated: includesRelated)
  }

  /// The roles that role-set files describe, so that a report can point to their lines.
  private static func roleFiles(of loaded: LoadedSpec) -> [String: DriftReport.RoleFile] {
    var found: [String: DriftReport.RoleFile] = [:]
    for file in loaded.roleSetFiles {
      for role in file.definition.roles {
        found[role.name.lowercased()] = DriftReport.RoleFile(
          path: InputFile.displayName(file.path), role: role)
      }
    }
    return found
  }

  private func run(
    _ accounts: AccountsOptions, _ format: AccountsFormat, in context: CommandContext
  ) throws(CommandError) -> ExitStatus {
    let loaded = try specFile.load()
    context.warnOfEndedServices(of: loaded.spec, in: loaded.catalogue)
    let run = AccountsRun(
      options: accounts,
      memberCheck: try MemberAccountCheck(loaded, try driftRun(loaded, in: context)),
      format: format, connection: connection, folder: try source.folder(in: context))
    return try run.run(in: context)
  }

  // MARK: The ignore list

  private func accepted() throws(CommandError) -> [DriftSuppression] {
    guard let ignorePath else { return [] }
    let bytes = try InputFile.bytes(
      ignorePath, hint: "'panorama-roles drift --write-ignore FILE' proposes one")
    do throws(DocumentError) { return try IgnoreList(reading: bytes).entries } catch {
      throw FileKind.mismatch(bytes, wanted: .ignoreList, path: ignorePath)
        ?? CommandError(error, in: InputFile.displayName(ignorePath))
    }
  }

  /// Writes what was found as entries that a person completes.
  private func propose(
    _ report: DriftReport, to path: String, in context: CommandContext
  ) throws(CommandError) {
    let kept = report.drift.suppressed.map(\.entry)
    let proposed = report.entries.map { entry in
      DriftSuppression(
        role: entry.role, kind: entry.difference.kind, path: entry.difference.path,
        value: entry.difference.digest, reason: "", owner: "", expires: context.clock.day(after: 90)
      )
    }
    let text = IgnoreList(kept + proposed).json.text(.pretty) + "\n"
    let isNew: Bool
    do throws(OutputError) { isNew = try OutputFile.create(text, at: path) } catch {
      throw CommandError(error)
    }
    guard isNew else { throw Self.isThere(path) }
    context.terminal.note(
      "wrote \(counted(proposed.count, "proposal")) to '\(path)': fill in reason and owner of each, "
        + "and choose the last day")
  }

  /// An ignore list is written by hand, so that not even a list is replaced.
  private static func isThere(_ path: String) -> CommandError {
    CommandError(
      .refused, "'\(path)' exists, and '--write-ignore' replaces nothing",
      hint: "name a new file, and take over its entries")
  }
}

/// Which differences end with 2.
enum FailureThreshold: String, CaseIterable {
  case any
  case widened
}
