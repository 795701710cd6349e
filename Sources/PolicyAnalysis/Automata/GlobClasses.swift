/// The classes of strings that no predicate of a dimension can tell apart: the reachable states of
/// the product of all patterns, explored breadth first so that each class has its shortest strings.
struct GlobClasses {
  /// One class: what is true of its strings, and up to four of them, shortest first.
  struct Class {
    let reading: GlobSet.Reading
    let examples: [[UInt32]]
  }

  /// The classes, in the order in which their shortest strings come.
  private(set) var classes: [Class] = []
  /// States that were explored.
  private(set) var stateCount = 0
  /// Live positions of all states together.
  private(set) var positions = 0

  init(_ globs: GlobSet, limits: AnalysisLimits) throws(TooComplex) {
    var explorer = Explorer(globs, limits)
    try explorer.run()
    classes = explorer.classes
    stateCount = explorer.stateCount
    positions = explorer.positions
  }
}

/// Breadth-first exploration with all states in one arena.
private struct Explorer {
  static let examplesKept = 4

  let globs: GlobSet
  let limits: AnalysisLimits
  private var arena: [Int32] = []
  private var bounds: [Int] = [0]
  private var parents: [(state: Int32, scalar: UInt32)] = []
  private var classOf: [Int32] = []
  private var table: [Int32]
  private var classNumbers: [GlobSet.Reading: Int32] = [:]
  private var readings: [GlobSet.Reading] = []
  private var examples: [[(state: Int32, scalar: UInt32)]] = []

  init(_ globs: GlobSet, _ limits: AnalysisLimits) {
    self.globs = globs
    self.limits = limits
    table = [Int32](repeating: -1, count: 256)
  }

  var stateCount: Int { classOf.count }
  var positions: Int { arena.count }

  var classes: [GlobClasses.Class] {
    readings.indices.map { number in
      GlobClasses.Class(
        reading: readings[number], examples: examples[number].map { string(to: $0) })
    }
  }

  mutating func run() throws(TooComplex) {
    var next: [Int32] = []
    var scalars: [UInt32] = []
    var current: [Int32] = []
    globs.start(into: &next)
    try visit(next, from: (-1, 0))
    var index = 0
    while index < classOf.count {
      current.removeAll(keepingCapacity: true)
      current.append(contentsOf: arena[bounds[index]..<bounds[index + 1]])
      globs.continuations(of: current, into: &scalars)
      for scalar in scalars {
        globs.step(current, scalar, into: &next)
        if globs.isDead(next) { continue }
        try visit(next, from: (Int32(index), scalar))
      }
      index += 1
    }
  }

  private mutating func visit(
    _ state: [Int32], from edge: (state: Int32, scalar: UInt32)
  ) throws(TooComplex) {
    var slot = Explorer.hash(state) & (table.count - 1)
    while table[slot] >= 0 {
      let known = Int(table[slot])
      if isState(known, state) {
        record(edge, in: classOf[known])
        return
      }
      slot = (slot + 1) & (table.count - 1)
    }
    guard classOf.count < limits.automatonStates,
      arena.count + state.count <= limits.automatonPositions
    else {
      throw TooComplex(limit: "more than \(limits.automatonStates) states of overlapping patterns")
    }
    table[slot] = Int32(classOf.count)
    arena.append(contentsOf: state)
    bounds.append(arena.count)
    parents.append(edge)
    var number: Int32 = -1
    if let reading = globs.reading(of: state) {
      if let known = classNumbers[reading] {
        number = known
      } else {
        guard readings.count < limits.atoms else {
          throw TooComplex(limit: "more than \(limits.atoms) classes of values")
        }
        number = Int32(readings.count)
        classNumbers[reading] = number
        readings.append(reading)
        examples.append([])
      }
    }
    classOf.append(number)
    record(edge, in: number)
    if classOf.count * 2 > table.count { grow() }
  }

  private mutating func record(_ edge: (state: Int32, scalar: UInt32), in number: Int32) {
    guard number >= 0, examples[Int(number)].count < Explorer.examplesKept else { return }
    examples[Int(number)].append(edge)
  }

  private func isState(_ known: Int, _ state: [Int32]) -> Bool {
    let start = bounds[known]
    guard bounds[known + 1] - start == state.count else { return false }
    for offset in state.indices where arena[start + offset] != state[offset] { return false }
    return true
  }

  private mutating func grow() {
    table = [Int32](repeating: -1, count: table.count * 4)
    for state in classOf.indices {
      var slot = Explorer.hash(arena[bounds[state]..<bounds[state + 1]]) & (table.count - 1)
      while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
      table[slot] = Int32(state)
    }
  }

  private static func hash(_ state: some Collection<Int32>) -> Int {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    for position in state {
      value = (value ^ UInt64(UInt32(bitPattern: position))) &* 0x9e37_79b9_7f4a_7c15
      value ^= value >> 29
    }
    return Int(truncatingIfNeeded: value >> 1)
  }

  private func string(to edge: (state: Int32, scalar: UInt32)) -> [UInt32] {
    var result: [UInt32] = []
    var edge = edge
    while edge.state >= 0 {
      result.append(edge.scalar)
      edge = parents[Int(edge.state)]
    }
    return result.reversed()
  }
}
