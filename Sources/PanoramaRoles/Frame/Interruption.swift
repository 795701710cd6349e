import AWSAccess
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// SIGINT and SIGTERM, remembered instead of ending the process, so that a call under way is finished or
/// aborted and what was done is told.
enum Interruption {
  private static let received = Atomic<Int32>(0)

  /// The switch that ends pauses and requests under way.
  static let cancellation = Cancellation()

  /// Starts remembering.
  ///
  /// A second signal of the same kind ends the process at once.
  static func watch() {
    // Both exist before a handler can touch them.
    received.store(0, ordering: .relaxed)
    _ = cancellation.isCancelled
    for number in [SIGINT, SIGTERM] {
      var action = sigaction()
      sigemptyset(&action.sa_mask)
      action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
      #if canImport(Glibc)
      action.__sigaction_handler.sa_handler = { Interruption.note($0) }
      #else
      action.__sigaction_u.__sa_handler = { Interruption.note($0) }
      #endif
      sigaction(number, &action, nil)
    }
  }

  private static func note(_ number: Int32) {
    received.store(number, ordering: .relaxed)
    cancellation.cancel()
  }

  /// Whether the person asked to stop.
  static var isRequested: Bool { received.load(ordering: .relaxed) != 0 }

  /// How the run ends when the person asked to stop; nil otherwise.
  static var status: ExitStatus? {
    switch received.load(ordering: .relaxed) {
    case SIGINT: .interrupted
    case SIGTERM: .terminated
    default: nil
    }
  }
}
