import IAMBackend
import JSONText
import Reports

/// The file of the roles that `retire` deletes: a snapshot of them, from which they can be made again.
struct RetireArchive {
  let path: String

  /// Writes the roles to the file, next to those that earlier runs wrote; only its owner may read it.
  func write(_ names: [String], of snapshot: Snapshot, takenAt: String) throws(CommandError) {
    let earlier = try earlier(of: snapshot)
    let text = snapshot.archive(of: names, takenAt: takenAt, besides: earlier)
    do throws(OutputError) { try OutputFile.write(text, to: path, access: .owner) } catch {
      throw CommandError(error)
    }
  }

  /// The archive that a stopped run left; anything else is never overwritten.
  private func earlier(of snapshot: Snapshot) throws(CommandError) -> Snapshot? {
    guard InputFile.exists(path) else { return nil }
    let found = InputFile.isRegular(path) ? try? SnapshotFile.read(path) : nil
    guard let found else {
      throw CommandError(
        .refused, Sentence.exists(path, isNot: "an archive"),
        hint: "name a new file with '--archive FILE'")
    }
    guard found.roleCount == 0 || found.home?.account == snapshot.home?.account else {
      throw CommandError(
        .refused, "the archive '\(path)' contains roles of another account",
        hint: "name a new file with '--archive FILE'")
    }
    return found
  }
}
