import IAMPolicy

/// The cases in which the other side has an action all the same, in words.
struct OtherCases {
  private let table: PredicateTable

  init(_ table: PredicateTable) { self.table = table }

  /// The resources on which the other side has the action, as its policies write them; none where anything
  /// else than the resource decides.
  func resources(_ group: ActionDifference.Group) -> [String] {
    guard group.otherTakeBack.isEmpty else { return [] }
    var result: [String] = []
    for box in group.otherTake {
      guard box.count == 1, let names = names(box[0]) else { return [] }
      for name in names where !result.contains(name) { result.append(name) }
    }
    return result
  }

  /// Whether no statement of the other side is about a resource, so that it does not have the action there
  /// whatever the conditions.
  func isNowhere(_ resource: String?, _ group: ActionDifference.Group) -> Bool {
    guard let resource, !group.otherTake.isEmpty else { return false }
    return group.otherTake.allSatisfy { box in
      box.contains { predicate in
        guard case .resource(let list) = table.predicates[predicate], !list.isNegated else {
          return false
        }
        return list.patterns.allSatisfy { number in
          let pattern = table.resources[number]
          return !pattern.hasVariables && !WildcardPattern(pattern.text).matches(resource)
        }
      }
    }
  }

  private func names(_ predicate: Int32) -> [String]? {
    guard case .resource(let list) = table.predicates[predicate], !list.isNegated else {
      return nil
    }
    return list.patterns.map { table.resources[$0].text }
  }

  /// One for each statement; none where a statement cannot be put into a few words.
  func words(_ group: ActionDifference.Group) -> [String] {
    var result: [String] = []
    // A statement about everything says all that the others say.
    if !group.otherTake.contains([]) {
      for box in group.otherTake {
        guard let words = words(box, isException: false) else { continue }
        if !result.contains(words) { result.append(words) }
      }
    }
    for box in group.otherTakeBack {
      guard let words = words(box, isException: true) else { continue }
      if !result.contains("except \(words)") { result.append("except \(words)") }
    }
    return result
  }

  private func words(_ box: [Int32], isException: Bool) -> String? {
    var places: [String] = []
    var conditions: [String] = []
    for predicate in box {
      switch table.predicates[predicate] {
      case .action: continue
      case .resource(let list):
        let names = list.patterns.map { table.resources[$0].text }
        if !list.isNegated, names.contains("*") { continue }
        let shown = shortened(names)
        // A statement has one list of resources, and one of the boundary may narrow it.
        let preposition = places.isEmpty ? "on" : "within"
        places.append(
          list.isNegated
            ? (isException ? "on others than \(shown)" : "except on \(shown)")
            : "\(preposition) \(shown)")
      case .condition(let condition): conditions.append(words(condition))
      case .principal, .variableMatch, .absent: return nil
      }
    }
    if !conditions.isEmpty { places.append("when \(conditions.joined(separator: " and "))") }
    return places.isEmpty ? nil : places.joined(separator: " ")
  }

  private func words(_ condition: ConditionPredicate) -> String {
    let key = table.writtenKeys[Int(condition.key)]
    let values = shortened(condition.values)
    let isPlain = condition.operator.qualifier == nil && !condition.operator.ifExists
    guard isPlain, condition.values.count > 0 else {
      return "\(condition.operator.name) \(key) \(values)"
    }
    return switch condition.operator.comparison {
    case .stringEquals, .stringEqualsIgnoreCase, .stringLike, .arnEquals, .arnLike, .bool,
      .numericEquals, .dateEquals, .binaryEquals, .ipAddress:
      "\(key) is \(values)"
    case .stringNotEquals, .stringNotEqualsIgnoreCase, .stringNotLike, .arnNotEquals, .arnNotLike,
      .numericNotEquals, .dateNotEquals, .notIPAddress:
      "\(key) is not \(values)"
    case .null:
      condition.values == ["true"] ? "\(key) is absent" : "\(key) is present"
    case .numericLessThan, .numericLessThanEquals, .numericGreaterThan, .numericGreaterThanEquals,
      .dateLessThan, .dateLessThanEquals, .dateGreaterThan, .dateGreaterThanEquals:
      "\(condition.operator.name) \(key) \(values)"
    }
  }

  private func shortened(_ texts: [String]) -> String {
    let shown = texts.prefix(3).joined(separator: " or ")
    return texts.count > 3 ? "\(shown) or \(texts.count - 3) more" : shown
  }
}
