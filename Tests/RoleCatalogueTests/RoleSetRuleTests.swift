import IAMPolicy
import IAMRoles
import JSONText
import PolicyLint
import Testing

@testable import RoleCatalogue

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("The rules over a role set")
struct RoleSetRuleTests {
  /// A role-set file of these roles, and the places of the marks in it.
  private func file(_ roles: String) throws -> (RoleSetDefinition, [TextPosition]) {
    let head = #"{"schemaVersion": "1.0", "name": "x", "title": "X", "summary": "X", "roles": "#
    var clean = ""
    var marks: [TextPosition] = []
    var position = TextPosition(line: 1, column: 1)
    for scalar in (head + roles + "}").unicodeScalars {
      if scalar == "↓" {
        marks.append(position)
        continue
      }
      clean.unicodeScalars.append(scalar)
      if scalar == "\n" {
        position = TextPosition(line: position.line + 1, column: 1)
      } else {
        position.column += 1
      }
    }
    return (try RoleSetDefinition(reading: clean), marks)
  }

  @Test(
    "find something exactly at the marks of their examples", arguments: RoleSetRule.all.map(\.id))
  func triggering(id: String) throws {
    let rule = try #require(RoleSetRule.all.first { $0.id == id })
    #expect(!rule.triggering.isEmpty)
    for example in rule.triggering {
      let (set, marks) = try file(example)
      let found = set.lint().filter { $0.rule == id }
      #expect(!marks.isEmpty && found.map(\.position) == marks, "\(found)")
      for finding in found {
        #expect(finding.message.last != "." && finding.hint?.last != ".")
      }
    }
  }

  @Test("say nothing of their other examples", arguments: RoleSetRule.all.map(\.id))
  func nonTriggering(id: String) throws {
    let rule = try #require(RoleSetRule.all.first { $0.id == id })
    #expect(!rule.nonTriggering.isEmpty)
    for example in rule.nonTriggering {
      #expect(try file(example).0.lint().filter { $0.rule == id }.isEmpty, "\(example)")
    }
  }

  @Test("say nothing of the built-in sets", arguments: RoleCatalogue.builtIn.setNames)
  func builtIn(name: String) throws {
    let set = try #require(RoleCatalogue.builtIn.set(named: name))
    let ids = RoleSetRule.all.map(\.id)
    #expect(set.lint().filter { ids.contains($0.rule) }.isEmpty)
    #expect(!set.lint().contains { $0.severity == .error })
  }

  @Test("see that a role of the preview would be passed in vain")
  func changedPreview() throws {
    var set = try #require(RoleCatalogue.builtIn.set(named: "panorama-preview"))
    for index in set.roles.indices {
      set.roles[index].kind = .ordinary(
        .services(
          ServiceTrust(
            services: ["ec2.amazonaws.com"], sourceAccount: false, sourceARNs: [],
            takesDevices: false)))
    }
    let found = set.lint().filter { $0.rule == "passed-not-trusted" }.map(\.message)
    #expect(found.count == 4)
    #expect(found.contains { $0.contains("'AWSPanoramaApplianceRole' to 'iot.amazonaws.com'") })
  }

