/// Both shared files together, and the profile that was chosen.
public struct SharedConfig: Hashable, Sendable {
  /// `~/.aws/config`, or what AWS_CONFIG_FILE names.
  public let config: SharedConfigFile
  /// `~/.aws/credentials`, or what AWS_SHARED_CREDENTIALS_FILE names.
  public let credentials: SharedConfigFile
  /// The profile in use.
  public let profile: String

  /// Reads both files; absent ones count as empty.
  ///
  /// The profile is the one that the command line names, then AWS_PROFILE, AWS_DEFAULT_PROFILE,
  /// `default`.
  public init(
    profile named: String?, environment: Environment, files: FileAccess
  ) throws(ConfigurationError) {
    config = try Self.file(.config, "AWS_CONFIG_FILE", "config", environment, files)
    credentials = try Self.file(
      .credentials, "AWS_SHARED_CREDENTIALS_FILE", "credentials", environment, files)
    let chosen = named ?? environment["AWS_PROFILE"] ?? environment["AWS_DEFAULT_PROFILE"]
    profile = chosen ?? "default"
    guard chosen == nil || profile == "default" || profileNames.contains(profile) else {
      let error = CredentialError.unknownProfile(profile, known: profileNames)
      throw ConfigurationError(error.message, hint: error.hint)
    }
  }

  /// The names of all profiles, sorted.
  public var profileNames: [String] {
    Set(config.profiles.keys).union(credentials.profiles.keys).sorted()
  }

  /// A setting of the profile in use; the credentials file wins.
  ///
  /// Blank ones count as absent.
  public subscript(name: String) -> String? {
    for file in [credentials, config] {
      if let value = file.profiles[profile]?[name]?.value, !value.isEmpty { return value }
    }
    return nil
  }

  /// Where a setting of the profile in use stands.
  func place(of name: String) -> (path: String, line: Int)? {
    for file in [credentials, config] {
      if let setting = file.profiles[profile]?[name] { return (file.path, setting.line) }
    }
    return nil
  }

  private static func file(
    _ kind: SharedConfigFile.Kind, _ variable: String, _ name: String,
    _ environment: Environment, _ files: FileAccess
  ) throws(ConfigurationError) -> SharedConfigFile {
    let home = environment["HOME"]
    var path = environment[variable] ?? home.map { "\($0)/.aws/\(name)" } ?? ""
    if path.hasPrefix("~/"), let home { path = home + path.dropFirst() }
    guard !path.isEmpty else { return SharedConfigFile(path: name) }
    switch files.read(path) {
    case .absent: return SharedConfigFile(path: path)
    case .unreadable(let reason):
      throw ConfigurationError("the file cannot be read: \(reason)", path: path)
    case .bytes(let bytes):
      return try SharedConfigFile(reading: bytes, kind: kind, path: path)
    }
  }
}
