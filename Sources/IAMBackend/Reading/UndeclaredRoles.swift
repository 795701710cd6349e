import IAMRoles
import JSONText

/// The roles of an account that a set does not name and that trust one of its services or carry the tag of its spec.
struct UndeclaredRoles {
  /// The services of the set, in small letters.
  private let services: Set<String>
  /// The roles, in the order in which they were added.
  private(set) var roles: [UndeclaredRole] = []
  /// Those whose services are unknown, since their trust policy is not a JSON text.
  private(set) var unread: [ReadFailure] = []

  /// Whose tag says that a role is the spec's own.
  private let ownership: Ownership?

  init(trusting services: Set<String>, ownership: Ownership? = nil) {
    self.services = services
    self.ownership = ownership
  }

  /// Takes a role, unless it has nothing to do with the set.
  mutating func add(
    _ name: String, path: String, arn: String, trust: Reading<StoredDocument>,
    tags: [Tag]? = nil
  ) {
    // A role of a service's own is never told of, whatever it trusts.
    guard !ServiceLinkedRole.owns(path: path) else { return }
    switch trust {
    case .absent: break
    case .unreadable(let failure): unread.append(failure)
    case .present(let document):
      let role = UndeclaredRole(
        name: name, path: path, arn: arn, trust: document, named: document.namedServices,
        tags: tags)
      let isOwn = ownership?.isCarried(by: tags ?? []) ?? false
      if isOwn || role.trustsEveryone || !role.services.isDisjoint(with: services) {
        roles.append(role)
      }
    }
  }
}

extension StoredDocument {
  /// The services that are as principals in a text that is not a policy for us, in small letters.
  ///
  /// IAM may understand what we do not: so whoever is named counts, whatever the rest says.
  fileprivate var namedServices: Set<String> {
    guard case .unreadableText(let text, _) = self, let json = JSON.reading(text.utf8).value else {
      return []
    }
    var found: Set<String> = []
    Self.find(in: json, isPrincipal: false, &found)
    return found
  }

  private static func find(in json: JSON, isPrincipal: Bool, _ found: inout Set<String>) {
    for element in json.array ?? [] { find(in: element, isPrincipal: isPrincipal, &found) }
    for member in json.object ?? [] {
      let name = member.name.lowercased()
      if isPrincipal, name == "service" {
        let values = member.value.array ?? [member.value]
        found.formUnion(values.compactMap { $0.string?.lowercased() })
      } else {
        find(in: member.value, isPrincipal: isPrincipal || name == "principal", &found)
      }
    }
  }
}
