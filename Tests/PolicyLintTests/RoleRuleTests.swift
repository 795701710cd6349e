import IAMPolicy
import JSONText
import Testing

@testable import PolicyLint

@Suite("Rules for whole roles")
struct RoleRuleTests {
  private func roles(_ text: String) throws -> (roles: [LintRole], places: [TextPosition]) {
    let (clean, places) = LintRuleTests.unmarked(text)
    let list = try #require(JSON(parsing: clean).array)
    return (try list.map { try LintRole(example: $0) }, places)
  }

  @Test("Each triggering example gives findings at its marks", arguments: RoleRule.all.map(\.id))
  func triggering(_ id: String) throws {
    let rule = try #require(RoleRule.all.first { $0.id == id })
    #expect(!rule.triggering.isEmpty)
    for example in rule.triggering {
      let (roles, places) = try roles(example)
      #expect(!places.isEmpty)
      #expect(rule.findings(in: roles).map(\.position) == places, "\(rule.findings(in: roles))")
    }
  }

  @Test("No non-triggering example gives a finding", arguments: RoleRule.all.map(\.id))
  func nonTriggering(_ id: String) throws {
    let rule = try #require(RoleRule.all.first { $0.id == id })
    #expect(!rule.nonTriggering.isEmpty)
    for example in rule.nonTriggering {
      let found = rule.findings(in: try roles(example).roles)
      #expect(found.isEmpty, "\(found)")
    }
  }

  @Test("Ids are sorted, and no other rule has them")
  func ids() {
    let ids = RoleRule.all.map(\.id)
    #expect(ids == ids.sorted())
    #expect(Set(ids).isDisjoint(with: LintRule.all.map(\.id)))
  }
}

