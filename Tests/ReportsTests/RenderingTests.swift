import IAMPolicy
import IAMRoles
import JSONText
import TestSupport
import Testing

@testable import Reports

/// A role that differs in every way, next to one in sync, one that is not there, and one that is not readable.
enum RenderingSample {
  static let account = "123456789012"
  static let managed = "arn:aws:iam::aws:policy/service-role/Wanted"

  static let trust = PolicyDocument.trust([
    TrustStatement(
      .allow, .some([.service("panorama.amazonaws.com")]),
      when: ConditionBlock(ConditionClause(.stringEquals, "aws:SourceAccount", [account])))
  ])
  static let metrics = InlinePolicy(
    name: "metrics",
    document: .identity([
      IdentityStatement(
        .allow, .action([ActionPattern("cloudwatch:PutMetricData")]),
        on: .resource([ResourcePattern("*")]))
    ]))

  static let role = Role(
    name: "Appliance", path: "/service-role/", description: "wanted", trust: trust,
    managedPolicies: [.init(arn: managed)], inlinePolicies: [metrics],
    tags: [Tag("team", "vision")])

  static let set = RoleSet(
    account: account,
    roles: [
      .serviceLinked(ServiceLinkedRole(name: "Linked", service: "panorama.amazonaws.com")),
      .ordinary(role), .ordinary(Role(name: "Missing", trust: trust)),
      .ordinary(Role(name: "Denied", trust: trust)),
    ])

  static let widerTrust = PolicyDocument.trust([
    TrustStatement(.allow, .some([.service("panorama.amazonaws.com")]))
  ])

  static func observed(_ name: String, path: String = "/") -> ObservedRole {
    ObservedRole(
      name: name, path: path, arn: "arn:aws:iam::\(account):role\(path)\(name)", id: "AROAEXAMPLE",
      description: .present(""), maxSessionDuration: .present(3600),
      trust: .present(.policy(widerTrust)), permissionsBoundary: .absent, tags: .present([]),
      managedPolicies: .present([]), inlinePolicies: .present([]))
  }

  static func state(readable: Bool) -> AccountState {
    var drifted = observed("Appliance", path: "/service-role/")
    drifted.description = .present("by hand\u{1b}[31m")
    drifted.maxSessionDuration = .present(7200)
    drifted.tags = .present([Tag("Team", "vision"), Tag("cost", "1")])
    drifted.managedPolicies = .present([.init(arn: "arn:aws:iam::aws:policy/AdministratorAccess")])
    drifted.permissionsBoundary = .present(.init(arn: "arn:aws:iam::aws:policy/Fence"))
    let other = PolicyDocument.identity([
      IdentityStatement(
        .deny, .action([ActionPattern("s3:*")]), on: .resource([ResourcePattern("*")]))
    ])
    drifted.inlinePolicies = .present([
      ObservedInlinePolicy(name: "hand", document: .present(.policy(other))),
      ObservedInlinePolicy(
        name: "metrics", document: .present(.unreadableText("{]", problem: "no JSON"))),
    ])
    return AccountState(
      account: account, partition: "aws",
      roles: [
        "Linked": .present(observed("Linked", path: "/aws-service-role/panorama.amazonaws.com/")),
        "Appliance": .present(drifted), "Missing": .absent,
        "Denied": readable
          ? .present(inSync)
          : .unreadable(
            ReadFailure(
              action: "iam:GetRole", subject: "Denied", reason: .denied,
              message: "User is not authorized")),
      ])
  }

  private static var inSync: ObservedRole {
    var role = observed("Denied")
    role.trust = .present(.policy(trust))
    return role
  }

  static func drift(readable: Bool) -> Drift { Drift(between: set, and: state(readable: readable)) }

