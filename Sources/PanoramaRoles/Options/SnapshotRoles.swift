import CommandTable
import IAMBackend
import IAMRoles
import Reports
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
  init?(_ arguments: Arguments) throws(CommandError) {
    let name = arguments[Self.role]
    guard let file = try SnapshotFile(arguments) else {
      guard name == nil else {
        throw CommandError(
          .usage, "'--role' is given without '--snapshot'",
          hint: "'panorama-roles snapshot --out FILE' makes one")
      }
      return nil
    }
    self.file = file
    self.name = name
  }

  /// Reads the file, and finds the role when one is named.
  func read(by clock: Clock) throws(CommandError) -> (snapshot: Snapshot, chosen: Int?) {
    let snapshot = try file.read(by: clock)
    guard let name else { return (snapshot, nil) }
    return (snapshot, try SnapshotFile.index(ofRole: name, in: snapshot, called: file.name))
  }

  /// Why an answer about all roles is not complete; nil when it is, or is about one role.
  func truncation(of snapshot: Snapshot) -> CommandError? {
    Self.truncation(of: snapshot, file, isAboutNamedRoles: name != nil)
  }

  /// The same for roles that are named or chosen by a pattern, which may fit others that are missing.
  static func truncation(
    of snapshot: Snapshot, _ file: SnapshotFile, isAboutNamedRoles: Bool
  ) -> CommandError? {
    guard !isAboutNamedRoles, snapshot.isTruncated else { return nil }
    return CommandError(
      .incomplete, "the snapshot is truncated: the account has more than it holds",
      at: file.name, hint: "create a new one with 'panorama-roles snapshot --out FILE'")
  }
}
