import IAMPolicy
import Testing

@testable import IAMRoles

@Suite("Drift")
struct DriftTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let change: @Sendable (inout ObservedRole) -> Void
    let kind: DifferenceKind?
    let path: String
    let remedy: Remedy

    init(
      _ name: String, _ kind: DifferenceKind?, _ path: String = "", _ remedy: Remedy = .planned,
      _ change: @escaping @Sendable (inout ObservedRole) -> Void
    ) {
      self.name = name
      self.kind = kind
      self.path = path
      self.remedy = remedy
      self.change = change
    }

    var testDescription: String { name }
  }

  static let rows: [Row] = [
    Row("nothing was changed", nil) { _ in },
    Row("the trust policy trusts another account", .trustPolicy, "AssumeRolePolicyDocument") {
      $0.trust = .present(.policy(Fixture.trust(account: "210987654321")))
    },
    Row("the trust policy has another Sid", nil) {
      $0.trust = .present(.policy(Fixture.trust(sid: "Appliances")))
    },
    Row("the trust policy is no policy", .trustPolicy, "AssumeRolePolicyDocument") {
      $0.trust = .present(.unreadableText("{", problem: "the text ends too early"))
    },
    Row(
      "the managed policy was detached", .managedPolicyMissing,
      "AttachedManagedPolicies[\(Fixture.policyARN)]"
    ) { $0.managedPolicies = .present([]) },
    Row(
      "another managed policy was attached", .managedPolicyUnexpected,
      "AttachedManagedPolicies[\(Fixture.adminARN)]", .onRequest
    ) {
      $0.managedPolicies = .present([
        ManagedPolicyAttachment(arn: Fixture.adminARN),
        ManagedPolicyAttachment(arn: Fixture.policyARN),
      ])
    },
    Row("the inline policy was deleted", .inlinePolicyMissing, "RolePolicyList[metrics]") {
      $0.inlinePolicies = .present([])
    },
    Row("the inline policy was changed", .inlinePolicyChanged, "RolePolicyList[metrics]") {
      $0.inlinePolicies = .present([
        ObservedInlinePolicy(
          name: "metrics", document: .present(.policy(Fixture.permissions("s3:*"))))
      ])
    },
    Row(
      "another inline policy was added", .inlinePolicyUnexpected, "RolePolicyList[more]", .onRequest
    ) {
      $0.inlinePolicies = .present(
        ($0.inlinePolicies.value ?? []) + [
          ObservedInlinePolicy(
            name: "more", document: .present(.policy(Fixture.permissions("s3:*"))))
        ])
    },
    Row("a boundary was put", .permissionsBoundary, "PermissionsBoundary", .onRequest) {
      $0.permissionsBoundary = .present(PermissionsBoundary(arn: Fixture.boundaryARN))
    },
    Row("the session was made longer", .maxSessionDuration, "MaxSessionDuration") {
      $0.maxSessionDuration = .present(7200)
    },
    Row("the session was not told", nil) { $0.maxSessionDuration = .absent },
    Row("the description was changed", .description, "Description") {
      $0.description = .present("another")
    },
    Row("the description was emptied", .description, "Description") {
      $0.description = .present("")
    },
    Row("the description was not told", nil) { $0.description = .absent },
    Row("the tag was removed", .tags, "Tags[Team]") { $0.tags = .present([]) },
    Row("the tag was given another value", .tags, "Tags[Team]") {
      $0.tags = .present([Tag("Team", "audio")])
    },
    Row("the tag key was given another case", .tags, "Tags[Team]") {
      $0.tags = .present([Tag("team", "vision")])
    },
    Row("another tag was added", .tags, "Tags[cost]", .onRequest) {
      $0.tags = .present([Tag("Team", "vision"), Tag("cost", "7")])
    },
    Row("AWS put a tag", nil) {
      $0.tags = .present([Tag("Team", "vision"), Tag("aws:cloudformation:stack-name", "x")])
    },
    Row("it is at an accepted path", nil) { $0.path = "/" },
    Row("it is at another path", .path, "Path", .impossible) { $0.path = "/other/" },
    Row("its name is in another case", .nameCase, "RoleName", .impossible) {
      $0.name = $0.name.lowercased()
    },
  ]

  @Test("names each single change, and nothing else", arguments: rows)
  func singleChange(row: Row) throws {
    let drift = Drift(
      between: Fixture.wholeSet, and: try Fixture.state(changedBy: row.change))
    let differences = drift.roles[1].differences
    #expect(differences.map(\.kind) == (row.kind.map { [$0] } ?? []))
    #expect(differences.map(\.path) == (row.kind == nil ? [] : [row.path]))
    #expect(differences.map(\.remedy) == (row.kind == nil ? [] : [row.remedy]))
    #expect(drift.status == (row.kind == nil ? .inSync : .drifted))
    #expect(drift.roles[0].status == .inSync)
    for hint in differences.map(\.hint) { #expect(!hint.isEmpty && !hint.hasSuffix(".")) }
  }

  /// Other texts of the same trust policy, as IAM, consoles and other tools write it.
  static let spellings: [String] = [
    """
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["sts:AssumeRole"],
     "Principal": {"Service": ["panorama.amazonaws.com"]},
     "Condition": {"StringEquals": {"AWS:SOURCEACCOUNT": ["123456789012"]}}}}
    """,
    """
    {"Statement": [{"Sid": "", "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
     "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "STS:assumerole",
     "Effect": "Allow"}], "Version": "2012-10-17"}
    """,
    """
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
     "Principal": {"Service": ["panorama.amazonaws.com", "panorama.amazonaws.com"]},
     "Condition": {"StringEquals": {"aws:SourceAccount": 123456789012}}}]}
    """,
  ]

  @Test("compares policies by meaning", arguments: spellings)
  func spelling(text: String) throws {
    let document = try PolicyDocument(reading: text, as: .trust)
    let state = try Fixture.state { $0.trust = .present(.policy(document)) }
    #expect(Drift(between: Fixture.wholeSet, and: state).status == .inSync)
  }

  /// Texts of nearly the same trust policy, each with another meaning.
  static let nearMisses: [(text: String, reason: String)] = [
    (
      """
      {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
       "Principal": {"Service": "panorama.amazonaws.com"},
       "Condition": {"StringEqualsIfExists": {"aws:SourceAccount": "123456789012"}}}]}
      """, "only in the account"
    ),
    (
      """
      {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
       "Principal": {"Service": "panorama.amazonaws.com"}}]}
      """, "only in the role set"
    ),
    (
      """
      {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
       "Principal": {"Service": ["panorama.amazonaws.com", "ec2.amazonaws.com"]},
       "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}}]}
      """, "'ec2.amazonaws.com' only in the account"
    ),
  ]

  @Test("tells what differs in meaning, and on which side it stands", arguments: nearMisses)
  func nearMiss(text: String, reason: String) throws {
    let document = try PolicyDocument(reading: text, as: .trust)
    let state = try Fixture.state { $0.trust = .present(.policy(document)) }
    let differences = Drift(between: Fixture.wholeSet, and: state).roles[1].differences
    #expect(differences.map(\.kind) == [.trustPolicy])
    #expect(
      differences.first?.reasons.contains { $0.contains(reason) } == true,
      "\(differences.first?.reasons ?? [])")
  }

  @Test("has rows for every kind that a role that is there can show")
  func rowsAreComplete() {
    // Those that are about more than the role alone are in RelatedResourcesTests.
    let others: Set<DifferenceKind> = [
      .roleMissing, .orphanPrincipal, .managedPolicyDocument, .instanceProfile, .roleRecreated,
      .roleUnexpected, .temporaryWideningExpired, .instanceProfileMissing, .roleLeft,
      .instanceProfileLeft,
      .identityProvider, .identityProviderMissing, .policyLeft, .identityProviderLeft,
    ]
    #expect(Set(Self.rows.compactMap(\.kind)).union(others) == Set(DifferenceKind.allCases))
  }

  @Test("has the raw strings that the JSON output promises")
  func rawStrings() {
    #expect(
      DifferenceKind.allCases.map(\.rawValue) == [
        "role-missing", "trust-policy", "managed-policy-missing", "managed-policy-unexpected",
        "inline-policy-missing", "inline-policy-unexpected", "inline-policy-changed",
        "permissions-boundary", "max-session-duration", "description", "tags", "path", "name-case",
        "orphan-principal", "managed-policy-document", "instance-profile", "role-recreated",
        "role-unexpected", "temporary-widening-expired", "instance-profile-missing",
        "instance-profile-left", "role-left", "identity-provider-missing", "identity-provider",
        "policy-left",
        "identity-provider-left",
      ])
    #expect(
      [Drift.Status.inSync, .drifted, .incomplete].map(\.rawValue) == [
        "in-sync", "drifted", "incomplete",
      ])
  }

  @Test("says that an absent role is missing")
  func absentRole() {
    let drift = Drift(between: Fixture.wholeSet, and: .empty(for: Fixture.wholeSet))
    #expect(drift.roles.map { $0.differences.map(\.kind) } == [[.roleMissing], [.roleMissing]])
    #expect(
      drift.roles.map(\.arn) == [
        "arn:aws:iam::123456789012:role/aws-service-role/panorama.amazonaws.com/AWSServiceRoleForAWSPanorama",
        "arn:aws:iam::123456789012:role/service-role/AWSPanoramaApplianceServiceRole",
      ])
  }

  static let denied = ReadFailure(
    action: "iam:X", subject: "role", reason: .denied, message: "not authorized")

  static let unreadable: [Row] = [
    Row("trust", nil) { $0.trust = .unreadable(denied) },
    Row("managed policies", nil) { $0.managedPolicies = .unreadable(denied) },
    Row("inline policies", nil) { $0.inlinePolicies = .unreadable(denied) },
    Row("an inline document", nil) {
      $0.inlinePolicies = .present([
        ObservedInlinePolicy(name: "metrics", document: .unreadable(denied))
      ])
    },
    Row("boundary", nil) { $0.permissionsBoundary = .unreadable(denied) },
    Row("tags", nil) { $0.tags = .unreadable(denied) },
    Row("description", nil) { $0.description = .unreadable(denied) },
    Row("session", nil) { $0.maxSessionDuration = .unreadable(denied) },
  ]

  @Test("takes what could not be read for neither missing nor in sync", arguments: unreadable)
  func unreadablePart(row: Row) throws {
    let state = try Fixture.state { role in
      row.change(&role)
      if row.name != "session" { role.maxSessionDuration = .present(7200) }
    }
    let drift = Drift(between: Fixture.wholeSet, and: state)
    #expect(drift.status == .incomplete)
    #expect(drift.roles.map(\.status) == [.inSync, .incomplete])
    #expect(drift.unreadable == [Self.denied])
    let others: [DifferenceKind] = row.name == "session" ? [] : [.maxSessionDuration]
    #expect(drift.roles[1].differences.map(\.kind) == others)
  }

  @Test("takes a role that was not asked for as not read")
  func notAsked() {
    let state = AccountState(account: Fixture.account, partition: "aws", roles: [:])
    let drift = Drift(between: Fixture.wholeSet, and: state)
    #expect(drift.status == .incomplete)
    #expect(drift.unreadable.count == 2)
  }

  @Test("does not take a role of its own for a service-linked one, nor the other way round")
  func confusedWithServiceLinked() throws {
    var state = try Fixture.state { $0.path = "/aws-service-role/x.amazonaws.com/" }
    if var role = state.roles[Fixture.serviceLinked.name]?.value {
      role.path = "/"
      state.roles[Fixture.serviceLinked.name] = .present(role)
    }
    let drift = Drift(between: Fixture.wholeSet, and: state)
    #expect(drift.roles.map { $0.differences.map(\.kind) } == [[.path], [.path]])
    #expect(drift.roles.allSatisfy { $0.differences.allSatisfy { $0.remedy == .impossible } })
    #expect(try Plan(closing: drift).isEmpty)
  }

  @Test("finds a service-linked role under another name at its path")
  func serviceLinkedUnderAnotherName() throws {
    var state = try Fixture.state()
    var role = try #require(state.roles[Fixture.serviceLinked.name]?.value)
    role.name = "AWSServiceRoleForpanorama"
    role.tags = .present([Tag("any", "tag")])
    role.description = .present("any description")
    state.roles[Fixture.serviceLinked.name] = .present(role)
    let drift = Drift(between: Fixture.wholeSet, and: state)
    #expect(drift.status == .inSync)
    #expect(drift.roles[0].name == "AWSServiceRoleForpanorama")
    #expect(drift.roles[0].notes.count == 1)
  }
}
