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

  @Test("secrets are equal when all bytes are") func equality() {
    #expect(Secret("abc") == Secret("abc"))
    #expect(Secret("abc") != Secret("abd"))
    #expect(Secret("abc") != Secret("ab"))
    #expect(Secret("").isEmpty)
  }
}
