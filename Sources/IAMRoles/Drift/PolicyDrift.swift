import IAMPolicy
import PolicyAnalysis

/// How one managed policy of the set differs.
public struct PolicyDrift: Hashable, Sendable {
  /// What is to be said of it.
  public enum Finding: Hashable, Sendable {
    /// It is as the set says.
    case inSync
    /// It does not exist.
    case missing
    /// It does not exist, and a policy with this ARN has its name: names are unique without regard to case
    /// and path.
    case nameTaken(by: String)
    /// Its default version differs in meaning, or cannot be read as a policy.
    case changed(reasons: [String])
    /// It could not be read.
    case unreadable(ReadFailure)
  }

  /// The policy as it should be.
  public var desired: CustomerManagedPolicy
  /// Its ARN.
  public var arn: String
  /// The policy as the account has it; nil when it does not exist or could not be read.
  public var observed: ObservedPolicy?
  /// What is to be said of it.
  public var finding: Finding
  /// Whose it is.
  public var owner = Owner.spec
  /// How often the roles of the set have it, attached or as their boundary.
  public var usesOfSet = 0

  init(
    of desired: CustomerManagedPolicy, reading: Reading<ObservedPolicy>, in set: RoleSet,
    namesake: String? = nil
  ) {
    self.desired = desired
    arn = set.arn(of: desired)
    switch reading {
    case .absent: finding = namesake.map(Finding.nameTaken) ?? .missing
    case .unreadable(let failure): finding = .unreadable(failure)
    case .present(let policy):
      observed = policy
      if let ownership = set.ownership { owner = ownership.owner(of: policy, desired, at: arn) }
      switch policy.document {
      case .unreadableText(_, let problem):
        finding = .changed(reasons: ["the account holds a text that is not a policy: \(problem)"])
      case .policy(let document):
        let isSame =
          PolicyEquivalence.isSame(
            document, desired.document, partition: set.partition)
          || document.hasProvedMeaning(of: desired.document)
        finding =
          isSame
          ? .inSync
          : .changed(
            reasons: PolicyDifference(
              from: document, to: desired.document, partition: set.partition
            ).reasons)
      }
    }
  }

  /// Says whether it cannot be made because another policy has its name.
  var isNameTaken: Bool { if case .nameTaken = finding { true } else { false } }

  /// Why it could not be read.
  public var failure: ReadFailure? {
    if case .unreadable(let failure) = finding { failure } else { nil }
  }
}

extension Ownership {
  /// Whose a managed policy is; where no tag is set, the record decides.
  fileprivate func owner(
    of policy: ObservedPolicy, _ desired: CustomerManagedPolicy, at arn: String
  ) -> Owner {
    guard key != nil || policy.tags != nil else {
      return recordedResources.contains(arn) ? .spec : .unknown
    }
    guard let tags = policy.tags else { return .spec }
    return owner(
      tags: tags, wanted: desired.tags,
      isRecorded: key == nil && recordedResources.contains(arn), foldsKeys: false)
  }
}

extension RoleDrift {
  /// A policy of the set that differs in meaning is a difference of every role that is to have it,
  /// whether the role has it now or not: others may.
  mutating func tell(of policies: [PolicyDrift]) {
    guard case .ordinary(let wanted) = desired else { return }
    let own = policies.filter { wanted.has($0.arn) }
    if let failure = own.lazy.compactMap(\.failure).first {
      unreadable += own.compactMap(\.failure)
      coverage.append(Coverage(desired.name, .managedPolicyDocuments, failure))
    } else if !own.isEmpty, observed != nil {
      coverage.append(Coverage(role: desired.name, part: .managedPolicyDocuments, result: .read))
    }
    for policy in own {
      tell(ofNamesake: policy)
      tell(ofSpelling: policy)
      guard case .changed(let reasons) = policy.finding, let stored = policy.observed?.document
      else { continue }
      var difference = Difference(
        .managedPolicyDocument, at: .managedPolicyDocument(arn: policy.arn),
        expected: .document(policy.desired.document), actual: DifferenceValue(stored),
        remedy: .planned, hint: RoleComparison.planHint, reasons: reasons)
      if let found = stored.policy {
        difference.access = access(
          of: wanted, where: policy.arn, says: found, insteadOf: policy.desired.document,
          home: RequestHome(arn: policy.arn))
      }
      differences.append(difference)
    }
    compareDocumentsTogether(account: self.policies.account, set: self.policies.set)
  }
}

extension RoleDrift {
  /// What another document of a managed policy does to access.
  ///
  /// One that only bounds the role grants nothing: what the role may do within it is compared.
  ///
  /// - Parameter home: whose the policy is, for the requests that are shown.
  func access(
    of wanted: Role, where arn: String, says found: PolicyDocument,
    insteadOf expected: PolicyDocument, home: RequestHome?
  ) -> PolicyComparison? {
    let alone = try? PolicyComparer.compare(
      actual: PolicySide(found), desired: PolicySide(expected), home: home)
    // A narrower boundary gives nothing more, whatever the policies of the role say.
    guard wanted.isOnlyBounded(by: arn), alone?.isWidening != .no else { return alone }
    func permissions(_ document: PolicyDocument) -> RolePermissions {
      RolePermissions(
        of: wanted, documents: PolicyLibrary([arn: document]).completed(by: policies.set))
    }
    var desired = permissions(expected)
    desired.home = RequestHome(arn: self.arn)
    return RolePermissions.compare(actual: permissions(found), desired: desired)
  }

