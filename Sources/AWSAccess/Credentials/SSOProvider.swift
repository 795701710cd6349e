import JSONText
import SigV4

/// Keys of IAM Identity Center, by the token that `aws sso login` left.
struct SSOProvider: CredentialProvider {
  let context: CredentialContext
  let profile: String
  let token: SSOToken
  let account: String
  let role: String

  /// Nil when the profile names neither account nor role of IAM Identity Center.
  init?(_ context: CredentialContext, profile: String) throws(CredentialError) {
    let shared = context.shared
    func setting(_ name: String) -> String? { shared.setting(name, of: profile) }
    guard let key = ["sso_account_id", "sso_role_name"].first(where: { setting($0) != nil }) else {
      return nil
    }
    func wrong(_ key: String, _ message: String, _ hint: String) -> CredentialError {
      let place = shared.place(of: key, in: profile)
      return .misconfigured(
        ConfigurationError(message, hint: hint, path: place?.path, line: place?.line))
    }
    var region = setting("sso_region")
    var startURL = setting("sso_start_url")
    let name = setting("sso_session")
    if let name {
      guard let section = shared.config.ssoSessions[name] else {
        throw wrong(
          "sso_session",
          "profile '\(profile)' names the SSO session '\(name)', which does not exist",
          "add '[sso-session \(name)]', or run 'aws configure sso' (AWS CLI 2)")
      }
      func merged(_ key: String, _ own: String?) throws(CredentialError) -> String? {
        let common = section[key]?.value ?? ""
        guard let own, !common.isEmpty, own != common else { return common.isEmpty ? own : common }
        throw wrong(
          key, "'\(key)' of profile '\(profile)' is not that of the SSO session '\(name)'",
          "remove it from the profile")
      }
      region = try merged("sso_region", region)
      startURL = try merged("sso_start_url", startURL)
    }
    let values = [
      ("sso_account_id", setting("sso_account_id")), ("sso_role_name", setting("sso_role_name")),
      ("sso_region", region), ("sso_start_url", startURL),
    ]
    let missing = values.filter { $0.1 == nil }.map { "'\($0.0)'" }
    guard let account = values[0].1, let role = values[1].1, let region, let startURL else {
      throw wrong(
        key, "profile '\(profile)' lacks \(missing.joined(separator: ", "))",
        "run 'aws configure sso\(context.flag(for: profile))' (AWS CLI 2)")
    }
    self.context = context
    self.profile = profile
    self.account = account
    self.role = role
    token = SSOToken(
      context: context, profile: profile, session: name, startURL: startURL, region: region)
  }

  private var source: String {
    "IAM Identity Center, role '\(role)' in account \(account), by profile '\(profile)'"
  }

  var canRenew: Bool { true }
  var renewalHint: String? { token.loginHint }

  func credentials() throws(CredentialError) -> ResolvedCredentials {
    let bearer = try token.value(source: source)
    let response = try answer(bearer)
    guard response.status == 200 else { throw refusal(response) }
    let answer = try CredentialAnswer(response.body, source: source)
    guard let keys = answer["roleCredentials"], keys.object != nil else {
      throw .failed(source: source, reason: "the answer holds no 'roleCredentials'")
    }
    guard let milliseconds = keys["expiration"]?.int else {
      throw .malformed(source: source, setting: "expiration")
    }
    return try CredentialAnswer(keys, source: source).keys(
      id: "accessKeyId", secret: "secretAccessKey", token: "sessionToken", needsToken: true,
      expiration: SigningTime(epochSeconds: milliseconds / 1000))
  }

  private func answer(_ bearer: Secret) throws(CredentialError) -> HTTPResponse {
    let endpoint = try token.endpoint(.sso)
    let path =
      "/federation/credentials?role_name=\(percentEncoded(role))"
      + "&account_id=\(percentEncoded(account))"
    do throws(TransportError) {
      return try context.send(
        HTTPRequest(
          method: "GET", endpoint: endpoint.with(path: path),
          headers: [NameValue("x-amz-sso_bearer_token", secret: bearer)], responseLimit: 1 << 20),
        attempts: context.retry.maxAttempts)
    } catch {
      throw .unanswered(source, error)
    }
  }

  private func refusal(_ response: HTTPResponse) -> CredentialError {
    switch response.status {
    case 401:
      .failed(
        source: source, reason: "the login has ended or was not accepted", hint: token.loginHint)
    case 403:
      .failed(
        source: source, reason: "you have no access to that role in that account",
        hint: "check 'sso_account_id' and 'sso_role_name', or ask whoever assigns the role")
    default:
      .failed(
        source: source, reason: "'\(token.region)' answered with status \(response.status)",
        hint: response.status == 404
          ? "check 'sso_account_id', 'sso_role_name' and 'sso_region'" : nil)
    }
  }
}

extension CredentialError {
  /// A request for keys that was not answered.
  static func unanswered(_ source: String, _ error: TransportError) -> Self {
    error == .cancelled
      ? .cancelled : .failed(source: source, reason: error.message, hint: error.hint)
  }
}
