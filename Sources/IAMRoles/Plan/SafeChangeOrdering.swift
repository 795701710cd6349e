import IAMPolicy
import PolicyAnalysis

/// The order of the permission changes of one role in which no moment allows what neither the beginning
/// nor the end does.
///
/// Most plans are safe in the order in which they come. Otherwise other orders are tried, and when none
/// is safe, some with *bridges*: an inline document first takes the denials of its successor, then gives
/// way to one that has the denials of both, and that to its successor alone. With all bridges every
/// moment has the denials of beginning and end until one of the two is in place. Where several documents win
/// and lose, each first keeps only what it allows before and after: no moment then has what is new of one and
/// what goes of another.
struct SafeChangeOrdering {
  private typealias Standing = MomentStanding

  /// More changes than this are not permuted, for the moments are as many as there are subsets: then each
  /// step is the first that is safe after those before it.
  private static let widest = 12

  /// How often all policies of the role are compared in search of an order: of the changes alone, with
  /// bridges, and of one that is not proved.
  ///
  /// Most moments are proved safe without it; where that is not enough, the order stays as it is and a
  /// person is asked.
  private static let mostComparisons = 300

  /// The changes, in order.
  private(set) var changes: [PlannedChange]

  private let before: AccountState
  private let name: String
  private let library: PolicyLibrary
  private let start: NamedPermissions
  private let end: NamedPermissions
  private let judge = MomentJudge()
  /// The bridges that were tried: what they do is said of those that are taken.
  private var bridges: Set<Change> = []
  /// How often all policies may have been compared.
  private var affordable = Self.mostComparisons
  /// Whether the role before and after can be described.
  private let isKnown: Bool

  /// Puts `changes` of the role `name`, which are all about permissions, into a safe order.
  ///
  /// - Parameters:
  ///   - before: the account in which the first of the changes is made; the role exists.
  ///   - first: the documents of managed policies before the plan, as far as they are known.
  ///   - library: their documents while the changes are made.
  ///   - last: their documents after the plan.
  init(
    _ changes: [PlannedChange], of name: String, in before: AccountState,
    start first: PolicyLibrary, _ library: PolicyLibrary, end last: PolicyLibrary
  ) {
    self.changes = changes
    self.before = before
    self.name = name
    self.library = library
    let permissions = Self.permissions(of: name, in: before, first)
    let ended = permissions.flatMap { _ in
      Self.permissions(of: name, in: Self.applying(changes.map(\.change), to: before), last)
    }
    start = permissions ?? NamedPermissions()
    end = ended ?? NamedPermissions()
    isKnown = ended != nil
    guard isKnown, changes.count > 1 else { return }
    arrange()
  }

  /// Orders the changes of a role whose managed policies stay as they are.
  init(
    _ changes: [PlannedChange], of name: String, in before: AccountState, _ library: PolicyLibrary
  ) {
    self.init(changes, of: name, in: before, start: library, library, end: library)
  }

  /// How many times all policies of the role were compared: what the work grows with.
  var comparisons: Int { judge.comparisons }

  private mutating func arrange() {
    let given = worst(of: changes)
    guard given != .safe else { return }
    // Where a document is not known nothing can be proved of most orders, and the given one stays.
    let isProvable = start.permissions.unknown.isEmpty && end.permissions.unknown.isEmpty
    if isProvable, take(changes, .safe) { return }
    let ways = (given == .exposed ? bridgings(of: changes) : []) + splittings(of: changes)
    if isProvable {
      affordable = judge.comparisons + Self.mostComparisons
      for way in ways where take(way, .safe) { return }
    }
    guard given == .exposed else { return }
    affordable = judge.comparisons + Self.mostComparisons
    if take(changes, .undecided) { return }
    for way in ways where take(way, .undecided) { return }
  }

  /// Takes an order of `steps` in which no moment is worse than `limit`; false when no such order is found.
  private mutating func take(_ steps: [PlannedChange], _ limit: Standing) -> Bool {
    guard let order = path(through: steps, atMost: limit) else { return false }
    changes = order.map(described)
    return true
  }

