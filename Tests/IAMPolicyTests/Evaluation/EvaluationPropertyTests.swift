import IAMPolicy
import Testing

/// Laws that hold for any policy; each failure prints the seed that repeats it.
struct EvaluationPropertyTests {
  /// Small worlds, so that statements and requests meet often.
  struct World {
    var random: EvaluationRandom

    private static let keys = ["aws:SourceAccount", "aws:SourceArn", "aws:TagKeys", "s3:max-keys"]
    private static let texts = ["a", "b", "1", "2", "arn:aws:s3:::a", "*", "${aws:SourceAccount}"]
    private static let actions = ["*", "s3:*", "s3:Get*", "S3:GetObject", "sqs:*", "s3:Put?bject"]
    private static let resources = [
      "*", "arn:aws:s3:::a/*", "arn:aws:s3:::*", "arn:aws:sqs:*", "arn:aws:s3:::${aws:TagKeys}/x",
    ]
    static let principals: [Principal] = [
      .aws("*"), .aws("111111111111"), .aws("arn:aws:iam::111111111111:user/a"),
      .aws("arn:aws:iam::111111111111:role/r"), .service("panorama.amazonaws.com"),
      .aws("arn:aws:sts::111111111111:assumed-role/r/s"),
    ]

    mutating func some<Element>(_ choices: [Element], _ range: ClosedRange<Int>) -> [Element] {
      (0..<random.number(range)).map { _ in random.pick(choices) }
    }

    mutating func condition() -> ConditionBlock {
      let clauses = (0..<random.number(0...2)).compactMap { _ -> ConditionClause? in
        let qualifier = random.pick([SetQualifier?.none, .none, .forAllValues, .forAnyValue])
        let made = ConditionOperator(
          random.pick(ComparisonKind.allCases), qualifier: qualifier, ifExists: random.chance(20))
        return made.map { ConditionClause($0, random.pick(Self.keys), some(Self.texts, 0...2)) }
      }
      return ConditionBlock(checking: clauses) ?? ConditionBlock()
    }

    mutating func statement(_ effect: Effect? = nil, resource: Bool = true) -> Statement {
      let actions = some(Self.actions, 1...2).map { ActionPattern($0) }
      let resources = some(Self.resources, 1...2).map { ResourcePattern($0) }
      let effect = effect ?? random.pick([.allow, .allow, .deny])
      let action: ActionBlock = random.chance(15) ? .notAction(actions) : .action(actions)
      let on: ResourceBlock = random.chance(15) ? .notResource(resources) : .resource(resources)
      guard resource else {
        return IdentityStatement(effect, action, on: on, when: condition()).statement
      }
      let set: PrincipalSet = random.chance(10) ? .everyone : .some(some(Self.principals, 1...2))
      return ResourceStatement(
        effect, random.chance(15) ? .notPrincipal(set) : .principal(set), action, on: on,
        when: condition()
      ).statement
    }

    mutating func policy(_ kind: PolicyKind) -> PolicyDocument {
      let statements = (0..<random.number(0...4)).map { _ in
        statement(resource: kind == .resource)
      }
      return PolicyDocument(kind: kind, version: .v2012, id: nil, statements: statements)
    }

    mutating func request() -> AccessRequest {
      var context = RequestContext()
      for key in Self.keys where random.chance(50) {
        context = context.setting(key, to: some(Self.texts, 0...2))
      }
      return AccessRequest(
        principal: random.chance(90) ? random.pick(Self.principals) : nil,
        action: random.pick(["s3:GetObject", "s3:PutObject", "sqs:SendMessage", "S3:GETOBJECT"]),
        resource: random.pick([nil, "*", "arn:aws:s3:::a/x", "arn:aws:s3:::b", "arn:aws:sqs:r:1:q"]
        ),
        context: context)
    }

    mutating func set() -> PolicySet {
      func optional<Value>(_ made: Value) -> Value? { random.chance(60) ? made : nil }
      return PolicySet(
        identity: optional([policy(.identity), policy(.identity)]),
        resource: optional([policy(.resource)]), boundary: optional([policy(.identity)]),
        session: optional([policy(.identity)]))
    }
  }

  private func rank(_ decision: Decision) -> Int {
    switch decision {
    case .explicitlyDenied: 0
    case .implicitlyDenied: 1
    case .unspecified: 2
    case .allowed: 3
    }
  }

  private func adding(_ statement: Statement, to policy: PolicyDocument) -> PolicyDocument {
    PolicyDocument(
      kind: policy.kind, version: policy.version, id: policy.id,
      statements: policy.statements + [statement])
  }

  private func shuffled(
    _ policy: PolicyDocument, _ random: inout EvaluationRandom
  ) -> PolicyDocument {
    PolicyDocument(
      kind: policy.kind, version: policy.version, id: policy.id,
      statements: policy.statements.shuffled(using: &random))
  }

