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
  /// What bounds the role.
  public var boundary: Boundary
  /// The tags of the role, which its documents may test.
  public var tags: RoleTags

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
    for policy in role.managedPolicies { attach(policy.arn, library) }
    bound(by: role.permissionsBoundary?.arn, library)
  }

  /// The permissions that a role has in the account.
  public init(of role: ObservedRole, documents library: PolicyLibrary) {
    self.init(tags: RoleTags(role.tags.value ?? []))
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
    let (mine, theirs) = (actual.binding(keys), desired.binding(keys))
    // Identity policies and boundaries are of one kind, which is all that can fail.
    guard
      let compared = try? PolicyComparer.compare(
        actual: mine.side, desired: theirs.side, evidence: evidence)
    else { return .undecided("the policies are of several kinds") }
    let plain = compared.renumbering(actual: mine, desired: theirs)
    if actual.boundary != desired.boundary,
      let arn = actual.boundary.unknownARN ?? desired.boundary.unknownARN
    {
      return .undecided("the document of boundary '\(arn)' is not known")
    }
    return plain.allowing(
      forUnknown: actual.unknown, desired.unknown,
      boundary: actual.boundary.unknownARN)
  }

  /// The first policy whose document is not known.
  private var unknownName: String? {
    unknown.sorted().first ?? boundary.unknownARN.map { "boundary '\($0)'" }
  }

  private func tests(_ keys: Set<String>) -> Bool {
    !keys.isEmpty && (documents + boundary.documents).contains { $0.tests(keys) }
  }

  /// The documents for the role's values of these tags.
  private func binding(_ keys: Set<String>) -> BoundDocuments {
    BoundDocuments(
      documents: documents.map { $0.binding(keys, to: tags) },
      boundary: boundary.documents.map { $0.binding(keys, to: tags) },
      isBounded: !boundary.documents.isEmpty)
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
  /// allows is then refused by B only if A refuses it too. Nothing else is safe, a counter-example
  /// least of all, since M may allow it on the other side.
  fileprivate func allowing(
    forUnknown actual: Set<String>, _ desired: Set<String>, boundary: String?
  ) -> PolicyComparison {
    let names = actual.union(desired).sorted()
    guard !names.isEmpty || boundary != nil else { return self }
    let reason =
      names.isEmpty
      ? "the document of boundary '\(boundary ?? "")' is not known"
      : "the document of \(names.joined(separator: ", ")) is not known"
    let unknown = AccessDifference.undecided(reason: reason)
    let isCommon = actual == desired
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

/// Documents of managed policies, by ARN, as far as they are known.
public struct PolicyLibrary: Hashable, Sendable {
  private let documents: [String: PolicyDocument]

  /// Makes a library.
  public init(_ documents: [String: PolicyDocument] = [:]) { self.documents = documents }

  /// The document of an ARN; nil when it is not known.
  public subscript(arn: String) -> PolicyDocument? { documents[arn] }

  /// This library, with the documents of another one where it has none.
  public func completed(by other: PolicyLibrary) -> PolicyLibrary {
    PolicyLibrary(documents.merging(other.documents) { mine, _ in mine })
  }
}
