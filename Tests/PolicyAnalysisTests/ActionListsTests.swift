import IAMPolicy
import PolicyAnalysis
import ServiceReference
import TestSupport
import Testing

@Suite("Lists of actions written out and shortened")
struct ActionListsTests {
  private func actions(_ document: PolicyDocument) -> [String] {
    document.statements.flatMap { statement in
      switch statement.action {
      case .action(let patterns), .notAction(let patterns): patterns.map(\.text)
      }
    }
  }

  @Test(
    "what a pattern takes is written out once, in order, and what the reference lacks stays",
    arguments: [
      (
        "sts:AssumeRole* sts:assumerole",
        [
          "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity",
        ]
      ),
      (
        "no-such:Get* s3:NoSuchThing s3:GetObject",
        [
          "no-such:Get*", "s3:GetObject", "s3:NoSuchThing",
        ]
      ),
    ])
  func expands(_ action: String, _ expected: [String]) throws {
    #expect(actions(try identity(allow(action, "*")).expandingActions()) == expected)
  }

  @Test(
    "a list becomes the shortest patterns that take nothing else",
    arguments: [
      ("iam:*", ["iam:*"]),
      ("*", ["*"]),
      ("s3:GetObject", ["s3:GetObject"]),
      (
        "sts:AssumeRole sts:AssumeRoleWithSAML sts:AssumeRoleWithWebIdentity",
        [
          "sts:AssumeRole", "sts:AssumeRoleWith*",
        ]
      ),
      (
        "dynamodb:BatchGetItem dynamodb:BatchWriteItem",
        ["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem"]
      ),
    ])
  func shrinks(_ action: String, _ expected: [String]) throws {
    let shrunk = try identity(allow(action, "*")).shrinkingActions()
    #expect(actions(shrunk).count <= expected.count)
    #expect(
      actions(shrunk.expandingActions())
        == actions(try identity(allow(action, "*")).expandingActions()))
  }

  @Test("random lists take the same actions when shortened")
  func random() throws {
    let all = ServiceReference.current.services.filter {
      ["s3", "iam", "sqs", "ec2", "panorama"].contains($0.prefix)
    }.flatMap(\.actions).map(\.fullName)
    var shorter = 0
    for seed in 0..<20 {
      var random = SplitMix(seed: UInt64(seed))
      let share = 5 + random.below(95)
      let some = all.filter { _ in random.chance(share) }
      guard !some.isEmpty else { continue }
      let policy = try identity(allow(some.joined(separator: " "), "*"))
      let shrunk = policy.shrinkingActions()
      #expect(actions(shrunk.expandingActions()) == actions(policy.expandingActions()), "\(seed)")
      #expect(actions(shrunk).count <= some.count)
      if actions(shrunk).count < some.count { shorter += 1 }
    }
    #expect(shorter > 0)
  }
}
