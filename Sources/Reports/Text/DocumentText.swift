import IAMPolicy
import IAMRoles
import JSONText

/// Shows what must change in one policy document to make another of it, statement by statement.
enum DocumentText {
  /// Adds the difference of two values; adds nothing when neither is a document.
  static func add(
    from old: DifferenceValue, to new: DifferenceValue, partition: String, indent: String,
    into text: inout StyledText
  ) {
    if case .document(let first) = old, case .document(let second) = new {
      let difference = PolicyDifference(from: first, to: second, partition: partition)
      add(difference, indent: indent, into: &text)
    } else {
      lines(of: old).forEach { text.line("\(indent)- \($0)", .removed) }
      lines(of: new).forEach { text.line("\(indent)+ \($0)", .added) }
    }
  }

  private static func add(
    _ difference: PolicyDifference, indent: String, into text: inout StyledText
  ) {
    for change in difference.documentChanges { add(change, indent: indent, into: &text) }
    var unchanged = 0
    for entry in difference.entries {
      switch entry {
      case .unchanged: unchanged += 1
      case .changed(_, let new, let changes):
        text.line("\(indent)~ statement \(new.name)", .changed)
        for change in changes { add(change, indent: indent + "    ", into: &text) }
      case .removed(let old): add(old, "-", .removed, indent: indent, into: &text)
      case .added(let new): add(new, "+", .added, indent: indent, into: &text)
      }
    }
    if unchanged > 0 {
      text.line("\(indent)  \(counted(unchanged, "statement")) unchanged", .faint)
    }
  }

  private static func add(
    _ change: ElementChange, indent: String, into text: inout StyledText
  ) {
    let note = change.isCosmetic ? " (a name without effect)" : ""
    text.line("\(indent)\(StyledText.escaped(change.element))\(note)")
    for value in change.removed {
      text.line("\(indent)  - \(StyledText.escaped(value))", .removed)
    }
    for value in change.added { text.line("\(indent)  + \(StyledText.escaped(value))", .added) }
  }

  private static func add(
    _ statement: PolicyDifference.StatementAt, _ sign: String, _ style: StyledText.Style,
    indent: String, into text: inout StyledText
  ) {
    text.line("\(indent)\(sign) statement \(statement.name)", style)
    for line in lines(of: statement.statement.json) {
      text.line("\(indent)\(sign)   \(line)", style)
    }
  }

  private static func lines(of value: DifferenceValue) -> [String] {
    switch value {
    case .document(let document): lines(of: document.json)
    case .storedText(let text, _): text.split(separator: "\n").map(String.init)
    case .nothing, .text, .number, .metadata: []
    }
  }

  private static func lines(of json: JSON) -> [String] {
    // In such a text a line feed is at the end of a line and nowhere else.
    json.text(.pretty).utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) }
  }
}
