public import SigV4

/// Why there are no keys to sign with.
public enum CredentialError: Error, Hashable, Sendable {
  /// Nothing is configured anywhere.
  case notConfigured(profile: String)
  /// One half of a pair is missing.
  case incomplete(source: String, missing: String)
  /// The profile that was asked for is in none of the files.
  case unknownProfile(String, known: [String])
  /// Something is configured that this version cannot use.
  case unsupported(source: String, means: String)
  /// A value that cannot be right; the value itself is not told.
  case malformed(source: String, setting: String)
  /// The keys stopped working before the call.
  case expired(source: String, at: SigningTime)

  /// What is wrong, as one sentence for people.
  public var message: String {
    switch self {
    case .notConfigured(let profile):
      profile == "default"
        ? "no AWS credentials are configured"
        : "profile '\(profile)' has no credentials"
    case .incomplete(let source, let missing): "\(source) has no '\(missing)' beside its other half"
    case .unknownProfile(let name, _): "there is no profile '\(name)'"
    case .unsupported(let source, let means):
      "\(source) is configured to use \(means), which is not supported yet"
    case .malformed(let source, let setting): "\(source) has a malformed '\(setting)'"
    case .expired(let source, let time):
      "the credentials of \(source) expired at \(time.extendedFormat)"
    }
  }

  /// What to do about it.
  public var hint: String? {
    switch self {
    case .notConfigured:
      "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN for temporary keys), "
        + "or name a profile with '--profile' or AWS_PROFILE"
    case .incomplete(_, let missing): "set '\(missing)' too, or unset the other"
    case .unknownProfile(_, let known):
      known.isEmpty
        ? "'aws configure' writes one"
        : "profiles that are there: \(known.map { "'\($0)'" }.joined(separator: ", "))"
    case .unsupported:
      "run 'aws configure export-credentials --format env' and set what it prints"
    case .malformed: "correct it, or unset it"
    case .expired: "log in again, then set the new credentials"
    }
  }
}
