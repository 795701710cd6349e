import IAMPolicy
import IAMRoles
import Testing

@testable import IAMBackend

/// Changes side by side, in every order in which they can end: no threads, no clock.
@Suite struct PlanExecutionTests {
  /// Hands that finish the changes under way in the order that `choices` says.
  final class Schedule {
    private let backend: any IAMBackend
    private let changes: [PlannedChange]
    private var choices: [Int]
    /// Whether all changes under way end at once.
    private let endsTogether: Bool
    /// How many changes were under way at each choice.
    private(set) var widths: [Int] = []
    private var running: [Int] = []
    private(set) var log: [(index: Int, subject: String, isBegin: Bool)] = []

    /// What was heard of changes, and when a change may follow that had to wait for them.
    private(set) var heard: [Int] = []
    private(set) var noted: [Int] = []

    init(
      _ backend: any IAMBackend, _ changes: [PlannedChange], _ choices: [Int],
      endsTogether: Bool = false
    ) {
      self.backend = backend
      self.changes = changes
      self.choices = choices
      self.endsTogether = endsTogether
    }

    func begin(_ index: Int) {
      #expect(noted == heard, "a change begins before what was made is noted")
      running.append(index)
      log.append((index, changes[index].change.subject, true))
    }

    func next() -> [ExecutionEvents.Event] {
      (0..<(endsTogether ? running.count : 1)).map { _ in one() }
    }

    private func one() -> ExecutionEvents.Event {
      let choice = choices.count > widths.count ? choices[widths.count] : 0
      widths.append(running.count)
      let index = running.remove(at: min(choice, running.count - 1))
      log.append((index, changes[index].change.subject, false))
      do throws(BackendError) {
        return .finished(index, .success(try backend.make(changes[index].change)))
      } catch {
        return .finished(index, .failure(error))
      }
    }

    func run(width: Int, stopsAfter: Int = .max) -> ExecutionReport {
      PlanExecution(changes, width: width).run(
        begin: begin, next: next, isStopped: { widths.count >= stopsAfter }, told: { _ in },
        made: { index, _ in heard.append(index) }, noted: { noted = heard })
    }
  }

  /// Runs `body` for every sequence of choices that can happen.
  static func everySchedule(_ body: ([Int]) -> [Int]) -> Int {
    var count = 0
    var choices: [Int] = []
    while true {
      let widths = body(choices)
      count += 1
      choices += Array(repeating: 0, count: max(0, widths.count - choices.count))
      choices = Array(choices.prefix(widths.count))
      while let last = choices.last, last + 1 >= widths[choices.count - 1] { choices.removeLast() }
      guard !choices.isEmpty else { return count }
      choices[choices.count - 1] += 1
    }
  }

  static func roles(_ count: Int) -> [Role] {
    (0..<count).map { number in
      Role(
        name: "r\(number)", trust: Sample.trust(),
        managedPolicies: [ManagedPolicyAttachment(arn: Sample.ownARN)],
        inlinePolicies: [InlinePolicy(name: "p", document: Sample.inline())])
    }
  }

  static func plan(_ count: Int) throws -> (set: RoleSet, changes: [PlannedChange]) {
    let set = RoleSet(
      account: Sample.account, policies: [Sample.ownPolicy],
      roles: roles(count).map { .ordinary($0) })
    return (set, try Plan(closing: Drift(between: set, and: .empty(for: set))).changes)
  }

