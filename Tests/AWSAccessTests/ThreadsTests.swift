import Synchronization
import Testing

@testable import AWSAccess

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

@Suite struct ThreadsTests {
  @Test("results come in the order of the elements") func order() {
    for count in [0, 1, 2, 5, 100] {
      let elements = Array(0..<count)
      #expect(Threads.map(elements, width: 6) { $0 * 2 } == elements.map { $0 * 2 })
    }
  }

  @Test("work ahead goes on beside its caller, and is done once") func ahead() {
    let meeting = Cancellation()
    let count = Mutex(0)
    let ahead = Ahead {
      count.withLock { $0 += 1 }
      // The caller comes only when this does not keep it waiting.
      return !meeting.pause(seconds: 60)
    }
    meeting.cancel()
    ahead.finish()
    #expect(count.withLock { $0 } == 1)
    #expect(ahead.value && ahead.value)
    #expect(count.withLock { $0 } == 1)
  }

  @Test("without a thread, work ahead is done when somebody asks, and else not at all")
  func aheadWithoutThread() {
    let count = Mutex(0)
    let ahead = Ahead({ count.withLock { $0 += 1 } }, on: { _ in false })
    ahead.finish()
    #expect(count.withLock { $0 } == 0)
    ahead.value
    ahead.value
    #expect(count.withLock { $0 } == 1)
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

  @Test("each result is given once, as soon as it is there, on the calling thread") func stream() {
    for (count, width) in [(0, 4), (1, 1), (5, 1), (100, 6), (3, 64)] {
      var received: [Int: Int] = [:]
      var times = 0
      Threads.stream(Array(0..<count), width: width) {
        $0 * 2
      } receive: { index, result in
        received[index] = result
        times += 1
      }
      #expect(times == count)
      #expect(received == Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, $0 * 2) }))
    }
    // The first is held until the second was received.
    let gate = Cancellation()
    var order: [Int] = []
    Threads.stream([0, 1], width: 2) { element in
      if element == 0 { _ = gate.pause(seconds: 20) }
      return element
    } receive: { _, result in
      order.append(result)
      gate.cancel()
    }
    #expect(order == [1, 0])
  }

  @Test("calls of several sessions stay within one bound") func bound() {
    let bound = CallBound(concurrentCalls: 2)
    let limiters = (0..<4).map { _ in Limiter(concurrentCalls: 6, within: bound) }
    let state = Mutex((running: 0, most: 0))
    let dependencies = FakeDependencies().dependencies
    _ = Threads.map(Array(0..<40), width: 8) { number in
      limiters[number % 4].run(dependencies) {
        state.withLock { state in
          state.running += 1
          state.most = max(state.most, state.running)
        }
        state.withLock { $0.running -= 1 }
      }
    }
    #expect(state.withLock { $0.most } <= 2)
  }

  @Test(
    "throttling halves the calls at a time, once for those that went together; good answers add one"
  )
  func learning() {
    let limiter = Limiter(concurrentCalls: 10)
    #expect(limiter.allowed == 10)
    limiter.slowDown(at: 0, until: 1)
    for moment in [0.1, 0.5, 0.9] { limiter.slowDown(at: moment, until: 2) }
    #expect(limiter.allowed == 5)
    limiter.slowDown(at: 2, until: 3)
    #expect(limiter.allowed == 2)
    for time in 3..<9 { limiter.slowDown(at: Double(time), until: Double(time) + 1) }
    #expect(limiter.allowed == 1)
    var good = 0
    while limiter.allowed < 10, good < 1000 {
      limiter.speedUp()
      good += 1
    }
    #expect(limiter.allowed == 10)
    #expect((40...60).contains(good), "\(good)")
    limiter.speedUp()
    #expect(limiter.allowed == 10)
  }

  @Test(
    "one throttled answer holds the other calls back a little, several in a row for as long as AWS says"
  )
  func sharedPause() {
    for (throttled, expected) in [(1, 1.0), (2, 2.0), (3, 4.0), (4, 8.0), (5, 10.0), (9, 10.0)] {
      let limiter = Limiter(concurrentCalls: 4)
      let fake = FakeDependencies()
      let now = fake.dependencies.now()
      for _ in 0..<throttled { limiter.slowDown(at: now, until: now + 10) }
      _ = limiter.run(fake.dependencies) { true }
      #expect(fake.pauses.map { ($0 * 1000).rounded() / 1000 } == [expected], "\(throttled)")
    }
    let limiter = Limiter(concurrentCalls: 4)
    limiter.slowDown(at: 0, until: 0)
    limiter.speedUp()
    let fake = FakeDependencies()
    let now = fake.dependencies.now()
    limiter.slowDown(at: now, until: now + 10)
    _ = limiter.run(fake.dependencies) { true }
    #expect(fake.pauses.map { ($0 * 1000).rounded() / 1000 } == [1])
  }

  @Test("no more calls go side by side than the limiter has learnt") func learntBound() {
    let limiter = Limiter(concurrentCalls: 8)
    let dependencies = FakeDependencies().dependencies
    let state = Mutex((running: 0, most: 0))
    limiter.slowDown(at: dependencies.now(), until: dependencies.now())
    _ = Threads.map(Array(0..<200), width: 8) { _ in
      limiter.run(dependencies) {
        state.withLock { state in
          state.running += 1
          state.most = max(state.most, state.running)
        }
        sched_yield()
        state.withLock { $0.running -= 1 }
      }
    }
    #expect((1...4).contains(state.withLock { $0.most }))
    // Places that were taken away come back whole.
    for _ in 0..<100 { limiter.speedUp() }
    #expect(limiter.allowed == 8)
    #expect(
      Threads.map(Array(0..<50), width: 8) { _ in limiter.run(dependencies) { 1 } }.count == 50)
  }
}
