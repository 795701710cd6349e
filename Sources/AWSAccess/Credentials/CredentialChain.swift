import SigV4

/// Finds keys in the order of AWS's tools: the first place where anything is configured decides.
///
/// What is configured and not supported yet is an error that names it: falling through to the next
/// place could act on another account than the one that was meant.
public struct CredentialChain: CredentialProvider {
  private let shared: SharedConfig
  private let environment: Environment
  private let isProfileExplicit: Bool

  /// Makes a chain; with an explicit profile (`--profile`) keys in the environment do not count.
  public init(shared: SharedConfig, environment: Environment, isProfileExplicit: Bool) {
    self.shared = shared
    self.environment = environment
    self.isProfileExplicit = isProfileExplicit
  }

  /// False: the places that are read now all hold static keys.
  public var canRenew: Bool { false }

  /// The keys of the first place that is configured.
  public func credentials() throws(CredentialError) -> ResolvedCredentials {
    if !isProfileExplicit, let found = try fromEnvironment() { return found }
    try refuse("role_arn", "an assumed role (role_arn)")
    try refuseVariable("AWS_WEB_IDENTITY_TOKEN_FILE", "a web identity", unlessProfileIsNamed: true)
    try refuse("web_identity_token_file", "a web identity (web_identity_token_file)")
    for key in ["sso_session", "sso_account_id", "sso_role_name", "sso_start_url"] {
      try refuse(key, "IAM Identity Center (\(key))")
    }
    if let found = try fromFile(shared.credentials) { return found }
    try refuse("login_session", "a console login (login_session)")
    try refuse("credential_process", "a program (credential_process)")
    if let found = try fromFile(shared.config) { return found }
    for name in [
      "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    ] {
      try refuseVariable(name, "the credentials of a container", unlessProfileIsNamed: false)
    }
    if environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() != "true" {
      for name in [
        "AWS_EC2_METADATA_SERVICE_ENDPOINT", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
      ] {
        try refuseVariable(name, "the credentials of an EC2 instance", unlessProfileIsNamed: false)
      }
    }
    throw .notConfigured(
      profile: shared.profile, notes: CredentialError.missing(shared.missingFiles))
  }

  private func fromEnvironment() throws(CredentialError) -> ResolvedCredentials? {
    let source = "the environment"
    guard let key = environment["AWS_ACCESS_KEY_ID"] else { return nil }
    guard let secret = environment["AWS_SECRET_ACCESS_KEY"] else {
      throw .incomplete(source: source, missing: "AWS_SECRET_ACCESS_KEY")
    }
    var expiration: SigningTime?
    if let text = environment["AWS_CREDENTIAL_EXPIRATION"] {
      expiration = SigningTime(iso8601: text)
      guard expiration != nil else {
        throw .malformed(source: source, setting: "AWS_CREDENTIAL_EXPIRATION")
      }
    }
    return try resolved(
      key, secret, environment["AWS_SESSION_TOKEN"], expiration, source: source,
      names: ("AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN"))
  }

  /// The static keys of the profile in one file; keys of two files are never put together.
  private func fromFile(_ file: SharedConfigFile) throws(CredentialError) -> ResolvedCredentials? {
    func setting(_ name: String) -> String? {
      file.profiles[shared.profile]?[name].flatMap { $0.value.isEmpty ? nil : $0.value }
    }
    let source = "profile '\(shared.profile)' in '\(file.path)'"
    let key = setting("aws_access_key_id")
    let secret = setting("aws_secret_access_key")
    guard key != nil || secret != nil else { return nil }
    guard let key else { throw .incomplete(source: source, missing: "aws_access_key_id") }
    guard let secret else { throw .incomplete(source: source, missing: "aws_secret_access_key") }
    return try resolved(
      key, secret, setting("aws_session_token"), nil, source: source,
      names: ("aws_access_key_id", "aws_session_token"))
  }

  private func resolved(
    _ key: String, _ secret: String, _ token: String?, _ expiration: SigningTime?, source: String,
    names: (key: String, token: String)
  ) throws(CredentialError) -> ResolvedCredentials {
    // Both travel in headers: only characters that may stand there.
    guard key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != 0x2f && $0 != 0x2c }) else {
      throw .malformed(source: source, setting: names.key)
    }
    guard token?.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) != false else {
      throw .malformed(source: source, setting: names.token)
    }
    return ResolvedCredentials(
      Credentials(
        accessKeyID: key, secretAccessKey: Secret(secret),
        sessionToken: token.map { Secret($0) }, expiration: expiration),
      source: source)
  }

  private func refuse(_ key: String, _ means: String) throws(CredentialError) {
    guard shared[key] != nil else { return }
    throw .failed(source: "profile '\(shared.profile)'", reason: "\(means) is not supported yet")
  }

  private func refuseVariable(
    _ name: String, _ means: String, unlessProfileIsNamed: Bool
  ) throws(CredentialError) {
    guard environment[name] != nil, !(unlessProfileIsNamed && isProfileExplicit) else { return }
    throw .failed(source: "the environment", reason: "\(means) (\(name)) is not supported yet")
  }
}
