#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes one file: the whole of it, or nothing.
///
/// Readers see the old content or the new one.
public enum OutputFile {
  /// Writes `text` to `path`, and replaces a file that is there, whose permissions stay.
  public static func write(_ text: String, to path: String) throws(OutputError) {
    // A link keeps leading where it leads: the file behind it is replaced.
    let target = Folder.resolved(path) ?? path
    do throws(SystemError) {
      switch try Folder.kind(of: target) {
      case .emptyFolder, .fullFolder: throw SystemError(number: EISDIR)
      case .nothing, .other: break
      }
      let temporary = "\(target).\(Folder.processNumber).tmp"
      Folder.removeFile(temporary)
      try Folder.write(text, toNew: temporary, executable: false)
      Folder.copyMode(of: target, to: temporary)
      do throws(SystemError) {
        try Folder.rename(temporary, to: target)
      } catch {
        Folder.removeFile(temporary)
        throw error
      }
    } catch {
      throw problem(path, error)
    }
  }

  /// Writes `text` to a new file; false when something stands at `path`, which is then left alone.
  public static func create(_ text: String, at path: String) throws(OutputError) -> Bool {
    let temporary = "\(path).\(Folder.processNumber).tmp"
    do throws(SystemError) {
      Folder.removeFile(temporary)
      try Folder.write(text, toNew: temporary, executable: false)
      defer { Folder.removeFile(temporary) }
      // A link is made whole or not at all, and never over something.
      return try Folder.link(temporary, to: path)
    } catch {
      throw problem(path, error)
    }
  }

  private static func problem(_ path: String, _ error: SystemError) -> OutputError {
    switch error.number {
    case ENOENT:
      OutputError(
        path: path, message: "the folder that should hold '\(path)' is not there",
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
