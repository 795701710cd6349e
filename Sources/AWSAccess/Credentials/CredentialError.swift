public import SigV4

/// Why there are no keys to sign with.
public enum CredentialError: Error, Hashable, Sendable {
  /// Nothing is configured anywhere; the notes say what was looked for in vain.
  case notConfigured(profile: String, notes: [String] = [])
  /// One half of a pair is missing.
  case incomplete(source: String, missing: String)
  /// The profile that was asked for is in none of the files.
  case unknownProfile(String, known: [String], missingFiles: [String] = [])
  /// A value that cannot be right; the value itself is not reported.
  case malformed(source: String, setting: String)
  /// The keys stopped working before the call.
  case expired(source: String, at: SigningTime, hint: String? = nil)
  /// The settings contradict themselves or lack something.
  case misconfigured(ConfigurationError)
  /// A place that is configured gave no keys.
  case failed(source: String, reason: String, hint: String? = nil)
  /// The work was cancelled.
  case cancelled

  /// What is wrong, as one sentence for people.
  public var message: String {
    switch self {
    case .notConfigured(let profile, let notes):
      (profile == "default"
        ? "no AWS credentials are configured" : "profile '\(profile)' has no credentials")
        + (notes.isEmpty ? "" : ": \(notes.joined(separator: "; "))")
    case .incomplete(let source, let missing): "\(source) has no '\(missing)' beside its other half"
    case .unknownProfile(let name, _, let missingFiles):
      "profile '\(name)' does not exist" + Self.missing(missingFiles).map { ": \($0)" }.joined()
    case .malformed(let source, let setting): "\(source) has a malformed '\(setting)'"
    case .expired(let source, let time, _):
      "the credentials of \(source) expired at \(time.extendedFormat)"
    case .misconfigured(let error): error.message
    case .failed(let source, let reason, _): "\(source) gave no credentials: \(reason)"
    case .cancelled: "cancelled"
    }
  }

  /// What to do about it.
  public var hint: String? {
    switch self {
    case .notConfigured:
      "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN for temporary keys), "
        + "or name a profile with '--profile' or AWS_PROFILE"
    case .incomplete(_, let missing): "set '\(missing)' too, or unset the other"
    case .unknownProfile(_, let known, _):
      known.isEmpty
        ? "'aws configure' writes one"
        : "profiles that exist: \(known.map { "'\($0)'" }.joined(separator: ", "))"
    case .malformed: "correct it, or unset it"
    case .expired(_, _, let hint): hint ?? "log in again, then set the new credentials"
    case .misconfigured(let error): error.hint
    case .failed(_, _, let hint): hint
    case .cancelled: nil
    }
  }

  /// The notes about named files that do not exist.
  static func missing(_ files: [String]) -> [String] { files.map { "\($0) does not exist" } }
}
