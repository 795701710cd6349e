import CommandTable
import IAMBackend
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// `plan`: shows the changes that would bring the account to the spec.
struct PlanCommand: RunnableCommand {
  private static let out = Flag(
    "out", .file("FILE"), "Save the plan for 'apply --plan', bound to the account as it is now")

  private static let format = Flag(
    "format", choice: "FORMAT", default: PlanFormat.text, "The format of the output")

  static var declaration: Command {
    Command(
      "plan", group: Flags.setUp, "Show what 'apply' would change, and why",
      discussion: [
        "One line a change: '+' creates something (a role, an attachment, an inline "
          + "policy, a boundary), '~' changes something, '-' removes something. The last "
          + "line counts them. What the spec does not own is reported and left alone, unless "
          + "--remove names it. So is what left the role set, such as a role, an inline policy or an identity "
          + "provider: --remove names it, and --prune COUNT removes all of it.",
        "Policies over a quota (10,240 characters for the inline policies of a role, 6,144 for a managed "
          + "policy) are refused with a split that fits; --split-policies plans it. The comparer of "
          + "'compare' proves that each role may do the same.",
        "The status is 0; with --detailed-exitcode it is 2 when changes are pending. It is 5 when "
          + "something cannot be read, and then no plan is made.",
        AccountsOptions.discussion(
          "The spec's own account id becomes that of the account, and the same changes in several "
            + "accounts are shown once. --snapshot names a folder of snapshots then, ID.json for each "
            + "account."),
      ],
      sections: [
        FlagSection(
          "Flags",
          [
            Flags.spec, Flags.allowOutside, Flags.snapshot, SnapshotFile.maxAge,
            BackendOptions.readStrategy,
            Flags.remove, Flags.prune, Flags.adopt, Flags.splitPolicies, AskedRoles.role, out,
            format, Flags.detailedExitCode,
          ]), AccountsOptions.section, Flags.connection,
      ],
      examples: [
        Example("Show what would change", "panorama-roles plan"),
        Example(
          "Show it for every account of a list",
          "panorama-roles plan --accounts accounts.txt --assume-role admin"),
        Example("Save the plan, to apply exactly that", "panorama-roles plan --out change.plan"),
        Example(
          "Write it for the summary of a job or a comment",
          "panorama-roles plan --format markdown >plan.md"),
      ], statuses: [2, 4, 5, 130, 143], related: ["accounts merge"])
  }

  private let specFile: SpecFile
  private let source: AccountSource
  private let options: PlanOptions
  private let roles: AskedRoles
  private let adopted: [String]
  private let planPath: String?
  private let nextStep: NextStep
  private let format: PlanFormat
  private let hasDetailedExitCode: Bool
  private let splitsPolicies: Bool
  private let accounts: (options: AccountsOptions, format: OutputFormat)?
  private let connection: ConnectionOptions

  init(_ arguments: Arguments) throws(CommandError) {
    specFile = SpecFile(arguments)
    source = try AccountSource(arguments)
    options = try PlanOptions(arguments)
    roles = AskedRoles(arguments)
    adopted = arguments[Flags.adopt]
    planPath = arguments[Self.out]
    nextStep = NextStep(arguments)
    format = arguments[Self.format]
    splitsPolicies = arguments[Flags.splitPolicies]
    hasDetailedExitCode = arguments[Flags.detailedExitCode]
    accounts = try AccountsOptions(arguments, command: "plan", isOfFiles: source.isFile)
      .map { options throws(CommandError) in (options, try Self.accountsFormat(arguments)) }
    connection = ConnectionOptions(arguments)
    if accounts != nil, planPath != nil {
      throw AccountsOptions.alone("--out", "'apply --accounts' plans each account again")
    }
    if let planPath, planPath == "-" || planPath == specFile.path {
      throw CommandError(
        .usage, "'--out \(planPath)' names no file for a plan",
        hint: "name another file, such as 'change.plan'")
    }
    if case .snapshot = source, planPath != nil {
      throw CommandError(
        .usage, "a plan that is made from a snapshot cannot be saved",
        hint: "leave '--out' or '--snapshot' out: 'apply' compares a saved plan with the account")
    }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    if let accounts { return try run(accounts.options, accounts.format, in: context) }
    var account: String?
    do throws(CommandError) {
      let loaded = try specFile.load(splitsPolicies: splitsPolicies)
      let spec = loaded.spec
      account = spec.account
      let declared = try roles.narrowing(
        loaded.roleSet().withRolesThatLeft(removing: options.removals)
      ).adopting(adopted)
      try declared.refuseUnknownAdoption(adopted)
      context.warnOfExpiredOpening(spec)
      context.warnOfEndedServices(of: spec, in: loaded.catalogue)
      let reading = try source.read(declared, for: .planWithOthers, in: context)
      for note in reading.notes(isPruning: options.prune != nil) { context.terminal.note(note) }
      let set = declared.withRoles(byTag: reading.state.rolesByTag)
      let drift = Drift(between: set, and: reading.state, tellsMissing: false)
      let unavailable =
        source.isFile
        ? UnavailableNote.text(
          drift.roles.flatMap(\.coverage), isOfFile: true, includesRelated: false) : nil
      if let unavailable { context.terminal.note(unavailable) }
      guard drift.unreadable.isEmpty else {
        context.terminal.result(format.rendering(ofIncomplete: drift))
        return .incomplete
      }
      let plan = try Plan.closing(drift, options.completing(spec.recorded))
      var saved: (path: String, digest: String)?
      if let planPath {
        let digest = try save(plan, spec, reading.state, to: planPath)
        context.terminal.note("saved '\(planPath)', digest \(digest)")
        if splitsPolicies, specFile.path != "-", try !specFile.read().splitsPolicies {
          let edit = SpecEditing.commands([.setSplitPolicies(true)], of: specFile)
          context.terminal.hint(
            "'\(edit.joined())' has the spec say that policies are split, for 'drift' too")
        }
        saved = (planPath, digest)
      }
      let status: ExitStatus = hasDetailedExitCode && !plan.isEmpty ? .drift : .done
      context.terminal.result(format.rendering(of: plan, closing: drift, exit: status))
      if format == .text, let command = nextStep.command(for: plan, saved: saved) {
        context.terminal.note("next: \(command)")
      }
      return status
    } catch {
      throw error.about(account: account)
    }
  }

