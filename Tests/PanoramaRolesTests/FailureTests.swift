import Testing

@testable import PanoramaRoles
@testable import Reports

@Suite struct FailureTests {
  @Test("a run that fails leaves a document in every format", arguments: ReportFormat.allCases)
  func failure(format: ReportFormat) throws {
    let run = MemoryTerminal.run([
      "drift", "--spec", "/nowhere/<s>.json", "--format", format.rawValue,
    ])
    #expect(run.status == .failed)
    #expect(run.errors.contains("/nowhere/<s>.json"))
    let parts: [String] =
      switch format {
      case .text: []
      case .json: [#""message": "'/nowhere/<s>.json'"#, #""name": "failed""#, #""hint": "#]
      case .sarif:
        [#""executionSuccessful": false"#, "panorama-roles/failure/", "/nowhere/<s>.json"]
      case .junit: [#"errors="1""#, "<error type=\"failed\"", "/nowhere/&lt;s&gt;.json"]
      case .github: ["::error ", "title=panorama-roles::", "/nowhere/<s>.json"]
      case .markdown: ["the run failed", "What to do", "exit status 1"]
      case .html: ["<!DOCTYPE html>", "The run failed", "/nowhere/&lt;s&gt;.json"]
      }
    #expect(run.output.isEmpty == (format == .text))
    for part in parts { #expect(run.output.contains(part), "\(part) in \(run.output)") }
  }

  @Test("wrong words leave a document too, and a format that the command lacks leaves none")
  func failureOfWords() throws {
    let wrong = MemoryTerminal.run(["drift", "--format", "junit", "--sepc", "a"])
    #expect(wrong.status == .usage && wrong.output.contains("<error type=\"usage\""))
    let none = MemoryTerminal.run(["plan", "--format", "junit"])
    #expect(none.status == .usage && none.output == "")
    let text = MemoryTerminal.run(["drift", "--spec", "/nowhere/s.json", "--format=text"])
    #expect(text.output == "")
  }
}
