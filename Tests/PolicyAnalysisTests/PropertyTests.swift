import IAMPolicy
import PolicyAnalysis
import TestSupport
import Testing

@Suite("What must hold of all comparisons")
struct PropertyTests {
  private func each(
    _ count: Int, _ body: (_ name: String, [Draft], Universe, inout SplitMix) throws -> Void
  ) rethrows {
    for seed in fuzzSeed()..<(fuzzSeed() + UInt64(count)) {
      var random = SplitMix(seed: seed &+ 3_000_000)
      let universe = Universe.exact(&random)
      try body("seed \(seed)", universe.drafts(&random), universe, &random)
    }
  }

  private func policy(_ drafts: [Draft]) -> PolicyDocument { .identity(drafts.map(\.identity)) }

  @Test("A policy equals its shuffled and split self")
  func shuffled() throws {
    try each(40) { name, drafts, _, random in
      var changed: [Draft] = []
      for draft in drafts {
        if draft.isNotAction || draft.actions.count < 2 {
          changed.append(draft)
        } else {
          for action in draft.actions.shuffled(using: &random) {
            var one = draft
            one.actions = [action]
            one.resources.shuffle(using: &random)
            changed.append(one)
          }
        }
      }
      changed.shuffle(using: &random)
      let found = try PolicyComparer.compare(
        actual: PolicySide(policy(drafts)), desired: PolicySide(policy(changed)),
        limits: withoutGuesses)
      #expect(found.isSameInMeaning, "\(name) \(found)")
      let apart = PolicySide(documents: changed.map { policy([$0]) })
      let merged = try PolicyComparer.compare(
        actual: PolicySide(policy(drafts)), desired: apart, evidence: .anyRequest,
        limits: withoutGuesses)
      #expect(merged.isSameInMeaning, "\(name) \(merged)")
    }
  }

  @Test("One more allow is never narrower, one more deny never wider")
  func monotone() throws {
    try each(60) { name, drafts, universe, random in
      var extra = universe.draft(&random)
      extra.effect = .allow
      let more = try compare(policy(drafts + [extra]), policy(drafts))
      #expect(more.narrowed == .nothing, "\(name)")
      #expect(more.denies == .unchanged, "\(name)")
      extra.effect = .deny
      let less = try compare(policy(drafts + [extra]), policy(drafts))
      #expect(less.widened == .nothing, "\(name)")
      #expect(less.deniesLost == .nothing, "\(name)")
    }
  }

  @Test("Comparing the other way round mirrors the answer")
  func mirrored() throws {
    try each(60) { name, drafts, universe, random in
      let other = universe.mutation(of: drafts, &random)
      let there = try compare(policy(drafts), policy(other))
      let back = try compare(policy(other), policy(drafts))
      #expect(there.grants == back.grants.reversed, "\(name)")
      #expect(there.denies == back.denies.reversed, "\(name)")
    }
  }

  @Test("Equality goes on through a third policy, and so does inclusion")
  func transitive() throws {
    try each(60) { name, drafts, universe, random in
      let second = universe.mutation(of: drafts, &random)
      let third = universe.mutation(of: second, &random)
      let one = try compare(policy(drafts), policy(second))
      let two = try compare(policy(second), policy(third))
      let both = try compare(policy(drafts), policy(third))
      if one.widened == .nothing, two.widened == .nothing {
        #expect(both.widened == .nothing, "\(name)")
      }
      if one.narrowed == .nothing, two.narrowed == .nothing {
        #expect(both.narrowed == .nothing, "\(name)")
      }
    }
  }