  private static func accountsFormat(_ arguments: Arguments) throws(CommandError) -> OutputFormat {
    let name = arguments[format].rawValue
    guard let format = OutputFormat(rawValue: name) else {
      throw AccountsOptions.alone(
        "--format \(name)", Sentence.choose(among: OutputFormat.allCases.map(\.rawValue)))
    }
    return format
  }

  private func run(
    _ accounts: AccountsOptions, _ format: OutputFormat, in context: CommandContext
  ) throws(CommandError) -> ExitStatus {
    let loaded = try specFile.load(splitsPolicies: splitsPolicies)
    context.warnOfExpiredOpening(loaded.spec)
    let planning = try MemberPlanning(
      loaded, roles, adopted: adopted, options, source.strategy, for: .plan)
    return try AccountsPlanRun(
      options: accounts, planning: planning, format: format, connection: connection,
      hasDetailedExitCode: hasDetailedExitCode, folder: try source.folder(in: context)
    ).run(in: context)
  }

  private func save(
    _ plan: Plan, _ spec: Spec, _ state: AccountState, to path: String
  ) throws(CommandError) -> String {
    try refuseOtherFile(path)
    // 'apply --plan' knows nothing of the folder that the spec is in.
    let files = specFile.roleSetFiles
    let file = PlanFile(
      spec: spec.json(naming: files.path(of:)),
      options: PlanOptions(removals: plan.removals).json(of: roles.selection, adopting: adopted),
      basedOn: state,
      requests: plan.requests)
    do throws(OutputError) { try OutputFile.write(file.text, to: path, access: .owner) } catch {
      throw CommandError(error)
    }
    return Digest.text(of: file.text)
  }

  /// Only a plan is replaced by a plan: never the spec, a device or somebody's notes.
  private func refuseOtherFile(_ path: String) throws(CommandError) {
    guard InputFile.exists(path) else { return }
    let isPlan =
      InputFile.isRegular(path)
      && (try? PlanFile(reading: String(decoding: InputFile.bytes(path), as: UTF8.self))) != nil
    guard isPlan else {
      throw CommandError(
        .refused, Sentence.exists(path, isNot: "a saved plan"),
        hint: "name a new file")
    }
  }
}

extension Plan {
  /// The plan, or why there is none.
  static func closing(_ drift: Drift, _ options: PlanOptions) throws(CommandError) -> Plan {
    do throws(PlanRefusal) { return try Plan(closing: drift, options: options) } catch {
      throw CommandError(error)
    }
  }

  /// The requests with their reasons.
  var requests: [PlannedRequest] { changes.map { PlannedRequest($0.change, why: $0.why) } }
}

extension PlanOptions {
  /// Reads what is named to be removed.
  init(_ arguments: Arguments) throws(CommandError) {
    try self.init(named: arguments[Flags.remove])
    prune = arguments[Flags.prune]
  }

  init(named texts: [String]) throws(CommandError) {
    var removals: [NamedRemoval] = []
    for text in texts {
      guard let removal = NamedRemoval(text) else {
        throw CommandError(
          .usage, "'--remove' takes ROLE, ROLE:KIND:NAME or an ARN, not '\(text)'",
          hint:
            "KIND is \(NamedRemoval.Kind.allCases.filter(\.isOfRole).map { "'\($0.rawValue)'" }.joined(separator: ", "))"
        )
      }
      removals.append(removal)
    }
    self.init(removals: removals)
  }

  /// The options in a saved plan.
  func json(of selection: RoleSelection, adopting adopted: [String] = []) -> JSON {
    let remove: [(String, JSON)] = [("remove", .strings(removals.map(\.text)))]
    return .object(
      remove + (selection.isAll ? [] : [("role", .strings(selection.patterns))])
        + (adopted.isEmpty ? [] : [("adopt", .strings(adopted))]))
  }
}
