public import IAMPolicy
public import PolicyAnalysis

/// All that a role may do: its inline and attached policies together, within its boundary.
///
/// A document that is not known is kept by its name, so that nothing is claimed that it could change.
public struct RolePermissions: Hashable, Sendable {
  /// The documents that are known.
  public var documents: [PolicyDocument]
  /// The names of the policies whose documents are not known.
  public var unknown: Set<String>
  /// What a document that is not known says at most, by its name: it has one statement, as wide as it can be.
  public var atMost: [String: PolicyDocument] = [:]
  /// What bounds the role.
  public var boundary: Boundary
  /// The tags of the role, which its documents may test.
  public var tags: RoleTags
  /// Whether its sessions may bring tags of their own, which go before those of the role (IAM User Guide,
  /// "Pass session tags in AWS STS").
  public var takesSessionTags = false
  /// Whose the role is, for the requests that a comparison shows; nil where it is not known.
  public var home: RequestHome?

  /// What bounds a role.
  public enum Boundary: Hashable, Sendable {
    /// Nothing.
    case none
    /// A policy whose document is known.
    case known(PolicyDocument)
    /// A policy whose document is not known, by its ARN.
    case unknown(String)
  }

  /// Makes permissions.
  public init(
    documents: [PolicyDocument] = [], unknown: Set<String> = [], boundary: Boundary = .none,
    tags: RoleTags = RoleTags()
  ) {
    self.documents = documents
    self.unknown = unknown
    self.boundary = boundary
    self.tags = tags
  }

  /// The permissions that a role should have.
  public init(of role: Role, documents library: PolicyLibrary) {
    self.init(documents: role.inlinePolicies.map(\.document), tags: RoleTags(role.tags))
    takesSessionTags = role.trust.admitsSessionTags
    for policy in role.managedPolicies { attach(policy.arn, library) }
    bound(by: role.permissionsBoundary?.arn, library)
  }

  /// The permissions that a role has in the account.
  public init(of role: ObservedRole, documents library: PolicyLibrary) {
    self.init(tags: RoleTags(role.tags.value ?? []))
    home = RequestHome(arn: role.arn)
    takesSessionTags = role.trust.value?.policy?.admitsSessionTags ?? true
    for policy in role.inlinePolicies.value ?? [] {
      if let document = policy.document.value?.policy {
        documents.append(document)
      } else {
        unknown.insert("inline policy '\(policy.name)'")
      }
    }
    for policy in role.managedPolicies.value ?? [] { attach(policy.arn, library) }
    bound(by: role.permissionsBoundary.value?.arn, library)
  }

  /// Adds a managed policy.
  public mutating func attach(_ arn: String, _ library: PolicyLibrary) {
    if let document = library[arn] {
      documents.append(document)
    } else {
      unknown.insert("'\(arn)'")
    }
  }

  private mutating func bound(by arn: String?, _ library: PolicyLibrary) {
    boundary = arn.map { arn in library[arn].map(Boundary.known) ?? .unknown(arn) } ?? .none
  }

  /// The same role without any policy.
  var withoutPolicies: RolePermissions {
    var result = RolePermissions(tags: tags)
    result.takesSessionTags = takesSessionTags
    return result
  }

  /// All that it lets happen, against a role that may do nothing.
  ///
  /// Its denials are no part of that.
  var whole: PolicyComparison {
    var whole = Self.compare(actual: self, desired: withoutPolicies)
    whole.deniesGained = .nothing
    return whole
  }

  /// All that does not happen any more where the role does not exist: nothing is allowed that it denied.
  var wholeOfMissing: PolicyComparison {
    var whole = Self.compare(actual: withoutPolicies, desired: self)
    whole.deniesLost = .nothing
    return whole
  }

  /// What the account allows and the set does not, and the other way round.
  public static func compare(
    actual: RolePermissions, desired: RolePermissions,
    evidence: PolicyComparer.Evidence = .mostSerious
  ) -> PolicyComparison {
    if actual == desired { return .same }
    let keys = actual.tags.keys(differingFrom: desired.tags)
    if !keys.isEmpty, let name = actual.unknownName ?? desired.unknownName {
      return .undecided("the tags differ, and the document of \(name) is not known")
    }
    if actual.documents == desired.documents, actual.boundary == desired.boundary,
      actual.unknown == desired.unknown, !actual.tests(keys)
    {
      return .same
    }
    let plain = compare(actual, desired, binding: keys, evidence)
    guard actual.takesSessionTags || desired.takesSessionTags else { return plain }
    return actual.foldingSessions(into: plain, keys, desired) { bound in
      compare(actual, desired, binding: bound, evidence)
    }
  }

