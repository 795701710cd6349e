import Synchronization

@testable import IAMBackend

/// A way of sleeping that takes no time, notes the pauses, and can be the moment of something.
final class Waits: Sendable {
  private let state = Mutex<[Double]>([])
  private let stopsAfter: Int
  private let then: @Sendable (Int) -> Void

  /// Makes one; `stopsAfter` pauses the person stops the work, `then` hears the number of each pause.
  init(stopsAfter: Int = .max, then: @escaping @Sendable (Int) -> Void = { _ in }) {
    self.stopsAfter = stopsAfter
    self.then = then
  }

  var pauses: [Double] { state.withLock { $0 } }
  var total: Double { pauses.reduce(0, +) }

  var timeouts: ConsistencyTimeouts {
    ConsistencyTimeouts { seconds in
      let count = self.state.withLock { pauses in
        pauses.append(seconds)
        return pauses.count
      }
      self.then(count)
      return count <= self.stopsAfter
    }
  }
}

extension HTTPBackend {
  /// A backend over the model.
  static func over(_ iam: ModelIAM, _ waits: Waits = Waits()) -> HTTPBackend {
    HTTPBackend(iam, account: Sample.account, partition: "aws", timeouts: waits.timeouts)
  }
}
