public import JSONText

/// One thing that is wrong with a file or with what was said on the command line.
public struct FileProblem: Hashable, Sendable {
  /// A stable name: `unknown-key`, `wrong-type`, `device-arn`.
  public var id: String
  /// Where it stands; `.none` for what did not come from a file.
  public var position: TextPosition
  /// The role-set file that it stands in, when that is another one than the file that is read.
  public var file: String?
  /// One sentence: lower-case start, no full stop.
  public var message: String
  /// An act that helps.
  public var hint: String?

  /// Makes a problem.
  public init(
    _ id: String, at position: TextPosition = .none, _ message: String, hint: String? = nil
  ) {
    self.id = id
    self.position = position
    self.message = message
    self.hint = hint
  }

  init(_ problem: JSONProblem) {
    self.init(problem.id, at: problem.position, problem.message, hint: problem.hint)
  }
}

/// Why a role-set file was refused: every problem, in the order of the text.
public struct RoleSetFileError: Error, Hashable, Sendable {
  /// The problems; never empty.
  public let problems: [FileProblem]
}

/// Why a spec was refused: every problem, in the order of the text.
public struct SpecError: Error, Hashable, Sendable {
  /// The problems; never empty.
  public let problems: [FileProblem]
}

/// Where the problems of one reading gather.
final class Findings {
  private(set) var problems: [FileProblem] = []
  /// Whether `null` says the same as a key that is not there.
  let takesNull: Bool

  /// The most characters that values may add to the texts of one set.
  ///
  /// Far more than IAM takes, and little enough that no file makes the program large.
  static let room = 4_194_304
  private var used = 0

  init(takesNull: Bool = true) { self.takesNull = takesNull }

  /// Takes characters from the room; false, with one problem, when no more are left.
  func makesRoom(for count: Int, at position: TextPosition) -> Bool {
    guard used <= Self.room else { return false }
    used += count
    guard used > Self.room else { return true }
    add(
      "parameter-size", at: position,
      "the values of parameters make more than \(Self.room) characters of the file",
      hint: "use fewer parameters, or shorter values")
    return false
  }

  func add(_ id: String, at position: TextPosition, _ message: String, hint: String? = nil) {
    problems.append(FileProblem(id, at: position, message, hint: hint))
  }

  func add(_ problem: FileProblem) { problems.append(problem) }

  /// The tree of a text, as far as it can be read.
  func json(of bytes: some Collection<UInt8>) -> JSON? {
    let read = JSON.reading(bytes)
    problems += read.problems.map(FileProblem.init)
    return read.value
  }

  /// The problems in the order of the text; those of one place stay in the order they were found.
  var inOrder: [FileProblem] {
    problems.enumerated()
      .sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
      .map(\.element)
  }
}
