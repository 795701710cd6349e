import SigV4

/// Exchanges a token of an identity provider (Kubernetes, GitHub, GitLab) for keys of a role.
struct WebIdentityProvider: CredentialProvider {
  let context: CredentialContext
  let tokenFile: String
  let role: RoleToAssume
  let settings: String

  /// Nil when no token file is named.
  init?(
    _ context: CredentialContext, profile: String, usesEnvironment: Bool
  ) throws(CredentialError) {
    func setting(_ variable: String, _ key: String) -> (text: String, name: String)? {
      if usesEnvironment, let text = context.environment[variable] { return (text, variable) }
      return context.shared.setting(key, of: profile).map { ($0, "profile '\(profile)'") }
    }
    guard let file = setting("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file") else {
      return nil
    }
    guard let arn = setting("AWS_ROLE_ARN", "role_arn") else {
      let place = context.shared.place(of: "web_identity_token_file", in: profile)
      throw .misconfigured(
        ConfigurationError(
          "\(file.name) names a web identity token and no role",
          hint: usesEnvironment
            ? "set AWS_ROLE_ARN, or 'role_arn' in the profile" : "add 'role_arn' to the profile",
          path: place?.path, line: place?.line))
    }
    self.context = context
    tokenFile = file.text
    settings = file.name
    role = RoleToAssume(
      arn: arn.text,
      sessionName: setting("AWS_ROLE_SESSION_NAME", "role_session_name")?.text ?? "", seconds: nil)
  }

  private var source: String { "role '\(role.arn)' by web identity" }

  var canRenew: Bool { true }

  func credentials() throws(CredentialError) -> ResolvedCredentials {
    var role = role
    if role.sessionName.isEmpty {
      role.sessionName = "panorama-roles-\(context.now.epochSeconds)"
    }
    let token = try token()
    let assumed: AssumedRole
    do throws(CallError) {
      assumed = try AssumedRole(role, withWebIdentity: token, askedFrom: try client())
    } catch {
      throw .assuming(
        source, error,
        denied: "the trust policy of the role must name the identity provider, and its conditions "
          + "must fit the token's 'aud' and 'sub'")
    }
    return ResolvedCredentials(assumed.credentials.credentials, source: source)
  }

  private func client() throws(CallError) -> QueryClient {
    do throws(CredentialError) { return try context.sts(nil) } catch {
      throw .credentials(error)
    }
  }

  /// The file is read each time: whoever issues tokens renews it.
  private func token() throws(CredentialError) -> Secret {
    let text: String
    switch context.files.read(tokenFile) {
    case .absent:
      throw .failed(
        source: source, reason: "the token file '\(tokenFile)' does not exist",
        hint: "correct what \(settings) names")
    case .unreadable(let reason):
      throw .failed(
        source: source, reason: "the token file '\(tokenFile)' cannot be read: \(reason)")
    case .bytes(let bytes): text = String(trimmed(String(decoding: bytes, as: UTF8.self)))
    }
    guard !text.isEmpty else {
      throw .failed(source: source, reason: "the token file '\(tokenFile)' is empty")
    }
    return Secret(text)
  }
}
