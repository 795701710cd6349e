import IAMPolicy
import ServiceReference

/// The boxes of one question without their actions: what one side lets through (or denies), less what
/// it takes back, and the same of the other side.
private struct Entry {
  let actions: ActionSet
  /// The predicates that are not about actions, sorted.
  let rest: [Int32]
}

/// Which actions of the service reference a difference is about.
///
/// Actions that the same statements of both sides are about form one class, so each class is decided
/// once: whether the left side has a request with the action that the right side has not, and whether
/// the right side has any at all.
struct ActionDifference {
  /// One class of actions, with the boxes that they are in.
  struct Group {
    var actions: [Int] = []
    /// Whether the right side has no request of these actions at all.
    var isWhole = false
    fileprivate(set) var take: [[Int32]] = []
    fileprivate(set) var takeBack: [[Int32]] = []
    fileprivate(set) var otherTake: [[Int32]] = []
    fileprivate(set) var otherTakeBack: [[Int32]] = []
  }

  /// The classes in which the left side has more.
  private(set) var groups: [Group] = []
  /// Whether the left side has every request.
  private(set) var isEverything = false
  /// Whether no variable and nothing unspecified took part.
  private(set) var isExact = true

  init(
    _ question: Question, _ left: NormalSide, _ right: NormalSide, _ table: PredicateTable,
    _ limits: AnalysisLimits
  ) throws(TooComplex) {
    let index = ReferenceIndex.shared
    var sets = ActionSets(table, index)
    let take: [Entry]
    let takeBack: [Entry]
    let otherTake: [Entry]
    let otherTakeBack: [Entry]
    switch question {
    case .grants:
      take = sets.entries(left.allows)
      takeBack = sets.entries(left.denies)
      otherTake = sets.entries(right.allows)
      otherTakeBack = sets.entries(right.denies)
    case .denies:
      take = sets.entries(left.denies)
      takeBack = []
      otherTake = sets.entries(right.denies)
      otherTakeBack = []
    }
    let found = ActionDifference.classes(
      take, takeBack, otherTake, otherTakeBack, count: index.actions.count)
    isEverything =
      question == .grants && takeBack.isEmpty
      && left.allows.contains { $0.predicates.isEmpty }
      && !right.allows.contains { $0.predicates.isEmpty }
    // Whichever statement: a question without a request names none.
    guard let origin = (left.allows + left.denies).first?.origin else { return }
    var checks = EmptinessChecks(table)
    for group in found { checks.note(EmptinessChecks.more(group)) }
    try checks.decide(origin, limits)
    groups = found.filter(checks.hasMore)
    for group in groups { checks.note(EmptinessChecks.any(group)) }
    try checks.decide(origin, limits)
    for number in groups.indices { groups[number].isWhole = !checks.otherHasAny(groups[number]) }
    isExact = checks.isExact
    // Who allows all but a few services lacks those, and is nearly an administrator already.
    let count = groups.reduce(0) { $0 + $1.actions.count }
    isEverything = isEverything && 2 * count > index.actions.count
  }

  /// Leaves out the actions that cannot have a resource of their own among those of the difference.
  mutating func leaveOutUnfit(_ table: PredicateTable) {
    var fit = ResourceFit(table, .shared)
    groups = fit.fitting(groups)
  }

  private static func classes(
    _ take: [Entry], _ takeBack: [Entry], _ otherTake: [Entry], _ otherTakeBack: [Entry],
    count: Int
  ) -> [Group] {
    var asked = ActionSet(count: count)
    for entry in take { asked.formUnion(entry.actions) }
    let asking = asked.bounds
    var classOf = [Int32](repeating: 0, count: asking.count)
    var groups = [Group()]
    func split(_ entries: [Entry], _ list: WritableKeyPath<Group, [[Int32]]>) {
      for entry in entries {
        var moved: [Int32: Int32] = [:]
        var members = entry.actions
        members.formIntersection(asked)
        members.forEach { number in
          let place = number - asking.lowerBound
          let old = classOf[place]
          if let new = moved[old] {
            classOf[place] = new
            return
          }
          var group = groups[Int(old)]
          if !group[keyPath: list].contains(entry.rest) { group[keyPath: list].append(entry.rest) }
          let new = Int32(truncatingIfNeeded: groups.count)
          groups.append(group)
          moved[old] = new
          classOf[place] = new
        }
      }
    }
    split(take, \.take)
    split(takeBack, \.takeBack)
    split(otherTake, \.otherTake)
    split(otherTakeBack, \.otherTakeBack)
    asked.forEach { groups[Int(classOf[$0 - asking.lowerBound])].actions.append($0) }
    return groups.filter { !$0.actions.isEmpty }
  }
}

