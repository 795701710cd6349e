import IAMPolicy
import IAMRoles
import JSONText
import PolicyAnalysis
import PolicyLint
import ServiceReference
import Testing

@testable import Reports

/// Roles with more than they should have, and documents of which all is known.
private enum EvidenceSample {
  static let account = RenderingSample.account
  static let administrator = "arn:aws:iam::aws:policy/AdministratorAccess"
  static let everything = allowing("*")
  static let summary = "every action on every resource (administrator)"
  static let date = ServiceReference.current.date

  static func allowing(_ actions: String...) -> PolicyDocument {
    .identity([
      IdentityStatement(
        .allow, .action(actions.map { ActionPattern($0) }), on: .resource([ResourcePattern("*")]))
    ])
  }

  static let own = CustomerManagedPolicy(name: "own", document: allowing("sqs:SendMessage"))

  static func role(_ name: String, _ policies: String..., inline: InlinePolicy? = nil) -> Role {
    Role(
      name: name, trust: RenderingSample.trust,
      managedPolicies: policies.map { .init(arn: $0) }, inlinePolicies: inline.map { [$0] } ?? [])
  }

  static func observed(_ name: String, _ policies: String...) -> ObservedRole {
    var role = RenderingSample.observed(name)
    role.trust = .present(.policy(RenderingSample.trust))
    role.managedPolicies = .present(policies.map { .init(arn: $0) })
    return role
  }

  /// In the order of the set: a slight one, one whose policy says more, one with another policy, one that is
  /// missing; and one that nothing declares.
  static func report(
    undeclared: PolicyDocument = everything, knowsDocuments: Bool = true
  ) -> DriftReport {
    let ownARN = "arn:aws:iam::\(account):policy/own"
    let missing = InlinePolicy(name: "read", document: allowing("s3:GetObject"))
    var set = RoleSet(
      account: account,
      roles: [
        .ordinary(role("Slight")), .ordinary(role("Document", ownARN)),
        .ordinary(role("Attached")), .ordinary(role("Missing", inline: missing)),
      ])
    set.policies = [own]
    var slight = observed("Slight")
    slight.description = .present("by hand")
    var state = AccountState(
      account: account, partition: "aws",
      roles: [
        "Slight": .present(slight), "Document": .present(observed("Document", ownARN)),
        "Attached": .present(observed("Attached", administrator)), "Missing": .absent,
      ])
    state.ownPolicies[ownARN] = .present(
      ObservedPolicy(
        arn: ownARN, versions: [.init(id: "v1", isDefault: true)],
        document: .policy(allowing("sqs:SendMessage", "iam:PutRolePolicy", "iam:AttachRolePolicy")))
    )
    state.policies = PolicyLibrary(knowsDocuments ? [administrator: everything] : [:])
    var stranger = UndeclaredRole(
      name: "Stranger", path: "/", arn: "arn:aws:iam::\(account):role/Stranger",
      trust: .policy(RenderingSample.widerTrust))
    stranger.permissions = RolePermissions(documents: [undeclared])
    let related = RelatedResources(others: .present([stranger]))
    let drift = Drift(between: set, and: state, related: related)
    return DriftReport(
      drift: drift, coverage: drift.coverage(with: related), findings: [], specPath: "spec.json",
      status: .drift)
  }
}

@Suite("What a difference lets happen is in every format") struct EvidenceTests {
  /// The parts of a format that are about a role.
  static func about(_ role: String, in text: String, between separator: Character) -> String {
    text.split(separator: separator).filter { $0.contains(role) }.joined(separator: "\n")
  }

  static let rows: [(role: String, says: [String])] = [
    ("Attached", ["now allowed: \(EvidenceSample.summary)", "now allowed: iam:"]),
    (
      "Document",
      [
        "now allowed: iam:AttachRolePolicy on ",
        "2 actions in 1 service, of which 2 manage permissions",
      ]
    ),
    ("Stranger", ["now allowed: \(EvidenceSample.summary)"]),
    ("Missing", ["no longer allowed: s3:GetObject on "]),
  ]

