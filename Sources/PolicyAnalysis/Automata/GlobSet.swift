/// Patterns laid out flat, so that a set of live positions of all of them is a sorted list of
/// numbers.
///
/// A position is a pattern and how many of its tokens have been matched. Numbers from
/// `positionCount` on are not positions but marks: "this predicate is decided".
struct GlobSet {
  /// What a pattern is for.
  enum Role: Hashable {
    /// The predicates that hold when the pattern matches.
    case exact(Bits)
    /// An over-approximation of a pattern with variables: its number, and its predicates.
    case variable(Int, Bits)
    /// A literal that must not stand for its class.
    case literal
    /// What values there are at all.
    case universe
  }

  private enum Kind {
    static let end: UInt8 = 0
    static let scalar: UInt8 = 1
    static let pair: UInt8 = 2
    static let any: UInt8 = 3
    static let notColon: UInt8 = 4
  }

  private(set) var roles: [Role] = []
  private var tokenKind: [UInt8] = []
  private var tokenFirst: [UInt32] = []
  private var tokenSecond: [UInt32] = []
  private var loop: [Glob.Loop] = []
  private var owner: [Int32] = []
  private var starts: [Int32] = []
  private(set) var hasUniverse = false

  var positionCount: Int { owner.count }

  mutating func add(_ glob: Glob, _ role: Role) {
    starts.append(Int32(owner.count))
    if role == .universe { hasUniverse = true }
    for index in glob.loops.indices {
      var kind = Kind.end
      var first: UInt32 = 0
      var second: UInt32 = 0
      if index < glob.tokens.count {
        switch glob.tokens[index] {
        case .scalar(let scalar): (kind, first) = (Kind.scalar, scalar)
        case .pair(let lower, let upper): (kind, first, second) = (Kind.pair, lower, upper)
        case .any: kind = Kind.any
        case .notColon: kind = Kind.notColon
        }
      }
      tokenKind.append(kind)
      tokenFirst.append(first)
      tokenSecond.append(second)
      loop.append(glob.loops[index])
      owner.append(Int32(roles.count))
    }
    roles.append(role)
  }

  /// The live positions before any character.
  func start(into state: inout [Int32]) {
    state.removeAll(keepingCapacity: true)
    state.append(contentsOf: starts)
    settle(&state)
  }

  /// The live positions after one more character.
  func step(_ state: some Collection<Int32>, _ scalar: UInt32, into next: inout [Int32]) {
    next.removeAll(keepingCapacity: true)
    let isInner = scalar != Glob.colon && scalar < PrivateLetter.first
    let isPublic = scalar < PrivateLetter.first
    let positions = Int32(owner.count)
    var mustSettle = false
    for position in state {
      guard position < positions else {
        next.append(position)
        continue
      }
      let index = Int(position)
      switch loop[index] {
      case .none: break
      case .any: if next.last != position { next.append(position) }
      case .notColon: if isInner, next.last != position { next.append(position) }
      }
      let admits =
        switch tokenKind[index] {
        case Kind.scalar: tokenFirst[index] == scalar
        case Kind.pair: tokenFirst[index] == scalar || tokenSecond[index] == scalar
        case Kind.any: isPublic
        case Kind.notColon: isInner
        default: false
        }
      guard admits else { continue }
      next.append(position + 1)
      if tokenKind[index + 1] == Kind.end, loop[index + 1] == .any { mustSettle = true }
    }
    if mustSettle { settle(&next) }
  }

  /// Invariant I5: what an exact pattern ending in `*` accepts is decided for good, and patterns
  /// that can decide nothing more are dropped.
  ///
  /// An over-approximation decides nothing.
  private func settle(_ state: inout [Int32]) {
    let positions = Int32(owner.count)
    var decided = Bits()
    var isNew = false
    for position in state {
      guard position < positions else {
        decided.insert(Int(position - positions))
        continue
      }
      let index = Int(position)
      guard tokenKind[index] == Kind.end, loop[index] == .any,
        case .exact(let predicates) = roles[Int(owner[index])], !predicates.isSubset(of: decided)
      else { continue }
      isNew = true
      decided.formUnion(predicates)
    }
    guard isNew else { return }
    state.removeAll { position in
      guard position < positions else { return true }
      switch roles[Int(owner[Int(position)])] {
      case .exact(let predicates), .variable(_, let predicates):
        return predicates.isSubset(of: decided)
      case .literal, .universe:
        return false
      }
    }
    for predicate in decided.members { state.append(positions + Int32(predicate)) }
  }

