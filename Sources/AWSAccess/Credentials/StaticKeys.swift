import SigV4

/// Keys in AWS_ACCESS_KEY_ID and its fellows.
enum EnvironmentKeys {
  static let source = "the environment"

  /// The keys; nil when no key id exists.
  static func credentials(
    in environment: Environment
  ) throws(CredentialError) -> ResolvedCredentials? {
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
    return try ResolvedCredentials(
      keyID: key, secret: secret, token: environment["AWS_SESSION_TOKEN"], expiration: expiration,
      source: source, names: ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"))
  }
}

/// Keys that are in a profile.
enum ProfileKeys {
  /// The keys of a profile in one file; keys of two files are never put together.
  static func credentials(
    of profile: String, in file: SharedConfigFile
  ) throws(CredentialError) -> ResolvedCredentials? {
    func setting(_ name: String) -> String? {
      file.profiles[profile]?[name].flatMap { $0.value.isEmpty ? nil : $0.value }
    }
    let source = "profile '\(profile)' in '\(file.path)'"
    let key = setting("aws_access_key_id")
    let secret = setting("aws_secret_access_key")
    guard key != nil || secret != nil else { return nil }
    guard let key else { throw .incomplete(source: source, missing: "aws_access_key_id") }
    guard let secret else { throw .incomplete(source: source, missing: "aws_secret_access_key") }
    // botocore still reads the old name of the token, and reads it first.
    return try ResolvedCredentials(
      keyID: key, secret: secret,
      token: setting("aws_security_token") ?? setting("aws_session_token"), source: source,
      names: ("aws_access_key_id", "aws_secret_access_key", "aws_session_token"))
  }
}