  /// How many of the changes come before another trust policy, such that the role may do nothing before it
  /// that it may not do at first, and nothing after it that it may not do in the end; nil when no
  /// such place.
  var crossing: Int? {
    guard isKnown else { return nil }
    var states: [AccountState?] = [before]
    for planned in changes {
      states.append(Self.applying([planned.change], to: states.last ?? nil))
    }
    let moments = states.map { Self.permissions(of: name, in: $0, library) }
    let isWithinStart = moments.map { $0.map { judge.isWithin($0, start) } ?? false }
    let isWithinEnd = moments.map { $0.map { judge.isWithin($0, end) } ?? false }
    return moments.indices.first { place in
      isWithinStart[...place].allSatisfy(\.self) && isWithinEnd[place...].allSatisfy(\.self)
    }
  }

  // MARK: Moments

  /// The worst moment between the first change and the last.
  private func worst(of changes: [PlannedChange]) -> Standing {
    var state: AccountState? = before
    var worst = Standing.safe
    for planned in changes.dropLast() {
      state = Self.applying([planned.change], to: state)
      let moment = Self.permissions(of: name, in: state, library)
      worst = max(worst, moment.map(standing) ?? .undecided)
      if worst == .exposed { break }
    }
    return worst
  }

  private func standing(_ moment: NamedPermissions) -> Standing {
    judge.standing(of: moment, start: start, end: end)
  }

  /// Whether there is room for another comparison.
  private var isAffordable: Bool { judge.comparisons < affordable }

  /// Whether a moment is no worse than `limit`, as far as comparisons can be afforded.
  private func isGood(_ moment: NamedPermissions?, _ limit: Standing) -> Bool {
    guard let moment else { return false }
    if judge.isPlainlySafe(moment, start: start, end: end) { return true }
    return isAffordable && standing(moment) <= limit
  }

  // MARK: Search

  /// An order of `steps` in which no moment is worse than `limit`; the first one in the order of steps.
  ///
  /// A moment is identified by which steps were made, so each set of steps is asked once.
  private func path(through steps: [PlannedChange], atMost limit: Standing) -> [PlannedChange]? {
    guard steps.count <= Self.widest else { return greedyPath(through: steps, atMost: limit) }
    var known: [Int: Bool] = [:]
    func isGood(_ made: Int, _ state: AccountState) -> Bool {
      if let answer = known[made] { return answer }
      let answer =
        made == (1 << steps.count) - 1
        || self.isGood(Self.permissions(of: name, in: state, library), limit)
      known[made] = answer
      return answer
    }
    var dead: Set<Int> = []
    func search(_ made: Int, _ state: AccountState) -> [Int]? {
      guard made != (1 << steps.count) - 1 else { return [] }
      guard !dead.contains(made) else { return nil }
      for index in steps.indices where made & (1 << index) == 0 {
        let waits = steps.indices.contains { other in
          other < index && made & (1 << other) == 0
            && steps[index].change.follows(steps[other].change)
        }
        guard !waits, let next = Self.applying([steps[index].change], to: state) else { continue }
        let now = made | (1 << index)
        if isGood(now, next), let rest = search(now, next) { return [index] + rest }
      }
      dead.insert(made)
      return nil
    }
    return search(0, before)?.map { steps[$0] }
  }

  /// An order in which each step is the first whose moment is plainly safe, or else the first whose moment
  /// is no worse than `limit`; nil when there is a moment after which no step is.
  private func greedyPath(
    through steps: [PlannedChange], atMost limit: Standing
  ) -> [PlannedChange]? {
    var left = steps
    var order: [PlannedChange] = []
    var state = before
    while left.count > 1 {
      var open: [(index: Int, state: AccountState, moment: NamedPermissions)] = []
      var next: (index: Int, state: AccountState)?
      for index in left.indices {
        let step = left[index].change
        guard !left[..<index].contains(where: { step.follows($0.change) }),
          let after = Self.applying([step], to: state),
          let moment = Self.permissions(of: name, in: after, library)
        else { continue }
        if judge.isPlainlySafe(moment, start: start, end: end) {
          next = (index, after)
          break
        }
        open.append((index, after, moment))
      }
      if next == nil {
        next = open.first { isGood($0.moment, limit) }.map { ($0.index, $0.state) }
      }
      guard let next else { return nil }
      order.append(left.remove(at: next.index))
      state = next.state
    }
    return order + left
  }

