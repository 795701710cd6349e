import IAMBackend
import JSONText
import Reports
import RoleCatalogue

/// The file of the roles that `retire` deletes: a snapshot of them, from which they can be made again.
///
/// A role that an archive has is never replaced: one that was made again under its name, or that has got more since,
/// goes into a file with a number.
struct RetireArchive {
  /// The file that comes first.
  private let first: String
  /// Whether a person chose the file: then no other one is written.
  private let isChosen: Bool

  init(account: String, path: String?) {
    first = path ?? "retired-\(account).json"
    isChosen = path != nil
  }

  private func path(_ number: Int) -> String {
    number == 1 ? first : first.dropLast(".json".count) + "-\(number).json"
  }

  /// The archive that has a role; nil when none does.
  func path(of role: String) -> String? {
    var number = 1
    while InputFile.exists(path(number)) {
      let found = InputFile.isRegular(path(number)) ? try? SnapshotFile.read(path(number)) : nil
      if found?.index(ofRole: role) != nil { return path(number) }
      guard !isChosen else { return nil }
      number += 1
    }
    return nil
  }

  /// Writes the roles to a file, next to those that earlier runs wrote; only its owner may read it.
  ///
  /// - Returns: the path of the file.
  func write(
    _ names: [String], of snapshot: Snapshot, takenAt: String
  ) throws(CommandError) -> String {
    var number = 1
    var passed: [Snapshot] = []
    while true {
      let path = path(number)
      let earlier = try earlier(path, of: snapshot)
      let again = earlier.map {
        snapshot.rolesMadeAgain(names, since: $0, disabledTrust: RetiredRole.disabledTrust)
      }
      if let taken = again?.first {
        guard !isChosen else {
          throw CommandError(
            .refused,
            "the archive '\(path)' contains role '\(taken)', or a policy that it has, in another form",
            hint: "name a new file with '--archive FILE'")
        }
        passed += [earlier].compactMap(\.self)
        number += 1
        continue
      }
      let text = snapshot.archive(
        of: names, takenAt: takenAt, besides: earlier, enabled: passed.reversed(),
        disabledTrust: RetiredRole.disabledTrust)
      do throws(OutputError) { try OutputFile.write(text, to: path, access: .owner) } catch {
        throw CommandError(error)
      }
      return path
    }
  }

  /// The archive that an earlier run left; anything else is never overwritten.
  private func earlier(
    _ path: String, of snapshot: Snapshot
  ) throws(CommandError) -> Snapshot? {
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
