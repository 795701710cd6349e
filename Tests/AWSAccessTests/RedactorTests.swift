import SigV4
import Testing

@testable import AWSAccess

@Suite struct RedactorTests {
  static let token = "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVzLWVhc3QtMSJHMEUCIQDk+Canary/Token=="
  static let keys = Credentials(
    accessKeyID: "ASIAIOSFODNN7EXAMPLE",
    secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYCANARYKEY"), sessionToken: Secret(token))
  static let redactor = Redactor(
    [keys.secretAccessKey, Secret(token), Secret("pass")], keyIDs: [keys])

  private static func each(_ text: String, _ form: (UInt8) -> String) -> String {
    text.utf8.map(form).joined()
  }
  private static func hex(_ byte: UInt8, _ width: Int = 2) -> String {
    let text = String(byte, radix: 16)
    return String(repeating: "0", count: width - text.count) + text
  }

  // A name, and the form in which a hostile server repeats the token.
  static let forms: [(name: String, text: String)] = [
    ("raw", token), ("first half", String(token.prefix(40))),
    ("last half", String(token.suffix(40))),
    ("percent-encoded", percentEncoded(token)), ("all percent", each(token) { "%" + hex($0) }),
    ("capital percent", each(token) { "%" + hex($0).uppercased() }),
    ("percent twice", each(token) { "%25" + hex($0) }),
    ("percent three times", each(token) { "%2525" + hex($0) }),
    ("decimal references", each(token) { "&#\($0);" }),
    ("hexadecimal references", each(token) { "&#x\(hex($0));" }),
    ("padded references", each(token) { "&#00\($0);" }),
    ("references escaped", each(token) { "&amp;#\($0);" }),
    ("JSON escapes", each(token) { "\\u" + hex($0, 4) }),
    ("JSON slashes", token.replacing("/", with: "\\/")),
    ("small letters", token.lowercased()), ("capitals", token.uppercased()),
    ("backwards", String(token.reversed())), ("hexadecimal", each(token) { hex($0) }),
    ("line ends", each(token) { String(UnicodeScalar($0)) + "\n" }),
    ("combining mark", token + "\u{301}"), ("quoted", "\"\(token)\""),
    ("spaces", each(token) { String(UnicodeScalar($0)) + " " }),
    ("Base64", base64(token)), ("Base64 of more", base64("token=" + token + ";")),
    ("Base64 of one more", base64("x" + token)), ("Base64 for URLs", urlSafe(base64(token))),
    ("in a URL", "https://h/?X-Amz-Security-Token=\(percentEncoded(token))&x=1"),
  ]

  private static func urlSafe(_ text: String) -> String {
    text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  private static func base64(_ text: String) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    let bits = text.utf8.flatMap { byte in (0..<8).reversed().map { Int(byte) >> $0 & 1 } }
    return stride(from: 0, to: bits.count, by: 6).map { start in
      var group = Array(bits[start..<min(start + 6, bits.count)])
      group += [Int](repeating: 0, count: 6 - group.count)
      return String(alphabet[group.reduce(0) { $0 * 2 + $1 }])
    }.joined()
  }

  @Test("finds a secret in every form", arguments: forms)
  func finds(form: (name: String, text: String)) {
    let shown = Self.redactor.redacted("before [\(form.text)] after")
    #expect(shown.hasPrefix("before ["), "\(shown)")
    // A mark that combines with the last character of it stays behind.
    #expect(shown.contains("<secret"), "\(shown)")
    #expect(shown.hasSuffix("] after"), "\(shown)")
    // What is left of it is less than twelve bytes at either end.
    #expect(shown.utf8.count < 60 + 12 * 6, "\(shown)")
  }

  @Test("an answer that is data and repeats a secret is noticed", arguments: forms)
  func noticesInData(form: (name: String, text: String)) {
    let body = Array(
      (String(repeating: "<Role><RoleName>Camera</RoleName></Role>", count: 50)
        + "<Description>\(form.text)</Description>").utf8)
    // Other case and breaks between letters are of no use to who reads the output later.
    if ["small letters", "capitals", "line ends", "spaces"].contains(form.name) { return }
    #expect(Self.redactor.isRepeated(in: body))
  }

  @Test("any twenty bytes of a secret in a row are noticed, wherever in the answer they are")
  func noticesEveryPart() {
    let long = (0..<60).map { "\(Self.hex(UInt8($0 * 4)))/Tok+\($0 * 7919)" }.joined()
    let redactor = Redactor([Self.keys.secretAccessKey, Secret(long)], keyIDs: [Self.keys])
    for secret in [Self.keys.secretAccessKey.exposed, long].map({ Array($0.utf8) }) {
      for start in stride(from: 0, through: secret.count - 20, by: max(1, secret.count / 40)) {
        for before in 0..<12 {
          let dots = [UInt8](repeating: UInt8(ascii: "."), count: 24)
          let body = dots + dots.prefix(before) + secret[start..<start + 20] + dots
          #expect(redactor.isRepeated(in: body), "part at \(start), \(24 + before) bytes before")
        }
      }
    }
  }

  @Test("leaves everything else as it is") func leaves() {
    for text in [
      "", "User: arn:aws:iam::123456789012:user/dev is not authorized to perform: iam:GetRole",
      "100 % of &nonsense; and \\d and %zz and %2", "é\u{301} 🎥", "pas", "IQoJb3JpZ2l",
      "Authorization header requires 'Credential' parameter",
      String(repeating: "XEXAMPLE ", count: 12), String(repeating: "F/bPxRfi,", count: 12),
    ] {
      #expect(Self.redactor.redacted(text) == text)
      #expect(!Self.redactor.isRepeated(in: Array(text.utf8)))
    }
  }

  // What a server says, and what is left of it.
  static let rows: [(text: String, left: String)] = [
    ("the pass word", "the <secret> word"),
    ("key ASIAIOSFODNN7EXAMPLE is unknown", "key ASIA…MPLE is unknown"),
    (
      "no 'Signature'. Authorization=AWS4-HMAC-SHA256 Credential=A/b, Signature=0123",
      "no 'Signature'. <secret>"
    ),
    ("got AWS4-HMAC-SHA256\n20150830T123600Z", "got <secret>"),
    ("got authorization : Bearer x", "got <secret>"),
    ("got AWS4%2DHMAC%2DSHA256%20x", "got <secret>"),
    ("\(token)\(token) x", "<secret> x"),
  ]

  @Test("what is shown in place of it", arguments: rows)
  func shows(row: (text: String, left: String)) {
    #expect(Self.redactor.redacted(row.text) == row.left)
  }

  @Test("a secret at the end of a long text is not cut in two") func beforeCutting() {
    let text = String(repeating: "x", count: 1990) + Self.token
    #expect(Self.redactor.redacted(text).prefix(2000).hasSuffix("x<secret>"))
  }

  @Test("any text in any form is read without a trap") func totality() {
    var state: UInt64 = 42
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    let pieces = [
      "%", "25", "&", "amp;", "#x", ";", "\\u", "\\", "00", "é", "pass", "AWS4-", "\u{0}",
    ]
    for _ in 0..<2000 {
      let text = (0..<Int(next() % 12)).map { _ in pieces[Int(next()) % pieces.count] }.joined()
      _ = Self.redactor.redacted(text)
      _ = Self.redactor.isRepeated(in: Array(text.utf8))
    }
  }
}
