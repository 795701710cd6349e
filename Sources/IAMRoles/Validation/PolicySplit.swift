import IAMPolicy
import JSONText
import PolicyAnalysis

/// The policies of a role set that are over a quota, distributed over documents that fit.
///
/// All inline and managed policies of a role count together (IAM User Guide, "Policy evaluation logic"), so
/// that a statement says the same in another policy of the role. A statement that is too large becomes
/// several with a part of its actions or resources each; `NotAction`, `NotResource` and conditions stay
/// whole. A split counts only when the comparer proves that each role may do the same.
public struct PolicySplit: Hashable, Sendable {
  /// What became of the inline policies of a role, or of a managed policy.
  public struct Part: Hashable, Sendable {
    /// The problem that is solved or stays.
    public let problem: RoleSetProblem.ID
    /// The role; nil for a managed policy.
    public let role: String?
    /// Where the problem is.
    public let part: RolePart
    /// What is made: `inline policy 'a' (9000 characters) and managed policy 'b' (3000)`; why nothing is,
    /// where `isDone` is false.
    public let words: String
    /// Whether the parts fit.
    public let isDone: Bool
  }

  /// The role set, in which all that could be split is.
  public let set: RoleSet
  /// What was over a quota, managed policies first.
  public let parts: [Part]

  /// The part that a problem of the set is about; nil for a problem of another kind.
  public func part(of problem: RoleSetProblem) -> Part? {
    parts.first {
      $0.problem == problem.id && $0.role == problem.role
        && (problem.role != nil || $0.part == problem.part)
    }
  }
}

extension RoleSet {
  /// Distributes the policies that are over a quota; everything else stays as it is.
  ///
  /// The same set gives the same split.
  public func splittingPolicies(quotas: IAMQuotas = .standard) -> PolicySplit {
    var splitter = PolicySplitter(self, quotas)
    splitter.run()
    return PolicySplit(set: splitter.set, parts: splitter.parts)
  }
}

/// Why something cannot be split: lower-case start, no full stop.
private struct SplitObstacle: Error {
  let reason: String
}

private struct PolicySplitter {
  private(set) var set: RoleSet
  private(set) var parts: [PolicySplit.Part] = []
  private let quotas: IAMQuotas
  /// The names of managed policies that are taken, folded.
  private var names: Set<String>

  init(_ set: RoleSet, _ quotas: IAMQuotas) {
    self.set = set
    self.quotas = quotas
    names = Set(set.policies.map { $0.name.lowercased() })
  }

  mutating func run() {
    let large = set.policies.filter { $0.document.size > CustomerManagedPolicy.sizeQuota }
    for policy in large {
      let arn = set.arn(of: policy)
      note(.policySize, nil, .managedPolicyDocument(arn: arn)) {
        (splitter) throws(SplitObstacle) in try splitter.split(policy, arn)
      }
    }
    for place in set.roles.indices {
      guard case .ordinary(let role) = set.roles[place],
        role.inlineSize > quotas.inlinePolicySize
      else { continue }
      note(.inlineSize, role.name, .role) {
        (splitter) throws(SplitObstacle) in try splitter.splitInline(of: role, at: place)
      }
    }
  }

  /// Takes what an attempt makes, or leaves everything as it was.
  private mutating func note(
    _ problem: RoleSetProblem.ID, _ role: String?, _ part: RolePart,
    _ attempt: (inout PolicySplitter) throws(SplitObstacle) -> String
  ) {
    var copy = self
    let result: (words: String, isDone: Bool)
    do throws(SplitObstacle) {
      result = (try attempt(&copy), true)
      self = copy
    } catch {
      result = (error.reason, false)
    }
    parts.append(
      PolicySplit.Part(
        problem: problem, role: role, part: part, words: result.words, isDone: result.isDone))
  }

  // MARK: Managed policies

