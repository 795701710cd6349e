import AWSAccess
import JSONText
import Reports

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Reads files and standard input whole.
enum InputFile {
  /// The largest file that is read, in bytes.
  static let limit = 1 << 30

  /// How a file is called in messages; `-` is standard input.
  static func displayName(_ path: String) -> String { path == "-" ? "standard input" : path }

  /// The largest file that another file names, in bytes.
  static let limitOfNamed = 1 << 26

  /// The bytes of a file that another file names, which is a plain file: a pipe there would be waited for.
  static func bytes(ofNamed path: String, hint: String? = nil) throws(CommandError) -> [UInt8] {
    guard path != "-" else { return try bytes(path, hint: hint, limit: limitOfNamed) }
    var status = stat()
    guard stat(path, &status) == 0 else { throw problem(path, errno, hint) }
    let kind = status.st_mode & S_IFMT
    if kind != S_IFREG, kind != S_IFDIR {
      throw CommandError(
        .failed, Sentence.cannotBeRead(displayName(path), because: "it is not a plain file"),
        hint: hint)
    }
    return try bytes(path, hint: hint, limit: limitOfNamed)
  }

  /// The bytes of a file; `-` is standard input.
  static func bytes(
    _ path: String, hint: String? = nil, limit: Int = limit
  ) throws(CommandError) -> [UInt8] {
    let descriptor = try open(path, hint: hint)
    defer { if descriptor != 0 { close(descriptor) } }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw problem(path, errno, hint) }
    var content: [UInt8] = []
    let expected = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
    content.reserveCapacity(min(max(expected, 0), limit) + 1)
    var buffer = [UInt8](repeating: 0, count: max(1 << 16, min(expected + 1, 1 << 20)))
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count > 0 {
        content.append(contentsOf: buffer[..<count])
        guard content.count <= limit else {
          throw CommandError(
            .failed, "the file is larger than \(limit >> 20) MiB", at: displayName(path))
        }
      } else if count == 0 {
        return content
      } else if errno != EINTR {
        throw problem(path, errno, hint)
      }
    }
  }

  /// Opens a file to read, which the caller closes; `-` is standard input, which stays open.
  static func open(_ path: String, hint: String? = nil) throws(CommandError) -> Int32 {
    guard path != "-" else { return 0 }
    #if canImport(Glibc)
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    #else
    let descriptor = Darwin.open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    #endif
    guard descriptor >= 0 else { throw problem(path, errno, hint) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let number = errno
      close(descriptor)
      throw problem(path, number, hint)
    }
    let kind = status.st_mode & S_IFMT
    guard kind != S_IFDIR else {
      close(descriptor)
      throw problem(path, EISDIR, hint)
    }
    // A device has no end, unless it is the terminal.
    if kind == S_IFBLK || kind == S_IFCHR && isatty(descriptor) == 0 {
      close(descriptor)
      throw CommandError(
        .failed, Sentence.cannotBeRead(displayName(path), because: "it is a device"), hint: hint)
    }
    return descriptor
  }

  /// The path from the root of a path from the folder that the program runs in.
  static func absolutePath(of path: String) -> String {
    guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    return "\(String(cString: folder))/\(path)"
  }

  /// Whether a path leads to a plain file.
  static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Whether a path leads to a folder.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether a path leads to the file that standard output is written to.
  static func isStandardOutput(_ path: String) -> Bool {
    var (file, output) = (stat(), stat())
    return stat(path, &file) == 0 && fstat(1, &output) == 0 && file.st_mode & S_IFMT == S_IFREG
      && file.st_dev == output.st_dev && file.st_ino == output.st_ino
  }

  /// When a plain file was last written, in seconds since 1970; nil for anything else.
  static func modificationTime(_ path: String) -> Int? {
    var status = stat()
    guard (path == "-" ? fstat(0, &status) : stat(path, &status)) == 0,
      status.st_mode & S_IFMT == S_IFREG
    else { return nil }
    #if canImport(Glibc)
    return status.st_mtim.tv_sec
    #else
    return status.st_mtimespec.tv_sec
    #endif
  }

  /// Whether something is at a path; what cannot be looked at counts as existing.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 || errno != ENOENT
  }

  static func problem(_ path: String, _ number: Int32, _ hint: String?) -> CommandError {
    let reason =
      switch number {
      case ENOENT: "the file does not exist"
      case EISDIR: "it is a folder"
      case EACCES: "it may not be read"
      default: SystemError(number: number).words
      }
    return CommandError(
      .failed, Sentence.cannotBeRead(displayName(path), because: reason), hint: hint)
  }
}
