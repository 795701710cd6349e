public import IAMPolicy
import JSONText
public import ServiceReference

/// A document with its lists of actions written in another way, and what was left as it was.
public struct ActionRewriting: Hashable, Sendable {
  /// Something that stays as it is written, and why.
  public struct LeftAlone: Hashable, Sendable {
    /// The statement, counted from 0.
    public let statement: Int
    /// Its place in the file.
    public let mark: Mark
    /// Why, in a sentence.
    public let reason: String
  }

  /// The document with the other lists.
  public let document: PolicyDocument
  /// What stays, in the order of the document.
  public let leftAlone: [LeftAlone]

  /// What the two documents are proved to say of the actions of the reference.
  public enum Proof: Hashable, Sendable {
    /// The same.
    case same
    /// Not the same, or not proved: an action that shows it, where one is known.
    case differs(action: String?)
  }

  /// Whether the document says of every action of the reference what another one says.
  ///
  /// Two ways must agree: statement by statement the same actions of the reference with all else equal,
  /// and the comparison of the whole documents over the actions of the reference.
  public func proof(against original: PolicyDocument) -> Proof {
    let index = ReferenceIndex.shared
    guard document.statements.count == original.statements.count,
      zip(document.statements, original.statements).allSatisfy({ $0.isSame(as: $1, by: index) })
    else { return .differs(action: nil) }
    let action: Int?
    do throws(TooComplex) {
      action = try ActionDifference.example(PolicySide(document), PolicySide(original), .standard)
    } catch {
      // Each statement is proved alone.
      return .same
    }
    return action.map { .differs(action: index.actions[$0].fullName) } ?? .same
  }
}

extension ActionDifference {
  /// An action of the reference that the sides grant or deny in different ways; nil when none is.
  fileprivate static func example(
    _ left: PolicySide, _ right: PolicySide, _ limits: AnalysisLimits
  ) throws(TooComplex) -> Int? {
    var table = PredicateTable(left.documents[0].kind)
    let (left, right) = (
      try table.normalise(left, as: .actual, limits: limits),
      try table.normalise(right, as: .desired, limits: limits)
    )
    for (one, other) in [(left, right), (right, left)] {
      for question in [Question.grants, .denies] {
        let found = try ActionDifference(question, one, other, table, limits)
        if let action = found.groups.first?.actions.first { return action }
      }
    }
    return nil
  }
}

extension PolicyDocument {
  /// The document with each action written out that its patterns take.
  ///
  /// A list is left alone where writing it out would let through what AWS adds later: the actions of a
  /// Deny, and what an Allow with `NotAction` leaves out. A pattern that takes no action of the
  /// reference stays, too.
  public func expandingActions(by reference: ServiceReference = .current) -> ActionRewriting {
    rewriting(reference) { statement, patterns in
      guard patterns.contains(where: \.hasWildcard) else { return .list(patterns) }
      return switch (statement.effect, statement.action.isNegated) {
      case (.deny, false):
        .leave("a Deny keeps its wildcards: written out, it would not deny what AWS adds later")
      case (.allow, true):
        .leave(
          "an Allow with NotAction keeps its wildcards: written out, it would allow what AWS adds later"
        )
      case (.allow, false), (.deny, true): .list(ActionLists.expanded(patterns, by: reference))
      }
    }
  }

  /// The document with its lists of actions shortened by wildcards that take nothing else in the
  /// reference.
  ///
  /// A Deny with `NotAction` is left alone: its wildcards would take out of the denial what AWS adds
  /// later.
  public func shrinkingActions(by reference: ServiceReference = .current) -> ActionRewriting {
    rewriting(reference) { statement, patterns in
      let shrunk = ActionLists.shrunk(patterns, by: reference)
      guard shrunk != patterns, statement.effect == .deny, statement.action.isNegated else {
        return .list(shrunk)
      }
      return .leave(
        "a Deny with NotAction keeps its list: a wildcard would not deny what AWS adds later")
    }
  }

  private enum Rewritten {
    case list([ActionPattern])
    case leave(String)
  }

  private func rewriting(
    _ reference: ServiceReference, _ change: (Statement, [ActionPattern]) -> Rewritten
  ) -> ActionRewriting {
    var left: [ActionRewriting.LeftAlone] = []
    var statements: [Statement] = []
    for (number, statement) in self.statements.enumerated() {
      for pattern in statement.action.patterns
      where reference.actions(matching: pattern).isEmpty {
        left.append(
          ActionRewriting.LeftAlone(
            statement: number, mark: pattern.mark,
            reason: "'\(pattern.text)' takes no action of the reference of \(reference.date)"))
      }
      switch change(statement, statement.action.patterns) {
      case .list(let patterns): statements.append(statement.replacingActions(patterns))
      case .leave(let reason):
        statements.append(statement)
        left.append(
          ActionRewriting.LeftAlone(statement: number, mark: statement.mark, reason: reason))
      }
    }
    return ActionRewriting(
      document: PolicyDocument(kind: kind, version: version, id: id, statements: statements),
      leftAlone: left)
  }
}

extension Statement {
  fileprivate func replacingActions(_ patterns: [ActionPattern]) -> Statement {
    let block: ActionBlock =
      switch action {
      case .action: .action(patterns)
      case .notAction: .notAction(patterns)
      }
    return Statement(
      sid: sid, effect: effect, principal: principal, action: block, resource: resource,
      condition: condition, mark: mark)
  }

  /// Whether all but the actions is equal, and the patterns take the same actions of the reference.
  fileprivate func isSame(as other: Statement, by index: ReferenceIndex) -> Bool {
    guard replacingActions([]) == other.replacingActions([]) else { return false }
    return action == other.action
      || index.set(of: action.patterns) == index.set(of: other.action.patterns)
  }
}

extension ReferenceIndex {
  /// The actions that some of the patterns take.
  func set(of patterns: [ActionPattern]) -> ActionSet {
    var set = ActionSet(count: actions.count)
    for pattern in patterns where !pattern.matchesNothing {
      insert(pattern.text.asciiFolded, into: &set)
    }
    return set
  }
}

extension ActionPattern {
  /// Whether it has `*` or `?`.
  package var hasWildcard: Bool {
    text.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
  }
}
