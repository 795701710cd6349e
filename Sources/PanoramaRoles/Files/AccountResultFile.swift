import JSONText
import Reports

/// Results of earlier runs: a file of JSON lines.
struct AccountResultFile<Result: ListedResult> {
  /// One result with the line that it is in.
  struct Row {
    var result: Result
    let place: String
    /// What tells the whole line from others, whatever was dropped of it.
    let digest: String
  }

  /// The results in the order of the lines.
  let rows: [Row]
  /// The line that is cut off at the end of the file; nil when all are whole.
  let tornLine: Int?

  /// Reads a file; the problems of all lines are reported at once.
  ///
  /// A run that was killed leaves a torn last line at worst: that one is not a problem. The documents of
  /// all accounts are much of the file, and kept only where they are written again.
  init(reading path: String, keepsDocuments: Bool) throws(CommandError) {
    var reader = try LineReader(path)
    var rows: [Row] = []
    var problems: [CommandError.Problem] = []
    var torn: (line: Int, problems: [CommandError.Problem])?
    let name = InputFile.displayName(path)
    while let line = try reader.next(beforeWaiting: {}) {
      // What was taken for a torn end has lines behind it.
      problems += torn?.problems ?? []
      torn = nil
      let number = reader.number
      func told(_ error: DocumentError) -> [CommandError.Problem] {
        error.problems.map { problem in
          CommandError.Problem(
            problem.message, at: "\(name):\(number):\(max(1, problem.position.column))",
            hint: problem.hint)
        }
      }
      guard case .text(let bytes) = line else {
        problems.append(CommandError.Problem("the line is too long", at: "\(name):\(number)"))
        continue
      }
      let json: JSON
      do throws(DocumentError) { json = try JSON(parsing: bytes) } catch {
        torn = (number, told(error))
        continue
      }
      do throws(DocumentError) {
        var row = Row(
          result: try Result(json), place: "\(name):\(number)",
          digest: Digest.text(of: json.text(.compact)))
        if !keepsDocuments { row.result.document = nil }
        rows.append(row)
      } catch {
        problems += told(error)
      }
    }
    guard problems.isEmpty else { throw CommandError(.failed, in: name, problems) }
    self.rows = rows
    tornLine = torn?.line
  }
}
