import AWSAccess
import IAMPolicy
import JSONText

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes files into a folder that is new or empty: all of them, or none.
///
/// The files are written to a hidden folder next to the wanted one, which then takes its name in one
/// step. Where that cannot be (the current folder, a mount point, a parent that is not ours), the
/// files move in one by one, the script last, and are taken back when one fails.
public enum OutputFolder {
  /// One file of a folder.
  public struct File: Hashable, Sendable {
    /// The name, without a folder.
    public let name: String
    /// The content.
    public let text: String
    /// Says whether it is a program.
    public let isExecutable: Bool

    /// Makes a file.
    public init(name: String, text: String, isExecutable: Bool = false) {
      self.name = name
      self.text = text
      self.isExecutable = isExecutable
    }
  }

  /// Writes a dry run.
  public static func write(_ run: DryRun, to path: String) throws(OutputError) {
    try write(run.files, to: path)
  }

  /// Writes the folder; the files have names of their own.
  public static func write(_ files: [File], to path: String) throws(OutputError) {
    guard !path.isEmpty else {
      throw OutputError(path: path, message: "the folder to write has no name")
    }
    let kind: Directory.Kind
    do { kind = try Directory.kind(of: path) } catch { throw problem(path, error) }
    switch kind {
    case .other:
      throw OutputError(
        path: path, message: "'\(path)' exists and is not a folder",
        hint: "choose a new folder, or an empty one", isRefusal: true)
    case .fullFolder:
      throw OutputError(
        path: path, message: "the folder '\(path)' is not empty",
        hint: "choose a new folder, or an empty one", isRefusal: true)
    case .nothing:
      do {
        try replace(trimmed(path), by: files, mode: nil)
      } catch {
        throw problem(path, error)
      }
    case .emptyFolder:
      do { try fill(path, with: files) } catch { throw problem(path, error) }
    }
  }

  /// Makes a folder unless it exists, for files that are written one by one.
  public static func make(_ path: String) throws(OutputError) {
    do throws(SystemError) { try Directory.make(trimmed(path)) } catch {
      var isFolder = false
      if error.number == EEXIST, let kind = try? Directory.kind(of: path) {
        switch kind {
        case .emptyFolder, .fullFolder: isFolder = true
        case .nothing, .other: break
        }
      }
      guard !isFolder else { return }
      guard error.number != EEXIST else {
        throw OutputError(
          path: path, message: "'\(path)' exists and is not a folder",
          hint: "choose another folder", isRefusal: true)
      }
      throw problem(path, error)
    }
  }

  private static func fill(_ path: String, with files: [File]) throws(SystemError) {
    let real = Directory.resolved(path) ?? path
    // The shell that called us would be left in a folder that is gone.
    guard !Directory.isSame(real, ".") else { return try moveIn(files, to: real) }
    do {
      try replace(real, by: files, mode: real)
    } catch  where [EACCES, EPERM, EROFS, EBUSY].contains(error.number) {
      try moveIn(files, to: real)
    }
  }

  /// Makes the folder under another name, then gives it `path`; fails when something that is not empty exists there.
  private static func replace(
    _ path: String, by files: [File], mode: String?
  ) throws(SystemError) {
    let parent = self.parent(of: path)
    let temporary = try newFolder(in: parent)
    do throws(SystemError) {
      try write(files, into: temporary)
      if let mode { Directory.copyMode(of: mode, to: temporary) }
      try Directory.rename(temporary, to: path)
    } catch {
      Directory.remove(temporary)
      throw error
    }
    Directory.sync(parent)
  }

  private static func moveIn(_ files: [File], to folder: String) throws(SystemError) {
    let temporary = try newFolder(in: folder)
    var moved: [String] = []
    do throws(SystemError) {
      try write(files, into: temporary)
      for file in files {
        let place = "\(folder)/\(file.name)"
        try Directory.rename("\(temporary)/\(file.name)", to: place)
        moved.append(place)
      }
    } catch {
      for place in moved { Directory.removeFile(place) }
      Directory.remove(temporary)
      throw error
    }
    Directory.remove(temporary)
    Directory.sync(folder)
  }

  private static func write(_ files: [File], into folder: String) throws(SystemError) {
    for file in files {
      try Directory.write(
        file.text, toNew: "\(folder)/\(file.name)", executable: file.isExecutable)
    }
    Directory.sync(folder)
  }

  /// A hidden folder of ours.
  ///
  /// A leftover of a killed run has another process's number, or is skipped.
  private static func newFolder(in parent: String) throws(SystemError) -> String {
    for attempt in 0..<100 {
      let path = "\(parent)/.panorama-roles-\(Directory.processNumber)-\(attempt).tmp"
      do throws(SystemError) {
        try Directory.make(path)
        return path
      } catch  where error.number == EEXIST {
        continue
      }
    }
    throw SystemError(number: EEXIST)
  }

  private static func trimmed(_ path: String) -> String {
    var path = path[...]
    while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
    return String(path)
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func problem(_ path: String, _ error: SystemError) -> OutputError {
    let parent = self.parent(of: trimmed(path))
    switch error.number {
    case ENOENT:
      return OutputError(
        path: path, message: "the folder '\(parent)' for '\(path)' does not exist",
        hint: "mkdir -p \(ShellWord.text(parent))")
    case ENOTDIR:
      return OutputError(
        path: path, message: "a file is in the way of the folder '\(path)'",
        hint: "choose another folder")
    case EACCES, EPERM, EROFS:
      return OutputError(
        path: path, message: "the folder '\(path)' cannot be written: \(error.words)",
        hint: "choose a folder that you may write to")
    case ENOTEMPTY, EEXIST:
      return OutputError(
        path: path, message: "the folder '\(path)' was filled by another program meanwhile",
        hint: "choose a new folder, or an empty one", isRefusal: true)
    default:
      return OutputError(
        path: path, message: "the folder '\(path)' cannot be written: \(error.words)")
    }
  }
}
