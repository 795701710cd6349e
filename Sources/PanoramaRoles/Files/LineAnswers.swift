import IAMPolicy
import JSONText
import Reports

/// Answers a file of JSON lines line by line, in its order.
///
/// A bad line is answered by what is wrong with it and keeps no other from its answer. Memory is bounded
/// by the longest line; answers are written at the latest when the reader would wait for more.
struct LineAnswers {
  let path: String
  let terminal: Terminal
  /// The members of the answer to one line, behind its `id`.
  let answer: (JSON) throws(DocumentError) -> [(String, JSON)]

  /// How much is written at once, in bytes.
  private static let portion = 1 << 16

  func run() throws(CommandError) -> ExitStatus {
    var reader = try LineReader(path)
    var output = ""
    var status = ExitStatus.done
    while let line = try reader.next(beforeWaiting: { flush(&output) }) {
      let (members, isGood) = members(line, number: reader.number)
      if !isGood { status = .failed }
      output += JSON.object(members).text(.compact) + "\n"
      if output.utf8.count >= Self.portion { flush(&output) }
      if terminal.outputFailure != nil { return .failed }
    }
    flush(&output)
    return status
  }

  private func flush(_ output: inout String) {
    guard !output.isEmpty else { return }
    terminal.result(exactly: output)
    output = ""
  }

  private func members(
    _ line: LineReader.Line, number: Int
  ) -> (members: [(String, JSON)], isGood: Bool) {
    var id = JSON.null
    do throws(DocumentError) {
      switch line {
      case .tooLong:
        throw DocumentError(
          Problem(
            "invalid-value", at: TextPosition(line: 1, column: 1),
            "the line has more than \(LineReader.limit >> 20) MiB"))
      case .text(let bytes):
        let json = try JSON(parsing: bytes)
        guard json.object != nil else {
          throw DocumentError(
            Problem(
              "invalid-value", at: json.position, "a line is an object, and here is \(json.kind)"))
        }
        id = json["id"] ?? .null
        return ([("id", id)] + (try answer(json)), true)
      }
    } catch {
      return ([("id", id), ("error", .string(words(error, number: number)))], false)
    }
  }

  private func words(_ error: DocumentError, number: Int) -> String {
    error.problems.map { problem in
      let column = problem.position == .none ? "" : ":\(problem.position.column)"
      let hint = problem.hint.map { " (\($0))" } ?? ""
      return "\(InputFile.displayName(path)):\(number)\(column): \(problem.message)\(hint)"
    }.joined(separator: "; ")
  }
}

extension JSONObjectReader {
  /// A policy document, or a list of them; nil when the member does not exist.
  func documents(
    _ name: String, as kind: PolicyKind?, _ problems: ProblemCollector
  ) -> [PolicyDocument]? {
    guard let value = self[name] else { return nil }
    return (value.array ?? [value]).compactMap { json in
      do throws(DocumentError) { return try PolicyDocument(json, as: kind) } catch {
        problems.add(error)
        return nil
      }
    }
  }
}
