package import IAMPolicy

extension AccessRequest {
  /// The request in one line, its values as flags of `can` take them.
  package var line: String {
    var words = [action]
    if let principal {
      let kind = Principal.Kind.words.first { $0.kind == principal.kind }?.word
      words.append("by \(kind ?? principal.kind.rawValue):\(principal.value)")
    }
    if let resource { words.append("on \(resource)") }
    let keys = context.entries.map { entry in
      entry.values.count == 1
        ? "\(entry.key)=\(entry.values[0])"
        : "\(entry.key)=[\(entry.values.joined(separator: ", "))]"
    }
    if !keys.isEmpty { words.append("with \(keys.joined(separator: " and "))") }
    return words.joined(separator: " ")
  }
}

extension Principal.Kind {
  /// The spellings of the kinds before the colon of `--principal KIND:VALUE`.
  package static let words: [(word: String, kind: Principal.Kind)] = [
    ("service", .service), ("aws", .aws), ("federated", .federated),
    ("canonicaluser", .canonicalUser),
  ]
}
