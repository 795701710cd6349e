import IAMPolicy
import Testing

@testable import PanoramaRoles
@testable import Reports

@Suite struct RequestWordsTests {
  @Test("context words keep all behind the first '='")
  func words() throws {
    let context = try RequestWords.context(["a:b=c=d==", "aws:Tag=", "A:B=e"])
    #expect(context["a:b"] == ["c=d==", "e"])
    #expect(context["aws:tag"] == [""])
    #expect(throws: CommandError.self) { try RequestWords.context(["novalue"]) }
    #expect(throws: CommandError.self) { try RequestWords.context(["=x"]) }
  }

  @Test(
    "a principal is a kind and a value",
    arguments: [
      ("service:panorama.amazonaws.com", Principal(.service, "panorama.amazonaws.com")),
      ("AWS:arn:aws:iam::1:root", Principal(.aws, "arn:aws:iam::1:root")),
      ("canonical-user:1f", Principal(.canonicalUser, "1f")),
      ("Federated:accounts.google.com", Principal(.federated, "accounts.google.com")),
      ("arn:aws:iam::1:root", nil), ("service:", nil), ("panorama.amazonaws.com", nil), (":x", nil),
    ] as [(String, Principal?)])
  func principal(text: String, expected: Principal?) {
    #expect((try? RequestWords.principal(text)) == expected)
  }
}