  /// What is true of a string whose live positions are `state`.
  struct Reading: Hashable {
    /// The predicates that an exact pattern makes true.
    var exact = Bits()
    /// The patterns with variables that may match.
    var variables = Bits()
  }

  /// The reading of a state; nil when the string is not a value, or is one of the literals.
  func reading(of state: some Collection<Int32>) -> Reading? {
    let positions = Int32(owner.count)
    var result = Reading()
    var isValue = !hasUniverse
    for position in state {
      guard position < positions else {
        result.exact.insert(Int(position - positions))
        continue
      }
      let index = Int(position)
      guard tokenKind[index] == Kind.end else { continue }
      switch roles[Int(owner[index])] {
      case .exact(let predicates): result.exact.formUnion(predicates)
      case .variable(let number, let predicates):
        if !predicates.isEmpty { result.variables.insert(number) }
      case .literal: return nil
      case .universe: isValue = true
      }
    }
    guard isValue else { return nil }
    return result
  }

  /// The reading of a string; nil when it is not a value of the universe.
  func reading(of text: some Sequence<UInt32>) -> Reading? {
    var state: [Int32] = []
    var next: [Int32] = []
    start(into: &state)
    for scalar in text {
      step(state, scalar, into: &next)
      swap(&state, &next)
      if state.isEmpty { break }
    }
    return reading(of: state)
  }

  /// Says whether no value can come of this state any more.
  func isDead(_ state: some Collection<Int32>) -> Bool {
    guard hasUniverse else { return false }
    for position in state where position < Int32(owner.count) {
      if roles[Int(owner[Int(position)])] == .universe { return false }
    }
    return true
  }

  /// One character for each way in which the live positions can go on, in a stable order.
  func continuations(of state: some Collection<Int32>, into scalars: inout [UInt32]) {
    scalars.removeAll(keepingCapacity: true)
    var low: UInt64 = 0
    var high: UInt64 = 0
    var others: [UInt32] = []
    var takesAnyButColon = false
    func note(_ scalar: UInt32) {
      if scalar < 64 {
        low |= 1 << UInt64(scalar)
      } else if scalar < 128 {
        high |= 1 << UInt64(scalar - 64)
      } else if !others.contains(scalar) {
        others.append(scalar)
      }
    }
    for position in state where position < Int32(owner.count) {
      let index = Int(position)
      if loop[index] == .notColon { takesAnyButColon = true }
      switch tokenKind[index] {
      case Kind.scalar: note(tokenFirst[index])
      case Kind.pair:
        note(tokenFirst[index])
        note(tokenSecond[index])
      case Kind.notColon: takesAnyButColon = true
      default: break
      }
    }
    if takesAnyButColon { note(Glob.colon) }
    func isListed(_ scalar: UInt32) -> Bool {
      scalar < 64
        ? low >> UInt64(scalar) & 1 == 1
        : scalar < 128 ? high >> UInt64(scalar - 64) & 1 == 1 : others.contains(scalar)
    }
    let plain = GlobSet.readable.first { !isListed($0) } ?? GlobSet.firstUnlisted(isListed)
    scalars.append(plain)
    while low != 0 {
      scalars.append(UInt32(low.trailingZeroBitCount))
      low &= low - 1
    }
    while high != 0 {
      scalars.append(UInt32(high.trailingZeroBitCount + 64))
      high &= high - 1
    }
    others.sort()
    scalars.append(contentsOf: others)
  }

  /// Characters that a person reads easily, colon not among them.
  private static let readable: [UInt32] = Array(
    scalarsOf: "xabcdefghijklmnopqrstuvwyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.")

  private static func firstUnlisted(_ isListed: (UInt32) -> Bool) -> UInt32 {
    var scalar: UInt32 = 0xA1
    while isListed(scalar) { scalar += 1 }
    return scalar
  }
}
