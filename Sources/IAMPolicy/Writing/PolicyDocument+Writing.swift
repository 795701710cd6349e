public import JSONText

extension PolicyDocument {
  /// The document as JSON, its elements in the order of IAM's grammar.
  ///
  /// A list of one element is written as that element, `Statement` always as a list, and every value as a
  /// string. What the document does not say (`Version`, `Sid`, a condition) is not added.
  public var json: JSON {
    var members: [(String, JSON)] = []
    if let version { members.append(("Version", .string(version.rawValue))) }
    if let id { members.append(("Id", .string(id))) }
    members.append(("Statement", .array(statements.map(\.json))))
    return .object(members)
  }

  /// The document as text, without a line break at its end.
  public func text(_ style: JSONStyle) -> String { json.text(style) }

  /// The characters that IAM counts against its quotas when this document is sent.
  ///
  /// IAM counts no white space (IAM User Guide, "IAM and AWS STS quotas"); white space inside strings is
  /// counted here, since the guide does not exempt it.
  public var size: Int {
    // The compact text has no white space between its tokens.
    json.utf8(.compact).count { $0 & 0xC0 != 0x80 }
  }

  /// Whether the size is certainly no more than a limit, which most documents show without being written.
  ///
  /// False says nothing.
  package func isSurelyWithin(_ limit: Int) -> Bool {
    var bound = 64 + Self.bound(id ?? "")
    for statement in statements { bound += statement.sizeBound }
    return bound <= limit
  }

  /// The most that a text takes: each byte escaped, quotes, and what is between it and the next.
  fileprivate static func bound(_ text: String) -> Int { 6 * text.utf8.count + 8 }

  /// The characters (Unicode scalars) of a policy's text without the white space between its tokens.
  public static func size(ofText text: String) -> Int {
    var count = 0
    var isInString = false
    var isEscaped = false
    for byte in text.utf8 {
      switch byte {
      case _ where isEscaped: isEscaped = false
      case UInt8(ascii: "\\") where isInString: isEscaped = true
      case UInt8(ascii: "\""): isInString.toggle()
      case 0x09, 0x0A, 0x0D, 0x20: if !isInString { continue }
      default: if byte & 0xC0 == 0x80 { continue }
      }
      count += 1
    }
    return count
  }
}

extension Statement {
  /// The statement as JSON, its elements in the order of IAM's grammar.
  public var json: JSON {
    var members: [(String, JSON)] = []
    if let sid { members.append(("Sid", .string(sid))) }
    members.append(("Effect", .string(effect.rawValue)))
    switch principal {
    case .principal(let set): members.append(("Principal", set.json))
    case .notPrincipal(let set): members.append(("NotPrincipal", set.json))
    case nil: break
    }
    switch action {
    case .action(let list): members.append(("Action", .folded(list.map(\.text))))
    case .notAction(let list): members.append(("NotAction", .folded(list.map(\.text))))
    }
    switch resource {
    case .resource(let list): members.append(("Resource", .folded(list.map(\.text))))
    case .notResource(let list): members.append(("NotResource", .folded(list.map(\.text))))
    case nil: break
    }
    if !condition.clauses.isEmpty { members.append(("Condition", condition.json)) }
    return .object(members)
  }
}

extension Statement {
  /// More than the names and marks of an element take: `"NotPrincipal":{},`.
  private static let element = 24

  /// The most that the statement takes as text.
  fileprivate var sizeBound: Int {
    func bound(_ text: String) -> Int { PolicyDocument.bound(text) }
    var sum = 6 * Self.element + bound(sid ?? "")
    let principals: PrincipalSet? =
      switch principal {
      case .principal(let set), .notPrincipal(let set): set
      case nil: nil
      }
    if case .some(let list)? = principals {
      for principal in list { sum += Self.element + bound(principal.value) }
    }
    switch action {
    case .action(let list), .notAction(let list): for item in list { sum += bound(item.text) }
    }
    switch resource {
    case .resource(let list), .notResource(let list): for item in list { sum += bound(item.text) }
    case nil: break
    }
    for clause in condition.clauses {
      sum += Self.element + bound(clause.operator.name) + bound(clause.key)
      for value in clause.values { sum += bound(value.text) }
    }
    return sum
  }
}

extension PrincipalSet {
  /// `"*"`, or the map from kinds to names, kinds in the order of their first name.
  public var json: JSON {
    switch self {
    case .everyone: .string("*")
    case .some(let principals):
      .object(
        grouped(principals, by: \.kind).map { kind, group in
          (kind.rawValue, .folded(group.map(\.value)))
        })
    }
  }
}

extension ConditionBlock {
  /// The map from operators to keys to values, operators in the order of their first key.
  public var json: JSON {
    .object(
      grouped(clauses, by: \.operator).map { comparison, group in
        (
          comparison.name,
          .object(group.map { ($0.key, .folded($0.values.map(\.text))) })
        )
      })
  }
}

extension JSON {
  /// One text as a string, any other number of them as an array.
  fileprivate static func folded(_ texts: [String]) -> JSON {
    texts.count == 1 ? .string(texts[0]) : .strings(texts)
  }
}

/// The items by their group, groups in the order of their first item.
private func grouped<Item, Group: Hashable>(
  _ items: [Item], by group: (Item) -> Group
) -> [(Group, [Item])] {
  var groups: [(Group, [Item])] = []
  var places: [Group: Int] = [:]
  for item in items {
    let key = group(item)
    if let place = places[key] {
      groups[place].1.append(item)
    } else {
      places[key] = groups.count
      groups.append((key, [item]))
    }
  }
  return groups
}
