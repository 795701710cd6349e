import CommandTable
import IAMPolicy
import IAMRoles
import Reports

/// The command that comes after a plan, with the flags that were given.
struct NextStep: Hashable, Sendable {
  /// The flags that 'apply' takes as 'plan' does.
  private static let kept: [any FlagDeclaring] =
    [
      Flags.spec, Flags.allowOutside, Flags.remove, Flags.prune, AskedRoles.role,
      BackendOptions.readStrategy,
      Flags.adopt, Flags.splitPolicies,
    ]

  private let flags: String
  private let connection: String
  private let adopted: [String]

  init(_ arguments: Arguments) {
    func words(_ names: [String]) -> String {
      arguments.occurrences.filter { names.contains($0.flag) }.map { given in
        " --\(given.flag)" + (given.value.isEmpty ? "" : " \(ShellWord.text(given.value))")
      }.joined()
    }
    flags = words(Self.kept.map(\.declaration.name))
    connection = words(Flags.connection.flags.map(\.name))
    adopted = arguments[Flags.adopt]
  }

  /// The command that makes the changes of a plan; nil when nothing can be done, or nothing is to be done.
  ///
  /// - Parameter saved: the file of the saved plan, with its digest.
  func command(for plan: Plan, saved: (path: String, digest: String)? = nil) -> String? {
    guard !plan.isEmpty, plan.roleAdoptions.allSatisfy({ $0.obstacle == nil }) else { return nil }
    var words = "\(Program.name) apply"
    if let saved {
      words += " --plan \(ShellWord.text(saved.path)) --plan-digest \(saved.digest)"
    } else {
      words += flags
    }
    words += connection
    for name in Self.unnamed(by: plan, adopting: adopted) {
      words += " --adopt \(ShellWord.text(name))"
    }
    if !plan.needingAcceptance.isEmpty { words += " --accept \(Acceptance.widening.rawValue)" }
    if !plan.leadingToUnsafeMoments.isEmpty { words += " --accept \(Acceptance.moment.rawValue)" }
    return words + " --approve"
  }

  /// The flags that make the changes of plans, with those that were given: `--approve --accept widening`.
  ///
  /// - Parameter adopted: what is adopted already; nil where a command adopts nothing.
  static func flags(
    toApply plans: [Plan], accepting accepted: [Acceptance], adopting adopted: [String]? = nil
  ) -> String {
    (["--approve"] + answers(to: plans, accepting: accepted, adopting: adopted))
      .joined(separator: " ")
  }

  /// The flags that answer what plans ask about, one with its value each.
  static func answers(
    to plans: [Plan], accepting accepted: [Acceptance], adopting adopted: [String]?
  ) -> [String] {
    var flags: [String] = []
    for plan in adopted == nil ? [] : plans {
      for name in unnamed(by: plan, adopting: adopted ?? []) {
        flags.append("--adopt \(ShellWord.text(name))")
      }
    }
    if !accepted.contains(.widening), plans.contains(where: { !$0.needingAcceptance.isEmpty }) {
      flags.append("--accept \(Acceptance.widening.rawValue)")
    }
    if !accepted.contains(.moment), plans.contains(where: { !$0.leadingToUnsafeMoments.isEmpty }) {
      flags.append("--accept \(Acceptance.moment.rawValue)")
    }
    return flags
  }

  /// What a person must adopt by name and did not yet.
  private static func unnamed(by plan: Plan, adopting adopted: [String]) -> [String] {
    (plan.roleAdoptions + plan.providerAdoptions).filter { !$0.isAccepted }.map(\.name)
      + plan.adoptions.filter { policy in !adopted.contains { policy.isMeant(by: $0) } }
      .map(\.name)
  }
}
