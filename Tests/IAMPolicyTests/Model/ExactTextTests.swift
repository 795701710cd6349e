import IAMPolicy
import Testing

/// `é` in one scalar and in two, and the Kelvin sign beside `K`: equal for `String`, not for AWS.
@Suite("Names are compared byte by byte")
struct ExactTextTests {
  static let pairs: [(one: String, other: String)] = [
    ("caf\u{E9}", "cafe\u{301}"), ("K", "\u{212A}"), ("\u{C5}", "\u{212B}"),
  ]

  private func resource(_ name: String) -> ResourcePattern {
    ResourcePattern("arn:aws:s3:::\(name)")
  }

  private func policy(_ name: String) -> PolicyDocument {
    .identity([
      IdentityStatement(.allow, .action([ActionPattern("s3:*")]), on: .resource([resource(name)]))
    ])
  }

  @Test("Values of the model differ when their bytes do", arguments: pairs)
  func model(pair: (one: String, other: String)) {
    // What makes this test worth having.
    #expect(pair.one == pair.other)
    #expect(ExactText(pair.one) != ExactText(pair.other))
    #expect(ActionPattern(pair.one) != ActionPattern(pair.other))
    #expect(resource(pair.one) != resource(pair.other))
    #expect(Principal.aws(pair.one) != Principal.aws(pair.other))
    #expect(ConditionValue(pair.one) != ConditionValue(pair.other))
    #expect(
      ConditionClause(.stringEquals, pair.one, ["v"])
        != ConditionClause(.stringEquals, pair.other, ["v"]))
    #expect(policy(pair.one) != policy(pair.other))
    let ids = [pair.one, pair.other].map { PolicyDocument.identity(id: $0, []) }
    #expect(ids[0] != ids[1])
  }

  @Test("Documents that differ in bytes are not called the same", arguments: pairs)
  func equivalence(pair: (one: String, other: String)) {
    #expect(!PolicyEquivalence.isSame(policy(pair.one), policy(pair.other)))
    let both = PolicyDocument.identity([
      IdentityStatement(
        .allow, .action([ActionPattern("s3:*")]),
        on: .resource([resource(pair.one), resource(pair.other)]))
    ])
    #expect(!PolicyEquivalence.isSame(policy(pair.one), both))
    let request = AccessRequest(action: "s3:GetObject", resource: "arn:aws:s3:::\(pair.other)")
    #expect(policy(pair.one).decide(request) == .implicitlyDenied)
    #expect(both.decide(request).isAllowed)
  }

  @Test("Tags of a request whose keys differ in bytes are two tags", arguments: pairs)
  func context(pair: (one: String, other: String)) {
    let context = RequestContext([
      RequestContext.Entry("aws:PrincipalTag/\(pair.one)", ["1"]),
      RequestContext.Entry("aws:PrincipalTag/\(pair.other)", ["2"]),
    ])
    #expect(context.entries.count == 2)
    #expect(context["AWS:principaltag/\(pair.one)"] == ["1"])
    #expect(context.setting("aws:PrincipalTag/\(pair.one)", to: nil).entries.count == 1)
    let policy = PolicyDocument.identity([
      IdentityStatement(
        .allow, .action([ActionPattern("s3:*")]), on: .resource([ResourcePattern("*")]),
        when: ConditionBlock(
          ConditionClause(.stringEquals, "aws:PrincipalTag/\(pair.one)", ["2"])))
    ])
    #expect(
      policy.decide(AccessRequest(action: "s3:GetObject", context: context)) == .implicitlyDenied)
  }

  @Test("A role is its own name's", arguments: pairs)
  func principals(pair: (one: String, other: String)) {
    let trust = PolicyDocument.trust([
      TrustStatement(.allow, .some([.aws("arn:aws:iam::123456789012:role/\(pair.one)")]))
    ])
    for (name, isAllowed) in [(pair.one, true), (pair.other, false)] {
      let request = AccessRequest(
        principal: .aws("arn:aws:sts::123456789012:assumed-role/\(name)/s"),
        action: "sts:AssumeRole")
      #expect(trust.decide(request).isAllowed == isAllowed, "\(name.unicodeScalars.count)")
    }
  }
}
