import IAMBackend
import IAMRoles
import Reports

/// How one account of a list is changed: read and planned once more, and then as `apply` does it.
struct MemberChange: Sendable {
  let planning: MemberPlanning
  let ways: MemberWays
  let wave: Int

  /// An account with the plan that was shown for it.
  struct Task: Sendable {
    let member: MemberAccount
    let digest: String
  }

  /// Changes an account; nil when the person stopped the work before it was begun.
  func outcome(of task: Task) -> AccountOutcome? {
    let member = task.member
    let live: LiveAccount
    do throws(MemberWays.Closed) { live = try ways.openLive(member) } catch {
      return planning.outcome(of: error, member)?.inWave(wave)
    }
    do throws(CommandError) {
      var account: OpenAccount?
      let result = try planning.planned(member) { set throws(CommandError) in
        let open = try live.backend(of: set, planning.strategy)
        account = open
        return try open.read(set, for: .planWithOthers)
      }
      guard let planned = result.planned, let account, !planned.plan.isEmpty else {
        return result.outcome.inWave(wave)
      }
      guard planned.digest == task.digest, planned.questions.isEmpty else {
        throw CommandError(
          .refused, "the account has changed since its plan was shown",
          hint: "run the command again, and look at the new plan")
      }
      return change(planned, account, result.outcome).inWave(wave)
    } catch {
      return planning.failure(error, of: member).inWave(wave)
    }
  }

  private final class Steps {
    var lines: [String] = []
  }

  private func change(
    _ planned: MemberPlanning.Planned, _ account: OpenAccount, _ outcome: AccountOutcome
  ) -> AccountOutcome {
    let steps = Steps()
    // A signal begins no other account, and this one is brought to its end.
    var executor = PlanExecutor(
      plan: planned.plan, drift: planned.drift, set: planned.set, account: account,
      terminal: .silent(program: Program.name), signals: .none, accepted: planning.accepted)
    executor.stoppedStep = { steps.lines.append($0) }
    do throws(CommandError) {
      try executor.carryOut()
      return outcome.with(.applied, exit: .done)
    } catch {
      let status = AccountOutcome.status(of: error)
      var failed = outcome.with(status, exit: error.status)
      failed.problem = AccountOutcome.Problem(error)
      failed.steps = steps.lines
      return failed
    }
  }
}
