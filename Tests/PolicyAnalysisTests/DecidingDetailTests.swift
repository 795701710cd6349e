import IAMPolicy
import PolicyAnalysis
import Testing

/// Pairs of policies that one detail of the analysis decides: without it the answer is another one.
@Suite("Details that decide")
struct DecidingDetailTests {
  /// An identity policy with a statement for each condition.
  private func policy(_ conditions: String..., denied: Bool = false) throws -> PolicyDocument {
    let statements = conditions.map { denied ? deny("s:a", "*", $0) : allow("s:a", "*", $0) }
    return try document(
      #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#,
      as: .identity)
  }

  private func when(_ operator: String, _ key: String, _ value: String) -> String {
    #"{"\#(`operator`)":{"\#(key)":["\#(value)"]}}"#
  }

  @Test("A denial that is open on one side is no lost denial for certain")
  func openDenial() throws {
    let any = try policy(when("ForAnyValue:StringEquals", "aws:TagKeys", "a"), denied: true)
    let plain = try policy(when("StringEquals", "aws:TagKeys", "a"), denied: true)
    let found = try compare(any, plain)
    #expect(found.deniesLost.witness == nil)
    #expect(found.deniesLost.reason?.contains("unspecified") == true)
    #expect(found.deniesGained.witness == nil)
  }

  @Test("IfExists under ForAnyValue is not left out of a negated operator")
  func negatedIfExists() throws {
    let one = try policy(when("ForAnyValue:StringNotEqualsIfExists", "aws:TagKeys", "a"))
    let other = try policy(when("ForAnyValue:StringNotEquals", "aws:TagKeys", "a"))
    #expect(!(try compare(one, other).isSameInMeaning))
    #expect(!(try compare(other, one).isSameInMeaning))
  }

  @Test("Only two values at once tell a set operator of an unknown key from another")
  func twoValues() throws {
    let any = try policy(when("ForAnyValue:StringEquals", "x:y", "a"))
    let all = try policy(when("ForAllValues:StringEquals", "x:y", "a"))
    let witness = try #require(try compare(any, all).widened.witness)
    #expect("\(witness.request.context)".contains("a"))
    #expect(any.decide(witness.request).isAllowed && !all.decide(witness.request).isAllowed)
  }

  @Test("Two values leave an operator without a set prefix open")
  func plainOperatorOfSets() throws {
    let any = try policy(when("ForAnyValue:StringEquals", "aws:TagKeys", "a"))
    let plain = try policy(when("StringEquals", "aws:TagKeys", "a"))
    #expect(try compare(any, plain).widened.reason?.contains("unspecified") == true)
  }

  @Test("A variable under Bool is not taken for its letters")
  func variableUnderBool() throws {
    let one = try policy(
      when("Bool", "aws:MultiFactorAuthPresent", "${aws:SecureTransport}"))
    let other = try policy(when("Bool", "aws:MultiFactorAuthPresent", "true"))
    #expect(try compare(one, other).widened != .nothing)
  }

  @Test("A key that is true or false has no other texts, and any other key has")
  func boolAndText() throws {
    for (key, isBoolean) in [
      ("aws:SecureTransport", true), ("aws:PrincipalTag/team", false), ("x:y", false),
    ] {
      let truth = try policy(when("Bool", key, "true"))
      let text = try policy(when("StringEquals", key, "true"))
      #expect((try compare(truth, text).narrowed == .nothing) == isBoolean, "\(key)")
      // A statement about another text is a widening, whatever else is said of the key.
      let audio = when("StringEquals", key, "audio")
      let both = try policy(when("Bool", key, "true"), audio)
      #expect((try compare(both, truth).widened == .nothing) == isBoolean, "\(key)")
      let either = try policy(when("Bool", key, "true"), when("Bool", key, "false"))
      let three = try policy(when("Bool", key, "true"), when("Bool", key, "false"), audio)
      #expect((try compare(three, either).widened == .nothing) == isBoolean, "\(key)")
    }
  }

  @Test("A tag may hold what no number, date, address or truth is")
  func unreadableTag() throws {
    let key = "aws:PrincipalTag/team"
    let exists = try policy(when("Null", key, "false"))
    let pairs = [
      ("Bool", "true", "Bool", "false"), ("NumericLessThan", "5", "NumericGreaterThanEquals", "5"),
      ("DateLessThan", "2026-01-01T00:00:00Z", "DateGreaterThanEquals", "2026-01-01T00:00:00Z"),
      ("IpAddress", "0.0.0.0/0", "IpAddress", "::/0"),
    ]
    for (one, first, other, second) in pairs {
      let all = try policy(when(one, key, first), when(other, key, second))
      #expect(try compare(exists, all).widened != .nothing, "\(one)")
      #expect(try compare(all, all).isSameInMeaning, "\(one)")
      let text = try policy(
        when(one, key, first), when(other, key, second), when("StringLike", key, "a*"))
      #expect(try compare(text, all).widened != .nothing, "\(one)")
    }
    let narrow = try policy(when("NumericLessThan", key, "5"))
    let wide = try policy(when("NumericLessThan", key, "50"))
    #expect(try compare(narrow, wide).widened == .nothing)
    #expect(try compare(wide, narrow).widened.witness != nil)
  }

  @Test("Strangers of every kind take part: the root user, another service, nobody at all")
  func strangers() throws {
    func trusting(_ principal: String, _ condition: String = "{}") throws -> PolicyDocument {
      try trust(
        #"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":\#(principal),"Condition":\#(condition)}"#
      )
    }
    let rows = [
      // The root user alone is the account, and not its roles.
      (
        #"{"AWS":"arn:aws:iam::123456789012:root"}"#, #"{"AWS":"arn:aws:iam::123456789012:role/a"}"#
      ),
      (#"{"Service":["a.amazonaws.com","b.amazonaws.com"]}"#, #"{"Service":"a.amazonaws.com"}"#),
      (#""*""#, #"{"AWS":"arn:aws:iam::123456789012:root"}"#),
    ]
    for (wide, narrow) in rows {
      #expect(
        try compare(try trusting(wide), try trusting(narrow)).widened.witness != nil, "\(wide)")
    }
    // Only one kind of caller is left when all the others are denied.
    let others = #""AWS":"arn:aws:iam::123456789012:root","Federated":"x.example.com""#
    let all = try trust(#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":"*"}"#)
    let held = try trust(
      #"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":"*"}"#,
      #"{"Effect":"Deny","Action":"sts:AssumeRole","Principal":{\#(others)}}"#)
    #expect(try compare(all, held).widened.witness != nil)
    #expect(try compare(held, all).widened == .nothing)
  }

  @Test("With NotPrincipal another service, the root user and a caller without a name are left")
  func resourcePolicies() throws {
    func resource(_ statements: String...) throws -> PolicyDocument {
      try document(
        #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#,
        as: .resource)
    }
    func statement(_ effect: String, _ principal: String) -> String {
      #"{"Effect":"\#(effect)",\#(principal),"Action":"s:a","Resource":"*"}"#
    }
    let everyone = try resource(statement("Allow", #""Principal":"*""#))
    for left in [#"{"Service":"a.amazonaws.com"}"#, #"{"AWS":"123456789012"}"#] {
      let some = try resource(
        statement("Allow", #""Principal":"*""#),
        statement("Deny", #""NotPrincipal":\#(left)"#))
      #expect(try compare(everyone, some).widened.witness != nil, "\(left)")
    }
  }
}
