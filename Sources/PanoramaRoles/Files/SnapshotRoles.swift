import CommandTable
import IAMBackend
import IAMRoles
import RoleCatalogue

/// The roles of a snapshot that a command is to look at: one, or all.
struct SnapshotRoles {
  static let role = Flag("role", .text("NAME"), "Only this role of the snapshot")
  /// What a command declares to take them.
  static let flags = [Flags.snapshot, SnapshotFile.maxAge, role]

  /// The file.
  let file: SnapshotFile
  /// The name of the role, as it was typed; nil for all.
  let name: String?

  /// Reads the flags; nil when no snapshot is named.
  init?(_ arguments: Arguments) throws(Report) {
    let name = arguments.value(of: Self.role)
    guard let file = try SnapshotFile(arguments) else {
      guard name == nil else {
        throw Report(
          .usage, "'--role' is given without '--snapshot'",
          hint: "'panorama-roles snapshot --out FILE' makes one")
      }
      return nil
    }
    self.file = file
    self.name = name
  }

  /// Reads the file, and finds the role when one is named.
  func read() throws(Report) -> (snapshot: Snapshot, chosen: Int?) {
    let snapshot = try file.read()
    guard let name else { return (snapshot, nil) }
    return (snapshot, try Self.index(ofRole: name, in: snapshot, called: file.name))
  }

  /// Why an answer about all roles is not complete; nil when it is, or is about one role.
  func truncation(of snapshot: Snapshot) -> Report? {
    guard name == nil, snapshot.isTruncated else { return nil }
    return Report(
      .incomplete, "the snapshot is truncated: the account has more than it holds",
      at: file.name, hint: "make it anew with 'panorama-roles snapshot --out FILE'")
  }

  /// The place of a role in a snapshot.
  static func index(
    ofRole name: String, in snapshot: Snapshot, called file: String
  ) throws(Report) -> Int {
    if let index = snapshot.index(ofRole: name) { return index }
    if snapshot.roleCount == 0 {
      throw Report(.failed, "the snapshot '\(file)' holds no role at all")
    }
    if snapshot.isTruncated {
      throw Report(
        .incomplete, "the snapshot is truncated, and the part that is there lacks role '\(name)'",
        at: file, hint: "make it anew with 'panorama-roles snapshot --out FILE'")
    }
    let nearest = Nearest.to(name, among: snapshot.roleNames)
    throw Report(
      .failed, "the snapshot '\(file)' has no role '\(name)'",
      hint: nearest.map { "the nearest is '\($0)'" })
  }
}
