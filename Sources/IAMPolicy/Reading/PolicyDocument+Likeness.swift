package import JSONText

extension PolicyDocument {
  /// Whether reading a JSON value certainly gives this document, which is found out faster than by reading it.
  ///
  /// False says nothing: only what is written plainly is looked at, as an account has it that a role set made.
  package func isSurely(_ json: JSON) -> Bool {
    guard let members = json.object else { return false }
    var found = (version: version == nil, id: id == nil, statements: false)
    for member in members {
      let value = member.value
      switch member.name {
      case "Version":
        guard !found.version, version?.rawValue.isSaid(by: value) == true else { return false }
        found.version = true
      case "Id":
        guard !found.id, id?.isSaid(by: value) == true else { return false }
        found.id = true
      case "Statement":
        guard !found.statements, let list = value.array, list.count == statements.count else {
          return false
        }
        for place in list.indices where !statements[place].isSurely(list[place]) { return false }
        found.statements = true
      default: return false
      }
    }
    return found == (true, true, true)
  }
}

extension Statement {
  /// The elements that a statement can have.
  private struct Elements: OptionSet {
    let rawValue: Int

    static let sid = Elements(rawValue: 1)
    static let effect = Elements(rawValue: 2)
    static let principal = Elements(rawValue: 4)
    static let action = Elements(rawValue: 8)
    static let resource = Elements(rawValue: 16)
    static let condition = Elements(rawValue: 32)
  }

  fileprivate func isSurely(_ json: JSON) -> Bool {
    guard let members = json.object else { return false }
    var missing: Elements = [.effect, .action]
    if sid != nil { missing.insert(.sid) }
    if principal != nil { missing.insert(.principal) }
    if resource != nil { missing.insert(.resource) }
    if !condition.clauses.isEmpty { missing.insert(.condition) }
    for member in members {
      guard let element = element(saidBy: member), missing.remove(element) != nil else {
        return false
      }
    }
    return missing.isEmpty
  }

  /// The element that a member says as the statement does; nil for another one.
  private func element(saidBy member: JSON.Member) -> Elements? {
    let value = member.value
    switch member.name {
    case "Sid": return sid?.isSaid(by: value) == true ? .sid : nil
    case "Effect": return effect.rawValue.isSaid(by: value) ? .effect : nil
    case "Principal":
      guard case .principal(let set)? = principal, set.isSurely(value) else { return nil }
      return .principal
    case "NotPrincipal":
      guard case .notPrincipal(let set)? = principal, set.isSurely(value) else { return nil }
      return .principal
    case "Action":
      guard case .action(let list) = action, value.says(list, \.text) else { return nil }
      return .action
    case "NotAction":
      guard case .notAction(let list) = action, value.says(list, \.text) else { return nil }
      return .action
    case "Resource":
      guard case .resource(let list)? = resource, value.says(list, \.text) else { return nil }
      return .resource
    case "NotResource":
      guard case .notResource(let list)? = resource, value.says(list, \.text) else { return nil }
      return .resource
    case "Condition": return condition.isSurely(value) ? .condition : nil
    default: return nil
    }
  }
}

extension PrincipalSet {
  fileprivate func isSurely(_ json: JSON) -> Bool {
    switch self {
    case .everyone: return "*".isSaid(by: json)
    case .some(let principals):
      guard let members = json.object else { return false }
      var rest = principals[...]
      for member in members {
        let count = member.value.array?.count ?? 1
        let group = rest.prefix(count)
        guard group.count == count, member.value.says(group, \.value),
          group.allSatisfy({ $0.kind.rawValue.isExactly(member.name) })
        else { return false }
        rest = rest.dropFirst(count)
      }
      return rest.isEmpty
    }
  }
}

extension ConditionBlock {
  fileprivate func isSurely(_ json: JSON) -> Bool {
    guard let operators = json.object else { return false }
    var place = 0
    for member in operators {
      guard let keys = member.value.object else { return false }
      for key in keys {
        guard clauses.indices.contains(place), clauses[place].operator.name.isExactly(member.name),
          clauses[place].key.isExactly(key.name), key.value.says(clauses[place].values, \.text)
        else { return false }
        place += 1
      }
    }
    return place == clauses.count
  }
}

extension String {
  /// Whether a JSON value is this string.
  fileprivate func isSaid(by json: JSON) -> Bool {
    guard case .string(let text) = json.value else { return false }
    return isExactly(text)
  }
}

extension JSON {
  /// Whether it lists these texts in their order; one alone needs no list.
  fileprivate func says<Items: Collection>(
    _ items: Items, _ text: (Items.Element) -> String
  ) -> Bool {
    guard let list = array else {
      guard items.count == 1, let item = items.first else { return false }
      return text(item).isSaid(by: self)
    }
    guard list.count == items.count else { return false }
    return zip(list, items).allSatisfy { text($1).isSaid(by: $0) }
  }
}
