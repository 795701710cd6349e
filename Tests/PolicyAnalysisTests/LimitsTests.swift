import IAMPolicy
import PolicyAnalysis
import TestSupport
import Testing

@Suite("Hostile policies")
struct LimitsTests {
  private static let small = AnalysisLimits(
    automatonStates: 4_000, atoms: 512, searchNodes: 500, searchWork: 2_000_000, guesses: 0)

  @Test("Twelve patterns that each look for another letter end as too complex")
  func containsPatterns() throws {
    let letters = "abcdefghijkl".map { "arn:aws:s3:::*\($0)*" }
    let actual = try identity(allow("s3:a", letters.joined(separator: " ")))
    let desired = try identity(
      letters.map {
        "{\"Effect\":\"Allow\",\"Action\":\"s3:a\",\"Resource\":\"\($0)\","
          + "\"Condition\":{\"StringEquals\":{\"k:\($0.dropFirst(14).prefix(1))\":\"1\"}}}"
      }
      .joined(separator: ","))
    let found = try PolicyComparer.compare(
      actual: PolicySide(actual), desired: PolicySide(desired), evidence: .anyRequest,
      limits: Self.small)
    let reason = try #require(found.widened.reason)
    #expect(reason.hasPrefix("too complex: "), "\(reason)")
    #expect(found.narrowed == .nothing)
  }

  @Test("Sixty keys in three hundred statements end in bounded time")
  func manyKeys() throws {
    var random = SplitMix(seed: 7)
    func statement(_ action: String, _ count: Int) -> String {
      var keys: Set<Int> = []
      while keys.count < count { keys.insert(random.below(60)) }
      let lines = keys.sorted().map { "\"k:b\($0)\":\"\(random.chance(50))\"" }
      return allow(action, "*", "{\"Bool\":{\(lines.joined(separator: ","))}}")
    }
    let desired = try identity((0..<300).map { _ in statement("s3:a", 3) }.joined(separator: ","))
    let actual = try identity(
      allow(
        "s3:a", "*",
        "{\"Null\":{\((0..<60).map { "\"k:b\($0)\":\"false\"" }.joined(separator: ","))}}"))
    let found = try PolicyComparer.compare(
      actual: PolicySide(actual), desired: PolicySide(desired), evidence: .anyRequest,
      limits: Self.small)
    switch found.widened {
    case .nothing: break
    case .witness(let witness):
      #expect(actual.decide(witness.request).isAllowed)
      #expect(!desired.decide(witness.request).isAllowed)
    case .undecided(let reason): #expect(reason.hasPrefix("too complex: "))
    }
  }

  @Test("Many set conditions on one key end as too complex")
  func manySets() throws {
    let lines = (0..<16).map { "\"v\($0)*\"" }
    let actual = try identity(allow("s3:a", "*"))
    let desired = try identity(
      lines.map { allow("s3:a", "*", "{\"ForAnyValue:StringLike\":{\"aws:TagKeys\":\($0)}}") }
        .joined(separator: ","))
    let found = try PolicyComparer.compare(
      actual: PolicySide(desired), desired: PolicySide(actual), evidence: .anyRequest,
      limits: Self.small)
    #expect(found.widened == .nothing)
    #expect(found.narrowed.reason?.hasPrefix("too complex: ") == true, "\(found.narrowed)")
  }

  @Test("Texts that no person writes are compared and not crashed on")
  func oddTexts() throws {
    let values = [
      "${", "${}", "${a", "$", "${a:b, }", "${a:b, ''}", "*?*?*?*", "::::::", "9e999999999",
      "-0", "0.0000000000000000000000001", "999999999999999999999999", "::/0", "0.0.0.0/33",
      "+1-1", "24:00", "9999-12-31T23:59:60Z", "-999999999999999", "A===", "é*", "ÿ",
    ]
    var confirmed = 0
    for operation in ComparisonKind.allCases.compactMap({ ConditionOperator($0) }) {
      // Built and not read: the reader refuses some of them, such as dates that are none.
      let policies = values.map { value in
        let condition = ConditionBlock(ConditionClause(operation, "k:t", [value, "1"]))
        return PolicyDocument.identity([
          IdentityStatement(
            .allow, .action([ActionPattern("s3:a")]), on: .resource([ResourcePattern("*")]),
            when: condition)
        ])
      }
      for (index, one) in policies.enumerated() {
        let other = policies[(index + 1) % policies.count]
        let found = try compare(one, other)
        for answer in [found.widened, found.narrowed] {
          guard let request = answer.witness?.request else { continue }
          #expect(one.decide(request) != other.decide(request), "\(operation.name) \(request)")
          confirmed += 1
        }
      }
    }
    #expect(confirmed > 100, "hardly any request was confirmed")
  }
}
