import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A switch that is thrown once and stops pauses and requests within milliseconds.
///
/// Behind it is a pipe: whoever waits polls its reading end too, so throwing the switch wakes all
/// of them. `cancel` is safe inside a signal handler (an atomic store and `write`).
public final class Cancellation: Sendable {
  private let thrown = Atomic<Bool>(false)
  private let readEnd: Int32
  private let writeEnd: Int32

  /// Makes a switch that is not thrown.
  public init() {
    var ends: [Int32] = [-1, -1]
    _ = pipe(&ends)
    for end in ends where end >= 0 {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    readEnd = ends[0]
    writeEnd = ends[1]
  }

  deinit {
    if readEnd >= 0 { close(readEnd) }
    if writeEnd >= 0 { close(writeEnd) }
  }

  /// Says whether the switch was thrown.
  public var isCancelled: Bool { thrown.load(ordering: .acquiring) }

  /// Readable from the moment the switch is thrown; -1 when the system had no pipe left.
  var descriptor: Int32 { readEnd }

  /// Throws the switch; doing so again changes nothing.
  public func cancel() {
    guard !thrown.exchange(true, ordering: .acquiringAndReleasing) else { return }
    let saved = errno
    var byte: UInt8 = 1
    _ = write(writeEnd, &byte, 1)
    errno = saved
  }

  /// Waits that many seconds; false when the switch was thrown before or meanwhile.
  public func pause(seconds: Double) -> Bool {
    var left = seconds.isFinite ? min(max(seconds, 0), 86_400) * 1000 : 0
    while !isCancelled, left > 0 {
      let slice = min(left, 1000)
      var waited = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
      _ = poll(&waited, 1, Int32(slice.rounded(.up)))
      left -= slice
    }
    return !isCancelled
  }
}
