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
    "what a pattern takes is written out once, in its place, and what the reference lacks stays",
    arguments: [
      (
        "sts:AssumeRole* sts:assumerole",
        ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"]
      ),
      ("sts:assumerole sts:AssumeRol*e", ["sts:assumerole"]),
      (
        "no-such:Get* s3:NoSuchThing s3:GetObject",
        ["no-such:Get*", "s3:NoSuchThing", "s3:GetObject"]
      ),
    ])
  func expands(_ action: String, _ expected: [String]) throws {
    let policy = try identity(allow(action, "*"))
    let expanded = policy.expandingActions()
    #expect(actions(expanded.document) == expected)
    #expect(expanded.proof(against: policy) == .same)
  }

  @Test(
    "a list becomes the shortest patterns that take nothing else",
    arguments: [
      ("iam:*", ["iam:*"]),
      ("*", ["*"]),
      ("s3:GetObject", ["s3:GetObject"]),
      ("s3:Get* S3:getobject s3:GetObjectAcl", ["s3:Get*"]),
      ("s3:PutObject s3:?utObject s3:Get*", ["s3:?utObject", "s3:Get*"]),
      ("iam:PassRole no-such:Thing no-such:thing", ["iam:PassRole", "no-such:Thing"]),
      (
        "sts:AssumeRole sts:AssumeRoleWithSAML sts:AssumeRoleWithWebIdentity",
        ["sts:AssumeRole*"]
      ),
      (
        "dynamodb:BatchGetItem dynamodb:BatchWriteItem",
        ["dynamodb:Batch*"]
      ),
      ("sqs:TagQueue sqs:UntagQueue", ["sqs:TagQueue", "sqs:UntagQueue"]),
      (
        "sqs:AddPermission sqs:TagQueue sqs:UntagQueue sqs:ListQueues sqs:ListQueueTags",
        ["sqs:AddPermission", "sqs:ListQueue*", "sqs:TagQueue", "sqs:UntagQueue"]
      ),
    ])
  func shrinks(_ action: String, _ expected: [String]) throws {
    let policy = try identity(allow(action, "*"))
    let shrunk = policy.shrinkingActions()
    #expect(actions(shrunk.document) == expected)
    #expect(shrunk.proof(against: policy) == .same)
  }

  /// What each way of writing does with each kind of list: whether it may be rewritten.
  static let kinds: [(effect: String, element: String, expands: Bool, shrinks: Bool)] = [
    ("Allow", "Action", true, true), ("Allow", "NotAction", false, true),
    ("Deny", "Action", false, true), ("Deny", "NotAction", true, false),
  ]

  @Test("a list stays where the other way would let through what AWS adds later", arguments: kinds)
  func leavesAlone(
    _ kind: (effect: String, element: String, expands: Bool, shrinks: Bool)
  ) throws {
    func policy(_ actions: String) throws -> PolicyDocument {
      try identity(
        """
        {"Effect": "\(kind.effect)", "\(kind.element)": [\(actions)], "Resource": "*"}
        """)
    }
    let wide = try policy(#""sts:AssumeRole*", "s3:GetObject""#)
    let expanded = wide.expandingActions()
    #expect((expanded.document != wide) == kind.expands)
    #expect(expanded.leftAlone.isEmpty == kind.expands)
    let long = try policy(
      #""s3:GetObject", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity""#)
    let shrunk = long.shrinkingActions()
    #expect((shrunk.document != long) == kind.shrinks)
    #expect(shrunk.leftAlone.isEmpty == kind.shrinks)
    for (rewritten, original) in [(expanded, wide), (shrunk, long)] {
      #expect(rewritten.proof(against: original) == .same)
      // Whatever AWS adds, writing names only narrows; wildcards do so in a denial.
      let comparison = try rewritten.document.compared(with: original, evidence: .anyRequest)
      if rewritten == expanded || kind.element == "NotAction" || kind.effect == "Deny" {
        #expect(comparison.isWidening == .no)
      } else {
        #expect(comparison.isNarrowing == .no)
      }
    }
  }

  @Test("a document that says something else is not proved")
  func proofFails() throws {
    let policy = try identity(allow("s3:Get*", "*"))
    let other = try identity(allow("s3:GetObject s3:PutObject", "*")).expandingActions()
    #expect(other.proof(against: policy) != .same)
    let elsewhere = try identity(allow("s3:Get*", "arn:aws:s3:::b/*")).expandingActions()
    #expect(elsewhere.proof(against: policy) != .same)
  }

  @Test("random lists of every kind take the same actions, shorter and written out")
  func random() throws {
    let all = ServiceReference.current.services.filter {
      ["s3", "iam", "sqs", "panorama"].contains($0.prefix)
    }.flatMap(\.actions).map(\.fullName)
    var shorter = 0
    for seed in 0..<16 {
      var random = SplitMix(seed: UInt64(seed))
      let share = 5 + random.below(95)
      var some = all.filter { _ in random.chance(share) }
      for pattern in ["s3:Get*", "iam:*Role*", "sqs:*", "no-such:*"]
      where random.chance(20) {
        some.append(pattern)
      }
      guard !some.isEmpty else { continue }
      let kind = Self.kinds[seed % Self.kinds.count]
      let list = some.map { "\"\($0)\"" }.joined(separator: ", ")
      let policy = try identity(
        """
        {"Effect": "\(kind.effect)", "\(kind.element)": [\(list)], "Resource": "*"}
        """)
      let shrunk = policy.shrinkingActions()
      #expect(shrunk.proof(against: policy) == .same, "seed \(seed)")
      #expect(shrunk.document.size <= policy.size, "seed \(seed)")
      #expect(shrunk.document.shrinkingActions().document == shrunk.document, "seed \(seed)")
      let expanded = shrunk.document.expandingActions()
      #expect(expanded.proof(against: policy) == .same, "seed \(seed)")
      if shrunk.document.size < policy.size { shorter += 1 }
    }
    #expect(shorter > 6)
  }

  @Test("thousands of actions, as in ReadOnlyAccess: shortened and written out they are the same")
  func largePolicies() throws {
    // Of every other service, which is as many as ReadOnlyAccess names.
    let services = ServiceReference.current.services.enumerated().filter { $0.offset % 2 == 0 }
    let names = services.flatMap(\.element.actions)
      .filter { $0.accessLevel == .read || $0.accessLevel == .list }.map(\.fullName)
    #expect(names.count > 3_000)
    let document = try identity(
      """
      {"Effect": "Allow", "Action": [\(names.map { "\"\($0)\"" }.joined(separator: ", "))],
        "Resource": "*"}
      """)
    let shrunk = document.shrinkingActions()
    #expect(shrunk.document.size * 2 < document.size)
    #expect(shrunk.proof(against: document) == .same)
    #expect(Set(actions(shrunk.document.expandingActions().document)) == Set(names))
  }
}