  /// More keys than this are not tried in every combination.
  private static let mostSessionKeys = 4

  /// Adds what sessions may do that bring some of the tags themselves: for these it does not matter which values
  /// the role has.
  private func foldingSessions(
    into plain: PolicyComparison, _ keys: Set<TagKey>, _ desired: RolePermissions,
    _ compare: (Set<TagKey>) -> PolicyComparison
  ) -> PolicyComparison {
    let tested = keys.filter { self.tests([$0]) || desired.tests([$0]) }.sorted()
    guard !tested.isEmpty else { return plain }
    guard tested.count <= Self.mostSessionKeys else {
      return .undecided(
        "sessions may bring more than \(Self.mostSessionKeys) of the tags that differ")
    }
    var result = plain
    for brought in 1..<(1 << tested.count) {
      let free = Set(tested.indices.filter { brought >> $0 & 1 == 1 }.map { tested[$0] })
      let found = compare(keys.subtracting(free))
      if takesSessionTags {
        result.widened = result.widened.worse(found.widened)
        result.deniesLost = result.deniesLost.worse(found.deniesLost)
      }
      if desired.takesSessionTags {
        result.narrowed = result.narrowed.worse(found.narrowed)
        result.deniesGained = result.deniesGained.worse(found.deniesGained)
      }
    }
    return result
  }

  /// Compares for sessions that have the role's values of `keys`, and any values of other keys.
  private static func compare(
    _ actual: RolePermissions, _ desired: RolePermissions, binding keys: Set<TagKey>,
    _ evidence: PolicyComparer.Evidence
  ) -> PolicyComparison {
    let (mine, theirs) = (actual.binding(keys), desired.binding(keys))
    // Identity policies and boundaries are of one kind, which is all that can fail.
    guard
      let compared = try? PolicyComparer.compare(
        actual: mine.side, desired: theirs.side, evidence: evidence,
        home: actual.home ?? desired.home)
    else { return .undecided("the policies are of several kinds") }
    let plain = compared.renumbering(actual: mine, desired: theirs)
    if actual.boundary != desired.boundary,
      let arn = actual.boundary.unknownARN ?? desired.boundary.unknownARN
    {
      return .undecided("the document of boundary '\(arn)' is not known")
    }
    let careful = plain.allowing(
      forUnknown: actual.unknown, desired.unknown,
      isBoundarySame: actual.boundary == desired.boundary, boundary: actual.boundary.unknownARN)
    let whole = keys.isEmpty ? careful.completed(actual, desired, evidence) : careful
    return whole.minding(boundary: actual, desired)
  }

  /// The permissions as far as they go whatever documents that are not known say, or as far as they may go.
  ///
  /// With `.deny` those documents grant nothing and deny all that they can; with `.allow` they grant all that
  /// they can and deny nothing. Nil where it is not known how much that is.
  fileprivate func bound(_ effect: Effect, without common: Set<String> = []) -> PolicySide? {
    let names = unknown.subtracting(common).sorted()
    guard boundary.unknownARN == nil, names.allSatisfy({ atMost[$0] != nil }) else { return nil }
    let wide = names.compactMap { atMost[$0] }.filter {
      $0.statements.allSatisfy { $0.effect == effect }
    }
    return PolicySide(
      documents: documents + wide, boundary: boundary.documents.isEmpty ? nil : boundary.documents)
  }

  /// The first policy whose document is not known.
  private var unknownName: String? {
    unknown.sorted().first ?? boundary.unknownARN.map { "boundary '\($0)'" }
  }

  private func tests(_ keys: Set<TagKey>) -> Bool {
    !keys.isEmpty && (documents + boundary.documents).contains { $0.tests(keys) }
  }

  /// The documents for the role's values of these tags.
  private func binding(_ keys: Set<TagKey>) -> BoundDocuments {
    BoundDocuments(
      documents: documents.map { $0.binding(keys, to: tags) },
      boundary: boundary.documents.map { $0.binding(keys, to: tags) },
      isBounded: !boundary.documents.isEmpty)
  }
}

