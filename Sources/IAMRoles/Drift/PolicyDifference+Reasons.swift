import IAMPolicy

extension PolicyDifference {
  /// What has a meaning, in sentences about the account (the first document) and the role set (the
  /// second): lower-case start, no full stop.
  var reasons: [String] {
    let document = documentChanges.filter { !$0.isCosmetic }.map(\.reason)
    return document
      + entries.flatMap { entry -> [String] in
        switch entry {
        case .unchanged: return []
        case .removed(let old): return ["statement \(old.name) is only in the account"]
        case .added(let new): return ["statement \(new.name) is only in the role set"]
        case .changed(let old, _, let changes):
          return changes.filter { !$0.isCosmetic }.map { "statement \(old.name): \($0.reason)" }
        }
      }
  }
}

extension ElementChange {
  fileprivate var reason: String {
    let sides = [("the account", removed), ("the role set", added)]
    let only = sides.compactMap { side, values in
      values.isEmpty
        ? nil : "\(values.map { "'\($0)'" }.joined(separator: ", ")) only in \(side)"
    }
    return only.isEmpty
      ? "'\(element)' differs" : "'\(element)' has \(only.joined(separator: ", "))"
  }
}