  @Test("A deny more never allows more, an allow more never denies more")
  func monotony() {
    let seed: UInt64 = 0x51AB_0004
    var world = World(random: EvaluationRandom(seed: seed))
    for round in 0..<1_500 {
      let kind: PolicyKind = world.random.pick([.identity, .resource])
      let (policy, request) = (world.policy(kind), world.request())
      let before = rank(policy.decide(request))
      let denied = adding(world.statement(.deny, resource: kind == .resource), to: policy)
      #expect(rank(denied.decide(request)) <= before, "round \(round), seed \(seed)")
      let allowed = adding(world.statement(.allow, resource: kind == .resource), to: policy)
      let after = rank(allowed.decide(request))
      #expect(after >= before, "round \(round), seed \(seed)")
      #expect((after == 0) == (before == 0), "round \(round), seed \(seed)")
    }
  }

  @Test("The same holds for all policies that bear on a request")
  func monotonyOfSets() {
    let seed: UInt64 = 0x51AB_0005
    var world = World(random: EvaluationRandom(seed: seed))
    for round in 0..<1_500 {
      let (set, request) = (world.set(), world.request())
      let before = rank(set.decide(request))
      var more = set
      more.identity = set.identity.map {
        $0.map { adding(world.statement(.deny, resource: false), to: $0) }
      }
      more.resource = set.resource.map { $0.map { adding(world.statement(.deny), to: $0) } }
      #expect(rank(more.decide(request)) <= before, "round \(round), seed \(seed)")
      more = set
      more.identity = set.identity.map {
        $0.map { adding(world.statement(.allow, resource: false), to: $0) }
      }
      more.resource = set.resource.map { $0.map { adding(world.statement(.allow), to: $0) } }
      #expect(rank(more.decide(request)) >= before, "round \(round), seed \(seed)")
      more = set
      more.boundary = nil
      more.session = nil
      #expect(rank(more.decide(request)) >= before, "bounds only bound: \(round), seed \(seed)")
    }
  }

  @Test("The order of statements and documents has no part in a decision")
  func shuffles() {
    let seed: UInt64 = 0x51AB_0006
    var world = World(random: EvaluationRandom(seed: seed))
    for round in 0..<1_000 {
      let (set, request) = (world.set(), world.request())
      var other = set
      other.identity = set.identity?.reversed().map { shuffled($0, &world.random) }
      other.resource = set.resource?.map { shuffled($0, &world.random) }
      #expect(
        rank(other.decide(request)) == rank(set.decide(request)), "round \(round), seed \(seed)")
    }
  }

  @Test("A strict answer that is definite is the answer given")
  func readings() {
    let seed: UInt64 = 0x51AB_0007
    var world = World(random: EvaluationRandom(seed: seed))
    var definite = 0
    for round in 0..<1_500 {
      let policy = CompiledPolicy(world.policy(.resource))
      let request = PreparedRequest(world.request())
      let chosen = policy.allows(request, .chosen)
      #expect(chosen != .unspecified, "round \(round), seed \(seed)")
      #expect(chosen == Truth(policy.decide(request).isAllowed), "round \(round), seed \(seed)")
      let strict = policy.allows(request, .strict)
      if strict != .unspecified {
        definite += 1
        #expect(strict == chosen, "round \(round), seed \(seed)")
      }
    }
    #expect(definite > 1_000)
  }

  @Test("A negated operator on one value is the complement of its positive one")
  func negations() {
    let seed: UInt64 = 0x51AB_0008
    var world = World(random: EvaluationRandom(seed: seed))
    let pairs: [(ComparisonKind, ComparisonKind)] = [
      (.stringEquals, .stringNotEquals), (.stringLike, .stringNotLike),
      (.numericEquals, .numericNotEquals), (.dateEquals, .dateNotEquals),
      (.ipAddress, .notIPAddress), (.arnLike, .arnNotLike),
    ]
    for round in 0..<1_500 {
      let (positive, negative) = world.random.pick(pairs)
      let values = world.some(
        ["a*", "1", "01", "10.0.0.0/8", "arn:aws:s3:::*", "2024-01-01"], 0...2)
      let found = world.random.pick(["a", "1", "10.1.1.1", "arn:aws:s3:::b", "1704067200", ""])
      let context = RequestContext(["k": [found]])
      guard let plain = ConditionOperator(positive), let negated = ConditionOperator(negative)
      else {
        continue
      }
      let first = ConditionClause(plain, "k", values).truth(in: context, hasVariables: true)
      let second = ConditionClause(negated, "k", values).truth(in: context, hasVariables: true)
      #expect(first == !second, "\(values) of \(found), round \(round), seed \(seed)")
    }
  }
}
