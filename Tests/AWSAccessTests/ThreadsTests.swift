import AWSAccess
import Synchronization
import Testing

@Suite struct ThreadsTests {
  @Test("results come in the order of the elements") func order() {
    for count in [0, 1, 2, 5, 100] {
      let elements = Array(0..<count)
      #expect(Threads.map(elements, width: 6) { $0 * 2 } == elements.map { $0 * 2 })
    }
  }

  @Test("so many run at a time and no more") func width() {
    let state = Mutex((running: 0, most: 0))
    let meeting = Cancellation()
    _ = Threads.map(Array(0..<12), width: 4) { _ in
      let isFull = state.withLock { state in
        state.running += 1
        state.most = max(state.most, state.running)
        return state.running == 4
      }
      // All wait until four are there, which is possible only side by side.
      if isFull { meeting.cancel() }
      _ = meeting.pause(seconds: 20)
      state.withLock { $0.running -= 1 }
    }
    #expect(meeting.isCancelled)
    #expect(state.withLock { $0.most } == 4)
  }
}
