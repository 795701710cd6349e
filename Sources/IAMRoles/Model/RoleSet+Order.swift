import IAMPolicy

extension RoleSet {
  /// The set with each role behind the roles of the set that its trust policy names; otherwise in its order.
  ///
  /// IAM refuses a principal that does not exist (IAM User Guide, "AWS JSON policy elements: Principal"). Of
  /// roles that trust each other in a circle none can be made first, and they keep their order.
  public var orderedByTrust: RoleSet {
    // Most sets have no role that another one trusts.
    guard roles.contains(where: { !($0.ordinary?.trust.namedRoles ?? []).isEmpty }) else {
      return self
    }
    var places: [String: Int] = [:]
    for (place, role) in roles.enumerated() {
      guard let role = role.ordinary else { continue }
      places[arn(path: role.path, name: role.name)] = place
    }
    let named = roles.map { role -> [Int] in
      Set((role.ordinary?.trust.namedRoles ?? []).compactMap { places[$0] }).sorted()
    }
    var order: [Int] = []
    var seen = Array(repeating: false, count: roles.count)
    for start in roles.indices where !seen[start] {
      // A role, and how many of those that it names were looked at.
      var path = [(place: start, done: 0)]
      seen[start] = true
      while let last = path.last {
        guard last.done < named[last.place].count else {
          order.append(last.place)
          path.removeLast()
          continue
        }
        path[path.count - 1].done += 1
        let next = named[last.place][last.done]
        guard !seen[next] else { continue }
        seen[next] = true
        path.append((next, 0))
      }
    }
    var set = self
    set.roles = order.map { roles[$0] }
    return set
  }
}

extension PolicyDocument {
  /// The principals of AWS that its statements name.
  fileprivate var namedRoles: [String] {
    statements.flatMap { statement -> [String] in
      guard case .principal(.some(let principals)) = statement.principal else { return [] }
      return principals.filter { $0.kind == .aws }.map(\.value)
    }
  }
}
