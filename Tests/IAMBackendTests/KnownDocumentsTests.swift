import IAMPolicy
import IAMRoles
import Testing

@testable import IAMBackend

@Suite struct KnownDocumentsTests {
  static func text(_ action: String) -> String {
    #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"\#(action)","Resource":"*"}]}"#
  }

  @Test("a text that comes again gives what it gave, of its own kind and with its own subject")
  func again() {
    var documents = KnownDocuments()
    let trust =
      #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}"#
    let encoded = Self.text("s3:GetObject").replacing("\"", with: "%22")
    let texts = [Self.text("s3:GetObject"), trust, encoded, "", "{", "%zz", Self.text("*"), "{}"]
    for (number, text) in (texts + texts.reversed()).enumerated() {
      for kind in PolicyKind.allCases {
        let found = documents.reading(text, as: kind, "GetRolePolicy", of: "role-\(number)")
        let alone = Reading<StoredDocument>(
          returned: text, as: kind, "GetRolePolicy", of: "role-\(number)")
        #expect(found == alone, "\(text) as \(kind)")
      }
    }
  }

  @Test("texts that are equal to Swift and have other bytes are two documents")
  func canonicalEquivalence() {
    var documents = KnownDocuments()
    let composed = Self.text("*").replacing("\"*\"}", with: "\"arn:aws:s3:::caf\u{e9}\"}")
    let decomposed = Self.text("*").replacing("\"*\"}", with: "\"arn:aws:s3:::cafe\u{301}\"}")
    #expect(composed == decomposed)
    for text in [composed, decomposed, composed] {
      let found = documents.reading(text, as: .identity, "GetRolePolicy", of: "r").value
      let alone = Reading<StoredDocument>(
        returned: text, as: .identity, "GetRolePolicy", of: "r"
      ).value
      #expect(found.debugDescription.utf8.elementsEqual(alone.debugDescription.utf8))
    }
  }

  @Test("very many texts are read all the same")
  func many() {
    var documents = KnownDocuments()
    for number in 0..<12_000 {
      let text = Self.text("s3:Get\(number)")
      let found = documents.reading(text, as: .identity, "GetRolePolicy", of: "r").value?.policy
      #expect(found?.statements.first?.action.patterns.first?.text == "s3:Get\(number)")
    }
  }
}
