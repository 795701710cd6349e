public import JSONText

/// One thing that keeps a file from being what it should be.
public struct FileFormProblem: Hashable, Sendable {
  /// Where it stands.
  public let position: TextPosition
  /// The stable name of the kind of problem, such as `json-syntax` or `missing-member`.
  public let id: String
  /// One sentence that says what was found.
  public let message: String
  /// What to do about it.
  public let hint: String?
}

/// Every problem that was found in a file, in the order of its text.
public struct FileFormError: Error, Hashable, Sendable {
  /// The problems; never empty.
  public let problems: [FileFormProblem]

  init(_ first: FileFormProblem, _ others: [FileFormProblem] = []) {
    problems = ([first] + others).sorted { $0.position < $1.position }
  }

  /// The problems of a text that is no JSON.
  public init(_ error: JSONError) {
    problems = error.problems.map {
      FileFormProblem(position: $0.position, id: $0.id, message: $0.message, hint: $0.hint)
    }
  }
}

extension JSON {
  /// Parses a file; what is wrong with it is told as `FileFormError`.
  static func file(_ text: String) throws(FileFormError) -> JSON {
    do { return try JSON(parsing: text, limits: .file) } catch { throw FileFormError(error) }
  }

  /// Parses the bytes of a file; what is wrong with it is told as `FileFormError`.
  static func file(_ bytes: [UInt8]) throws(FileFormError) -> JSON {
    do { return try JSON(parsing: bytes, limits: .file) } catch { throw FileFormError(error) }
  }
}

extension JSONLimits {
  /// A snapshot of a large account has hundreds of megabytes.
  static let file = JSONLimits(size: 1 << 30)
}
