import IAMRoles
import JSONText
import RoleCatalogue

/// The role-set files of a person, which specs and command lines name by their paths.
struct RoleSetFiles: Hashable, Sendable {
  /// The folder that the paths start from; empty for the folder that the program runs in.
  let folder: String

  /// Paths from the folder of a file.
  init(besides path: String) {
    guard let slash = path.lastIndex(of: "/") else {
      folder = ""
      return
    }
    folder = String(path[...slash])
  }

  /// Paths from the folder that the program runs in.
  init() { folder = "" }

  /// The path of a file that a spec names.
  func path(of name: String) -> String { name.hasPrefix("/") ? name : folder + name }

  /// How a spec names a file of the folder that the program runs in, or a role set.
  func name(of path: String) -> String {
    guard RoleCatalogue.isFile(path), !folder.isEmpty, !path.hasPrefix("/") else { return path }
    if path.hasPrefix(folder) { return String(path.dropFirst(folder.count)) }
    // The spec is elsewhere: only the whole path leads there from everywhere.
    return InputFile.absolutePath(of: path)
  }

  /// The built-in sets and those of the files that are named.
  func catalogue(
    naming names: [String], quotas: IAMQuotas = .largest
  ) throws(CommandError) -> RoleCatalogue {
    var catalogue = Catalogue.builtIn
    for name in names where RoleCatalogue.isFile(name) {
      let path = path(of: name)
      catalogue = catalogue.adding(
        try Self.read(path, quotas: quotas), fromFile: name, shownAs: InputFile.displayName(path))
    }
    return catalogue
  }

  /// Reads the role set of a file.
  static func read(
    _ path: String, quotas: IAMQuotas = .largest
  ) throws(CommandError) -> RoleSetDefinition {
    let bytes = try InputFile.bytes(
      path, hint: "'--role-set' takes the name of a role set or the path of a role-set file")
    do throws(DocumentError) {
      return try RoleSetDefinition(reading: bytes, quotas: quotas)
    } catch {
      throw FileKind.mismatch(bytes, wanted: .roleSet, path: path)
        ?? CommandError(error, in: InputFile.displayName(path))
    }
  }
}
