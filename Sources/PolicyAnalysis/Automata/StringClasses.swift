/// A predicate over strings, before its complement is taken.
struct StringPredicate {
  var isNegated = false
  /// Patterns without wildcards, as exact strings.
  var literals: [[UInt32]] = []
  /// Patterns with wildcards.
  var globs: [Glob] = []
  /// Patterns with variables.
  var variables: [VariablePattern] = []
}

/// One way to take a value of a class.
///
/// It is exact when the value alone proves what is true of it.
struct StringChoice: Hashable {
  let scalars: [UInt32]
  let isLiteral: Bool
  /// The variable patterns that could match, and those that are assumed to.
  let possible: Bits
  let matched: Bits

  var isExact: Bool { possible.isEmpty }
}

/// The strings of one dimension, cut into classes that no predicate can tell apart, with literals
/// as members of their own.
struct StringClasses {
  /// What is true of the strings of a class, complement taken, and strings of it.
  struct Class {
    let truth: Bits
    let choice: StringChoice
  }

  private(set) var classes: [Class] = []
  /// The patterns with variables, by number.
  private(set) var variables: [VariablePattern] = []
  /// The size of the automata that were needed.
  private(set) var positions = 0
  private let globs: GlobSet
  private let negated: Bits
  private let literalPredicates: [[UInt32]: Bits]
  private let predicatesOfVariable: [Bits]

  /// Cuts the strings.
  ///
  /// With `tracked` patterns, their matching is a predicate of its own, whose number comes
  /// with the pattern.
  init(
    _ predicates: [StringPredicate], universe: Glob?, tracked: [(VariablePattern, Int)] = [],
    limits: AnalysisLimits
  ) throws(TooComplex) {
    var literalOrder: [[UInt32]] = []
    var literalPredicates: [[UInt32]: Bits] = [:]
    var globNumbers: Interner<Glob> = Interner()
    var globPredicates: [Bits] = []
    var variableNumbers: Interner<VariablePattern> = Interner()
    var variablePredicates: [Bits] = []
    var negated = Bits()
    for (number, predicate) in predicates.enumerated() {
      if predicate.isNegated { negated.insert(number) }
      for literal in predicate.literals {
        if literalPredicates[literal] == nil { literalOrder.append(literal) }
        literalPredicates[literal, default: Bits()].insert(number)
      }
      for glob in predicate.globs {
        let index = Int(globNumbers.number(of: glob))
        if index == globPredicates.count { globPredicates.append(Bits()) }
        globPredicates[index].insert(number)
      }
      for pattern in predicate.variables {
        let index = Int(variableNumbers.number(of: pattern))
        if index == variablePredicates.count { variablePredicates.append(Bits()) }
        variablePredicates[index].insert(number)
      }
    }
    for (pattern, number) in tracked {
      let index = Int(variableNumbers.number(of: pattern))
      if index == variablePredicates.count { variablePredicates.append(Bits()) }
      variablePredicates[index].insert(number)
    }
    var globs = GlobSet()
    for (index, glob) in globNumbers.elements.enumerated() {
      globs.add(glob, .exact(globPredicates[index]))
    }
    for (index, pattern) in variableNumbers.elements.enumerated() {
      guard let glob = Glob(pattern.parts, pattern.reading) else { continue }
      globs.add(glob, .variable(index, variablePredicates[index]))
    }
    if let universe { globs.add(universe, .universe) }
    self.globs = globs
    self.negated = negated
    self.literalPredicates = literalPredicates
    predicatesOfVariable = variablePredicates
    variables = variableNumbers.elements

    let implications = VariableImplications(variables, limits)
    for literal in literalOrder {
      guard let reading = reading(of: literal) else { continue }
      try branch(reading, literal, isLiteral: true, implications, limits)
    }
    try addClasses(literalOrder, implications, limits)
    assert(
      classes.allSatisfy { !$0.choice.isExact || exactTruth(of: $0.choice.scalars) == $0.truth },
      "a string outside of its class")
  }

