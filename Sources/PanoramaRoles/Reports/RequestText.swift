import IAMPolicy

extension AccessRequest {
  /// The request in one line, its values as flags of `can` take them.
  var line: String {
    var words = [action]
    if let principal {
      let kind = RequestWords.kinds.first { $0.kind == principal.kind }?.word
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
