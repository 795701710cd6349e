import Testing

@testable import PanoramaRoles

@Suite struct LineDifferenceTests {
  static let rows: [(old: String, new: String, lines: String)] = [
    ("", "", ""), ("a", "a", " a"), ("a", "b", "-a+b"), ("ab", "ac", " a-b+c"),
    ("abc", "ac", " a-b c"), ("ac", "abc", " a+b c"), ("abcd", "xbcy", "-a+x b c-d+y"),
    ("", "ab", "+a+b"), ("ab", "", "-a-b"),
  ]

  @Test("common lines are kept, the rest is shown on its side", arguments: rows)
  func lines(old: String, new: String, lines: String) {
    let found = LineDifference.lines(from: old.map(String.init), to: new.map(String.init))
    let text = found.map { line in
      switch line {
      case .removed(let text): "-\(text)"
      case .added(let text): "+\(text)"
      case .kept(let text): " \(text)"
      }
    }.joined()
    #expect(text == lines)
  }
}
