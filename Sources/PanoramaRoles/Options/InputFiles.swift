import CommandTable
import Reports

/// The files that a command line names.
extension SpecFile {
  init(_ arguments: Arguments) {
    let named = arguments[Flags.spec]
    path = named ?? Self.defaultPath
    isNamed = named != nil
    allowsOutside = arguments[Flags.allowOutside]
  }
}

extension SnapshotFile {
  static let maxAge = Flag(
    "max-age", .text("AGE"), "Refuse a snapshot that is older than this: 90m, 24h or 7d")

  /// The file that the words name; nil when they name none.
  init?(_ arguments: Arguments) throws(CommandError) {
    let path = arguments[Flags.snapshot]
    let limit = arguments[Self.maxAge]
    guard let path else {
      guard limit == nil else {
        throw CommandError(
          .usage, "'--max-age' is given without '--snapshot'",
          hint: "give both, or leave '--max-age' out: the account itself is never old")
      }
      return nil
    }
    self.path = path
    if let limit {
      guard let age = SnapshotAge(limit) else {
        throw CommandError(
          .usage, "'--max-age \(limit)' is not a valid age",
          hint: "write a number followed by 's', 'm', 'h' or 'd', such as '24h'")
      }
      self.limit = age
    } else {
      self.limit = nil
    }
  }
}
