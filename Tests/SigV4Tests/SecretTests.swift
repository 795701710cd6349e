import SigV4
import Testing

@Suite struct SecretTests {
  private static let hidden = "wJalrXUtnFEMI-hidden"

  /// Everything that a program can do to show a value without meaning to.
  private static func shown<Value>(_ value: Value) -> String {
    var dumped = ""
    dump(value, to: &dumped)
    var printed = ""
    print(value, to: &printed)
    debugPrint(value, to: &printed)
    let children = Mirror(reflecting: value).children.map { "\($0)" }.joined()
    return dumped + printed + "\(value)" + String(describing: value) + String(reflecting: value)
      + children + "\(Optional(value) as Any)" + "\([value])" + "\(["key": value])"
  }

  @Test("a secret shows itself nowhere") func secretStaysHidden() {
    let shown = Self.shown(Secret(Self.hidden))
    #expect(shown.contains("<secret>"))
    #expect(!shown.contains("wJal"))
    #expect(Secret(Self.hidden).exposed == Self.hidden)
  }

  @Test("credentials show the ends of the key id and nothing else") func credentialsStayHidden() {
    let credentials = Credentials(
      accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret(Self.hidden),
      sessionToken: Secret("token-hidden"))
    let shown = Self.shown(credentials)
    #expect(shown.contains("AKIA…MPLE"))
    #expect(!shown.contains("IOSFODNN7"))
    #expect(!shown.contains("hidden"))
    let short = Credentials(accessKeyID: "AKIA1234", secretAccessKey: Secret("s"))
    #expect(short.maskedKeyID == "…")
  }

  @Test("a header that is secret shows its name alone") func headersStayHidden() {
    let header = NameValue("Authorization", secret: Secret(Self.hidden))
    #expect(header.value == Self.hidden)
    let shown = Self.shown(header)
    #expect(shown.contains("Authorization: <secret>"))
    #expect(!shown.contains("hidden"))
    #expect("\(NameValue("Host", "a"))" == "Host: a")
  }

  // A text, and what percent-decoding makes of it.
  static let encoded: [(text: String, decoded: String)] = [
    ("a%20b", "a b"), ("%41%4a%4A", "AJJ"), ("%", "%"), ("%2", "%2"), ("%zz", "%zz"),
    ("100%25", "100%"), ("%C3%A9", "é"), ("+", "+"),
  ]

  @Test("percent-decoding takes back what encoding did", arguments: encoded)
  func decodes(row: (text: String, decoded: String)) {
    #expect(percentDecoded(row.text) == row.decoded)
    #expect(percentDecoded(percentEncoded(row.text)) == row.text)
  }

  @Test("secrets are equal when all bytes are") func equality() {
    #expect(Secret("abc") == Secret("abc"))
    #expect(Secret("abc") != Secret("abd"))
    #expect(Secret("abc") != Secret("xbc"))
    #expect(Secret("abc") != Secret("ab"))
    #expect(Secret("ab") != Secret("abc"))
    #expect(Secret("").isEmpty)
  }
}
