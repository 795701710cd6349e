import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Work side by side on threads of its own.
///
/// Dispatch keeps about as many threads as there are processors and starts another only after most
/// of a second when they block; calls over a network block nearly all the time.
public enum Threads {
  /// Applies `transform` to each element, at most `width` at a time, and gives the results in the
  /// order of the elements.
  public static func map<Element: Sendable, Result: Sendable>(
    _ elements: [Element], width: Int = 6, _ transform: @escaping @Sendable (Element) -> Result
  ) -> [Result] {
    guard elements.count > 1, width > 1 else { return elements.map(transform) }
    let board = Board<Result>(count: elements.count)
    let work: @Sendable () -> Void = {
      while let index = board.nextIndex() { board.put(transform(elements[index]), at: index) }
    }
    let threads = (1..<min(width, elements.count)).compactMap { _ in start(work) }
    work()
    for thread in threads { pthread_join(thread, nil) }
    return board.results
  }

  /// Applies `transform` to each element, at most `width` at a time, and gives each result to
  /// `receive` as soon as it arrives: in any order, one at a time, on the calling thread.
  public static func stream<Element: Sendable, Result: Sendable>(
    _ elements: [Element], width: Int, _ transform: @escaping @Sendable (Element) -> Result,
    receive: (_ index: Int, _ result: Result) -> Void
  ) {
    let board = Board<Result>(count: elements.count)
    let ready = DispatchSemaphore(value: 0)
    let work: @Sendable () -> Void = {
      while let index = board.nextIndex() {
        board.put(transform(elements[index]), at: index)
        ready.signal()
      }
    }
    let threads = (0..<min(max(1, width), elements.count)).compactMap { _ in start(work) }
    // Without any thread the work is done here, and told after it.
    if threads.isEmpty { work() }
    for _ in elements {
      ready.wait()
      if let (index, result) = board.takeReady() { receive(index, result) }
    }
    for thread in threads { pthread_join(thread, nil) }
  }

  /// Starts a thread that runs to its end by itself; false when the system has none left.
  @discardableResult
  public static func detach(_ work: @escaping @Sendable () -> Void) -> Bool {
    guard let thread = start(work) else { return false }
    pthread_detach(thread)
    return true
  }

  private static func start(_ work: @escaping @Sendable () -> Void) -> pthread_t? {
    let box = Unmanaged.passRetained(Work(work))
    #if canImport(Glibc)
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, box.toOpaque())
    guard status == 0 else {
      box.release()
      return nil
    }
    return thread
    #else
    var thread: pthread_t?
    let status = pthread_create(
      &thread, nil,
      { argument in
        Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    guard status == 0 else {
      box.release()
      return nil
    }
    return thread
    #endif
  }

  private final class Work: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Hands out indices and collects results.
  private final class Board<Result: Sendable>: Sendable {
    private let state: Mutex<(next: Int, ready: [Int], results: [Result?])>
    private let count: Int

    init(count: Int) {
      self.count = count
      state = Mutex((0, [], Array(repeating: nil, count: count)))
    }

    func nextIndex() -> Int? {
      state.withLock { state in
        guard state.next < count else { return nil }
        state.next += 1
        return state.next - 1
      }
    }

    func put(_ result: Result, at index: Int) {
      state.withLock { state in
        state.results[index] = result
        state.ready.append(index)
      }
    }

    /// A result that nobody has taken yet; it is kept no longer.
    func takeReady() -> (index: Int, result: Result)? {
      state.withLock { state in
        guard !state.ready.isEmpty else { return nil }
        let index = state.ready.removeFirst()
        guard let result = state.results[index] else { return nil }
        state.results[index] = nil
        return (index, result)
      }
    }

    var results: [Result] { state.withLock { $0.results.compactMap { $0 } } }
  }
}

/// Work that goes on while something else is done.
///
/// Where the system has no thread left, it is done when somebody asks what it came to, and else not at all.
public final class Ahead<Value: Sendable>: Sendable {
  private let result = Mutex<Value?>(nil)
  private let isDone = DispatchSemaphore(value: 0)
  private let work: @Sendable () -> Value

  /// Begins the work on a thread of its own.
  public convenience init(_ work: @escaping @Sendable () -> Value) {
    self.init(work, on: Threads.detach)
  }

  /// The same on what `start` begins, where it can.
  init(
    _ work: @escaping @Sendable () -> Value, on start: (@escaping @Sendable () -> Void) -> Bool
  ) {
    self.work = work
    let isBegun = start { [self] in
      let value = work()
      result.withLock { $0 = value }
      isDone.signal()
    }
    if !isBegun { isDone.signal() }
  }

  /// What the work came to; waits for it.
  public var value: Value {
    isDone.wait()
    defer { isDone.signal() }
    if let value = result.withLock({ $0 }) { return value }
    let value = work()
    result.withLock { $0 = value }
    return value
  }

  /// Waits for work that was begun, for whoever has no use for what it came to.
  public func finish() {
    isDone.wait()
    isDone.signal()
  }
}