  /// Adds the classes of the strings that are no literals.
  ///
  /// When every string known of a class is a literal, the literals join the automaton, so that what
  /// is left of the class shows.
  private mutating func addClasses(
    _ literals: [[UInt32]], _ implications: VariableImplications, _ limits: AnalysisLimits
  ) throws(TooComplex) {
    var separated: Set<[UInt32]> = []
    for round in 0... {
      var globs = self.globs
      for literal in literals where separated.contains(literal) {
        var glob = Glob()
        for scalar in literal { glob.append(.scalar(scalar)) }
        globs.add(glob, .literal)
      }
      var found: [(GlobSet.Reading, [UInt32])] = []
      var conflicts: Set<[UInt32]> = []
      let explored = try GlobClasses(globs, limits: limits)
      positions += explored.positions
      for one in explored.classes {
        let free = one.examples.filter { literalPredicates[$0] == nil }
        if let best = free.first(where: { !$0.isEmpty }) ?? free.first {
          found.append((one.reading, best))
        } else {
          conflicts.formUnion(one.examples)
        }
      }
      if conflicts.isEmpty {
        for (reading, example) in found {
          try branch(reading, example, isLiteral: false, implications, limits)
        }
        return
      }
      if round == 0 {
        separated = conflicts
      } else {
        separated = Set(literals)
      }
    }
  }

  /// What is true of a string by exact patterns, and which variable patterns may match it; nil when
  /// it is not a value of this dimension.
  private func reading(of text: [UInt32]) -> GlobSet.Reading? {
    guard var reading = globs.reading(of: text) else { return nil }
    if let own = literalPredicates[text] { reading.exact.formUnion(own) }
    return reading
  }

  /// Adds the classes of one reading: a variable pattern that may match does or does not.
  private mutating func branch(
    _ reading: GlobSet.Reading, _ example: [UInt32], isLiteral: Bool,
    _ implications: VariableImplications, _ limits: AnalysisLimits
  ) throws(TooComplex) {
    var possible = Bits()
    for number in reading.variables.members
    where !predicatesOfVariable[number].isSubset(of: reading.exact) {
      possible.insert(number)
    }
    let members = possible.members
    guard members.count <= limits.overlappingVariables else {
      throw TooComplex(
        limit: "more than \(limits.overlappingVariables) patterns with variables that overlap")
    }
    for choice in 0..<(1 << members.count) {
      var matched = Bits()
      for (index, number) in members.enumerated() where choice >> index & 1 == 1 {
        matched.insert(number)
      }
      guard implications.allow(matched, of: possible) else { continue }
      var truth = reading.exact
      for number in matched.members { truth.formUnion(predicatesOfVariable[number]) }
      guard classes.count < limits.atoms * 4 else {
        throw TooComplex(limit: "more than \(limits.atoms) classes of values")
      }
      classes.append(
        Class(
          truth: truth.symmetricDifference(negated),
          choice: StringChoice(
            scalars: example, isLiteral: isLiteral, possible: possible, matched: matched)))
    }
  }

  /// The truth vectors that a string can have; one when no variable is involved, none when it is no
  /// value.
  func exactTruth(of text: [UInt32]) -> Bits? {
    guard let reading = reading(of: text) else { return nil }
    for number in reading.variables.members
    where !predicatesOfVariable[number].isSubset(of: reading.exact) {
      return nil
    }
    return reading.exact.symmetricDifference(negated)
  }
}

/// Which patterns with variables imply which others, whatever the values of the variables are:
/// found by pattern inclusion over an alphabet with a private letter for each variable.
struct VariableImplications {
  /// By number of a pattern: the patterns that match whenever it does.
  private var implied: [Bits] = []

  init(_ patterns: [VariablePattern], _ limits: AnalysisLimits) {
    implied = patterns.map { _ in Bits() }
    guard patterns.count > 1, patterns.count <= 40 else { return }
    var letters = Interner<PatternPart>()
    let lettered = patterns.map { pattern in
      Glob.hasVariableInHead(pattern.parts) && pattern.reading.hasFields
        ? nil
        : Glob(
          pattern.parts.map { part in
            guard case .variable = part else { return part }
            return .scalar(PrivateLetter.first + UInt32(letters.number(of: part)))
          }, pattern.reading)
    }
    var narrow = limits
    narrow.automatonStates = 2_000
    for left in patterns.indices {
      for right in patterns.indices where left != right {
        guard let one = lettered[left], let other = lettered[right],
          VariableImplications.includes(one, in: other, narrow)
        else { continue }
        implied[left].insert(right)
      }
    }
  }

  /// Says whether no match of `one` fails to be a match of `other`; false when that is not found
  /// out.
  static func includes(_ one: Glob, in other: Glob, _ limits: AnalysisLimits) -> Bool {
    var globs = GlobSet()
    globs.add(one, .exact(Bits(0)))
    globs.add(other, .exact(Bits(1)))
    guard let found = try? GlobClasses(globs, limits: limits) else { return false }
    return !found.classes.contains { $0.reading.exact == Bits(0) }
  }

  func allow(_ matched: Bits, of possible: Bits) -> Bool {
    for number in matched.members
    where !implied[number].intersection(possible).isSubset(of: matched) {
      return false
    }
    return true
  }
}