  // MARK: Bridges

  /// The ways to cross with bridges, few bridges before many.
  private mutating func bridgings(of steps: [PlannedChange]) -> [[PlannedChange]] {
    let early = steps.map(earlyBridge)
    let late = steps.map(lateBridge)
    bridges.formUnion((early + late).compactMap { $0?.change })
    func bridging(_ isEarly: (Int) -> Bool, _ isLate: (Int) -> Bool) -> [PlannedChange] {
      steps.indices.flatMap { place -> [PlannedChange] in
        [isEarly(place) ? early[place] : nil, isLate(place) ? late[place] : nil, steps[place]]
          .compactMap(\.self)
      }
    }
    let single = steps.indices.flatMap { place in
      [bridging({ _ in false }, { $0 == place }), bridging({ $0 == place }, { _ in false })]
    }
    let all = [
      bridging({ _ in false }, { _ in true }), bridging({ _ in true }, { _ in false }),
      bridging({ _ in true }, { _ in true }),
    ]
    let ways = steps.count > Self.widest ? all : single + all
    return ways.filter { $0.count > steps.count }
  }

  /// The old document with the denials of the new one.
  private func earlyBridge(to step: PlannedChange) -> PlannedChange? {
    guard let policy = step.change.inlinePolicy, let new = step.change.inlineDocument else {
      return nil
    }
    return bridge(
      policy, storedDocument(of: policy), withDenialsOf: new,
      why: "inline policy '\(policy)' takes its new denials before anything else is given")
  }

  /// The new document, if there is to be one, with the denials of the old one.
  private func lateBridge(to step: PlannedChange) -> PlannedChange? {
    guard let policy = step.change.inlinePolicy, let old = storedDocument(of: policy) else {
      return nil
    }
    return bridge(
      policy, step.change.inlineDocument, withDenialsOf: old,
      why: "inline policy '\(policy)' keeps its denials until the others are in place")
  }

  /// The ways in which inline policies that win and lose are reduced first to what they allow before and after:
  /// all but the last of them, or all.
  private mutating func splittings(of steps: [PlannedChange]) -> [[PlannedChange]] {
    var common = steps.map(commonBridge)
    var ways = [common]
    if let last = common.lastIndex(where: { $0 != nil }),
      common[..<last].contains(where: { $0 != nil })
    {
      common[last] = nil
      ways.insert(common, at: 0)
    }
    bridges.formUnion(ways.joined().compactMap { $0?.change })
    return ways.compactMap {
      fitting(zip($0, steps).flatMap { [$0, $1].compactMap(\.self) }, steps)
    }
  }

  /// The changes with their bridges; nil without any, or when they do not fit into the role.
  private func fitting(
    _ bridged: [PlannedChange], _ steps: [PlannedChange]
  ) -> [PlannedChange]? {
    var sizes: [ExactText: Int] = [:]
    for policy in before.roles[name]?.value?.inlinePolicies.value ?? [] {
      sizes[ExactText(policy.name)] = policy.document.value?.policy?.size ?? 0
    }
    for planned in bridged {
      guard let policy = planned.change.inlinePolicy else { continue }
      let size = planned.change.inlineDocument?.size ?? 0
      sizes[ExactText(policy)] = max(sizes[ExactText(policy)] ?? 0, size)
    }
    // Whatever comes first: a bridge that could be refused is none.
    let isFitting = sizes.values.reduce(0, +) <= IAMQuotas.standard.inlinePolicySize
    return bridged.count > steps.count && isFitting ? bridged : nil
  }

