import IAMPolicy
import JSONText
import PolicyAnalysis
import Reports
import ServiceReference

/// What `expand` and `shrink` have in common: a document read, its lists of actions written in another way, and
/// the proof that its meaning is the same.
struct ActionListRun {
  let path: String
  let kind: PolicyKind?
  /// How the lists are written.
  let rewriting: (PolicyDocument) -> ActionRewriting

  func run(in context: CommandContext) throws(CommandError) {
    let file = try PolicyFile.read(path, as: kind)
    let rewritten = rewriting(file.document)
    switch rewritten.proof(against: file.document) {
    case .same: break
    case .differs(let action):
      let example = action.map { " of '\($0)'" } ?? ""
      throw CommandError(
        .failed, "the document is not proved to say the same\(example)", at: file.name,
        hint: "nothing was written: please report it with the document")
    }
    context.terminal.result(exactly: rewritten.document.text(.pretty) + "\n")
    for left in rewritten.leftAlone {
      context.terminal.note(
        "\(file.place(left.mark)): statement \(left.statement + 1): \(left.reason)")
    }
    let (before, after) = (file.document.size, rewritten.document.size)
    context.terminal.note(
      before == after
        ? "the document has \(after) characters without white space, as before"
        : "the document has \(after) characters without white space, \(before) before")
    let limit = 6_144
    if file.document.kind == .identity, after > limit, before <= limit {
      context.terminal.warn(
        "a managed policy takes \(limit) characters without white space, and this one has \(after)")
    }
  }
}
