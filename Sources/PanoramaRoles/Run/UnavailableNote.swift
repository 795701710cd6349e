import IAMRoles
import Reports

/// What the way of reading does not tell, in one note: each thing with its roles.
enum UnavailableNote {
  /// The note; nil when everything was reported.
  ///
  /// - Parameters:
  ///   - coverage: what was asked.
  ///   - isOfFile: whether a snapshot was read, and not the account.
  ///   - includesRelated: whether what surrounds the roles was asked for.
  static func text(_ coverage: [Coverage], isOfFile: Bool, includesRelated: Bool) -> String? {
    var groups: [(roles: String, parts: [String])] = []
    for part in Coverage.Part.allCases where includesRelated || !part.isAboutRelatedResources {
      // By place, since the rows of many roles are many and most are not kept.
      let rows = coverage.indices.filter { coverage[$0].part == part }
      let unavailable = rows.filter { coverage[$0].result == .unavailable }.map {
        coverage[$0].role
      }
      guard !unavailable.isEmpty else { continue }
      let roles =
        unavailable.count == rows.count && unavailable.count > 1 ? "every role" : names(unavailable)
      if let place = groups.firstIndex(where: { $0.roles == roles }) {
        groups[place].parts.append(words(part))
      } else {
        groups.append((roles, [words(part)]))
      }
    }
    guard !groups.isEmpty else { return nil }
    let list = groups.map { group in
      let last = group.parts.count - 1
      let parts =
        last == 0
        ? group.parts[0]
        : group.parts[..<last].joined(separator: ", ") + " and " + group.parts[last]
      return "\(parts) of \(group.roles)"
    }
    return "\(isOfFile ? "the snapshot" : "IAM") does not report these, so they are not compared: "
      + list.joined(separator: "; ")
  }

  private static func names(_ roles: [String]) -> String {
    (roles.count == 1 ? "role " : "roles ") + roles.map { "'\($0)'" }.joined(separator: ", ")
  }

  private static func words(_ part: Coverage.Part) -> String {
    switch part {
    case .role: "all"
    case .trustPolicy: "trust policy"
    case .managedPolicies: "attached managed policies"
    case .inlinePolicies: "inline policies"
    case .managedPolicyDocuments: "documents of managed policies"
    case .permissionsBoundary: "permissions boundary"
    case .maxSessionDuration: "maximum session duration"
    case .description: "description"
    case .tags: "tags"
    case .instanceProfiles: "instance profiles"
    case .roleID: "id"
    case .otherRoles: "other roles"
    case .identityProviders: "identity providers"
    }
  }
}
