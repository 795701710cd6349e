import IAMPolicy
import Testing

@testable import PanoramaRoles
@testable import Reports

@Suite struct FormatCommandTests {
  @Test("one document goes to standard output, and its canonical form stays as it is")
  func show() throws {
    let folder = try PolicyFolder(["a.json": Documents.trust])
    let shown = folder.run("format", "a.json")
    #expect(shown.status == .done)
    try folder.write(shown.output, to: "b.json")
    #expect(folder.run("format", "b.json").output == shown.output)
    #expect(folder.run("format", "--check", "b.json").status == .done)
    #expect(
      try PolicyDocument(reading: shown.output) == PolicyDocument(reading: Documents.trust))
  }

  @Test("'--check' lists what is not canonical and changes nothing; '--write' rewrites it")
  func files() throws {
    let folder = try PolicyFolder([
      "a.json": Documents.trust, "b.json": Documents.open, "bad.json": "{",
    ])
    let checked = folder.run("format", "--check", "a.json", "b.json")
    #expect(checked.status == .findings)
    #expect(checked.output == "a.json\nb.json\n")
    #expect(folder.text("a.json") == Documents.trust)
    let written = folder.run("format", "--write", "a.json", "bad.json", "b.json")
    #expect(written.status == .failed)
    #expect(written.output.isEmpty)
    #expect(written.errors.contains("bad.json:1:2: error"))
    #expect(folder.text("bad.json") == "{")
    #expect(folder.run("format", "--check", "a.json", "b.json").status == .done)
    #expect(folder.run("format", "--check", "bad.json", "a.json").status == .failed)
  }
}