@Suite("What the rules know")
struct LintFactTests {
  @Test("Forty services and more have a page that says what they send, each once, in order")
  func callingServices() throws {
    let names = CallingService.known.map(\.principal)
    #expect(names.count >= 40)
    #expect(names == names.sorted())
    #expect(Set(names).count == names.count)
    // Pages that were read: the rest names a guide.
    #expect(CallingService.known.compactMap(\.page).count >= 40)
    for service in CallingService.known {
      if let page = service.page {
        let rest = page.dropFirst("https://docs.aws.amazon.com/".count).dropLast(".html".count)
        let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
        #expect(
          page.hasPrefix("https://docs.aws.amazon.com/") && parts.count >= 4
            && parts.allSatisfy { !$0.isEmpty && !$0.contains(" ") }, "\(page)")
      } else if case .guide(let name) = service.source {
        #expect(!name.isEmpty, "\(service.principal)")
      }
      guard case .both(let arn) = service.keys else { continue }
      let parts = try #require(ARN(arn), "\(service.principal)")
      #expect(parts.account == "ACCOUNT" && parts.region == "*", "\(service.principal)")
    }
  }

  /// What decides about federated trust, and about permissions that give others.
  static let withPages = [
    "cognito-unauthenticated", "federated-wildcard", "oidc-audience", "oidc-operator",
    "oidc-pull-request", "oidc-subject", "pass-role-missing", "pass-role-unbounded",
    "privilege-escalation", "pull-request-writes", "role-escalation", "saml-audience",
  ]

  @Test("Rules about federated trust and escalation name the pages that they come from")
  func pages() {
    let rules = LintRule.all.map { ($0.id, $0.pages) } + RoleRule.all.map { ($0.id, $0.pages) }
    #expect(rules.filter { !$0.1.isEmpty }.map(\.0).sorted() == Self.withPages)
    for (id, pages) in rules {
      #expect(Set(pages).count == pages.count, "\(id)")
      for page in pages {
        let parts = page.split(separator: "/", omittingEmptySubsequences: false)
        #expect(parts.count > 3 && parts[0] == "https:" && parts[1].isEmpty, "\(id): \(page)")
        #expect(!page.contains(" "), "\(id): \(page)")
      }
    }
    // A rule by the name of a protocol, or about becoming more, is among them.
    for (id, pages) in rules
    where ["oidc-", "saml-", "cognito-", "federated-", "pass-role-"].contains(where: id.hasPrefix)
      || id.hasSuffix("-escalation")
    {
      #expect(!pages.isEmpty, "\(id)")
    }
  }

  @Test("Each issuer and each way to other permissions has its page in the explanation of its rule")
  func tableOfPages() {
    let subject = LintRule.oidcSubject.pages
    for issuer in OIDCIssuer.known { #expect(subject.contains(issuer.page), "\(issuer.name)") }
    let escalation = LintRule.privilegeEscalation.pages
    for technique in EscalationTechnique.known {
      #expect(escalation.contains(technique.page), "\(technique.effect)")
    }
  }

  @Test("The example of an issuer keeps its strangers out")
  func issuers() {
    for issuer in OIDCIssuer.known {
      #expect(!issuer.strangers.isEmpty)
      let example = WildcardPattern(issuer.example)
      for stranger in issuer.strangers { #expect(!example.matches(stranger), "\(issuer.name)") }
    }
  }

  static let everyone: [(condition: String, severity: LintSeverity)] = [
    (#""IpAddress":{"aws:SourceIp":"0.0.0.0/0"}"#, .warning),
    (#""IpAddress":{"aws:SourceIp":"203.0.113.0/24"}"#, .info),
    (#""NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}"#, .warning),
    (#""StringLike":{"aws:PrincipalArn":"*"}"#, .warning),
    (#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/*"}"#, .warning),
    (#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/*"}"#, .info),
    (#""StringLike":{"sts:ExternalId":"*"}"#, .warning),
    (#""StringEquals":{"sts:ExternalId":"a-secret"}"#, .info),
    (#""StringEqualsIfExists":{"sts:ExternalId":"a-secret"}"#, .warning),
    (#""StringNotEquals":{"sts:ExternalId":"a-secret"}"#, .warning),
    (#""Null":{"sts:ExternalId":"false"}"#, .warning),
    (#""Null":{"aws:PrincipalOrgID":"false"}"#, .warning),
    (#""Bool":{"aws:SecureTransport":"true"}"#, .warning),
    (#""StringEquals":{"aws:PrincipalOrgID":"o-abc"}"#, .info),
    (#""StringEqualsIfExists":{"aws:PrincipalOrgID":"o-abc"}"#, .warning),
    (#""StringEquals":{"aws:PrincipalAccount":"123456789012"}"#, .info),
    (#""StringEquals":{"aws:SourceVpce":"vpce-1"}"#, .info),
    (#""StringEquals":{"aws:PrincipalTag/team":"ours"}"#, .warning),
    (#""StringLike":{"aws:SourceArn":"arn:aws:sns:*:123456789012:*"}"#, .info),
    (#""ForAllValues:StringEquals":{"aws:PrincipalOrgID":"o-abc"}"#, .warning),
  ]

  @Test("A condition on everyone counts when it keeps a stranger out", arguments: everyone)
  func stranger(row: (condition: String, severity: LintSeverity)) throws {
    let document = try PolicyDocument(
      reading: """
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},
        "Action":"sts:AssumeRole","Condition":{\(row.condition)}}}
        """, as: .trust)
    let found = LintRule.principalEveryone.findings(in: document)
    #expect(found.map(\.severity) == [row.severity], "\(row.condition) \(found)")
  }

  @Test("A deny for strangers counts, too")
  func denied() throws {
    let document = try PolicyDocument(
      reading: """
        {"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"},
        {"Effect":"Deny","Principal":"*","Action":"sts:*",
        "Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-abc"}}}]}
        """, as: .trust)
    #expect(LintRule.principalEveryone.findings(in: document).map(\.severity) == [.info])
  }
}

@Suite("Whose tokens fit")
struct FederatedSubjectTests {
  private static let github = "token.actions.githubusercontent.com"

  private func findings(_ rule: LintRule, _ host: String, _ sub: String) throws -> [LintFinding] {
    let document = try PolicyDocument(
      reading: """
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":
        "arn:aws:iam::123456789012:oidc-provider/\(host)"},"Action":"sts:AssumeRoleWithWebIdentity",
        "Condition":{"StringEquals":{"\(host):aud":"a"},"StringLike":{"\(host):sub":"\(sub)"}}}}
        """, as: .trust)
    return rule.findings(in: document)
  }

  /// The subject of a stranger that the message names; nil where each that fits has one owner.
  static let rows: [(host: String, sub: String, stranger: String?)] = [
    (github, "repo:*/app:ref:refs/heads/main", "repo:stranger/app:ref:refs/heads/main"),
    (github, "repo:????/app:ref:refs/heads/main", "repo:xxxx/app:ref:refs/heads/main"),
    (github, "repo:acme*:ref:refs/heads/main", "repo:acme-stranger/stranger:ref:refs/heads/main"),
    (github, "*acme/app:ref:refs/heads/main", "repo:stranger-acme/app:ref:refs/heads/main"),
    (github, "repo:*:environment:production", "repo:stranger/stranger:environment:production"),
    (github, "*:environment:prod", "repo:stranger/stranger:environment:prod"),
    (github, "repo:*:ref:refs/tags/v*", "repo:stranger/stranger:ref:refs/tags/v"),
    (github, "repo:*:workflow:deploy", "repo:stranger/stranger:workflow:deploy"),
    (github, "repo:*/app:*", "repo:stranger/app:ref:refs/heads/main"),
    (github, "repo:acme*/app:*", "repo:acme-stranger/app:ref:refs/heads/main"),
    (github, "repo:acme-*", "repo:acme-stranger/stranger:ref:refs/heads/main"),
    (github, "*acme/app*", "repo:stranger-acme/app:ref:refs/heads/main"),
    (github, "repo:acme?app:ref:refs/heads/main", nil),
    (github, "repo:acme/*", nil),
    (github, "repo:acme/app*:environment:*", nil),
    (github, "repo:stranger/*", "repo:stranger/stranger:ref:refs/heads/main"),
    (
      "gitlab.com", "project_path:*/app:ref_type:branch:ref:main",
      "project_path:stranger/app:ref_type:branch:ref:main"
    ),
    (
      "gitlab.com", "project_path:acme*",
      "project_path:acme-stranger/stranger:ref_type:branch:ref:main"
    ),
    ("gitlab.com", "project_path:acme/*:ref_type:branch:ref:main", nil),
    (
      "agent.buildkite.com", "organization:*:pipeline:deploy:*",
      "organization:stranger:pipeline:deploy"
    ),
    ("agent.buildkite.com", "organization:acme*", "organization:acme-stranger:pipeline:stranger"),
    ("agent.buildkite.com", "organization:acme:*", nil),
    (
      "app.terraform.io", "organization:*:project:prod:workspace:*:run_phase:*",
      "organization:stranger:project:prod:workspace:"
    ),
    (
      "app.terraform.io", "organization:acme*:run_phase:apply",
      "organization:acme-stranger:project:"
    ),
    ("app.terraform.io", "organization:acme:project:*:workspace:*:run_phase:*", nil),
    (
      "oidc.eks.eu-west-1.amazonaws.com/id/A", "system:serviceaccount:*:deploy",
      "system:serviceaccount:stranger:deploy"
    ),
    ("oidc.eks.eu-west-1.amazonaws.com/id/A", "system:serviceaccount:web:*", nil),
    ("accounts.google.com", "1*", "1-stranger"),
  ]

  @Test("A pattern of ':sub' is for one owner, or the finding names a stranger", arguments: rows)
  func subjects(row: (host: String, sub: String, stranger: String?)) throws {
    let found = try findings(.oidcSubject, row.host, row.sub)
    guard let stranger = row.stranger else {
      #expect(found.isEmpty, "\(row.sub): \(found)")
      return
    }
    #expect(found.count == 1 && found[0].message.contains("'\(stranger)"), "\(row.sub): \(found)")
  }

  static let unreviewed: [(sub: String, subject: String?)] = [
    ("*acme/app*", "repo:acme/app:pull_request"), ("repo:acme/app:*", "repo:acme/app:pull_request"),
    ("repo:acme/app:ref:*", "repo:acme/app:ref:refs/heads/any-branch"),
    ("repo:acme/*:ref:refs/heads/main", nil), ("repo:acme/app:environment:*", nil),
  ]

  @Test("The pattern of a pull request's workflow may be written in any way", arguments: unreviewed)
  func pullRequests(row: (sub: String, subject: String?)) throws {
    let found = try findings(.oidcPullRequest, Self.github, row.sub)
    #expect(found.count == (row.subject == nil ? 0 : 1), "\(row.sub): \(found)")
    if let subject = row.subject, let finding = found.first {
      #expect(finding.message.contains("'\(subject)'"), "\(finding.message)")
    }
  }
}

@Suite("Permissions that give others")
struct EscalationTests {
  private func document(_ statements: String) throws -> PolicyDocument {
    try PolicyDocument(
      reading: #"{"Version":"2012-10-17","Statement":[\#(statements)]}"#, as: .identity)
  }

  static let rows: [(statement: String, severities: [LintSeverity])] = [
    (#"{"Effect":"Allow","Action":"iam:AttachRolePolicy","Resource":"*"}"#, [.warning]),
    (
      #"{"Effect":"Allow","Action":"iam:AttachRolePolicy","Resource":"*","Condition":{"ArnLike":{"iam:PolicyARN":"arn:aws:iam::aws:policy/IAM*"}}}"#,
      [.warning]
    ),
    (
      #"{"Effect":"Allow","Action":"iam:AttachUserPolicy","Resource":"*","Condition":{"ArnEquals":{"iam:PolicyARN":"arn:aws:iam::aws:policy/ReadOnlyAccess"}}}"#,
      [.info]
    ),
    (
      #"{"Effect":"Allow","Action":["iam:AttachRolePolicy","iam:PutRolePolicy"],"Resource":"*","Condition":{"StringEquals":{"iam:PermissionsBoundary":"arn:aws:iam::123456789012:policy/b"}}}"#,
      []
    ),
    (
      #"{"Effect":"Allow","Action":"iam:PutRolePermissionsBoundary","Resource":"*","Condition":{"StringEquals":{"iam:PermissionsBoundary":"arn:aws:iam::123456789012:policy/b"}}}"#,
      []
    ),
    (
      #"{"Effect":"Allow","Action":"iam:CreateAccessKey","Resource":"arn:aws:iam::*:user/*/${aws:username}"}"#,
      []
    ),
    (
      #"{"Effect":"Allow","Action":"iam:CreateAccessKey","Resource":"arn:aws:iam::*:user/${aws:username}*"}"#,
      [.warning]
    ),
  ]

  @Test("A permission that a condition holds to little gives little", arguments: rows)
  func conditions(row: (statement: String, severities: [LintSeverity])) throws {
    let found = LintRule.privilegeEscalation.findings(in: try document(row.statement))
    #expect(found.map(\.severity) == row.severities, "\(row.statement): \(found)")
  }

  @Test("The boundary and the other policies of a role count")
  func role() throws {
    let own = try document(
      #"{"Effect":"Allow","Action":["iam:PassRole","ec2:RunInstances"],"Resource":"*"}"#)
    func findings(_ others: [PolicyDocument], boundary: PolicyDocument? = nil) -> [LintFinding] {
      let role = LintRole(name: "R", permissions: [own] + others, boundary: boundary)
      return LintRule.privilegeEscalation.findings(
        in: own, context: LintContext().of(own, in: role))
    }
    #expect(findings([]).map(\.severity) == [.warning])
    let deny = try document(#"{"Effect":"Deny","Action":"ec2:Run*","Resource":"*"}"#)
    #expect(findings([deny]).isEmpty)
    let boundary = try document(#"{"Effect":"Allow","Action":["iam:*","s3:*"],"Resource":"*"}"#)
    #expect(findings([], boundary: boundary).isEmpty)
    // Another policy that makes the administrator leaves nothing to become.
    let everything = try document(#"{"Effect":"Allow","Action":"*","Resource":"*"}"#)
    #expect(findings([everything]).isEmpty)
  }
}
