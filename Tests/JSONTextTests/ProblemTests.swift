import JSONText
import Testing

@Suite("Problems of a text")
struct ProblemTests {
  @Test("the first hundred are kept, the others are counted and never put into words")
  func bounded() throws {
    let problems = ProblemCollector()
    var written = 0
    func words(_ number: Int) -> String {
      written += 1
      return "problem \(number)"
    }
    for number in 0..<100_000 {
      problems.add("x", at: TextPosition(line: Int32(number), column: 1), words(number))
    }
    let error = try #require(problems.error)
    #expect(written == ProblemCollector.limit)
    #expect(error.problems.count == 100)
    #expect(error.omitted == 99_900)
    #expect(problems.count == 100_000)
  }

  @Test("doubled names are bounded too")
  func doubledNames() throws {
    let text = "[" + String(repeating: #"{"a":1,"a":2},"#, count: 5_000) + "0]"
    let error = #expect(throws: DocumentError.self) { try JSON(parsing: text) }
    #expect(error?.problems.count == 100)
    #expect(error?.omitted == 4_900)
  }

  @Test("a long bare word, which may be a secret, is cut")
  func bareWord() throws {
    let error = #expect(throws: DocumentError.self) {
      try JSON(parsing: "ghp_0123456789abcdefABCDEF")
    }
    let message = try #require(error?.problems.first?.message)
    #expect(message.contains("'ghp_01234567…'"))
    #expect(!message.contains("89abcdef"))
  }

  @Test("keys and types are worded alike")
  func words() throws {
    let problems = ProblemCollector()
    let json = try JSON(parsing: #"{"tagz": 1, "count": "x", "name": 7}"#)
    let members = JSONObjectReader(
      json, of: "a spec", known: ["tags", "count", "name", "account"], problems)
    _ = members?.number("count", in: 1...9)
    _ = members?.text("name")
    _ = members?.requiredText("account")
    #expect(
      problems.problems.map { "\($0.id): \($0.message)" } == [
        "unknown-key: unknown key 'tagz' in a spec",
        "wrong-type: 'count' must be a whole number from 1 to 9, not a string",
        "wrong-type: 'name' must be a string, not a number",
        "missing-key: missing key 'account' in a spec",
      ])
    #expect(problems.problems[0].hint == "did you mean 'tags'?")
  }
}
