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
