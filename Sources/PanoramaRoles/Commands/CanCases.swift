import CommandTable
import IAMPolicy
import JSONText
import Reports

/// `can cases FILE`: decides the request of each JSON line.
struct CanCasesCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "can cases", group: Flags.check, "Decide many requests, one JSON line each",
      discussion: [
        "A line is {\"id\", \"request\", \"policies\"}: the request as {\"principal\": {KIND: VALUE}, "
          + "\"action\", \"resource\", \"context\"}, the policies as {\"identity\", \"trust\" or "
          + "\"resource\", \"boundary\", \"session\"}, each a document or a list. Lines without policies "
          + "are decided by those of the command line.",
        "Each is answered by {\"id\", \"decision\", \"statement\"}, in order. A bad line is answered by "
          + "{\"id\", \"error\"}, and the run then ends with 1.",
      ],
      operands: [Operand(.file("FILE"), "The JSON lines; '-' is standard input")],
      sections: [FlagSection("Policies", RequestPolicies.flags)],
      examples: [
        Example("Decide many requests", "panorama-roles can cases cases.jsonl"),
        Example(
          "Decide many requests by the same policy",
          "panorama-roles can cases --policy role.json requests.jsonl"),
      ])
  }

  private let path: String
  private let policies: RequestPolicies

  init(_ arguments: Arguments) throws(CommandError) {
    path = arguments.operands.first ?? "-"
    policies = RequestPolicies(arguments)
    try PolicyFlags.refuseSecondStandardInput(policies.paths + [path])
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let sources = try policies.read()
    let given = sources.isEmpty ? nil : CompiledPolicySet(sources.set)
    return try LineAnswers(path: path, terminal: context.terminal) { json throws(DocumentError) in
      try Self.answer(json, given)
    }.run()
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
}