  /// Keeps what fits under the name of the policy; the rest goes to each role that has it.
  private mutating func split(
    _ policy: CustomerManagedPolicy, _ arn: String
  ) throws(SplitObstacle) -> String {
    let roles = set.roles.compactMap(\.ordinary)
    if let bounded = roles.first(where: { $0.permissionsBoundary?.arn == arn }) {
      throw SplitObstacle(
        reason: "it is the boundary of role '\(bounded.name)', and a boundary is one policy")
    }
    let holders = set.roles.indices.filter { place in
      set.roles[place].ordinary?.managedPolicies.contains { $0.arn == arn } ?? false
    }
    guard !holders.isEmpty else { throw SplitObstacle(reason: "no role of the set has it") }
    try refuseHuge(
      policy.document,
      room: quotas.managedPoliciesPerRole * CustomerManagedPolicy.sizeQuota
        + quotas.inlinePolicySize)
    let documents = try PolicyDivision(policy.document, first: 0).managed
    let pieces = try documents.enumerated().map {
      (number, document) throws(SplitObstacle) -> CustomerManagedPolicy in
      var piece = policy
      piece.document = document
      if number > 0 { piece.name = try newName(policy.name, number + 1) }
      return piece
    }
    let old = set
    var attached: Set<String> = [arn]
    for place in holders {
      guard case .ordinary(var role) = set.roles[place] else { continue }
      let room = max(0, quotas.managedPoliciesPerRole - role.managedPolicies.count)
      let added = pieces.dropFirst().prefix(room).map { set.arn(of: $0) }
      let index = role.managedPolicies.firstIndex { $0.arn == arn } ?? 0
      role.managedPolicies.insert(
        contentsOf: added.map { ManagedPolicyAttachment(arn: $0) }, at: index + 1)
      for piece in pieces.dropFirst(1 + room) {
        guard !role.inlinePolicies.contains(where: { $0.name == piece.name }) else {
          throw SplitObstacle(
            reason: "role '\(role.name)' has an inline policy '\(piece.name)' already")
        }
        role.inlinePolicies.append(InlinePolicy(name: piece.name, document: piece.document))
      }
      guard role.inlineSize <= quotas.inlinePolicySize || pieces.count <= 1 + room else {
        throw SplitObstacle(
          reason: "role '\(role.name)' has \(role.managedPolicies.count - added.count) managed "
            + "policies of \(quotas.managedPoliciesPerRole), and no room for "
            + "\(pieces.count - 1) more")
      }
      attached.formUnion(added)
      set.roles[place] = .ordinary(role)
    }
    let made = pieces.filter { attached.contains(set.arn(of: $0)) }
    let index = set.policies.firstIndex { set.arn(of: $0) == arn } ?? 0
    set.policies.replaceSubrange(index...index, with: made)
    for place in holders { try prove(place, was: old) }
    // A piece that no role has room for as a managed policy is an inline policy of each.
    let inline = pieces.filter { piece in !made.contains { $0.name == piece.name } }
    return Self.words(
      inline: inline.map { ($0.name, $0.document.size) },
      managed: made.map { ($0.name, $0.document.size) })
  }

  // MARK: Inline policies

  /// Moves the largest documents out of the role, one after the other, until the rest fits; what room is
  /// left then takes a part of them.
  private mutating func splitInline(
    of role: Role, at place: Int
  ) throws(SplitObstacle) -> String {
    let sizes = role.inlinePolicies.map(\.document.size)
    var kept = Set(sizes.indices)
    func size() -> Int { kept.reduce(0) { $0 + sizes[$1] } }
    while size() > quotas.inlinePolicySize {
      guard let largest = kept.max(by: { (sizes[$0], $0) < (sizes[$1], $1) }) else { break }
      kept.remove(largest)
    }
    var room = quotas.inlinePolicySize - size()
    let free = max(0, quotas.managedPoliciesPerRole - role.managedPolicies.count)
    var inline: [InlinePolicy] = []
    var managed: [CustomerManagedPolicy] = []
    var told: [(String, Int)] = []
    for (number, policy) in role.inlinePolicies.enumerated() {
      guard !kept.contains(number) else {
        inline.append(policy)
        continue
      }
      try refuseHuge(
        policy.document, room: room + free * CustomerManagedPolicy.sizeQuota, of: policy.name)
      let division = try PolicyDivision(policy.document, first: room)
      if let document = division.inline {
        inline.append(InlinePolicy(name: policy.name, document: document))
        told.append((policy.name, document.size))
        room -= document.size
      }
      for (piece, document) in division.managed.enumerated() {
        managed.append(
          CustomerManagedPolicy(
            name: try newName("\(role.name)-\(policy.name)", piece + 1), path: role.path,
            document: document, tags: role.tags))
      }
      // The rest would only need more.
      guard managed.count <= free else {
        let isLast = number == role.inlinePolicies.indices.last { !kept.contains($0) }
        throw SplitObstacle(
          reason: "it takes \(isLast ? "" : "at least ")\(managed.count) managed "
            + "\(managed.count == 1 ? "policy" : "policies") more, and the role has "
            + "\(role.managedPolicies.count) of \(quotas.managedPoliciesPerRole)")
      }
    }
    let old = set
    var new = role
    new.inlinePolicies = inline
    new.managedPolicies += managed.map { ManagedPolicyAttachment(arn: set.arn(of: $0)) }
    set.roles[place] = .ordinary(new)
    set.policies += managed
    try prove(place, was: old)
    return Self.words(inline: told, managed: managed.map { ($0.name, $0.document.size) })
  }

