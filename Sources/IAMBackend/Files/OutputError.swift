/// Why something could not be written to disk.
public struct OutputError: Error, Hashable, Sendable {
  /// The path that was asked for, as the person wrote it.
  public let path: String
  /// One sentence.
  public let message: String
  /// What a person can do.
  public let hint: String?
  /// Whether we refuse to replace something that exists; otherwise the system refused.
  public let isRefusal: Bool

  /// Makes an error.
  public init(path: String, message: String, hint: String? = nil, isRefusal: Bool = false) {
    self.path = path
    self.message = message
    self.hint = hint
    self.isRefusal = isRefusal
  }
}
