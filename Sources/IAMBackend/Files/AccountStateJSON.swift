import IAMPolicy
public import IAMRoles
public import JSONText

extension AccountState {
  /// The state in canonical form: everything that was read, roles by name, lists sorted.
  ///
  /// Two states are equal in content exactly when these texts are.
  public var json: JSON {
    .object(
      [
        ("account", .string(account)), ("partition", .string(partition)),
      ] + policiesJSON + documentsJSON + profilesJSON + providersJSON + trustJSON + [
        (
          "roles",
          .object(
            roles.sorted { $0.key < $1.key }.map { name, reading in
              (name, Self.json(reading) { $0.json })
            })
        )
      ])
  }

  /// The instance profiles that roles declare, and those of roles that should not exist; no member without any.
  private var profilesJSON: [(String, JSON)] {
    let declared = instanceProfiles.sorted { $0.key < $1.key }.map { name, reading in
      (
        name,
        Self.json(reading) {
          .object([("Path", .string($0.path)), ("Roles", .strings($0.roles.sorted()))])
        }
      )
    }
    let held = profilesOfRoles.sorted { $0.key < $1.key }.map { name, reading in
      (name, Self.json(reading) { .strings($0.sorted()) })
    }
    return (declared.isEmpty ? [] : [("instanceProfiles", .object(declared))])
      + (held.isEmpty ? [] : [("instanceProfilesOfRoles", .object(held))])
  }

  /// The identity providers that were asked for, by ARN; no member without any.
  private var providersJSON: [(String, JSON)] {
    guard !providers.isEmpty else { return [] }
    let members = providers.sorted { $0.key < $1.key }.map { arn, reading in
      (
        arn,
        Self.json(reading) { provider in
          .object([
            ("ClientIDList", .strings(provider.clientIDs.sorted())),
            ("ThumbprintList", .strings(provider.thumbprints.sorted())),
            ("SAMLMetadataDocument", .string(provider.metadata)),
            (
              "Tags",
              .object(
                provider.tags.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
            ),
          ])
        }
      )
    }
    return [("identityProviders", .object(members))]
  }

  /// The roles that trust identity providers which a plan changes, by the ARN of the provider; no member without any.
  private var trustJSON: [(String, JSON)] {
    guard !trusting.isEmpty else { return [] }
    let members = trusting.sorted { $0.key < $1.key }.map { arn, reading in
      (arn, Self.json(reading) { .strings($0.sorted()) })
    }
    return [("rolesTrustingProviders", .object(members))]
  }

  /// The managed policies of the set, by ARN; no member when the set has none.
  private var policiesJSON: [(String, JSON)] {
    guard !ownPolicies.isEmpty else { return [] }
    let members = ownPolicies.sorted { $0.key < $1.key }.map { arn, reading in
      (
        arn,
        Self.json(reading) { policy in
          .object([
            ("Versions", .strings(policy.versions.map(\.id))),
            ("DefaultVersionId", .string(policy.versions.first(where: \.isDefault)?.id ?? "")),
            ("Document", policy.document.json),
            ("Uses", policy.uses.map(JSON.number) ?? .null),
          ])
        }
      )
    }
    return [("policies", .object(members))]
  }

  /// What the other managed policies say that were read since access depends on them; no member without any.
  private var documentsJSON: [(String, JSON)] {
    let members = policies.all.map { ($0.arn, $0.document.json) }
    return members.isEmpty ? [] : [("documents", .object(members))]
  }

  /// What differs from `other`, sorted: the names of roles as asked for, the ARNs of policies of the set, and instance profiles.
  public func rolesThatDiffer(from other: AccountState) -> [String] {
    Self.rolesThatDiffer(json, other.json)
  }

  static func rolesThatDiffer(_ left: JSON, _ right: JSON) -> [String] {
    let lefts = roles(of: left)
    let rights = roles(of: right)
    let changed = Set(lefts.keys).union(rights.keys).filter { lefts[$0] != rights[$0] }
    // A document that was read once alone says nothing: what it would decide is decided again.
    let documents = (left["documents"]?.object ?? []).filter { member in
      right["documents"]?[member.name].map { $0 != member.value } ?? false
    }
    return (changed + documents.map(\.name)).sorted()
  }

  private static func roles(of state: JSON) -> [String: JSON] {
    let members =
      (state["policies"]?.object ?? []) + (state["identityProviders"]?.object ?? [])
      + (state["roles"]?.object ?? [])
    let profiles = (state["instanceProfiles"]?.object ?? []).map {
      ("instance profile \($0.name)", $0.value)
    }
    let held = (state["instanceProfilesOfRoles"]?.object ?? []).map {
      ("instance profiles of role \($0.name)", $0.value)
    }
    let trusting = (state["rolesTrustingProviders"]?.object ?? []).map {
      ("roles that trust \($0.name)", $0.value)
    }
    return Dictionary(
      members.map { ($0.name, $0.value) } + profiles + held + trusting,
      uniquingKeysWith: { first, _ in first })
  }

  fileprivate static func json<Value>(
    _ reading: Reading<Value>, _ value: (Value) -> JSON
  ) -> JSON {
    switch reading {
    case .present(let present): value(present)
    case .absent: .null
    case .unreadable(let failure):
      .object([
        (
          "unreadable",
          .object([
            ("action", .string(failure.action)), ("subject", .string(failure.subject)),
            ("reason", .string(failure.reason.rawValue)),
          ])
        )
      ])
    }
  }
}

extension ObservedRole {
  fileprivate var json: JSON {
    .object([
      ("RoleName", .string(name)), ("Path", .string(path)), ("Arn", .string(arn)),
      ("RoleId", id.map(JSON.string) ?? .null),
      ("Description", AccountState.json(description, JSON.string)),
      ("MaxSessionDuration", AccountState.json(maxSessionDuration, JSON.number)),
      ("AssumeRolePolicyDocument", AccountState.json(trust, \.json)),
      ("PermissionsBoundary", AccountState.json(permissionsBoundary) { .string($0.arn) }),
      (
        "Tags",
        AccountState.json(tags) { tags in
          let sorted = tags.sorted { ($0.key, $0.value) < ($1.key, $1.value) }
          return .object(sorted.map { ($0.key, .string($0.value)) })
        }
      ),
      (
        "AttachedManagedPolicies",
        AccountState.json(managedPolicies) { .strings($0.map(\.arn).sorted()) }
      ),
      (
        "RolePolicyList",
        AccountState.json(inlinePolicies) { policies in
          .object(
            policies.sorted { $0.name < $1.name }.map { policy in
              (policy.name, AccountState.json(policy.document, \.json))
            })
        }
      ),
    ])
  }
}

extension StoredDocument {
  /// The document; a text that our reader refuses is a string, which no document is.
  fileprivate var json: JSON {
    switch self {
    case .policy(let policy): policy.json
    case .unreadableText(let text, _): .string(text)
    }
  }
}
