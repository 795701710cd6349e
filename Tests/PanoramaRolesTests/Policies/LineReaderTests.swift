import Testing

@testable import PanoramaRoles
@testable import Reports

@Suite struct LineReaderTests {
  static func lines(_ text: String, limit: Int = 1 << 20) throws -> [String] {
    let folder = try PolicyFolder(["lines": text])
    var reader = try LineReader(folder["lines"], limit: limit)
    var result: [String] = []
    while let line = try reader.next(beforeWaiting: {}) {
      switch line {
      case .text(let bytes):
        result.append("\(reader.number) \(String(decoding: bytes, as: UTF8.self))")
      case .tooLong: result.append("\(reader.number) too long")
      }
    }
    return result
  }

  @Test(
    "lines are counted, blank ones too, and need no end",
    arguments: [
      ("", []), ("\n\n", []), ("a", ["1 a"]), ("a\n", ["1 a"]),
      ("a\n\n b\r\n \n", ["1 a", "3  b\r"]),
      ("\na\nb", ["2 a", "3 b"]),
    ] as [(String, [String])])
  func lines(text: String, expected: [String]) throws {
    #expect(try Self.lines(text) == expected)
  }

  @Test("a line that is too long is told and skipped, the others are read")
  func limit() throws {
    let long = String(repeating: "x", count: 300_000)
    #expect(
      try Self.lines("a\n\(long)\nb\n\(long)", limit: 100_000) == [
        "1 a", "2 too long", "3 b", "4 too long",
      ])
    #expect(try Self.lines("abc\nabcd\nab", limit: 3) == ["1 abc", "2 too long", "3 ab"])
  }

  @Test("many lines over many reads stay whole")
  func many() throws {
    let text = (1...20_000).map { "line \($0)" }.joined(separator: "\n")
    let lines = try Self.lines(text)
    #expect(lines.count == 20_000)
    #expect(lines.last == "20000 line 20000")
  }
}
