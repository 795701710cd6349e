import CommandTable
import RoleCatalogue

/// Looks up built-in role sets and roles for a person, with the nearest name when there is none.
enum Catalogue {
  /// The names of all sets and roles, for completion.
  static var names: [String] { builtIn.setNames + builtIn.roleNames }

  static var builtIn: RoleCatalogue { .builtIn }

  /// The role that is made for each of something, by the name of that.
  static func template(named name: String) -> (set: RoleSetDefinition, role: RoleDefinition)? {
    guard let template = RoleTemplate(rawValue: name.lowercased()) else { return nil }
    for set in builtIn.sets {
      if let role = set.template(for: template) { return (set, role) }
    }
    return nil
  }

  /// The role of a name, whatever its case, with its set.
  static func role(
    named name: String, orSet: Bool = false
  ) throws(Report) -> (set: RoleSetDefinition, role: RoleDefinition) {
    if let found = builtIn.role(named: name) { return found }
    let nearest = Nearest.to(name, among: orSet ? names : builtIn.roleNames)
    throw Report(
      .usage, "there is no role \(orSet ? "or role set " : "")'\(name)' in the catalogue",
      hint: nearest.map { "the nearest is '\($0)'" } ?? "'panorama-roles list' names them all")
  }
}
