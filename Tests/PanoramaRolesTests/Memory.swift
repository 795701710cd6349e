@testable import PanoramaRoles
@testable import Reports

/// Ours; Testing has a type of the same name.
typealias Status = Reports.ExitStatus

/// A stream that keeps what is written.
final class MemorySink: Sink {
  var text = ""
  var isTerminal = false
  var width: Int?
  var failure: Int32?

  func write(_ bytes: [UInt8]) -> Int32? {
    if let failure { return failure }
    text += String(decoding: bytes, as: UTF8.self)
    return nil
  }
}

/// The two streams of a run in memory.
struct MemoryTerminal {
  let output = MemorySink()
  let errors = MemorySink()
  let terminal: Terminal

  init(isTerminal: Bool = false, noColour: Bool = false) {
    output.isTerminal = isTerminal
    errors.isTerminal = isTerminal
    terminal = Terminal(
      output: output, errors: errors, program: "panorama-roles", noColour: noColour)
  }

  /// Runs the program with words.
  static func run(_ words: [String]) -> (status: Status, output: String, errors: String) {
    let memory = MemoryTerminal()
    let status = Program.run(words, on: memory.terminal, connect: refused)
    return (status, memory.output.text, memory.errors.text)
  }

  /// A run that goes to AWS without having said so stops here.
  static func refused(
    _ options: ConnectionOptions, _ partition: String
  ) throws(CommandError) -> Connection {
    throw CommandError(.failed, "this test reaches for AWS: give it a 'connect' of its own")
  }
}
