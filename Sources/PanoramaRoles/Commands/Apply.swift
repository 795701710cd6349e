import CommandTable
import IAMBackend
import IAMPolicy
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// `apply`: shows the plan and, when approved, carries it out.
struct ApplyCommand: RunnableCommand {
  private static let plan = Flag(
    "plan", .file("FILE"), "Apply exactly this plan, saved by 'plan --out'")
  private static let planDigest = Flag(
    "plan-digest", .text("DIGEST"),
    "Refuse the plan unless it has the digest that 'plan --out' printed")

  private static let settle = Flag(
    "settle", number: "SECONDS", 0...600,
    "After the changes wait so long and read the account a second time (default 0): IAM takes seconds "
      + "until a change counts everywhere")

  static var declaration: Command {
    Command(
      "apply", group: Flags.setUp, "Show the plan and, with --approve, apply it",
      discussion: [
        "Before anything else the caller's account is asked of STS; another account than the "
          + "spec's is refused (4). So is a plan that rests on something that could not be read, a "
          + "saved plan that no longer fits the account, and a change that may widen access of an "
          + "existing role without --accept widening.",
        "Before the first write all that can be known is checked: that the managed policies exist "
          + "(iam:GetPolicy), that the account has room (iam:GetAccountSummary), and that the caller may "
          + "make these calls (iam:SimulatePrincipalPolicy, where the caller may ask). What cannot be "
          + "asked is said and stops nothing.",
        "Progress goes to standard error, a line a request. Afterwards the account is read back. "
          + "A failure in the middle ends with 6 and says what was done and what not; running it "
          + "again goes on from there.",
        "--split-policies splits policies over a quota as 'plan --split-policies' shows it, and with "
          + "--approve the spec says so from then on.",
        AccountsOptions.discussion(
          "All accounts are planned first, and what is the same in several is shown and asked once; "
            + "while something is asked, nothing is changed anywhere. An account that could not be read "
            + "whole, or that has changed since, is left alone and counts as failed. --wave changes a few "
            + "accounts first; no further wave begins once more than --max-failures have failed. SIGINT and "
            + "SIGTERM begin no further account, bring those that are begun to their end, and end with 130 "
            + "and 143."),
      ],
      sections: [
        FlagSection(
          "Flags",
          [
            Flags.spec, Flags.allowOutside, plan, planDigest, Flags.remove, Flags.prune,
            AskedRoles.role, Flags.approve,
            Flags.accept, Flags.adopt, Flags.splitPolicies,
            BackendOptions.backend, Flags.snapshot, SnapshotFile.maxAge,
            BackendOptions.readStrategy, settle, Flags.detailedExitCode,
          ]),
        AccountsOptions.writingSection([Waves.wave, Waves.maxFailures]), Flags.connection,
      ],
      examples: [
        Example("Show the plan and apply it", "panorama-roles apply --approve"),
        Example(
          "Apply a plan that was reviewed before",
          "panorama-roles apply --plan change.plan --approve"),
        Example(
          "Change one account, then ten, then the others",
          "panorama-roles apply --accounts accounts.txt --assume-role admin --wave 1,10,100% --approve"
        ),
      ], statuses: [2, 4, 5, 6, 130, 143], related: ["accounts merge"])
  }

  private let specFile: SpecFile
  private let planPath: String?
  private let planDigest: String?
  private let options: PlanOptions
  private let roles: AskedRoles
  private let backend: BackendOptions
  private let isApproved: Bool
  private let accepted: [Acceptance]
  private let adopted: [String]
  private let settleSeconds: Int
  private let hasDetailedExitCode: Bool
  private let splitsPolicies: Bool
  private let accounts: AccountsOptions?
  private let waves: Waves
  private let format: OutputFormat
  private let given: GivenCommand

