import IAMPolicy
import JSONText
import PolicyAnalysis

/// How one identity provider of the set differs.
public struct ProviderDrift: Hashable, Sendable {
  /// The provider as it should be.
  public var desired: IdentityProvider
  /// Its ARN.
  public var arn: String
  /// The provider as the account has it, or why that is not known.
  public var reading: Reading<ObservedIdentityProvider>
  /// Whose it is.
  public var owner = Owner.spec
  /// What differs.
  public var differences: [Difference] = []
  /// The tags that the set does not declare: they stay.
  public var undeclaredTags: [Tag] = []
  /// The roles of the account that trust it.
  public var trust = ProviderTrust.nobody

  /// Why it could not be read.
  public var failure: ReadFailure? { reading.failure }

  /// Which tags others put on it.
  var notesOfTags: [String] {
    guard !undeclaredTags.isEmpty else { return [] }
    let list = undeclaredTags.map { "'\($0.text)'" }.sorted().joined(separator: ", ")
    let isOne = undeclaredTags.count == 1
    return [
      "\(IdentityProvider.phrase(of: arn)) has \(isOne ? "tag" : "tags") \(list), which the role set does not "
        + "declare; \(isOne ? "it stays" : "they stay")"
    ]
  }

  /// Which other roles a change of it is about, for a person; lower-case start, no full stop.
  public var notes: [String] {
    guard !differences.isEmpty else { return [] }
    let phrase = IdentityProvider.phrase(of: arn)
    guard trust.others.isEmpty else {
      return [
        "\(ProviderTrust.list(trust.others)), which the role set does not name, "
          + "\(trust.others.count == 1 ? "trusts" : "trust") \(phrase) too"
      ]
    }
    return trust.failure.map {
      ["it is not known which other roles trust \(phrase): \($0.action): \($0.message)"]
    } ?? []
  }

  /// The client ids that the account lacks, and those that the set does not declare.
  var clientIDs: (missing: [String], unexpected: [String]) {
    guard case .oidc(_, let wanted, _) = desired.kind, let found = reading.value else {
      return ([], [])
    }
    return (
      wanted.filter { one in !found.clientIDs.contains { $0.isExactly(one) } },
      found.clientIDs.filter { one in !wanted.contains { $0.isExactly(one) } }
    )
  }

  init(
    of desired: IdentityProvider, reading: Reading<ObservedIdentityProvider>, in set: RoleSet
  ) {
    self.desired = desired
    self.reading = reading
    arn = set.arn(of: desired)
    switch reading {
    case .unreadable: return
    case .absent:
      differences = [
        Difference(
          .identityProviderMissing, at: .identityProvider(arn: arn), expected: .text(arn),
          actual: .nothing, remedy: .planned, hint: RoleComparison.planHint)
      ]
    case .present(let found):
      if let ownership = set.ownership {
        owner = ownership.owner(
          tags: found.tags, wanted: desired.tags,
          isRecorded: ownership.key == nil && ownership.recordedResources.contains(arn),
          foldsKeys: false)
        undeclaredTags = found.tags.filter { tag in
          !ownership.isOwn(tag.key, foldsKeys: false)
            && !desired.tags.contains { $0.key.isExactly(tag.key) }
        }
      }
      compare(with: found)
    }
  }