  @Test("hold what is found in documents, at a place of the file")
  func documents() throws {
    let (set, _) = try file(
      """
      [{"name": "R", "trust": {"services": ["panorama.amazonaws.com"]},
        "inlinePolicies": [{"name": "p", "document": {"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}]}}]}]
      """)
    let found = set.lint()
    #expect(
      Set(found.map(\.rule)) == ["confused-deputy", "retired-service", "pass-role-unbounded"])
    #expect(found.allSatisfy { $0.position != .none && $0.message.hasPrefix("'R': ") })
  }

  @Test("see the policies that a set makes, as rules for documents and as what roles may do")
  func ownPolicies() throws {
    let text = #"""
      {"schemaVersion": "1.0", "name": "x", "title": "X", "summary": "X",
      "policies": [{"name": "Pass", "document": {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::*:role/Worker",
         "Condition": {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}},
        {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}]}}],
      "roles": [
      {"name": "Caller", "trust": {"services": ["edge.example.com"]},
       "managedPolicies": ["arn:${Partition}:iam::${Account}:policy/Pass"]},
      {"name": "Worker", "trust": {"services": ["edge.example.com"]}}]}
      """#
    let found = try RoleSetDefinition(reading: text).lint()
    let passed = found.first { $0.rule == "passed-not-trusted" }
    #expect(passed?.position == TextPosition(line: 9, column: 10))
    let unbounded = found.first { $0.rule == "pass-role-unbounded" }
    #expect(unbounded?.position.line == 5)
    #expect(unbounded?.message.hasPrefix("'arn:aws:iam::123456789012:policy/Pass': ") == true)
  }

  @Test("take the account of the roles where it is known, and else tell how to give it")
  func account() throws {
    let text = #"""
      {"schemaVersion": "1.0", "name": "x", "title": "X", "summary": "X", "roles": [
      {"name": "R", "trust": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
       "Principal": {"AWS": ["arn:${Partition}:iam::${Account}:root",
         "arn:aws:iam::210987654321:root"]}, "Action": "sts:AssumeRole"}]},
       "managedPolicies": ["arn:${Partition}:iam::aws:policy/AdministratorAccess"]}]}
      """#
    let set = try RoleSetDefinition(reading: text)
    func found(_ context: LintContext, in partition: String = "aws") -> [LintFinding] {
      set.lint(context, in: partition).filter { $0.rule == "foreign-account" }
    }
    // The set's own account is none that is foreign, also while nobody chose it.
    let open = found(LintContext())
    #expect(open.count == 1 && open[0].message.contains("'210987654321'"), "\(open)")
    #expect(open.map(\.severity) == [.info])
    #expect(open.first?.hint?.contains("'--account'") == true)
    let known = found(LintContext(account: "111122223333"))
    #expect(known.count == 1 && known[0].message.contains("'210987654321'"), "\(known)")
    #expect(known.map(\.severity) == [.warning])
    #expect(known.first?.hint?.contains("'--trusted-accounts 210987654321'") == true)
    #expect(known.first?.hint?.contains("'--account'") == false)
    #expect(found(LintContext(account: "210987654321")).isEmpty)
    let trusted = LintContext(trustedAccounts: ["210987654321"], account: "111122223333")
    #expect(found(trusted).isEmpty)
    let administrator = set.lint(LintContext(account: "111122223333"), in: "aws-cn").first {
      $0.rule == "role-escalation"
    }
    #expect(
      administrator?.message.contains("'arn:aws-cn:iam::aws:policy/AdministratorAccess'") == true)
  }

  @Test("judge a policy of the set in the roles that attach it, and a boundary as no grant")
  func usedPolicies() throws {
    let text = #"""
      {"schemaVersion": "1.0", "name": "x", "title": "X", "summary": "X", "policies": [
      {"name": "Start", "document": {"Version": "2012-10-17", "Statement":
        {"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*"}}},
      {"name": "Pass", "document": {"Version": "2012-10-17", "Statement":
        {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition":
          {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}}}},
      {"name": "Limit", "document": {"Version": "2012-10-17", "Statement":
        {"Effect": "Allow", "Action": ["iam:*", "ec2:*"], "Resource": "*"}}}],
      "roles": [
      {"name": "R", "trust": {"services": ["ec2.amazonaws.com"]},
       "managedPolicies": ["arn:${Partition}:iam::${Account}:policy/Start",
         "arn:${Partition}:iam::${Account}:policy/Pass"],
       "permissionsBoundary": "arn:${Partition}:iam::${Account}:policy/Limit"}]}
      """#
    let found = try RoleSetDefinition(reading: text).lint()
    let escalation = found.filter { $0.rule == "privilege-escalation" }
    #expect(escalation.count == 1, "\(escalation)")
    #expect(escalation.first?.message.hasPrefix("'arn:aws:iam::123456789012:policy/Pass'") == true)
    #expect(!found.contains { $0.rule == "pass-role-unbounded" || $0.rule == "pass-role-missing" })
  }

  @Test("are listed in order, each in a file of its own")
  func index() throws {
    let ids = RoleSetRule.all.map(\.id)
    #expect(ids == ids.sorted())
    let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let files = try FileManager.default.contentsOfDirectory(
      atPath: "\(root)/Sources/RoleCatalogue/Rules")
    #expect(files.count == ids.count + 1)
    #expect(Set(ids).isDisjoint(with: LintRule.all.map(\.id)))
  }
}
