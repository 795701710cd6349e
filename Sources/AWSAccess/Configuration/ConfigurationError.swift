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
  /// The command-line flag that says so, when one does: a mistake in how the program was called.
  public let flag: String?

  /// Makes an error, with its place when it is in a file.
  public init(
    _ message: String, hint: String? = nil, path: String? = nil, line: Int? = nil,
    flag: String? = nil
  ) {
    self.message = message
    self.hint = hint
    self.path = path
    self.line = line
    self.flag = flag
  }
}