  private mutating func compare(with found: ObservedIdentityProvider) {
    func list(_ values: [String]) -> String { values.joined(separator: ", ") }
    switch desired.kind {
    case .oidc(_, let wanted, let thumbprints):
      let (missing, unexpected) = clientIDs
      if !(missing.isEmpty && unexpected.isEmpty) {
        var difference = Difference(
          .identityProvider, at: .identityProvider(arn: arn, .clientIDs),
          expected: .text(list(wanted.sorted())), actual: .text(list(found.clientIDs.sorted())),
          remedy: .planned, hint: RoleComparison.planHint,
          reasons: (unexpected.isEmpty
            ? [] : ["the role set does not declare client id \(Self.quoted(unexpected))"])
            + (missing.isEmpty ? [] : ["client id \(Self.quoted(missing)) is missing"]))
        difference.direction =
          missing.isEmpty ? .widened : unexpected.isEmpty ? .narrowed : .both
        differences.append(difference)
      }
      guard let thumbprints else { break }
      let want = Set(thumbprints.map(\.foldedThumbprint))
      guard want != Set(found.thumbprints.map(\.foldedThumbprint)) else { break }
      differences.append(
        Difference(
          .identityProvider, at: .identityProvider(arn: arn, .thumbprints),
          expected: .text(list(thumbprints.sorted())),
          actual: .text(list(found.thumbprints.sorted())), remedy: .planned,
          hint: RoleComparison.planHint))
    case .saml(_, let metadata):
      guard !metadata.isSameMetadata(as: found.metadata) else { break }
      differences.append(
        Difference(
          .identityProvider, at: .identityProvider(arn: arn, .metadata),
          expected: .metadata(metadata), actual: .metadata(found.metadata), remedy: .planned,
          hint: RoleComparison.planHint,
          reasons: [
            "the metadata document has other bytes: \(metadata.utf8.count) in the role set, "
              + "\(found.metadata.utf8.count) in the account"
          ]))
    }
    compareTags(with: found)
  }

  /// The tags that the set declares and that the account does not have so; all others stay.
  var missingTags: [Tag] {
    guard let found = reading.value else { return [] }
    return desired.tags.filter { tag in !found.tags.contains { $0 == tag } }
  }

  /// What the account has in place of the missing tags: the same keys with other values.
  ///
  /// The keys of a provider's tags keep their case apart (IAM User Guide, "Tagging IAM resources").
  var otherTags: [Tag] {
    let missing = missingTags
    return (reading.value?.tags ?? []).filter { tag in
      missing.contains { $0.key.isExactly(tag.key) }
    }
  }

  private mutating func compareTags(with found: ObservedIdentityProvider) {
    func list(_ tags: [Tag]) -> DifferenceValue {
      tags.isEmpty ? .nothing : .text(tags.map(\.text).sorted().joined(separator: ", "))
    }
    guard !missingTags.isEmpty else { return }
    var difference = Difference(
      .identityProvider, at: .identityProvider(arn: arn, .tags), expected: list(missingTags),
      actual: list(otherTags), remedy: .planned, hint: RoleComparison.planHint,
      reasons: missingTags.map { "tag '\($0.key)' is missing or differs" })
    // A tag lets nobody in.
    difference.direction = .unchanged
    differences.append(difference)
  }

  private static func quoted(_ values: [String]) -> String {
    values.map { "'\($0)'" }.joined(separator: ", ")
  }
}

extension RoleDrift {
  /// What differs of an identity provider is a difference of every role that is to trust it.
  mutating func tell(of providers: [ProviderDrift]) {
    guard case .ordinary(let wanted) = desired else { return }
    let own = providers.filter { wanted.trusts($0.arn) }
    guard !own.isEmpty else { return }
    let failures = own.compactMap(\.failure)
    unreadable += failures
    coverage.append(
      Coverage(desired.name, .identityProviders, failures.first { $0.reason != .unavailable }))
    if let last = coverage.indices.last, failures.contains(where: { $0.reason == .unavailable }) {
      coverage[last] = Coverage(
        role: desired.name, part: .identityProviders, result: .notCompared)
    }
    for provider in own { differences += provider.differences }
  }
}

extension Role {
  /// Whether its trust policy names an identity provider.
  public func trusts(_ provider: String) -> Bool { trust.namesFederated(provider) }
}

extension PolicyDocument {
  /// Whether it names an OIDC or SAML provider of an account as the principal of a statement.
  package var namesIdentityProvider: Bool {
    statements.contains { statement in
      guard case .principal(.some(let principals)) = statement.principal else { return false }
      return principals.contains {
        $0.kind == .federated && $0.value.identityProviderResource != nil
      }
    }
  }

  /// Whether a statement names an identity provider as the principal.
  func namesFederated(_ arn: String) -> Bool {
    statements.contains { statement in
      guard case .principal(.some(let principals)) = statement.principal else { return false }
      return principals.contains { $0.kind == .federated && $0.value.isExactly(arn) }
    }
  }
}
