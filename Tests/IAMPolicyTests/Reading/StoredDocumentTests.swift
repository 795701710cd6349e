import IAMPolicy
import JSONText
import Testing

@Suite("Stored documents and their size")
struct StoredDocumentTests {
  static let encoded: [(text: String, decoded: String?)] = [
    ("", ""), ("a+b", "a+b"), ("%7B%22a%22%3A1%7d", "{\"a\":1}"), ("%2541", "%41"),
    ("%C3%A9", "é"), ("é", "é"), ("%", nil), ("%4", nil), ("%4g", nil), ("a%%41", nil),
    ("%C3", nil), ("%ED%A0%80", nil), ("%+4", nil), ("%00", "\0"),
  ]

  @Test("Percent-encoding is taken off exactly once", arguments: encoded)
  func decodes(row: (text: String, decoded: String?)) {
    #expect(PolicyDocument.percentDecoded(row.text) == row.decoded)
  }

  @Test("Stored documents are read encoded and plain")
  func readsStored() throws {
    let plain =
      #"{"Statement":[{"Effect":"Allow","Action":"a:B","Resource":"arn:aws:s3:::a+b%3Ac"}]}"#
    let document = try PolicyDocument(reading: plain)
    let encoded = plain.utf8.map { byte in
      byte == UInt8(ascii: "+") ? "+" : "%" + String(Int(byte) + 0x100, radix: 16).suffix(2)
    }.joined()
    #expect(try PolicyDocument(stored: encoded) == document)
    #expect(try PolicyDocument(stored: " \n" + plain) == document)
    #expect(try PolicyDocument(stored: encoded, as: .identity) == document)
    for text in ["%7", "", "%5B%5D"] {
      #expect(throws: DocumentError.self) { try PolicyDocument(stored: text) }
    }
    do throws(DocumentError) {
      _ = try PolicyDocument(stored: "%zz")
    } catch {
      #expect(error.problems.map(\.id) == ["bad-percent-encoding"])
    }
  }

  static let sizes: [(text: String, size: Int)] = [
    ("", 0), (" {\n}\t", 2), (#"{"a b" : "c\" d"}"#, 15), (#""é""#, 3), (#""\\" : 1"#, 6),
  ]

  @Test("Size counts characters and no white space between them", arguments: sizes)
  func counts(row: (text: String, size: Int)) {
    #expect(PolicyDocument.size(ofText: row.text) == row.size)
  }

  @Test("The size of a document is that of its text in either style")
  func countsDocuments() throws {
    let document = PolicyDocument.trust([
      TrustStatement(
        .allow, .some([.service("panorama.amazonaws.com")]),
        when: ConditionBlock(ConditionClause(.stringEquals, "aws:SourceAccount", ["123456789012"])))
    ])
    #expect(document.size == document.text(.compact).utf8.count)
    #expect(document.size == PolicyDocument.size(ofText: document.text(.pretty)))
    // Every byte of such a text takes six characters, which the bound must not forget.
    let escaped = String(repeating: "\u{1}", count: 200)
    let written = PolicyDocument.identity(
      id: escaped,
      [
        IdentityStatement(.allow, .actions("s3:*"), on: .resources("arn:aws:s3:::b/*"))
      ])
    #expect(written.size > 1200 && !written.isSurelyWithin(written.size - 1))
    #expect(written.isSurelyWithin(4 * written.size))
  }

  @Test("The canonical form is fixed")
  func writesCanonically() throws {
    let document = try PolicyDocument(
      reading: #"""
        {"Statement": {"Condition": {"Bool": {"a:b": [true]}, "ArnLike": {"a:c": ["x", "y"], "a:d": []}},
          "Action": ["sts:AssumeRole"], "Principal": {"Service": ["p.amazonaws.com"], "AWS": [1, "*"]},
          "Effect": "Allow", "Sid": ""}, "Id": "i", "Version": "2012-10-17"}
        """#.replacing("[1, \"*\"]", with: "[123456789012, \"*\"]"))
    #expect(
      document.text(.pretty) == """
        {
          "Version": "2012-10-17",
          "Id": "i",
          "Statement": [
            {
              "Sid": "",
              "Effect": "Allow",
              "Principal": {
                "Service": "p.amazonaws.com",
                "AWS": [
                  "123456789012",
                  "*"
                ]
              },
              "Action": "sts:AssumeRole",
              "Condition": {
                "Bool": {
                  "a:b": "true"
                },
                "ArnLike": {
                  "a:c": [
                    "x",
                    "y"
                  ],
                  "a:d": []
                }
              }
            }
          ]
        }
        """)
  }
}
