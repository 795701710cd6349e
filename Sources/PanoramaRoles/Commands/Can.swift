import CommandTable
import IAMBackend
import IAMPolicy
import IAMRoles
import JSONText
import PolicyAnalysis
import PolicyLint
import Reports
import ServiceReference

/// `can`: decides a request as IAM would, and says why.
struct CanCommand: RunnableCommand {
  private static let principal = Flag(
    "principal", .text("KIND:VALUE"),
    "Who asks; KIND is service, aws, federated or canonicaluser")
  private static let action = Flag(
    "action", .found("ACTION", source: "actions"), "The action, service:Name")
  private static let resource = Flag("resource", .text("ARN"), "The resource")
  private static let context = Flag(
    "context", repeated: .text("KEY=VALUE"),
    "A condition key of the request; one that is repeated has several values")
  private static let request = Flag(
    "request", .file("FILE"), "The request as JSON, as 'compare' prints it; '-' is standard input")
  private static let expect = Flag(
    "expect", choice: "ANSWER", of: Expectation.self,
    "End with status 3 when the answer is another")

  /// What the answer should be.
  private enum Expectation: String, CaseIterable {
    case allow
    case deny
  }

  static var declaration: Command {
    Command(
      "can", group: Flags.check, "Decide whether policies allow a request, and say why",
      discussion: [
        "Decides as IAM does: an explicit deny wins, then some policy must allow, and a permissions "
          + "boundary and session policies must allow as well. The kind of each --policy is detected: an "
          + "identity, trust or resource policy. Keys that are not given are not in the request.",
        "With --snapshot and --role the policies of a role of a saved account are asked: its trust "
          + "policy when the request has a principal, else what the role may do, within the --session "
          + "policies. Without --role every role is asked, and those that are allowed are listed.",
      ],
      sections: [
        FlagSection("Policies", RequestPolicies.flags),
        FlagSection("A saved account", SnapshotRoles.flags),
        FlagSection("The request", [principal, action, resource, context, request]),
        FlagSection("Flags", [expect, Flags.format]),
      ],
      examples: [
        Example(
          "Ask a trust policy",
          "panorama-roles can --policy trust.json --principal service:panorama.amazonaws.com "
            + "--action sts:AssumeRole --context aws:SourceAccount=123456789012"),
        Example(
          "Ask what a role may do, and fail when it may not",
          "panorama-roles can --policy role.json --action s3:GetObject "
            + "--resource arn:aws:s3:::bucket/key --expect allow"),
        Example(
          "Ask which roles of a saved account may do something",
          "panorama-roles can --snapshot account.json --action iam:PassRole --resource '*'"),
      ], statuses: [3, 4, 5])
  }

  /// What is decided.
  private enum Question {
    case one(AccessRequest)
    case file(String)
  }

  private let policies: RequestPolicies
  private let roles: SnapshotRoles?
  private let question: Question
  private let expectsAllow: Bool?
  private let format: OutputFormat

  init(_ arguments: Arguments) throws(CommandError) {
    format = arguments[Flags.format]
    expectsAllow = arguments[Self.expect].map { $0 == .allow }
    policies = RequestPolicies(arguments)
    roles = try SnapshotRoles(arguments)
    question = try Self.question(arguments)
    var inputs = policies.paths + (roles.map { [$0.file.path] } ?? [])
    if case .file(let path) = question { inputs.append(path) }
    try PolicyFlags.refuseSecondStandardInput(inputs)
    if roles != nil {
      try refuseOthers(arguments)
    } else if policies.paths.isEmpty {
      throw CommandError(
        .usage, "no policy is given",
        hint:
          "give one or more with '--policy FILE', or the roles of an account with '--snapshot FILE'"
      )
    }
  }

  /// The policies of a role come from its account and not from files.
  private func refuseOthers(_ arguments: Arguments) throws(CommandError) {
    for flag in RequestPolicies.flags
    where flag.name != RequestPolicies.session.name && arguments.has(flag) {
      throw CommandError(
        .usage, "'\(flag.spelling)' and '--snapshot' cannot be used together",
        hint: "a snapshot has the policies of its roles: ask about one request")
    }
  }

