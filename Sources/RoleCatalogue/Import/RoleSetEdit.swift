public import JSONText

/// A role-set file to which roles were added, or in which they were replaced.
public struct RoleSetEdit: Hashable, Sendable {
  /// The file.
  public private(set) var json: JSON
  /// The roles that are new in it.
  public private(set) var added: [String] = []
  /// The roles that are another one now.
  public private(set) var replaced: [String] = []

  /// The parts of a role that an import takes from the account; all others stay.
  private static let taken = [
    "name", "path", "description", "maxSessionDuration", "trust", "managedPolicies",
    "inlinePolicies", "permissionsBoundary", "instanceProfiles", "tags",
  ]

  /// Puts the roles and policies of an import into a file.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - definition: what it says, for names that have parameters with defaults.
  public init(_ imported: RoleSetImport, into file: JSON, _ definition: RoleSetDefinition) {
    var roles = file["roles"]?.array ?? []
    let names = definition.roles.map { definition.name(of: $0).lowercased() }
    for role in imported.json["roles"]?.array ?? [] {
      let name = role["name"]?.string ?? ""
      guard let place = names.firstIndex(of: name.lowercased()), place < roles.count else {
        roles.append(role)
        added.append(name)
        continue
      }
      let old = roles[place]
      let new = Self.replacing(old, by: role)
      guard new != old else { continue }
      roles[place] = new
      replaced.append(name)
    }
    var policies = file["policies"]?.array ?? []
    for policy in imported.json["policies"]?.array ?? [] {
      let place = policies.firstIndex {
        $0["name"] == policy["name"]
          && ($0["path"] ?? .string("/")) == (policy["path"] ?? .string("/"))
      }
      if let place {
        policies[place] = Self.replacing(policies[place], by: policy)
      } else {
        policies.append(policy)
      }
    }
    var providers = file["oidcProviders"]?.array ?? []
    for provider in imported.json["oidcProviders"]?.array ?? [] {
      if let place = providers.firstIndex(where: { $0["url"] == provider["url"] }) {
        providers[place] = Self.replacing(providers[place], by: provider)
      } else {
        providers.append(provider)
      }
    }
    json = file
    put("roles", roles)
    put("policies", policies)
    put("oidcProviders", providers)
  }

  /// Replaces a list of the file; a new one goes before the roles.
  private mutating func put(_ name: String, _ list: [JSON]) {
    guard json[name] == nil else {
      json = json.withMembers { $0.name == name ? JSON.Member(name, .array(list)) : $0 }
      return
    }
    guard !list.isEmpty else { return }
    var members = json.object ?? []
    let place = members.firstIndex { $0.name == "roles" } ?? members.count
    members.insert(JSON.Member(name, .array(list)), at: place)
    json = JSON(.object(members))
  }

  /// The new role with what an import knows nothing of, such as facts and other names.
  private static func replacing(_ old: JSON, by new: JSON) -> JSON {
    let name = old["name"].map { JSON.Member("name", $0) }
    let kept = (old.object ?? []).filter { !taken.contains($0.name) && $0.name != "document" }
    let members = (new.object ?? []).map { $0.name == "name" ? name ?? $0 : $0 }
    // The members stay in the order of the file, so that a diff shows what is another one.
    let order = (old.object ?? []).map(\.name)
    let all = members + kept.filter { member in !members.contains { $0.name == member.name } }
    let places = all.map { order.firstIndex(of: $0.name) ?? order.count }
    return JSON(
      .object(
        zip(places, all).enumerated().sorted {
          ($0.element.0, $0.offset) < ($1.element.0, $1.offset)
        }.map(\.element.1)))
  }
}
