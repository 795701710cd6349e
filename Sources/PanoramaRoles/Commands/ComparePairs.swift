import CommandTable
import JSONText
import Reports

/// `compare pairs FILE`: compares the two sides of each JSON line.
struct ComparePairsCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "compare pairs", group: Flags.check, "Compare many pairs of policies, one JSON line each",
      discussion: [
        "A line is {\"id\", \"actual\", \"desired\", \"type\"}. A side is a document, or a list of "
          + "documents that work together; 'type' may be left out. Each is answered by "
          + "{\"id\", \"access\"}, in order. A bad line is answered by {\"id\", \"error\"}, and the run "
          + "then ends with 1."
      ],
      operands: [Operand(.file("FILE"), "The JSON lines; '-' is standard input")],
      examples: [Example("Compare many pairs", "panorama-roles compare pairs pairs.jsonl")])
  }

  private let path: String

  init(_ arguments: Arguments) throws(CommandError) { path = arguments.operands.first ?? "-" }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try LineAnswers(path: path, terminal: context.terminal) { json throws(DocumentError) in
      [("access", AccessText.json(try PairLine(json).access(at: json.position)))]
    }.run()
  }
}
