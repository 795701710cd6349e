#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What a file turned out to be.
public enum FileContent: Hashable, Sendable {
  /// There is no such file.
  case absent
  /// All its bytes.
  case bytes([UInt8])
  /// It is there and cannot be read, for this reason.
  case unreadable(reason: String)
}

/// How files are read; tests bring their own, so that no test opens a person's.
public struct FileAccess: Sendable {
  /// Reads a whole file by its path.
  public var read: @Sendable (_ path: String) -> FileContent

  /// Makes an access of a given function.
  public init(read: @escaping @Sendable (_ path: String) -> FileContent) {
    self.read = read
  }

  /// The real files, up to 8 MiB each.
  public static let system = FileAccess { path in
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      return errno == ENOENT || errno == ENOTDIR
        ? .absent : .unreadable(reason: String(cString: strerror(errno)))
    }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = systemRead(file, &buffer, buffer.count)
      if count == 0 { return .bytes(bytes) }
      if count < 0 {
        if errno == EINTR { continue }
        return .unreadable(reason: String(cString: strerror(errno)))
      }
      bytes += buffer[0..<count]
      guard bytes.count <= 8 << 20 else { return .unreadable(reason: "it is larger than 8 MiB") }
    }
  }
}

/// `read(2)`, whose name `FileAccess.read` hides.
private func systemRead(_ file: Int32, _ buffer: inout [UInt8], _ count: Int) -> Int {
  read(file, &buffer, count)
}
