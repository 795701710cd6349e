/// Addresses of pages that rules rest on.
enum Page {
  static let iamOIDC = aws("IAM/latest/UserGuide/id_roles_create_for-idp_oidc")
  static let iamSAML = aws("IAM/latest/UserGuide/id_roles_create_for-idp_saml")
  static let passRole = aws("IAM/latest/UserGuide/id_roles_use_passrole")
  static let principal = aws("IAM/latest/UserGuide/reference_policies_elements_principal")
  static let boundaries = aws("IAM/latest/UserGuide/access_policies_boundaries")
  static let cognitoTrust = aws("cognito/latest/developerguide/role-trust-and-permissions")
  static let eksServiceAccounts = aws("eks/latest/userguide/associate-service-account-role")
  static let githubAWS =
    "https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws"
  static let githubClaims = "https://docs.github.com/en/actions/reference/security/oidc"
  /// Rhino Security Labs, "AWS IAM Privilege Escalation – Methods and Mitigation".
  static let rhino = "https://github.com/RhinoSecurityLabs/AWS-IAM-Privilege-Escalation"
  /// Bishop Fox, "IAM Vulnerable".
  static let bishopFox = "https://github.com/BishopFox/iam-vulnerable"

  /// A page of the guides of AWS, without `.html`.
  static func aws(_ path: String) -> String { "https://docs.aws.amazon.com/\(path).html" }

  /// The pages of the rules about federated trust and escalation, by the ids of the rules.
  private static let ofRules: [String: [String]] = {
    let issuers = OIDCIssuer.known.map(\.page)
    let techniques = EscalationTechnique.known.map(\.page)
    return [
      "cognito-unauthenticated": [cognitoTrust],
      "federated-wildcard": [principal],
      "oidc-audience": [iamOIDC, cognitoTrust] + issuers,
      "oidc-operator": [iamOIDC],
      "oidc-pull-request": [githubClaims, githubAWS],
      "oidc-subject": [iamOIDC] + issuers,
      "pass-role-missing": [passRole],
      "pass-role-unbounded": [passRole],
      "privilege-escalation": techniques,
      "pull-request-writes": [githubClaims, githubAWS],
      "role-escalation": techniques,
      "saml-audience": [iamSAML],
    ]
  }()

  /// The pages that a rule rests on, each once.
  static func all(of rule: String) -> [String] {
    var seen: Set<String> = []
    return (ofRules[rule] ?? []).filter { seen.insert($0).inserted }
  }
}

extension LintRule {
  /// The addresses of the pages that it rests on; empty where `source` says it all.
  public var pages: [String] { Page.all(of: id) }
}

extension RoleRule {
  /// The addresses of the pages that it rests on; empty where `source` says it all.
  public var pages: [String] { Page.all(of: id) }
}
