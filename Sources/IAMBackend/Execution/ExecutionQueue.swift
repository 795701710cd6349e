import IAMPolicy
public import IAMRoles

/// Which changes of a plan may be made now: a value, without threads, clock or network.
///
/// The changes of one role or policy are made one at a time, in the order of the plan, so that the plan's
/// safety order holds, and so are the new versions of policies, since a role may have several. Different
/// roles go side by side. Where a plan goes over from policies to roles or
/// back, everything before is made first; and a role whose trust policy names a role of the plan waits
/// until that one is created. After the first failure no other role is begun, and those that were begun
/// go on to their end.
public struct ExecutionQueue: Sendable {
  /// How far a change is.
  public enum State: Hashable, Sendable {
    case waiting
    case running
    case made
    case failed
    /// Its answer was lost: its effect is unknown.
    case unknown
  }

  /// The changes of one role or policy, by their places in the plan.
  public struct Lane: Hashable, Sendable {
    /// What is changed.
    public let subject: BackendError.Subject
    /// The places of its changes, in order.
    public fileprivate(set) var steps: [Int]
  }

  /// The roles and policies of the plan, in the order of their first change.
  public private(set) var lanes: [Lane] = []
  /// How far each change is, in the order of the plan.
  public private(set) var states: [State]
  private let width: Int
  private var lane: [Int] = []
  private var stage: [Int] = []
  /// How many changes a change still waits for.
  private var pending: [Int]
  /// The changes that wait for a change.
  private var dependents: [[Int]]
  private var leftInStage: [Int] = []
  private var openStage = 0
  private var begunLanes: Set<Int> = []
  private var continuing = Line()
  private var fresh = Line()
  private var running = 0
  private var isStopping = false
  private var isEnded = false

  /// Makes a queue in which nothing has begun; at most `width` changes are made at a time.
  public init(_ changes: [Change], width: Int = 10) {
    self.width = max(1, width)
    states = Array(repeating: .waiting, count: changes.count)
    pending = Array(repeating: 0, count: changes.count)
    dependents = Array(repeating: [], count: changes.count)
    var laneOf: [BackendError.Subject: Int] = [:]
    var creations: [String: Int] = [:]
    var lastVersion: Int?
    for (index, change) in changes.enumerated() {
      let key = change.laneKey
      let place = laneOf[key] ?? lanes.count
      if place == lanes.count {
        laneOf[key] = place
        lanes.append(Lane(subject: change.backendSubject, steps: []))
      }
      let last = lanes[place].steps.last
      if let last { wait(index, for: last) }
      if change.addsEachTime {
        if let lastVersion, lastVersion != last { wait(index, for: lastVersion) }
        lastVersion = index
      }
      lanes[place].steps.append(index)
      lane.append(place)
      let isOtherKind = index > 0 && changes[index - 1].stage != change.stage
      stage.append((stage.last ?? 0) + (isOtherKind ? 1 : 0))
      for name in change.trustDocument?.namedRoles ?? [] {
        if let creation = creations[name] { wait(index, for: creation) }
      }
      if let role = change.createdRole { creations[role.name.lowercased()] = index }
    }
    leftInStage = Array(repeating: 0, count: (stage.last ?? -1) + 1)
    for place in stage { leftInStage[place] += 1 }
    openReady(in: 0)
  }

  private mutating func wait(_ index: Int, for other: Int) {
    pending[index] += 1
    dependents[other].append(index)
  }

  /// The place of a change that may begin; nil when none may, as long as nothing that runs ends.
  public mutating func next() -> Int? {
    guard !isEnded, running < width else { return nil }
    guard let index = continuing.pop() ?? (isStopping ? nil : fresh.pop()) else { return nil }
    begunLanes.insert(lane[index])
    states[index] = .running
    running += 1
    return index
  }

  /// Notes that a change was made.
  public mutating func finish(_ index: Int) {
    end(index, .made)
    for other in dependents[index] {
      pending[other] -= 1
      if pending[other] == 0, stage[other] == openStage { open(other) }
    }
    leftInStage[stage[index]] -= 1
    while openStage < leftInStage.count, leftInStage[openStage] == 0 {
      openStage += 1
      openReady(in: openStage)
    }
  }

  /// Notes that a change failed: no other role is begun, and with `endsAll` nothing is begun at all.
  public mutating func fail(_ index: Int, isOpen: Bool, endsAll: Bool) {
    end(index, isOpen ? .unknown : .failed)
    isStopping = true
    if endsAll { stop() }
  }

  /// Lets nothing begin any more.
  public mutating func stop() { isEnded = true }

  /// The changes that may begin, in the order in which they do: with `states` all that decides what follows.
  var ready: [Int] { Array(continuing.left) + fresh.left }

  /// Whether something is under way.
  public var isRunning: Bool { running > 0 }

  private mutating func end(_ index: Int, _ state: State) {
    states[index] = state
    running -= 1
  }

  private mutating func openReady(in place: Int) {
    for index in stage.indices where stage[index] == place && pending[index] == 0 { open(index) }
  }

  private mutating func open(_ index: Int) {
    if begunLanes.contains(lane[index]) { continuing.push(index) } else { fresh.push(index) }
  }

  /// First in, first out.
  private struct Line: Sendable {
    private var places: [Int] = []
    private var head = 0

    /// What was not taken yet.
    var left: ArraySlice<Int> { places[head...] }

    mutating func push(_ place: Int) { places.append(place) }

    mutating func pop() -> Int? {
      guard head < places.count else { return nil }
      head += 1
      return places[head - 1]
    }
  }
}

extension Change {
  /// What is changed, with the name of a role folded as IAM compares it.
  fileprivate var laneKey: BackendError.Subject {
    switch backendSubject {
    case .role(let name): .role(name.lowercased())
    case .managedPolicy(let arn): .managedPolicy(arn: arn)
    case .identityProvider(let arn): .identityProvider(arn: arn)
    }
  }

  /// What all changes before another kind have to be made for: providers, policies, roles.
  fileprivate var stage: Int { isAboutPolicy ? 1 : isAboutProvider ? 2 : 0 }
}

extension PolicyDocument {
  /// The names of the roles that its statements name, folded.
  fileprivate var namedRoles: [String] {
    namedPrincipals.filter { $0.contains(":role/") }
      .compactMap { $0.split(separator: "/").last?.lowercased() }
  }
}
