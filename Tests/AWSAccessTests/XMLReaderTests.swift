import TestSupport
import Testing

@testable import AWSAccess

@Suite struct XMLReaderTests {
  private static func read(_ text: String, depth: Int = 64) throws(XMLError) -> XMLElement {
    try XMLElement(parsing: [UInt8](text.utf8), limits: XMLLimits(depth: depth))
  }

  static let texts: [(xml: String, text: String)] = [
    ("<a>text</a>", "text"),
    ("<a/>", ""),
    ("<a />", ""),
    ("<?xml version='1.0'?>\n<a>x</a>\n<!-- end -->", "x"),
    ("\u{FEFF}<a>x</a>", "x"),
    ("<n:a xmlns:n='u' b = \"&gt;>\">x</n:a >", "x"),
    ("<a>&lt;&amp;&gt;&quot;&apos;&#65;&#x42;&#x1F6F0;</a>", "<&>\"'AB\u{1F6F0}"),
    ("<a><![CDATA[<b>&amp;]]]]></a>", "<b>&amp;]]"),
    ("<a>x<!-- <b> -->y<?p ?>z</a>", "xyz"),
    ("<a>1\r\n2\r3</a>", "1\n2\n3"),
    ("<a>é日本</a>", "é日本"),
  ]

  @Test("reads text as XML means it", arguments: texts)
  func text(row: (xml: String, text: String)) throws {
    let element = try Self.read(row.xml)
    #expect(element == XMLElement("a", text: row.text))
  }

  static let refused: [String] = [
    "<a:></a:>", "<:/>",
    "", "   ", "text", "<a>", "<a", "<a b", "<a b=", "<a b='c", "</a>", "<a></b>", "<a></a", "<a>x",
    "<a><b></a></b>", "<a/><b/>", "<a/>x", "x<a/>", "<a b=c/>", "<a b/>", "<a b='<'/>",
    "<a b='1'c='2'/>", "<a>&</a>", "<a>&nbsp;</a>", "<a>&#0;</a>", "<a>&#xD800;</a>",
    "<a>&#x110000;</a>", "<a>&#;</a>", "<a>&#x;</a>", "<a>&#+65;</a>", "<a>&#8;</a>",
    "<a>&#xFFFE;</a>",
    "<a>&#xFFFF;</a>", "<a>&amp</a>",
    "<a>&#99999999999999;</a>", "<!DOCTYPE a><a/>", "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
    "<a><!ELEMENT b></a>", "<a><![CDATA[x</a>", "<a><!-- x</a>", "<?xml <a/>", "<1/>", "< a/>",
    "<a>\u{1}</a>", "<a>]]></a>", "<![CDATA[x]]><a/>", "<a></a b>",
  ]

  @Test("refuses what is not whole XML", arguments: refused)
  func refuses(xml: String) {
    #expect(throws: XMLError.self) { try Self.read(xml) }
  }

  @Test("every cut of an answer is noticed") func cuts() throws {
    let whole = [UInt8](
      """
      <?xml version="1.0"?><R xmlns="u"><Result a='b'><Name>x &amp; y</Name>\
      <!-- c --><L><member>1</member><member><![CDATA[2]]></member></L></Result></R>
      """.utf8)
    let element = try XMLElement(parsing: whole)
    #expect(element["Result"]?.text(of: "Name") == "x & y")
    #expect(element["Result"]?.members(of: "L").map(\.text) == ["1", "2"])
    #expect(element["Result"]?.members(of: "None").isEmpty == true)
    for length in 0..<whole.count {
      #expect(throws: XMLError.self) { try XMLElement(parsing: Array(whole[0..<length])) }
    }
  }

  @Test("depth and size have bounds") func bounds() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
    }
    #expect(try Self.read(nested(64)).name == "a")
    #expect(throws: XMLError.self) { try Self.read(nested(65)) }
    #expect(throws: XMLError.self) { try Self.read(nested(100_000)) }
    #expect(throws: XMLError.self) {
      try XMLElement(parsing: [UInt8]("<a>xx</a>".utf8), limits: XMLLimits(bytes: 8))
    }
  }

  @Test("text that is not UTF-8 is refused") func encoding() {
    #expect(throws: XMLError.self) {
      try XMLElement(parsing: [UInt8]("<a>".utf8) + [0xff] + [UInt8]("</a>".utf8))
    }
  }

  @Test("no bytes crash it") func anyBytes() {
    let seed: UInt64 = 20_261_121
    var numbers = SplitMix(seed: seed)
    let pieces = [
      "<", ">", "/", "a", "&", ";", "#x", "<a>", "</a>", "<![CDATA[", "]]>", "<!--", "'", "=", " ",
      "\u{0}", "é",
    ]
    for round in 0..<5_000 {
      var text = ""
      for _ in 0..<Int.random(in: 0...12, using: &numbers) {
        text += pieces.randomElement(using: &numbers) ?? ""
      }
      let element = try? Self.read(text)
      if let element { #expect(!element.name.isEmpty, "seed \(seed), round \(round): \(text)") }
    }
  }
}
