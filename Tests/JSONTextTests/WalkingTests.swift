import Testing

@testable import JSONText

/// Large texts whose lists are looked over and not kept.
@Suite struct WalkingTests {
  static let text = """
    {"a": [1, {"b": [2, "ü"]}, [3]],
      "é": "x", "c": [],
     "d": [ "y" ], "e": {"f": [4]}}
    """

  @Test("elements of the outermost lists are seen once, and can be read again with their places")
  func walked() throws {
    var seen: [(list: String, element: JSON, place: JSONPlace)] = []
    let bytes = Array(Self.text.utf8)
    let rest = try JSON.walking(bytes) { seen.append(($0, $1, $2)) }
    #expect(seen.map(\.list) == ["a", "a", "a", "d"])
    #expect(rest.text(.compact) == #"{"a":[],"é":"x","c":[],"d":[],"e":{"f":[4]}}"#)
    let whole = try JSON(parsing: bytes)
    let lists = ["a", "d"].flatMap { whole[$0]?.array ?? [] }
    #expect(seen.map(\.element) == lists)
    for (found, element) in zip(seen, lists) {
      let again = try #require(JSON(at: found.place, in: bytes))
      #expect(again == element)
      #expect(again.position == element.position)
      #expect(again["b"]?.array?.map(\.position) == element["b"]?.array?.map(\.position))
    }
  }

  static let others = ["7", "[[1]]", "{}", #"{"a": {"b": [1]}}"#, #"[{"a": [1]}]"#]

  @Test("a text without such lists is read whole", arguments: others)
  func unvisited(text: String) throws {
    let json = try JSON.walking(Array(text.utf8)) { _, _, _ in Issue.record("visited") }
    #expect(try json == JSON(parsing: text))
  }

  static let wrong = [
    "", "{", #"{"a": [1,}"#, #"{"a": [1}"#, #"{"a": [1], "a": 2}"#, #"{"a": [{"b": 1, "b": 2}]}"#,
    "{\"a\": [\n  tru]}", #"{"a": ["\q"]}"#, #"{"a": []} x"#,
  ]

  @Test("what is no JSON has the same problems", arguments: wrong)
  func problems(text: String) {
    let walked = #expect(throws: DocumentError.self) {
      try JSON.walking(Array(text.utf8)) { _, _, _ in }
    }
    let read = #expect(throws: DocumentError.self) { try JSON(parsing: text) }
    #expect(walked == read)
  }

  @Test("a place of another text is no value")
  func otherBytes() throws {
    var place: JSONPlace?
    _ = try JSON.walking(Array(#"{"a": ["long enough"]}"#.utf8)) { place = $2 }
    #expect(JSON(at: try #require(place), in: Array("[]".utf8)) == nil)
  }
}
