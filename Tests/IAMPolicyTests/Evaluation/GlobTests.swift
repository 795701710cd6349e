import IAMPolicy
import Testing

struct GlobTests {
  static let rows: [(pattern: String, text: String, matches: Bool)] = [
    ("", "", true),
    ("", "a", false),
    ("*", "", true),
    ("**", "abc", true),
    ("?", "", false),
    ("?", "a", true),
    ("?", "é", true),
    ("??", "é", false),
    ("*??", "é", false),
    ("*?", "é", true),
    ("a*", "a", true),
    ("a*", "ba", false),
    ("*a", "ba", true),
    ("*a", "ab", false),
    ("a*b*c", "a-b-c", true),
    ("a*b*c", "a-c-b", false),
    ("*ab", "aab", true),
    ("*aab*", "aaab", true),
    ("a?c", "abc", true),
    ("a?c", "ac", false),
    ("a.c", "abc", false),
    ("[a]", "a", false),
    ("A", "a", false),
  ]

  @Test("A wildcard pattern takes whole texts", arguments: rows)
  func table(row: (pattern: String, text: String, matches: Bool)) {
    #expect(WildcardPattern(row.pattern).matches(row.text) == row.matches)
  }

  @Test("Folding takes ASCII letters in either case and no others")
  func folding() {
    #expect(WildcardPattern("S3:get*", foldingCase: true).matches("s3:GETobject"))
    #expect(WildcardPattern("s3", foldingCase: true).matches("S3"))
    #expect(!WildcardPattern("É", foldingCase: true).matches("é"))
    #expect(!WildcardPattern("@", foldingCase: true).matches("`"))
    #expect(!WildcardPattern("[x", foldingCase: true).matches("{X"))
  }

  @Test("Texts are compared by their bytes and not by canonical equivalence")
  func bytes() {
    #expect(!WildcardPattern("\u{E9}").matches("e\u{301}"))
  }

  @Test("The matcher agrees with the obvious recursive one")
  func reference() {
    let seed: UInt64 = 0x51AB_0001
    var random = EvaluationRandom(seed: seed)
    for _ in 0..<20_000 {
      let pattern = random.text(of: "ab*?*é", count: 0...8)
      let text = random.text(of: "abé", count: 0...10)
      let expected = GlobReference.matches(
        Array(pattern.unicodeScalars)[...], Array(text.unicodeScalars)[...])
      #expect(
        WildcardPattern(pattern).matches(text) == expected,
        "'\(pattern)' on '\(text)', seed \(seed)")
    }
  }

  @Test("Wildcards that stop at colons agree with the obvious recursive matcher")
  func segmentReference() {
    let seed: UInt64 = 0x51AB_0002
    var random = EvaluationRandom(seed: seed)
    let choices: [(Glob.Token, GlobReference.Piece)] = [
      (.anyRun, .run(colons: true)), (.segmentRun, .run(colons: false)),
      (.anyOne, .one(colons: true)), (.segmentOne, .one(colons: false)),
      (Glob.Token(0x61), .literal("a")), (Glob.Token(0x62), .literal("b")),
      (.colon, .literal(":")), (.colon, .literal(":")),
    ]
    for _ in 0..<20_000 {
      let picked = (0..<random.number(0...9)).map { _ in random.pick(choices) }
      // As the shapes of resources make them: beside a free run no `?` but those that stop at colons,
      // or first all that stop at colons and then, behind the last colon, all that do not.
      let free = picked.firstIndex { $0.0 == .anyOne } ?? picked.endIndex
      let pieces = picked.enumerated().filter { index, piece in
        index <= free || (piece.0 != .segmentRun && piece.0 != .segmentOne)
      }.map(\.element)
      let hasFreeOne = pieces.contains { $0.0 == .anyOne }
      let usable = hasFreeOne ? pieces.filter { $0.0 != .segmentRun } : pieces
      let text = random.text(of: "ab::", count: 0...10)
      let expected = GlobReference.matches(
        usable.map(\.1)[...], Array(text.unicodeScalars)[...])
      #expect(
        Glob(usable.map(\.0)).matches(text) == expected,
        "\(usable.map(\.1)) on '\(text)', seed \(seed)")
    }
  }

  @Test("A pattern of many wildcards ends on a long text")
  func hostile() {
    let text = String(repeating: "a", count: 20_000)
    #expect(!WildcardPattern(String(repeating: "*a", count: 200) + "b").matches(text))
    #expect(!WildcardPattern(String(repeating: "a*", count: 200) + "b*c").matches(text))
    #expect(WildcardPattern(String(repeating: "*?", count: 200)).matches(text))
  }
}

/// The matcher as one would write it on a slip of paper; exponential.
enum GlobReference {
  enum Piece: Equatable {
    case literal(Unicode.Scalar)
    case run(colons: Bool)
    case one(colons: Bool)
  }

  static func matches(
    _ pattern: ArraySlice<Unicode.Scalar>, _ text: ArraySlice<Unicode.Scalar>
  ) -> Bool {
    let pieces = pattern.map { scalar -> Piece in
      switch scalar {
      case "*": .run(colons: true)
      case "?": .one(colons: true)
      default: .literal(scalar)
      }
    }
    return matches(pieces[...], text)
  }

  static func matches(_ pattern: ArraySlice<Piece>, _ text: ArraySlice<Unicode.Scalar>) -> Bool {
    guard let piece = pattern.first else { return text.isEmpty }
    switch piece {
    case .literal(let scalar):
      return text.first == scalar && matches(pattern.dropFirst(), text.dropFirst())
    case .one(let colons):
      guard let first = text.first, colons || first != ":" else { return false }
      return matches(pattern.dropFirst(), text.dropFirst())
    case .run(let colons):
      if matches(pattern.dropFirst(), text) { return true }
      guard let first = text.first, colons || first != ":" else { return false }
      return matches(pattern, text.dropFirst())
    }
  }
}
