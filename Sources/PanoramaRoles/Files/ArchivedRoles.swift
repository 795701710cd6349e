import IAMBackend
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// The roles of an archive of `retire` as a role set, which makes them again.
struct ArchivedRoles {
  let account: String
  let partition: String
  private let material: ImportMaterial
  private let linked: [JSON]
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
    linked = roles.filter(Self.isServiceLinked).map(Self.serviceLinked)
    material = ImportMaterial(
      roles: roles.filter { !Self.isServiceLinked($0) }, policies: snapshot.policyDetails,
      account: home.account, partition: home.partition)
    let made = RoleSetImport(material, name: Self.name(1))
    notes =
      made.leftOut.map { "role '\($0.role)' is left out: \($0.reason)" } + made.notes + made.gaps
  }

  /// How the role set is called; its file has the same name.
  private static func name(_ number: Int) -> String {
    number == 1 ? "archived-roles" : "archived-roles-\(number)"
  }

  /// The text of the role-set file.
  private func text(_ number: Int) -> String {
    var members = RoleSetImport(material, name: Self.name(number)).json.object ?? []
    if let place = members.firstIndex(where: { $0.name == "roles" }) {
      members[place].value = .array(linked + (members[place].value.array ?? []))
    }
    return JSON(.object(members)).text(.pretty) + "\n"
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

  /// Writes the role-set file into a folder; one that says something else is never overwritten, and the next number
  /// is taken.
  ///
  /// - Parameter place: the path of a file in the folder.
  /// - Returns: the name of the file.
  func write(at place: (String) -> String) throws(CommandError) -> String {
    var number = 1
    while true {
      let (file, text) = (Self.name(number) + ".json", text(number))
      let isNew: Bool
      do throws(OutputError) { isNew = try OutputFile.create(text, at: place(file)) } catch {
        throw CommandError(error)
      }
      if isNew { return file }
      if InputFile.isRegular(place(file)), try InputFile.bytes(place(file)) == Array(text.utf8) {
        return file
      }
      number += 1
    }
  }
}
