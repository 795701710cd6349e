import AWSAccess
import Dispatch
public import IAMRoles
import Synchronization

/// How the changes of a plan ended.
public struct ExecutionReport: Sendable {
  /// A change that failed.
  public struct Failure: Sendable {
    /// Its place in the plan.
    public let index: Int
    /// Why.
    public let error: BackendError
  }

  /// How far each role and policy came.
  public enum Progress: Hashable, Sendable {
    case done
    case partWay
    /// Its first change failed: nothing of it was changed.
    case failed
    case notBegun
  }

  /// The roles and policies of the plan.
  public let lanes: [ExecutionQueue.Lane]
  /// How each change ended, in the order of the plan.
  public let states: [ExecutionQueue.State]
  /// What failed, in the order of the plan.
  public let failures: [Failure]

  /// Whether every change was made.
  public var isComplete: Bool { states.allSatisfy { $0 == .made } }
  /// How many changes were made.
  public var madeCount: Int { states.count { $0 == .made } }
  /// Whether the account is as it was before.
  public var isUntouched: Bool { states.allSatisfy { $0 == .waiting || $0 == .failed } }

  /// How far a role or policy came.
  public func progress(of lane: ExecutionQueue.Lane) -> Progress {
    if lane.steps.allSatisfy({ states[$0] == .made }) { return .done }
    let isUntouched = lane.steps.allSatisfy { states[$0] == .waiting || states[$0] == .failed }
    guard isUntouched else { return .partWay }
    return lane.steps.contains { states[$0] == .failed } ? .failed : .notBegun
  }
}

/// What happens while changes are made on several threads, brought to one.
public final class ExecutionEvents: Sendable {
  enum Event: Sendable {
    case progress(BackendProgress)
    case finished(Int, Result<ChangeOutcome, BackendError>)
  }

  private let events = Mutex<[Event]>([])
  private let ready = DispatchSemaphore(value: 0)

  /// Makes a channel on which nothing has happened.
  public init() {}

  /// Takes what a backend tells.
  public func post(_ progress: BackendProgress) { post(.progress(progress)) }

  func post(_ event: Event) {
    events.withLock { $0.append(event) }
    ready.signal()
  }

  /// What happened since the last call, in order; waits until something did.
  func next() -> [Event] {
    while true {
      ready.wait()
      let happened = events.withLock { events in
        defer { events = [] }
        return events
      }
      // What one call took together was signalled one by one.
      if !happened.isEmpty { return happened }
    }
  }
}

/// Makes the changes of a plan: nothing is decided here again.
public struct PlanExecution: Sendable {
  private let changes: [PlannedChange]
  private let width: Int

  /// Fewer roles and policies than this are changed one after the other: nothing is gained, and the order
  /// of a small plan is its own.
  private static let fewestSideBySide = 4

  /// Prepares an execution; at most `width` changes are made at a time, ten unless there are few roles.
  public init(_ changes: [PlannedChange], width: Int? = nil) {
    self.changes = changes
    let subjects = Set(changes.map { $0.change.subject.lowercased() })
    self.width = width ?? (subjects.count < Self.fewestSideBySide ? 1 : 10)
  }

  /// Makes the changes.
  ///
  /// - Parameters:
  ///   - backend: what makes them; it tells `events` about its work.
  ///   - events: what brings everything to the calling thread.
  ///   - isStopped: whether the person stopped the work; asked before each change.
  ///   - told: hears what the backend tells, on the calling thread.
  ///   - made: hears each change that was made, on the calling thread.
  ///   - noted: called after one or more of them, before any change that has to wait for one of them.
  public func run(
    on backend: any IAMBackend, _ events: ExecutionEvents, isStopped: () -> Bool,
    told: (BackendProgress) -> Void, made: (Int, ChangeOutcome) -> Void, noted: () -> Void = {}
  ) -> ExecutionReport {
    let changes = changes
    let workers = Workers(events) { index throws(BackendError) in
      try backend.make(changes[index].change, why: changes[index].why)
    }
    defer { workers.end() }
    return run(
      begin: workers.begin, next: events.next, isStopped: isStopped, told: told, made: made,
      noted: noted)
  }

  /// The same with other hands: `begin` starts a change, and `next` gives what happened, one event or several.
  func run(
    begin: (Int) -> Void, next: () -> [ExecutionEvents.Event], isStopped: () -> Bool,
    told: (BackendProgress) -> Void, made: (Int, ChangeOutcome) -> Void, noted: () -> Void
  ) -> ExecutionReport {
    var queue = ExecutionQueue(changes.map(\.change), width: width)
    var failures: [ExecutionReport.Failure] = []
    while true {
      while true {
        if isStopped() { queue.stop() }
        guard let index = queue.next() else { break }
        begin(index)
      }
      guard queue.isRunning else { break }
      var finished: [Int] = []
      for event in next() {
        switch event {
        case .progress(let progress): told(progress)
        case .finished(let index, .success(let outcome)):
          made(index, outcome)
          finished.append(index)
        case .finished(let index, .failure(let error)):
          queue.fail(index, isOpen: error.leavesOpen, endsAll: error.endsAll)
          failures.append(ExecutionReport.Failure(index: index, error: error))
        }
      }
      guard !finished.isEmpty else { continue }
      noted()
      for index in finished { queue.finish(index) }
    }
    return ExecutionReport(
      lanes: queue.lanes, states: queue.states,
      failures: failures.sorted { $0.index < $1.index })
  }

  /// Threads that make changes, started when they are needed.
  private final class Workers: Sendable {
    private struct Tasks {
      var waiting: [Int] = []
      var idle = 0
      var isEnded = false
    }

    private let tasks = Mutex(Tasks())
    private let ready = DispatchSemaphore(value: 0)
    private let events: ExecutionEvents
    private let make: @Sendable (Int) throws(BackendError) -> ChangeOutcome

    init(
      _ events: ExecutionEvents,
      _ make: @escaping @Sendable (Int) throws(BackendError) -> ChangeOutcome
    ) {
      self.events = events
      self.make = make
    }

    func begin(_ index: Int) {
      let needsThread = tasks.withLock { tasks in
        tasks.waiting.append(index)
        guard tasks.idle > 0 else { return true }
        tasks.idle -= 1
        return false
      }
      ready.signal()
      // Without any thread the change is made here.
      if needsThread, !Threads.detach({ self.work() }) { workOnce() }
    }

    func end() {
      let idle = tasks.withLock { tasks in
        tasks.isEnded = true
        return tasks.idle
      }
      for _ in 0..<idle { ready.signal() }
    }

    private func work() {
      while workOnce() {
        let isEnded = tasks.withLock { tasks in
          tasks.idle += 1
          return tasks.isEnded
        }
        if isEnded { return }
      }
    }

    /// Waits for a change and makes it; false when there are no more.
    @discardableResult private func workOnce() -> Bool {
      ready.wait()
      guard let index = tasks.withLock({ $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() })
      else { return false }
      let result: Result<ChangeOutcome, BackendError>
      do throws(BackendError) { result = .success(try make(index)) } catch {
        result = .failure(error)
      }
      events.post(.finished(index, result))
      return true
    }
  }
}

extension BackendError {
  /// Whether no other change can succeed either.
  fileprivate var endsAll: Bool {
    switch kind {
    case .connection, .credentials, .cancelled: true
    case .denied, .throttled, .conflict, .quota, .missing, .refused, .service, .malformedAnswer:
      false
    }
  }
}
