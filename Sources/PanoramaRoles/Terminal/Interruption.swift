import AWSAccess
import Reports
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// SIGINT and SIGTERM: from the start they end the process with 128 and their number, once a document that
/// is being written is completed; and where an account is at stake they are remembered, so that a call
/// under way is finished or aborted and what was done is reported.
enum Interruption {
  private static let received = Atomic<Int32>(0)
  private static let isWatching = Atomic<Bool>(false)
  private static let isWriting = Atomic<Bool>(false)
  private static let numbers = [SIGINT, SIGTERM]

  /// The switch that ends pauses and requests under way.
  static let cancellation = Cancellation()

  /// Ends the process with the status of the signal from now on, and not by the signal itself.
  ///
  /// A signal that whoever started the process had it ignore stays ignored.
  static func endOnSignal() {
    // They exist before a handler can touch them.
    received.store(0, ordering: .relaxed)
    isWriting.store(false, ordering: .relaxed)
    for number in numbers {
      var was = install(number) { Interruption.leave($0) }
      if isIgnore(was) { sigaction(number, &was, nil) }
    }
  }

  /// Starts remembering.
  ///
  /// A second signal ends the process at once.
  static func watch() {
    // Both exist before a handler can touch them.
    received.store(0, ordering: .relaxed)
    isWatching.store(true, ordering: .relaxed)
    _ = cancellation.isCancelled
    for number in numbers { _ = install(number) { Interruption.note($0) } }
  }

  private static func install(
    _ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void
  ) -> sigaction {
    var (action, was) = (sigaction(), sigaction())
    sigemptyset(&action.sa_mask)
    #if canImport(Glibc)
    action.__sigaction_handler.sa_handler = handler
    #else
    action.__sigaction_u.__sa_handler = handler
    #endif
    sigaction(number, &action, &was)
    return was
  }

  private static func isIgnore(_ action: sigaction) -> Bool {
    #if canImport(Glibc)
    let handler = action.__sigaction_handler.sa_handler
    #else
    let handler = action.__sigaction_u.__sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func leave(_ number: Int32) {
    let isFirst = received.exchange(number, ordering: .relaxed) == 0
    guard isFirst, isWriting.load(ordering: .relaxed) else { _exit(128 + number) }
  }

  private static func note(_ number: Int32) {
    guard received.exchange(number, ordering: .relaxed) != number else { _exit(128 + number) }
    cancellation.cancel()
  }

  /// Brackets the writing of a document: a signal lets it be finished while its reader goes on.
  static func whileWriting<Value>(_ write: () -> Value) -> Value {
    isWriting.store(true, ordering: .relaxed)
    let value = write()
    isWriting.store(false, ordering: .relaxed)
    leaveIfAsked()
    return value
  }

  /// Whether the process only goes on to finish what it writes.
  static var isLeaving: Bool {
    !isWatching.load(ordering: .relaxed) && received.load(ordering: .relaxed) != 0
  }

  /// Ends the process when a signal came while something was written.
  static func leaveIfAsked() {
    if isLeaving { _exit(128 + received.load(ordering: .relaxed)) }
  }

  /// The signal by which the person asked to stop; nil when there was none.
  static var number: Int32? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }
}