  /// The same with all that a check adds: what is around the roles, directions, an ignore list.
  static func report(readable: Bool) -> DriftReport {
    let related = RelatedResources(
      instanceProfiles: ["Appliance": .present(["machines"])],
      managedPolicies: [managed: .present(.policy(metrics.document))],
      others: .present([
        UndeclaredRole(
          name: "<b>leftover|`</b>", path: "/", arn: "arn:aws:iam::\(account):role/leftover",
          trust: .policy(widerTrust))
      ]))
    let baseline = DriftBaseline(recordedIDs: ["Appliance": "AROAOLD"])
    let found = Drift(
      between: set, and: state(readable: readable), related: related, baseline: baseline
    )
    let tag = found.roles[1].differences.first { $0.path == "Tags[cost]" }
    let entries = [
      DriftSuppression(
        role: "appliance", kind: .tags, path: "Tags[cost]", value: tag?.digest ?? "",
        reason: "billing sets it", owner: "platform team", expires: "2031-01-01"),
      DriftSuppression(
        role: "Appliance", kind: .description, value: "sha256:0", reason: "old", owner: "nobody",
        expires: "2020-01-01"),
    ]
    let (drift, findings) = found.suppressing(entries, on: "2030-06-01", digest: \.digest)
    return DriftReport(
      drift: drift, coverage: drift.coverage(with: related), findings: findings,
      specPath: "panorama-roles.json", status: readable ? .drift : .incomplete)
  }
}

@Suite struct RenderingTests {
  @Test("a drift with everything in it reads as it was read")
  func drift() {
    let report = RenderingSample.report(readable: false)
    expectGolden(DriftText.text(report).rendered(inColour: false), "drift.txt")
    expectGolden(DriftJSON.document(report).text(.pretty) + "\n", "drift.json")
    expectGolden(DriftSARIF.document(report).text(.pretty) + "\n", "drift.sarif")
    expectGolden(DriftJUnit.document(report), "drift.junit.xml")
    expectGolden(DriftGitHub.annotations(report), "drift.github.txt")
    expectGolden(DriftMarkdown.document(report), "drift.md")
    expectGolden(DriftHTML.document(report), "drift.html")
  }

  @Test("a plan with everything in it reads as it was read")
  func plan() throws {
    let drift = RenderingSample.drift(readable: true)
    let removals = ["Appliance:inline-policy:hand", "Appliance:tag:cost"].compactMap {
      NamedRemoval($0)
    }
    let plan = try Plan(closing: drift, options: PlanOptions(removals: removals))
    expectGolden(PlanText.text(plan, closing: drift).rendered(inColour: false), "plan.txt")
    expectGolden(
      PlanJSON.document(plan, closing: drift, exit: .drift).text(.pretty) + "\n", "plan.json")
    expectGolden(PlanMarkdown.document(plan, closing: drift), "plan.md")
  }

  @Test("the closing line tells that there is nothing to do")
  func nothing() throws {
    let set = RoleSet(account: RenderingSample.account, roles: [])
    let drift = Drift(between: set, and: .empty(for: set))
    let plan = try Plan(closing: drift)
    #expect(PlanText.text(plan, closing: drift).rendered(inColour: false) == "No changes.\n")
    #expect(
      PlanMarkdown.document(plan, closing: drift)
        == "## Plan for the IAM roles of account 123456789012\n\n**No changes.**\n")
    let report = DriftReport(
      drift: drift, coverage: [], findings: [], specPath: "spec.json", status: .done)
    #expect(
      DriftText.text(report).rendered(inColour: false) == "In sync: 0 roles as described.\n")
  }

  @Test("no control character of a name reaches the terminal, coloured or not")
  func controls() {
    let text = DriftText.text(RenderingSample.report(readable: true))
    #expect(!text.rendered(inColour: false).unicodeScalars.contains("\u{1b}"))
    let parts = text.rendered(inColour: true).split(separator: "\u{1b}").dropFirst()
    for part in parts { #expect(part.hasPrefix("["), "\(part)") }
    #expect(!text.rendered(inColour: true).contains("by hand\u{1b}"))
  }

  @Test("hints and places are added to an error without losing its request id")
  func requestID() {
    let problem = CommandError.Problem("no", hint: "try", requestID: "req-1")
    let error = CommandError(.failed, problem: problem).mappingHints { $0 + "!" }.placed(at: "f")
    #expect(error.lines(program: "p") == ["f: error: no (request id req-1)", "f: hint: try!"])
  }
}
