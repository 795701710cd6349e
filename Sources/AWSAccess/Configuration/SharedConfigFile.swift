/// One of the two files that AWS's tools share (`~/.aws/config`, `~/.aws/credentials`), read as
/// AWS's SDKs read it.
public struct SharedConfigFile: Hashable, Sendable {
  /// Which of the two it is: in the config file profiles are named `[profile NAME]`, in the
  /// credentials file `[NAME]`.
  public enum Kind: Hashable, Sendable {
    case config
    case credentials
  }

  /// One `name = value`, with the settings indented below it.
  public struct Setting: Hashable, Sendable {
    /// The value without white space around it; continuation lines follow after line feeds.
    public var value: String
    /// The line where it begins, from 1.
    public var line: Int
    /// What is indented below a setting without a value of its own, by lower-case name.
    public var nested: [String: String] = [:]
  }

  /// The settings of a section by lower-case name.
  public typealias Section = [String: Setting]

  /// Where it was read.
  public let path: String
  /// Whether the file does not exist.
  public let isAbsent: Bool
  /// The profiles by name.
  public internal(set) var profiles: [String: Section] = [:]
  /// The `[sso-session NAME]` sections by name.
  public internal(set) var ssoSessions: [String: Section] = [:]
  /// The `[services NAME]` sections by name.
  public internal(set) var services: [String: Section] = [:]

  /// A file without anything, as one that is absent.
  public init(path: String) {
    self.path = path
    isAbsent = true
  }

  /// Reads a file's bytes or says which line is wrong.
  public init(reading bytes: [UInt8], kind: Kind, path: String) throws(ConfigurationError) {
    self.path = path
    isAbsent = false
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ConfigurationError("the file is not UTF-8", path: path)
    }
    var reader = SharedConfigReader(kind: kind, path: path)
    // Only a line feed ends a line: other Unicode line ends may occur in a comment or a value.
    for line in Substring(text).unicodeScalars.split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      try reader.take(line)
    }
    reader.endSetting()
    profiles = reader.profiles
    ssoSessions = reader.ssoSessions
    services = reader.services
  }
}
