import CommandTable
import IAMBackend
import JSONText

/// The file that `--snapshot` names, and how old it may be.
struct SnapshotFile: Hashable, Sendable {
  static let maxAge = Flag(
    "max-age", .text("AGE"), "Refuse a snapshot that is older than this: 90m, 24h or 7d")
  /// How far the clocks of two machines may be apart, in seconds.
  private static let clockDifference = 300

  /// Where it is; `-` is standard input.
  let path: String
  private let limit: SnapshotAge?

  /// The file that the words name; nil when they name none.
  init?(_ arguments: Arguments) throws(Report) {
    let path = arguments.value(of: Flags.snapshot)
    let limit = arguments.value(of: Self.maxAge)
    guard let path else {
      guard limit == nil else {
        throw Report(
          .usage, "'--max-age' is given without '--snapshot'",
          hint: "give both, or leave '--max-age' out: the account itself is never old")
      }
      return nil
    }
    self.path = path
    if let limit {
      guard let age = SnapshotAge(limit) else {
        throw Report(
          .usage, "'--max-age \(limit)' is no age",
          hint: "write a number with 's', 'm', 'h' or 'd' behind it, such as '24h'")
      }
      self.limit = age
    } else {
      self.limit = nil
    }
  }

  /// A snapshot that no flag names, at a path.
  init(path: String) {
    self.path = path
    limit = nil
  }

  /// How it is called in messages.
  var name: String { InputFile.displayName(path) }

  /// Reads it, unless it is too old.
  func read() throws(Report) -> Snapshot {
    let bytes = try InputFile.bytes(path, hint: "'panorama-roles snapshot --out FILE' makes it")
    let snapshot: Snapshot
    do throws(DocumentError) { snapshot = try Snapshot(reading: bytes) } catch {
      throw Report(error, in: name)
    }
    try refuseOld(snapshot)
    return snapshot
  }

  /// Refused and not incomplete: all was read, and a person said that it must not count.
  private func refuseOld(_ snapshot: Snapshot) throws(Report) {
    guard let limit else { return }
    let again = "take it anew with 'panorama-roles snapshot --out FILE'"
    guard let taken = snapshot.takenAt ?? InputFile.modificationTime(path) else {
      throw Report(
        .refused, "how old the snapshot is, nobody knows: it does not say, and it is no file",
        at: name, hint: "name the file, or take it with '--taken-at'")
    }
    let age = Today.now - taken
    guard age >= -Self.clockDifference else {
      throw Report(
        .refused, "the snapshot is of the future: \(Today.moment(taken))", at: name,
        hint: "set the clock of this machine right, or \(again)")
    }
    guard age <= limit.seconds else {
      throw Report(
        .refused,
        "the snapshot is \(SnapshotAge(seconds: age).words) old, and '--max-age' allows "
          + limit.words,
        at: name, hint: again)
    }
  }
}

/// A length of time, as `24h` on the command line.
struct SnapshotAge: Hashable, Sendable {
  let seconds: Int

  init(seconds: Int) { self.seconds = seconds }

  private static let units: [(letter: Character, seconds: Int, word: String)] = [
    ("d", 86_400, "day"), ("h", 3600, "hour"), ("m", 60, "minute"), ("s", 1, "second"),
  ]

  /// Reads a whole number with its unit; nil for anything else.
  init?(_ text: String) {
    guard let unit = Self.units.first(where: { $0.letter == text.last }),
      let number = UInt32(text.dropLast()), text.first != "+"
    else { return nil }
    seconds = Int(number) * unit.seconds
  }

  /// In the largest unit that leaves more than one, rounded down: `25 hours`, `90 minutes`.
  var words: String {
    for unit in Self.units where seconds >= 2 * unit.seconds || unit.seconds == 1 {
      return counted(max(0, seconds / unit.seconds), unit.word)
    }
    return counted(0, "second")
  }
}