  @Test("three roles: every interleaving ends in the same account, and each role keeps its order")
  func everyInterleaving() throws {
    let (set, changes) = try Self.plan(3)
    #expect(changes.count == 10)
    var wrong: [String] = []
    let count = Self.everySchedule { choices in
      let backend = InMemoryBackend(.empty(for: set))
      let schedule = Schedule(backend, changes, choices)
      let report = schedule.run(width: 2)
      if !report.isComplete || !Self.isAsPlanned(set, backend) { wrong.append("\(choices)") }
      if let fault = Self.fault(in: schedule.log, changes) { wrong.append("\(choices): \(fault)") }
      return schedule.widths
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
    #expect(count > 100)
  }

  @Test(
    "a failure anywhere: begun roles go on, no other is begun, and the next run completes it",
    arguments: 0..<10)
  func everyFailure(_ place: Int) throws {
    let (set, changes) = try Self.plan(3)
    var wrong: [String] = []
    _ = Self.everySchedule { choices in
      let backend = FailingOnce(InMemoryBackend(.empty(for: set)), changes[place].change)
      let schedule = Schedule(backend, changes, choices)
      let report = schedule.run(width: 2)
      let failed = report.failures.map(\.index)
      let lane = report.lanes.first { $0.steps.contains(place) }
      if failed != [place] || report.states[place] != .failed { wrong.append("\(choices)") }
      // What stands behind the failure in its role was not tried.
      if !(lane?.steps.drop { $0 <= place }.allSatisfy { report.states[$0] == .waiting } ?? false) {
        wrong.append("\(choices): went on in the role that failed")
      }
      for other in report.lanes where other != lane && report.progress(of: other) == .partWay {
        wrong.append("\(choices): left \(other.subject.phrase) part-way")
      }
      let moment = schedule.log.firstIndex { $0.index == place && !$0.isBegin } ?? 0
      let before = Set(schedule.log[..<moment].map(\.subject))
      if !schedule.log[moment...].allSatisfy({ before.contains($0.subject) }) {
        wrong.append("\(choices): began a role after the failure")
      }
      // Running the plan of what is left completes the account.
      if !Self.isCompleted(set, backend.inner) { wrong.append("\(choices): no second run") }
      return schedule.widths
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
  }

  @Test("a stop anywhere leaves an account that the next run completes", arguments: 0..<10)
  func everyStop(_ moment: Int) throws {
    let (set, changes) = try Self.plan(3)
    var wrong: [String] = []
    _ = Self.everySchedule { choices in
      let backend = InMemoryBackend(.empty(for: set))
      let schedule = Schedule(backend, changes, choices)
      let report = schedule.run(width: 3, stopsAfter: moment)
      // What was under way is waited for.
      if report.states.contains(.running) { wrong.append("\(choices): left a change under way") }
      if report.madeCount < moment { wrong.append("\(choices)") }
      if !Self.isCompleted(set, backend) { wrong.append("\(choices): no second run") }
      return schedule.widths
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
  }

  @Test("keys that are refused end everything")
  func credentials() throws {
    let (set, changes) = try Self.plan(5)
    let backend = FailingOnce(
      InMemoryBackend(.empty(for: set)), changes[4].change, .credentials)
    let schedule = Schedule(backend, changes, [])
    let report = schedule.run(width: 2)
    let moment = schedule.log.firstIndex { $0.index == 4 && !$0.isBegin } ?? 0
    #expect(schedule.log[moment...].allSatisfy { !$0.isBegin })
    #expect(report.lanes.contains { report.progress(of: $0) == .notBegun })
  }

  @Test("a role whose trust policy names a new role waits for it")
  func namedRole() throws {
    let names = ["b", "a"]
    let first = Role(name: names[0], trust: Sample.trust())
    let second = Role(
      name: names[1], trust: Sample.trusting("arn:aws:iam::123456789012:role/\(names[0])"))
    var queue = ExecutionQueue([.createRole(first), .createRole(second)])
    #expect(queue.next() == 0)
    #expect(queue.next() == nil)
    queue.finish(0)
    #expect(queue.next() == 1)
  }

  @Test("policies come before the roles that use them, and late versions after all roles")
  func stages() throws {
    let changes: [Change] = [
      .createPolicy(Sample.ownPolicy, arn: Sample.ownARN),
      .createRole(Role(name: "a", trust: Sample.trust())),
      .createRole(Role(name: "b", trust: Sample.trust())),
      .createPolicyVersion(arn: Sample.ownARN, document: Sample.inline("s3:*")),
    ]
    var queue = ExecutionQueue(changes)
    #expect(queue.next() == 0)
    #expect(queue.next() == nil)
    queue.finish(0)
    #expect([queue.next(), queue.next(), queue.next()] == [1, 2, nil])
    queue.finish(2)
    #expect(queue.next() == nil)
    queue.finish(1)
    #expect(queue.next() == 3)
  }

  @Test("changes that end at once are noted once, before anything that waited for them begins")
  func together() throws {
    let (set, changes) = try Self.plan(3)
    let backend = InMemoryBackend(.empty(for: set))
    let schedule = Schedule(backend, changes, [], endsTogether: true)
    let report = schedule.run(width: 10)
    #expect(report.isComplete)
    #expect(schedule.widths == [1, 3, 2, 1, 3, 2, 1, 3, 2, 1])
    #expect(schedule.noted.sorted() == Array(changes.indices))
    #expect(Self.isAsPlanned(set, backend))
  }

  @Test("new versions of policies come one after the other, since a role may have several")
  func versions() {
    let document = Sample.ownPolicy.document
    var queue = ExecutionQueue([
      .createPolicyVersion(arn: Sample.ownARN, document: document),
      .createPolicyVersion(arn: Sample.ownARN + "2", document: document),
    ])
    #expect([queue.next(), queue.next()] == [0, nil])
    queue.finish(0)
    #expect(queue.next() == 1)
  }

  @Test("at most so many changes are under way, on threads too", arguments: [1, 3, 10])
  func threads(_ width: Int) throws {
    let (set, changes) = try Self.plan(30)
    let iam = ModelIAM(.empty(for: set))
    let backend = HTTPBackend.over(iam)
    var made: [Int] = []
    let report = PlanExecution(changes, width: width).run(
      on: backend, ExecutionEvents(), isStopped: { false }, told: { _ in },
      made: { index, _ in made.append(index) })
    #expect(report.isComplete)
    #expect(made.sorted() == Array(changes.indices))
    // Three writes a role, and nothing asked.
    #expect(iam.calls.count == 1 + 3 * 30)
    #expect(iam.writes.count == iam.calls.count)
    for role in Self.roles(30) {
      let own = iam.writes.filter { $0.parameters["RoleName"] == role.name }.map(\.action)
      #expect(own.first == "CreateRole" && own.count == 3)
    }
  }

  // MARK: Judging

  /// A backend whose first try of one change fails.
  final class FailingOnce: IAMBackend {
    let inner: InMemoryBackend
    private let change: Change
    private let kind: BackendError.Kind

    init(_ inner: InMemoryBackend, _ change: Change, _ kind: BackendError.Kind = .refused) {
      self.inner = inner
      self.change = change
      self.kind = kind
    }

    var createdRoleIDs: [String: String] { [:] }

    func read(_ set: RoleSet, for scope: ReadScope) throws(BackendError) -> AccountReading {
      try inner.read(set, for: scope)
    }

    func tags(ofRoles names: [String]) throws(BackendError) -> [String: [IAMRoles.Tag]] {
      try inner.tags(ofRoles: names)
    }

    func documents(
      of arns: [String]
    ) throws(BackendError) -> (library: PolicyLibrary, notes: [String]) {
      try inner.documents(of: arns)
    }

    func make(_ change: Change, why: String) throws(BackendError) -> ChangeOutcome {
      guard change != self.change else {
        throw BackendError(kind, "refused", action: change.action.permission)
      }
      return try inner.make(change, why: why)
    }
  }

  private static func remaining(
    _ set: RoleSet, _ backend: InMemoryBackend
  ) -> [PlannedChange]? {
    guard let reading = try? backend.read(set, for: .plan) else { return nil }
    return try? Plan(closing: Drift(between: set, and: reading.state)).changes
  }

  private static func isAsPlanned(_ set: RoleSet, _ backend: InMemoryBackend) -> Bool {
    remaining(set, backend)?.isEmpty == true
  }

  private static func isCompleted(_ set: RoleSet, _ backend: InMemoryBackend) -> Bool {
    guard let rest = remaining(set, backend) else { return false }
    return Schedule(backend, rest, []).run(width: 2).isComplete && isAsPlanned(set, backend)
  }

  /// What is wrong with an order: two changes of a role at once or out of order, a role before its policy.
  private static func fault(
    in log: [(index: Int, subject: String, isBegin: Bool)], _ changes: [PlannedChange]
  ) -> String? {
    var running: Set<String> = []
    var last: [String: Int] = [:]
    for entry in log {
      if entry.isBegin {
        if !running.insert(entry.subject).inserted { return "two changes of \(entry.subject)" }
        if let before = last[entry.subject], before > entry.index { return "order of a role" }
        if !changes[entry.index].change.isAboutPolicy, last[Sample.ownARN] == nil {
          return "a role before its policy"
        }
      } else {
        running.remove(entry.subject)
        last[entry.subject] = entry.index
      }
    }
    return nil
  }
}
