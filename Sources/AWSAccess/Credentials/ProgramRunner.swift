#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How a program ended.
public enum ProgramOutcome: Hashable, Sendable {
  /// It ran to its end.
  ///
  /// What it wrote to standard error is counted and not kept: it may hold secrets.
  case ended(status: Int, output: [UInt8], errorBytes: Int)
  /// It could not be started.
  case notStarted(reason: String)
  /// It was stopped after so many seconds.
  case tookTooLong(seconds: Int)
  /// It was stopped after so many bytes.
  case wroteTooMuch(limit: Int)
  /// The work was cancelled.
  case cancelled
}

/// Runs a program without a shell, for a bounded time, and takes what it writes.
struct ProgramRunner: Sendable {
  let cancellation: Cancellation
  var seconds = 60
  var limit = 1 << 20

  func run(_ command: [String]) -> ProgramOutcome {
    var outputs: [Int32] = [-1, -1]
    var errors: [Int32] = [-1, -1]
    guard pipe(&outputs) == 0 else { return .notStarted(reason: SystemError.last.words) }
    guard pipe(&errors) == 0 else {
      for end in outputs { close(end) }
      return .notStarted(reason: SystemError.last.words)
    }
    for end in outputs + errors { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let started = start(command, output: outputs[1], error: errors[1])
    close(outputs[1])
    close(errors[1])
    defer {
      close(outputs[0])
      close(errors[0])
    }
    switch started {
    case .failure(let failure): return .notStarted(reason: SystemError(number: failure.code).words)
    case .success(let process): return follow(process, outputs[0], errors[0])
    }
  }

  private struct StartFailure: Error { var code: Int32 }

  private func start(
    _ command: [String], output: Int32, error: Int32
  ) -> Result<pid_t, StartFailure> {
    #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
    #else
    var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // What comes on standard input is not meant for it; a person is asked at the terminal.
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, error, 2)
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    let code = posix_spawnp(&process, command[0], &actions, nil, arguments, environ)
    return code == 0 ? .success(process) : .failure(StartFailure(code: code))
  }

  /// Reads both ends until the program is done, or stops it.
  private func follow(_ process: pid_t, _ output: Int32, _ error: Int32) -> ProgramOutcome {
    var bytes: [UInt8] = []
    var errorBytes = 0
    var open: Set<Int32> = [output, error]
    let deadline = now() + Double(seconds)
    func stop(_ outcome: ProgramOutcome) -> ProgramOutcome {
      kill(process, SIGKILL)
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0, errno == EINTR {}
      return outcome
    }
    while true {
      if cancellation.isCancelled { return stop(.cancelled) }
      let left = deadline - now()
      guard left > 0 else { return stop(.tookTooLong(seconds: seconds)) }
      var status: Int32 = 0
      if open.isEmpty {
        // Both ends are closed, and the program may still take a moment to end.
        let ended = waitpid(process, &status, WNOHANG)
        if ended == process {
          return .ended(status: exitStatus(status), output: bytes, errorBytes: errorBytes)
        }
        if ended < 0, errno != EINTR { return .ended(status: -1, output: [], errorBytes: 0) }
      }
      var waited = open.sorted().map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      waited.append(pollfd(fd: cancellation.descriptor, events: Int16(POLLIN), revents: 0))
      let pause = Int32(min(left * 1000, open.isEmpty ? 10 : 1000).rounded(.up))
      _ = poll(&waited, nfds_t(waited.count), pause)
      for entry in waited.dropLast() where entry.revents != 0 {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        let count = read(entry.fd, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
          open.remove(entry.fd)
          continue
        }
        if entry.fd == output { bytes += buffer[0..<count] } else { errorBytes += count }
        if max(bytes.count, errorBytes) > limit { return stop(.wroteTooMuch(limit: limit)) }
      }
    }
  }

  /// The status of a program that ended by itself, or 128 and the number of the signal that ended it.
  private func exitStatus(_ status: Int32) -> Int {
    let signal = status & 0x7f
    return signal == 0 ? Int(status >> 8 & 0xff) : 128 + Int(signal)
  }

  private func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
  }
}

/// The terminal of the person who started this program, wherever its streams lead.
enum TerminalPrompt {
  /// Asks for a text that is not shown; nil without a terminal, or when the work was cancelled.
  static func ask(_ question: String, cancellation: Cancellation) -> String? {
    let terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard terminal >= 0 else { return nil }
    defer { close(terminal) }
    var settings = termios()
    guard tcgetattr(terminal, &settings) == 0 else { return nil }
    var silent = settings
    silent.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(terminal, TCSAFLUSH, &silent)
    defer {
      tcsetattr(terminal, TCSAFLUSH, &settings)
      _ = write(terminal, "\n", 1)
    }
    let bytes = Array(question.utf8)
    _ = write(terminal, bytes, bytes.count)
    var line: [UInt8] = []
    while !cancellation.isCancelled, line.count < 256 {
      var waited = [
        pollfd(fd: terminal, events: Int16(POLLIN), revents: 0),
        pollfd(fd: cancellation.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      _ = poll(&waited, 2, 1000)
      guard waited[0].revents != 0 else { continue }
      var byte: UInt8 = 0
      let count = read(terminal, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1 else { return nil }
      if byte == 0x0a || byte == 0x0d { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
    return nil
  }
}

extension CredentialHelpers {
  /// This machine's programs and terminal.
  public static func real(
    cancellation: Cancellation, warn: @escaping @Sendable (String) -> Void
  ) -> CredentialHelpers {
    CredentialHelpers(
      run: { ProgramRunner(cancellation: cancellation).run($0) },
      ask: { TerminalPrompt.ask($0, cancellation: cancellation) }, warn: warn)
  }

  /// No programs and no terminal.
  public static let none = CredentialHelpers(
    run: { _ in .notStarted(reason: "programs are not run here") }, ask: { _ in nil },
    warn: { _ in })
}
