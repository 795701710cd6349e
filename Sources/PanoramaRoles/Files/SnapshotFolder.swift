import IAMBackend
import Reports

/// A folder of snapshots of accounts, each in a file that has the id of its account as its name.
struct SnapshotFolder: Sendable {
  let path: String
  let limit: SnapshotAge?
  let clock: Clock

  /// The file of an account.
  func file(of account: String) -> SnapshotFile {
    SnapshotFile(path: Self.path(of: account, in: path), limit: limit)
  }

  /// Reads a file; one that does not exist leaves its account unread.
  func read(_ file: SnapshotFile) throws(CommandError) -> Snapshot {
    guard InputFile.exists(file.path) else {
      throw CommandError(
        .incomplete, "the folder has no snapshot of the account: '\(file.path)' does not exist",
        hint: "'panorama-roles snapshot --accounts FILE --out FOLDER' makes it")
    }
    return try file.read(by: clock)
  }

  /// The file of an account in a folder.
  static func path(of account: String, in folder: String) -> String {
    "\(folder)\(folder.hasSuffix("/") ? "" : "/")\(account).json"
  }
}
