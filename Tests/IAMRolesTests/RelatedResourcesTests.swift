import IAMPolicy
import IAMRoles
import PolicyAnalysis
import Testing

@Suite("What stands around the roles") struct RelatedResourcesTests {
  static let pinned = Fixture.permissions("logs:PutLogEvents")
  static let baseline = DriftBaseline(
    pinned: [Fixture.policyARN: pinned], recordedIDs: [Fixture.role.name: "AROAFIRST"],
    knownRoles: ["awspanoramaservicerole": "panorama-preview"])

  static func related(
    profiles: Reading<[String]> = .present([]),
    document: Reading<StoredDocument> = .present(.policy(pinned)),
    others: Reading<[UndeclaredRole]> = .present([])
  ) -> RelatedResources {
    RelatedResources(
      instanceProfiles: [Fixture.role.name: profiles],
      managedPolicies: [Fixture.policyARN: document], others: others)
  }

  static func drift(
    _ related: RelatedResources = related(), id: String = "AROAFIRST",
    baseline: DriftBaseline = baseline, change: (inout ObservedRole) -> Void = { _ in }
  ) throws -> Drift {
    let state = try Fixture.state(changedBy: {
      $0.id = id
      change(&$0)
    })
    return Drift(between: Fixture.wholeSet, and: state, related: related, baseline: baseline)
  }

  static func undeclaredRole(
    _ name: String, _ service: String = "panorama.amazonaws.com", path: String = "/"
  ) -> UndeclaredRole {
    UndeclaredRole(
      name: name, path: path, arn: "arn:aws:iam::\(Fixture.account):role\(path)\(name)",
      trust: .policy(Fixture.trust(service)))
  }

  @Test("nothing around a role that is as it should be is no drift")
  func inSync() throws {
    let drift = try Self.drift()
    #expect(drift.status == .inSync)
    #expect(drift.coverage(with: Self.related()).allSatisfy { $0.result == .read })
  }

  @Test("what an undeclared role may do is said, or how to learn it, in requests of its account")
  func strangersAccess() throws {
    func access(_ permissions: RolePermissions?) throws -> PolicyComparison {
      var role = Self.undeclaredRole("stranger")
      role.permissions = permissions
      let drift = try Self.drift(Self.related(others: .present([role])))
      return try #require(drift.undeclaredRoles.first?.difference.access)
    }
    let unread = try access(nil)
    #expect(unread.access == .undecided)
    let reason = unread.widened.reason ?? ""
    #expect(reason.contains("'panorama-roles drift --snapshot FILE'"), "\(reason)")
    let read = try access(RolePermissions(documents: [Fixture.permissions("s3:GetObject")]))
    #expect(read.widened.witness?.request.action == "s3:GetObject")
    #expect(try access(RolePermissions()) == .same)
  }

  @Test("trust and single policies show requests of the account of the role")
  func home() throws {
    let drift = try Self.drift {
      $0.arn = "arn:aws-cn:iam::555566667777:role/r"
      $0.trust = .present(
        .policy(.trust([TrustStatement(.allow, .everyone, .action([ActionPattern("*")]))])))
      $0.inlinePolicies = .present([
        ObservedInlinePolicy(
          name: "more", document: .present(.policy(Fixture.permissions("dynamodb:DeleteTable"))))
      ])
    }
    let differences = drift.roles[1].differences
    let trust = differences.first { $0.part == .trustPolicy }?.access?.widened.witness?.request
    #expect(trust?.principal?.value.hasPrefix("arn:aws-cn:iam::") == true, "\(drift.roles[1])")
    let inline = differences.first { $0.kind == .inlinePolicyUnexpected }?.access?.widened.witness
    let resource = inline?.request.resource ?? ""
    #expect(resource.hasPrefix("arn:aws-cn:dynamodb:cn-north-1:555566667777:"), "\(resource)")
  }

  @Test("an instance profile is named, and widens")
  func profile() throws {
    let drift = try Self.drift(Self.related(profiles: .present(["b", "a"])))
    #expect(drift.roles[1].differences.map(\.kind) == [.instanceProfile, .instanceProfile])
    #expect(drift.roles[1].differences.map(\.actual) == [.text("a"), .text("b")])
    #expect(drift.mayWiden)
  }