  @Test(
    "SARIF, GitHub and JUnit say it in one line, with the day of the reference", arguments: rows)
  func machines(role: String, says: [String]) throws {
    let report = EvidenceSample.report()
    let run = try #require(DriftSARIF.document(report)["runs"]?.array?.first)
    let results = (run["results"]?.array ?? []).compactMap { $0["message"]?["text"]?.string }
    let sarif = Self.about(role, in: results.joined(separator: "\n"), between: "\n")
    let github = Self.about(role, in: DriftGitHub.annotations(report), between: "\n")
    let junit = Self.about(role, in: DriftJUnit.document(report), between: "\n")
    for words in says {
      #expect(sarif.contains(words), "\(sarif)")
      #expect(github.contains(words), "\(github)")
      #expect(junit.contains(words), "\(junit)")
    }
    #expect(run["properties"]?["referenceDate"]?.string == EvidenceSample.date)
    #expect(
      DriftGitHub.annotations(report).contains(
        "\nActions by the service reference of \(EvidenceSample.date).\n"))
    #expect(
      DriftJUnit.document(report).contains(
        "<system-out>Actions by the service reference of \(EvidenceSample.date).</system-out>"))
  }

  @Test("text, JSON, Markdown and HTML say it", arguments: rows)
  func people(role: String, says: [String]) {
    let report = EvidenceSample.report()
    let texts = [
      DriftText.text(report).rendered(inColour: false), DriftMarkdown.document(report),
      DriftHTML.document(report),
    ]
    for words in says {
      for text in texts { #expect(text.contains(words), "\(text)") }
    }
    for text in texts { #expect(text.contains(EvidenceSample.date)) }
    let entry = report.entries.first { $0.role == role }
    #expect(entry?.difference.access != nil)
  }

  static let cells: [(role: String, says: String)] = [
    ("Attached", "permissions widened: \(EvidenceSample.summary)"),
    (
      "Document",
      "permissions widened: 2 actions in 1 service, of which 2 manage permissions (iam)"
    ),
    ("Stranger", "widens access: \(EvidenceSample.summary)"),
    ("Missing", "narrows access: 1 action in 1 service"),
  ]

  @Test("the tables' cell has the summary for every kind of difference", arguments: cells)
  func cell(role: String, says: String) {
    let report = EvidenceSample.report()
    let markdown = DriftMarkdown.document(report).split(separator: "\n")
    let row = markdown.first { $0.hasPrefix("| `\(role)` |") }
    #expect(row?.contains("| \(says) |") == true, "\(row ?? "")")
    let html = DriftHTML.document(report).split(separator: "\n")
    let line = html.first { $0.hasPrefix("<tr ") && $0.contains(">\(role)</a>") }
    #expect(line?.contains("<td>\(says)</td>") == true, "\(line ?? "")")
  }

  static func tableOrder(_ report: DriftReport) -> (markdown: [String], html: [String]) {
    let markdown = DriftMarkdown.document(report).split(separator: "\n").compactMap { line in
      line.hasPrefix("| `") ? line.split(separator: "`").dropFirst().first.map(String.init) : nil
    }
    let html = DriftHTML.document(report).split(separator: "\n").compactMap { line -> String? in
      guard line.hasPrefix("<tr "), let start = line.firstRange(of: "\"#r") else { return nil }
      let name = line[start.upperBound...].split(separator: ">").dropFirst().first
      return name?.split(separator: "<").first.map(String.init)
    }
    return (markdown, html)
  }

  @Test("the tables have the most serious first, whether the spec names it or not")
  func order() {
    let report = EvidenceSample.report()
    let expected = ["Attached", "Stranger", "Document", "Missing", "Slight"]
    #expect(Self.tableOrder(report).markdown == expected)
    #expect(Self.tableOrder(report).html == expected)
    let mild = EvidenceSample.report(undeclared: EvidenceSample.allowing("s3:GetObject"))
    #expect(
      Self.tableOrder(mild).markdown == ["Attached", "Document", "Stranger", "Missing", "Slight"])
  }

  @Test("an undeclared role is as serious as what it may do")
  func seriousness() {
    func tenths(_ report: DriftReport) -> Int? {
      report.entries.first { $0.role == "Stranger" }?.difference.seriousness
    }
    #expect(tenths(EvidenceSample.report()) == 98)
    #expect(
      tenths(EvidenceSample.report(undeclared: EvidenceSample.allowing("s3:GetObject"))) == 45)
    let unknown = RenderingSample.report(readable: true).entries
      .first { $0.difference.kind == .roleUnexpected }
    #expect(unknown?.difference.seriousness == 70)
  }

  @Test("GitHub shows the most serious of a level first")
  func gitHubOrder() {
    let report = EvidenceSample.report()
    let titles = DriftGitHub.annotations(report).split(separator: "\n").compactMap {
      line -> String? in
      guard let start = line.firstRange(of: "title=") else { return nil }
      let rest: Substring = line[start.upperBound...]
      return rest.split(separator: ":").first.map { String($0) }
    }
    #expect(
      titles == [
        "managed-policy-unexpected", "role-unexpected", "managed-policy-document", "role-missing",
        "description",
      ])
  }

  @Test("AdministratorAccess is serious by its name where its document is not known")
  func byName() throws {
    let report = EvidenceSample.report(knowsDocuments: false)
    let entry = try #require(report.entries.first { $0.role == "Attached" })
    #expect(entry.difference.seriousness == 90)
    let told = entry.difference.told(of: "Attached")
    #expect(told.contains("; by its name, AdministratorAccess manages permissions; "))
  }

  @Test("results of accounts have it, as lines and together, with the day")
  func accounts() throws {
    let place = AccountResult.Place(list: "sha256:1", position: 0, total: 1)
    let result = AccountResult(
      EvidenceSample.report(), unmatched: [], notes: [], at: place, check: "sha256:2")
    let read = try AccountResult(try JSON(parsing: result.json.text(.compact)))
    #expect(read == result)
    #expect(result.json["referenceDate"]?.string == EvidenceSample.date)
    let report = AccountsReport([read], of: 1, expected: 0..<1)
    let ending = "Actions by the service reference of \(EvidenceSample.date)."
    let text =
      AccountsText.block(read).rendered(inColour: false)
      + AccountsText.ending(report).rendered(inColour: false)
    let markdown = AccountsMarkdown.document(report)
    for words in ["now allowed: \(EvidenceSample.summary)", "no longer allowed: s3:GetObject"] {
      #expect(text.contains(words), "\(text)")
    }
    #expect(markdown.contains("<br>now allowed: \(EvidenceSample.summary)"), "\(markdown)")
    #expect(text.contains(ending) && markdown.contains(ending))
    let json = AccountsJSON.document(report)
    #expect(json["referenceDates"]?.array?.map(\.string) == [EvidenceSample.date])
    let groups = json["groups"]?.array ?? []
    let attached = groups.first { $0["role"]?.string == "Attached" }
    #expect(
      attached?["evidence"]?.array?.first?.string == "now allowed: \(EvidenceSample.summary)")
  }

  @Test("a plan says once what a new role will be able to do")
  func newRole() throws {
    let inline = InlinePolicy(name: "more", document: EvidenceSample.allowing("iam:*"))
    let set = RoleSet(
      account: EvidenceSample.account,
      roles: [
        .ordinary(EvidenceSample.role("New", EvidenceSample.administrator, inline: inline))
      ])
    var state = AccountState(
      account: EvidenceSample.account, partition: "aws", roles: ["New": .absent])
    state.policies = PolicyLibrary([EvidenceSample.administrator: EvidenceSample.everything])
    let drift = Drift(between: set, and: state)
    let plan = try Plan(closing: drift)
    let text = PlanText.text(plan, closing: drift).rendered(inColour: false)
    #expect(text.contains("    what it may do, all policies together:\n"))
    let parts = text.split(separator: "now allowed: \(EvidenceSample.summary)")
    #expect(parts.count == 2, "\(text)")
    #expect(text.contains("Actions by the service reference of \(EvidenceSample.date)."))
    #expect(plan.changes.allSatisfy { !$0.needsAcceptance })
    let changes = PlanJSON.document(plan, closing: drift, exit: .drift)["changes"]?.array ?? []
    let summaries = changes.map { $0["access"]?["summaries"]?["widened"]?["text"]?.string }
    #expect(summaries.compactMap(\.self) == [EvidenceSample.summary])
    #expect(changes.first?["access"] != nil)
  }

  @Test("findings say the day of the reference where one of them rests on it")
  func lint() {
    func report(_ rule: String) -> LintReport {
      let finding = LintFinding(
        rule: rule, severity: .info, message: "m", position: TextPosition(line: 1, column: 1))
      return LintReport(
        files: 1, entries: [("f", finding)], suppressed: 0, unread: [], status: .done)
    }
    let line = "Actions, resources and keys by the service reference of \(EvidenceSample.date)."
    for (rule, isTold) in [
      ("action-case", true), ("unsupported-resource", true), ("policy-size", false),
    ] {
      let report = report(rule)
      #expect(LintText.report(report).rendered(inColour: false).contains(line) == isTold, "\(rule)")
      #expect(report.githubAnnotations.contains(line) == isTold, "\(rule)")
      #expect((report.json["referenceDate"]?.string == EvidenceSample.date) == isTold, "\(rule)")
    }
  }
}
