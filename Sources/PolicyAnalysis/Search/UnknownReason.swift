import IAMPolicy

/// Says what was outside of what can be decided, when no request of a region could be confirmed.
enum UnknownReason {
  static func text(_ region: [UInt64], _ space: QuerySpace) -> String {
    var reasons: [String] = []
    for (place, dimension) in space.dimensions.enumerated() {
      let atoms = space.atoms(of: place, in: region)
      // A dimension with an exact value in the region is not what hindered.
      if atoms.contains(where: { dimension.atoms[$0].choices[0].isExact }) { continue }
      if let reason = reason(dimension, atoms, space.table), !reasons.contains(reason) {
        reasons.append(reason)
      }
    }
    return reasons.isEmpty
      ? "unspecified: several conditions at once" : reasons.joined(separator: "; ")
  }

  private static func reason(
    _ dimension: Dimension, _ atoms: [Int], _ table: PredicateTable
  ) -> String? {
    let patterns = QuerySpace.variablePatterns(of: dimension.predicates, table).map(\.1)
    if !patterns.isEmpty {
      let matched = atoms.flatMap { dimension.atoms[$0].choices[0].matched }
      return "variable: \((matched.first ?? patterns[0]).text)"
    }
    switch dimension.axis {
    case .principal: return "unspecified: a wildcard inside a principal"
    case .action, .resource: return nil
    case .key(let key):
      let operators = dimension.predicates.compactMap { number -> ConditionOperator? in
        guard case .condition(let condition) = table.predicates[number] else { return nil }
        return condition.operator
      }
      let names = Set(operators.map(\.name)).sorted().joined(separator: " with ")
      return "unspecified: \(table.writtenKeys[Int(key)]), \(names)"
    }
  }
}
