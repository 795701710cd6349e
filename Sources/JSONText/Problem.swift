/// One thing that is wrong with a text, at its place.
public struct Problem: Error, Hashable, Sendable {
  /// How bad it is.
  public enum Severity: String, Hashable, Sendable, CaseIterable {
    case error, warning, info
  }

  /// How bad it is.
  public var severity: Severity
  /// The stable name of the kind of problem, such as `json-syntax` or `unknown-key`.
  public var id: String
  /// The place in the text; `.none` for what did not come from a text.
  public var position: TextPosition
  /// The file, when it is another one than the file that is read.
  public var file: String?
  /// One sentence: lower-case start, no full stop.
  public var message: String
  /// What to do about it.
  public var hint: String?

  /// Makes a problem; without a position it did not come from a text.
  public init(
    _ id: String, at position: TextPosition = .none, _ message: String, hint: String? = nil,
    severity: Severity = .error
  ) {
    self.severity = severity
    self.id = id
    self.position = position
    self.message = message
    self.hint = hint
  }
}

/// Everything that is wrong with a document: a file, a policy, or one line of a file.
public struct DocumentError: Error, Hashable, Sendable {
  /// The problems in the order of the text; never empty, and at most `ProblemCollector.limit`.
  public let problems: [Problem]
  /// How many problems there are beyond those.
  public let omitted: Int

  /// Takes problems in any order.
  package init(_ first: Problem, _ others: [Problem] = [], omitted: Int = 0) {
    let kept = [first] + others.prefix(ProblemCollector.limit - 1)
    problems = kept.inTextOrder
    self.omitted = omitted + others.count + 1 - kept.count
  }

  /// Takes problems in any order; nil when none exist.
  package init?(_ problems: [Problem], omitted: Int = 0) {
    guard let first = problems.first else { return nil }
    self.init(first, Array(problems.dropFirst()), omitted: omitted)
  }
}

extension Sequence<Problem> {
  /// By position; those of one place stay in the order they were found.
  package var inTextOrder: [Problem] {
    enumerated()
      .sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
      .map(\.element)
  }
}

/// Collects the problems of one reading, so that all are reported at once.
///
/// A file of nonsense has millions: the first are kept, the others are counted and never put into words.
package final class ProblemCollector {
  /// How many problems are kept.
  package static let limit = 100

  package private(set) var problems: [Problem] = []
  package private(set) var omitted = 0
  /// Whether `null` says the same as a key that does not exist.
  package let ignoresNull: Bool

  package init(ignoresNull: Bool = true) { self.ignoresNull = ignoresNull }

  package var isEmpty: Bool { problems.isEmpty }
  /// How many problems were found.
  package var count: Int { problems.count + omitted }
  /// How many characters the values of parameters added to the text; its reader bounds it.
  package var expansion = 0

  package func add(
    _ id: String, at position: TextPosition, _ message: @autoclosure () -> String,
    hint: @autoclosure () -> String? = nil
  ) {
    guard problems.count < Self.limit else {
      omitted += 1
      return
    }
    problems.append(Problem(id, at: position, message(), hint: hint()))
  }

  package func add(_ problem: @autoclosure () -> Problem) {
    guard problems.count < Self.limit else {
      omitted += 1
      return
    }
    problems.append(problem())
  }

  package func add(_ error: DocumentError) {
    for problem in error.problems { add(problem) }
    omitted += error.omitted
  }

  /// The tree of a text, as far as it can be read.
  package func json(of bytes: some Collection<UInt8>, limits: JSONLimits = JSONLimits()) -> JSON? {
    let read = JSON.reading(bytes, limits: limits)
    if let error = read.error { add(error) }
    return read.value
  }

  /// All problems in the order of the text; nil when none exist.
  package var error: DocumentError? { DocumentError(problems, omitted: omitted) }

  /// All problems, for a reader that has no result.
  package var failure: DocumentError {
    error ?? DocumentError(Problem("unreadable", "the document cannot be read"))
  }

  /// Throws when there is any problem.
  package func check() throws(DocumentError) {
    if let error { throw error }
  }
}

/// The kinds of problem that keep a text from being JSON.
///
/// Their names are stable: people suppress and search by them.
public enum JSONProblemKind: String, Hashable, Sendable, CaseIterable {
  /// The text does not follow the grammar of RFC 8259.
  case syntax = "json-syntax"
  /// One object has the same name twice; readers disagree about which one counts.
  case duplicateKey = "duplicate-key"
  /// The bytes are not UTF-8, begin with a byte order mark, or a string has half a surrogate pair.
  case encoding = "json-encoding"
  /// Arrays and objects are nested deeper than `JSONLimits.depth`.
  case tooDeep = "json-too-deep"
  /// The text has more bytes than `JSONLimits.size`.
  case tooLarge = "json-too-large"
}

extension Problem {
  init(
    _ kind: JSONProblemKind, at position: TextPosition, _ message: String, hint: String? = nil
  ) {
    self.init(kind.rawValue, at: position, message, hint: hint)
  }
}
