import AWSAccess
import JSONText

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The few calls to the file system that the writers need.
///
/// No call follows a path twice that another program may change in between, except where the caller
/// checks the outcome.
enum Directory {
  /// What is at a path.
  enum Kind: Equatable {
    case nothing
    case emptyFolder
    case fullFolder
    case other
  }

  static func kind(of path: String) throws(SystemError) -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else {
      guard errno == ENOENT else { throw .last }
      // A link that leads nowhere is something all the same.
      return lstat(path, &status) == 0 ? .other : .nothing
    }
    guard status.st_mode & S_IFMT == S_IFDIR else { return .other }
    return try names(in: path).isEmpty ? .emptyFolder : .fullFolder
  }

  static func names(in path: String) throws(SystemError) -> [String] {
    guard let stream = opendir(path) else { throw .last }
    defer { closedir(stream) }
    var found: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { found.append(name) }
    }
    return found
  }

  /// Says whether both paths are the same folder.
  static func isSame(_ path: String, _ other: String) -> Bool {
    var left = stat()
    var right = stat()
    guard stat(path, &left) == 0, stat(other, &right) == 0 else { return false }
    return left.st_dev == right.st_dev && left.st_ino == right.st_ino
  }

  /// The path with links followed; nil when it does not lead anywhere.
  static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  static func make(_ path: String) throws(SystemError) {
    guard mkdir(path, 0o777) == 0 else { throw .last }
  }

  static func rename(_ old: String, to new: String) throws(SystemError) {
    #if canImport(Glibc)
    let done = Glibc.rename(old, new)
    #elseif canImport(Darwin)
    let done = Darwin.rename(old, new)
    #endif
    guard done == 0 else { throw .last }
  }

  /// Gives `path` the permissions of `other`.
  static func copyMode(of other: String, to path: String) {
    var status = stat()
    guard stat(other, &status) == 0 else { return }
    _ = chmod(path, status.st_mode & 0o7777)
  }

  /// Writes a new file and waits until the disk has it.
  static func write(_ text: String, toNew path: String, executable: Bool) throws(SystemError) {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
    let file = open(path, flags, executable ? 0o777 : 0o666)
    guard file >= 0 else { throw .last }
    do throws(SystemError) { try fill(file, with: text) } catch {
      unlink(path)
      throw error
    }
  }

  /// Writes the whole of a text to an open file, waits until the disk has it, and closes it.
  static func fill(_ file: Int32, with text: String) throws(SystemError) {
    do throws(SystemError) {
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        #if canImport(Glibc)
        let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        #elseif canImport(Darwin)
        let count = rest.withUnsafeBytes { Darwin.write(file, $0.baseAddress, $0.count) }
        #endif
        if count > 0 {
          rest = rest.dropFirst(count)
        } else if count == 0 {
          throw SystemError(number: EIO)
        } else if errno != EINTR {
          throw .last
        }
      }
      guard fsync(file) == 0 else { throw .last }
    } catch {
      close(file)
      throw error
    }
    guard close(file) == 0 else { throw .last }
  }

  /// Waits until the disk has the names in a folder.
  ///
  /// Some file systems cannot: that is not a failure.
  static func sync(_ path: String) {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  /// Removes a folder that we made, and the files in it.
  static func remove(_ path: String) {
    for name in (try? names(in: path)) ?? [] { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  static func removeFile(_ path: String) { unlink(path) }

  /// A number that two running programs do not share.
  static var processNumber: Int { Int(getpid()) }
}
