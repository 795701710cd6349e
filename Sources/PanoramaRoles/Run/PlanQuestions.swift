import IAMBackend
import IAMPolicy
import IAMRoles
import Reports

/// What a person must ask for by name before a plan is carried out.
///
/// One account and many are asked the same: roles and policies that the spec does not own first, then
/// access that may grow and unsafe moments.
struct PlanQuestions: Hashable, Sendable {
  /// What is refused whatever is accepted; each with its own hint.
  var refusals: [CommandError.Problem] = []
  /// What would be carried out when it is accepted.
  var asked: [String] = []
  /// The words that accept it.
  var acceptances: Set<Acceptance> = []
  /// The command, or the flags, that answer everything at once, where several things are to be named.
  private var answers: String?

  var isEmpty: Bool { refusals.isEmpty && asked.isEmpty }

  init() {}

  /// - Parameters:
  ///   - set: the roles with what a person adopts.
  ///   - accepted: what a person accepts.
  ///   - given: the command that asks; nil for one that adopts nothing.
  init(
    _ plan: Plan, of set: RoleSet, accepting accepted: [Acceptance], in given: GivenCommand? = nil
  ) {
    let adopted = set.ownership?.adopted ?? []
    if plan.roleAdoptions.allSatisfy({ $0.obstacle == nil }) {
      let flags = NextStep.answers(to: [plan], accepting: accepted, adopting: adopted)
      if flags.count > 1 {
        answers = given?.adding(flags) ?? "--approve \(flags.joined(separator: " "))"
      }
    }
    refusals = Self.unowned(plan, in: given, isAll: answers == nil)
    guard refusals.isEmpty else { return }
    refusals = plan.adoptions.filter { policy in !adopted.contains { policy.isMeant(by: $0) } }
      .map(Self.problem)
    guard refusals.isEmpty else { return }
    let widening = accepted.contains(.widening) ? [] : plan.needingAcceptance
    let unsafe = accepted.contains(.moment) ? [] : plan.leadingToUnsafeMoments
    asked =
      widening.map { "this may widen access: \($0.change.phrase)" }
      + unsafe.flatMap { planned in
        planned.moments.map { "after this, \($0.sentence): \(planned.change.phrase)" }
      }
    if !widening.isEmpty { acceptances.insert(.widening) }
    if !unsafe.isEmpty { acceptances.insert(.moment) }
  }

  /// Refuses to change roles that the spec does not own, unless a person adopts them by name.
  static func refuseUnowned(_ plan: Plan, in given: GivenCommand) throws(CommandError) {
    let names = (plan.providerAdoptions + plan.roleAdoptions).filter { !$0.isAccepted }.map(\.name)
    var questions = PlanQuestions()
    questions.refusals = unowned(plan, in: given, isAll: names.count == 1)
    if names.count > 1, plan.roleAdoptions.allSatisfy({ $0.obstacle == nil }) {
      questions.answers = given.adding(names.map { "--adopt \(ShellWord.text($0))" })
    }
    if let error = questions.error(accepting: []) { throw error }
  }

  /// The refusal; nil when nothing is asked.
  func error(accepting accepted: [Acceptance]) -> CommandError? {
    guard !isEmpty else { return nil }
    var problems = refusals + asked.map { CommandError.Problem($0) }
    let last = problems.count - 1
    if !asked.isEmpty { problems[last].hint = hint(accepting: accepted) }
    if let answers, !refusals.isEmpty {
      let hint = problems[last].hint.map { "\($0); " } ?? ""
      problems[last].hint = "\(hint)'\(answers)' names all that the plan asks about"
    }
    return CommandError(.refused, in: Program.name, problems)
  }

  /// What to do about what is asked.
  func hint(accepting accepted: [Acceptance]) -> String {
    let words = Acceptance.allCases.filter { acceptances.contains($0) || accepted.contains($0) }
      .map { "--accept \($0.rawValue)" }
    return "review the plan and repeat the command with '\(words.joined(separator: " "))'"
  }

  private static func problem(_ policy: PolicyAdoption) -> CommandError.Problem {
    CommandError.Problem(
      "managed policy '\(policy.name)' would be changed; \(policy.words)",
      hint: "'aws iam list-entities-for-policy --policy-arn "
        + "\(ShellWord.text(policy.arn))' shows who has it; "
        + "where it may change for all of them, repeat the command with '--adopt "
        + "\(policy.name)'")
  }

  /// Roles that the spec does not own, unless a person adopts them by name.
  ///
  /// - Parameters:
  ///   - given: the command that asks; nil for one that adopts nothing.
  ///   - isAll: whether nothing else is asked, so that the command with one more flag goes on.
  private static func unowned(
    _ plan: Plan, in given: GivenCommand?, isAll: Bool
  ) -> [CommandError.Problem] {
    func hint(_ name: String) -> String {
      let flag = "--adopt \(ShellWord.text(name))"
      let answer =
        switch given {
        case nil: "'\(flag)' of 'apply' takes it over"
        case let given? where isAll:
          "'\(given.adding([flag]))' "
            + (given.isApproved ? "takes it over" : "shows the requests and writes the spec")
        case _?: "'\(flag)' takes it over"
        }
      return "the plan shows what adopting it changes; \(answer)"
    }
    return plan.providerAdoptions.filter { !$0.isAccepted }.map { provider in
      CommandError.Problem(
        "\(IdentityProvider.phrase(of: provider.name)) \(provider.words)",
        hint: hint(provider.name))
    }
      + plan.roleAdoptions.filter { !$0.isAccepted || $0.obstacle != nil }.map { role in
        if let obstacle = role.obstacle {
          return CommandError.Problem(
            "role '\(role.name)' \(role.words), and it cannot be adopted: \(obstacle)",
            hint: role.obstacleHint)
        }
        return CommandError.Problem(
          "role '\(role.name)' \(role.words)", hint: hint(role.name))
      }
  }
}
