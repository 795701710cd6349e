import CommandTable
import IAMBackend
import JSONText
import Reports

/// The file that `--snapshot` names, and how old it may be.
struct SnapshotFile: Hashable, Sendable {
  /// How far the clocks of two machines may be apart, in seconds.
  private static let clockDifference = 300

  /// Where it is; `-` is standard input.
  let path: String
  let limit: SnapshotAge?

  /// How it is called in messages.
  var name: String { InputFile.displayName(path) }

  /// Reads it, unless it is too old.
  func read(by clock: Clock) throws(CommandError) -> Snapshot {
    let snapshot = try Self.read(path)
    try refuseOld(snapshot, clock.now())
    return snapshot
  }

  /// Reads a snapshot of any age.
  static func read(_ path: String) throws(CommandError) -> Snapshot {
    let bytes = try InputFile.bytes(path, hint: "'panorama-roles snapshot --out FILE' makes it")
    let snapshot: Snapshot
    do throws(DocumentError) { snapshot = try Snapshot(reading: bytes) } catch {
      throw FileKind.mismatch(bytes, wanted: .snapshot, path: path)
        ?? CommandError(error, in: InputFile.displayName(path))
    }
    return snapshot
  }

  /// Only a snapshot is replaced by a snapshot: never the spec, a device or somebody's notes.
  static func refuseOther(at path: String) throws(CommandError) {
    guard InputFile.exists(path) else { return }
    guard InputFile.isRegular(path), (try? read(path)) != nil else {
      throw CommandError(
        .refused, Sentence.exists(path, isNot: "a snapshot"), hint: "name a new file")
    }
  }

  /// Refused and not incomplete: all was read, and a person said that it must not count.
  private func refuseOld(_ snapshot: Snapshot, _ now: Int) throws(CommandError) {
    guard let limit else { return }
    let again = "create a new one with 'panorama-roles snapshot --out FILE'"
    guard let taken = snapshot.takenAt ?? InputFile.modificationTime(path) else {
      throw CommandError(
        .refused,
        "the age of the snapshot is unknown: it has no 'TakenAt' and is not a regular file",
        at: name, hint: "name the file, or take it with '--taken-at'")
    }
    let age = now - taken
    guard age >= -Self.clockDifference else {
      throw CommandError(
        .refused, "the snapshot's time is in the future: \(Clock.moment(taken))", at: name,
        hint: "set the clock of this machine right, or \(again)")
    }
    guard age <= limit.seconds else {
      throw CommandError(
        .refused,
        "the snapshot is \(SnapshotAge(seconds: age).words) old, and '--max-age' allows "
          + limit.words,
        at: name, hint: again)
    }
  }
}

extension SnapshotFile {
  /// The place of a role in a snapshot.
  static func index(
    ofRole name: String, in snapshot: Snapshot, called file: String
  ) throws(CommandError) -> Int {
    if let index = snapshot.index(ofRole: name) { return index }
    if snapshot.roleCount == 0 {
      throw CommandError(.failed, "the snapshot '\(file)' holds no role at all")
    }
    if snapshot.isTruncated {
      throw CommandError(
        .incomplete, "the snapshot is truncated and does not contain role '\(name)'",
        at: file, hint: "create a new one with 'panorama-roles snapshot --out FILE'")
    }
    throw CommandError(
      .failed, "the snapshot '\(file)' has no role '\(name)'",
      hint: Sentence.didYouMean(name, among: snapshot.roleNames))
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
