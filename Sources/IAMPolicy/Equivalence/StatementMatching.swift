/// Finds for each statement of one document the statement of another that it became.
///
/// First those of one canonical form, then those of one `Sid`, then the most alike.
struct StatementMatching {
  private(set) var entries: [PolicyDifference.Entry] = []

  /// Two statements are held for one that changed when they share this part of what they say.
  private static let likeness = 0.4
  /// Beyond this many pairs likeness is not computed: such statements are reported as removed and added.
  private static let mostPairs = 100_000

  init(_ first: PolicyDocument, _ second: PolicyDocument, partition: String) {
    let old = CanonicalStatement.each(of: first, partition: partition)
    let new = CanonicalStatement.each(of: second, partition: partition)
    let hasVariables = first.hasVariables && second.hasVariables
    var pairs = Self.identical(old, new, first.statements, second.statements)
    // A repeated statement counts once: its copies are neither removed nor added.
    let (inOld, inNew) = (Set(old), Set(new))
    var restOfOld = Self.rest(old, without: inNew)
    var restOfNew = Self.rest(new, without: inOld)
    var bySid: [String: Int] = [:]
    for index in restOfNew {
      if let sid = second.statements[index].sid, !sid.isEmpty, bySid[sid] == nil {
        bySid[sid] = index
      }
    }
    for index in restOfOld {
      guard let sid = first.statements[index].sid, let other = bySid.removeValue(forKey: sid)
      else { continue }
      pairs[index] = other
    }
    Self.remove(pairs, from: &restOfOld, &restOfNew)
    Self.matchAlike(old, new, restOfOld, restOfNew, into: &pairs)
    Self.remove(pairs, from: &restOfOld, &restOfNew)

    let removed = Set(restOfOld)
    for (index, statement) in first.statements.enumerated() {
      let from = PolicyDifference.StatementAt(index: index, statement: statement)
      if let other = pairs[index] {
        let to = PolicyDifference.StatementAt(index: other, statement: second.statements[other])
        let changes = ElementChanges(
          from: statement, to: to.statement, partition: partition, hasVariables: hasVariables
        ).list
        entries.append(
          changes.isEmpty ? .unchanged(from: from, to: to) : .changed(from: from, to: to, changes))
      } else if removed.contains(index) {
        entries.append(.removed(from))
      }
    }
    for index in restOfNew {
      entries.append(
        .added(PolicyDifference.StatementAt(index: index, statement: second.statements[index])))
    }
  }

  private struct Identity: Hashable {
    let form: CanonicalStatement
    /// Nil when the `Sid` is not asked for.
    let sid: String?
  }

  /// Pairs of one canonical form, those of one `Sid` first.
  private static func identical(
    _ old: [CanonicalStatement], _ new: [CanonicalStatement], _ first: [Statement],
    _ second: [Statement]
  ) -> [Int: Int] {
    var pairs: [Int: Int] = [:]
    var taken: Set<Int> = []
    for withSid in [true, false] {
      var candidates: [Identity: [Int]] = [:]
      for index in new.indices.reversed() where !taken.contains(index) {
        let identity = Identity(form: new[index], sid: withSid ? second[index].sid ?? "" : nil)
        candidates[identity, default: []].append(index)
      }
      for index in old.indices where pairs[index] == nil {
        let identity = Identity(form: old[index], sid: withSid ? first[index].sid ?? "" : nil)
        guard let other = candidates[identity]?.popLast() else { continue }
        pairs[index] = other
        taken.insert(other)
      }
    }
    return pairs
  }

  /// The first places of the forms that the other document does not have.
  private static func rest(
    _ statements: [CanonicalStatement], without others: Set<CanonicalStatement>
  ) -> [Int] {
    var seen = others
    return statements.indices.filter { seen.insert(statements[$0]).inserted }
  }

  private static func remove(
    _ pairs: [Int: Int], from old: inout [Int], _ new: inout [Int]
  ) {
    let taken = Set(pairs.values)
    old.removeAll { pairs[$0] != nil }
    new.removeAll { taken.contains($0) }
  }

  private static func matchAlike(
    _ old: [CanonicalStatement], _ new: [CanonicalStatement], _ restOfOld: [Int],
    _ restOfNew: [Int], into pairs: inout [Int: Int]
  ) {
    guard !restOfOld.isEmpty, !restOfNew.isEmpty,
      restOfOld.count <= mostPairs / restOfNew.count
    else { return }
    let least = restOfOld.count == 1 && restOfNew.count == 1 ? 0.25 : likeness
    let facts = restOfNew.map { new[$0].statement.facts }
    var scores: [(score: Double, old: Int, new: Int)] = []
    for index in restOfOld {
      let mine = old[index].statement.facts
      for (other, theirs) in zip(restOfNew, facts) {
        let shared = mine.intersection(theirs).count
        let score = Double(shared) / Double(mine.count + theirs.count - shared)
        if score >= least { scores.append((score, index, other)) }
      }
    }
    scores.sort { ($1.score, $0.old, $0.new) < ($0.score, $1.old, $1.new) }
    var taken: Set<Int> = []
    for (_, index, other) in scores where pairs[index] == nil && !taken.contains(other) {
      pairs[index] = other
      taken.insert(other)
    }
  }
}

extension Statement {
  /// What a statement says, cut into pieces that can be counted; never empty.
  fileprivate var facts: Set<String> {
    var facts: Set<String> = [effect.rawValue]
    switch principal {
    case .principal(let set): for item in set.principals { facts.insert("p\(item.value)") }
    case .notPrincipal(let set): for item in set.principals { facts.insert("P\(item.value)") }
    case nil: break
    }
    switch action {
    case .action(let list): for item in list { facts.insert("a\(item.text)") }
    case .notAction(let list): for item in list { facts.insert("A\(item.text)") }
    }
    switch resource {
    case .resource(let list): for item in list { facts.insert("r\(item.text)") }
    case .notResource(let list): for item in list { facts.insert("R\(item.text)") }
    case nil: break
    }
    for clause in condition.clauses {
      for value in clause.values {
        facts.insert("c\(clause.operator.name) \(clause.key) \(value.text)")
      }
    }
    return facts
  }
}
