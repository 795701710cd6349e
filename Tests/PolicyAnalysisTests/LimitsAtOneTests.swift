import IAMPolicy
import PolicyAnalysis
import TestSupport
import Testing

/// A limit may leave a question open, and never proves anything.
@Suite("Every limit at one")
struct LimitsAtOneTests {
  private struct Limit {
    let name: String
    let set: @Sendable (inout AnalysisLimits, Int) -> Void
  }

  private static let limits: [Limit] = [
    Limit(name: "automatonStates") { $0.automatonStates = $1 },
    Limit(name: "automatonPositions") { $0.automatonPositions = $1 },
    Limit(name: "atoms") { $0.atoms = $1 },
    Limit(name: "overlappingVariables") { $0.overlappingVariables = $1 },
    Limit(name: "opaquePredicates") { $0.opaquePredicates = $1 },
    Limit(name: "searchNodes") { $0.searchNodes = $1 },
    Limit(name: "searchWork") { $0.searchWork = $1 },
    Limit(name: "queries") { $0.queries = $1 },
    Limit(name: "regions") { $0.regions = $1 },
    Limit(name: "guesses") { $0.guesses = $1 },
    Limit(name: "requestsPerRegion") { $0.requestsPerRegion = $1 },
  ]

  private func differences(_ comparison: PolicyComparison) -> [AccessDifference] {
    [comparison.widened, comparison.narrowed, comparison.deniesLost, comparison.deniesGained]
  }

  @Test(
    "Random pairs: what is proved under a limit is proved without it, and all but guesses are met")
  func randomPairs() throws {
    var met: Set<String> = []
    for seed in 0..<60 {
      var random = SplitMix(seed: UInt64(seed) &+ 9_000_000)
      let universe = Universe.exact(&random)
      let drafts = universe.drafts(&random)
      let other = universe.mutation(of: drafts, &random)
      let actual = PolicyDocument.identity(drafts.map(\.identity))
      let desired = PolicyDocument.identity(other.map(\.identity))
      let free = try actual.compared(with: desired, evidence: .anyRequest, limits: withoutGuesses)
      for limit in Self.limits {
        let name = limit.name
        for value in [0, 1] {
          var limits = withoutGuesses
          limit.set(&limits, value)
          let bound = try actual.compared(with: desired, evidence: .anyRequest, limits: limits)
          for (one, whole) in zip(differences(bound), differences(free)) {
            if one == .nothing { #expect(whole == .nothing, "\(name) \(value), seed \(seed)") }
            if one.reason != nil, whole.reason == nil { met.insert(name) }
            if let request = one.witness?.request {
              #expect(
                actual.decide(request) != desired.decide(request), "\(name) \(value), seed \(seed)")
            }
          }
        }
      }
    }
    #expect(
      met.isSuperset(of: [
        "automatonStates", "automatonPositions", "atoms", "searchNodes", "searchWork", "queries",
        "regions",
      ]), "\(met.sorted())")
  }

  @Test("Too many classes of sets are left open")
  func classesOfSets() throws {
    let lines = (0..<6).map { #""ForAnyValue:StringEquals":{"aws:TagKeys":"a\#($0)"}"# }
    let one = try identity(
      lines.map { allow("s:a", "*", "{\($0)}") }.joined(separator: ","))
    let other = try identity(
      lines.reversed().map {
        allow("s:a", "*", "{\($0.replacing("ForAnyValue", with: "ForAllValues"))}")
      }.joined(separator: ","))
    var limits = withoutGuesses
    limits.atoms = 8
    let found = try one.compared(with: other, evidence: .anyRequest, limits: limits)
    #expect(found.widened.reason?.contains("too complex") == true)
  }

  @Test("A pair that needs a branch is left open by one node, and decided without the limit")
  func branching() throws {
    // a and b on x, y and z, less a on x, b on x and y, b on y and z.
    let all = "arn:aws:s3:::x arn:aws:s3:::y arn:aws:s3:::z"
    let actual = try identity(allow("s3:a s3:b", all))
    let covered = [
      allow("s3:a", "arn:aws:s3:::x"), allow("s3:b", "arn:aws:s3:::x arn:aws:s3:::y"),
      allow("s3:b", "arn:aws:s3:::y arn:aws:s3:::z"),
    ]
    let part = try identity(covered.joined(separator: ","))
    let found = try compare(actual, part)
    let witness = try #require(found.widened.witness)
    #expect(witness.request.action == "s3:a")
    #expect(["arn:aws:s3:::y", "arn:aws:s3:::z"].contains(witness.request.resource ?? "-"))
    let whole = try identity(
      (covered + [allow("s3:a", "arn:aws:s3:::y arn:aws:s3:::z")]).joined(separator: ","))
    #expect(try compare(actual, whole).isSameInMeaning)
  }

  @Test("Seventy actions and seventy resources: the one that is missing is found in either list")
  func manyAtoms() throws {
    let actions = (0..<70).map { "s3:Action\($0)x" }
    let resources = (0..<70).map { "arn:aws:s3:::bucket\($0)x" }
    let actual = try identity(
      allow(actions.joined(separator: " "), resources.joined(separator: " ")))
    for missing in [0, 63, 64, 69] {
      var fewer = actions
      fewer.remove(at: missing)
      let one = try identity(
        allow(fewer.joined(separator: " "), resources.joined(separator: " ")),
        allow(actions[missing], resources.dropLast().joined(separator: " ")))
      let found = try compare(actual, one)
      let witness = try #require(found.widened.witness, "\(found)")
      #expect(witness.request.action == actions[missing])
      #expect(witness.request.resource == resources[69])
      #expect(found.narrowed == .nothing)
    }
  }

  @Test("Equivalence takes '${*}' for the character and not for a wildcard")
  func escapedWildcard() throws {
    let star = try identity(allow("s3:GetObject", "arn:aws:s3:::b/${*}"))
    let any = try identity(allow("s3:GetObject", "arn:aws:s3:::b/*"))
    let found = try compare(any, star)
    #expect(found.access == .widened)
    #expect(!PolicyEquivalence.isSame(star, any))
    #expect(PolicyEquivalence.isSame(star, star))
    let old = try identity(
      allow("s3:GetObject", "arn:aws:s3:::b/${*}"), version: "2008-10-17")
    #expect(!PolicyEquivalence.isSame(star, old), "text without variables in the older version")
  }

  @Test("A deny that is open on one side is not reported as lost")
  func openDeny() throws {
    let keys = #"{"StringEquals":{"aws:TagKeys":["a","b"]}}"#
    let desired = try identity(allow("s3:a", "*"), deny("s3:a", "*", keys))
    let actual = try identity(
      allow("s3:a", "*"),
      deny("s3:a", "*", #"{"ForAnyValue:StringEquals":{"aws:TagKeys":["a","b"]}}"#))
    let found = try compare(actual, desired)
    for difference in [found.deniesLost, found.deniesGained] {
      if let request = difference.witness?.request {
        #expect(request.context["aws:TagKeys"]?.count == 1, "\(request)")
      }
    }
  }
}