  init(_ arguments: Arguments) throws(CommandError) {
    specFile = SpecFile(arguments)
    given = GivenCommand("apply", arguments)
    planPath = arguments[Self.plan]
    planDigest = arguments[Self.planDigest]
    options = try PlanOptions(arguments)
    roles = AskedRoles(arguments)
    backend = try BackendOptions(arguments)
    isApproved = arguments[Flags.approve]
    accepted = arguments[Flags.accept]
    adopted = arguments[Flags.adopt]
    splitsPolicies = arguments[Flags.splitPolicies]
    hasDetailedExitCode = arguments[Flags.detailedExitCode]
    settleSeconds = arguments[Self.settle] ?? 0
    accounts = try AccountsOptions(arguments, command: "apply")
    format = try AccountsOptions.chosenFormat(arguments)
    waves = try Waves(arguments)
    try Self.refuseAlone(arguments, accounts)
    if planDigest != nil, planPath == nil {
      throw CommandError(
        .usage, "'--plan-digest' is given without '--plan'",
        hint: "name the plan, or leave '--plan-digest' out")
    }
    if planPath != nil,
      specFile.isNamed || !options.removals.isEmpty || options.prune != nil
        || !roles.selection.isAll || !adopted.isEmpty || splitsPolicies
    {
      throw CommandError(
        .usage, "a saved plan holds its own spec, removals, adoptions and choice of roles",
        hint:
          "leave '--spec', '--remove', '--prune', '--adopt', '--role' and '--split-policies' out, or "
          + "make a new plan")
    }
  }

  /// Refuses what is about one account with the list, and what is about the list without it.
  private static func refuseAlone(
    _ arguments: Arguments, _ accounts: AccountsOptions?
  ) throws(CommandError) {
    guard accounts != nil else {
      guard arguments[Waves.wave] == nil else {
        throw CommandError(
          .usage, "'--wave' goes with '--accounts'", hint: "add '--accounts FILE'")
      }
      return
    }
    if arguments[plan] != nil {
      throw AccountsOptions.alone("--plan", "a saved plan is of one account")
    }
    if arguments[settle] != nil {
      throw AccountsOptions.alone("--settle", "'drift --accounts' reads the accounts a second time")
    }
    if arguments[BackendOptions.backend] == .memory {
      throw AccountsOptions.alone(
        "--backend memory", "'plan --accounts FILE --snapshot FOLDER' plans without the accounts")
    }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    if let accounts, case .aws(let connection, let strategy) = backend {
      let loaded = try specFile.load(splitsPolicies: splitsPolicies)
      context.warnOfExpiredOpening(loaded.spec)
      let planning = try MemberPlanning(
        loaded, roles, adopted: adopted, options, strategy, for: .apply, accepting: accepted)
      return try AccountsApplyRun(
        options: accounts, planning: planning, format: format, connection: connection,
        waves: waves, isApproved: isApproved, hasDetailedExitCode: hasDetailedExitCode,
        writeSpec: writeSpec
      ).run(in: context)
    }
    let basis = try basis()
    for notice in basis.notices { context.terminal.warn(notice) }
    if let spec = basis.spec { context.warnOfExpiredOpening(spec) }
    let account = try backend.open(for: basis.set, in: context)
    let reading = try account.read(basis.set, for: .planWithOthers)
    for note in reading.notes(isPruning: basis.options.prune != nil) {
      context.terminal.note(note)
    }
    let set = basis.set.withRoles(byTag: reading.state.rolesByTag)
    let drift = Drift(between: set, and: reading.state, tellsMissing: false)
    let plan = try Plan.closing(drift, basis.options)
    try basis.refuseChanged(reading.state, plan, path: planPath)
    guard isApproved else {
      context.terminal.result(PlanText.text(plan, closing: drift))
      guard !plan.isEmpty else { return .done }
      let flags = NextStep.flags(
        toApply: [plan], accepting: accepted, adopting: planPath == nil ? adopted : nil)
      context.terminal.note("nothing was changed: '\(flags)' applies the plan")
      return hasDetailedExitCode ? .drift : .done
    }
    var executor = PlanExecutor(
      plan: plan, drift: drift, set: set, account: account, terminal: context.terminal,
      signals: context.signals, accepted: accepted,
      records: account.isModel
        ? nil
        : basis.recordingSpec.flatMap {
          RoleRecords(specFile, of: $0, terminal: context.terminal)
        })
    executor.given = given
    executor.settleSeconds = settleSeconds
    executor.writeSpec = writeSpec
    try executor.run()
    return .done
  }

