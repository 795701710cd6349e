import IAMPolicy
import IAMRoles
import JSONText

/// The identity providers of an account that the roles of an import trust.
struct ImportedProviders {
  /// An OIDC provider, as a role set describes it, with the roles that trust it.
  struct Provider: Hashable {
    let json: JSON
    let roles: Set<String>
  }

  /// Those that the role set describes, in the order of their ARNs.
  private(set) var taken: [Provider] = []
  /// What is said of the others: whole sentences without a full stop.
  private(set) var notes: [String] = []

  /// Looks at the trust policies of roles.
  ///
  /// The metadata of a SAML provider is a file of its own, which an import does not write.
  init(trustedBy roles: [JSON], in material: ImportMaterial, _ generaliser: Generaliser) {
    var found: [String: Set<String>] = [:]
    for role in roles {
      let trust = Generaliser.plainDocument(role["AssumeRolePolicyDocument"])
      for arn in Self.providers(in: trust) where ARN(arn)?.account == material.account {
        found[arn, default: []].insert(role["RoleName"]?.string ?? "")
      }
    }
    var unread: [String] = []
    for (arn, names) in found.sorted(by: { $0.key < $1.key }) {
      let detail = material.providers.first { $0["Arn"]?.string?.isExactly(arn) ?? false }
      if arn.isSAMLProvider {
        notes.append(
          "\(IdentityProvider.phrase(of: arn)) is not taken, since its metadata is a file of its own: "
            + "'samlProviders' of the role set describes it")
      } else if let detail {
        taken.append(Provider(json: Self.json(of: detail, arn, generaliser), roles: names))
      } else {
        unread.append(arn)
      }
    }
    guard !unread.isEmpty else { return }
    notes.append(
      "the input does not contain these identity providers, so the role set does not describe them "
        + "('import --identity-providers' and 'snapshot --identity-providers' read them): "
        + ImportNotes.list(unread))
  }

  private static func providers(in json: JSON?) -> [String] {
    switch json?.value {
    case .string(let text): text.identityProviderResource == nil ? [] : [text]
    case .array(let elements): elements.flatMap(providers)
    case .object(let members): members.flatMap { providers(in: $0.value) }
    case .null, .bool, .number, nil: []
    }
  }

  private static func json(of detail: JSON, _ arn: String, _ generaliser: Generaliser) -> JSON {
    func texts(_ name: String) -> [JSON] {
      (detail[name]?.array ?? []).compactMap(\.string).map { .string(generaliser.plain($0)) }
    }
    let host = arn.identityProviderResource?.drop { $0 != "/" }.dropFirst() ?? ""
    var members: [(String, JSON)] = [
      ("url", .string(generaliser.plain("https://\(host)"))),
      ("clientIds", .array(texts("ClientIDList"))),
    ]
    let thumbprints = texts("ThumbprintList")
    if !thumbprints.isEmpty { members.append(("thumbprints", .array(thumbprints))) }
    let tags = RoleSetImport.tags(detail, generaliser)
    if !tags.isEmpty { members.append(("tags", .object(tags))) }
    return .object(members)
  }
}
