import IAMPolicy
import JSONText

/// An identity provider that a trust policy names, and how its tokens say whose they are.
///
/// The table holds what the rules about federated trust need; a provider that is not in it is
/// treated as one whose tokens many customers get.
struct OIDCIssuer {
  /// The name for a person.
  let name: String
  /// A pattern for the provider's URL without `https://`.
  let host: WildcardPattern
  /// Who shares the issuer's URL, in the words of the message; nil when each customer has a URL of its
  /// own, so that nobody else's tokens fit.
  let sharedBy: String?
  /// The forms of the subjects in its tokens.
  let forms: [SubjectForm]
  /// A subject as it should be written, for a hint.
  let example: String
  /// The value of `:aud`, for a hint.
  let audience: String
  /// The address of the page that says so.
  let page: String

  init(
    _ name: String, _ host: String, sharedBy: String?, subjects: [String], example: String,
    audience: String = "sts.amazonaws.com", page: String
  ) {
    self.name = name
    self.host = WildcardPattern(host)
    self.sharedBy = sharedBy
    forms = subjects.map(SubjectForm.init)
    self.example = example
    self.audience = audience
    self.page = page
  }

  static let known: [OIDCIssuer] = [
    OIDCIssuer(
      "GitHub Actions", "token.actions.githubusercontent.com",
      sharedBy: "every repository on GitHub",
      subjects: [
        "repo:{owner}/{name}:ref:refs/heads/main", "repo:{owner}/{name}:pull_request",
        "repo:{owner}/{name}:environment:{name}", "repo:{owner}/{name}:ref:refs/tags/{name}",
        // A repository chooses which claims follow.
        "repo:{owner}/{name}:{rest}",
      ], example: "repo:ORG/REPO:ref:refs/heads/main",
      page: Page.githubAWS),
    OIDCIssuer(
      "GitLab", "gitlab.com", sharedBy: "every project on gitlab.com",
      subjects: [
        "project_path:{owner}/{name}:ref_type:branch:ref:main",
        "project_path:{owner}/{name}:ref_type:tag:ref:{name}",
        // Groups have groups, and branches any name.
        "project_path:{owner}/{rest}:ref_type:branch:ref:{rest}",
      ], example: "project_path:GROUP/PROJECT:ref_type:branch:ref:main",
      audience: "https://gitlab.com",
      page: "https://docs.gitlab.com/ci/cloud_services/aws/"),
    OIDCIssuer(
      "Bitbucket Pipelines", "api.bitbucket.org/*", sharedBy: nil,
      subjects: ["{stranger}:{stranger}"], example: "{REPOSITORY-UUID}:*",
      audience: "ari:cloud:bitbucket::workspace/WORKSPACE-UUID",
      page:
        "https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/"
    ),
    OIDCIssuer(
      "CircleCI", "oidc.circleci.com/*", sharedBy: nil,
      subjects: ["org/stranger/project/stranger/user/stranger"],
      example: "org/ORG-ID/project/PROJECT-ID/user/*", audience: "ORG-ID",
      page: "https://circleci.com/docs/openid-connect-tokens/"),
    OIDCIssuer(
      "Buildkite", "agent.buildkite.com", sharedBy: "every organization on Buildkite",
      subjects: [
        "organization:{owner}:pipeline:{name}:ref:refs/heads/main:commit:{name}:step:{name}",
        "organization:{owner}:pipeline:{name}:ref:{rest}:commit:{name}:step:{name}",
      ], example: "organization:ORG:pipeline:PIPELINE:ref:refs/heads/main:commit:*:step:*",
      page: "https://buildkite.com/docs/pipelines/security/oidc/aws"),
    OIDCIssuer(
      "HCP Terraform", "app.terraform.io", sharedBy: "every organization on HCP Terraform",
      subjects: [
        "organization:{owner}:project:{name}:workspace:{name}:run_phase:apply",
        "organization:{owner}:project:{name}:workspace:{name}:run_phase:plan",
      ],
      example: "organization:ORG:project:PROJECT:workspace:WORKSPACE:run_phase:*",
      audience: "aws.workload.identity",
      page:
        "https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration"
    ),
    OIDCIssuer(
      "Amazon EKS", "oidc.eks.*.amazonaws.com*/id/*", sharedBy: nil,
      subjects: ["system:serviceaccount:stranger:{name}"],
      example: "system:serviceaccount:NAMESPACE:NAME",
      page: Page.eksServiceAccounts),
    OIDCIssuer(
      "Google", "accounts.google.com", sharedBy: "everyone with a Google account",
      subjects: ["{owner}"], example: "108012345678901234567", audience: "CLIENT-ID",
      page: Page.iamOIDC),
    OIDCIssuer(
      "Login with Amazon", "www.amazon.com", sharedBy: "everyone with an Amazon account",
      subjects: ["amzn1.account.{owner}"], example: "amzn1.account.ID", audience: "APP-ID",
      page: Page.iamOIDC),
    OIDCIssuer(
      "Facebook", "graph.facebook.com", sharedBy: "everyone with a Facebook account",
      subjects: ["{owner}"], example: "USER-ID", audience: "APP-ID",
      page: Page.iamOIDC),
  ]

