import SigV4

/// A place that keys may come from.
public enum CredentialPlace: String, Hashable, Sendable, CaseIterable {
  case environment
  case assumeRole = "assume-role"
  case webIdentity = "web-identity"
  case sso
  case credentialsFile = "shared-credentials-file"
  case login
  case process
  case configFile = "config-file"
  case container
  case instanceMetadata = "instance-metadata"
}

/// A place that was looked at, and what came of it.
public struct TriedPlace: Hashable, Sendable {
  /// The place.
  public let place: CredentialPlace
  /// Why it was passed over; nil for the one that was taken.
  public let skipped: String?
}

/// Finds keys in the order of AWS's tools: the first place where anything is configured decides.
///
/// What is configured and fails is an error that names it: falling through to the next place could
/// act on another account than the one that was meant.
public struct CredentialChain: CredentialProvider {
  /// What is known of a place before anything is sent.
  struct Choice {
    var tried: [TriedPlace] = []
    var provider: (any CredentialProvider)?

    /// Notes a place; true when it decides.
    mutating func take(
      _ place: CredentialPlace, _ provider: (any CredentialProvider)?, or skipped: String
    ) -> Bool {
      tried.append(TriedPlace(place: place, skipped: provider == nil ? skipped : nil))
      self.provider = provider
      return provider != nil
    }
  }

  private let provider: any CredentialProvider
  /// The places in the order in which they were looked at; the last one decided, or failed.
  public let tried: [TriedPlace]

  init(_ context: CredentialContext) {
    var choice = Choice()
    do throws(CredentialError) {
      try Self.choose(context, &choice)
      provider =
        choice.provider
        ?? FailingProvider(
          error: .notConfigured(
            profile: context.shared.profile,
            notes: CredentialError.missing(context.shared.missingFiles)))
    } catch {
      provider = FailingProvider(error: error)
    }
    tried = choice.tried
  }

  /// The place that decides; nil when none is configured, or when what is configured is wrong.
  public var place: CredentialPlace? { tried.last.flatMap { $0.skipped == nil ? $0.place : nil } }

  /// Says whether asking again can give other keys than before: false for static ones.
  public var canRenew: Bool { provider.canRenew }

  /// What brings keys that have ended back.
  public var renewalHint: String? { provider.renewalHint }

  /// The keys of the first place that is configured.
  public func credentials() throws(CredentialError) -> ResolvedCredentials {
    try provider.credentials()
  }

  private static func choose(
    _ context: CredentialContext, _ choice: inout Choice
  ) throws(CredentialError) {
    let shared = context.shared
    let profile = shared.profile
    let keys: StaticCredentialProvider? =
      context.isProfileExplicit
      ? nil
      : try EnvironmentKeys.credentials(in: context.environment)
        .map { StaticCredentialProvider($0) }
    if choice.take(
      .environment, keys,
      or: context.isProfileExplicit
        ? "'--profile' was given" : "AWS_ACCESS_KEY_ID is not set")
    {
      return
    }
    let role: AssumeRoleProvider? =
      shared["role_arn"] != nil && shared["web_identity_token_file"] == nil
      ? try self.role(of: profile, context) : nil
    if choice.take(.assumeRole, role, or: "profile '\(profile)' has no 'role_arn'") { return }
    let ofProfile = try profileProvider(
      profile, context, usesEnvironment: !context.isProfileExplicit)
    choice.tried += ofProfile.tried
    choice.provider = ofProfile.provider
    if ofProfile.provider != nil { return }
    if choice.take(
      .container, try ContainerProvider(context),
      or: "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and …_FULL_URI are not set")
    {
      return
    }
    _ = choice.take(
      .instanceMetadata, try InstanceMetadataProvider(context),
      or: "AWS_EC2_METADATA_DISABLED is 'true'")
  }

  /// What a profile itself gives, but for a role with a source.
  static func profileProvider(
    _ profile: String, _ context: CredentialContext, usesEnvironment: Bool
  ) throws(CredentialError) -> Choice {
    var choice = Choice()
    let no = "profile '\(profile)' has no"
    if choice.take(
      .webIdentity,
      try WebIdentityProvider(context, profile: profile, usesEnvironment: usesEnvironment),
      or: usesEnvironment
        ? "AWS_WEB_IDENTITY_TOKEN_FILE is not set, and \(no) 'web_identity_token_file'"
        : "\(no) 'web_identity_token_file'")
    {
      return choice
    }
    if choice.take(
      .sso, try SSOProvider(context, profile: profile),
      or: "\(no) 'sso_account_id' and no 'sso_role_name'")
    {
      return choice
    }
    func keys(_ file: SharedConfigFile) throws(CredentialError) -> StaticCredentialProvider? {
      try ProfileKeys.credentials(of: profile, in: file).map { StaticCredentialProvider($0) }
    }
    func noKeys(_ file: SharedConfigFile) -> String {
      file.isAbsent ? "'\(file.path)' does not exist" : "\(no) keys in '\(file.path)'"
    }
    let shared = context.shared
    if choice.take(.credentialsFile, try keys(shared.credentials), or: noKeys(shared.credentials)) {
      return choice
    }
    if choice.take(
      .login, LoginSessionProvider(context, profile: profile), or: "\(no) 'login_session'")
    {
      return choice
    }
    if choice.take(
      .process, ProcessProvider(context, profile: profile), or: "\(no) 'credential_process'")
    {
      return choice
    }
    _ = choice.take(.configFile, try keys(shared.config), or: noKeys(shared.config))
    return choice
  }
}

/// What is configured and wrong: the error comes when keys are asked for.
private struct FailingProvider: CredentialProvider {
  let error: CredentialError
  var canRenew: Bool { false }
  func credentials() throws(CredentialError) -> ResolvedCredentials { throw error }
}