extension PolicyDocument {
  /// Whether this trust policy lets anybody bring tags to a session.
  var admitsSessionTags: Bool {
    let request = "sts:TagSession"
    return statements.contains { statement in
      guard statement.effect == .allow else { return false }
      switch statement.action {
      case .action(let patterns): return patterns.contains { $0.matches(request) }
      case .notAction(let patterns): return !patterns.contains { $0.matches(request) }
      }
    }
  }
}

extension AccessDifference {
  /// The one that says more: a request before what is not decided, and that before nothing.
  fileprivate func worse(_ other: AccessDifference) -> AccessDifference {
    if witness != nil { return self }
    return other.witness != nil || isNothing ? other : self
  }
}

/// Documents in which some tags have values, with the places that their statements had.
private struct BoundDocuments {
  let documents: [(document: PolicyDocument, kept: [Int])]
  let boundary: [(document: PolicyDocument, kept: [Int])]
  let isBounded: Bool

  var side: PolicySide {
    isBounded
      ? PolicySide(documents: documents.map(\.document), boundary: boundary.map(\.document))
      : PolicySide(documents: documents.map(\.document))
  }

  /// The place that a statement had.
  func place(of reference: StatementReference, in list: SideStatement.List) -> Int {
    let all = list == .boundary ? boundary : documents
    guard all.indices.contains(reference.document),
      all[reference.document].kept.indices.contains(reference.statement)
    else { return reference.statement }
    return all[reference.document].kept[reference.statement]
  }
}

extension PolicyComparison {
  /// Where the boundaries differ and nothing else tells the sides apart, what the wider one lets happen is not known.
  ///
  /// It bounds what policies of resources give the role, too (IAM User Guide, "Permissions boundaries for IAM
  /// entities"), and what the next policy of the role can give.
  fileprivate func minding(
    boundary actual: RolePermissions, _ desired: RolePermissions
  ) -> PolicyComparison {
    guard actual.boundary != desired.boundary, access == .unchanged,
      let boundaries = try? PolicyComparer.compare(
        actual: actual.boundary.side, desired: desired.boundary.side, evidence: .anyRequest)
    else { return self }
    let unknown = AccessDifference.undecided(
      reason:
        "one permissions boundary allows more than the other, and no policy of the role reaches that far"
    )
    var result = self
    if boundaries.isWidening != .no { result.widened = unknown }
    if boundaries.isNarrowing != .no { result.narrowed = unknown }
    return result
  }
}

extension RolePermissions.Boundary {
  /// What it lets through; without one that is everything.
  fileprivate var side: PolicySide {
    switch self {
    case .known(let document): PolicySide(document)
    case .none, .unknown:
      PolicySide(
        .identity([
          IdentityStatement(
            .allow, .action([ActionPattern("*")]), on: .resource([ResourcePattern("*")]))
        ]))
    }
  }
}

extension PolicyComparison {
  /// The same answers about the statements as they are numbered in the documents of the role.
  fileprivate func renumbering(
    actual: BoundDocuments, desired: BoundDocuments
  ) -> PolicyComparison {
    func place(_ statement: SideStatement) -> SideStatement {
      var statement = statement
      let side = statement.side == .actual ? actual : desired
      statement.reference.statement = side.place(of: statement.reference, in: statement.list)
      return statement
    }
    func number(_ difference: AccessDifference) -> AccessDifference {
      guard case .witness(var witness) = difference else { return difference }
      witness.allowedBy = place(witness.allowedBy)
      witness.deniedBy = witness.deniedBy.map(place)
      return .witness(witness)
    }
    return PolicyComparison(
      widened: number(widened), narrowed: number(narrowed), deniesLost: number(deniesLost),
      deniesGained: number(deniesGained))
  }
}

extension RolePermissions.Boundary {
  fileprivate var documents: [PolicyDocument] {
    if case .known(let document) = self { [document] } else { [] }
  }
  fileprivate var unknownARN: String? { if case .unknown(let arn) = self { arn } else { nil } }
}