  /// Subjects that somebody else can get from the same issuer.
  var strangers: [String] { forms.map(\.ofStranger) }

  /// A subject of a stranger that the conditions on a key let through; nil when they keep all out.
  ///
  /// After subjects that have nothing to do with any policy, those are tried that a pattern fits which fits
  /// more than one owner: 'repo:acme*' fits 'repo:acme-stranger/…'.
  func stranger(admittedBy statement: Statement, for key: String) -> String? {
    if let plain = strangers.first(where: { statement.admits($0, for: key) }) { return plain }
    for pattern in statement.demandedPatterns(for: key) where pattern.hasWildcard {
      for form in forms {
        let found =
          sharedBy == nil
          ? [form.subject(fitting: pattern)].compactMap(\.self) : form.strangers(fitting: pattern)
        if let subject = found.first(where: { statement.admits($0, for: key) }) { return subject }
      }
    }
    return nil
  }

  /// What is known of a provider; one that is not in the table has tokens for anybody it serves.
  static func of(_ provider: String) -> OIDCIssuer {
    known.first { $0.host.matches(provider) }
      ?? OIDCIssuer(
        "'\(provider)'", provider, sharedBy: "everyone who gets a token from '\(provider)'",
        subjects: ["stranger"], example: "SUBJECT", audience: "AUDIENCE",
        page: Page.iamOIDC)
  }
}

/// A federated principal taken apart.
enum FederatedProvider {
  /// An OpenID Connect provider, by its URL without `https://`.
  case oidc(String)
  /// A SAML provider.
  case saml
  /// A Cognito identity pool.
  case cognito
  /// A pattern: any provider that fits.
  case pattern

  init?(_ principal: Principal) {
    guard principal.kind == .federated else { return nil }
    let value = principal.value
    if value.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) {
      self = .pattern
      return
    }
    guard let arn = ARN(value) else {
      self = value == "cognito-identity.amazonaws.com" ? .cognito : .oidc(value)
      return
    }
    guard let slash = arn.resource.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    let name = String(arn.resource[arn.resource.utf8.index(after: slash)...])
    switch arn.resource[..<slash] {
    case "oidc-provider":
      self = name == "cognito-identity.amazonaws.com" ? .cognito : .oidc(name)
    case "saml-provider": self = .saml
    default: return nil
    }
  }
}

extension Statement {
  /// The federated principals that an Allow statement of a trust policy names.
  var allowedProviders: [(principal: Principal, provider: FederatedProvider)] {
    guard effect == .allow, case .principal(.some(let principals))? = principal else { return [] }
    return principals.compactMap { principal in
      FederatedProvider(principal).map { (principal, $0) }
    }
  }

  /// The clauses on one condition key.
  func clauses(on key: String) -> [ConditionClause] {
    condition.clauses.filter { $0.key.isSameName(as: key) }
  }

  /// Whether the conditions on one key let a token through that has this value there.
  func admits(_ value: String, for key: String) -> Bool {
    let context = RequestContext([key: [value]])
    return clauses(on: key).allSatisfy {
      $0.truth(in: context, hasVariables: true) != .no
    }
  }

  /// Whether a condition on another claim of the issuer names who may come: `:repository_owner`,
  /// `:organization_id` and the like.
  ///
  /// Only a clause that a stranger's value does not satisfy counts.
  func isBoundByOtherClaim(of provider: String) -> Bool {
    let prefix = provider.lowercased() + ":"
    let open: Set<String> = ["aud", "sub", "amr", "azp", "oaud"]
    return condition.clauses.contains { clause in
      let key = clause.key.lowercased()
      guard key.hasPrefix(prefix), !open.contains(String(key.dropFirst(prefix.count))),
        clause.demandsValue
      else { return false }
      return !admits("stranger", for: clause.key)
    }
  }
}
