import IAMPolicy
import IAMRoles
import JSONText

/// Both sides of a difference line by line, each line marked when the other side has it too.
enum SideBySide {
  /// One line of one side.
  package struct Line: Hashable, Sendable {
    let text: String
    let isShared: Bool
  }

  /// Beyond so many lines of both sides, a line counts as shared when it is anywhere on the other:
  /// exact alignment takes memory that grows with the square of what differs.
  private static let alignmentLimit = 2000

  static func lines(
    _ actual: DifferenceValue, _ expected: DifferenceValue
  ) -> (actual: [Line], expected: [Line]) {
    let (first, second) = (text(of: actual), text(of: expected))
    // A comma at the end says that the list goes on, and nothing of the line itself.
    let (mine, theirs) = (first.map(withoutComma), second.map(withoutComma))
    guard first.count + second.count <= alignmentLimit else {
      let (left, right) = (Set(mine), Set(theirs))
      return (
        zip(first, mine).map { Line(text: $0, isShared: right.contains($1)) },
        zip(second, theirs).map { Line(text: $0, isShared: left.contains($1)) }
      )
    }
    let changes = theirs.difference(from: mine)
    let (removed, inserted) = (offsets(changes.removals), offsets(changes.insertions))
    return (
      first.enumerated().map { Line(text: $1, isShared: !removed.contains($0)) },
      second.enumerated().map { Line(text: $1, isShared: !inserted.contains($0)) }
    )
  }

  private static func offsets(_ changes: [CollectionDifference<String>.Change]) -> Set<Int> {
    Set(
      changes.map { change in
        switch change {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
      })
  }

  private static func withoutComma(_ line: String) -> String {
    line.hasSuffix(",") ? String(line.dropLast()) : line
  }

  private static func text(of value: DifferenceValue) -> [String] {
    let text: String
    switch value {
    case .nothing: return []
    case .text(let words): text = words
    case .metadata(let metadata): text = DifferenceValue.size(of: metadata)
    case .number(let number): text = String(number)
    case .document(let document): text = document.json.text(.pretty)
    case .storedText(let stored, _): text = stored
    }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
