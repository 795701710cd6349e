import IAMPolicy
import PolicyAnalysis
import Testing

@testable import IAMRoles

/// Identity providers of a set: when they are made, and what a person is asked about.
@Suite struct ProviderTests {
  static let account = "123456789012"
  static let arn = "arn:aws:iam::123456789012:oidc-provider/idp.example.com"
  static let own = Ownership(spec: "team")
  static let mark = Tag(Ownership.defaultKey, "team")

  static func trust(_ audience: String = "a") throws -> PolicyDocument {
    try PolicyDocument(
      reading: """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
         "Action": "sts:AssumeRoleWithWebIdentity", "Principal": {"Federated": "\(arn)"},
         "Condition": {"StringEquals": {"idp.example.com:aud": "\(audience)"}}}]}
        """, as: .trust)
  }

  static func set(
    clients: [String] = ["a"], thumbprints: [String]? = nil, audience: String = "a"
  ) throws -> RoleSet {
    var set = RoleSet(
      account: account, roles: [.ordinary(Role(name: "Deployer", trust: try trust(audience)))])
    set.providers = [
      IdentityProvider(
        .oidc(url: "https://idp.example.com", clientIDs: clients, thumbprints: thumbprints))
    ]
    set.ownership = own
    return set
  }

  static func state(
    _ provider: Reading<ObservedIdentityProvider>, role: Bool = true, audience: String = "a"
  ) throws -> AccountState {
    let observed = ObservedRole(
      name: "Deployer", path: "/", arn: "arn:aws:iam::123456789012:role/Deployer", id: "AROA",
      description: .present(""), maxSessionDuration: .present(3600),
      trust: .present(.policy(try trust(audience))), permissionsBoundary: .absent,
      tags: .present([mark]), managedPolicies: .present([]), inlinePolicies: .present([]))
    var state = AccountState(
      account: account, partition: "aws",
      roles: ["Deployer": role ? .present(observed) : .absent])
    state.providers[arn] = provider
    state.trusting[arn] = .present(role ? ["Deployer"] : [])
    return state
  }

  static func held(
    _ clients: [String] = ["a"], _ thumbprints: [String] = [], tags: [Tag] = [mark]
  ) -> Reading<ObservedIdentityProvider> {
    .present(
      ObservedIdentityProvider(arn: arn, clientIDs: clients, thumbprints: thumbprints, tags: tags))
  }

  struct Row: Sendable {
    let name: String
    var clients = ["a"]
    var thumbprints: [String]?
    var audience = "a"
    let provider: Reading<ObservedIdentityProvider>
    var hasRole = true
    /// The actions in order, and those that a person is asked about.
    let actions: [IAMAction]
    var asked: [IAMAction] = []
    var kinds: [DifferenceKind] = []
  }

  static let prints = [String(repeating: "a", count: 40), String(repeating: "b", count: 40)]
  static let rows: [Row] = [
    Row(name: "as declared", provider: held(), actions: []),
    Row(
      name: "all new", provider: .absent, hasRole: false,
      actions: [.createOpenIDConnectProvider, .createRole],
      kinds: [.roleMissing, .identityProviderMissing]),
    Row(
      name: "a role trusts it already", provider: .absent, actions: [.createOpenIDConnectProvider],
      asked: [.createOpenIDConnectProvider], kinds: [.identityProviderMissing]),
    Row(
      name: "the trust of that role changes: it comes after", audience: "b", provider: .absent,
      actions: [.updateAssumeRolePolicy, .tagRole, .createOpenIDConnectProvider],
      asked: [.updateAssumeRolePolicy, .createOpenIDConnectProvider],
      kinds: [.trustPolicy, .identityProviderMissing]),
    Row(
      name: "one client id for another", clients: ["b"], provider: held(["a"]),
      actions: [.removeClientIDFromOpenIDConnectProvider, .addClientIDToOpenIDConnectProvider],
      asked: [.addClientIDToOpenIDConnectProvider], kinds: [.identityProvider]),
    // Tokens for the new client id never count with the old certificates.
    Row(
      name: "another client id and other thumbprints", clients: ["b"], thumbprints: [prints[1]],
      provider: held(["a"], [prints[0]]),
      actions: [
        .removeClientIDFromOpenIDConnectProvider, .updateOpenIDConnectProviderThumbprint,
        .addClientIDToOpenIDConnectProvider,
      ],
      asked: [.updateOpenIDConnectProviderThumbprint, .addClientIDToOpenIDConnectProvider],
      kinds: [.identityProvider, .identityProvider]),
    Row(
      name: "thumbprints that are not declared", provider: held(["a"], prints), actions: []),
    Row(
      name: "the same thumbprints in capitals", thumbprints: prints.map { $0.uppercased() },
      provider: held(["a"], prints), actions: []),
    Row(
      name: "fewer thumbprints", thumbprints: [prints[0]], provider: held(["a"], prints),
      actions: [.updateOpenIDConnectProviderThumbprint], kinds: [.identityProvider]),
    Row(
      name: "other thumbprints", thumbprints: [prints[1]], provider: held(["a"], [prints[0]]),
      actions: [.updateOpenIDConnectProviderThumbprint],
      asked: [.updateOpenIDConnectProviderThumbprint], kinds: [.identityProvider]),
  ]