  @Test("an instance profile of a role for EC2 is a note, and no hint takes it out")
  func profileOfMachine() throws {
    var set = Fixture.wholeSet
    for place in set.roles.indices {
      guard case .ordinary(var role) = set.roles[place] else { continue }
      role.trust = Fixture.trust("ec2.amazonaws.com")
      set.roles[place] = .ordinary(role)
    }
    let state = try Fixture.state(changedBy: {
      $0.id = "AROAFIRST"
      $0.trust = .present(.policy(Fixture.trust("ec2.amazonaws.com")))
    })
    let drift = Drift(
      between: set, and: state, related: Self.related(profiles: .present(["machines"])),
      baseline: Self.baseline)
    #expect(drift.roles[1].differences.isEmpty)
    #expect(
      drift.roles[1].notes == [
        "it is in instance profile 'machines', which gives it to EC2 machines"
      ])
  }

  @Test("a role that was made anew is named by both ids")
  func recreated() throws {
    let found = try Self.drift(id: "AROASECOND").roles[1].differences
    #expect(found.map(\.kind) == [.roleRecreated])
    #expect(found.first?.expected == .text("AROAFIRST"))
    #expect(found.first?.actual == .text("AROASECOND"))
    #expect(try Self.drift(id: "AROASECOND", baseline: DriftBaseline()).status == .inSync)
  }

  @Test("an id that is not told is missed only where one was recorded and not withheld")
  func untoldID() throws {
    let unavailable = try Self.drift(change: { $0.id = nil })
    #expect(unavailable.status == .incomplete)
    #expect(unavailable.roles[1].unreadable.map(\.reason) == [.unavailable])
    #expect(
      unavailable.roles[1].coverage.last
        == Coverage(role: Fixture.role.name, part: .roleID, result: .unavailable))
    #expect(try Self.drift(baseline: DriftBaseline(), change: { $0.id = nil }).status == .inSync)
    var withheld = Self.related()
    withheld.withheldIDs = [Fixture.role.name]
    let drift = try Self.drift(withheld, change: { $0.id = nil })
    #expect(drift.status == .inSync)
    #expect(drift.coverage(with: withheld).contains { $0.result == .unavailable })
  }

  @Test("a role whose trust policy is no policy for us counts by the services that it names")
  func oddNeighbour() throws {
    func found(_ named: Set<String>) throws -> Drift {
      var role = Self.undeclaredRole("somebody")
      role.trust = .unreadableText("{}", problem: "it has no statements")
      role.named = named
      return try Self.drift(Self.related(others: .present([role])))
    }
    let drift = try found(["panorama.amazonaws.com"])
    #expect(drift.undeclaredRoles.map(\.difference.kind) == [.roleUnexpected])
    #expect(
      drift.undeclaredRoles.first?.difference.reasons.last
        == "its trust policy cannot be read as a policy: it has no statements")
    #expect(try found(["ec2.amazonaws.com"]).status == .inSync)
    #expect(try found([]).status == .inSync)
  }

  @Test("a role of which nobody knows whom it trusts leaves the answer incomplete")
  func unreadNeighbour() throws {
    var around = Self.related()
    around.unreadOthers = [
      ReadFailure(
        action: "iam:ListRoles", subject: "somebody", reason: .failed, message: "no text")
    ]
    let drift = try Self.drift(around)
    #expect(drift.status == .incomplete)
    #expect(drift.coverage(with: around).last?.result == .failed)
  }

  @Test("another document of a managed policy is drift, another spelling of it is not")
  func document() throws {
    let wider = Fixture.permissions("logs:*")
    let found = try Self.drift(Self.related(document: .present(.policy(wider))))
    let difference = try #require(found.roles[1].differences.first)
    #expect(difference.kind == .managedPolicyDocument)
    #expect(difference.effect == .widened)
    #expect(difference.access?.widened.witness != nil)
    #expect(found.mayWiden)
    // The role as a whole says so, too, with how many actions there are.
    let whole = try #require(found.roles[1].access?.permissions)
    #expect(whole.access == .widened)
    #expect(try #require(whole.widened.witness?.summary).services.map(\.service) == ["logs"])
    let spelled = Fixture.permissions("LOGS:putlogevents")
    #expect(
      try Self.drift(Self.related(document: .present(.policy(spelled)))).status == .inSync)
  }

  @Test("a policy that is not attached is not asked for its document")
  func detached() throws {
    let wider = Fixture.permissions("logs:*")
    let found = try Self.drift(Self.related(document: .present(.policy(wider)))) {
      $0.managedPolicies = .present([])
    }
    #expect(found.roles[1].differences.map(\.kind) == [.managedPolicyMissing])
  }

  /// The whole set with policies that the role names beside its own.
  static func naming(_ change: (inout Role) -> Void) -> RoleSet {
    var role = Fixture.role
    change(&role)
    return Fixture.set(.serviceLinked(Fixture.serviceLinked), .ordinary(role))
  }

  @Test("an accepted policy is accepted with its document")
  func acceptedPolicyDocument() throws {
    let set = Self.naming {
      $0.acceptedPolicies = [AcceptedPolicy(arn: Fixture.adminARN, note: "from before")]
    }
    func drift(_ action: String, isAttached: Bool = true) throws -> Drift {
      let state = try Fixture.state {
        $0.id = "AROAFIRST"
        if isAttached {
          $0.managedPolicies = .present(
            Fixture.role.managedPolicies + [ManagedPolicyAttachment(arn: Fixture.adminARN)])
        }
      }
      var related = Self.related()
      related.managedPolicies[Fixture.adminARN] = .present(.policy(Fixture.permissions(action)))
      var baseline = Self.baseline
      baseline.pinned[Fixture.adminARN] = Fixture.permissions("s3:Get*")
      return Drift(between: set, and: state, related: related, baseline: baseline)
    }
    #expect(try drift("s3:Get*").status == .inSync)
    #expect(try drift("*", isAttached: false).status == .inSync)
    for (action, effect) in [("*", AccessChange.widened), ("s3:GetObject", .narrowed)] {
      let found = try drift(action)
      #expect(found.roles[1].differences.map(\.kind) == [.managedPolicyDocument], "\(action)")
      #expect(found.roles[1].differences.map(\.effect) == [effect], "\(action)")
      #expect(found.mayWiden == (effect == .widened), "\(action)")
    }
  }

  @Test("a policy of the account with which nothing is compared is said, and no policy of AWS")
  func unpinned() throws {
    let own = "arn:aws:iam::\(Fixture.account):policy/Cust"
    // The path of a policy of an account may look like one of AWS.
    let posing = "arn:aws:iam::\(Fixture.account):policy/x::aws:policy/Cust"
    let set = Self.naming {
      $0.managedPolicies += [own, posing, Fixture.adminARN].map(ManagedPolicyAttachment.init)
      $0.permissionsBoundary = PermissionsBoundary(arn: Fixture.boundaryARN)
    }
    let state = try Fixture.state {
      $0.id = "AROAFIRST"
      $0.managedPolicies = .present(set.roles[1].ordinary?.managedPolicies ?? [])
      $0.permissionsBoundary = .present(PermissionsBoundary(arn: Fixture.boundaryARN))
    }
    func drift(_ pinned: [String: PolicyDocument]) -> Drift {
      var related = Self.related()
      for arn in pinned.keys { related.managedPolicies[arn] = .present(.policy(Self.pinned)) }
      var baseline = Self.baseline
      baseline.pinned.merge(pinned) { _, new in new }
      return Drift(between: set, and: state, related: related, baseline: baseline)
    }
    let found = drift([:])
    #expect(found.status == .inSync)
    #expect(found.unpinnedPolicies == [Fixture.boundaryARN, own, posing].sorted())
    let row = found.roles[1].coverage.first { $0.part == .managedPolicyDocuments }
    #expect(row?.result == .notCompared)
    let pinned = drift([own: Self.pinned, Fixture.boundaryARN: Self.pinned, posing: Self.pinned])
    #expect(pinned.unpinnedPolicies.isEmpty && pinned.status == .inSync)
    let wider = drift([own: Fixture.permissions("s3:Get*")])
    #expect(wider.roles[1].differences.map(\.kind) == [.managedPolicyDocument])
  }

  @Test("what is written differently and means the same counts where that is asked for")
  func spelling() throws {
    // A resource within another one says nothing more.
    func spelled(_ action: String) -> PolicyDocument {
      .identity([
        IdentityStatement(
          .allow, .action([ActionPattern(action)]),
          on: .resource([ResourcePattern("*"), ResourcePattern("arn:aws:logs:*:*:x")]))
      ])
    }
    let document = spelled("logs:PutLogEvents")
    let drift = try Self.drift(Self.related(document: .present(.policy(document)))) {
      let inline = spelled("cloudwatch:PutMetricData")
      $0.inlinePolicies = .present([
        ObservedInlinePolicy(name: "metrics", document: .present(.policy(inline)))
      ])
      let trust = Fixture.trust(sid: "Other")
      $0.trust = .present(.policy(trust))
    }
    #expect(drift.status == .inSync)
    let strict = drift.countingSpelling()
    #expect(
      strict.roles[1].differences.map(\.kind) == [
        .trustPolicy, .inlinePolicyChanged, .managedPolicyDocument,
      ])
    #expect(strict.roles[1].differences.allSatisfy { $0.effect == .unchanged })
    #expect(!strict.mayWiden && strict.status == .drifted)
    let same = try Self.drift()
    #expect(same.countingSpelling() == same)
  }

  static let principals: [(value: String, word: String?)] = [
    ("AROADBQP57FF2AEXAMPLE", "role"), ("AIDAJQABLZS4A3QDU576Q", "user"),
    ("arn:aws:iam::123456789012:role/AROADBQP57FF2AEXAMPLE", nil), ("123456789012", nil),
    ("AROA", nil),
  ]

  @Test("the id of a deleted principal is explained", arguments: principals)
  func orphan(value: String, word: String?) throws {
    let trust = PolicyDocument.trust([TrustStatement(.allow, .some([Principal(.aws, value)]))])
    let found = try Self.drift { $0.trust = .present(.policy(trust)) }.roles[1].differences
    let orphan = found.first { $0.kind == .orphanPrincipal }
    #expect((orphan == nil) == (word == nil))
    if let word {
      #expect(orphan?.reasons.first?.contains("a \(word) that was deleted") == true)
      #expect(orphan?.path == "AssumeRolePolicyDocument.Principal[\(value)]")
    }
    #expect(found.contains { $0.kind == .trustPolicy })
  }

  /// What stands beside the statement of the set, and what it does to access.
  static let orphanStatements: [(effect: Effect, principals: [Principal], does: AccessChange)] = [
    (.allow, [Principal(.aws, "AROADBQP57FF2AEXAMPLE")], .unchanged),
    (.deny, [Principal(.aws, "AIDAJQABLZS4A3QDU576Q")], .unchanged),
    (.allow, [Principal(.aws, "AROADBQP57FF2AEXAMPLE"), .aws("210987654321")], .widened),
    (.deny, [Principal(.aws, "AROADBQP57FF2AEXAMPLE"), .aws("*")], .narrowed),
  ]

  @Test(
    "the id of a deleted principal lets nobody in and keeps nobody out", arguments: orphanStatements
  )
  func orphanAccess(effect: Effect, principals: [Principal], does: AccessChange) throws {
    let extra = TrustStatement(effect, .some(principals))
    let drift = try Self.drift { role in
      let trust = Fixture.trust().statements + PolicyDocument.trust([extra]).statements
      role.trust = .present(
        .policy(PolicyDocument(kind: .trust, version: .v2012, id: nil, statements: trust)))
    }
    let found = drift.roles[1].differences.first { $0.kind == .trustPolicy }
    #expect(found?.effect == does)
    #expect(drift.mayWiden == (does == .widened))
  }

  @Test("an id that took the place of the set's own principal narrows")
  func orphanInPlace() throws {
    let drift = try Self.drift { role in
      let trust = PolicyDocument.trust([
        TrustStatement(.allow, .some([Principal(.aws, "AROADBQP57FF2AEXAMPLE")]))
      ])
      role.trust = .present(.policy(trust))
    }
    #expect(drift.roles[1].differences.map(\.effect) == [.narrowed, .unchanged])
    #expect(!drift.mayWiden)
  }

  @Test("an orphan does not make a plan change the trust policy twice")
  func orphanPlan() throws {
    let trust = PolicyDocument.trust([
      TrustStatement(.allow, .some([Principal(.aws, "AROADBQP57FF2AEXAMPLE")]))
    ])
    let plan = try Plan(closing: try Self.drift { $0.trust = .present(.policy(trust)) })
    #expect(plan.changes.count == 1)
  }

  static let undeclaredRoles: [(UndeclaredRole, isTold: Bool)] = [
    (undeclaredRole("mine"), true), (undeclaredRole("AWSPanoramaServiceRole"), true),
    (undeclaredRole("mine", "PANORAMA.amazonaws.com"), true),
    (undeclaredRole("mine", "lambda.amazonaws.com"), false),
    (undeclaredRole("mine", path: "/aws-service-role/panorama.amazonaws.com/"), false),
  ]

  @Test("a role that trusts a service of the set is told of", arguments: undeclaredRoles)
  func unexpected(role: UndeclaredRole, isTold: Bool) throws {
    let drift = try Self.drift(Self.related(others: .present([role])))
    #expect(drift.undeclaredRoles.map(\.name) == (isTold ? [role.name] : []))
    #expect(drift.status == (isTold ? .drifted : .inSync))
  }

  @Test("a role of a set that was not chosen is told with the name of the set")
  func knownRole() throws {
    let role = Self.undeclaredRole("AWSPanoramaServiceRole")
    let drift = try Self.drift(Self.related(others: .present([role])))
    #expect(drift.undeclaredRoles.first?.difference.hint.contains("'panorama-preview'") == true)
  }

  @Test(
    "an everyday service makes a role a note, and drift only by its name or where that is asked for"
  )
  func everydayService() throws {
    let service = "lambda.amazonaws.com"
    let set = Fixture.set(.ordinary(Role(name: "R", trust: Fixture.trust(service))))
    let others = [
      Self.undeclaredRole("AWSDeepLensOld", service), Self.undeclaredRole("web", service),
    ]
    let drift = Drift(
      between: set, and: try Fixture.state(set),
      related: RelatedResources(others: .present(others)))
    #expect(drift.undeclaredRoles.map(\.name) == ["AWSDeepLensOld"])
    #expect(drift.everydayRoles.map(\.name) == ["web"])
    #expect(drift.everydayRoles.map(\.services) == [[service]])
    var baseline = DriftBaseline()
    baseline.countsEverydayRoles = true
    let all = Drift(
      between: set, and: try Fixture.state(set),
      related: RelatedResources(others: .present(others)), baseline: baseline)
    #expect(all.undeclaredRoles.map(\.name) == ["AWSDeepLensOld", "web"])
    #expect(all.everydayRoles.isEmpty)
  }

  @Test(
    "the trust policy of a role of the set is no coincidence where it names more than everyday services"
  )
  func sharedTrust() throws {
    func undeclared(_ principals: [Principal]) throws -> Drift {
      let trust = PolicyDocument.trust([TrustStatement(.allow, .some(principals))])
      let set = Fixture.set(.ordinary(Role(name: "R", trust: trust)))
      var role = Self.undeclaredRole("web")
      role.trust = .policy(trust)
      return Drift(
        between: set, and: try Fixture.state(set),
        related: RelatedResources(others: .present([role])))
    }
    let everyday = try undeclared([
      .service("lambda.amazonaws.com"), .service("ec2.amazonaws.com.cn"),
    ])
    #expect(everyday.undeclaredRoles.isEmpty)
    #expect(everyday.everydayRoles.map(\.name) == ["web"])
    let more = try undeclared([.service("lambda.amazonaws.com"), .aws("210987654321")])
    #expect(more.undeclaredRoles.map(\.name) == ["web"])
    #expect(more.everydayRoles.isEmpty)
  }

  @Test("every account is everyone, also beside an everyday service")
  func everyAccount() throws {
    let set = Fixture.set(.ordinary(Role(name: "R", trust: Fixture.trust("lambda.amazonaws.com"))))
    for principals in [[Principal.aws("*")], [.service("lambda.amazonaws.com"), .aws("*")]] {
      var role = Self.undeclaredRole("open")
      role.trust = .policy(.trust([TrustStatement(.allow, .some(principals))]))
      let drift = Drift(
        between: set, and: try Fixture.state(set),
        related: RelatedResources(others: .present([role])))
      let found = try #require(drift.undeclaredRoles.first)
      #expect(found.difference.effect.mayWiden)
      #expect(found.difference.reasons.contains { $0.contains("everyone") })
      #expect(drift.everydayRoles.isEmpty)
    }
  }

  @Test("a role that trusts everyone is told")
  func everyone() throws {
    var role = Self.undeclaredRole("Backdoor")
    role.trust = .policy(.trust([TrustStatement(.allow, .everyone)]))
    let drift = try Self.drift(Self.related(others: .present([role])))
    #expect(drift.undeclaredRoles.map(\.name) == ["Backdoor"])
    #expect(drift.mayWiden)
    // A set that trusts no service is told, too.
    let trust = PolicyDocument.trust([TrustStatement(.allow, .some([.aws("210987654321")]))])
    let set = Fixture.set(.ordinary(Role(name: "R", trust: trust)))
    let other = Drift(
      between: set, and: try Fixture.state(set),
      related: RelatedResources(others: .present([role])))
    #expect(other.undeclaredRoles.map(\.name) == ["Backdoor"])
  }

  @Test("a policy of the account is accepted with what it says, and not when that is unknown")
  func acceptedDocument() throws {
    let arn = "arn:aws:iam::\(Fixture.account):policy/Cust"
    func drift(_ action: String?) throws -> Drift {
      var state = try Fixture.state {
        $0.managedPolicies = .present(
          Fixture.role.managedPolicies + [ManagedPolicyAttachment(arn: arn)])
      }
      state.policies = PolicyLibrary(action.map { [arn: Fixture.permissions($0)] } ?? [:])
      return Drift(between: Fixture.wholeSet, and: state)
    }
    func digest(_ difference: Difference) -> String { "\(difference.document?.statements ?? [])" }
    let known = try drift("s3:GetObject")
    let difference = try #require(known.roles.flatMap(\.differences).first)
    let entry = DriftSuppression(
      role: Fixture.role.name, kind: .managedPolicyUnexpected, value: digest(difference),
      reason: "agreed", owner: "us", expires: "2030-01-31")
    for (action, isAccepted) in [("s3:GetObject", true), ("*", false), (nil, false)] {
      let found = try drift(action).suppressing([entry], on: "2026-01-01", digest: digest)
      #expect(found.drift.suppressed.isEmpty != isAccepted, "\(action ?? "unknown")")
    }
  }

  static let failure = ReadFailure(
    action: "iam:Any", subject: "x", reason: .denied, message: "not authorized")

  @Test("what could not be read makes the answer incomplete")
  func unreadable() throws {
    for related in [
      Self.related(profiles: .unreadable(Self.failure)),
      Self.related(document: .unreadable(Self.failure)),
      Self.related(others: .unreadable(Self.failure)),
    ] {
      let drift = try Self.drift(related)
      #expect(drift.status == .incomplete)
      #expect(drift.unreadable == [Self.failure])
      #expect(drift.coverage(with: related).contains { $0.result == .denied })
    }
  }

  // MARK: Accepted differences

  static func digest(_ difference: Difference) -> String { "digest of \(difference.actual)" }

  static func entry(
    _ kind: DifferenceKind = .instanceProfile, _ value: DifferenceValue = .text("machines"),
    role: String = Fixture.role.name, path: String? = nil, expires: String = "2030-01-31"
  ) -> DriftSuppression {
    DriftSuppression(
      role: role, kind: kind, path: path, value: "digest of \(value)", reason: "r", owner: "o",
      expires: expires)
  }

  static let entries: [(DriftSuppression, ignored: Int, fault: SuppressionProblem.Fault?)] = [
    (entry(), 1, nil), (entry(role: Fixture.role.name.lowercased()), 1, nil),
    (entry(path: "InstanceProfileList[machines]"), 1, nil),
    (entry(path: "InstanceProfileList[others]"), 0, .unmatched),
    (entry(.instanceProfile, .text("others")), 0, .unmatched),
    (entry(.tags), 0, .unmatched), (entry(role: "Other"), 0, .unmatched),
    (entry(expires: "2026-06-01"), 1, nil), (entry(expires: "2026-05-31"), 0, .expired),
  ]

  @Test("an entry accepts one value until its last day", arguments: entries)
  func accepted(
    entry: DriftSuppression, ignored: Int, fault: SuppressionProblem.Fault?
  ) throws {
    let found = try Self.drift(Self.related(profiles: .present(["machines"])))
    let (drift, findings) = found.suppressing([entry], on: "2026-06-01", digest: Self.digest)
    #expect(drift.suppressed.count == ignored)
    #expect(drift.differenceCount == 1 - ignored)
    #expect(drift.status == (ignored == 1 ? .inSync : .drifted))
    #expect(findings.map(\.fault) == (fault.map { [$0] } ?? []))
  }

  @Test("an entry without a path accepts one difference and no second")
  func ambiguous() throws {
    let found = try Self.drift {
      $0.inlinePolicies = .present([]); $0.managedPolicies = .present([])
    }
    var both = found
    both.roles[1].differences += [
      Difference(
        .managedPolicyMissing, at: .managedPolicy(arn: Fixture.adminARN), expected: .text("x"),
        actual: .nothing, remedy: .planned, hint: "")
    ]
    let entry = Self.entry(.managedPolicyMissing, .nothing)
    for (drift, ignored, fault) in [(found, 1, nil), (both, 0, SuppressionProblem.Fault.ambiguous)]
    {
      let (rest, findings) = drift.suppressing([entry], on: "2026-06-01", digest: Self.digest)
      #expect(rest.suppressed.count == ignored)
      #expect(findings.map(\.fault) == (fault.map { [$0] } ?? []))
    }
    let entries = both.roles[1].differences.filter { $0.kind == .managedPolicyMissing }.map {
      Self.entry(.managedPolicyMissing, .nothing, path: $0.path)
    }
    let (rest, findings) = both.suppressing(entries, on: "2026-06-01", digest: Self.digest)
    #expect(rest.suppressed.count == 2 && findings.isEmpty)
  }

  @Test(
    "an entry lasts no longer than it may",
    arguments: [("2027-07-01", true), ("2027-07-02", false), ("9999-12-31", false)])
  func tooLong(expires: String, isAccepted: Bool) throws {
    let found = try Self.drift(Self.related(profiles: .present(["machines"])))
    let (drift, findings) = found.suppressing(
      [Self.entry(expires: expires)], on: "2026-06-01", latest: "2027-07-01", digest: Self.digest)
    #expect(drift.suppressed.isEmpty != isAccepted)
    #expect(findings.map(\.fault) == (isAccepted ? [] : [.tooLong]))
  }

  @Test("an entry about a role that could not be read is not called unmatched")
  func acceptedUnknown() throws {
    let found = try Self.drift(Self.related(profiles: .unreadable(Self.failure)))
    let (_, findings) = found.suppressing([Self.entry()], on: "2026-06-01", digest: Self.digest)
    #expect(findings.isEmpty)
  }

  @Test("an entry about something that nobody looked at is not called unmatched")
  func acceptedUnseen() throws {
    let related = RelatedResources()
    let found = try Self.drift(related)
    let coverage = found.coverage(with: related)
    let around: [DifferenceKind] = [
      .managedPolicyDocument, .instanceProfile, .roleRecreated, .roleUnexpected,
    ]
    for kind in DifferenceKind.allCases {
      let (_, findings) = found.suppressing(
        [Self.entry(kind)], on: "2026-06-01", coverage: coverage, digest: Self.digest)
      #expect(findings.isEmpty == around.contains(kind), "\(kind)")
    }
    let elsewhere = Self.entry(.tags, role: "Other")
    let (_, findings) = found.suppressing(
      [elsewhere], on: "2026-06-01", coverage: coverage, digest: Self.digest)
    #expect(findings.map(\.fault) == [.unmatched])
  }
}
