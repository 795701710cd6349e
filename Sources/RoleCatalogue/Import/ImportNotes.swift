import IAMRoles
import JSONText

/// What a role set does not take of roles, each thing once with the roles that have it.
struct ImportNotes {
  /// Whole sentences without a full stop.
  private(set) var sentences: [String] = []

  /// Looks at the roles that were taken, in order.
  init(on roles: [JSON]) {
    func names(_ isMeant: (JSON) -> Bool) -> [String] {
      roles.filter(isMeant).map { $0["RoleName"]?.string ?? "" }
    }
    let tagged = names { !Self.reservedTags($0).isEmpty }
    if !tagged.isEmpty {
      let keys = Set(roles.flatMap(Self.reservedTags)).sorted()
      sentences.append(
        "tags that AWS or a spec sets are not taken (\(Self.list(keys))): \(Self.roles(tagged))")
    }
    for (member, what) in [
      ("Description", "description"), ("MaxSessionDuration", "longest session"),
    ] {
      let missing = names { $0[member] == nil }
      guard !missing.isEmpty else { continue }
      sentences.append("the input does not contain the \(what) of \(Self.roles(missing))")
    }
  }

  private static func reservedTags(_ role: JSON) -> [String] {
    (role["Tags"]?.array ?? []).compactMap { $0["Key"]?.string }.filter(isReserved)
  }

  /// Whether AWS or this program sets a tag with that key.
  ///
  /// AWS lets nobody else set tags whose key begins with `aws:` (IAM User Guide, "Rules for tagging in IAM
  /// and AWS STS"). The tag that names the spec of a role is set by whoever applies it.
  static func isReserved(_ key: String) -> Bool {
    key.lowercased().hasPrefix("aws:") || key.utf8.elementsEqual(Ownership.defaultKey.utf8)
  }

  private static func roles(_ names: [String]) -> String {
    (names.count == 1 ? "role " : "roles ") + list(names)
  }

  /// The names in quotes; of many the first few and how many more there are.
  static func list(_ names: [String]) -> String {
    let shown = names.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }
}
