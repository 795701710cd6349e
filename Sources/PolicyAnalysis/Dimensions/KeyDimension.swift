import IAMPolicy
import JSONText

/// One value that a condition key can have, and what is true of it when it is the only one.
struct KeyElement {
  /// The predicates, by place, that are true.
  var truth: Bits
  /// The predicates, by place, of which the language does not say.
  var open: [Int] = []
  var text: String
  var isExact = true
  var isWritten = false
  var matched: [VariablePattern] = []
}

/// The values of one condition key cut into atoms.
struct KeyDimension {
  /// A condition on the key, and its place among the predicates of the dimension.
  struct Line {
    let place: Int
    let condition: ConditionPredicate
    let clause: CompiledClause
    /// The same comparison of one value: without set qualifier and `IfExists`.
    let plain: CompiledClause
  }

  let name: String
  private(set) var dimension: Dimension
  /// The size of the automata that were needed.
  private(set) var positions = 0
  private var lines: [Line] = []
  private var tracked: [(VariablePattern, Int)] = []
  private var absentPlace: Int?
  private let limits: AnalysisLimits

  init(
    _ key: Int32, _ predicates: [Int32], _ table: PredicateTable, _ limits: AnalysisLimits
  ) throws(TooComplex) {
    name = table.writtenKeys[Int(key)]
    dimension = Dimension(.key(key), predicates)
    self.limits = limits
    for (place, number) in predicates.enumerated() {
      switch table.predicates[number] {
      case .condition(let condition):
        lines.append(KeyDimension.line(condition, at: place, name))
      case .variableMatch(_, let pattern): tracked.append((pattern, place))
      case .absent: absentPlace = place
      case .principal, .action, .resource: break
      }
    }
    try addAbsent()
    let elements = try elements()
    if isMultivalued(table.keys[key]) {
      try addSets(of: elements)
    } else {
      for element in elements {
        try add(
          element.truth, element.open, .values([element.text]), isExact: element.isExact,
          isWritten: element.isWritten, matched: element.matched)
      }
    }
  }

  private static func line(
    _ condition: ConditionPredicate, at place: Int, _ name: String
  ) -> Line {
    let values = condition.values.map { ConditionValue($0) }
    let plain = ConditionOperator(condition.operator.comparison) ?? condition.operator
    return Line(
      place: place, condition: condition,
      clause: CompiledClause(
        ConditionClause(condition.operator, name, values), hasVariables: condition.hasVariables),
      plain: CompiledClause(
        ConditionClause(plain, name, values), hasVariables: condition.hasVariables))
  }

  private func isMultivalued(_ key: String) -> Bool {
    switch KeyArity(ofKey: key) {
    case .single: false
    case .several: true
    case .unknown: lines.contains { $0.condition.operator.qualifier != nil }
    }
  }

  /// Adds a value; each predicate that is open may be true or not.
  private mutating func add(
    _ truth: Bits, _ open: [Int], _ value: AxisValue, isExact: Bool = true,
    isWritten: Bool = false, matched: [VariablePattern] = []
  ) throws(TooComplex) {
    guard open.count <= limits.opaquePredicates else {
      throw TooComplex(
        limit: "more than \(limits.opaquePredicates) unspecified conditions on '\(name)'")
    }
    for choice in 0..<(1 << open.count) {
      var truth = truth
      for (index, place) in open.enumerated() where choice >> index & 1 == 1 {
        truth.insert(place)
      }
      try dimension.add(
        truth,
        Choice(
          value: value, isExact: isExact && open.isEmpty, isWritten: isWritten, matched: matched),
        limits)
    }
  }

  private mutating func addAbsent() throws(TooComplex) {
    var truth = Bits()
    var open: [Int] = []
    for line in lines {
      switch line.clause.truth(in: .empty, .strict) {
      case .yes: truth.insert(line.place)
      case .unspecified: open.append(line.place)
      case .no: break
      }
    }
    if let absentPlace { truth.insert(absentPlace) }
    try add(truth, open, .absent)
  }

  /// The classes of single values.
  private mutating func elements() throws(TooComplex) -> [KeyElement] {
    var families = Set(lines.map(\.condition.operator.comparison.family)).sorted()
    families.removeAll { $0 == .presence }
    if !tracked.isEmpty, !families.contains(.text) { families.append(.text) }
    let isBoolean = families.contains(.bool) && KeyArity.isBoolean(name.asciiFolded)
    if isBoolean { families.removeAll { $0 == .text } }
    var result = [KeyElement(truth: Bits(), text: KeyDimension.plainValue)]
    for (index, family) in families.enumerated() {
      var parts = try elements(of: family, withTexts: isBoolean)
      // A value need not be one of the family where the key holds others, too, or whatever a person writes.
      if family != .text, !isBoolean, families.count > 1 || name.contains("ag/") {
        parts.append(unreadableElement(of: family))
      }
      guard index > 0 else {
        result = parts
        continue
      }
      // A value of one family says nothing of the others: everything can go together.
      guard result.count * parts.count <= limits.atoms else {
        throw TooComplex(limit: "more than \(limits.atoms) classes of values")
      }
      result = result.flatMap { one in
        parts.flatMap { other in
          [one.text, other.text].map { text in
            KeyElement(
              truth: one.truth.union(other.truth), open: one.open + other.open, text: text,
              isExact: false, matched: one.matched + other.matched)
          }
        }
      }
    }
    return result.map { element in
      var element = element
      let context = PreparedContext(RequestContext([name: [element.text]]))
      for line in lines where line.condition.operator.comparison.family == .presence {
        switch line.clause.truth(in: context, .strict) {
        case .yes: element.truth.insert(line.place)
        case .unspecified: element.open.append(line.place)
        case .no: break
        }
      }
      return element
    }
  }

