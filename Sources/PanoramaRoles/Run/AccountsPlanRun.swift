import AWSAccess
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// The plans of many accounts, made side by side: what is the same in several is shown once.
struct AccountsPlans {
  /// What came of each account, by position; a plan with changes is pending.
  private(set) var outcomes: [Int: AccountOutcome] = [:]
  /// What tells the plan of an account from others, by position.
  private(set) var digests: [Int: String] = [:]
  private var questions: [(questions: PlanQuestions, account: MemberAccount)] = []
  /// Each plan once, with its accounts, in the order of the list.
  private var shown: [String: StyledText] = [:]

  /// Plans accounts; `told` hears of each as it comes.
  init(
    _ members: [MemberAccount], by planning: MemberPlanning, over ways: MemberWays, width: Int,
    to terminal: Terminal, told: (AccountOutcome, [Int: AccountOutcome]) -> Void
  ) {
    Threads.stream(members, width: width) {
      planning.result(of: $0, ways)
    } receive: {
      index, result in
      guard let result else { return }
      let position = members[index].place.position
      outcomes[position] = result.outcome
      if let planned = result.planned, !planned.plan.isEmpty {
        digests[position] = planned.digest
        shown[planned.digest] = planned.text
        if !planned.questions.isEmpty { questions.append((planned.questions, members[index])) }
      }
      told(result.outcome, outcomes)
      // Nobody reads the results any more.
      if terminal.outputFailure != nil { ways.cancellation.cancel() }
    }
  }

  /// Each plan once, those of most accounts first.
  var text: StyledText {
    var rows: [(key: String, value: Void, account: String)] = []
    for (position, outcome) in outcomes.sorted(by: { $0.key < $1.key }) {
      if let digest = digests[position] { rows.append((digest, (), outcome.account)) }
    }
    var text = StyledText()
    for (digest, _, accounts) in AccountGroups.of(rows) {
      text.append(OutcomesText.plan(shown[digest] ?? StyledText(), of: accounts))
    }
    return text
  }

  /// The positions of the accounts about which a person is asked.
  var askedPositions: Set<Int> { Set(questions.map { $0.account.place.position }) }

  /// What a person must ask for by name, each thing once with its accounts; nil for nothing.
  func refusal(accepting accepted: [Acceptance]) -> CommandError? {
    guard !questions.isEmpty else { return nil }
    let ordered = questions.sorted { $0.account.place.position < $1.account.place.position }
    var all = PlanQuestions()
    var refusals: [(key: CommandError.Problem, value: Void, account: String)] = []
    var asked: [(key: String, value: Void, account: String)] = []
    for (questions, member) in ordered {
      let names = MemberPlanning.names(of: member)
      for problem in questions.refusals {
        var problem = problem
        problem.message = names.generic(problem.message)
        problem.hint = problem.hint.map(names.generic)
        refusals.append((problem, (), member.account))
      }
      asked += questions.asked.map { (names.generic($0), (), member.account) }
      all.acceptances.formUnion(questions.acceptances)
    }
    all.refusals = AccountGroups.of(refusals).map { problem, _, accounts in
      var problem = problem
      problem.message = "\(Self.words(accounts)): \(problem.message)"
      return problem
    }
    all.asked = AccountGroups.of(asked).map { text, _, accounts in
      "\(Self.words(accounts)): \(text)"
    }
    return all.error(accepting: accepted)
  }

  /// `account 000000000001`, or `37 accounts`.
  private static func words(_ accounts: [String]) -> String {
    accounts.count == 1 ? "account \(accounts[0])" : "\(accounts.count) accounts"
  }
}

/// `plan --accounts`: the plan of each account, each as `plan` alone makes it.
struct AccountsPlanRun {
  let options: AccountsOptions
  let planning: MemberPlanning
  let format: OutputFormat
  let connection: ConnectionOptions
  let hasDetailedExitCode: Bool
  /// The folder that snapshots of the accounts are in; nil when they are reached by roles.
  let folder: SnapshotFolder?

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let terminal = context.terminal
    let roster = try options.roster(
      partition: planning.specs.spec.partition, in: context.environment)
    try planning.specs.refuseDevices(of: roster.members)
    var results: [Int: AccountOutcome] = try options.earlier(
      for: roster.members, check: planning.check, in: terminal, at: context.clock.now())
    let pending = roster.members.filter { results[$0.place.position] == nil }
    let ways = try context.ways(to: pending, connection, readingFrom: folder)
    let format = format
    var output = AccountsOutput<AccountOutcome>(to: terminal, roster, clock: context.clock) {
      if format == .json { terminal.result(exactly: $0.json.text(.compact) + "\n") }
    }
    output.show(&results)
    let hasDetailedExitCode = hasDetailedExitCode
    let plans = AccountsPlans(
      pending, by: planning, over: ways, width: options.parallel, to: terminal
    ) { outcome, _ in
      var outcome = outcome
      if hasDetailedExitCode, outcome.status == .pending { outcome.exit = .drift }
      results[outcome.place.position] = outcome
      output.finished(outcome, &results)
    }
    output.finish(&results)
    if let status = context.signals.status(), results.count < roster.members.count {
      throw CommandError(
        status,
        "stopped after \(results.count) of \(counted(roster.members.count, "account")): nothing "
          + "was changed",
        hint: "'--resume FILE' with the JSON lines that were written goes on from there")
    }
    let report = OutcomesReport(results.values, of: roster.total, expected: roster.positions)
    if format == .text {
      let known = report.results.filter { plans.outcomes[$0.place.position] == nil }
      terminal.result(plans.text)
      terminal.result(
        OutcomesText.groups(OutcomesReport(known, of: roster.total, expected: [])))
      for result in report.results { terminal.result(OutcomesText.block(result)) }
      terminal.result(OutcomesText.ending(report))
    }
    roster.shard.note(to: terminal)
    return report.status
  }
}

extension Shard {
  /// Says how the results of all shards come together.
  func note(to terminal: Terminal) {
    guard self != .whole else { return }
    terminal.note(
      "this is shard \(text): 'panorama-roles accounts merge FILE…' joins the JSON lines of all")
  }
}
