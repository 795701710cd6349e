import AWSAccess
import JSONText

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes one file: the whole of it, or nothing.
///
/// Readers see the old content or the new one. All steps go through one open folder, so that nobody can
/// put a link in the way between two of them.
public enum OutputFile {
  /// Who may read a new file.
  public enum Access: Sendable {
    /// Whoever the file mode creation mask allows.
    case everyone
    /// The owner alone: for files with the data of an account.
    case owner

    fileprivate var mode: mode_t { self == .owner ? 0o600 : 0o666 }
  }

  /// Writes `text` to `path`, and replaces an existing file, whose permissions stay.
  public static func write(
    _ text: String, to path: String, access: Access = .everyone
  ) throws(OutputError) {
    do throws(SystemError) {
      // The file behind a link is replaced, and the link stays.
      let place = try OpenFolder(of: Directory.resolved(path) ?? path)
      defer { place.close() }
      let mode = try place.modeOfFile()
      try place.makeTemporary(text, access, permissions: mode)
      do throws(SystemError) { try place.replace() } catch {
        place.removeTemporary()
        throw error
      }
    } catch {
      throw problem(path, error)
    }
  }

  /// Writes `text` to a new file; false when something exists at `path`, which is then left alone.
  public static func create(
    _ text: String, at path: String, access: Access = .everyone
  ) throws(OutputError) -> Bool {
    do throws(SystemError) {
      let place = try OpenFolder(of: path)
      defer { place.close() }
      try place.makeTemporary(text, access, permissions: nil)
      defer { place.removeTemporary() }
      // A link is made whole or not at all, and never over something.
      return try place.link()
    } catch {
      throw problem(path, error)
    }
  }

  private static func problem(_ path: String, _ error: SystemError) -> OutputError {
    switch error.number {
    case ENOENT:
      OutputError(
        path: path, message: "the folder that should hold '\(path)' does not exist",
        hint: "make the folder first, or choose another file")
    case EISDIR:
      OutputError(
        path: path, message: "'\(path)' is a folder", hint: "name a file in it",
        isRefusal: true)
    case ENOTDIR:
      OutputError(
        path: path, message: "a file is in the way of '\(path)'", hint: "choose another file")
    default:
      OutputError(
        path: path, message: "the file '\(path)' cannot be written: \(error.words)",
        hint: "choose a file that you may write to")
    }
  }
}

/// The open folder of a file that is written, and the file's name in it.
private struct OpenFolder {
  private let descriptor: Int32
  private let name: String
  private let temporary: String

  init(of path: String) throws(SystemError) {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { String(path[...$0]) } ?? "."
    name = slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
    guard !name.isEmpty, name != ".", name != ".." else { throw SystemError(number: EISDIR) }
    temporary = "\(name).\(Directory.processNumber).tmp"
    descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last }
  }

  func close() {
    #if canImport(Glibc)
    _ = Glibc.close(descriptor)
    #elseif canImport(Darwin)
    _ = Darwin.close(descriptor)
    #endif
  }

  /// The permissions of the file; nil when it does not exist.
  func modeOfFile() throws(SystemError) -> mode_t? {
    var status = stat()
    guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      if errno == ENOENT { return nil }
      throw .last
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: throw SystemError(number: EISDIR)
    case S_IFREG: return status.st_mode & 0o7777
    default: return nil
    }
  }

  func makeTemporary(
    _ text: String, _ access: OutputFile.Access, permissions: mode_t?
  ) throws(SystemError) {
    removeTemporary()
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let file = openat(descriptor, temporary, flags, access.mode)
    guard file >= 0 else { throw .last }
    if let permissions { _ = fchmod(file, permissions) }
    do throws(SystemError) { try Directory.fill(file, with: text) } catch {
      removeTemporary()
      throw error
    }
  }

  func removeTemporary() { unlinkat(descriptor, temporary, 0) }

  func replace() throws(SystemError) {
    guard renameat(descriptor, temporary, descriptor, name) == 0 else { throw .last }
  }

  /// Gives the temporary file its name too; false when something has that name.
  func link() throws(SystemError) -> Bool {
    if linkat(descriptor, temporary, descriptor, name, 0) == 0 { return true }
    guard errno == EEXIST else { throw .last }
    return false
  }
}
