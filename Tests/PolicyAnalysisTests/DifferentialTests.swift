import IAMPolicy
import PolicyAnalysis
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How many random pairs to try: `PANORAMA_ROLES_FUZZ_PAIRS`, else a number that takes seconds.
func fuzzPairs(_ usual: Int) -> Int {
  getenv("PANORAMA_ROLES_FUZZ_PAIRS").flatMap { Int(String(cString: $0)) } ?? usual
}

/// The first seed of a run: `PANORAMA_ROLES_FUZZ_SEED`, else always the same.
func fuzzSeed() -> UInt64 {
  getenv("PANORAMA_ROLES_FUZZ_SEED").flatMap { UInt64(String(cString: $0)) } ?? 1
}

@Suite("Comparison against brute force")
struct DifferentialTests {
  @Test("Pairs on the exact fragment are decided, and as brute force decides them")
  func exactFragment() throws {
    let first = fuzzSeed()
    for seed in first..<(first + UInt64(fuzzPairs(250))) {
      var random = SplitMix(seed: seed)
      let universe = Universe.exact(&random)
      let one = universe.drafts(&random)
      let other =
        random.chance(65) ? universe.mutation(of: one, &random) : universe.drafts(&random)
      var limits = AnalysisLimits.standard
      if random.chance(70) { limits.guesses = 0 }
      try check(
        .identity(one.map(\.identity)), .identity(other.map(\.identity)), universe, limits,
        mayBeUnknown: false, "seed \(seed)")
    }
  }

  @Test("Trust policies are decided as brute force decides them")
  func trustPolicies() throws {
    let first = fuzzSeed()
    for seed in first..<(first + UInt64(fuzzPairs(200) / 2)) {
      var random = SplitMix(seed: seed &+ 1_000_000)
      var universe = Universe.exact(&random)
      universe.principals = Self.principals
      // A trust policy is asked about the actions of STS alone.
      universe.actions = [
        "sts:AssumeRole", "sts:Assume*", "sts:*", "sts:TagSession", "*", "s*:?ag*",
      ]
      universe.requestActions = [
        "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:TagSession", "sts:tagger", "sts:x",
      ]
      let one = universe.drafts(&random)
      let other =
        random.chance(65) ? universe.mutation(of: one, &random) : universe.drafts(&random)
      universe.requestPrincipals = Self.callers(inPartitionsOf: one + other)
      try check(
        .trust(one.map(\.trust)), .trust(other.map(\.trust)), universe, .standard,
        mayBeUnknown: false, "seed \(seed)")
    }
  }

  static let principals: [Principal] = [
    .service("panorama.amazonaws.com"), .service("lambda.amazonaws.com"),
    .aws("123456789012"), .aws("arn:aws:iam::123456789012:root"), .aws("*"),
    .aws("arn:aws:iam::123456789012:role/path/one"), .aws("arn:aws:iam::210987654321:user/two"),
    .aws("arn:aws:sts::123456789012:assumed-role/one/session"),
    .aws("arn:aws-cn:iam::123456789012:root"),
    Principal(.federated, "*"), Principal(.federated, "cognito-identity.amazonaws.com"),
    Principal(.canonicalUser, "abc"),
  ]

  static let callers: [Principal?] =
    [nil] + principals.filter { $0.value != "*" && $0.value != "123456789012" } + [
      .service("other.amazonaws.com"), .aws("arn:aws:iam::123456789012:role/other"),
      .aws("arn:aws:sts::123456789012:assumed-role/one/else"),
      .aws("arn:aws:iam::999999999999:role/one"), Principal(.federated, "accounts.google.com"),
      Principal(.canonicalUser, "def"), .aws("arn:aws-cn:iam::123456789012:role/other"),
      .aws("arn:aws:iam::210987654321:role/other"), .aws("arn:aws:iam::123456789012:role/one"),
    ]

  /// An account is in one partition, so a policy that names none but one is about that one.
  private static func callers(inPartitionsOf drafts: [Draft]) -> [Principal?] {
    func partition(_ principal: Principal?) -> String? {
      principal.flatMap { $0.kind == .aws ? ARN($0.value)?.partition : nil }
    }
    let named = drafts.flatMap { draft -> [Principal] in
      guard let set = draft.principals, case PrincipalSet.some(let list) = set else { return [] }
      return list
    }
    let partitions = Set(named.compactMap(partition))
    return callers.filter {
      partition($0).map { (partitions.isEmpty ? ["aws"] : partitions).contains($0) } ?? true
    }
  }

  private func check(
    _ actual: PolicyDocument, _ desired: PolicyDocument, _ universe: Universe,
    _ limits: AnalysisLimits, mayBeUnknown: Bool, _ name: String
  ) throws {
    let found = try PolicyComparer.compare(
      actual: PolicySide(actual), desired: PolicySide(desired), evidence: .anyRequest,
      limits: limits)
    let brute = BruteForce([[actual], [desired]], universe)
    let rows: [(String, AccessDifference, Bool)] = [
      ("widened", found.widened, brute.grants(0, notBy: 1)),
      ("narrowed", found.narrowed, brute.grants(1, notBy: 0)),
      ("deniesLost", found.deniesLost, brute.denies(1, notBy: 0)),
      ("deniesGained", found.deniesGained, brute.denies(0, notBy: 1)),
    ]
    for (question, answer, differs) in rows {
      switch answer {
      case .nothing:
        #expect(!differs, "\(name) \(question): \(actual.brief) / \(desired.brief)")
      case .witness(let witness):
        #expect(
          isConfirmed(witness.request, question, actual, desired),
          "\(name) \(question): \(witness.request)")
      case .undecided(let reason):
        #expect(
          mayBeUnknown,
          "\(name) \(question) \(reason): \(actual.brief) / \(desired.brief)")
      }
    }
  }

  /// Asks both policies whole, by their public decision.
  private func isConfirmed(
    _ request: AccessRequest, _ question: String, _ actual: PolicyDocument,
    _ desired: PolicyDocument
  ) -> Bool {
    func isDenied(_ decision: Decision) -> Bool {
      if case .explicitlyDenied = decision { true } else { false }
    }
    let (mine, theirs) = (actual.decide(request), desired.decide(request))
    return switch question {
    case "widened": mine.isAllowed && !theirs.isAllowed
    case "narrowed": theirs.isAllowed && !mine.isAllowed
    case "deniesLost": isDenied(theirs) && !isDenied(mine)
    default: isDenied(mine) && !isDenied(theirs)
    }
  }
}
