import CommandTable
import IAMPolicy
import JSONText

/// One thing that keeps a JSON value from being what a command takes.
struct FormProblem: Hashable, Sendable {
  /// Where it stands.
  var position: TextPosition
  /// One sentence with a small first letter and no full stop.
  var message: String
  /// What to do.
  var hint: String?

  init(_ message: String, at position: TextPosition, hint: String? = nil) {
    self.position = position
    self.message = message
    self.hint = hint
  }
}

/// Everything that is wrong with a JSON value, in the order of its text.
struct FormError: Error, Hashable, Sendable {
  /// The problems, never empty.
  let problems: [FormProblem]

  init(_ first: FormProblem, _ others: [FormProblem] = []) {
    problems = ([first] + others).enumerated()
      .sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
      .map(\.element)
  }

  init(_ error: JSONError) {
    problems = error.problems.map { FormProblem($0.message, at: $0.position, hint: $0.hint) }
  }

  init(_ error: PolicyDocumentError) {
    problems = error.problems.map { FormProblem($0.message, at: $0.position, hint: $0.hint) }
  }
}

/// Where the problems of one reading gather, so that all are told at once.
final class FormProblems {
  private(set) var list: [FormProblem] = []

  func add(_ message: String, at position: TextPosition, hint: String? = nil) {
    list.append(FormProblem(message, at: position, hint: hint))
  }

  func add(_ error: FormError) { list += error.problems }

  /// Throws when there is any problem.
  func check() throws(FormError) {
    guard let first = list.first else { return }
    throw FormError(first, Array(list.dropFirst()))
  }
}

/// The members of one JSON object, read by name.
struct Form {
  let json: JSON
  private let what: String
  private let problems: FormProblems

  /// Reads an object; nil, with a problem, when it is something else.
  ///
  /// A member that is not `known` is a problem that names the nearest; with `known` nil every member may
  /// stand.
  init?(_ json: JSON, of what: String, known: [String]?, _ problems: FormProblems) {
    self.json = json
    self.what = what
    self.problems = problems
    guard let members = json.object else {
      problems.add("\(what) is an object, and here is \(json.kind)", at: json.position)
      return nil
    }
    guard let known else { return }
    for member in members where !known.contains(member.name) {
      let nearest = Nearest.to(member.name, among: known)
      problems.add(
        "\(what) has no member \(Shown.quoted(member.name))", at: member.namePosition,
        hint: nearest.map { "the nearest is '\($0)'" }
          ?? "it may have \(known.map { "'\($0)'" }.joined(separator: ", "))")
    }
  }

  /// The value of a member; nil when it is not there or `null`.
  subscript(name: String) -> JSON? {
    guard let value = json[name], value != .null else { return nil }
    return value
  }

  func required(_ name: String) -> JSON? {
    if let value = self[name] { return value }
    problems.add("\(what) needs the member '\(name)'", at: json.position)
    return nil
  }

  func text(_ name: String) -> String? {
    guard let value = self[name] else { return nil }
    return problems.text(value, name)
  }

  func flag(_ name: String) -> Bool? {
    guard let value = self[name] else { return nil }
    guard let flag = value.bool else {
      problems.add("'\(name)' takes true or false, and here is \(value.kind)", at: value.position)
      return nil
    }
    return flag
  }

  /// The elements of a list; none when it is not there.
  func list(_ name: String) -> [JSON] {
    guard let value = self[name] else { return [] }
    guard let elements = value.array else {
      problems.add("'\(name)' takes a list, and here is \(value.kind)", at: value.position)
      return []
    }
    return elements
  }

  /// The texts of a list, or one text alone.
  func texts(_ name: String) -> [String] {
    guard let value = self[name] else { return [] }
    return (value.array ?? [value]).compactMap { problems.text($0, name) }
  }
}

extension FormProblems {
  /// The string; anything else is a problem.
  func text(_ value: JSON, _ name: String) -> String? {
    guard let text = value.string else {
      add("'\(name)' takes a string, and here is \(value.kind)", at: value.position)
      return nil
    }
    return text
  }
}

extension JSON {
  /// The value of a text that is a file, or one line of it.
  static func form(_ bytes: some Collection<UInt8>) throws(FormError) -> JSON {
    do throws(JSONError) { return try JSON(parsing: bytes) } catch { throw FormError(error) }
  }
}

extension Report {
  /// A file that is not what a command takes.
  init(_ error: FormError, in file: String) {
    self.init(
      .failed, in: file,
      error.problems.map { Problem($0.message, in: file, at: $0.position, hint: $0.hint) })
  }
}
