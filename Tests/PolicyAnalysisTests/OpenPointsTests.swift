import IAMPolicy
import PolicyAnalysis
import TestSupport
import Testing

@Suite("Variables and what AWS leaves open")
struct OpenPointsTests {
  @Test("With variables no difference that a small world shows is denied")
  func variables() throws {
    let first = fuzzSeed()
    let universe = Self.universe
    var confirmed = 0
    for seed in first..<(first + UInt64(fuzzPairs(120) / 2)) {
      var random = SplitMix(seed: seed &+ 2_000_000)
      let one = universe.drafts(&random)
      let other =
        random.chance(65) ? universe.mutation(of: one, &random) : universe.drafts(&random)
      confirmed += try check(
        .identity(one.map(\.identity)), .identity(other.map(\.identity)), "seed \(seed)")
    }
    #expect(confirmed > 0, "no difference was confirmed from seed \(first) on")
  }

  private static let universe = {
    var universe = Universe()
    universe.actions = ["s:a", "s:b", "s:*"]
    universe.resources = [
      "arn:aws:s:::${k:u}", "arn:aws:s:::a*", "arn:aws:s:::a${k:u}", "arn:aws:s:::${k:u}*",
      "arn:aws:s:::${k:u, 'b'}", "arn:aws:s:::${k:v}/b", "arn:aws:${k:u}:::a", "arn:aws:s:::b",
      "arn:aws:s:::?${K:U}", "arn:aws:s:::${*}",
    ]
    universe.keys = [
      Universe.Key(
        name: "k:t",
        operators: Universe.operators(
          [.stringEquals, .stringNotEquals, .stringLike], ifExists: [false, true]),
        policyValues: ["${k:u}", "a", "a${k:v}", "${k:v}*", "b"],
        requestValues: [nil] + ["", "a", "b", "ab", "c"].map { [$0] }),
      Universe.Key(
        name: "k:u", operators: Universe.operators([.stringEquals, .null, .stringLike]),
        policyValues: ["a", "b", "*"], requestValues: [nil] + ["", "a", "b", "s", "*"].map { [$0] }),
    ]
    universe.requestActions = ["s:a", "s:b"]
    universe.requestResources = [
      nil, "arn:aws:s:::a", "arn:aws:s:::b", "arn:aws:s:::aa", "arn:aws:s:::ab", "arn:aws:s:::ba",
      "arn:aws:s:::c", "arn:aws:s:::a/b", "arn:aws:s:::*", "arn:aws:s:::c/b", "arn:aws:b:::a",
    ]
    return universe
  }()

  private static let requests: [AccessRequest] = universe.requestActions.flatMap { action in
    universe.requestResources.flatMap { resource in
      universe.keys[0].requestValues.flatMap { one in
        universe.keys[1].requestValues.flatMap { two in
          [nil, "a", "c"].map { three in
            var context = RequestContext()
            if let one { context = context.setting("k:t", to: one) }
            if let two { context = context.setting("k:u", to: two) }
            if let three { context = context.setting("k:v", to: [three]) }
            return AccessRequest(action: action, resource: resource, context: context)
          }
        }
      }
    }
  }

  /// Checks one pair, and returns how many requests it confirmed.
  private func check(
    _ actual: PolicyDocument, _ desired: PolicyDocument, _ name: String
  ) throws -> Int {
    var confirmed = 0
    let found = try PolicyComparer.compare(
      actual: PolicySide(actual), desired: PolicySide(desired), evidence: .anyRequest,
      limits: withoutGuesses)
    let (mine, theirs) = (CompiledPolicy(actual), CompiledPolicy(desired))
    // Only what is proved can be refuted.
    let requests = found.widened.isNothing || found.narrowed.isNothing ? Self.requests : []
    for request in requests {
      let (one, other) = (mine.decide(request), theirs.decide(request))
      if one.isAllowed, !other.isAllowed {
        #expect(!found.widened.isNothing, "\(name) \(request): \(actual.brief) / \(desired.brief)")
      }
      if other.isAllowed, !one.isAllowed {
        #expect(!found.narrowed.isNothing, "\(name) \(request): \(actual.brief) / \(desired.brief)")
      }
    }
    for (answer, isWidening) in [(found.widened, true), (found.narrowed, false)] {
      guard let request = answer.witness?.request else { continue }
      #expect(mine.decide(request).isAllowed == isWidening, "\(name) \(request)")
      #expect(theirs.decide(request).isAllowed != isWidening, "\(name) \(request)")
      confirmed += 1
    }
    return confirmed
  }

  struct Row: CustomTestStringConvertible, Sendable {
    let actual: String
    let desired: String
    let reason: String
    var testDescription: String { reason }
  }

  static let rows: [Row] = [
    Row(
      actual: allow("s3:a", "*", #"{"ForAnyValue:StringLikeIfExists":{"k:t":"a"}}"#),
      desired: allow("s3:a", "*", #"{"ForAnyValue:StringLike":{"k:t":"a"}}"#),
      reason: "unspecified: k:t, ForAnyValue:StringLike with ForAnyValue:StringLikeIfExists"),
    Row(
      actual: allow("s3:a", "*", #"{"NumericLessThan":{"k:n":"many"}}"#),
      desired: allow("s3:a", "*", #"{"NumericLessThan":{"k:n":"few"}}"#),
      reason: "unspecified: k:n, NumericLessThan"),
    Row(
      actual: allow("s3:a", "*", #"{"ForAllValues:Null":{"k:n":"true"}}"#),
      desired: allow("s3:a", "*", #"{"ForAnyValue:Null":{"k:n":"true"}}"#),
      reason: "unspecified: k:n, ForAllValues:Null with ForAnyValue:Null"),
  ]

  @Test("Unknown says what was open", arguments: rows)
  func reasons(_ row: Row) throws {
    let found = try compare(try identity(row.actual), try identity(row.desired))
    #expect(found.grants == .undecided)
    #expect(found.widened.reason == row.reason)
    #expect(found.isWidening == .unknown)
    let same = try compare(try identity(row.actual), try identity(row.actual, allow("t:a", "*")))
    #expect(same.grants == .narrowed, "the same text cancels out")
  }

  @Test("One direction is said though the other is open")
  func atLeastWider() throws {
    let found = try compare(
      try identity(
        allow("s3:a", "*", #"{"ForAnyValue:StringLikeIfExists":{"k:t":"a"}}"#), allow("s3:b", "*")),
      try identity(allow("s3:a", "*", #"{"ForAnyValue:StringLike":{"k:t":"a"}}"#)))
    #expect(found.widened.witness?.request.action == "s3:b")
    #expect(found.narrowed == .nothing)
    #expect(found.isWidening == .yes)
  }
}
