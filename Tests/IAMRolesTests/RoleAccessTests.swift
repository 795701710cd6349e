import IAMPolicy
import IAMRoles
import PolicyAnalysis
import Testing

@Suite("The direction of differences, and what a person is asked about")
struct RoleAccessTests {
  static let library = PolicyLibrary([
    Fixture.policyARN: Fixture.permissions("s3:GetObject"),
    Fixture.adminARN: Fixture.permissions("*"),
    Fixture.boundaryARN: Fixture.permissions("s3:*"),
  ])

  static func drift(
    _ library: PolicyLibrary = library, changedBy change: (inout ObservedRole) -> Void
  ) throws -> Drift {
    var state = try Fixture.state(changedBy: change)
    state.policies = library
    return Drift(between: Fixture.wholeSet, and: state)
  }

  static func inline(_ name: String, _ document: PolicyDocument) -> ObservedInlinePolicy {
    ObservedInlinePolicy(name: name, document: .present(.policy(document)))
  }

  static let denying = PolicyDocument.identity([
    IdentityStatement(
      .allow, .action([ActionPattern("s3:*")]), on: .resource([ResourcePattern("*")])),
    IdentityStatement(
      .deny, .action([ActionPattern("iam:*")]), on: .resource([ResourcePattern("*")])),
  ])

  @Test("of a role that does not exist no denial is lost, and of a new one none is gained")
  func missing() throws {
    var role = Role(name: "Missing", trust: .trust([]))
    role.inlinePolicies = [InlinePolicy(name: "both", document: Self.denying)]
    let set = RoleSet(account: "123456789012", roles: [.ordinary(role)])
    let drift = Drift(between: set, and: .empty(for: set))
    let access = try #require(drift.roles[0].differences[0].access)
    #expect(access.narrowed.witness?.request.action.hasPrefix("s3:") ?? false)
    #expect(access.deniesLost.isNothing && access.access == .narrowed)
    let plan = try Plan(closing: drift, options: PlanOptions())
    let made = try #require(plan.changes[0].comparison)
    #expect(made.widened.witness != nil && made.access == .widened)
  }

  struct Row: Sendable {
    let name: String
    let isWider: PolicyComparison.Answer
    let isNarrower: PolicyComparison.Answer
    let change: @Sendable (inout ObservedRole) -> Void

    init(
      _ name: String, wider: PolicyComparison.Answer, narrower: PolicyComparison.Answer,
      _ change: @escaping @Sendable (inout ObservedRole) -> Void
    ) {
      self.name = name
      isWider = wider
      isNarrower = narrower
      self.change = change
    }
  }

  static let rows: [Row] = [
    Row("another policy attached", wider: .yes, narrower: .no) {
      $0.managedPolicies = .present([
        ManagedPolicyAttachment(arn: Fixture.policyARN),
        ManagedPolicyAttachment(arn: Fixture.adminARN),
      ])
    },
    Row("the policy detached", wider: .no, narrower: .yes) { $0.managedPolicies = .present([]) },
    Row("the policy exchanged for a wider one", wider: .yes, narrower: .no) {
      $0.managedPolicies = .present([ManagedPolicyAttachment(arn: Fixture.adminARN)])
    },
    Row("an inline policy narrowed", wider: .no, narrower: .yes) {
      $0.inlinePolicies = .present([
        inline("metrics", Fixture.permissions("cloudwatch:Put*", .deny))
      ])
    },
    Row("a statement moved to another inline policy", wider: .no, narrower: .no) {
      $0.inlinePolicies = .present([
        inline("metrics", Fixture.permissions("s3:GetObject")),
        inline("moved", Fixture.permissions("cloudwatch:PutMetricData")),
      ])
    },
    Row("a boundary put", wider: .no, narrower: .yes) {
      $0.permissionsBoundary = .present(PermissionsBoundary(arn: Fixture.boundaryARN))
    },
    Row("the trust policy without its condition", wider: .yes, narrower: .no) {
      $0.trust = .present(
        .policy(.trust([TrustStatement(.allow, .some([.service("panorama.amazonaws.com")]))])))
    },
    Row("the trust policy of another account", wider: .yes, narrower: .yes) {
      $0.trust = .present(.policy(Fixture.trust(account: "999999999999")))
    },
    Row("a longer session", wider: .yes, narrower: .no) { $0.maxSessionDuration = .present(7200) },
    Row("a shorter description", wider: .no, narrower: .no) { $0.description = .present("") },
  ]

  @Test("A role says which way its access differs, all its policies together")
  func direction() throws {
    for row in Self.rows {
      let drift = try Self.drift(changedBy: row.change)
      let role = try #require(drift.roles.first { $0.name == Fixture.role.name })
      #expect(!role.differences.isEmpty, "\(row.name)")
      let may = role.differences.contains(where: role.mayWiden(because:))
      #expect(may == (row.isWider != .no), "\(row.name): \(String(describing: role.access))")
      #expect(drift.mayWiden == may, "\(row.name)")
      #expect(role.access?.isNarrower ?? .no == row.isNarrower, "\(row.name)")
    }
  }