  /// A value that is nothing in particular.
  private static let plainValue = "example"

  /// A value with which no comparison of a family can do anything: AWS does not say what comes of it, and the
  /// evaluator's choice shows that there is a difference, which is then left open.
  private func unreadableElement(of family: ComparisonFamily) -> KeyElement {
    var element = KeyElement(truth: Bits(), text: KeyDimension.plainValue, isExact: false)
    for line in lines where line.condition.operator.comparison.family == family {
      if line.condition.operator.comparison.isNegated { element.truth.insert(line.place) }
    }
    return element
  }

  private mutating func elements(
    of family: ComparisonFamily, withTexts isBoolean: Bool
  ) throws(TooComplex) -> [KeyElement] {
    let own = lines.filter { line in
      let other = line.condition.operator.comparison.family
      return other == family || (isBoolean && other == .text)
    }
    switch family {
    case .text: return try textElements(own)
    case .number, .date, .address, .binary, .bool:
      let texts = own.filter { $0.condition.operator.comparison.family == family }
        .flatMap(\.condition.values)
      return try KeyPoints.points(family, around: texts).map { element($0, own) }
    case .presence: return []
    }
  }

  private func element(_ point: KeyPoints.Point, _ lines: [Line]) -> KeyElement {
    var element = KeyElement(truth: Bits(), text: point.text, isWritten: point.isWritten)
    let context = PreparedContext(RequestContext([name: [point.text]]))
    for line in lines {
      // The value of a variable is not known here.
      if line.condition.hasVariables {
        element.open.append(line.place)
        continue
      }
      switch line.plain.truth(in: context, .strict) {
      case .yes: element.truth.insert(line.place)
      case .unspecified: element.open.append(line.place)
      case .no: break
      }
    }
    return element
  }

  private mutating func textElements(_ lines: [Line]) throws(TooComplex) -> [KeyElement] {
    var predicates: [StringPredicate] = []
    for line in lines {
      guard let (reading, wildcards) = line.condition.operator.comparison.reading else { continue }
      while predicates.count <= line.place { predicates.append(StringPredicate()) }
      predicates[line.place].isNegated = line.condition.operator.comparison.isNegated
      for value in line.condition.values {
        predicates[line.place].add(
          PatternText.parts(
            of: value, variables: line.condition.hasVariables, wildcards: wildcards), reading)
      }
    }
    let classes = try StringClasses(predicates, universe: nil, tracked: tracked, limits: limits)
    positions += classes.positions
    let natural = naturalTexts(lines, classes)
    return classes.classes.map { one in
      KeyElement(
        truth: one.truth,
        text: one.choice.isExact && !one.choice.isLiteral
          ? natural[one.truth] ?? String(scalars: one.choice.scalars)
          : String(scalars: one.choice.scalars),
        isExact: one.choice.isExact, isWritten: one.choice.isLiteral,
        matched: one.choice.matched.members.map { classes.variables[$0] })
    }
  }
}

extension KeyDimension {
  /// For each truth vector a text that a person believes, where one comes to mind.
  private func naturalTexts(_ lines: [Line], _ classes: StringClasses) -> [Bits: String] {
    var result: [Bits: String] = [:]
    func add(_ text: String) {
      guard let truth = classes.exactTruth(of: [UInt32](scalarsOf: text)), result[truth] == nil
      else { return }
      result[truth] = text
    }
    for filling in [NaturalNames.Filling.first, .second] {
      for line in lines where !line.condition.hasVariables {
        guard let (reading, wildcards) = line.condition.operator.comparison.reading else {
          continue
        }
        for value in line.condition.values.prefix(50) {
          let parts = PatternText.parts(of: value, variables: false, wildcards: wildcards)
          if let text = NaturalNames.text(parts, reading, filling) { add(text) }
        }
      }
    }
    for text in NaturalNames.values(ofKey: name.asciiFolded) { add(text) }
    return result
  }

  /// Adds the classes of sets of values.
  private mutating func addSets(of elements: [KeyElement]) throws(TooComplex) {
    let plain = lines.filter {
      $0.condition.operator.qualifier == nil && $0.condition.operator.comparison.family != .presence
    }.map(\.place)
    var sets = SetClasses(limits)
    let spread = try SetClasses.spread(elements, limits)
    sets.elements = spread
    for line in lines where line.condition.operator.comparison.family != .presence {
      guard let qualifier = line.condition.operator.qualifier else { continue }
      sets.add(qualifier, line.place)
    }
    // What is the same for one value as for several: presence, and nothing else.
    let shared = lines.filter { $0.condition.operator.comparison.family == .presence }.map(\.place)
    for found in try sets.classes() {
      for number in found.singles {
        let element = spread[number]
        var truth = found.truth
        for place in plain + shared where element.truth.contains(place) { truth.insert(place) }
        try add(
          truth, [], .values([element.text]), isExact: element.isExact,
          isWritten: element.isWritten, matched: element.matched)
      }
      guard !plain.isEmpty || found.singles.isEmpty else { continue }
      let members = found.hittingSet(atLeast: plain.isEmpty ? 1 : 2).map { spread[$0] }
      var truth = found.truth
      for place in shared where members.allSatisfy({ $0.truth.contains(place) }) {
        truth.insert(place)
      }
      var texts: [String] = []
      for member in members where !texts.contains(where: member.text.isExactly) {
        texts.append(member.text)
      }
      try add(
        truth, plain, .values(texts), isExact: members.allSatisfy(\.isExact),
        isWritten: members.allSatisfy(\.isWritten), matched: members.flatMap(\.matched))
    }
  }
}
