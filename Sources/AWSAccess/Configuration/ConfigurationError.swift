/// Why the way to AWS cannot be found from what is configured.
public struct ConfigurationError: Error, Hashable, Sendable {
  /// What is wrong, as one sentence for people.
  public let message: String
  /// What to do about it, where something can be done.
  public let hint: String?
  /// The file that says so, when a file does.
  public let path: String?
  /// The line in that file, from 1.
  public let line: Int?

  /// Makes an error, with its place when it is in a file.
  public init(_ message: String, hint: String? = nil, path: String? = nil, line: Int? = nil) {
    self.message = message
    self.hint = hint
    self.path = path
    self.line = line
  }
}
