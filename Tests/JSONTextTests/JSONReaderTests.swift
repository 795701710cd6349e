import Testing

@testable import JSONText

@Suite("Reading JSON")
struct JSONReaderTests {
  static let accepted: [(text: String, compact: String)] = [
    ("null", "null"), (" true ", "true"), ("false\n", "false"), ("0", "0"), ("-0", "-0"),
    ("-12.50e+3", "-12.50e+3"), ("1E400", "1E400"), (#""""#, #""""#), ("[]", "[]"), ("{}", "{}"),
    ("[ 1 ,\t2\r\n, [ ] ]", "[1,2,[]]"),
    (#"{ "b" : 1 , "a" : { "b" : 2 } }"#, #"{"b":1,"a":{"b":2}}"#),
    (#""\"\\\/\b\f\n\r\t""#, #""\"\\/\b\f\n\r\t""#),
    (#""\u00e9\u20AC\ud83d\uDE00""#, "\"é€😀\""), ("\"é€😀\"", "\"é€😀\""),
    (#""\u0000\u001f\u007f\u0080\u009f\u00a0""#, "\"\\u0000\\u001f\\u007f\\u0080\\u009f\u{A0}\""),
    (#"{"a\u0062":1,"ac":2}"#, #"{"ab":1,"ac":2}"#),
    (#"[1.0,10,1e1]"#, #"[1.0,10,1e1]"#),
  ]

  @Test("Valid texts are read and written compactly", arguments: accepted)
  func accepts(row: (text: String, compact: String)) throws {
    let value = try JSON(parsing: row.text)
    #expect(value.text(.compact) == row.compact)
    #expect(try JSON(parsing: Array(row.text.utf8)) == value)
  }

  struct Refused: Sendable, CustomTestStringConvertible {
    let text: String
    let place: (Int32, Int32)
    let message: String
    var hint: String? = nil
    var id = "json-syntax"
    var testDescription: String { text }
  }

  static let refused: [Refused] = [
    Refused(text: "", place: (1, 1), message: "the text is empty"),
    Refused(text: "\n  ", place: (2, 3), message: "the text is empty"),
    Refused(
      text: "[1,]", place: (1, 3), message: "a trailing comma before ']'", hint: "remove the comma"),
    Refused(text: "{\"a\":1,\n}", place: (1, 7), message: "a trailing comma before '}'"),
    Refused(text: "[,1]", place: (1, 2), message: "a comma without a value before it"),
    Refused(text: "[1,,2]", place: (1, 4), message: "a comma without a value before it"),
    Refused(text: "{,}", place: (1, 2), message: "a comma without a member before it"),
    Refused(text: "[1 2]", place: (1, 4), message: "a comma is missing before '2'"),
    Refused(text: "{\"a\":1 \"b\":2}", place: (1, 8), message: "a comma is missing before '\"'"),
    Refused(text: "{\"a\" 1}", place: (1, 6), message: "a colon is missing between name 'a'"),
    Refused(text: "{\"a\"=1}", place: (1, 5), message: "a colon is missing between name 'a'"),
    Refused(text: "{\"a\":}", place: (1, 6), message: "expected a value, found '}'"),
    Refused(text: "{a:1}", place: (1, 2), message: "name 'a' has no double quotes"),
    Refused(text: "{1:1}", place: (1, 2), message: "name '1' has no double quotes"),
    Refused(
      text: "{'a':1}", place: (1, 2), message: "single quotes around text",
      hint: "put names and strings in double quotes"),
    Refused(text: "[“a”]", place: (1, 2), message: "curly quotes around text"),
    Refused(text: "[1] // x", place: (1, 5), message: "a comment"),
    Refused(text: "/* x */ 1", place: (1, 1), message: "a comment"),
    Refused(text: "# x\n1", place: (1, 1), message: "a comment"),
    Refused(text: "NaN", place: (1, 1), message: "'NaN' is not a JSON number"),
    Refused(text: "[-Infinity]", place: (1, 2), message: "a minus without a number behind it"),
    Refused(
      text: "[True]", place: (1, 2), message: "'True' is written 'true' in JSON",
      hint: "use lower case"),
    Refused(
      text: "None", place: (1, 1), message: "'None' is not a JSON value", hint: "write 'null'"),
    Refused(text: "nulls", place: (1, 1), message: "'nulls' is not a JSON value"),
    Refused(text: "tru", place: (1, 1), message: "'tru' is not a JSON value"),
    Refused(text: "012", place: (1, 1), message: "a number with a leading zero"),
    Refused(text: "-01", place: (1, 1), message: "a number with a leading zero"),
    Refused(text: "0x1", place: (1, 1), message: "a hexadecimal number"),
    Refused(text: "+1", place: (1, 1), message: "a number with a plus before it"),
    Refused(text: ".5", place: (1, 1), message: "a number without a digit before its point"),
    Refused(text: "1.", place: (1, 1), message: "a number that ends in its decimal point"),
    Refused(text: "1e", place: (1, 1), message: "a number whose exponent has no digits"),
    Refused(text: "-", place: (1, 1), message: "a minus without a number behind it"),
    Refused(text: "1 1", place: (1, 3), message: "more text after the end of the document, '1'"),
    Refused(text: "{}\n{}", place: (2, 1), message: "more text after the end of the document, '{'"),
    Refused(text: "[]]", place: (1, 3), message: "']' closes nothing"),
    Refused(text: "[1}", place: (1, 3), message: "the array is closed by '}'"),
    Refused(
      text: "[\n [1", place: (2, 4), message: "the text ends inside the array that begins at 2:2",
      hint: "close the array with ']'"),
    Refused(
      text: "{\"a\":1,", place: (1, 8),
      message: "the text ends inside the object that begins at 1:1"),
    Refused(
      text: "[1,", place: (1, 4), message: "the text ends inside the array that begins at 1:1"),
    Refused(text: "{\"a\":", place: (1, 6), message: "the text ends where a value should be"),
    Refused(text: "\"a", place: (1, 1), message: "the string that begins here has no end"),
    Refused(text: "\"a\\\"", place: (1, 1), message: "the string that begins here has no end"),
    Refused(text: "\"a\\", place: (1, 3), message: "the text ends after a backslash"),
    Refused(text: "\"é\nb\"", place: (1, 3), message: "a line break inside a string"),
    Refused(text: "\"\t\"", place: (1, 2), message: "a tab inside a string", hint: "write '\\t'"),
    Refused(text: "\"\u{1}\"", place: (1, 2), message: "control character U+0001 inside a string"),
    Refused(text: "\"\\x\"", place: (1, 2), message: "'\\x' is not a JSON escape"),
    Refused(text: "\"\\u12G4\"", place: (1, 2), message: "'\\u' without four hexadecimal digits"),
    Refused(
      text: "\"\\ud800\"", place: (1, 2), message: "half of a surrogate pair stands alone",
      id: "json-encoding"),
    Refused(
      text: "\"\\ud800\\u0041\"", place: (1, 2), message: "half of a surrogate pair stands alone",
      id: "json-encoding"),
    Refused(
      text: "\"\\udc00\\ud800\"", place: (1, 2), message: "half of a surrogate pair stands alone",
      id: "json-encoding"),
    Refused(
      text: "\u{FEFF}{}", place: (1, 1), message: "the text begins with a byte order mark",
      hint: "save the file as UTF-8 without a byte order mark", id: "json-encoding"),
    Refused(
      text: "[1,\u{A0}2]", place: (1, 4), message: "invisible character U+00A0 between the values"),
    Refused(text: "[\u{0C}1]", place: (1, 2), message: "control character U+000C"),
    Refused(text: "[é]", place: (1, 2), message: "'é' is not a JSON value"),
  ]

  @Test("Invalid texts are refused at their place with what to do", arguments: refused)
  func refuses(row: Refused) {
    let problems = Self.problems(Array(row.text.utf8))
    #expect(problems.count == 1)
    #expect(problems.first?.position == TextPosition(line: row.place.0, column: row.place.1))
    #expect(problems.first?.message.hasPrefix(row.message) == true, "\(problems)")
    #expect(problems.first?.id == row.id)
    #expect(problems.first?.hint != nil)
    if let hint = row.hint { #expect(problems.first?.hint == hint) }
  }

  static let badBytes: [[UInt8]] = [
    [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80],
    [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
    [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xC3, 0x28], [0xE2, 0x28, 0xA1], [0xE2, 0x82, 0x28],
  ]

  @Test("Bytes that are not UTF-8 are refused at their place", arguments: badBytes)
  func refusesBadUTF8(bytes: [UInt8]) {
    let problems = Self.problems(Array("[\"é\",\n \"é".utf8) + bytes + Array("\"]".utf8))
    #expect(problems.first?.position == TextPosition(line: 2, column: 4))
    #expect(problems.first?.id == "json-encoding")
    #expect(Self.problems(bytes).count == 1)
  }

  @Test("UTF-16 is named")
  func namesUTF16() {
    for bytes: [UInt8] in [[0xFF, 0xFE, 0x7B, 0], [0xFE, 0xFF, 0, 0x7B], [0x7B, 0], [0, 0x7B]] {
      #expect(Self.problems(bytes).first?.hint == "save the file as UTF-8")
    }
  }

  @Test("Every name that stands twice is reported with both places")
  func reportsAllDuplicates() {
    let text = #"""
      {"a": 1, "b": {"c": 1, "\u0063": 2, "c": 3},
       "a": 2, "é": 1, "e\#u{301}": 2}
      """#
    let problems = Self.problems(Array(text.utf8))
    #expect(problems.map(\.id) == Array(repeating: "duplicate-key", count: 4))
    #expect(
      problems.map(\.message) == [
        "name 'c' occurs twice in one object, at 1:16 and 1:24",
        "name 'c' occurs twice in one object, at 1:16 and 1:37",
        "name 'a' occurs twice in one object, at 1:2 and 2:2",
        "name 'e\u{301}' occurs twice in one object, at 2:10 and 2:18",
      ])
    let many = (0..<40).map { "\"k\($0 % 39)\":\($0)" }.joined(separator: ",")
    #expect(Self.problems(Array("{\(many)}".utf8)).count == 1)
  }

  @Test("Duplicates found before a syntax problem are reported beside it")
  func reportsDuplicatesBesideSyntax() {
    #expect(
      Self.problems(Array(#"[{"a":1,"a":2},]"#.utf8)).map(\.id) == ["duplicate-key", "json-syntax"])
  }

  @Test("Positions count lines and Unicode scalars")
  func countsPositions() throws {
    let text = "{\n  \"é😀\": [1, \"x\"],\r\n\t\"b\": {\"c\": null}\r  }"
    let value = try JSON(parsing: text)
    #expect(value.position == TextPosition(line: 1, column: 1))
    #expect(value.object?[0].namePosition == TextPosition(line: 2, column: 3))
    #expect(value["é😀"]?.position == TextPosition(line: 2, column: 9))
    #expect(value["é😀"]?.array?[1].position == TextPosition(line: 2, column: 13))
    #expect(value["b"]?["c"]?.position == TextPosition(line: 3, column: 13))
    #expect(Self.problems(Array((text + "x").utf8)).first?.position == .init(line: 4, column: 4))
  }

  @Test("Depth and size are bounded")
  func boundsDepthAndSize() throws {
    let nested = { (depth: Int) in
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try JSON(parsing: nested(128))
    #expect(Self.problems(Array(nested(129).utf8)).first?.id == "json-too-deep")
    let open = Array(repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(Self.problems(open).first?.position == TextPosition(line: 1, column: 129))
    #expect(Self.problems(open, JSONLimits(depth: .max)).first?.id == "json-too-deep")
    _ = try JSON(parsing: nested(2), limits: JSONLimits(depth: 2))
    #expect(Self.problems(Array("[1]".utf8), JSONLimits(size: 2)).first?.id == "json-too-large")
  }

  @Test("What was written is read back the same", arguments: 0..<200 as Range<UInt64>)
  func readsWhatWasWritten(seed: UInt64) throws {
    var generator = Generator(seed: seed)
    let value = generator.json(depth: 5)
    for style in JSONStyle.allCases {
      let text = value.text(style)
      #expect(try JSON(parsing: text) == value, "seed \(seed)")
      #expect(try JSON(parsing: text).text(style) == text, "seed \(seed)")
      #expect(
        !text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || 0x7F...0x9F ~= $0.value })
    }
  }

  @Test(
    "No bytes crash the reader, and each refusal has a place", arguments: 0..<40 as Range<UInt64>)
  func survivesAnyBytes(seed: UInt64) {
    var generator = Generator(seed: seed)
    let pieces = [
      "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "d800", "1", "-", ".", "e", "true", "nul",
      " ", "\n", "\r", "é", "'", "/*", "\u{FEFF}", "“", "\u{0}",
    ].map { Array($0.utf8) }
    for _ in 0..<100 {
      var bytes =
        generator.number(below: 2) == 0 ? Array(generator.json(depth: 3).text(.pretty).utf8) : []
      for _ in 0..<generator.number(below: 12) {
        let place = generator.number(below: bytes.count + 1)
        switch generator.number(below: 3) {
        case 0: bytes.insert(UInt8(generator.number(below: 256)), at: place)
        case 1: bytes.insert(contentsOf: pieces[generator.number(below: pieces.count)], at: place)
        default: if place < bytes.count { bytes.remove(at: place) }
        }
      }
      for problem in Self.problems(bytes) {
        #expect(problem.position.line >= 1 && problem.position.column >= 1, "seed \(seed)")
        #expect(JSONProblemKind(rawValue: problem.id) != nil, "seed \(seed)")
      }
    }
  }

  static func problems(_ bytes: [UInt8], _ limits: JSONLimits = JSONLimits()) -> [Problem] {
    do throws(DocumentError) {
      _ = try JSON(parsing: bytes, limits: limits)
      return []
    } catch {
      return error.problems
    }
  }
}

@Suite("Writing JSON")
struct JSONWriterTests {
  @Test("The pretty form is fixed")
  func writesPretty() {
    let value = JSON.object([
      ("a", .array([.number(1), .array([]), .object([])])), ("b/c", .object([("d", .null)])),
    ])
    #expect(
      value.text(.pretty) == """
        {
          "a": [
            1,
            [],
            {}
          ],
          "b/c": {
            "d": null
          }
        }
        """)
    #expect(value.text(.compact) == #"{"a":[1,[],{}],"b/c":{"d":null}}"#)
    #expect(Array(value.text(.compact).utf8) == value.utf8(.compact))
  }

  @Test(
    "a member is found by the bytes of its name",
    arguments: [("K", "\u{212A}"), ("\u{E9}", "e\u{301}")])
  func memberNames(_ one: String, _ other: String) throws {
    let value = try JSON(parsing: "{\"\(other)\": 1}")
    #expect(value[other] != nil)
    #expect(value[one] == nil)
  }
}

/// In a long text the names of members are made once.
@Suite struct MemberNameTests {
  @Test("names that are alike in length, first and last letter stay apart")
  func alike() throws {
    let names = (0..<400).map { "name-\(100 + $0 % 7)-\(100 + $0 % 11)-end" }
    let text = "[" + names.map { "{\"\($0)\": 1, \"\": 2, \"é\": 3}" }.joined(separator: ",") + "]"
    #expect(text.utf8.count > MemberNames.worthwhile)
    let read = try JSON(parsing: text).array ?? []
    #expect(read.map { $0.object?.first?.name } == names)
    #expect(read.allSatisfy { $0.object?.map(\.name).dropFirst() == ["", "é"] })
  }
}
