import CommandTable
import JSONText
import Reports
import RoleCatalogue

/// Looks up built-in role sets and roles for a person, with the nearest name when none exists.
enum Catalogue {
  /// The names of all sets and roles, for completion.
  static var names: [String] { builtIn.setNames + builtIn.roleNames }

  static var builtIn: RoleCatalogue { .builtIn }

  /// The role that is made for each of something, by the name of that.
  static func template(
    named name: String, in sets: [RoleSetDefinition] = builtIn.sets
  ) -> (set: RoleSetDefinition, role: RoleDefinition)? {
    guard let template = RoleTemplate(rawValue: name.lowercased()) else { return nil }
    for set in sets {
      if let role = set.template(for: template) { return (set, role) }
    }
    return nil
  }

  /// The role of a name in one set, whatever its case; parameters may occur in the name.
  static func role(
    named name: String, of set: RoleSetDefinition
  ) throws(CommandError) -> (set: RoleSetDefinition, role: RoleDefinition) {
    let catalogue = RoleCatalogue(sets: [set])
    if let found = template(named: name, in: [set]) ?? catalogue.role(named: name) { return found }
    let names = set.fixedRoles.map(\.name) + set.roles.compactMap(\.madeFor?.rawValue)
    throw CommandError(
      .usage, Sentence.doesNotExist("role", name, in: "role set '\(set.name)'"),
      hint: Sentence.didYouMean(
        name, among: names,
        else: "its roles are \(names.map { "'\($0)'" }.joined(separator: ", "))"))
  }

  /// The role of a name, whatever its case, with its set.
  static func role(
    named name: String, orSet: Bool = false, hint: String = "'panorama-roles list' names them all"
  ) throws(CommandError) -> (set: RoleSetDefinition, role: RoleDefinition) {
    if let found = builtIn.role(named: name) { return found }
    throw CommandError(
      .usage,
      Sentence.doesNotExist(orSet ? "role or role set" : "role", name, in: "the catalogue"),
      hint: Sentence.didYouMean(name, among: orSet ? names : builtIn.roleNames, else: hint))
  }

  /// That no built-in role set has a name.
  static func noSet(named name: String) -> CommandError {
    CommandError(
      .usage, Sentence.doesNotExist("role set", name),
      hint: Sentence.didYouMean(
        name, among: builtIn.setNames,
        else:
          "'panorama-roles list' names those that are built in; a role set of your own is named by its file, such as './\(name).json'"
      ))
  }
}
