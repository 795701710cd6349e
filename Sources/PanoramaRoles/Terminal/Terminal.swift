import AWSAccess
import JSONText
import Reports

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Takes bytes; a file descriptor, or the memory of a test.
protocol Sink {
  /// Whether a person reads it.
  var isTerminal: Bool { get }
  /// How many columns it has; nil when that is unknown.
  var width: Int? { get }
  /// Writes everything, or answers with the error number.
  func write(_ bytes: [UInt8]) -> Int32?
}

/// A file descriptor, unbuffered: what is written is written.
struct DescriptorSink: Sink {
  let descriptor: Int32
  /// How long a reader may pause, in milliseconds, when the process is asked to end.
  private static let longestWait: Int32 = 2_000

  var isTerminal: Bool { isatty(descriptor) == 1 }

  var width: Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  func write(_ bytes: [UInt8]) -> Int32? {
    Interruption.whileWriting { writeAll(bytes) }
  }

  private func writeAll(_ bytes: [UInt8]) -> Int32? {
    var offset = 0
    while offset < bytes.count {
      // What is ready takes this much without blocking.
      let most = Interruption.isLeaving ? Int(PIPE_BUF) : bytes.count
      if Interruption.isLeaving, !isReady(within: Self.longestWait) { Interruption.leaveIfAsked() }
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
  private func isReady(within milliseconds: Int32) -> Bool {
    var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&wait, 1, milliseconds) != 0
  }
}

/// What is written goes nowhere.
struct SilentSink: Sink {
  var isTerminal: Bool { false }
  var width: Int? { nil }
  func write(_ bytes: [UInt8]) -> Int32? { nil }
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
  /// The name of the program, before each line on standard error.
  let program: String
  private let noColour: Bool
  /// When colour is used.
  var colour = ColourChoice.auto
  /// Whether notes and progress are dropped.
  var isQuiet = false
  /// How many characters the status line on the screen has.
  private var statusWidth = 0
  /// Why standard output could not be written, if it could not.
  private(set) var outputFailure: Int32?
  /// Whether something was written to standard output.
  private(set) var hasOutput = false

  /// Makes a terminal; `noColour` is what the variable NO_COLOR says.
  init(output: any Sink, errors: any Sink, program: String, noColour: Bool) {
    self.output = output
    self.errors = errors
    self.program = program
    self.noColour = noColour
  }

  /// The process's own streams; `variable` reads the environment.
  static func standard(program: String, _ variable: (String) -> String?) -> Terminal {
    let noColour = variable("NO_COLOR").map { !$0.isEmpty } ?? false
    let isDumb = variable("TERM") == "dumb"
    return Terminal(
      output: DescriptorSink(descriptor: 1), errors: DescriptorSink(descriptor: 2),
      program: program, noColour: noColour || isDumb)
  }

  /// For work on another thread, whose words come back as a value.
  static func silent(program: String) -> Terminal {
    Terminal(output: SilentSink(), errors: SilentSink(), program: program, noColour: true)
  }

  private func isColoured(_ sink: any Sink) -> Bool {
    switch colour {
    case .always: true
    case .never: false
    case .auto: !noColour && sink.isTerminal
    }
  }

  /// Writes a result for a person.
  func result(_ text: StyledText) {
    writeOutput(Self.fitted(text, to: output).rendered(inColour: isColoured(output)))
  }

  /// Text for a person fits the terminal, within reason; a file gets whole lines.
  private static func fitted(_ text: StyledText, to sink: any Sink) -> StyledText {
    guard sink.isTerminal, let width = sink.width else { return text }
    return text.wrapped(to: min(max(width, 60), 120))
  }

  /// Writes a result for a program, in one go: JSON, a script.
  func result(exactly text: String) { writeOutput(text) }

  /// Writes a result in a format that was chosen.
  func result(_ rendering: Rendering) {
    switch rendering {
    case .styled(let text): result(text)
    case .json(let json): result(json)
    case .exact(let text): result(exactly: text)
    }
  }

  /// Writes one whole JSON document, so that a stopped run leaves a whole one or none.
  func result(_ json: JSON) { writeOutput(json.text(.pretty) + "\n") }

  private func writeOutput(_ text: String) {
    guard outputFailure == nil else { return }
    hasOutput = true
    if output.isTerminal { endStatus() }
    outputFailure = output.write(Array(text.utf8))
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
    let line = String(StyledText.escaped(message).prefix(min(max(errors.width ?? 80, 60), 120) - 2))
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

  /// Why writing failed.
  static func reason(_ number: Int32) -> String {
    number == EPIPE ? "its reader went away" : SystemError(number: number).words
  }

  /// Writes one line to standard error.
  func writeErrors(_ prefix: String, _ message: String, _ style: StyledText.Style) {
    endStatus()
    var text = StyledText()
    text.add(prefix, style)
    text.line(StyledText.escaped(message))
    let fitted = Self.fitted(text, to: errors)
    _ = errors.write(Array(fitted.rendered(inColour: isColoured(errors)).utf8))
  }
}