  @Test("A boundary grants what both grant")
  func boundary() throws {
    try each(40) { name, drafts, universe, random in
      let bound = universe.drafts(&random)
      let side = PolicySide(documents: [policy(drafts)], boundary: [policy(bound)])
      let free = try PolicyComparer.compare(
        actual: side, desired: PolicySide(policy(drafts)), evidence: .anyRequest,
        limits: withoutGuesses)
      #expect(free.widened == .nothing, "\(name)")
      let within = try PolicyComparer.compare(
        actual: side, desired: PolicySide(policy(bound)), evidence: .anyRequest,
        limits: withoutGuesses)
      #expect(within.widened == .nothing, "\(name)")
      if let request = free.narrowed.witness?.request {
        #expect(policy(drafts).decide(request).isAllowed, "\(name)")
        #expect(!policy(bound).decide(request).isAllowed, "\(name)")
      }
      let whole = PolicySide(
        documents: [policy(drafts)],
        boundary: [.identity([IdentityStatement(.allow, .notAction([]), on: .notResource([]))])])
      let same = try PolicyComparer.compare(
        actual: whole, desired: PolicySide(policy(drafts)), evidence: .anyRequest,
        limits: withoutGuesses)
      #expect(same.isSameInMeaning, "\(name)")
    }
  }
}

@Suite("Questions to one side")
struct GrantedTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let statements: [String]
    let actions: [String]
    let resources: [String]
    let isGranted: Bool
    var testDescription: String { "\(actions) on \(resources)" }
  }

  static let rows: [Row] = [
    Row(statements: [allow("s3:*", "*")], actions: ["iam:*"], resources: ["*"], isGranted: false),
    Row(statements: [allow("*", "*")], actions: ["iam:*"], resources: ["*"], isGranted: true),
    Row(
      statements: [allow("iam:Get*", "*"), deny("iam:GetRole iam:GetPolicy", "*")],
      actions: ["iam:GetRole", "iam:getpolicy"], resources: ["*"], isGranted: false),
    Row(
      statements: [allow("s3:GetObject", "arn:aws:s3:::a/*")], actions: ["s3:*"],
      resources: ["arn:aws:s3:::b/*"], isGranted: false),
    Row(
      statements: [allow("s3:GetObject", "arn:aws:s3:::a/*")], actions: ["s3:*"],
      resources: ["arn:aws:s3:::?/c"], isGranted: true),
    Row(
      statements: [#"{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}"#],
      actions: ["iam:PassRole"], resources: ["*"], isGranted: false),
  ]

  @Test("Some action on some resource is granted, or none is", arguments: rows)
  func granted(_ row: Row) throws {
    let policy = try document(
      #"{"Version":"2012-10-17","Statement":[\#(row.statements.joined(separator: ","))]}"#,
      as: .identity)
    let actions = row.actions.map { ActionPattern($0) }
    let resources = row.resources.map { ResourcePattern($0) }
    let found = try PolicyComparer.granted(
      actions: actions, resources: resources, by: PolicySide(policy))
    if row.isGranted {
      let request = try #require(found.witness?.request)
      #expect(policy.decide(request).isAllowed)
      #expect(actions.contains { $0.matches(request.action) })
      #expect(resources.contains { $0.matches(request.resource) })
    } else {
      #expect(found == .nothing)
    }
  }

  @Test("Kinds do not mix")
  func kinds() throws {
    let one = try identity(allow("s3:a", "*"))
    let other = try trust(
      #"{"Effect":"Allow","Principal":{"Service":"a.amazonaws.com"},"Action":"sts:AssumeRole"}"#)
    #expect(throws: PolicyAnalysisError.mixedKinds(.identity, .trust)) {
      try PolicyComparer.compare(
        actual: PolicySide(one), desired: PolicySide(other), evidence: .anyRequest)
    }
    #expect(throws: PolicyAnalysisError.boundaryWith(.trust)) {
      try PolicyComparer.compare(
        actual: PolicySide(documents: [other], boundary: [one]), desired: PolicySide(other),
        evidence: .anyRequest)
    }
    #expect(throws: PolicyAnalysisError.boundaryOfKind(.trust)) {
      try PolicyComparer.compare(
        actual: PolicySide(documents: [one], boundary: [other]), desired: PolicySide(one),
        evidence: .anyRequest)
    }
  }
}
