import IAMPolicy
import JSONText

/// Guesses a request from the texts of a statement.
///
/// Most differences show so, without cutting anything into atoms; the evaluator decides whether the
/// guess is right, so nothing is taken on trust.
struct WitnessGuess {
  private let table: PredicateTable
  private let kind: PolicyKind
  private let confirm: (AccessRequest) -> Bool

  init(_ table: PredicateTable, _ kind: PolicyKind, _ confirm: @escaping (AccessRequest) -> Bool) {
    self.table = table
    self.kind = kind
    self.confirm = confirm
  }

  /// Which actions are tried.
  enum Names {
    /// Those that the policies write out.
    case written
    /// Those that exist and match a pattern of the policies.
    case existing
  }

  /// A confirmed request of the query's box that no other box has; nil when guessing does not find
  /// one.
  func request(for query: Query, by choice: Names) -> AccessRequest? {
    guard kind == .identity else { return nil }
    var draft = WitnessDraft()
    var actions: [String]?
    var resources: [String?]?
    for predicate in query.box {
      switch table.predicates[predicate] {
      case .principal, .variableMatch, .absent: return nil
      case .action(let list):
        guard actions == nil, !list.isNegated else { return nil }
        actions = names(list, choice)
      case .resource(let list):
        guard resources == nil, !list.isNegated else { return nil }
        resources = Array(
          list.patterns.lazy.compactMap { number -> String? in
            let source = table.resources[number]
            guard !source.hasVariables else { return nil }
            return NaturalNames.text(
              PatternText.parts(of: source.text, variables: false), .resource, .first)
          }.prefix(2))
      case .condition(let condition):
        guard add(condition, to: &draft) else { return nil }
      }
    }
    guard let actions = actions ?? (choice == .existing ? ["s3:GetObject"] : nil) else {
      return nil
    }
    for action in actions {
      for resource in resources ?? [nil] {
        draft.action = action
        draft.resource = resource
        let request = draft.request
        if confirm(request) { return request }
      }
    }
    return nil
  }

  /// Names of the list, at most three.
  private func names(_ list: PatternList, _ choice: Names) -> [String] {
    var result: [String] = []
    for number in list.patterns where result.count < 3 {
      let text = table.actions[number]
      let isWild = text.utf8.contains { $0 == 42 || $0 == 63 }
      switch choice {
      case .written:
        if !isWild { result.append(table.writtenActions[Int(number)]) }
      case .existing:
        guard isWild, let service = PredicateTable.service(of: text) else { continue }
        let glob = ActionPattern(text).glob
        let action = KnownActions.names(of: service).first { glob.matches($0) }
        if let action { result.append(action) }
      }
    }
    return result
  }

  /// Makes a condition true if it is one of the plain kinds.
  private func add(_ condition: ConditionPredicate, to draft: inout WitnessDraft) -> Bool {
    guard !condition.hasVariables, let value = condition.values.first else { return false }
    let key = table.writtenKeys[Int(condition.key)]
    let operation = condition.operator
    if operation.comparison.isNegated || operation.qualifier == .forAllValues || operation.ifExists
    {
      return draft.value(table.keys[condition.key]) == nil
    }
    guard draft.value(table.keys[condition.key]) == nil else { return false }
    switch operation.comparison.family {
    case .text:
      guard let (reading, wildcards) = operation.comparison.reading,
        let text = NaturalNames.text(
          PatternText.parts(of: value, variables: false, wildcards: wildcards), reading, .first)
      else { return false }
      draft.set(key, [text])
    case .bool, .binary: draft.set(key, [value])
    case .presence:
      if value.asciiFolded == "false" {
        draft.set(key, [NaturalNames.values(ofKey: table.keys[condition.key])[0]])
      }
    case .number, .date, .address: return false
    }
    return true
  }
}
