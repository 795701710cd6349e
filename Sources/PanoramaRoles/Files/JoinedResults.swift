import Reports

/// The results of several machines, of one list and one piece of work, each account once.
struct JoinedResults<Result: ListedResult> {
  let results: [Result]
  /// How many accounts the whole list has.
  let total: Int

  /// Reads files of JSON lines and joins them.
  init(reading paths: [String], to terminal: Terminal) throws(CommandError) {
    var rows: [AccountResultFile<Result>.Row] = []
    for path in paths {
      let file = try AccountResultFile<Result>(reading: path, keepsDocuments: false)
      if let line = file.tornLine {
        terminal.warn("line \(line) of '\(InputFile.displayName(path))' is cut off and left out")
      }
      rows += file.rows
    }
    guard let first = rows.first else {
      throw CommandError(
        .incomplete, "the files hold no result",
        hint: "look at what the runs wrote to standard error")
    }
    var known: [Int: AccountResultFile<Result>.Row] = [:]
    for row in rows {
      let (result, one) = (row.result, first.result)
      guard result.place.list == one.place.list, result.place.total == one.place.total else {
        throw CommandError(
          .refused, "the result is of another list of accounts than that at \(first.place)",
          at: row.place, hint: "join results of one list at a time")
      }
      guard result.check == one.check else {
        throw CommandError(
          .refused,
          "the result is of another spec, ignore list or flags than that at \(first.place)",
          at: row.place, hint: "run all shards with the same spec and flags")
      }
      if let other = known[result.place.position] {
        guard other.digest == row.digest else {
          throw CommandError(
            .refused,
            "the result of account '\(result.account)' is another than that at \(other.place)",
            at: row.place, hint: "leave the older of the two files out")
        }
        continue
      }
      known[result.place.position] = row
    }
    results = known.values.map(\.result)
    total = first.result.place.total
  }
}
