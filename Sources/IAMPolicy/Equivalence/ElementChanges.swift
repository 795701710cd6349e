/// The elements in which two statements differ, in the order of IAM's grammar.
struct ElementChanges {
  private(set) var list: [ElementChange] = []

  init(from old: Statement, to new: Statement, partition: String, hasVariables: Bool) {
    if (old.sid ?? "") != (new.sid ?? "") {
      list.append(
        ElementChange(
          "Sid", removed: old.sid.map { [$0] } ?? [], added: new.sid.map { [$0] } ?? [],
          isCosmetic: true))
    }
    if old.effect != new.effect {
      list.append(
        ElementChange("Effect", removed: [old.effect.rawValue], added: [new.effect.rawValue]))
    }
    compare(Self.principals(old, partition), Self.principals(new, partition))
    compare(Self.actions(old), Self.actions(new))
    compare(Self.resources(old, hasVariables), Self.resources(new, hasVariables))
    compare(
      Self.conditions(old.condition, hasVariables), Self.conditions(new.condition, hasVariables))
  }

  /// The values of one element: as folded and as written.
  private struct Values {
    /// The name that is compared: `Condition.ArnLike.aws:sourcearn`.
    let folded: String
    /// The name as written.
    let name: String
    let values: [(folded: String, written: String)]
  }

  private mutating func compare(_ old: [Values], _ new: [Values]) {
    let others = Dictionary(
      new.map { ($0.folded, $0) }, uniquingKeysWith: { earlier, _ in earlier })
    for element in old {
      guard let other = others[element.folded] else {
        list.append(
          ElementChange(element.name, removed: Self.written(element.values), added: []))
        continue
      }
      let (mine, theirs) = (
        Set(element.values.map(\.folded)), Set(other.values.map(\.folded))
      )
      guard mine != theirs else { continue }
      list.append(
        ElementChange(
          element.name,
          removed: Self.once(element.values.filter { !theirs.contains($0.folded) }),
          added: Self.once(other.values.filter { !mine.contains($0.folded) })))
    }
    let known = Set(old.map(\.folded))
    for element in new where !known.contains(element.folded) {
      list.append(ElementChange(element.name, removed: [], added: Self.written(element.values)))
    }
  }

  private static func once(_ values: [(folded: String, written: String)]) -> [String] {
    var seen: Set<String> = []
    return values.filter { seen.insert($0.folded).inserted }.map(\.written)
  }

  /// The values of an element that is on one side only; `[]` for one without values.
  private static func written(_ values: [(folded: String, written: String)]) -> [String] {
    values.isEmpty ? ["[]"] : once(values)
  }

  private static func principals(_ statement: Statement, _ partition: String) -> [Values] {
    guard let block = statement.principal else { return [] }
    let element =
      switch block {
      case .principal: "Principal"
      case .notPrincipal: "NotPrincipal"
      }
    return Principal.Kind.allCases.compactMap { kind in
      let values = block.set.principals.filter { $0.kind == kind }
        .map { ($0.canonical(partition: partition).value, $0.value) }
      let name = "\(element).\(kind.rawValue)"
      return values.isEmpty ? nil : Values(folded: name, name: name, values: values)
    }
  }

  private static func actions(_ statement: Statement) -> [Values] {
    let values = statement.action.patterns.map { ($0.text.lowercased(), $0.text) }
    return switch statement.action {
    case .action: [Values(folded: "Action", name: "Action", values: values)]
    case .notAction: [Values(folded: "NotAction", name: "NotAction", values: values)]
    }
  }

  private static func resources(_ statement: Statement, _ hasVariables: Bool) -> [Values] {
    guard let block = statement.resource else { return [] }
    let values = block.patterns.map { ($0.canonicalText(hasVariables: hasVariables), $0.text) }
    return switch block {
    case .resource: [Values(folded: "Resource", name: "Resource", values: values)]
    case .notResource: [Values(folded: "NotResource", name: "NotResource", values: values)]
    }
  }

  private static func conditions(
    _ condition: ConditionBlock, _ hasVariables: Bool
  ) -> [Values] {
    let lines = condition.clauses.map { clause in
      (
        clause: clause, name: "\(clause.operator.canonical.name) \(clause.key.lowercased())",
        values: clause.values.map {
          ($0.canonical(clause, hasVariables: hasVariables), $0.text)
        }
      )
    }
    let twins = Dictionary(grouping: lines, by: \.name)
    return lines.map { line in
      // With both names of one ARN operator on one key, the canonical form says which is which.
      let twin = twins[line.name]?.first { $0.clause.operator != line.clause.operator }
      let isFirst = twin.map { twin in
        sortedOnce(line.values.map(\.0)).lexicographicallyPrecedes(
          sortedOnce(twin.values.map(\.0)))
      }
      return Values(
        folded: isFirst == true ? "first \(line.name)" : line.name,
        name: "Condition.\(line.clause.operator.name).\(line.clause.key)", values: line.values)
    }
  }
}
