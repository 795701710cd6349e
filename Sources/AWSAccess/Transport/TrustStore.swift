#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Which certificates prove who a server is.
enum TrustStore: Hashable, Sendable {
  /// What the HTTP library was built to trust.
  case libraryDefault
  /// A file of certificates in PEM form.
  case bundle(path: String)
  /// A folder of certificates under the hashes of their names, of which OpenSSL reads only the one
  /// that it needs.
  case directory(path: String)

  /// The file or folder that a person named (`AWS_CA_BUNDLE`).
  init(named path: String) {
    var status = stat()
    let isFolder = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    self = isFolder ? .directory(path: path) : .bundle(path: path)
  }

  /// The system's own: `/etc/ssl/certs` when it is hashed, because one request then costs a third
  /// of what reading the whole bundle does; else what the library was built with.
  static func system() -> TrustStore {
    #if os(macOS)
    return .libraryDefault
    #else
    let path = "/etc/ssl/certs"
    return hasHashedNames(path) ? .directory(path: path) : .libraryDefault
    #endif
  }

  /// What is wrong with a folder that somebody named: OpenSSL finds nothing in one without hashed
  /// names, and would call every server untrusted.
  var problem: TransportError? {
    switch self {
    case .libraryDefault, .bundle: return nil
    case .directory(let path):
      guard !Self.hasHashedNames(path) else { return nil }
      return .trustStoreUnusable(
        detail: "'\(path)' has no certificates under hashed names; 'openssl rehash' makes them")
    }
  }

  private static func hasHashedNames(_ path: String) -> Bool {
    guard let folder = opendir(path) else { return false }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      if isHashedName(entry) { return true }
    }
    return false
  }

  /// `0123abcd.0`: eight hexadecimal digits, a dot and a zero.
  private static func isHashedName(_ entry: UnsafeMutablePointer<dirent>) -> Bool {
    withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      guard bytes.count > 10, bytes[8] == 0x2e, bytes[9] == 0x30, bytes[10] == 0 else {
        return false
      }
      return bytes.prefix(8).allSatisfy {
        (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
      }
    }
  }
}