  // MARK: What both need

  private func refuseHuge(
    _ document: PolicyDocument, room: Int, of policy: String? = nil
  ) throws(SplitObstacle) {
    guard document.size > room else { return }
    let what = policy.map { "inline policy '\($0)'" } ?? "it"
    throw SplitObstacle(
      reason: "\(what) has \(document.size) characters, and the role has room for \(room)")
  }

  /// `name` for the first of several, `name-2` for the next; a name that is taken gets another number.
  private mutating func newName(
    _ wanted: String, _ number: Int
  ) throws(SplitObstacle) -> String {
    var (name, number) = (number == 1 ? wanted : "\(wanted)-\(number)", number)
    while !names.insert(name.lowercased()).inserted {
      number += 1
      name = "\(wanted)-\(number)"
    }
    guard name.unicodeScalars.count <= 128 else {
      throw SplitObstacle(
        reason: "the name '\(name)' of a new managed policy has more than 128 characters")
    }
    return name
  }

  /// Refuses a split after which the role might do something else.
  private func prove(_ place: Int, was old: RoleSet) throws(SplitObstacle) {
    guard let before = old.roles[place].ordinary, let after = set.roles[place].ordinary else {
      return
    }
    let compared = try? PolicyComparer.compare(
      actual: set.side(of: after), desired: old.side(of: before), evidence: .anyRequest)
    guard compared?.isSameInMeaning == true else {
      throw SplitObstacle(
        reason: "it is not proved that role '\(after.name)' may do the same with the parts")
    }
  }

  private static func words(
    inline: [(name: String, size: Int)], managed: [(name: String, size: Int)]
  ) -> String {
    func list(_ rows: [(name: String, size: Int)], _ one: String, _ several: String) -> [String] {
      guard !rows.isEmpty else { return [] }
      let texts = rows.map { "'\($0.name)' (\($0.size) characters)" }
      return ["\(rows.count == 1 ? one : several) \(texts.joined(separator: ", "))"]
    }
    return
      (list(inline, "inline policy", "inline policies")
      + list(managed, "managed policy", "managed policies")).joined(separator: " and ")
  }
}

extension Role {
  /// The size of its inline policies together.
  fileprivate var inlineSize: Int { inlinePolicies.reduce(0) { $0 + $1.document.size } }
}

extension RoleSet {
  /// What a role has of the documents of the set.
  fileprivate func side(of role: Role) -> PolicySide {
    let own = Set(role.managedPolicies.map(\.arn))
    return PolicySide(
      documents: role.inlinePolicies.map(\.document)
        + policies.filter { own.contains(arn(of: $0)) }.map(\.document))
  }
}

/// A document as several, each within its quota.
private struct PolicyDivision {
  /// What stays inline; nil when nothing does.
  let inline: PolicyDocument?
  /// What goes into managed policies.
  let managed: [PolicyDocument]