  @Test("who trusts a provider of the account decides whether its making is asked about")
  func strangers() throws {
    let rows: [(trusting: Reading<[String]>?, isAsked: Bool, words: String)] = [
      (.present([]), false, "OIDC provider 'idp.example.com' does not exist"),
      (.present(["Theirs"]), true, "does not exist, and role 'Theirs' trusts it"),
      (
        .present((1...7).map { "R\($0)" }), true,
        "and roles 'R1', 'R2', 'R3', 'R4', 'R5' and 2 more trust it"
      ),
      (
        .unreadable(
          ReadFailure(action: "iam:ListRoles", subject: "*", reason: .denied, message: "no")), true,
        "and it is not known which roles of the account trust it (no)"
      ), (nil, true, "and it is not known which roles of the account trust it"),
    ]
    for row in rows {
      var state = try Self.state(.absent, role: false)
      state.trusting[Self.arn] = row.trusting
      let plan = try Plan(closing: Drift(between: try Self.set(), and: state))
      let made = try #require(plan.changes.first { $0.change.isAboutProvider })
      #expect(made.needsAcceptance == row.isAsked)
      #expect(made.why.contains(row.words), "\(made.why)")
    }
  }

  @Test("a provider that was not asked for names the call that reads its kind")
  func readingCalls() throws {
    for (resource, action) in [
      ("saml-provider/corp", "iam:GetSAMLProvider"),
      ("oidc-provider/other.example.com", "iam:GetOpenIDConnectProvider"),
    ] {
      var set = try Self.set()
      set.left = [LeftResource(arn: "arn:aws:iam::\(Self.account):\(resource)", reason: .left)]
      let drift = Drift(between: set, and: try Self.state(Self.held()))
      #expect(drift.left.first?.failure?.action == action)
    }
  }

