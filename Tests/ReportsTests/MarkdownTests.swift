import Testing

@testable import Reports

/// Text of a file in Markdown.
@Suite struct MarkdownTests {
  static let rows: [(text: String, code: String)] = [
    ("arn:aws:s3:::bucket/*", "`arn:aws:s3:::bucket/*`"),
    ("<b>&amp;</b>", "`<b>&amp;</b>`"),
    ("", "<code></code>"),
    (" x", "<code> x</code>"),
    ("a|b", "<code>a&#124;b</code>"),
    ("a`|`b", "<code>a&#96;&#124;&#96;b</code>"),
    (#"a\|b"#, "<code>a&#92;&#124;b</code>"),
    ("a\n| x | y |", "<code>a&#92;n&#124; x &#124; y &#124;</code>"),
    ("</code>`<script>", "<code>&#60;/code&#62;&#96;&#60;script&#62;</code>"),
  ]

  @Test("a text stays within its code", arguments: rows)
  func code(text: String, code: String) { #expect(Markdown.code(text) == code) }

  @Test("a text stays text")
  func text() {
    #expect(
      Markdown.text("**[x](y)** @all #1\n")
        == "&#42;&#42;&#91;x&#93;(y)&#42;&#42; <span>&#64;</span>all <span>&#35;</span>1&#92;n")
    #expect(Markdown.text("http://x.y WWW.x.y") == "http:&#47;/x.y WWW&#46;x.y")
  }

  static let fences: [(text: String, fence: String)] = [
    ("{}", "```"), ("``", "```"), ("```", "````"), ("a\n`````\nb", "``````"),
  ]

  @Test("a block cannot be closed from within", arguments: fences)
  func block(text: String, fence: String) {
    let lines = Markdown.block(text, language: "json")
    #expect(lines.first == "\(fence)json")
    #expect(lines.last == fence)
    #expect(!lines.dropFirst().dropLast().contains { $0.hasPrefix(fence) })
  }
}
