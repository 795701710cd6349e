import IAMPolicy
import IAMRoles
import JSONText
import PolicyAnalysis
import PolicyLint
import Testing

@testable import Reports

@Suite("How serious a difference is, in the forms for machines")
struct DriftSeverityTests {
  static let rows: [(kind: DifferenceKind, path: String, severity: LintSeverity, counts: Bool)] = [
    (.trustPolicy, "AssumeRolePolicyDocument", .error, true),
    (.managedPolicyMissing, "AttachedManagedPolicies[\(RenderingSample.managed)]", .error, true),
    (.permissionsBoundary, "PermissionsBoundary", .error, true),
    (.maxSessionDuration, "MaxSessionDuration", .error, true),
    (.description, "Description", .warning, false), (.tags, "Tags[team]", .warning, false),
    (.roleMissing, "Role", .error, false), (.roleUnexpected, "Role", .error, true),
  ]

  @Test("what may let more happen and what is not there are errors, the rest is none")
  func severities() throws {
    let report = RenderingSample.report(readable: true)
    var widening = report
    widening.countsWideningOnly = true
    for row in Self.rows {
      func entry(_ report: DriftReport) throws -> DriftReport.Entry {
        try #require(
          report.entries.first { $0.difference.kind == row.kind && $0.difference.path == row.path },
          "\(row.kind)")
      }
      #expect(try entry(report).severity == row.severity, "\(row.kind)")
      #expect(try entry(widening).counts == row.counts, "\(row.kind)")
      #expect(try entry(widening).severity == (row.counts ? row.severity : .info), "\(row.kind)")
    }
  }

  static let seriousness: [(actual: String, tenths: Int)] = [
    ("*", 98), ("iam:PassRole", 90), ("sts:AssumeRole", 80), ("s3:PutObject", 65),
    ("sqs:TagQueue", 50), ("s3:GetObject", 45), ("s3:ListAllMyBuckets", 40), ("no:Thing", 85),
  ]

  @Test("the worst that is allowed decides how serious a difference is", arguments: seriousness)
  func worst(actual: String, tenths: Int) throws {
    func allowing(_ action: String) -> PolicyDocument {
      .identity([
        IdentityStatement(
          .allow, .action([ActionPattern(action)]), on: .resource([ResourcePattern("*")]))
      ])
    }
    let less = allowing("sqs:ListQueues")
    #expect(Seriousness.of(try allowing(actual).compared(with: less)) == tenths)
    #expect(Seriousness.of(try less.compared(with: less)) == 10)
  }

  @Test("every form that has an order has the most serious first, and SARIF says how serious it is")
  func order() throws {
    let report = RenderingSample.report(readable: true)
    let values = report.entriesBySeriousness.map(\.difference.seriousness)
    #expect(values == values.sorted(by: >))
    let run = try #require(DriftSARIF.document(report)["runs"]?.array?.first)
    let ranks = (run["results"]?.array ?? []).compactMap { $0["rank"]?.text(.compact) }
    #expect(ranks == values.map { String($0) })
    let rules = run["tool"]?["driver"]?["rules"]?.array ?? []
    let trust = try #require(rules.first { $0["id"]?.string == "trust-policy" })
    #expect(trust["properties"]?["security-severity"]?.string == "8.5")
  }

  @Test("what does not count is a notice, a note and no failure")
  func notCounting() throws {
    var report = RenderingSample.report(readable: true)
    report.countsWideningOnly = true
    let lines = DriftGitHub.annotations(report).split(separator: "\n")
    let description = try #require(lines.first { $0.contains("title=description") })
    #expect(description.hasPrefix("::notice "))
    let missing = try #require(lines.first { $0.contains("title=role-missing") })
    #expect(missing.hasPrefix("::notice "))
    let results = DriftSARIF.document(report)["runs"]?.array?.first?["results"]?.array ?? []
    let levels = results.compactMap { result in
      result["ruleId"]?.string.map { "\($0) \(result["level"]?.string ?? "")" }
    }
    #expect(levels.contains("role-missing note"))
    #expect(levels.contains("trust-policy error"))
    let junit = DriftJUnit.document(report)
    #expect(!junit.contains("<failure type=\"role-missing\""))
    #expect(junit.contains("<system-out>widens no access: role &#39;Missing&#39;: role-missing"))
  }

  @Test("access that is the same is called unchanged, not none, and both ways are said in words")
  func words() {
    let request = AccessRequest(action: "s3:GetObject", resource: "*")
    let statement = SideStatement(
      side: .actual, list: .documents,
      reference: StatementReference(document: 0, statement: 0, sid: nil, mark: Mark()))
    let fails = AccessDifference.witness(Witness(request: request, allowedBy: statement))
    let rows: [(AccessDifference, AccessDifference, String)] = [
      (.nothing, .nothing, "unchanged"), (fails, .nothing, "widened"),
      (.nothing, fails, "narrowed"),
      (fails, fails, "widened and narrowed"), (.undecided(reason: "x"), .nothing, "undecided"),
    ]
    for (widened, narrowed, words) in rows {
      let access = PolicyComparison(
        widened: widened, narrowed: narrowed, deniesLost: .nothing, deniesGained: .nothing)
      #expect(AccessText.words(for: access) == words)
    }
  }

  @Test("no one-line form explains signs that it does not show, or says a thing twice")
  func sentences() {
    let report = RenderingSample.report(readable: true)
    for entry in report.entries {
      #expect(!entry.difference.sentence.contains("+ as it should be"))
      let words = entry.difference.sentence.components(of: "does not name it")
      #expect(words <= 1, "\(entry.difference.sentence)")
    }
    let junit = DriftJUnit.document(report)
    #expect(junit.contains("message=\"1 difference: role-unexpected\""))
  }
}

extension String {
  /// How often a text stands in it.
  fileprivate func components(of text: String) -> Int {
    var count = 0
    var rest = self[...]
    while let range = rest.firstRange(of: text) {
      count += 1
      rest = rest[range.upperBound...]
    }
    return count
  }
}