extension PolicyComparison {
  /// Takes back what policies without a known document could overturn.
  ///
  /// Policies M that both sides have in common add the same grants and denies to both. "All that A grants
  /// is granted by B" stays true with them when B denies nothing that A does not: a request that M
  /// allows is then refused by B only if A refuses it too, within one boundary. Nothing else is safe, a counter-example
  /// least of all, since M may allow it on the other side.
  fileprivate func allowing(
    forUnknown actual: Set<String>, _ desired: Set<String>, isBoundarySame: Bool,
    boundary: String?
  ) -> PolicyComparison {
    let names = actual.union(desired).sorted()
    guard !names.isEmpty || boundary != nil else { return self }
    let reason =
      names.isEmpty
      ? "the document of boundary '\(boundary ?? "")' is not known"
      : "the document of \(names.joined(separator: ", ")) is not known"
    let unknown = AccessDifference.undecided(reason: reason)
    let isCommon = actual == desired && isBoundarySame
    func keep(_ inclusion: AccessDifference, if isSafe: Bool) -> AccessDifference {
      inclusion.isNothing && isSafe ? inclusion : unknown
    }
    return PolicyComparison(
      widened: keep(widened, if: isCommon && deniesLost.isNothing),
      narrowed: keep(narrowed, if: isCommon && deniesGained.isNothing),
      deniesLost: keep(deniesLost, if: desired.isSubset(of: actual)),
      deniesGained: keep(deniesGained, if: actual.isSubset(of: desired)))
  }
}

extension PolicyComparison {
  /// Decides what holds whatever the documents that are not known say.
  ///
  /// A request that one side allows at least, and the other not even at most, is certain evidence; and there
  /// is nothing where one side allows at most what the other allows at least. What is not known and the same on
  /// both sides is left out of the second question, for the reason that `allowing` gives.
  fileprivate func completed(
    _ actual: RolePermissions, _ desired: RolePermissions, _ evidence: PolicyComparer.Evidence
  ) -> PolicyComparison {
    guard [widened, narrowed, deniesLost, deniesGained].contains(where: { $0.reason != nil }) else {
      return self
    }
    func compared(_ mine: PolicySide?, _ theirs: PolicySide?) -> PolicyComparison? {
      guard let mine, let theirs else { return nil }
      return try? PolicyComparer.compare(
        actual: mine, desired: theirs, evidence: evidence, home: actual.home ?? desired.home)
    }
    let common =
      actual.boundary == desired.boundary ? actual.unknown.intersection(desired.unknown) : []
    let low = compared(actual.bound(.deny), desired.bound(.allow))
    let high = compared(actual.bound(.allow), desired.bound(.deny))
    let lowRest = compared(
      actual.bound(.deny, without: common), desired.bound(.allow, without: common))
    let highRest = compared(
      actual.bound(.allow, without: common), desired.bound(.deny, without: common))
    func settled(
      _ answer: AccessDifference, yes: AccessDifference?, no: [AccessDifference?]
    ) -> AccessDifference {
      guard answer.reason != nil else { return answer }
      if no.allSatisfy({ $0?.isNothing ?? false }) { return .nothing }
      return yes?.witness == nil ? answer : yes ?? answer
    }
    return PolicyComparison(
      widened: settled(
        widened, yes: low?.widened,
        no: [highRest?.widened] + (common.isEmpty ? [] : [highRest?.deniesLost])),
      narrowed: settled(
        narrowed, yes: high?.narrowed,
        no: [lowRest?.narrowed] + (common.isEmpty ? [] : [lowRest?.deniesGained])),
      deniesLost: settled(deniesLost, yes: low?.deniesLost, no: [highRest?.deniesLost]),
      deniesGained: settled(deniesGained, yes: high?.deniesGained, no: [lowRest?.deniesGained]))
  }
}

/// Documents of managed policies, by ARN, as far as they are known.
public struct PolicyLibrary: Hashable, Sendable {
  private let documents: [String: PolicyDocument]

  /// Makes a library.
  public init(_ documents: [String: PolicyDocument] = [:]) { self.documents = documents }

  /// The document of an ARN; nil when it is not known.
  public subscript(arn: String) -> PolicyDocument? { documents[arn] }

  /// Everything that is known, in the order of the ARNs.
  public var all: [(arn: String, document: PolicyDocument)] {
    documents.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// This library, with the documents of another one where it has none.
  public func completed(by other: PolicyLibrary) -> PolicyLibrary {
    PolicyLibrary(documents.merging(other.documents) { mine, _ in mine })
  }
}
