import Testing

@testable import JSONText

@Suite("JSON with comments")
struct JSONCommentsTests {
  static let rows: [(text: String, reads: String)] = [
    ("{} // end", "{}"), ("/* é */ [1, /* 2, */ 3,]", "[1,3]"),
    ("// first\n{\"a\": 1, // one\n\"b\": [2,],\n}", #"{"a":1,"b":[2]}"#),
    (#"{"a": "// no /* comment */", "b": "\"//"}"#, #"{"a":"// no /* comment */","b":"\"//"}"#),
    ("{\"a\": {\"b\": 1,},}", #"{"a":{"b":1}}"#), ("[1 /**/ , // x\n ]", "[1]"),
  ]

  @Test("comments and trailing commas are read as spaces", arguments: rows)
  func read(_ row: (text: String, reads: String)) throws {
    let read = JSON.readingWithComments(row.text.utf8)
    #expect(read.error == nil)
    #expect(read.value?.text(.compact) == row.reads)
  }

  static let refused = ["[,]", "{,}", "[1,,]", "/* open [1]", "{\"a\":,}", "[1] / 2", "// only"]

  @Test("all else stays strict", arguments: refused)
  func strict(_ text: String) {
    #expect(JSON.readingWithComments(text.utf8).error != nil)
  }

  @Test("places stay what they are")
  func places() throws {
    let error = try #require(JSON.readingWithComments("/* é漢 */ {\n// ü\n  \"a\": x}".utf8).error)
    #expect(error.problems[0].position == TextPosition(line: 3, column: 8))
    let value = JSON.readingWithComments("/* é漢 */ {\"a\": 1}".utf8).value
    #expect(value?.object?.first?.namePosition == TextPosition(line: 1, column: 11))
  }

  static let file =
    "// A\n{\n  \"a\": 1, // one\n  /* two */ \"b\": [2, 3], // three\n  \"c\": {},\n}\n"

  static let edits: [(change: @Sendable (inout [JSON.Member]) -> Void, text: String)] = [
    ({ _ in }, file),
    (
      { $0[1].value = .strings(["x"]) },
      "// A\n{\n  \"a\": 1, // one\n  /* two */ \"b\": [\"x\"], // three\n  \"c\": {},\n}\n"
    ),
    (
      { $0.remove(at: 0) },
      "// A\n{\n   // one\n  /* two */ \"b\": [2, 3], // three\n  \"c\": {},\n}\n"
    ),
    (
      { $0.append(JSON.Member("d", .number(4))) },
      "// A\n{\n  \"a\": 1, // one\n  /* two */ \"b\": [2, 3], // three\n  \"c\": {},\n  \"d\": 4,\n}\n"
    ),
    (
      { $0.insert(JSON.Member("z", .null), at: 0) },
      "// A\n{\n  \"z\": null,\n  \"a\": 1, // one\n  /* two */ \"b\": [2, 3], // three\n  \"c\": {},\n}\n"
    ),
    ({ $0.removeAll() }, "// A\n{\n   // one\n  /* two */  // three\n}\n"),
  ]

  /// Deep edits: the text, the new value, and the new text.
  static let deep: [(old: String, new: String, text: String)] = [
    (
      "{\n  \"a\": [\n    1, // one\n    2, // two\n    3\n  ] // end\n}\n", #"{"a":[1,3,4]}"#,
      "{\n  \"a\": [\n    1, // one\n     // two\n    3,\n    4\n  ] // end\n}\n"
    ),
    (
      "{\n  \"a\": [\n    1,\n    2,\n    3,\n  ]\n}\n", #"{"a":[1,3,4,5]}"#,
      "{\n  \"a\": [\n    1,\n    3,\n    4,\n    5,\n  ]\n}\n"
    ),
    (
      "{\n  \"a\": {\n    \"x\": 1, // x\n    \"y\": 2 // y\n  }\n}\n",
      #"{"a":{"x":1,"n":[true],"y":2,"z":{"k":"v"}}}"#,
      "{\n  \"a\": {\n    \"x\": 1, // x\n    \"n\": [\n      true\n    ],\n    \"y\": 2, // y\n"
        + "    \"z\": {\n      \"k\": \"v\"\n    }\n  }\n}\n"
    ),
    ("[/* in */ 1, 2]", "[0,1,2,3]", "[0, /* in */ 1, 2, 3]"),
    ("{\"a\": [ // none\n]}", #"{"a":[1]}"#, "{\"a\": [\n  1\n]}"),
    (
      "{\n  \"a\": 1, /* two\n  lines */\n  \"c\": 2\n}", #"{"a":1,"b":3,"c":2}"#,
      "{\n  \"a\": 1,\n  \"b\": 3, /* two\n  lines */\n  \"c\": 2\n}"
    ),
  ]

  @Test("a part of a value is edited where it is", arguments: deep)
  func deepEdit(row: (old: String, new: String, text: String)) throws {
    let new = try JSON(parsing: row.new)
    let text = JSONComments.text(Array(row.old.utf8), replacedBy: new)
    #expect(text == row.text)
    #expect(JSON.readingWithComments(text.utf8).value == new)
  }

  @Test("any value takes the place of any other, and what stays keeps its comment")
  func pairs() throws {
    let values = [
      "{}", "[]", "1", #"{"a":1}"#, #"{"a":{"b":[1,2,3]},"c":"x"}"#, #"{"c":"x","d":[[],{}]}"#,
      "[1,2,3,4]", "[4,3,2,1]", #"[{"n":1},{"n":2}]"#, #"[{"n":2},{"n":1,"m":[0]},5]"#,
    ]
    for old in values {
      for new in values {
        let wanted = try JSON(parsing: new)
        for style in [JSONStyle.pretty, .compact] {
          let text = "// top\n" + (try JSON(parsing: old)).text(style) + " // end\n"
          let made = JSONComments.text(Array(text.utf8), replacedBy: wanted)
          #expect(JSON.readingWithComments(made.utf8).value == wanted, "\(old) → \(new): \(made)")
          #expect(made.hasPrefix("// top\n") && made.hasSuffix(" // end\n"))
        }
      }
    }
  }

  @Test("an edit keeps comments and what it does not name")
  func edit() throws {
    for (number, row) in Self.edits.enumerated() {
      var members = try #require(JSON.readingWithComments(Self.file.utf8).value?.object)
      row.change(&members)
      let text = JSONComments.text(Array(Self.file.utf8), withMembers: members)
      #expect(text == row.text, "row \(number)")
      #expect(JSON.readingWithComments(text.utf8).value == JSON(.object(members)), "row \(number)")
    }
  }
}
