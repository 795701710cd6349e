import IAMBackend
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// The roles of an archive of `retire` as a role set, which makes them again.
struct ArchivedRoles {
  /// How the file is called that `init --from-archive` writes next to the spec.
  static let fileName = "archived-roles.json"

  let account: String
  let partition: String
  /// The text of the role-set file.
  let text: String
  /// What the role set does not say, for a person.
  let notes: [String]

  init(reading path: String) throws(CommandError) {
    let snapshot = try SnapshotFile.read(path)
    guard let home = snapshot.home else {
      throw CommandError(
        .failed, "the archive contains no role", at: InputFile.displayName(path),
        hint: "'panorama-roles retire --approve' writes an archive")
    }
    (account, partition) = home
    let roles = snapshot.roleDetails
    let linked = roles.filter(Self.isServiceLinked)
    let made = RoleSetImport(
      ImportMaterial(
        roles: roles.filter { !Self.isServiceLinked($0) }, policies: snapshot.policyDetails,
        account: home.account, partition: home.partition),
      name: "archived-roles")
    notes =
      made.leftOut.map { "role '\($0.role)' is left out: \($0.reason)" } + made.notes + made.gaps
    var members = made.json.object ?? []
    if let place = members.firstIndex(where: { $0.name == "roles" }) {
      members[place].value = .array(
        linked.map(Self.serviceLinked) + (members[place].value.array ?? []))
    }
    text = JSON(.object(members)).text(.pretty) + "\n"
  }

  private static func isServiceLinked(_ role: JSON) -> Bool {
    role["Path"]?.string.map(ServiceLinkedRole.owns) ?? false
  }

  private static func serviceLinked(_ role: JSON) -> JSON {
    let service = role["Path"]?.string?.split(separator: "/").last.map(String.init) ?? ""
    return .object([
      ("name", role["RoleName"] ?? .null),
      ("serviceLinked", .object([("service", .string(service))])),
    ])
  }

  /// Writes the role-set file; one that says something else is never overwritten.
  func write(to path: String) throws(CommandError) {
    let isNew: Bool
    do throws(OutputError) { isNew = try OutputFile.create(text, at: path) } catch {
      throw CommandError(error)
    }
    guard !isNew else { return }
    guard try InputFile.bytes(path) == Array(text.utf8) else {
      throw CommandError(
        .refused, Sentence.exists(path, isNot: "the role set of this archive"),
        hint: "rename the file, or remove it")
    }
  }
}
