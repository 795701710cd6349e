import CommandTable
import IAMBackend
import IAMRoles
import Reports
import RoleCatalogue

/// A change of the devices that roles serve: the spec and the trust policies in the account, step by step.
///
/// Each step writes the spec first and then the account. A run that stops in between is continued by the
/// same command: what is done already is found so.
struct DeviceRun {
  /// One state of the spec on the way, which the account follows before the next.
  struct Step {
    /// What it is for; nil when there is only one.
    var title: String?
    var edits: [SpecEdit]
  }

  let specFile: SpecFile
  let isApproved: Bool
  let accepted: [Acceptance]
  private let backend: BackendOptions

  static let sections = [
    FlagSection(
      "Flags",
      [
        Flags.spec, Flags.allowOutside, Flags.approve, Flags.accept, BackendOptions.backend,
        Flags.snapshot,
        SnapshotFile.maxAge, BackendOptions.readStrategy,
      ]), Flags.connection,
  ]
  static let discussion = [
    "Without --approve the steps are shown and nothing is written. With it the spec and the trust "
      + "policies of the roles that are held to devices change together; nothing else of the roles "
      + "is changed. Access that grows asks for --accept widening. A run that was stopped is continued "
      + "by the same command."
  ]
  static let statuses: [Int32] = [4, 5, 6, 130, 143]

  init(_ arguments: Arguments) throws(CommandError) {
    specFile = SpecFile(arguments)
    isApproved = arguments[Flags.approve]
    accepted = arguments[Flags.accept]
    backend = try BackendOptions(arguments)
  }

  func run(_ steps: [Step], in context: CommandContext) throws(CommandError) -> ExitStatus {
    let outcomes = try outcomes(of: steps, in: context)
    guard let first = outcomes.first else { return .done }
    for warning in outcomes.last?.new.warnings ?? [] where !first.old.warnings.contains(warning) {
      context.terminal.warn(warning)
    }
    let account = try backend.open(for: first.newSet, in: context)
    var planned: AccountState?
    var changes = 0
    var earlier: String?
    var plans: [Plan] = []
    for (number, outcome) in outcomes.enumerated() {
      let set = try deviceRoles(of: outcome)
      let reading = try account.read(set, for: .plan)
      for note in reading.notes { context.terminal.note(note) }
      let drift = Drift(between: set, and: planned ?? reading.state).ofTrustPolicies
      try refuseMissing(drift)
      let plan = try Plan.closing(drift, PlanOptions().completing(outcome.new.recorded))
      show(steps[number], outcome, number: number, of: steps.count, in: context)
      changes += plan.changes.count + outcome.lines.count
      guard isApproved else {
        context.terminal.result(PlanText.text(plan, closing: drift))
        plans.append(plan)
        planned = Self.state(planned ?? reading.state, after: plan)
        continue
      }
      var executor = PlanExecutor(
        plan: plan, drift: drift, set: set, account: account, terminal: context.terminal,
        signals: context.signals, accepted: accepted,
        writeSpec: { [specFile] () throws(CommandError) in
          if !outcome.lines.isEmpty { try specFile.replace(by: outcome.text) }
        }, earlier: earlier, part: \.ofTrustPolicies)
      executor.again = "the same command again goes on from here"
      try executor.run()
      if !plan.isEmpty { earlier = "after step \(number + 1) of \(steps.count)" }
    }
    if !isApproved, changes > 0 {
      let flags = NextStep.flags(toApply: plans, accepting: accepted)
      context.terminal.note("nothing was changed: '\(flags)' makes the changes")
    }
    return .done
  }

  /// The spec after each step, all checked before anything is shown.
  private func outcomes(
    of steps: [Step], in context: CommandContext
  ) throws(CommandError) -> [SpecEditRun.Outcome] {
    var outcomes: [SpecEditRun.Outcome] = []
    for step in steps {
      let run = SpecEditRun(specFile: specFile, edits: step.edits)
      let edited = try run.edited(after: outcomes.last)
      for split in edited.catalogue.deviceSplits(of: edited.new) {
        context.terminal.result(DeviceText.text(split))
      }
      outcomes.append(try run.outcome(of: edited))
    }
    return outcomes
  }

  private func show(
    _ step: Step, _ outcome: SpecEditRun.Outcome, number: Int, of count: Int,
    in context: CommandContext
  ) {
    var text = StyledText()
    if number > 0 { text.line() }
    if let title = step.title { text.line("Step \(number + 1) of \(count): \(title)", .heading) }
    if !outcome.lines.isEmpty {
      text.append(SpecEditText.lines(outcome.lines, of: specFile.path))
    }
    if !text.spans.isEmpty { text.line() }
    context.terminal.result(text)
  }

  /// The roles that are held to devices, and nothing else of the spec.
  private func deviceRoles(of outcome: SpecEditRun.Outcome) throws(CommandError) -> RoleSet {
    let names: [String]
    do throws(SpecError) { names = try outcome.catalogue.deviceRoles(of: outcome.new) } catch {
      throw CommandError(error, in: nil)
    }
    var set = outcome.newSet
    set.policies = []
    set.roles = set.roles.filter { names.contains($0.name) }
    return set
  }

  private func refuseMissing(_ drift: Drift) throws(CommandError) {
    for role in drift.roles where role.observed == nil && role.unreadable.isEmpty {
      throw CommandError(
        .refused, "role '\(role.name)' does not exist in account \(drift.account)",
        hint: specFile.pasteable("'panorama-roles apply --approve' creates it"))
    }
  }

  /// The account as a plan leaves it; the model refuses nothing that was planned for it.
  private static func state(_ state: AccountState, after plan: Plan) -> AccountState {
    var state = state
    state.prepare()
    // A change that IAM would refuse leaves the account as it is.
    for planned in plan.changes { try? state.apply(planned.change) }
    return state
  }
}

extension Drift {
  /// The same with the trust policies alone: nothing else of the roles is changed.
  fileprivate var ofTrustPolicies: Drift {
    var drift = self
    for place in drift.roles.indices where drift.roles[place].observed != nil {
      drift.roles[place].differences.removeAll { $0.part != .trustPolicy }
    }
    return drift
  }
}

extension CommandContext {
  /// Says which services of the chosen role sets end or have ended: nobody sets up their roles unaware.
  func warnOfEndedServices(of spec: Spec, in catalogue: RoleCatalogue) {
    for notice in catalogue.notices(for: spec) { terminal.warn(notice) }
  }

  /// Says when roles serve every device of the account for longer than somebody wanted.
  func warnOfExpiredOpening(_ spec: Spec) {
    guard let opened = spec.opened, opened.isExpired(at: clock.now()) else { return }
    terminal.warn(
      "the roles have been open to every device of the account since \(opened.until): "
        + "'panorama-roles device close' closes them")
  }
}
