internal import IAMPolicy

/// The tags of a role, as its own policies see them: `aws:PrincipalTag/KEY`.
///
/// Keys fold case (IAM User Guide, "Tagging IAM resources"), values do not.
public struct RoleTags: Hashable, Sendable {
  private let values: [TagKey: ExactText]

  /// The tags of a role.
  public init(_ tags: [Tag] = []) {
    values = Dictionary(tags.map { (TagKey($0.key), ExactText($0.value)) }) { first, _ in first }
  }

  /// The keys whose values differ.
  func keys(differingFrom other: RoleTags) -> Set<TagKey> {
    Set(values.keys).union(other.values.keys).filter { values[$0] != other.values[$0] }
  }

  /// The value of a key.
  subscript(key: TagKey) -> String? { values[key]?.string }
}

extension PolicyDocument {
  /// Whether a condition or a variable of the document names one of these tags of the principal.
  func tests(_ keys: Set<TagKey>) -> Bool {
    statements.contains { statement in
      statement.condition.clauses.contains { clause in
        clause.principalTag.map(keys.contains) ?? false
          || clause.values.contains { TagVariable.keys(in: $0.text).contains(where: keys.contains) }
      }
        || (statement.resource?.texts ?? []).contains {
          TagVariable.keys(in: $0).contains(where: keys.contains)
        }
    }
  }

  /// Whether a condition or a variable of the document names any tag of the principal.
  var testsPrincipalTags: Bool {
    statements.contains { statement in
      statement.condition.clauses.contains { clause in
        clause.principalTag != nil
          || clause.values.contains { !TagVariable.keys(in: $0.text).isEmpty }
      }
        || (statement.resource?.texts ?? []).contains { !TagVariable.keys(in: $0).isEmpty }
    }
  }

  /// Whether this trust policy tests a tag of the role that it is of.
  func tests(tagOfRole key: TagKey) -> Bool {
    let names = ["aws:resourcetag/\(key.text)", "iam:resourcetag/\(key.text)"]
    return statements.contains { statement in
      statement.condition.clauses.contains { clause in
        names.contains { TagKey($0) == TagKey(clause.key) }
          || clause.values.contains { value in
            let text = value.text.foldedKey
            return names.contains { text.firstRange(of: Array("${\($0)".utf8)) != nil }
          }
      }
    }
  }

  /// The document for a role that has these values of `keys`, and which of its statements are left.
  ///
  /// A clause about such a tag is decided; a variable that names one becomes its value. What AWS does not
  /// specify, and a variable without a value, stay as they are.
  func binding(_ keys: Set<TagKey>, to tags: RoleTags) -> (document: PolicyDocument, kept: [Int]) {
    guard tests(keys) else { return (self, Array(statements.indices)) }
    var left: [Statement] = []
    var kept: [Int] = []
    for (place, statement) in statements.enumerated() {
      guard let clauses = bound(statement.condition.clauses, keys, tags) else { continue }
      kept.append(place)
      left.append(
        Statement(
          sid: statement.sid, effect: statement.effect, principal: statement.principal,
          action: statement.action,
          resource: hasVariables
            ? statement.resource?.mapping { TagVariable.replaced(in: $0, keys, tags) }
            : statement.resource,
          condition: ConditionBlock(checking: clauses) ?? statement.condition, mark: statement.mark)
      )
    }
    return (PolicyDocument(kind: kind, version: version, id: id, statements: left), kept)
  }

  /// The clauses that are left; nil when one of them does not hold.
  private func bound(
    _ clauses: [ConditionClause], _ keys: Set<TagKey>, _ tags: RoleTags
  ) -> [ConditionClause]? {
    var left: [ConditionClause] = []
    for clause in clauses {
      let values =
        hasVariables
        ? clause.values.map { ConditionValue(TagVariable.replaced(in: $0.text, keys, tags)) }
        : clause.values
      let clause = ConditionClause(clause.operator, clause.key, values)
      guard let key = clause.principalTag, keys.contains(key),
        !(hasVariables && values.contains { $0.text.contains("${") })
      else {
        left.append(clause)
        continue
      }
      let context = RequestContext(tags[key].map { [clause.key: [$0]] } ?? [:])
      switch clause.truth(in: context, hasVariables: hasVariables, .strict) {
      case .yes: continue
      case .no: return nil
      case .unspecified: left.append(clause)
      }
    }
    return left
  }
}

extension ConditionClause {
  /// The key of the tag of the principal that it tests.
  fileprivate var principalTag: TagKey? { TagVariable.key(in: key) }
}

/// `aws:PrincipalTag/KEY`, as a condition key and as a policy variable.
private enum TagVariable {
  private static let prefix = Array("aws:principaltag/".utf8)

  /// The key of the tag that a condition key names.
  static func key(in name: String) -> TagKey? {
    guard name.foldedKey.starts(with: prefix) else { return nil }
    return TagKey(String(decoding: name.utf8.dropFirst(prefix.count), as: UTF8.self))
  }

  /// The keys of the tags that variables of a text name.
  static func keys(in text: String) -> [TagKey] {
    var keys: [TagKey] = []
    _ = text.replacingVariables { name in
      if let key = key(in: name) { keys.append(key) }
      return nil
    }
    return keys
  }

  /// A text in which the variables of these tags are their values.
  static func replaced(in text: String, _ keys: Set<TagKey>, _ tags: RoleTags) -> String {
    text.replacingVariables { name in
      guard let key = key(in: name), keys.contains(key), let value = tags[key] else { return nil }
      return value.unicodeScalars.map { scalar in
        ["*", "?", "$"].contains(scalar) ? "${\(scalar)}" : String(scalar)
      }.joined()
    }
  }
}

extension String {
  /// The text with each `${name}` or `${name, 'default'}` for which there is a replacement.
  fileprivate func replacingVariables(_ replacement: (String) -> String?) -> String {
    var result = ""
    var rest = Substring(self)
    while let open = rest.firstRange(of: "${"),
      let close = rest[open.upperBound...].firstIndex(of: "}")
    {
      result += rest[..<open.lowerBound]
      // A key of a tag may have spaces in it, but not at its ends.
      var name = rest[open.upperBound..<close].split(separator: ",").first ?? ""
      name = name.drop { $0 == " " }
      while name.last == " " { name.removeLast() }
      result += replacement(String(name)) ?? String(rest[open.lowerBound...close])
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }
}

extension ResourceBlock {
  fileprivate var texts: [String] {
    switch self {
    case .resource(let patterns), .notResource(let patterns): patterns.map(\.text)
    }
  }

  fileprivate func mapping(_ change: (String) -> String) -> ResourceBlock {
    switch self {
    case .resource(let patterns): .resource(patterns.map { ResourcePattern(change($0.text)) })
    case .notResource(let patterns): .notResource(patterns.map { ResourcePattern(change($0.text)) })
    }
  }
}
