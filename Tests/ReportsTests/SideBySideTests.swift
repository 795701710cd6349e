import IAMPolicy
import IAMRoles
import Testing

@testable import Reports

/// Both sides of a difference, line by line.
@Suite struct SideBySideTests {
  static let rows: [(actual: String, expected: String, gone: [String], new: [String])] = [
    ("a\nb\nc", "a\nb\nc", [], []),
    ("a\nb\nc", "a\nx\nc", ["b"], ["x"]),
    ("a\nc", "a\nb\nc", [], ["b"]),
    ("a,\nb", "a\nb,\nc", [], ["c"]),
    ("a\na", "a", ["a"], []),
    ("", "a", [""], ["a"]),
  ]

  @Test("a line is marked when the other side lacks it", arguments: rows)
  func marks(actual: String, expected: String, gone: [String], new: [String]) {
    let sides = SideBySide.lines(.text(actual), .text(expected))
    #expect(sides.actual.map(\.text).joined(separator: "\n") == actual)
    #expect(sides.expected.map(\.text).joined(separator: "\n") == expected)
    #expect(sides.actual.filter { !$0.isShared }.map(\.text) == gone)
    #expect(sides.expected.filter { !$0.isShared }.map(\.text) == new)
  }

  @Test("a side that is not there has no line, and a number has one")
  func others() {
    let sides = SideBySide.lines(.nothing, .number(3600))
    #expect(sides.actual.isEmpty)
    #expect(sides.expected == [SideBySide.Line(text: "3600", isShared: false)])
  }

  @Test("two long texts that share nothing but one line are told apart all the same")
  func long() {
    let first = (0..<20_000).map { "a\($0)" } + ["both"]
    let second = ["both"] + (0..<20_000).map { "b\($0)" }
    let sides = SideBySide.lines(
      .text(first.joined(separator: "\n")), .text(second.joined(separator: "\n")))
    #expect(sides.actual.filter(\.isShared).map(\.text) == ["both"])
    #expect(sides.expected.filter(\.isShared).map(\.text) == ["both"])
  }
}