  /// A policy of the set that is written differently and means the same.
  private mutating func tell(ofSpelling policy: PolicyDrift) {
    guard let observed, case .inSync = policy.finding, let stored = policy.observed?.document else {
      return
    }
    let comparison = RoleComparison(actual: observed, partition: observed.partition)
    let found = comparison.respelling(
      stored, policy.desired.document, at: .managedPolicyDocument(arn: policy.arn),
      .managedPolicyDocument)
    if let found { respellings.append(found) }
  }

  /// What a role lacks because its policy cannot be made is not a matter of a plan.
  private mutating func tell(ofNamesake policy: PolicyDrift) {
    guard case .nameTaken(let found) = policy.finding else { return }
    for index in differences.indices where differences[index].waits(for: policy.arn) {
      differences[index].remedy = .impossible
      differences[index].reasons.append(
        "managed policy '\(policy.arn)' cannot be made: '\(found)' has its name")
      differences[index].hint = PolicyDrift.namesakeHint
    }
  }
}

extension PolicyDrift {
  static let namesakeHint =
    "write the name and path that the policy has into the role set, or choose another name"
}

extension Difference {
  /// Whether a missing policy is the reason.
  fileprivate func waits(for arn: String) -> Bool {
    kind == .roleMissing || kind == .managedPolicyMissing && part == .managedPolicy(arn: arn)
      || kind == .permissionsBoundary && expected == .text(arn)
  }
}

extension Role {
  /// The managed policies that it names and that a role of the account has: attached, accepted, and the
  /// boundary.
  public func policies(heldBy role: ObservedRole) -> [String] {
    let attached = role.managedPolicies.value ?? []
    var found = managedPolicies.filter(attached.contains).map(\.arn)
    found += acceptedPolicies.map(\.arn).filter { arn in attached.contains { $0.arn == arn } }
    if let boundary = permissionsBoundary, role.permissionsBoundary.value == boundary {
      found.append(boundary.arn)
    }
    guard found.count > 1 else { return found }
    var seen: Set<String> = []
    return found.filter { seen.insert($0).inserted }
  }

  /// The role with the accepted policies that a role of the account has, in place of those that they
  /// replace.
  func keepingAccepted(of role: ObservedRole) -> Role {
    let attached = role.managedPolicies.value ?? []
    let kept = acceptedPolicies.filter { accepted in attached.contains { $0.arn == accepted.arn } }
    let replaced = Set(kept.flatMap(\.inPlaceOf))
    var result = self
    result.managedPolicies.removeAll { replaced.contains($0.arn) && !attached.contains($0) }
    let missing = kept.map { ManagedPolicyAttachment(arn: $0.arn) }
    result.managedPolicies += missing.filter { !result.managedPolicies.contains($0) }
    return result
  }

  /// Whether a managed policy bounds it and gives it nothing.
  fileprivate func isOnlyBounded(by arn: String) -> Bool {
    permissionsBoundary?.arn == arn
      && !(managedPolicies + acceptedPolicies.map { ManagedPolicyAttachment(arn: $0.arn) })
        .contains { $0.arn == arn }
  }

  /// Whether a managed policy is one of its own or bounds it.
  func has(_ arn: String) -> Bool {
    managedPolicies.contains { $0.arn == arn } || permissionsBoundary?.arn == arn
  }
}

/// The documents of managed policies, as far as they are known.
struct PolicyLibraries: Hashable, Sendable {
  /// As the account has them.
  let account: PolicyLibrary
  /// As they will be: the set's own that were asked about as the set says, all others as the account has them.
  let set: PolicyLibrary
  private let own: Set<String>

  /// - Parameter own: the policies of the set that were read.
  init(of own: [PolicyDrift], in roleSet: RoleSet, others: PolicyLibrary) {
    func library(_ known: [(String, PolicyDocument)]) -> PolicyLibrary {
      PolicyLibrary(Dictionary(known, uniquingKeysWith: { first, _ in first }))
    }
    func declared(_ policies: [CustomerManagedPolicy]) -> PolicyLibrary {
      library(policies.map { (roleSet.arn(of: $0), $0.document) })
    }
    self.own = Set(own.map(\.arn))
    account = library(
      own.compactMap { policy in policy.observed?.document.policy.map { (policy.arn, $0) } }
    ).completed(by: others)
    // Nothing changes a policy that was not asked about.
    set = declared(roleSet.askedPolicies).completed(by: others)
      .completed(by: declared(roleSet.policies))
  }

  /// As the changes of a role meet them.
  ///
  /// A policy of the set that the role has is the account's until its new version is made, which is before
  /// the role's own changes for those of `early`, and after them else. One of `bridges` has that document
  /// meanwhile.
  func met(
    by role: ObservedRole?, early: Set<String>, bridges: [String: PolicyDocument] = [:]
  ) -> PolicyLibrary {
    var held = role?.managedPolicies.value?.map(\.arn) ?? []
    if let boundary = role?.permissionsBoundary.value?.arn { held.append(boundary) }
    let kept = held.filter { self.own.contains($0) && !early.contains($0) }
      .compactMap { arn in (bridges[arn] ?? account[arn]).map { (arn, $0) } }
    return PolicyLibrary(Dictionary(kept, uniquingKeysWith: { first, _ in first }))
      .completed(by: set)
  }
}