  @Test("A document that is not known is never guessed")
  func unknownDocuments() throws {
    let drift = try Self.drift(PolicyLibrary()) {
      $0.managedPolicies = .present([
        ManagedPolicyAttachment(arn: Fixture.policyARN),
        ManagedPolicyAttachment(arn: Fixture.adminARN),
      ])
    }
    let role = try #require(drift.roles.last)
    #expect(role.differences.allSatisfy(role.mayWiden(because:)))
    #expect(drift.policiesOfInterest == [Fixture.adminARN, Fixture.policyARN].sorted())
    // What both sides have and nobody knows overturns no proof about the rest.
    let moved = try Self.drift(PolicyLibrary()) {
      $0.inlinePolicies = .present([
        Self.inline("metrics", Fixture.permissions("cloudwatch:PutMetricData")),
        Self.inline("again", Fixture.permissions("cloudwatch:PutMetricData")),
      ])
    }
    #expect(!moved.mayWiden)
  }

  @Test("What widens only together with another difference counts, and what was accepted does not")
  func together() throws {
    let role = try #require(
      try Self.drift {
        $0.inlinePolicies = .present([
          Self.inline("metrics", Fixture.permissions("cloudwatch:PutMetricData")),
          Self.inline("more", Fixture.permissions("s3:PutObject")),
        ])
        $0.managedPolicies = .present([])
      }.roles.last)
    let counting = role.differences.filter(role.mayWiden(because:)).map(\.kind)
    #expect(counting == [.inlinePolicyUnexpected])
    var accepted = role
    accepted.differences.removeAll { $0.kind == .inlinePolicyUnexpected }
    accepted.suppressed = role.differences.filter { $0.kind == .inlinePolicyUnexpected }.map {
      let entry = DriftSuppression(
        role: role.name, kind: $0.kind, value: "", reason: "agreed", owner: "us",
        expires: "2030-01-31")
      return SuppressedDifference(difference: $0, entry: entry)
    }
    #expect(!accepted.differences.isEmpty)
    #expect(!accepted.differences.contains(where: accepted.mayWiden(because:)))
  }

  @Test("A person is asked about access that grows, and about nothing else")
  func acceptance() throws {
    let rows: [(name: String, asks: Bool, change: @Sendable (inout ObservedRole) -> Void)] = [
      (
        "the policy is attached again", true,
        { $0.managedPolicies = .present([]) }
      ),
      (
        "nothing at all is there yet", false,
        {
          $0.managedPolicies = .present([])
          $0.inlinePolicies = .present([])
        }
      ),
      (
        "a wider inline policy is narrowed", false,
        { $0.inlinePolicies = .present([Self.inline("metrics", Fixture.permissions("*"))]) }
      ),
      (
        "what is missing is held by a foreign policy as well", false,
        {
          $0.inlinePolicies = .present([
            Self.inline("other", Fixture.permissions("cloudwatch:*"))
          ])
        }
      ),
      (
        "the trust policy is widened to the whole account", true,
        {
          $0.trust = .present(.policy(Fixture.trust("panorama.amazonaws.com", account: "0")))
        }
      ),
    ]
    for row in rows {
      let plan = try Plan(closing: Self.drift(changedBy: row.change))
      #expect(!plan.isEmpty, "\(row.name)")
      #expect(!plan.needingAcceptance.isEmpty == row.asks, "\(row.name): \(plan.changes)")
    }
  }

  @Test(
    "Sessions that bring a tag count where the trust policy admits them", arguments: [true, false])
  func sessionTags(areAdmitted: Bool) {
    func role(_ action: String, tag: String) -> Role {
      let actions = ["sts:AssumeRole"] + (areAdmitted ? ["sts:TagSession"] : [])
      let trust = PolicyDocument.trust([
        TrustStatement(
          .allow, .some([.service("lambda.amazonaws.com")]),
          .action(actions.map { ActionPattern($0) }))
      ])
      let statement = IdentityStatement(
        .allow, .action([ActionPattern(action)]), on: .resource([ResourcePattern("*")]),
        when: ConditionBlock(ConditionClause(.stringEquals, "aws:PrincipalTag/team", ["x"])))
      return Role(
        name: "R", trust: trust,
        inlinePolicies: [InlinePolicy(name: "p", document: .identity([statement]))],
        tags: [Tag("team", tag)])
    }
    // Neither value of the role's own tag is the one that the policies ask for.
    let before = RolePermissions(of: role("s3:GetObject", tag: "a"), documents: PolicyLibrary())
    let after = RolePermissions(of: role("s3:*", tag: "b"), documents: PolicyLibrary())
    let found = RolePermissions.compare(actual: after, desired: before)
    #expect(found.isWidening == (areAdmitted ? .yes : .no))
    #expect(found.isNarrowing == .no)
  }

  @Test("A named removal of a known policy is not feared")
  func removal() throws {
    let removal = NamedRemoval(
      role: Fixture.role.name, kind: .managedPolicy, name: Fixture.adminARN)
    let change: (inout ObservedRole) -> Void = {
      $0.managedPolicies = .present([
        ManagedPolicyAttachment(arn: Fixture.policyARN),
        ManagedPolicyAttachment(arn: Fixture.adminARN),
      ])
    }
    let known = try Plan(
      closing: Self.drift(changedBy: change), options: PlanOptions(removals: [removal]))
    #expect(known.changes.map(\.effect) == [.narrowed] && known.needingAcceptance.isEmpty)
    let unknown = try Plan(
      closing: Self.drift(PolicyLibrary(), changedBy: change),
      options: PlanOptions(removals: [removal]))
    #expect(unknown.changes.map(\.effect) == [.undecided] && !unknown.needingAcceptance.isEmpty)
  }
}
