import IAMPolicy

/// The dimensions of the questions of one inclusion, and the boxes in them.
struct QuerySpace {
  private(set) var dimensions: [Dimension] = []
  private(set) var actions: PatternDimension?
  private(set) var resources: PatternDimension?
  let layout: BoxLayout
  private let places: [Axis: Int]
  private let masks: [Int32: [UInt64]]
  /// Requests that cannot be: a pattern matches whose variable has no value.
  private(set) var impossible: [[Int32]] = []
  private(set) var table: PredicateTable

  init(
    _ queries: [Query], _ table: PredicateTable, _ limits: AnalysisLimits
  ) throws(TooComplex) {
    var table = table
    var byAxis: [Axis: [Int32]] = [:]
    var used: Set<Int32> = []
    func use(_ predicate: Int32) {
      guard used.insert(predicate).inserted else { return }
      byAxis[table.predicates[predicate].axis, default: []].append(predicate)
    }
    for query in queries {
      query.box.forEach(use)
      query.others.forEach { $0.forEach(use) }
    }
    var impossible: [[Int32]] = []
    for (axis, pattern) in QuerySpace.variablePatterns(of: used.sorted(), table) {
      for name in pattern.neededKeys {
        let key = table.number(ofKey: name)
        guard byAxis[.key(key)] != nil else { continue }
        let match = table.number(of: .variableMatch(axis, pattern))
        let absent = table.number(of: .absent(key))
        use(match)
        use(absent)
        impossible.append(PredicateTable.union([match], [absent]))
      }
    }
    // The memory of all automata together is bounded, not only that of each.
    var limits = limits
    var places: [Axis: Int] = [:]
    for axis in byAxis.keys.sorted() {
      let predicates = byAxis[axis] ?? []
      let dimension: Dimension
      switch axis {
      case .principal:
        dimension = try PrincipalDimension.dimension(predicates, table, limits)
      case .action:
        let built = try PatternDimension(actions: predicates, table, limits)
        actions = built
        limits.automatonPositions -= built.classes.positions
        dimension = built.dimension
      case .resource:
        let built = try PatternDimension(resources: predicates, table, limits)
        resources = built
        limits.automatonPositions -= built.classes.positions
        dimension = built.dimension
      case .key(let key):
        let built = try KeyDimension(key, predicates, table, limits)
        limits.automatonPositions -= built.positions
        dimension = built.dimension
      }
      places[axis] = dimensions.count
      dimensions.append(dimension)
    }
    layout = BoxLayout(atomCounts: dimensions.map(\.atoms.count))
    var masks: [Int32: [UInt64]] = [:]
    for (number, dimension) in dimensions.enumerated() {
      for (predicate, mask) in zip(dimension.predicates, dimension.masks) {
        masks[predicate] = mask.words(layout.widths[number])
      }
    }
    self.masks = masks
    self.places = places
    self.impossible = impossible
    self.table = table
  }

  /// The patterns with variables of these predicates, with their dimension, each once.
  static func variablePatterns(
    of predicates: [Int32], _ table: PredicateTable
  ) -> [(Axis, VariablePattern)] {
    var result: [(Axis, VariablePattern)] = []
    func add(_ parts: [PatternPart], _ reading: Glob.Reading, _ axis: Axis) {
      guard parts.contains(where: { if case .variable = $0 { true } else { false } }) else {
        return
      }
      let pattern = VariablePattern(parts: parts, reading: reading)
      if !result.contains(where: { $0 == (axis, pattern) }) { result.append((axis, pattern)) }
    }
    for number in predicates {
      switch table.predicates[number] {
      case .resource(let list):
        for pattern in list.patterns where table.resources[pattern].hasVariables {
          let text = table.resources[pattern].text
          add(PatternText.parts(of: text, variables: true), .resource, .resource)
        }
      case .condition(let condition) where condition.hasVariables:
        guard let (reading, wildcards) = condition.operator.comparison.reading else { continue }
        for value in condition.values {
          add(
            PatternText.parts(of: value, variables: true, wildcards: wildcards), reading,
            .key(condition.key))
        }
      case .principal, .action, .condition, .variableMatch, .absent: continue
      }
    }
    return result
  }

  func place(of axis: Axis) -> Int? { places[axis] }

  /// The box of a conjunction of predicates.
  func box(_ predicates: [Int32]) -> ConstrainedBox {
    var sides: [ConstrainedBox.Side] = []
    for predicate in predicates {
      guard let place = places[table.predicates[predicate].axis], let mask = masks[predicate] else {
        continue
      }
      if let known = sides.firstIndex(where: { $0.dimension == place }) {
        sides[known] = ConstrainedBox.Side(
          dimension: place, words: zip(sides[known].words, mask).map { $0 & $1 })
      } else {
        sides.append(ConstrainedBox.Side(dimension: place, words: mask))
      }
    }
    return ConstrainedBox(sides: sides)
  }

  /// The atoms of one dimension that a region has, in rising order.
  func atoms(of place: Int, in region: [UInt64]) -> [Int] {
    dimensions[place].atoms.indices.filter { contains($0, of: place, in: region) }
  }

  /// Says whether a region has an atom.
  func contains(_ atom: Int, of place: Int, in region: [UInt64]) -> Bool {
    region[layout.offsets[place] + atom / 64] >> UInt64(atom % 64) & 1 == 1
  }

  /// Says whether two regions have no request in common.
  func areDisjoint(_ one: [UInt64], _ other: [UInt64]) -> Bool {
    dimensions.indices.contains { place in
      let offset = layout.offsets[place]
      return (offset..<offset + layout.widths[place]).allSatisfy { one[$0] & other[$0] == 0 }
    }
  }

  /// Says whether a region has every atom of a dimension.
  func isWhole(_ place: Int, in region: [UInt64]) -> Bool {
    let offset = layout.offsets[place]
    return (0..<layout.widths[place]).allSatisfy {
      region[offset + $0] == layout.full[offset + $0]
    }
  }
}
