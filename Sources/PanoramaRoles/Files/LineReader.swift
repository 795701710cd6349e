import Reports

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Reads a file or standard input line by line; only one line is held at a time.
struct LineReader: ~Copyable {
  /// One line, or why it is not one.
  enum Line {
    case text(ArraySlice<UInt8>)
    case tooLong
  }

  /// The longest line that is taken, in bytes.
  static let limit = 64 << 20

  private let descriptor: Int32
  private let path: String
  private let limit: Int
  private var buffer: [UInt8] = []
  /// Where the rest of the buffer begins.
  private var start = 0
  /// How far the rest was searched for a line end.
  private var searched = 0
  private var isAtEnd = false
  private var isSkipping = false
  /// The number of the line that was read last, from 1.
  private(set) var number = 0

  /// Opens a file; `-` is standard input.
  init(_ path: String, limit: Int = LineReader.limit) throws(CommandError) {
    descriptor = try InputFile.open(path)
    self.path = path
    self.limit = limit
  }

  deinit { if descriptor != 0 { close(descriptor) } }

  /// The next line without its end; nil behind the last one.
  ///
  /// `beforeWaiting` is called before more is read, which may take as long as the writer likes.
  mutating func next(beforeWaiting: () -> Void) throws(CommandError) -> Line? {
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = buffer[start..<end]
        (start, searched) = (end + 1, end + 1)
        if let taken = take(line) { return taken }
        continue
      }
      searched = buffer.count
      if isAtEnd {
        let line = buffer[start...]
        start = buffer.count
        guard !line.isEmpty || isSkipping else { return nil }
        return take(line)
      }
      if buffer.count - start > limit {
        (start, searched, isSkipping) = (0, 0, true)
        buffer.removeAll(keepingCapacity: true)
      }
      beforeWaiting()
      try fill()
    }
  }

  /// A line that is empty but for white space is counted and not reported.
  private mutating func take(_ line: ArraySlice<UInt8>) -> Line? {
    number += 1
    if isSkipping || line.count > limit {
      isSkipping = false
      return .tooLong
    }
    let isBlank = line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    return isBlank ? nil : .text(line)
  }

  private mutating func fill() throws(CommandError) {
    if start > 0 {
      buffer.removeFirst(start)
      searched -= start
      start = 0
    }
    let chunk = 1 << 16
    let old = buffer.count
    var failure: Int32?
    buffer.append(contentsOf: repeatElement(0, count: chunk))
    let count = buffer.withUnsafeMutableBytes { bytes in
      while true {
        let count = read(descriptor, bytes.baseAddress?.advanced(by: old), chunk)
        if count >= 0 || errno != EINTR {
          if count < 0 { failure = errno }
          return max(count, 0)
        }
      }
    }
    buffer.removeLast(chunk - count)
    if let failure { throw InputFile.problem(path, failure, nil) }
    isAtEnd = count == 0
  }
}
