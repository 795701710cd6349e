/// Both shared files together, and the profile that was chosen.
public struct SharedConfig: Hashable, Sendable {
  /// `~/.aws/config`, or what AWS_CONFIG_FILE names.
  public let config: SharedConfigFile
  /// `~/.aws/credentials`, or what AWS_SHARED_CREDENTIALS_FILE names.
  public let credentials: SharedConfigFile
  /// The profile in use.
  public let profile: String
  private let namedByVariable: [NamedFile]

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
    namedByVariable = [
      ("AWS_CONFIG_FILE", config), ("AWS_SHARED_CREDENTIALS_FILE", credentials),
    ].filter { environment[$0.0] != nil }.map { NamedFile(variable: $0.0, file: $0.1) }
    guard chosen == nil || profile == "default" || hasProfile(profile) else {
      let error = CredentialError.unknownProfile(
        profile, known: profileNames, missingFiles: missingFiles)
      throw ConfigurationError(error.message, hint: error.hint)
    }
  }

  private struct NamedFile: Hashable {
    var variable: String
    var file: SharedConfigFile
  }

  /// The files that a variable names and that do not exist, as `'/no/such' (AWS_CONFIG_FILE)`.
  var missingFiles: [String] {
    namedByVariable.filter(\.file.isAbsent).map { "'\($0.file.path)' (\($0.variable))" }
  }

  /// The names of all profiles, sorted.
  public var profileNames: [String] {
    Set(config.profiles.keys).union(credentials.profiles.keys).sorted()
  }

  /// Says whether one of the files has that profile.
  func hasProfile(_ name: String) -> Bool {
    config.profiles[name] != nil || credentials.profiles[name] != nil
  }

  /// A setting of the profile in use; the credentials file wins.
  ///
  /// Blank ones count as absent.
  public subscript(name: String) -> String? { setting(name, of: profile) }

  /// A setting of any profile; the credentials file wins.
  func setting(_ name: String, of profile: String) -> String? {
    for file in [credentials, config] {
      if let value = file.profiles[profile]?[name]?.value, !value.isEmpty { return value }
    }
    return nil
  }

  /// The place of a setting of the profile in use, or of another one.
  func place(of name: String, in other: String? = nil) -> (path: String, line: Int)? {
    let profile = other ?? profile
    for file in [credentials, config] {
      if let setting = file.profiles[profile]?[name] { return (file.path, setting.line) }
    }
    return nil
  }

  private static func file(
    _ kind: SharedConfigFile.Kind, _ variable: String, _ name: String,
    _ environment: Environment, _ files: FileAccess
  ) throws(ConfigurationError) -> SharedConfigFile {
    let path =
      environment[variable].map { environment.expanded($0) }
      ?? environment["HOME"].map { "\($0)/.aws/\(name)" } ?? ""
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