  @Test("a trust policy may let in whom a provider signs in")
  func mayTrust() throws {
    func document(_ principal: String, _ action: String, _ effect: String = "Allow") throws
      -> StoredDocument
    {
      .policy(
        try PolicyDocument(
          reading: """
            {"Version": "2012-10-17", "Statement": [{"Effect": "\(effect)", "Action": "\(action)",
             "Principal": \(principal)}]}
            """, as: .trust))
    }
    let web = "sts:AssumeRoleWithWebIdentity"
    let rows: [(document: StoredDocument, isTrusted: Bool)] = [
      (try document(#"{"Federated": "\#(Self.arn)"}"#, web), true),
      (try document(#"{"Federated": "\#(Self.arn)"}"#, web, "Deny"), false),
      (try document(#"{"Federated": "\#(Self.arn).other"}"#, web), false),
      (try document(#"{"Service": "lambda.amazonaws.com"}"#, "sts:AssumeRole"), false),
      (try document(#""*""#, "sts:AssumeRole"), false), (try document(#""*""#, "sts:*"), true),
      (.unreadableText("{\"Federated\": \"\(Self.arn)\"", problem: "p"), true),
      (.unreadableText("{}", problem: "p"), false),
      // Everyone, in the other form.
      (try document(#"{"AWS": "*"}"#, "sts:*"), true),
      (try document(#"{"AWS": ["arn:aws:iam::123456789012:root", "*"]}"#, web), true),
      (try document(#"{"AWS": "*"}"#, "sts:AssumeRole"), false),
      (try document(#"{"AWS": "123456789012"}"#, "sts:*"), false),
      // Other spellings of one provider.
      (try document(#"{"Federated": "\#(Self.arn)/"}"#, web), true),
      (
        try document(
          #"{"Federated": "\#(Self.arn.replacing("idp.example", with: "IDP.Example"))"}"#, web),
        true
      ),
      // Texts that only IAM understands.
      (
        .unreadableText(#"{"a": ["\#(Self.arn.replacing("/", with: #"\/"#))"]}"#, problem: "p"),
        true
      ),
      (
        .unreadableText(#"{"a": "\#(Self.arn.replacing("/", with: #"\u002f"#))"}"#, problem: "p"),
        true
      ), (.unreadableText(#"{"Principal": {"AWS": "*"}}"#, problem: "p"), true),
      (.unreadableText(#"{"NotPrincipal": {"AWS": "1"}}"#, problem: "p"), true),
      (.unreadableText(#"{"Principal": {"AWS": "1"}}"#, problem: "p"), false),
    ]
    for (place, row) in rows.enumerated() {
      #expect(row.document.mayTrust(provider: Self.arn) == row.isTrusted, "row \(place)")
    }
  }

  @Test("of a trust policy that is not JSON it is not known whom it trusts")
  func unknownTrust() {
    let document = StoredDocument.unreadableText("{", problem: "p")
    #expect(document.trusts(provider: Self.arn) == nil)
    #expect(document.mayTrust(provider: Self.arn))
  }

  @Test("a role that trusts everyone has the moment too")
  func momentsOfEveryone() throws {
    let everyone = try PolicyDocument(
      reading: """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:*",
         "Principal": {"AWS": "*"}}]}
        """, as: .trust)
    var set = try Self.set(thumbprints: [Self.prints[1]])
    var role = try #require(set.roles[0].ordinary)
    role.inlinePolicies = [InlinePolicy(name: "p", document: Fixture.permissions("s3:*"))]
    role.trust = everyone
    set.roles = [.ordinary(role)]
    var state = try Self.state(Self.held(["a"], [Self.prints[0]]))
    var observed = try #require(state.roles["Deployer"]?.value)
    observed.trust = .present(.policy(everyone))
    state.roles["Deployer"] = .present(observed)
    let plan = try Plan(closing: Drift(between: set, and: state))
    let told = plan.leadingToUnsafeMoments.flatMap(\.moments)
    #expect(told.filter(\.isUndecided).map(\.role) == ["Deployer"])
  }

  @Test("a tag whose key has another case is another tag, and stays")
  func tagsOfOthers() throws {
    var set = try Self.set()
    set.providers[0].tags = [Tag("env", "prod")]
    let state = try Self.state(Self.held(tags: [Self.mark, Tag("Env", "theirs")]))
    let drift = Drift(between: set, and: state)
    #expect(drift.providers[0].otherTags == [])
    let plan = try Plan(closing: drift)
    #expect(plan.changes.map(\.change.action) == [.tagOpenIDConnectProvider])
    var after = state
    for planned in plan.changes { after = try after.applying(planned.change) }
    let tags = try #require(after.providers[Self.arn]?.value?.tags)
    #expect(tags == [Self.mark, Tag("Env", "theirs"), Tag("env", "prod")])
    let without = try after.applying(
      .identityProvider(.untagProvider(keys: ["env"]), arn: Self.arn))
    #expect(without.providers == state.providers)
  }

  @Test("the owner's tag of another case of key is somebody else's, for a provider and a policy")
  func ownerTagOfOthers() throws {
    let others = Tag(Ownership.defaultKey.uppercased(), "other")
    #expect(Self.own.owner(tags: [others], wanted: [], isRecorded: false) == .other(.spec("other")))
    #expect(
      Self.own.owner(tags: [others, Self.mark], wanted: [], isRecorded: false, foldsKeys: false)
        == .spec)
    let set = try Self.set()
    let both = Drift(between: set, and: try Self.state(Self.held(tags: [others, Self.mark])))
    #expect(both.providers[0].owner == .spec)
    #expect(both.providers[0].undeclaredTags == [others])
    let theirs = Drift(between: set, and: try Self.state(Self.held(tags: [others])))
    #expect(theirs.providers[0].owner == .unknown)
  }

  @Test("a set may give a provider tags whose keys differ in case, and no key twice")
  func tagProblems() throws {
    var set = try Self.set()
    set.providers[0].tags = [Tag("env", "a"), Tag("Env", "b")]
    #expect(set.problems().isEmpty)
    let created = try Self.state(.absent).applying(
      .identityProvider(.createProvider(set.providers[0]), arn: Self.arn))
    #expect(created.providers[Self.arn]?.value?.tags == set.providers[0].tags)
    set.providers[0].tags = [Tag("env", "a"), Tag("env", "b"), Tag("aws:x", "")]
    #expect(set.problems().map(\.id) == [.duplicateTag, .reservedTag])
    #expect(set.problems().allSatisfy { $0.part == .identityProvider(arn: Self.arn) })
    #expect(throws: ModelError.self) {
      try Self.state(.absent).applying(
        .identityProvider(.createProvider(set.providers[0]), arn: Self.arn))
    }
  }

  @Test("other thumbprints beside another trust policy make a moment that is asked about")
  func moments() throws {
    let held = Self.held(["a"], [Self.prints[0]])
    for audience in ["a", "b"] {
      let set = try Self.set(thumbprints: [Self.prints[1]], audience: audience)
      let plan = try Plan(closing: Drift(between: set, and: try Self.state(held)))
      let told = plan.leadingToUnsafeMoments.flatMap(\.moments)
      let roles = told.filter(\.isUndecided).map(\.role)
      let expected = audience == "a" ? [] : ["Deployer"]
      #expect(roles == expected)
    }
  }

  @Test("a provider that a role trusts is made after the role has changed")
  func madeLast() throws {
    var set = try Self.set()
    var role = try #require(set.roles[0].ordinary)
    role.inlinePolicies = [InlinePolicy(name: "p", document: Fixture.permissions("s3:*"))]
    set.roles = [.ordinary(role)]
    let plan = try Plan(closing: Drift(between: set, and: try Self.state(.absent)))
    let actions = plan.changes.map { IAMRequest($0.change).action }
    #expect(actions == [.putRolePolicy, .createOpenIDConnectProvider])
  }

  @Test(
    "what narrows comes first, what may let more in comes last and is asked about",
    arguments: rows)
  func plans(_ row: Row) throws {
    let set = try Self.set(
      clients: row.clients, thumbprints: row.thumbprints, audience: row.audience)
    let drift = Drift(between: set, and: try Self.state(row.provider, role: row.hasRole))
    #expect(drift.roles[0].differences.map(\.kind) == row.kinds, "\(row.name)")
    let plan = try Plan(closing: drift)
    let actions = plan.changes.map(\.change.action).filter { $0 != .tagRole || row.audience == "a" }
    #expect(
      actions == row.actions.filter { $0 != .tagRole || row.audience == "a" }, "\(row.name)")
    #expect(plan.needingAcceptance.map(\.change.action) == row.asked, "\(row.name)")
    var state = try Self.state(row.provider, role: row.hasRole)
    for planned in plan.changes { state = try state.applying(planned.change) }
    let again = Drift(between: set, and: state)
    #expect(again.roles[0].differences.filter { $0.kind != .tags } == [], "\(row.name)")
    #expect(try Plan(closing: again).isEmpty, "\(row.name)")
  }

  @Test("one that others made is changed when it is adopted, and is tagged then")
  func adoption() throws {
    var set = try Self.set()
    let state = try Self.state(Self.held(["a", "theirs"], tags: []))
    let plan = try Plan(closing: Drift(between: set, and: state))
    #expect(plan.providerAdoptions.map(\.isAccepted) == [false])
    set.ownership?.adopted = ["idp.example.com"]
    let adopted = try Plan(closing: Drift(between: set, and: state))
    #expect(adopted.providerAdoptions.map(\.isAccepted) == [true])
    #expect(
      adopted.changes.map(\.change.action) == [
        .removeClientIDFromOpenIDConnectProvider, .tagOpenIDConnectProvider,
      ])
  }

  @Test("one that could not be read is never taken for absent")
  func unreadable() throws {
    let failure = ReadFailure(
      action: "iam:GetOpenIDConnectProvider", subject: Self.arn, reason: .denied, message: "no")
    let drift = Drift(between: try Self.set(), and: try Self.state(.unreadable(failure)))
    #expect(drift.status == .incomplete && drift.unreadable == [failure])
    #expect(throws: PlanRefusal.self) { try Plan(closing: drift) }
    var state = try Self.state(.absent)
    state.providers = [:]
    #expect(Drift(between: try Self.set(), and: state).status == .incomplete)
  }

  @Test("two metadata documents are the same but for line ends and white space around them")
  func metadata() {
    let rows: [(String, String, Bool)] = [
      ("<a>\n</a>\n", "<a>\r\n</a>", true), (" <a/>", "<a/>\t", true), ("<a/>", "<b/>", false),
      ("<a> </a>", "<a></a>", false), ("", " ", true),
    ]
    for (one, other, isSame) in rows {
      #expect(one.isSameMetadata(as: other) == isSame, "\(one.debugDescription)")
    }
  }

  @Test("reads removals of resources by their ARNs")
  func removals() {
    let rows: [(String, NamedRemoval.Kind?)] = [
      (Self.arn, .resource), ("arn:aws:iam::123456789012:saml-provider/x", .resource),
      ("arn:aws:iam::123456789012:policy/a/b", .resource),
      ("arn:aws:iam::aws:policy/ReadOnlyAccess", nil), ("Role", .role),
      ("Role:tag:a", .tag), ("Role:resource:a", nil), ("Role:role:a", nil),
    ]
    for (text, kind) in rows {
      #expect(NamedRemoval(text)?.kind == kind, "\(text)")
      if kind != nil { #expect(NamedRemoval(text)?.text == text) }
    }
  }
}
