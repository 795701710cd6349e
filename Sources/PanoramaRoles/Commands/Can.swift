import CommandTable
import IAMBackend
import IAMPolicy
import IAMRoles
import JSONText

/// `can`: decides a request as IAM would, and says why.
struct CanCommand: RunnableCommand {
  private static let session = Flag(
    "session", repeated: .file("FILE"), "A session policy of the caller's session")
  private static let trust = Flag(
    "trust", .file("FILE"), "The trust policy of the role that is to be assumed")
  private static let resourcePolicy = Flag(
    "resource-policy", .file("FILE"), "The policy of the resource")
  private static let principal = Flag(
    "principal", .text("KIND:VALUE"),
    "Who asks; KIND is service, aws, federated or canonicaluser")
  private static let action = Flag("action", .text("ACTION"), "The action, service:Name")
  private static let resource = Flag("resource", .text("ARN"), "The resource")
  private static let context = Flag(
    "context", repeated: .text("KEY=VALUE"),
    "A condition key of the request; one that is repeated has several values")
  private static let request = Flag(
    "request", .file("FILE"), "The request as JSON, as 'compare' prints it; '-' is standard input")
  private static let cases = Flag(
    "cases", .file("FILE"), "Decide each line of this file; '-' is standard input")
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
        "--cases takes JSON lines {\"id\", \"request\", \"policies\"}: the request as {\"principal\": "
          + "{KIND: VALUE}, \"action\", \"resource\", \"context\"}, the policies as {\"identity\", "
          + "\"trust\" or \"resource\", \"boundary\", \"session\"}, each a document or a list. It prints "
          + "{\"id\", \"decision\", \"statement\"} for each line, in order; a bad line is answered by "
          + "{\"id\", \"error\"}, and the run then ends with 1. Lines without policies are decided by "
          + "those of the command line.",
        "With --snapshot and --role the policies of a role of a saved account are asked: its trust "
          + "policy when the request has a principal, else what the role may do, within the --session "
          + "policies. Without --role every role is asked, and those that are allowed are listed.",
      ],
      sections: [
        FlagSection(
          "Policies",
          [
            PolicyFlags.policy, trust, resourcePolicy, PolicyFlags.boundary, session,
            PolicyFlags.type,
          ]),
        FlagSection("A saved account", SnapshotRoles.flags),
        FlagSection("The request", [principal, action, resource, context, request, cases]),
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
        Example("Decide many", "panorama-roles can --cases cases.jsonl"),
      ], statuses: [3, 4, 5])
  }

  /// What is decided.
  private enum Question {
    case one(AccessRequest)
    case file(String)
    case lines(String)
  }

  /// The files that flags name, with what they are; nil as their kind tells.
  private let paths: [(path: String, origin: StatementReference.Origin?)]
  private let kind: PolicyKind?
  private let roles: SnapshotRoles?
  private let question: Question
  private let expectsAllow: Bool?
  private let format: OutputFormat

  init(_ arguments: Arguments) throws(CommandError) {
    kind = PolicyFlags.kind(arguments)
    format = arguments[Flags.format]
    expectsAllow = arguments[Self.expect].map { $0 == .allow }
    var paths: [(path: String, origin: StatementReference.Origin?)] = []
    paths += arguments[PolicyFlags.policy].map { ($0, nil) }
    if let path = arguments[Self.trust] { paths.append((path, .trust)) }
    if let path = arguments[Self.resourcePolicy] { paths.append((path, .resource)) }
    paths += arguments[PolicyFlags.boundary].map { ($0, .boundary) }
    paths += arguments[Self.session].map { ($0, .session) }
    self.paths = paths
    roles = try SnapshotRoles(arguments)
    question = try Self.question(arguments)
    var inputs = paths.map(\.path) + (roles.map { [$0.file.path] } ?? [])
    switch question {
    case .one: break
    case .file(let path): inputs.append(path)
    case .lines(let path):
      inputs.append(path)
      guard expectsAllow == nil, !arguments.has(Flags.format) else {
        throw CommandError(
          .usage, "'--cases' goes with neither '--expect' nor '--format'",
          hint: "it prints one JSON line for each case")
      }
    }
    try PolicyFlags.refuseSecondStandardInput(inputs)
    if roles != nil {
      try refuseOthers(arguments)
    } else if paths.isEmpty {
      guard case .lines = question else {
        throw CommandError(
          .usage, "no policy is given", hint: "give one or more with '--policy FILE'")
      }
    }
  }

  /// The policies of a role come from its account and not from files.
  private func refuseOthers(_ arguments: Arguments) throws(CommandError) {
    let flags: [any FlagDeclaring] = [
      PolicyFlags.policy, Self.trust, Self.resourcePolicy, PolicyFlags.boundary, PolicyFlags.type,
      Self.cases,
    ]
    for flag in flags where arguments.has(flag) {
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
    let lines = arguments[cases]
    let hasWords = who != nil || what != nil || target != nil || !keys.isEmpty
    let ways = [hasWords, file != nil, lines != nil].count(where: { $0 })
    guard ways > 0 else {
      throw CommandError(
        .usage, "'can' takes a request, or '--request FILE', or '--cases FILE'",
        hint: "for example '--action s3:GetObject --resource arn:aws:s3:::bucket/key'")
    }
    guard ways == 1 else {
      throw CommandError(
        .usage, "the request is given in more than one way",
        hint: "use the flags of the request, or '--request FILE' alone, or '--cases FILE' alone")
    }
    if let lines { return .lines(lines) }
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
    let sources = try readSources()
    switch question {
    case .one(let request): return decide(request, sources, in: context)
    case .file(let path): return decide(try Self.read(path), sources, in: context)
    case .lines(let path):
      let given = sources.isEmpty ? nil : CompiledPolicySet(sources.set)
      return try LineAnswers(path: path, terminal: context.terminal) { json throws(DocumentError) in
        try Self.answer(json, given)
      }.run()
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
    let request: AccessRequest
    switch question {
    case .one(let given): request = given
    case .file(let path): request = try Self.read(path)
    case .lines: throw CommandError(.usage, "'--cases' and '--snapshot' cannot be used together")
    }
    guard request.principal == nil || paths.isEmpty else {
      throw CommandError(
        .usage, "a session policy has no part in who may assume a role",
        hint: "leave '--session' or the principal out")
    }
    let held = try readSources()
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

  private static func answer(
    _ json: JSON, _ given: CompiledPolicySet?
  ) throws(DocumentError) -> [(String, JSON)] {
    let line = try CaseLine(json)
    if let policies = line.policies { return line.answer(policies.decide(line.request)) }
    guard let given else {
      throw DocumentError(
        Problem(
          "invalid-value", at: json.position,
          "the case has no 'policies', and none are given by flags"))
    }
    return line.answer(given.decide(line.request))
  }

  private func readSources() throws(CommandError) -> PolicySources {
    var sources = PolicySources()
    for (path, origin) in paths {
      sources.add(try PolicyFile.read(path, as: origin?.kind ?? kind), origin)
    }
    if sources.files[.trust] != nil, sources.files[.resource] != nil {
      throw CommandError(
        .usage, "a trust policy and a resource policy cannot both bear on a request",
        hint: "a request to assume a role asks its trust policy, any other a resource policy")
    }
    return sources
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
