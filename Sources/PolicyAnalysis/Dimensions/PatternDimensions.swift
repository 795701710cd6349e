import IAMPolicy

/// The universe of actions: `service:Name` with one colon and neither side empty.
enum ActionUniverse {
  /// Every action.
  static let all: Glob = {
    var glob = Glob()
    glob.append(.notColon)
    glob.appendLoop(.notColon)
    glob.append(.scalar(Glob.colon))
    glob.append(.notColon)
    glob.appendLoop(.notColon)
    return glob
  }()

  /// The actions of AWS STS: a trust policy is never asked about another.
  static let sts: Glob = {
    var glob = Glob()
    for scalar in "sts:".unicodeScalars { glob.append(.scalar(scalar.value)) }
    glob.append(.notColon)
    glob.appendLoop(.notColon)
    return glob
  }()

  static func glob(for kind: PolicyKind) -> Glob {
    switch kind {
    case .identity, .resource: all
    case .trust: sts
    }
  }
}

/// The universe of resources: ARNs with a partition, a service and a name.
///
/// Region and account may be empty.
enum ResourceUniverse {
  static let glob: Glob = {
    var glob = Glob()
    for scalar in "arn:".unicodeScalars { glob.append(.scalar(scalar.value)) }
    for isNeeded in [true, true, false, false] {
      if isNeeded { glob.append(.notColon) }
      glob.appendLoop(.notColon)
      glob.append(.scalar(Glob.colon))
    }
    glob.append(.any)
    glob.appendLoop(.any)
    return glob
  }()
}

/// Actions or resources cut into atoms, and the means to find the atom of any other string.
struct PatternDimension {
  private(set) var dimension: Dimension
  let classes: StringClasses

  /// The atom of a string; nil when it is not a value, or when variables have a say in it.
  func atom(of text: String) -> Int? {
    classes.exactTruth(of: [UInt32](scalarsOf: text)).flatMap { dimension.atom(of: $0) }
  }
}

extension PatternDimension {
  /// Cuts the actions.
  ///
  /// Patterns have lower case already, and so have the values.
  init(
    actions predicates: [Int32], _ table: PredicateTable, _ limits: AnalysisLimits
  ) throws(TooComplex) {
    var strings: [StringPredicate] = []
    for number in predicates {
      guard case .action(let list) = table.predicates[number] else { continue }
      var predicate = StringPredicate(isNegated: list.isNegated)
      for pattern in list.patterns {
        predicate.add(PatternText.parts(of: table.actions[pattern], variables: false), .free)
      }
      strings.append(predicate)
    }
    classes = try StringClasses(
      strings, universe: ActionUniverse.glob(for: table.kind), limits: limits)
    dimension = Dimension(.action, predicates)
    for one in classes.classes {
      try dimension.add(
        one.truth,
        Choice(
          value: .action(String(scalars: one.choice.scalars)), isWritten: one.choice.isLiteral),
        limits)
    }
  }

  /// Cuts the resources; the request without one is a value of its own, matched by no pattern but
  /// `*`.
  init(
    resources predicates: [Int32], _ table: PredicateTable, _ limits: AnalysisLimits
  ) throws(TooComplex) {
    var strings: [StringPredicate] = []
    var tracked: [(VariablePattern, Int)] = []
    var none = Bits()
    for (place, number) in predicates.enumerated() {
      var predicate = StringPredicate()
      switch table.predicates[number] {
      case .resource(let list):
        predicate.isNegated = list.isNegated
        if list.isNegated { none.insert(place) }
        for pattern in list.patterns {
          let source = table.resources[pattern]
          predicate.add(
            PatternText.parts(of: source.text, variables: source.hasVariables), .resource)
        }
      case .variableMatch(_, let pattern): tracked.append((pattern, place))
      case .principal, .action, .condition, .absent: break
      }
      strings.append(predicate)
    }
    classes = try StringClasses(
      strings, universe: ResourceUniverse.glob, tracked: tracked, limits: limits)
    dimension = Dimension(.resource, predicates)
    try dimension.add(none, Choice(value: .resource(nil)), limits)
    for one in classes.classes {
      try dimension.add(
        one.truth,
        Choice(
          value: .resource(String(scalars: one.choice.scalars)), isExact: one.choice.isExact,
          isWritten: one.choice.isLiteral,
          matched: one.choice.matched.members.map { classes.variables[$0] }),
        limits)
    }
  }
}

extension StringPredicate {
  /// Adds a pattern in its simplest form.
  mutating func add(_ parts: [PatternPart], _ reading: Glob.Reading) {
    if parts.contains(where: { if case .variable = $0 { true } else { false } }) {
      variables.append(VariablePattern(parts: parts, reading: reading))
    } else if let glob = Glob(parts, reading) {
      if let literal = glob.literal { literals.append(literal) } else { globs.append(glob) }
    }
  }
}
