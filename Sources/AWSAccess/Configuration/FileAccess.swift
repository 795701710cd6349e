#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What a file turned out to be.
public enum FileContent: Hashable, Sendable {
  /// The file does not exist.
  case absent
  /// All its bytes.
  case bytes([UInt8])
  /// It exists and cannot be read, for this reason.
  case unreadable(reason: String)
}

/// How files are read; tests bring their own, so that no test opens a person's.
public struct FileAccess: Sendable {
  /// Reads a whole file by its path.
  public var read: @Sendable (_ path: String) -> FileContent

  /// Puts a file that only its owner may read in place of another at once, with the folders above
  /// it; the reason when that fails.
  public var replace: @Sendable (_ path: String, _ bytes: [UInt8]) -> String?

  /// Makes an access of given functions; nothing can be written unless said otherwise.
  public init(
    read: @escaping @Sendable (_ path: String) -> FileContent,
    replace: @escaping @Sendable (_ path: String, _ bytes: [UInt8]) -> String? = { _, _ in
      "files are read only"
    }
  ) {
    self.read = read
    self.replace = replace
  }

  /// The real files, up to 8 MiB each.
  public static let system = FileAccess(read: readFile, replace: replaceFile)

  private static func readFile(_ path: String) -> FileContent {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      return errno == ENOENT || errno == ENOTDIR
        ? .absent : .unreadable(reason: SystemError.last.words)
    }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = systemRead(file, &buffer, buffer.count)
      if count == 0 { return .bytes(bytes) }
      if count < 0 {
        if errno == EINTR { continue }
        return .unreadable(reason: SystemError.last.words)
      }
      bytes += buffer[0..<count]
      guard bytes.count <= 8 << 20 else { return .unreadable(reason: "it is larger than 8 MiB") }
    }
  }

  private static func replaceFile(_ path: String, _ bytes: [UInt8]) -> String? {
    func reason() -> String { SystemError.last.words }
    var folder = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
      folder += "\(part)/"
      if folder != "/", mkdir(folder, 0o700) != 0, errno != EEXIST, errno != EISDIR {
        return reason()
      }
    }
    let temporary = "\(path).\(getpid()).tmp"
    unlink(temporary)
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { return reason() }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let reason = reason()
        close(file)
        unlink(temporary)
        return reason
      }
      rest = rest.dropFirst(count)
    }
    let isSynced = fsync(file) == 0
    guard close(file) == 0, isSynced, rename(temporary, path) == 0 else {
      let reason = reason()
      unlink(temporary)
      return reason
    }
    return nil
  }
}

/// `read(2)`, whose name `FileAccess.read` hides.
private func systemRead(_ file: Int32, _ buffer: inout [UInt8], _ count: Int) -> Int {
  read(file, &buffer, count)
}
