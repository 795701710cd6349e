import JSONText
import SigV4

/// Keys of a console login (`aws login`), from the cache that it left.
///
/// They are not renewed here: that takes a signature with a key of the AWS CLI's own login.
struct LoginSessionProvider: CredentialProvider {
  let context: CredentialContext
  let profile: String
  let session: String

  /// Nil when the profile has no `login_session`.
  init?(_ context: CredentialContext, profile: String) {
    guard let session = context.shared.setting("login_session", of: profile) else { return nil }
    self.context = context
    self.profile = profile
    self.session = session
  }

  private var source: String { "the console login of profile '\(profile)'" }

  /// The AWS CLI may have renewed the file meanwhile.
  var canRenew: Bool { true }

  var renewalHint: String? {
    let flag = context.flag(for: profile)
    return "run 'aws sts get-caller-identity\(flag)', which renews it, or 'aws login\(flag)' "
      + "(AWS CLI 2)"
  }

  func credentials() throws(CredentialError) -> ResolvedCredentials {
    let folder =
      context.environment["AWS_LOGIN_CACHE_DIRECTORY"].map { context.environment.expanded($0) }
      ?? context.environment["HOME"].map { "\($0)/.aws/login/cache" }
    guard let folder else {
      throw .failed(source: source, reason: "HOME is not set, so the cache of logins is not known")
    }
    let name = hexadecimal(SHA256.hash([UInt8](session.utf8)))
    let path = "\(folder)/\(name).json"
    let login = "run 'aws login\(context.flag(for: profile))' (AWS CLI 2), then repeat the command"
    switch context.files.read(path) {
    case .absent:
      throw .failed(source: source, reason: "nobody has logged in here", hint: login)
    case .unreadable(let reason):
      throw .failed(source: source, reason: "'\(path)' cannot be read: \(reason)")
    case .bytes(let bytes):
      guard let json = try? JSON(parsing: bytes), let token = json["accessToken"],
        token.object != nil
      else {
        throw .failed(
          source: source, reason: "'\(path)' holds no login that can be read", hint: login)
      }
      let answer = CredentialAnswer(token, source: source)
      let keys = try answer.keys(
        id: "accessKeyId", secret: "secretAccessKey", token: "sessionToken", needsToken: true,
        expiration: try answer.time("expiresAt"))
      return keys
    }
  }
}