  /// What an inline policy that wins and loses allows before and after.
  private func commonBridge(to step: PlannedChange) -> PlannedChange? {
    guard let policy = step.change.inlinePolicy, let new = step.change.inlineDocument,
      let old = storedDocument(of: policy), !old.isWithin(new), !new.isWithin(old),
      let common = old.permissionBridge(to: new)
    else { return nil }
    return PlannedChange(
      change: .putRolePolicy(role: name, policy: InlinePolicy(name: policy, document: common)),
      sign: .update,
      why: "until all else of the role has changed, inline policy '\(policy)' allows only what it "
        + "allows before and after", effect: .narrowed, needsAcceptance: false)
  }

  private func bridge(
    _ policy: String, _ allowing: PolicyDocument?, withDenialsOf denying: PolicyDocument,
    why: String
  ) -> PlannedChange? {
    let denials = denying.statements.filter { $0.effect == .deny }
    // A variable is one in a document of the newer version only.
    guard !denials.isEmpty, allowing.map({ $0.hasVariables == denying.hasVariables }) ?? true
    else { return nil }
    let document = PolicyDocument(
      kind: .identity, version: (allowing ?? denying).version, id: nil,
      statements: (allowing?.statements ?? []) + denials.map(\.unnamed))
    // The other documents may grow as well: a bridge that could be refused is none.
    let others = (before.roles[name]?.value?.inlinePolicies.value ?? [])
      .filter { $0.name != policy }.compactMap { $0.document.value?.policy?.size }
    let planned = changes.filter { $0.change.inlinePolicy != policy }
      .compactMap { $0.change.inlineDocument?.size }
    let size = (others + planned + [document.size]).reduce(0, +)
    guard size <= IAMQuotas.standard.inlinePolicySize else { return nil }
    let change = Change.putRolePolicy(
      role: name, policy: InlinePolicy(name: policy, document: document))
    guard Self.permissions(of: name, in: Self.applying([change], to: before), library) != nil
    else { return nil }
    return PlannedChange(
      change: change, sign: storedDocument(of: policy) == nil ? .create : .update, why: why,
      effect: .undecided, needsAcceptance: false)
  }

  /// A change with what it does, when it is a bridge.
  private func described(_ planned: PlannedChange) -> PlannedChange {
    guard bridges.contains(planned.change), planned.comparison == nil,
      let policy = planned.change.inlinePolicy,
      let after = Self.permissions(
        of: name, in: Self.applying([planned.change], to: before), library)
    else { return planned }
    var planned = planned
    let comparison = RolePermissions.compare(
      actual: after.permissions, desired: start.permissions)
    planned.effect = comparison.access
    planned.comparison = comparison
    let asks = changes.contains { $0.needsAcceptance && $0.change.inlinePolicy == policy }
    planned.needsAcceptance = asks && planned.effect.mayWiden
    return planned
  }

  private func storedDocument(of policy: String) -> PolicyDocument? {
    before.roles[name]?.value?.inlinePolicies.value?.first { $0.name == policy }?
      .document.value?.policy
  }

  private static func applying(_ changes: [Change], to state: AccountState?) -> AccountState? {
    changes.reduce(state) { state, change in state.flatMap { try? $0.applying(change) } }
  }

  private static func permissions(
    of name: String, in state: AccountState?, _ library: PolicyLibrary
  ) -> NamedPermissions? {
    state?.roles[name]?.value.map { NamedPermissions(of: $0, documents: library) }
  }
}

extension Change {
  var isAboutPermissions: Bool { roleChange?.isAboutPermissions ?? false }

  /// Whether it stays behind another change: a bridge comes before the document that it leads to, and a tag
  /// is removed before one of the same key is set.
  fileprivate func follows(_ other: Change) -> Bool {
    if case .tagRole = roleChange, case .untagRole = other.roleChange { return true }
    return inlinePolicy != nil && inlinePolicy == other.inlinePolicy
  }

  /// The document of the inline policy that it puts.
  fileprivate var inlineDocument: PolicyDocument? {
    if case .inlinePolicy(_, let document) = roleChange?.part { document } else { nil }
  }

  /// The name of the inline policy that it puts or deletes.
  fileprivate var inlinePolicy: String? {
    if case .inlinePolicy(let name, _) = roleChange?.part { name } else { nil }
  }
}
