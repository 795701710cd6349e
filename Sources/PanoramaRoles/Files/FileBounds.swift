import IAMPolicy
import JSONText
import Reports

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Where the files may be that another file names: below its folder, or below the folder that the program
/// runs in.
///
/// The author of a pull request writes such names, and what a file holds can show in the log of the job that
/// reads it. Links are followed first.
struct FileBounds: Hashable, Sendable {
  private let file: String
  /// Whether a person trusts the file; nil where the command has no flag for that.
  let allowsOutside: Bool?

  /// The bounds for the files that `file` names.
  init(of file: String, allowsOutside: Bool?) {
    self.file = file
    self.allowsOutside = allowsOutside
  }

  /// Refuses a path that leads outside.
  ///
  /// A file that does not exist is left to the reader.
  func check(_ path: String) throws(CommandError) {
    guard allowsOutside != true, let whole = Self.resolved(path) else { return }
    let folder = file == "-" ? "." : file.lastIndex(of: "/").map { String(file[...$0]) } ?? "."
    let roots = [folder, "."].compactMap(Self.resolved)
    guard
      !roots.contains(where: { root in
        whole.utf8.starts(with: (root.hasSuffix("/") ? root : root + "/").utf8)
      })
    else { return }
    let name = InputFile.displayName(file)
    guard file == "-" || InputFile.exists(file) else {
      throw CommandError(
        .refused,
        "\(Shown.quoted(path)) is outside of the folder of '\(name)', which would name it",
        hint:
          "write the spec next to it with '--spec \(Self.neighbour(of: path, called: file))', or add "
          + "'--allow-outside' to this command and to each one that reads '\(name)'")
    }
    throw CommandError(
      .refused, "\(Shown.quoted(path)) is outside of the folder of the file that names it",
      at: name,
      hint: allowsOutside == nil
        ? "move it there"
        : "move it there, or repeat the command with '--allow-outside' where you trust who wrote "
          + "'\(name)'")
  }

  /// A path in the folder of another file, for a shell.
  private static func neighbour(of path: String, called file: String) -> String {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    return ShellWord.text(folder + (file.split(separator: "/").last.map(String.init) ?? file))
  }

  /// The path without links and dots; nil for one that leads nowhere.
  private static func resolved(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }
}
