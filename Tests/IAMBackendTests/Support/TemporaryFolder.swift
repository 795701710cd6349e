#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A folder of one test, gone when the test ends.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/panorama-roles-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failed(errno: errno) }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit { Self.run("rm -rf '\(path)'") }

  struct Failed: Error { let errno: Int32 }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  /// The names in a folder of this folder, hidden ones too, sorted.
  func names(_ folder: String = "") -> [String] {
    let listing = path + "/.listing"
    Self.run("ls -A '\(path)/\(folder)' > '\(listing)' 2>/dev/null")
    defer { unlink(listing) }
    return text(".listing").split(separator: "\n").map(String.init).filter { $0 != ".listing" }
  }

  func text(_ name: String) -> String {
    guard let file = fopen(self(name), "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = getc(file), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
    return String(decoding: bytes, as: UTF8.self)
  }

  func write(_ text: String, to name: String) {
    guard let file = fopen(self(name), "w") else { return }
    fputs(text, file)
    fclose(file)
  }

  func isExecutable(_ name: String) -> Bool { access(self(name), X_OK) == 0 }

  /// Runs a line of shell; the exit status.
  @discardableResult static func run(_ line: String) -> Int32 {
    var process = pid_t()
    let words = ["sh", "-c", line].map { (word: String) in strdup(word) }
    defer { words.forEach { free($0) } }
    guard posix_spawn(&process, "/bin/sh", nil, nil, words + [nil], environ) == 0 else {
      return -1
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) == -1, errno == EINTR {}
    return (status >> 8) & 0xFF
  }
}
