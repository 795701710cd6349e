import AWSAccess
import Reports

/// The wish of a person to stop, as a run sees it; a test brings its own.
struct Signals: Sendable {
  /// From now on a signal is remembered, so that a call under way ends well.
  let watch: @Sendable () -> Void
  /// The switch that ends pauses and requests under way.
  let cancellation: @Sendable () -> Cancellation
  /// How the run ends when the person asked to stop; nil otherwise.
  let status: @Sendable () -> ExitStatus?

  /// SIGINT and SIGTERM of this process.
  static let ofProcess = Signals(
    watch: Interruption.watch, cancellation: { Interruption.cancellation },
    status: { Interruption.number.flatMap { ExitStatus(rawValue: 128 + $0) } })

  /// Nobody asks to stop.
  static var none: Signals {
    let cancellation = Cancellation()
    return Signals(watch: {}, cancellation: { cancellation }, status: { nil })
  }
}