  private static func question(_ arguments: Arguments) throws(CommandError) -> Question {
    let who = arguments[principal]
    let what = arguments[action]
    let target = arguments[resource]
    let keys = arguments[context]
    let file = arguments[request]
    let hasWords = who != nil || what != nil || target != nil || !keys.isEmpty
    guard hasWords || file != nil else {
      throw CommandError(
        .usage, "'can' takes a request, or '--request FILE'",
        hint: "for example '--action s3:GetObject --resource arn:aws:s3:::bucket/key'")
    }
    guard !hasWords || file == nil else {
      throw CommandError(
        .usage, "the request is given in more than one way",
        hint: "use the flags of the request, or '--request FILE' alone")
    }
    if let file { return .file(file) }
    guard let what else {
      throw CommandError(
        .usage, "the request has no action", hint: "give it with '--action service:Name'")
    }
    if let problem = AccessRequest.problem(ofAction: what) {
      throw CommandError(.usage, problem.message, hint: problem.hint)
    }
    var principal: Principal?
    if let who { principal = try RequestWords.principal(who) }
    return .one(
      AccessRequest(
        principal: principal, action: what, resource: target,
        context: try RequestWords.context(keys)))
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    if let roles { return try decide(roles, in: context) }
    let sources = try policies.read()
    let request = try request()
    noteDoubts(request, in: context)
    return decide(request, sources, in: context)
  }

  private func request() throws(CommandError) -> AccessRequest {
    switch question {
    case .one(let request): return request
    case .file(let path): return try Self.read(path)
    }
  }

  /// Says what of a request is probably not as its writer meant it: the answer is true all the same.
  private func noteDoubts(_ request: AccessRequest, in context: CommandContext) {
    let reference = ServiceReference.current
    if reference.actions(matching: ActionPattern(request.action)).isEmpty {
      let near = reference.names(near: request.action).first.map(Sentence.didYouMean)
      context.terminal.note(
        "the service reference of \(reference.date) has no action '\(request.action)'"
          + (near.map { "; \($0)" } ?? ""))
    }
    if let resource = request.resource, resource != "*", !resource.hasPrefix("arn:") {
      context.terminal.note(
        "\(Shown.quoted(resource)) is not an ARN, and no policy that names resources matches it")
    }
  }

  private func decide(
    _ request: AccessRequest, _ sources: PolicySources, in context: CommandContext
  ) -> ExitStatus {
    let decision = sources.set.decide(request)
    let report = DecisionReport(
      request: request, decision: decision, sources: sources, expectsAllow: expectsAllow)
    switch format {
    case .text: context.terminal.result(report.text)
    case .json: context.terminal.result(report.json)
    }
    return report.status
  }

  // MARK: Roles of a snapshot

  private func decide(_ roles: SnapshotRoles, in context: CommandContext) throws(CommandError)
    -> ExitStatus
  {
    let request = try request()
    noteDoubts(request, in: context)
    guard request.principal == nil || policies.paths.isEmpty else {
      throw CommandError(
        .usage, "a session policy has no part in who may assume a role",
        hint: "leave '--session' or the principal out")
    }
    let held = try policies.read()
    let (snapshot, chosen) = try roles.read(by: context.clock)
    let given = GivenSnapshot(snapshot: snapshot, file: roles.file.name, name: nil)
    if let chosen, let role = snapshot.role(at: chosen) {
      return decide(request, try given.sources(of: role, for: request, held), in: context)
    }
    let truncation = roles.truncation(of: snapshot)
    var report = RolesDecisionReport(
      request: request, expectsAllow: expectsAllow, isWhole: truncation == nil)
    for index in 0..<snapshot.roleCount {
      guard let role = snapshot.role(at: index) else { continue }
      do throws(CommandError) {
        let sources = try given.sources(of: role, for: request, held)
        let decision = sources.set.decide(request)
        report.entries.append(
          RolesDecisionReport.Entry(
            role: role.name, decision: decision,
            place: decision.statement.map(sources.place) ?? ""))
      } catch {
        let problem = error.problems.first?.message ?? "its policies cannot be read"
        report.unknown.append((role.name, problem))
      }
    }
    switch format {
    case .text: context.terminal.result(report.text)
    case .json: context.terminal.result(report.json)
    }
    if let truncation { context.terminal.report(truncation) }
    return report.status
  }

  private static func read(_ path: String) throws(CommandError) -> AccessRequest {
    let bytes = try InputFile.bytes(path)
    do throws(DocumentError) {
      let problems = ProblemCollector()
      let json = try JSON(parsing: bytes)
      let request = AccessRequest.read(json, problems)
      try problems.check()
      if let request { return request }
      throw DocumentError(Problem("invalid-value", at: json.position, "the request cannot be read"))
    } catch {
      throw CommandError(error, in: InputFile.displayName(path))
    }
  }
}
