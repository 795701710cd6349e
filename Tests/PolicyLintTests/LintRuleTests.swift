import JSONText
import PolicyAnalysis
import Testing

@testable import IAMPolicy
@testable import PolicyLint

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("Lint rules")
struct LintRuleTests {
  /// The example without its marks, and the places where the marks stood.
  static func unmarked(_ text: String) -> (text: String, places: [TextPosition]) {
    var clean = ""
    var places: [TextPosition] = []
    var line: Int32 = 1
    var column: Int32 = 1
    for scalar in text.unicodeScalars {
      if scalar == "↓" {
        places.append(TextPosition(line: line, column: column))
        continue
      }
      clean.unicodeScalars.append(scalar)
      if scalar == "\n" {
        line += 1
        column = 1
      } else {
        column += 1
      }
    }
    return (clean, places)
  }

  @Test(
    "Each triggering example gives findings exactly at its marks", arguments: LintRule.all.map(\.id)
  )
  func triggering(_ id: String) throws {
    let rule = try #require(LintRule.all.first { $0.id == id })
    #expect(!rule.triggering.isEmpty)
    for example in rule.triggering {
      let (text, places) = Self.unmarked(example.text)
      let document = try PolicyDocument(reading: text, as: example.kind)
      let findings = rule.findings(in: document, context: example.context)
      #expect(!places.isEmpty, "\(rule.id): an example without a mark")
      #expect(findings.map(\.position) == places, "\(rule.id): \(findings)\n\(text)")
      for finding in findings {
        #expect(finding.rule == rule.id)
        #expect(finding.message.last != "." && finding.hint?.last != ".", "\(finding.message)")
      }
    }
  }

  @Test("No non-triggering example gives a finding", arguments: LintRule.all.map(\.id))
  func nonTriggering(_ id: String) throws {
    let rule = try #require(LintRule.all.first { $0.id == id })
    #expect(!rule.nonTriggering.isEmpty)
    for example in rule.nonTriggering {
      let document = try PolicyDocument(reading: example.text, as: example.kind)
      let findings = rule.findings(in: document, context: example.context)
      #expect(findings.isEmpty, "\(rule.id): \(findings)\n\(example.text)")
    }
  }

  @Test("Ids are unique, sorted, in kebab-case, and summaries have no full stop")
  func index() {
    let ids = LintRule.all.map(\.id)
    #expect(ids == ids.sorted())
    #expect(Set(ids).count == ids.count)
    for rule in LintRule.all {
      #expect(rule.id.allSatisfy { $0.isLowercase || $0 == "-" }, "\(rule.id)")
      #expect(rule.summary.last != ".", "\(rule.id)")
      #expect(!rule.why.isEmpty && !rule.source.isEmpty, "\(rule.id)")
    }
  }

  @Test("Every rule file of the folder is in the index")
  func everyFileIsListed() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/PolicyLint/Rules").standardizedFileURL
    var declared: Set<String> = []
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      for part in text.split(separator: "\n") where part.hasPrefix("    id: \"") {
        declared.insert(String(part.dropFirst(9).prefix { $0 != "\"" }))
      }
    }
    #expect(declared == Set(LintRule.all.map(\.id)))
  }

  @Test("Every rule that looks into the service reference is one of those that say its day")
  func reference() throws {
    for folder in ["Rules", "RoleRules"] {
      let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/PolicyLint/\(folder)").standardizedFileURL
      for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
        let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
        guard text.contains("ServiceReference.current"),
          let line = text.split(separator: "\n").first(where: { $0.hasPrefix("    id: \"") })
        else { continue }
        let id = String(line.dropFirst(9).prefix { $0 != "\"" })
        #expect(LintFinding.rulesByReference.contains(id), "\(id)")
      }
    }
    let ids = Set(LintRule.all.map(\.id) + RoleRule.all.map(\.id))
    #expect(LintFinding.rulesByReference.isSubset(of: ids))
  }

  static let covers: [(wide: String, narrow: String, expected: Bool)] = [
    ("*", "", true), ("*", "a*b?", true), ("a*", "a", true), ("a*", "ab*", true),
    ("a?", "ab", true), ("a?", "a*", false), ("a*", "a?", true), ("?", "*", false),
    ("s3:get*", "s3:getobject", true), ("s3:getobject", "s3:get*", false),
    ("*a*", "*ba*", true), ("a*b*c", "a*bxc", true), ("a*c", "a*b*c", true), ("ab", "a", false),
    ("", "", true), ("", "*", false), ("a**", "a*", true), ("a*", "a**", true),
  ]

  @Test("A pattern covers another only when it matches everything that the other does")
  func patternCovers() {
    for row in Self.covers {
      #expect(
        pattern(Array(row.wide.utf8), covers: Array(row.narrow.utf8)) == row.expected,
        "'\(row.wide)' over '\(row.narrow)'")
    }
  }
}
