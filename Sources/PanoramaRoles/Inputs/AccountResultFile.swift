import JSONText

/// Results of earlier runs: a file of JSON lines.
struct AccountResultFile {
  /// One result with the line that it stands in.
  struct Row {
    let result: AccountResult
    let place: String
  }

  /// The results in the order of the lines.
  let rows: [Row]
  /// The line that is cut off at the end of the file; nil when all are whole.
  let tornLine: Int?

  /// Reads a file; the problems of all lines are told at once.
  ///
  /// A run that was killed leaves a torn last line at worst: that one is no problem.
  init(reading path: String) throws(Report) {
    var reader = try LineReader(path)
    var rows: [Row] = []
    var problems: [Report.Problem] = []
    var torn: (line: Int, problems: [Report.Problem])?
    let name = InputFile.displayName(path)
    while let line = try reader.next(beforeWaiting: {}) {
      // What was taken for a torn end has lines behind it.
      problems += torn?.problems ?? []
      torn = nil
      let number = reader.number
      func told(_ error: FormError) -> [Report.Problem] {
        error.problems.map { problem in
          Report.Problem(
            problem.message, at: "\(name):\(number):\(max(1, problem.position.column))",
            hint: problem.hint)
        }
      }
      guard case .text(let bytes) = line else {
        problems.append(Report.Problem("the line is too long", at: "\(name):\(number)"))
        continue
      }
      let json: JSON
      do throws(FormError) { json = try JSON.form(bytes) } catch {
        torn = (number, told(error))
        continue
      }
      do throws(FormError) {
        rows.append(Row(result: try AccountResult(json), place: "\(name):\(number)"))
      } catch {
        problems += told(error)
      }
    }
    guard problems.isEmpty else { throw Report(.failed, in: name, problems) }
    self.rows = rows
    tornLine = torn?.line
  }
}
