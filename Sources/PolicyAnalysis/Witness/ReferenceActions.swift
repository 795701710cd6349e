public import IAMPolicy
public import ServiceReference

extension ServiceReference {
  /// The actions that a pattern of a policy takes, in the order of services and names.
  public func actions(matching pattern: ActionPattern) -> [Action] {
    let text = pattern.text
    guard pattern.hasWildcard else { return action(text).map { [$0] } ?? [] }
    let prefix = text.prefix { $0 != ":" }
    let glob = pattern.glob
    let searched: [Service] =
      if prefix.utf8.contains(where: { $0 == 42 || $0 == 63 }) || prefix.endIndex == text.endIndex {
        services
      } else {
        service(String(prefix)).map { [$0] } ?? []
      }
    var result: [Action] = []
    var name: [UInt8] = []
    for service in searched {
      for action in service.actions {
        name.removeAll(keepingCapacity: true)
        name += service.prefixBytes
        name.append(58)
        name += action.nameBytes
        if glob.matches(name) { result.append(action) }
      }
    }
    return result
  }
}
