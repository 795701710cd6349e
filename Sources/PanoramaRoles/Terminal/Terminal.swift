import JSONText

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Takes bytes; a file descriptor, or the memory of a test.
protocol Sink {
  /// Whether a person reads it.
  var isTerminal: Bool { get }
  /// Writes everything, or answers with the error number.
  func write(_ bytes: [UInt8]) -> Int32?
}

/// A file descriptor, unbuffered: what is written is written.
struct DescriptorSink: Sink {
  let descriptor: Int32
  /// How long a reader may pause, in milliseconds, when the process is asked to end.
  private static let timeouts: Int32 = 2_000

  var isTerminal: Bool { isatty(descriptor) == 1 }

  func write(_ bytes: [UInt8]) -> Int32? {
    Interruption.whileWriting { writeAll(bytes) }
  }

  private func writeAll(_ bytes: [UInt8]) -> Int32? {
    var offset = 0
    while offset < bytes.count {
      // What is ready takes this much without blocking.
      let most = Interruption.isLeaving ? Int(PIPE_BUF) : bytes.count
      if Interruption.isLeaving, !isReady(within: Self.timeouts) { Interruption.leaveIfAsked() }
      let written = bytes[offset...].prefix(most).withUnsafeBytes { rest in
        #if canImport(Glibc)
        Glibc.write(descriptor, rest.baseAddress, rest.count)
        #else
        Darwin.write(descriptor, rest.baseAddress, rest.count)
        #endif
      }
      if written > 0 {
        offset += written
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN: _ = isReady(within: -1)
      default: return errno
      }
    }
    return nil
  }

  /// Waits until something can be written, for some milliseconds, or without end for -1.
  private func isReady(within timeouts: Int32) -> Bool {
    var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&wait, 1, timeouts) != 0
  }
}

/// When colour is used.
enum ColourChoice: String, Hashable, Sendable, CaseIterable {
  case auto
  case always
  case never
}

/// The two streams: standard output carries the result and nothing else, standard error all about the work.
final class Terminal {
  private let output: any Sink
  private let errors: any Sink
  private let program: String
  private let noColour: Bool
  /// When colour is used.
  var colour = ColourChoice.auto
  /// Whether notes and progress are dropped.
  var isQuiet = false
  /// How many characters the status line has that stands on the screen.
  private var statusWidth = 0
  /// Why standard output could not be written, if it could not.
  private(set) var outputFailure: Int32?

  /// Makes a terminal; `noColour` is what the variable NO_COLOR says.
  init(output: any Sink, errors: any Sink, program: String, noColour: Bool) {
    self.output = output
    self.errors = errors
    self.program = program
    self.noColour = noColour
  }

  /// The process's own streams.
  static func standard(program: String) -> Terminal {
    let noColour = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
    let isDumb = getenv("TERM").map { strcmp($0, "dumb") == 0 } ?? false
    return Terminal(
      output: DescriptorSink(descriptor: 1), errors: DescriptorSink(descriptor: 2),
      program: program, noColour: noColour || isDumb)
  }

  private func isColoured(_ sink: any Sink) -> Bool {
    switch colour {
    case .always: true
    case .never: false
    case .auto: !noColour && sink.isTerminal
    }
  }

  /// Writes a result for a person.
  func result(_ text: StyledText) { writeOutput(text.rendered(inColour: isColoured(output))) }

  /// Writes a result for a program, in one go: JSON, a script.
  func result(exactly text: String) { writeOutput(text) }

  /// Writes one whole JSON document, so that a stopped run leaves a whole one or none.
  func result(_ json: JSON) { writeOutput(json.text(.pretty) + "\n") }

  private func writeOutput(_ text: String) {
    guard outputFailure == nil else { return }
    if output.isTerminal { endStatus() }
    outputFailure = output.write(Array(text.utf8))
  }

  /// Throws when what was to be seen before something is changed could not be written.
  func refuseUnshown() throws(Report) {
    guard outputFailure != nil else { return }
    throw Report(
      .failed, "the plan could not be shown, so nothing was changed",
      hint: "let standard output go where it can be written")
  }

  /// Writes a line about the work, unless the person wants quiet.
  func note(_ message: String) {
    guard !isQuiet else { return }
    writeErrors("\(program): note: ", message, .faint)
  }

  /// Writes a line that a person must see.
  func warn(_ message: String) { writeErrors("\(program): warning: ", message, .warning) }

  /// Writes an act that mends what the result tells.
  func hint(_ message: String) { writeErrors("\(program): hint: ", message, .plain) }

  /// Writes a line of progress, unless the person wants quiet.
  func progress(_ message: String) {
    guard !isQuiet else { return }
    writeErrors("", message, .plain)
  }

  /// Whether a person watches a line that changes.
  var hasStatusLine: Bool { errors.isTerminal && !isQuiet }

  /// Shows one line that the next one replaces; a person must watch.
  func status(_ message: String) {
    guard hasStatusLine else { return }
    let line = String(StyledText.escaped(message).prefix(78))
    let rest = String(repeating: " ", count: max(0, statusWidth - line.count))
    _ = errors.write(Array("\r\(line)\(rest)".utf8))
    statusWidth = line.count
  }

  /// Takes the status line off the screen.
  func endStatus() {
    guard statusWidth > 0 else { return }
    let blank = String(repeating: " ", count: statusWidth)
    _ = errors.write(Array("\r\(blank)\r".utf8))
    statusWidth = 0
  }

  /// Writes what went wrong.
  func report(_ report: Report) {
    for line in report.lines(program: program) { writeErrors("", line, .plain) }
  }

  /// Writes what went wrong with standard output itself.
  func reportOutputFailure() {
    guard let number = outputFailure else { return }
    let reason = number == EPIPE ? "its reader went away" : String(cString: strerror(number))
    report(
      Report(.failed, "standard output could not be written to its end: \(reason)"))
  }

  private func writeErrors(_ prefix: String, _ message: String, _ style: StyledText.Style) {
    endStatus()
    var text = StyledText()
    text.add(prefix, style)
    text.line(StyledText.escaped(message))
    _ = errors.write(Array(text.rendered(inColour: isColoured(errors)).utf8))
  }
}
