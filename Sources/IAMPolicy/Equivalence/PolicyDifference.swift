import JSONText

/// What must change in one document to make another of it, statement by statement.
///
/// Spelling is not a difference (see `CanonicalPolicy`), `Sid` and `Id` are and say so. A statement that
/// changed is reported as one change when its `Sid` or most of its content says that it is the same one.
public struct PolicyDifference: Hashable, Sendable {
  /// What became of one statement.
  public enum Entry: Hashable, Sendable {
    /// In both, perhaps in another spelling.
    case unchanged(from: StatementAt, to: StatementAt)
    /// In both, with other content: at least one change.
    case changed(from: StatementAt, to: StatementAt, [ElementChange])
    /// Only in the first document.
    case removed(StatementAt)
    /// Only in the second document.
    case added(StatementAt)
  }

  /// A statement with its place in its document.
  public struct StatementAt: Hashable, Sendable {
    /// The place in the document, from 0.
    public let index: Int
    /// The statement as written.
    public let statement: Statement

    /// `'Sid'` in quotes, or the number of the statement from 1.
    public var name: String {
      guard let sid = statement.sid, !sid.isEmpty else { return "\(index + 1)" }
      return Shown.quoted(sid)
    }
  }

  /// The changes of `Version` and `Id`.
  public let documentChanges: [ElementChange]
  /// The statements of the first document in their order, then those only in the second.
  public let entries: [Entry]

  /// Compares two documents; account ids count as root ARNs of `partition`.
  public init(
    from first: PolicyDocument, to second: PolicyDocument, partition: String = "aws"
  ) {
    var changes: [ElementChange] = []
    if first.kind != second.kind {
      changes.append(
        ElementChange("kind", removed: [first.kind.rawValue], added: [second.kind.rawValue]))
    }
    // Where only one document has variables, its statements differ and say it.
    if first.canonicalVersion != second.canonicalVersion,
      (first.version ?? .v2008) != (second.version ?? .v2008)
    {
      changes.append(
        ElementChange(
          "Version", removed: first.version.map { [$0.rawValue] } ?? [],
          added: second.version.map { [$0.rawValue] } ?? []))
    }
    if first.id != second.id {
      changes.append(
        ElementChange(
          "Id", removed: first.id.map { [$0] } ?? [], added: second.id.map { [$0] } ?? [],
          isCosmetic: true))
    }
    documentChanges = changes
    entries = StatementMatching(first, second, partition: partition).entries
  }

  /// Says whether nothing differs but spelling.
  public var isEmpty: Bool {
    documentChanges.isEmpty
      && entries.allSatisfy {
        switch $0 {
        case .unchanged: true
        case .changed, .removed, .added: false
        }
      }
  }

  /// Every difference that has a meaning as a sentence, in the order of the entries.
  public var sentences: [String] {
    let document = documentChanges.filter { !$0.isCosmetic }.map(\.sentence)
    return document
      + entries.flatMap { entry -> [String] in
        switch entry {
        case .unchanged: return []
        case .removed(let old): return ["statement \(old.name) is only in the first document"]
        case .added(let new): return ["statement \(new.name) is only in the second document"]
        case .changed(let old, _, let changes):
          return changes.filter { !$0.isCosmetic }.map { "statement \(old.name): \($0.sentence)" }
        }
      }
  }
}

/// What changed in one element of a document or statement.
public struct ElementChange: Hashable, Sendable {
  /// The element: `Effect`, `Action`, `Principal.AWS`, `Condition.ArnLike.aws:SourceArn`.
  public let element: String
  /// The values that only the first document has, as it writes them.
  public let removed: [String]
  /// The values that only the second document has, as it writes them.
  public let added: [String]
  /// Says whether the element is a name without meaning.
  public let isCosmetic: Bool

  /// Makes a change.
  public init(_ element: String, removed: [String], added: [String], isCosmetic: Bool = false) {
    self.element = element
    self.removed = removed
    self.added = added
    self.isCosmetic = isCosmetic
  }

  /// The change as a sentence about the first and the second document.
  public var sentence: String {
    let only = [("first", removed), ("second", added)].compactMap { side, values in
      values.isEmpty
        ? nil : "\(values.map(Shown.quoted).joined(separator: ", ")) only in the \(side)"
    }
    return only.isEmpty
      ? "'\(element)' differs" : "'\(element)' has \(only.joined(separator: ", "))"
  }
}