/// The actions of each box, each list of patterns looked up once.
private struct ActionSets {
  private let table: PredicateTable
  private let index: ReferenceIndex
  private var known: [Int32: ActionSet] = [:]

  init(_ table: PredicateTable, _ index: ReferenceIndex) {
    self.table = table
    self.index = index
  }

  mutating func entries(_ boxes: [NormalBox]) -> [Entry] {
    var result: [Entry] = []
    for box in boxes {
      var actions: ActionSet?
      var rest: [Int32] = []
      for predicate in box.predicates {
        guard case .action(let list) = table.predicates[predicate] else {
          rest.append(predicate)
          continue
        }
        let own = set(predicate, list)
        if actions == nil { actions = own } else { actions?.formIntersection(own) }
      }
      result.append(Entry(actions: actions ?? ActionSet(all: index.actions.count), rest: rest))
    }
    return result
  }

  private mutating func set(_ predicate: Int32, _ list: PatternList) -> ActionSet {
    if let set = known[predicate] { return set }
    var set = ActionSet(count: index.actions.count)
    for pattern in list.patterns { index.insert(table.actions[pattern], into: &set) }
    if list.isNegated {
      var others = ActionSet(all: index.actions.count)
      others.subtract(set)
      set = others
    }
    known[predicate] = set
    return set
  }
}

/// Whether boxes without actions have a request, each question asked once.
///
/// What can be seen from the predicates alone is; the rest is decided in one space.
private struct EmptinessChecks {
  struct Key: Hashable {
    let box: [Int32]
    let others: [[Int32]]
  }

  private let table: PredicateTable
  private var answers: [Key: Bool] = [:]
  private var open: [Key] = []
  private(set) var isExact = true

  init(_ table: PredicateTable) { self.table = table }

  /// The questions whose disjunction is "the left side has more".
  static func more(_ group: ActionDifference.Group) -> [Key] {
    group.take.flatMap { box in
      [Key(box: box, others: group.takeBack + group.otherTake)]
        + group.otherTakeBack.map {
          Key(box: PredicateTable.union(box, $0), others: group.takeBack)
        }
    }
  }

  static func any(_ group: ActionDifference.Group) -> [Key] {
    group.otherTake.map { Key(box: $0, others: group.otherTakeBack) }
  }

  mutating func note(_ keys: [Key]) {
    for key in keys where answers[key] == nil {
      if key.others.contains(where: { PredicateTable.isSubset($0, of: key.box) }) {
        answers[key] = false
      } else if key.others.isEmpty, isPlain(key.box) {
        answers[key] = true
      } else {
        answers[key] = false
        open.append(key)
      }
    }
  }

  /// Whether a box can be seen to have a request: it names no more than ARNs.
  private func isPlain(_ box: [Int32]) -> Bool {
    guard box.count < 2 else { return false }
    return box.allSatisfy { predicate in
      guard case .resource(let list) = table.predicates[predicate], !list.isNegated else {
        return false
      }
      return list.patterns.contains { pattern in
        let source = table.resources[pattern]
        return !source.hasVariables && source.text.hasPrefix("arn:")
          && source.text.utf8.count { $0 == 58 } >= 5 && source.text.utf8.last != 58
          && !source.text.contains("::::")
      }
    }
  }

