import Testing

@testable import PanoramaRoles
@testable import Reports

@Suite struct LintTextTests {
  @Test("no example that a rule is silent about reads like one that it finds something in")
  func examples() {
    for rule in LintRuleText.all {
      let silent = Set(rule.nonTriggering)
      for example in rule.triggering {
        #expect(!silent.contains(example.replacing("↓", with: "")), "\(rule.id)")
      }
    }
    let explained = MemoryTerminal.run(["lint", "explain", "confused-deputy"]).output
    #expect(explained.contains("  For the trust policy of a service-linked role:\n  {"))
  }

  @Test("the help counts the rules that the list has")
  func number() {
    let listed = MemoryTerminal.run(["lint", "rules"]).output.split(separator: "\n").count
    #expect(MemoryTerminal.run(["lint", "--help"]).output.contains("grammar and \(listed) rules"))
  }

  @Test("accounts that are named are not foreign, be they typed or in a file")
  func trustedAccounts() throws {
    let trust = """
      {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"AWS": "arn:aws:iam::210987654321:root"}}}
      """
    let folder = try PolicyFolder([
      "trust.json": trust, "ours.txt": "210987654321\n", "bad.txt": "12\n",
    ])
    func output(_ words: String...) -> String {
      folder.run(["lint", "--fail-on", "info", "trust.json"] + words).output
    }
    #expect(output().contains("info: ") && output().contains("[foreign-account]"))
    #expect(!output("--trusted-accounts", "210987654321").contains("[foreign-account]"))
    #expect(!output("--trusted-accounts", "ours.txt").contains("[foreign-account]"))
    let other = output("--trusted-accounts", "123456789012")
    #expect(other.contains("warning: ") && other.contains("[foreign-account]"))
    for bad in ["bad.txt", "none.txt"] {
      let refused = folder.run("lint", "trust.json", "--trusted-accounts", bad)
      #expect(refused.status == .failed)
      #expect(refused.errors.contains(bad), "\(refused.errors)")
    }
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
