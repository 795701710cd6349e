import IAMPolicy
import IAMRoles
import JSONText

/// Shows what changes between two policy documents, line by line.
enum DocumentText {
  static func add(
    from old: DifferenceValue, to new: DifferenceValue, partition: String, indent: String,
    into text: inout StyledText
  ) {
    let lines = (lines(of: old), lines(of: new))
    guard lines.0 != nil || lines.1 != nil else { return }
    for line in LineDifference.lines(from: lines.0 ?? [], to: lines.1 ?? []) {
      switch line {
      case .removed(let line): text.line("\(indent)- \(line)", .removed)
      case .added(let line): text.line("\(indent)+ \(line)", .added)
      case .kept(let line): text.line("\(indent)  \(line)", .faint)
      }
    }
  }

  private static func lines(of value: DifferenceValue) -> [String]? {
    switch value {
    case .document(let document):
      document.json.text(.pretty).split(separator: "\n").map(String.init)
    case .storedText(let text, _): text.split(separator: "\n").map(String.init)
    case .nothing, .text, .number: nil
    }
  }
}
