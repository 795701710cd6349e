import IAMPolicy
public import IAMRoles
import JSONText

/// The identity providers of a snapshot: a member next to those of AWS's own tool, on demand.
extension Snapshot {
  /// The member that holds the identity providers.
  static let providersName = "IdentityProviders"

  /// The identity providers that a set makes, and those that left it, by ARN.
  func providers(of set: RoleSet) -> [String: Reading<ObservedIdentityProvider>] {
    var readings: [String: Reading<ObservedIdentityProvider>] = [:]
    for arn in set.askedProviders.map(set.arn(of:)) {
      readings[arn] = provider(arn, isDeclared: true)
    }
    for left in set.askedLeft where left.isProvider {
      readings[left.arn] = provider(left.arn, isDeclared: false)
    }
    return readings
  }

  /// All identity providers of the file, in its order.
  public var identityProviders: [ObservedIdentityProvider] { providerARNs.map(observedProvider) }

  /// All identity providers of the file, by ARN.
  var allProviders: [String: Reading<ObservedIdentityProvider>] {
    Dictionary(
      uniqueKeysWithValues: providerARNs.map { ($0, .present(observedProvider($0))) })
  }

  private func provider(_ arn: String, isDeclared: Bool) -> Reading<ObservedIdentityProvider> {
    if json(ofProvider: arn) != nil { return .present(observedProvider(arn)) }
    guard tellsProviders else { return Self.noProvider(arn) }
    let other = providerARNs.first { $0.spellingOfProvider == arn.spellingOfProvider }
    guard isDeclared, let other else { return .absent }
    return .unreadable(.providerIsSpelled(other, insteadOf: arn))
  }

  private func observedProvider(_ arn: String) -> ObservedIdentityProvider {
    let json = json(ofProvider: arn) ?? .null
    func texts(_ name: String) -> [String] { (json[name]?.array ?? []).compactMap(\.string) }
    return ObservedIdentityProvider(
      arn: arn, clientIDs: texts("ClientIDList"), thumbprints: texts("ThumbprintList"),
      metadata: json["SAMLMetadataDocument"]?.string ?? "",
      tags: Self.tags(of: json, foldsKeys: false))
  }

  /// The file does not say whether the account has an identity provider.
  static func noProvider(_ arn: String) -> Reading<ObservedIdentityProvider> {
    unavailable(
      IdentityProvider.phrase(of: arn) + ": 'snapshot --identity-providers' keeps it", of: arn)
  }

  /// The names of the roles that trust an identity provider.
  func roles(trusting provider: String) -> Reading<[String]> {
    guard !isTruncated, selection.isAll else {
      return Self.unavailable("all roles of the account", of: "*")
    }
    return .roles(
      trusting: provider,
      among: roles.map { entry in
        (
          entry.name,
          Reading(
            returned: json(of: entry)["AssumeRolePolicyDocument"] ?? .null, as: .trust,
            "GetAccountAuthorizationDetails", of: entry.name)
        )
      })
  }

  /// The roles that carry the tag of the spec and that neither the set nor a record names, by name.
  public func rolesByTag(of set: RoleSet) -> [String] {
    guard let ownership = set.ownership, ownership.key != nil, set.selection.isAll else {
      return []
    }
    let declared = Set(entries(of: set).values.map(\.name))
    return roles.filter { entry in
      !declared.contains(entry.name) && !ServiceLinkedRole.owns(path: entry.path)
        && ownership.isCarried(by: Self.tags(of: json(of: entry)))
    }.map(\.name).sorted()
  }

  /// Checks an identity provider of the file.
  ///
  /// - Returns: its ARN; nil when it has none.
  static func check(provider json: JSON, _ problems: ProblemCollector) -> String? {
    let what = "an identity provider"
    guard let members = JSONObjectReader(json, of: what, known: nil, problems),
      let arn = members.requiredText("Arn")
    else { return nil }
    guard arn.identityProviderResource != nil else {
      problems.add(
        "unexpected-value", at: json.position,
        "\(Shown.quoted(arn)) is not the ARN of an identity provider",
        hint: "take the snapshot again")
      return nil
    }
    if arn.isSAMLProvider {
      _ = members.requiredText("SAMLMetadataDocument")
    } else {
      for name in ["ClientIDList", "ThumbprintList"] {
        for element in members.requiredList(name) { _ = problems.text(element, name) }
      }
    }
    for tag in members.list("Tags") {
      let tag = JSONObjectReader(tag, of: "a tag", known: nil, problems)
      _ = (tag?.requiredText("Key"), tag?.requiredText("Value"))
    }
    return arn
  }
}

extension SnapshotContents {
  /// The form of an identity provider in the file.
  static func json(of provider: ObservedIdentityProvider) -> JSON {
    let parts: [(String, JSON)] =
      provider.arn.isSAMLProvider
      ? [("SAMLMetadataDocument", .string(provider.metadata))]
      : [
        ("ClientIDList", .strings(provider.clientIDs.sorted())),
        ("ThumbprintList", .strings(provider.thumbprints.sorted())),
      ]
    let tags = provider.tags.sorted { ($0.key, $0.value) < ($1.key, $1.value) }.map { tag in
      JSON.object([("Key", .string(tag.key)), ("Value", .string(tag.value))])
    }
    return .object([("Arn", .string(provider.arn))] + parts + [("Tags", .array(tags))])
  }
}

extension ReadFailure {
  /// The account has an identity provider in another spelling than the role set.
  static func providerIsSpelled(_ other: String, insteadOf arn: String) -> ReadFailure {
    ReadFailure(
      action: arn.isSAMLProvider ? "iam:ListSAMLProviders" : "iam:ListOpenIDConnectProviders",
      subject: arn, reason: .failed,
      message: "the account has it as '\(other)': write it so into the role set")
  }
}
