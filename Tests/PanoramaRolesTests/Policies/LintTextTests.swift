import Testing

@testable import PanoramaRoles

@Suite struct LintTextTests {
  @Test("no example that a rule is silent about reads like one that it finds something in")
  func examples() {
    for rule in LintRuleText.all {
      let silent = Set(rule.nonTriggering)
      for example in rule.triggering {
        #expect(!silent.contains(example.replacing("↓", with: "")), "\(rule.id)")
      }
    }
    let explained = MemoryTerminal.run(["lint", "--explain", "confused-deputy"]).output
    #expect(explained.contains("  For the trust policy of a service-linked role:\n  {"))
  }

  @Test("the help counts the rules that the list has")
  func number() {
    let listed = MemoryTerminal.run(["lint", "--list-rules"]).output.split(separator: "\n").count
    #expect(MemoryTerminal.run(["lint", "--help"]).output.contains("grammar and \(listed) rules"))
  }

  @Test("a file that was not read is told before the counts, which say so")
  func unread() throws {
    let folder = try PolicyFolder(["a.json": Documents.trust])
    let some = folder.run("lint", "a.json", "none.json")
    #expect(some.status == .failed)
    #expect(some.output.contains("\n1 document checked, 1 not: 0 errors"), "\(some.output)")
    #expect(some.errors.contains("'none.json' cannot be read"))
    let none = folder.run("lint", "none.json")
    #expect((none.status, none.output) == (.failed, ""))
    #expect(folder.run("lint", "a.json").output.contains("\n1 document: 0 errors"))
  }
}