  /// Has the spec say that policies are split, once nothing is refused any more.
  private func writeSpec() throws(CommandError) {
    if splitsPolicies, specFile.path != "-" { try specFile.noteSplit() }
  }

  /// What is to be carried out: the spec of now, or a saved plan.
  private struct Basis {
    let set: RoleSet
    let options: PlanOptions
    /// The spec of now; nil when a saved plan holds its own.
    let spec: Spec?
    let file: PlanFile?
    /// The spec whose file takes the records of the run; nil when no file holds the spec of a saved plan.
    let recordingSpec: Spec?
    /// What is to be said of services that end or have ended.
    let notices: [String]

    /// Refuses a saved plan when the account, or what this version makes of it, is another one now.
    func refuseChanged(_ state: AccountState, _ plan: Plan, path: String?) throws(CommandError) {
      guard let file, let path else { return }
      let anew =
        "make a new plan with 'panorama-roles plan --out \(ShellWord.text(path))' and look at it"
      switch file.fit(to: state) {
      case .fits: break
      case .otherAccount(let other):
        throw CommandError(
          .refused, "the plan is of account \(file.account), not of \(other)", at: path, hint: anew)
      case .rolesChanged(let names):
        let list = names.map { "'\($0)'" }.joined(separator: ", ")
        throw CommandError(
          .refused, "the account has changed since the plan was made: \(list)", at: path,
          hint: anew)
      }
      guard file.holds(plan.requests) else {
        throw CommandError(
          .refused, "the plan does not contain the requests that its own spec asks for", at: path,
          hint: anew)
      }
    }
  }

  /// The spec of the file, when it makes the same choice as that of a saved plan.
  private func specOfFile(_ planned: Spec) -> Spec? {
    guard specFile.path != "-", specFile.exists, let held = try? specFile.load().spec,
      held.account == planned.account, held.differences(from: planned).isEmpty
    else { return nil }
    return held
  }

  private func basis() throws(CommandError) -> Basis {
    guard let planPath else {
      let loaded = try specFile.load(splitsPolicies: splitsPolicies)
      let set = try roles.narrowing(
        loaded.roleSet().withRolesThatLeft(removing: options.removals)
      ).adopting(adopted)
      try set.refuseUnknownAdoption(adopted)
      return Basis(
        set: set,
        options: options.completing(loaded.spec.recorded),
        spec: loaded.spec, file: nil, recordingSpec: loaded.spec,
        notices: loaded.catalogue.notices(for: loaded.spec))
    }
    let name = InputFile.displayName(planPath)
    let bytes = try InputFile.bytes(planPath)
    if let planDigest, planDigest != Digest.text(of: bytes) {
      throw CommandError(
        .refused, "the plan is not the one with digest \(Shown.quoted(planDigest))", at: name,
        hint: "review the plan again: its digest is '\(Digest.text(of: bytes))'")
    }
    let file: PlanFile
    do throws(DocumentError) {
      file = try PlanFile(reading: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw FileKind.mismatch(bytes, wanted: .plan, path: planPath) ?? CommandError(error, in: name)
    }
    let files = RoleSetFiles(besides: "-", allowsOutside: specFile.allowsOutside)
    let catalogue = try files.catalogue(naming: Spec.roleSets(named: file.spec), isForSpec: true)
    let spec: Spec
    var set: RoleSet
    do throws(SpecError) {
      spec = try Spec(file.spec, catalogue: catalogue)
      set = try catalogue.roleSet(for: spec)
    } catch {
      throw CommandError(error, in: name)
    }
    let removals = file.options["remove"]?.array ?? []
    set.selection = RoleSelection((file.options["role"]?.array ?? []).compactMap(\.string))
    let options = try PlanOptions(named: removals.compactMap(\.string))
    set = set.withRolesThatLeft(removing: options.removals).adopting(
      adopted + (file.options["adopt"]?.array ?? []).compactMap(\.string))
    return Basis(
      set: set, options: options.knowing(spec.recorded), spec: nil, file: file,
      recordingSpec: specOfFile(spec),
      notices: catalogue.notices(for: spec))
  }
}