  mutating func decide(_ origin: SideStatement, _ limits: AnalysisLimits) throws(TooComplex) {
    if open.isEmpty { return }
    guard open.count < limits.queries else {
      throw TooComplex(limit: "more than \(limits.queries) classes of actions")
    }
    let space = try QuerySpace(
      open.map { Query(box: $0.box, others: $0.others, origin: origin) }, table, limits)
    if !space.dimensions.allSatisfy({ $0.atoms.allSatisfy { $0.choices[0].isExact } }) {
      isExact = false
    }
    let impossible = space.impossible.map { space.box($0) }
    for key in open {
      var regions = BoxSubtraction(
        space.box(key.box), minus: key.others.map { space.box($0) } + impossible, space.layout,
        limits)
      answers[key] = try regions.next() != nil
    }
    open = []
  }

  func hasMore(_ group: ActionDifference.Group) -> Bool {
    EmptinessChecks.more(group).contains { answers[$0] ?? false }
  }

  func otherHasAny(_ group: ActionDifference.Group) -> Bool {
    EmptinessChecks.any(group).contains { answers[$0] ?? false }
  }
}

extension ActionDifference {
  /// The counts; nil when the difference is about no action of the reference.
  var summary: AccessSummary? {
    let index = ReferenceIndex.shared
    guard !groups.isEmpty else { return nil }
    var whole: [Int: [AccessLevel: Int]] = [:]
    var partly: [Int: [AccessLevel: Int]] = [:]
    var most = ActionSeriousness.list
    for group in groups {
      for action in group.actions {
        let level = index.actions[action].accessLevel
        most = max(most, index.seriousness[action])
        if group.isWhole {
          whole[index.serviceOf[action], default: [:]][level, default: 0] += 1
        } else {
          partly[index.serviceOf[action], default: [:]][level, default: 0] += 1
        }
      }
    }
    let services = Set(whole.keys).union(partly.keys).sorted()
    return AccessSummary(
      isEverything: isEverything,
      services: services.map {
        AccessSummary.ServiceCount(
          service: index.services[$0].prefix, whole: whole[$0] ?? [:], partly: partly[$0] ?? [:])
      },
      isExact: isExact, seriousness: most, referenceDate: index.reference.date)
  }

  /// How many actions of a group are tried for one that fits.
  private static let mostFitted = 60

  /// The actions to show, the most serious first: at most one of each class of actions.
  ///
  /// Of equally serious ones those that the other side does not have at all go first, then the best
  /// examples, then what a policy writes out. An action that fits, one with a resource that it can have, goes
  /// before an equally serious one that does not: no bucket is `b/key`.
  func candidates(
    written: ActionSet, fits: (Int, Group) -> Bool
  ) -> [(action: Int, group: Int)] {
    let index = ReferenceIndex.shared
    func precedes(_ one: Int, _ other: Int) -> Bool {
      if index.seriousness[one] != index.seriousness[other] {
        return index.seriousness[one] > index.seriousness[other]
      }
      if index.exampleRank[one] != index.exampleRank[other] {
        return index.exampleRank[one] < index.exampleRank[other]
      }
      if written.contains(one) != written.contains(other) { return written.contains(one) }
      return one < other
    }
    func fitting(_ group: Group) -> Int? {
      guard let first = group.actions.min(by: precedes) else { return nil }
      if fits(first, group) { return first }
      let peers = group.actions.filter { index.seriousness[$0] == index.seriousness[first] }
      return peers.sorted(by: precedes).prefix(Self.mostFitted).first { fits($0, group) } ?? first
    }
    var best: [(action: Int, group: Int)] = []
    for (number, group) in groups.enumerated() {
      if let action = fitting(group) { best.append((action, number)) }
    }
    return best.sorted { one, other in
      let isWhole = (groups[one.group].isWhole, groups[other.group].isWhole)
      if index.seriousness[one.action] == index.seriousness[other.action], isWhole.0 != isWhole.1 {
        return isWhole.0
      }
      return precedes(one.action, other.action)
    }
  }
}
