public import IAMPolicy
public import ServiceReference

extension PolicyDocument {
  /// The document with each action written out that its patterns take.
  ///
  /// A pattern that takes no action of the reference stays as it is.
  public func expandingActions(by reference: ServiceReference = .current) -> PolicyDocument {
    replacingActions { ActionLists.expanded($0, by: reference) }
  }

  /// The document with its lists of actions shortened by wildcards that take nothing else in the
  /// reference.
  public func shrinkingActions(by reference: ServiceReference = .current) -> PolicyDocument {
    replacingActions { ActionLists.shrunk($0, by: reference) }
  }

  private func replacingActions(_ change: ([ActionPattern]) -> [ActionPattern]) -> PolicyDocument {
    PolicyDocument(
      kind: kind, version: version, id: id,
      statements: statements.map { statement in
        let action: ActionBlock =
          switch statement.action {
          case .action(let patterns): .action(change(patterns))
          case .notAction(let patterns): .notAction(change(patterns))
          }
        return Statement(
          sid: statement.sid, effect: statement.effect, principal: statement.principal,
          action: action, resource: statement.resource, condition: statement.condition)
      })
  }
}

/// Lists of actions written out and shortened.
enum ActionLists {
  static func expanded(
    _ patterns: [ActionPattern], by reference: ServiceReference
  ) -> [ActionPattern] {
    var names: [String] = []
    var seen: Set<String> = []
    for pattern in patterns {
      let found = reference.actions(matching: pattern).map(\.fullName)
      for name in found.isEmpty ? [pattern.text] : found
      where seen.insert(name.asciiLowercased).inserted {
        names.append(name)
      }
    }
    return sorted(names).map { ActionPattern($0) }
  }

  /// Wildcards in place of names: all of a service, then the shortest beginnings that take nothing
  /// else.
  static func shrunk(
    _ patterns: [ActionPattern], by reference: ServiceReference
  ) -> [ActionPattern] {
    var texts: [String] = []
    var kept: [String: Set<String>] = [:]
    for pattern in patterns {
      let found = reference.actions(matching: pattern)
      if found.isEmpty { texts.append(pattern.text) }
      for action in found { kept[action.service.prefix, default: []].insert(action.name) }
    }
    if kept.count == reference.serviceCount,
      kept.allSatisfy({ reference.service($0.key)?.actions.count == $0.value.count })
    {
      return sorted(texts + ["*"]).map { ActionPattern($0) }
    }
    for (prefix, names) in kept {
      guard let service = reference.service(prefix) else { continue }
      let all = service.actions.map(\.name)
      texts += shrunk(names, of: all).map { "\(prefix):\($0)" }
    }
    return sorted(texts).map { ActionPattern($0) }
  }

  private static func shrunk(_ names: Set<String>, of all: [String]) -> [String] {
    if names.count == all.count { return all.count > 1 ? ["*"] : all }
    var result: [String] = []
    var done: Set<String> = []
    for name in all where names.contains(name) && !done.contains(name) {
      var best = name
      for start in beginnings(of: name) {
        // Case has no meaning for a pattern.
        let taken = all.filter { $0.asciiLowercased.hasPrefix(start.asciiLowercased) }
        guard taken.count > 1 else { break }
        if taken.allSatisfy(names.contains) {
          best = start + "*"
          done.formUnion(taken)
          break
        }
      }
      result.append(best)
    }
    return result
  }

  /// `Get`, `GetObject` of `GetObjectTagging`: up to where a word of the name ends.
  private static func beginnings(of name: String) -> [String] {
    var result: [String] = []
    var isLower = false
    for index in name.indices {
      let isUpper = name[index].isUppercase
      if isUpper, isLower { result.append(String(name[..<index])) }
      isLower = !isUpper
    }
    return result + [name]
  }

  /// By bytes, so that the order is the same on every machine.
  private static func sorted(_ texts: [String]) -> [String] {
    texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
