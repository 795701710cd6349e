import IAMPolicy
public import IAMRoles
import JSONText

extension RoleSetImport {
  /// Which roles are taken; a role must fit all that is given.
  public struct Selection: Hashable, Sendable {
    /// Patterns with `*` and `?` for names, without regard to case; empty: every name.
    public var names: [String] = []
    /// What the path begins with.
    public var path: String?
    /// Tags that the role has.
    public var tags: [Tag] = []
    /// A service principal that the trust policy allows: `lambda.amazonaws.com`, or `lambda` for short.
    public var service: String?

    /// Takes every role.
    public init() {}
  }
}

extension RoleSetImport.Selection {
  /// Whether a role, in the form of `RoleDetailList`, is taken.
  func fits(_ detail: JSON) -> Bool {
    let name = detail["RoleName"]?.string ?? ""
    if !names.isEmpty, !names.contains(where: { Self.matches(name, $0) }) { return false }
    if let path, !(detail["Path"]?.string ?? "/").hasPrefix(path) { return false }
    let found = detail["Tags"]?.array ?? []
    for tag in tags {
      let hasTag = found.contains {
        $0["Key"]?.string.map(tag.hasKey) ?? false
          && $0["Value"]?.string.map { Array($0.utf8) } == Array(tag.value.utf8)
      }
      if !hasTag { return false }
    }
    return service.map { trusts($0, detail) } ?? true
  }

  /// The patterns for names that no role of the material has.
  public func unmatchedNames(in material: ImportMaterial) -> [String] {
    let found =
      material.roles.map { $0["RoleName"]?.string ?? "" } + material.leftOut.map(\.role)
    return names.filter { pattern in !found.contains { Self.matches($0, pattern) } }
  }

  private static func matches(_ name: String, _ pattern: String) -> Bool {
    WildcardPattern(pattern.lowercased()).matches(name.lowercased())
  }

  /// The services that some role of the material trusts, in small letters, sorted.
  public static func services(in material: ImportMaterial) -> [String] {
    Set(material.roles.flatMap(trusted)).sorted()
  }

  private func trusts(_ service: String, _ detail: JSON) -> Bool {
    let wanted = service.lowercased()
    let names =
      wanted.contains(".")
      ? [wanted] : ["\(wanted).amazonaws.com", "\(wanted).amazonaws.com.cn"]
    return Self.trusted(detail).contains { names.contains($0) }
  }

  /// The services that the trust policy of a role allows, in small letters.
  private static func trusted(_ detail: JSON) -> [String] {
    guard let document = Generaliser.plainDocument(detail["AssumeRolePolicyDocument"]) else {
      return []
    }
    let statements = document["Statement"].map { $0.array ?? [$0] } ?? []
    return statements.filter { $0["Effect"]?.string == "Allow" }.flatMap { statement in
      let named = statement["Principal"]?["Service"].map { $0.array ?? [$0] } ?? []
      return named.compactMap { $0.string?.lowercased() }
    }
  }
}
