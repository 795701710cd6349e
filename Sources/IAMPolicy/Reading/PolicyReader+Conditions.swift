import JSONText

extension PolicyReader {
  /// Reads a `Condition`; nil when something in it was reported.
  mutating func condition(_ json: JSON) -> ConditionBlock? {
    guard let operators = json.object else {
      report(
        .wrongType, at: json.position, "'Condition' must be an object, not \(json.kind)",
        hint: "write { \"StringEquals\": { \"aws:SourceAccount\": … } }")
      return nil
    }
    let before = problems.count
    var clauses: [ConditionClause] = []
    for member in operators {
      let comparison = conditionOperator(member.name, at: member.namePosition)
      guard let keys = member.value.object else {
        report(
          .wrongType, at: member.value.position,
          "\(Shown.quoted(member.name)) must be an object of keys, not \(member.value.kind)",
          hint: "write { \"aws:SourceAccount\": … } after the operator")
        continue
      }
      checkKeys(keys, under: member.name)
      for key in keys {
        guard let values = self.values(of: key), let comparison else { continue }
        checkDates(values, under: comparison)
        clauses.append(ConditionClause(comparison, key.name, values, at: key.namePosition))
      }
    }
    return problems.count == before ? ConditionBlock(checking: clauses) : nil
  }

  private mutating func conditionOperator(
    _ name: String, at position: TextPosition
  ) -> ConditionOperator? {
    let parts = ConditionOperator.parts(of: name)
    guard let comparison = ComparisonKind(rawValue: parts.comparison) else {
      report(
        .unknownOperator, at: position, "\(Shown.quoted(name)) is not a condition operator",
        hint: Sentence.didYouMean(name, among: ConditionOperator.allNames)
          ?? "write an operator such as 'StringEquals'")
      return nil
    }
    guard
      let found = ConditionOperator(
        comparison, qualifier: parts.qualifier, ifExists: parts.ifExists)
    else {
      report(
        .nullIfExists, at: position, "'Null' asks whether a key exists and takes no 'IfExists'",
        hint: "write 'Null'")
      return nil
    }
    return found
  }

  /// Reports keys without a name and keys that differ only in case.
  ///
  /// Equal ones are the text's problem.
  private mutating func checkKeys(_ keys: [JSON.Member], under operatorName: String) {
    for key in keys where key.name.isEmpty {
      report(
        .emptyConditionKey, at: key.namePosition, "a condition key has no name",
        hint: "write a key such as 'aws:SourceAccount'")
    }
    guard keys.count > 1 else { return }
    var seen: [ExactText: JSON.Member] = [:]
    for key in keys {
      guard let first = seen.updateValue(key, forKey: ExactText(key.name.foldingASCIICase)),
        first.name != key.name
      else { continue }
      report(
        .duplicateConditionKey, at: key.namePosition,
        "\(Shown.quoted(key.name)) is the same key as \(Shown.quoted(first.name)) at "
          + "\(first.namePosition.line):\(first.namePosition.column): the case of keys has no meaning",
        hint: "put the values of both into one list, or keep one of them")
    }
  }

  /// Reports the values of a date operator that are no dates.
  ///
  /// "Wildcards are not permitted for date condition operators" (IAM User Guide, "Condition
  /// operators"), and IAM refuses such a document.
  private mutating func checkDates(
    _ values: [ConditionValue], under comparison: ConditionOperator
  ) {
    guard case .date = OperatorTable.row(comparison.comparison).test else { return }
    for value in values where Instant(value.text) == nil {
      report(
        .invalidDate, at: value.mark.position, "\(Shown.quoted(value.text)) is not a date",
        hint: "write a date such as '2026-01-31T00:00:00Z', or seconds since 1970")
    }
  }

  private mutating func values(of key: JSON.Member) -> [ConditionValue]? {
    var values: [ConditionValue] = []
    let list = key.value.array ?? [key.value]
    for item in list {
      switch item.value {
      case .string(let text), .number(let text):
        values.append(ConditionValue(text, at: item.position))
      case .bool(let truth):
        values.append(ConditionValue(truth ? "true" : "false", at: item.position))
      case .null, .array, .object:
        report(
          .wrongType, at: item.position,
          "a value of \(Shown.quoted(key.name)) must be a string, a number or a boolean, "
            + "not \(item.kind)",
          hint: item.value == .null ? "remove the null" : "write a string in double quotes")
      }
    }
    return values.count == list.count ? values : nil
  }
}

extension ConditionOperator {
  /// Reads an operator as the language writes it: `ForAllValues:StringLikeIfExists`.
  ///
  /// Nil when no such operator exists; the case of its letters counts.
  public init?(name: String) {
    let parts = Self.parts(of: name)
    guard let comparison = ComparisonKind(rawValue: parts.comparison) else { return nil }
    self.init(comparison, qualifier: parts.qualifier, ifExists: parts.ifExists)
  }

  static func parts(
    of name: String
  ) -> (qualifier: SetQualifier?, comparison: String, ifExists: Bool) {
    var rest = name[...]
    var qualifier: SetQualifier?
    if let colon = name.utf8.firstIndex(of: UInt8(ascii: ":")) {
      qualifier = SetQualifier.allCases.first { $0.rawValue.isExactly(name[..<colon]) }
      if qualifier != nil { rest = name[name.utf8.index(after: colon)...] }
    }
    let suffix = "IfExists".utf8
    let ifExists = rest.utf8.suffix(suffix.count).elementsEqual(suffix)
    if ifExists { rest = Substring(rest.utf8.dropLast(suffix.count)) }
    return (qualifier, String(rest), ifExists)
  }

  /// The names of all operators, plain ones first.
  fileprivate static let allNames: [String] = {
    let qualifiers: [SetQualifier?] = [nil] + SetQualifier.allCases
    return qualifiers.flatMap { qualifier in
      [false, true].flatMap { ifExists in
        ComparisonKind.allCases.compactMap {
          ConditionOperator($0, qualifier: qualifier, ifExists: ifExists)?.name
        }
      }
    }
  }()
}
