import Dispatch
import Synchronization

/// Runs the same work on several items at once, each worker on a thread of its own: the work waits for
/// the network, so the number of cores says nothing about how many may run.
enum SideBySide {
  /// The results in the order of the items, whatever the order in which they were ready.
  static func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], width: Int, _ body: @escaping @Sendable (Item) -> Result
  ) -> [Result] {
    guard items.count > 1, width > 1 else { return items.map(body) }
    let board = Board<Result>(count: items.count)
    let group = DispatchGroup()
    for number in 0..<min(width, items.count) {
      // A serial queue has a thread of its own as long as it has work.
      DispatchQueue(label: "panorama-roles.reader.\(number)").async(group: group) {
        while let place = board.take() { board.put(body(items[place]), at: place) }
      }
    }
    group.wait()
    return board.results
  }

  private final class Board<Result: Sendable>: Sendable {
    private struct State {
      var next = 0
      var results: [Result?]
    }

    private let count: Int
    private let state: Mutex<State>

    init(count: Int) {
      self.count = count
      state = Mutex(State(results: Array(repeating: nil, count: count)))
    }

    func take() -> Int? {
      state.withLock { state in
        guard state.next < count else { return nil }
        defer { state.next += 1 }
        return state.next
      }
    }

    func put(_ result: Result, at place: Int) {
      state.withLock { $0.results[place] = result }
    }

    var results: [Result] { state.withLock { $0.results.compactMap(\.self) } }
  }
}
