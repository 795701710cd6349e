import SigV4

/// Assumes the role of a profile with keys of another profile or place.
struct AssumeRoleProvider: CredentialProvider {
  let context: CredentialContext
  let profile: String
  let role: RoleToAssume
  let base: any CredentialProvider

  private var source: String { "role '\(role.arn)' of profile '\(profile)'" }

  /// A role that wants a code of a person is not renewed behind that person's back.
  var canRenew: Bool { role.mfaSerial == nil }

  var renewalHint: String? { "repeat the command: it asks for a new code" }

  func credentials() throws(CredentialError) -> ResolvedCredentials {
    let cache = context.cachesRoles ? RoleCache(context, for: role) : nil
    if let cached = cache?.credentials(source: source) { return cached }
    var role = role
    if role.sessionName.isEmpty {
      role.sessionName = "panorama-roles-\(context.now.epochSeconds)"
    }
    if let serial = role.mfaSerial { role.tokenCode = try code(serial) }
    let assumed: AssumedRole
    do throws(CallError) {
      assumed = try AssumedRole(role, askedFrom: try client())
    } catch {
      throw .assuming(
        source, error,
        denied: "the role must exist and trust the caller, and the caller needs sts:AssumeRole")
    }
    cache?.keep(assumed)
    return ResolvedCredentials(assumed.credentials.credentials, source: source)
  }

  private func client() throws(CallError) -> QueryClient {
    do throws(CredentialError) { return try context.sts(base) } catch {
      throw .credentials(error)
    }
  }

  private func code(_ serial: String) throws(CredentialError) -> Secret {
    guard let answer = context.helpers.ask("MFA code for \(serial): ") else {
      throw .failed(
        source: source,
        reason: "it needs a code of '\(serial)', and no terminal is available",
        hint: "run the command in a terminal, or with '--cache-credentials' after that")
    }
    let code = String(trimmed(answer))
    guard (6...32).contains(code.utf8.count), code.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
    else {
      throw .failed(source: source, reason: "an MFA code has six digits", hint: "try again")
    }
    return Secret(code)
  }
}

extension CredentialError {
  /// A call that should give keys and did not.
  static func assuming(_ source: String, _ error: CallError, denied hint: String) -> Self {
    switch error {
    case .credentials(let inner): inner
    case .cancelled: .cancelled
    case .service(let refused) where refused.isAccessDenied:
      .failed(source: source, reason: error.message, hint: hint)
    case .service, .transport, .malformedAnswer:
      .failed(source: source, reason: error.message, hint: error.hint)
    }
  }
}

extension CredentialChain {
  private static let credentialSources = ["Environment", "EcsContainer", "Ec2InstanceMetadata"]

  /// The role of a profile, with whatever follows it.
  ///
  /// A source with keys of its own gives those, whatever role it names; else its role is assumed first
  /// (AWS SDKs and Tools Reference Guide, "Assume role credential provider").
  static func role(
    of profile: String, _ context: CredentialContext, visited: [String] = []
  ) throws(CredentialError) -> AssumeRoleProvider {
    let shared = context.shared
    func setting(_ name: String) -> String? { shared.setting(name, of: profile) }
    func wrong(_ key: String, _ message: String, _ hint: String? = nil) -> CredentialError {
      let place = shared.place(of: key, in: profile)
      return .misconfigured(
        ConfigurationError(message, hint: hint, path: place?.path, line: place?.line))
    }
    let role = RoleToAssume(
      arn: setting("role_arn") ?? "", sessionName: setting("role_session_name") ?? "",
      externalID: setting("external_id"),
      seconds: setting("duration_seconds").flatMap { Int($0) },
      mfaSerial: setting("mfa_serial"))
    let base: any CredentialProvider
    switch (setting("source_profile"), setting("credential_source")) {
    case (.some, .some):
      throw wrong(
        "credential_source",
        "profile '\(profile)' has both 'source_profile' and 'credential_source'", "remove one")
    case (nil, nil):
      throw wrong(
        "role_arn",
        "profile '\(profile)' has 'role_arn' and neither 'source_profile' nor 'credential_source'",
        "add 'source_profile = NAME' with a profile that has keys")
    case (nil, let place?):
      guard credentialSources.contains(place) else {
        throw wrong(
          "credential_source", "'\(place)' is not a valid 'credential_source'",
          "use one of \(credentialSources.map { "'\($0)'" }.joined(separator: ", "))")
      }
      base = try named(place, context, profile)
    case (let source?, nil):
      guard shared.hasProfile(source) else {
        throw wrong(
          "source_profile",
          "profile '\(profile)' names the source profile '\(source)', which does not exist",
          "profiles that exist: "
            + shared.profileNames.map { "'\($0)'" }.joined(separator: ", "))
      }
      let hasKeys = ["aws_access_key_id", "aws_secret_access_key"].contains {
        shared.setting($0, of: source) != nil
      }
      let path = visited + [profile]
      guard hasKeys || !path.contains(source) else {
        throw wrong(
          "source_profile",
          "the source profiles form a loop: "
            + (path + [source]).map { "'\($0)'" }.joined(separator: " → "))
      }
      let isRole =
        shared.setting("role_arn", of: source) != nil
        && shared.setting("web_identity_token_file", of: source) == nil
      if !hasKeys, isRole {
        base = try self.role(of: source, context, visited: path)
      } else if let found = try profileProvider(source, context, usesEnvironment: false).provider {
        base = found
      } else {
        throw wrong("source_profile", "the source profile '\(source)' has no credentials")
      }
    }
    return AssumeRoleProvider(context: context, profile: profile, role: role, base: base)
  }

  private static func named(
    _ place: String, _ context: CredentialContext, _ profile: String
  ) throws(CredentialError) -> any CredentialProvider {
    func missing(_ what: String) -> CredentialError {
      .failed(
        source: "profile '\(profile)'", reason: "'credential_source = \(place)' is set, and \(what)"
      )
    }
    switch place {
    case "Environment":
      guard let keys = try EnvironmentKeys.credentials(in: context.environment) else {
        throw missing("the environment has no AWS_ACCESS_KEY_ID")
      }
      return StaticCredentialProvider(keys)
    case "EcsContainer":
      guard let container = try ContainerProvider(context) else {
        throw missing("neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor …_FULL_URI is set")
      }
      return container
    default:
      guard let instance = try InstanceMetadataProvider(context) else {
        throw missing("AWS_EC2_METADATA_DISABLED is 'true'")
      }
      return instance
    }
  }
}