  /// - Parameter first: how many characters may stay inline.
  init(_ document: PolicyDocument, first: Int) throws(SplitObstacle) {
    let quota = CustomerManagedPolicy.sizeQuota
    func made(_ statements: [Statement]) -> PolicyDocument {
      PolicyDocument(
        kind: .identity, version: document.version, id: document.id, statements: statements)
    }
    /// The statements of each document, with their places in the old one; the first stays inline.
    var bins: [[(place: Int, statement: Statement)]] = [[]]
    func size(_ bin: Int, with statement: Statement) -> Int {
      made(bins[bin].map(\.statement) + [statement]).size
    }
    func put(_ statement: Statement, _ place: Int) {
      var bin = bins.indices.first { size($0, with: statement) <= ($0 == 0 ? first : quota) }
      if bin == nil {
        bin = bins.count
        bins.append([])
      }
      bins[bin ?? 0].append((place, statement))
    }
    var sids = Set(document.statements.compactMap(\.sid))
    // What no managed policy takes whole has the first choice of the room that is left inline.
    let places = document.statements.indices.map { ($0, made([document.statements[$0]]).size) }
    let order = places.filter { $0.1 > quota } + places.filter { $0.1 <= quota }
    for (place, own) in order.map({ ($0.0, $0.1) }) {
      let statement = document.statements[place]
      guard own > quota, size(0, with: statement) > first else {
        put(statement, place)
        continue
      }
      // Room for the number behind a name that each part gets.
      let parts = statement.divided { made([$0]).size + 3 <= quota }
      guard let parts else {
        let name = statement.sid.map { " ('\($0)')" } ?? ""
        throw SplitObstacle(
          reason: "statement \(place + 1)\(name) has \(statement.size) characters, and its actions "
            + "and resources cannot be divided further")
      }
      for (number, part) in parts.enumerated() {
        put(number == 0 ? part : part.renamed(besides: &sids), place)
      }
    }
    let documents = bins.map { bin in
      made(
        bin.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
          .map(\.element.statement))
    }
    inline = bins[0].isEmpty ? nil : documents[0]
    managed = Array(documents.dropFirst())
  }
}

extension Statement {
  fileprivate var size: Int { PolicyDocument.size(ofText: json.text(.compact)) }

  /// The statement as several that say the same together; nil where a part that cannot be divided is too large.
  fileprivate func divided(_ fits: (Statement) -> Bool) -> [Statement]? {
    if fits(self) { return [self] }
    guard let (left, right) = halves, let first = left.divided(fits),
      let second = right.divided(fits)
    else { return nil }
    return first + second
  }

  /// The statement with each half of its longer list; nil when no list has two members.
  private var halves: (Statement, Statement)? {
    var (actions, resources): ([ActionPattern], [ResourcePattern]) = ([], [])
    if case .action(let list) = action, list.count > 1 { actions = list }
    if case .resource(let list)? = resource, list.count > 1 { resources = list }
    let sizes = (
      actions.reduce(0) { $0 + $1.text.utf8.count }, resources.reduce(0) { $0 + $1.text.utf8.count }
    )
    func with(_ action: ActionBlock, _ resource: ResourceBlock?) -> Statement {
      Statement(
        sid: sid, effect: effect, principal: principal, action: action, resource: resource,
        condition: condition, mark: mark)
    }
    if sizes.0 >= sizes.1, !actions.isEmpty {
      let middle = Self.middle(of: actions.map(\.text))
      return (
        with(.action(Array(actions[..<middle])), resource),
        with(.action(Array(actions[middle...])), resource)
      )
    }
    guard !resources.isEmpty else { return nil }
    let middle = Self.middle(of: resources.map(\.text))
    return (
      with(action, .resource(Array(resources[..<middle]))),
      with(action, .resource(Array(resources[middle...])))
    )
  }

  /// Where a list has about as many characters before as behind; both sides have a member.
  private static func middle(of texts: [String]) -> Int {
    let half = texts.reduce(0) { $0 + $1.utf8.count } / 2
    var sum = 0
    for (place, text) in texts.enumerated() {
      sum += text.utf8.count
      if sum >= half { return min(max(1, place + 1), texts.count - 1) }
    }
    return texts.count - 1
  }

  /// The statement under a name that no other has; one without a name needs none.
  fileprivate func renamed(besides names: inout Set<String>) -> Statement {
    guard let sid, !sid.isEmpty else { return self }
    var number = 2
    while !names.insert("\(sid)\(number)").inserted { number += 1 }
    return Statement(
      sid: "\(sid)\(number)", effect: effect, principal: principal, action: action,
      resource: resource, condition: condition, mark: mark)
  }
}
