import IAMBackend
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// The role-set files of a person, which specs and command lines name by their paths.
struct RoleSetFiles: Hashable, Sendable {
  /// The folder that the paths start from; empty for the folder that the program runs in.
  let folder: String

  /// Where files may be; nil for those that a person names.
  fileprivate let bounds: FileBounds?

  /// Paths from the folder of a file that names them.
  init(besides path: String, allowsOutside: Bool?) {
    folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    bounds = FileBounds(of: path, allowsOutside: allowsOutside)
  }

  /// Paths from the folder that the program runs in.
  init() {
    folder = ""
    bounds = nil
  }

  /// The path of a file that a spec names.
  func path(of name: String) -> String { name.hasPrefix("/") ? name : folder + name }

  /// How a spec names a file of the folder that the program runs in, or a role set.
  func name(of path: String) -> String {
    guard RoleCatalogue.isFile(path), !folder.isEmpty, !path.hasPrefix("/") else { return path }
    let plain = RoleCatalogue.plainName(path)
    let base = RoleCatalogue.plainName(folder + "x.json").dropLast("x.json".count)
    if plain.hasPrefix(base) {
      let name = String(plain.dropFirst(base.count))
      return RoleCatalogue.isFile(name) ? name : "./\(name)"
    }
    // The spec is elsewhere: only the whole path leads there from everywhere.
    return InputFile.absolutePath(of: path)
  }

  /// The built-in sets and those of the files that are named.
  func catalogue(
    naming names: [String], quotas: IAMQuotas = .largest, isForSpec: Bool = false
  ) throws(CommandError) -> RoleCatalogue {
    .builtIn(and: try read(names, quotas: quotas, isForSpec: isForSpec))
  }

  /// Reads the role-set files among `names`, in that order, each once.
  func read(
    _ names: [String], quotas: IAMQuotas = .largest, isForSpec: Bool = false
  ) throws(CommandError) -> [RoleSetFile] {
    var files: [RoleSetFile] = []
    for name in names
    where RoleCatalogue.isFile(name) && !files.contains(where: { $0.name == name }) {
      try bounds?.check(path(of: name))
      files.append(
        try RoleSetFile(
          name: name, path: path(of: name), quotas: quotas, isForSpec: isForSpec,
          allowsOutside: bounds?.allowsOutside))
    }
    return files
  }

  /// What makes a file no valid role set; nil where it is one.
  ///
  /// A file that cannot be read, or that is of another kind, is an error.
  static func problems(
    of path: String, quotas: IAMQuotas
  ) throws(CommandError) -> DocumentError? {
    let bytes = try InputFile.bytes(ofNamed: path, hint: RoleSetFile.nameHint)
    do throws(DocumentError) {
      _ = try RoleSetDefinition(reading: bytes, quotas: quotas)
      return nil
    } catch {
      if let mismatch = FileKind.mismatch(bytes, wanted: .roleSet, path: path) { throw mismatch }
      return error
    }
  }

  /// Reads the role set of a file.
  static func read(
    _ path: String, quotas: IAMQuotas = .largest
  ) throws(CommandError) -> RoleSetDefinition {
    try RoleSetFile(name: path, path: path, quotas: quotas).definition
  }
}

/// A role-set file that was read.
struct RoleSetFile: Sendable {
  fileprivate static let nameHint =
    "'--role-set' takes the name of a role set or the path of a role-set file"

  /// How a spec or a command line names it.
  let name: String
  let path: String
  let bytes: [UInt8]
  let definition: RoleSetDefinition

  init(
    name: String, path: String, quotas: IAMQuotas, isForSpec: Bool = false,
    allowsOutside: Bool? = nil
  ) throws(CommandError) {
    self.name = name
    self.path = path
    bytes = try InputFile.bytes(
      ofNamed: path,
      hint: isForSpec
        ? "'roleSets' of the spec names it, as a path from the folder of the spec" : Self.nameHint)
    var definition = try Self.definition(bytes, path, quotas, isForSpec: isForSpec)
    try definition.readMetadata(
      besides: RoleSetFiles(besides: path, allowsOutside: allowsOutside))
    self.definition = definition
  }

  /// Checks the set with sample values, as far as that was left to the values of a spec.
  func check() throws(CommandError) {
    _ = try Self.definition(bytes, path, .largest, isForSpec: false)
  }

  private static func definition(
    _ bytes: [UInt8], _ path: String, _ quotas: IAMQuotas, isForSpec: Bool
  ) throws(CommandError) -> RoleSetDefinition {
    do throws(DocumentError) {
      return try RoleSetDefinition(reading: bytes, quotas: quotas, isForSpec: isForSpec)
    } catch {
      throw FileKind.mismatch(bytes, wanted: .roleSet, path: path)
        ?? CommandError(error, in: InputFile.displayName(path))
    }
  }

  /// Writes a new role-set file.
  ///
  /// A file that says the same is left untouched, and any other is never replaced.
  /// - Returns: whether the file is new.
  static func write(
    _ text: String, to path: String, called what: String = "this role set"
  ) throws(CommandError) -> Bool {
    func isSame() throws(CommandError) -> Bool {
      guard InputFile.isRegular(path) else { return false }
      return try InputFile.bytes(path).elementsEqual(text.utf8)
    }
    func refusal() -> CommandError {
      CommandError(
        .refused, Sentence.exists(path, isNot: what),
        hint: "name a new file with '--out FILE', or remove the old one")
    }
    if InputFile.exists(path) {
      guard try isSame() else { throw refusal() }
      return false
    }
    let isNew: Bool
    do throws(OutputError) { isNew = try OutputFile.create(text, at: path) } catch {
      throw CommandError(error)
    }
    if isNew { return true }
    guard try isSame() else { throw refusal() }
    return false
  }
}

extension RoleSetDefinition {
  /// Reads the metadata documents of SAML providers, whose paths start from the folder of the role set.
  mutating func readMetadata(besides files: RoleSetFiles) throws(CommandError) {
    for index in providers.indices {
      guard let name = providers[index].metadataFile else { continue }
      let path = files.path(of: name)
      try files.bounds?.check(path)
      let hint = "'metadata' of a SAML provider is a path from the folder of the role set"
      guard name != "-" else {
        throw CommandError(
          .failed, "a metadata document is not read from standard input",
          at: self.name, hint: hint)
      }
      let bytes = try InputFile.bytes(ofNamed: path, hint: hint)
      guard !bytes.isEmpty, let text = String(validating: bytes, as: UTF8.self) else {
        throw CommandError(
          .failed, "the metadata document is empty or not UTF-8", at: InputFile.displayName(path),
          hint: "save the metadata document of the SAML provider there")
      }
      providers[index].metadata = text
    }
  }
}

extension RoleCatalogue {
  fileprivate func adding(_ file: RoleSetFile) -> RoleCatalogue {
    adding(file.definition, fromFile: file.name, shownAs: InputFile.displayName(file.path))
  }

  /// The built-in sets and those of files that were read.
  static func builtIn(and files: [RoleSetFile]) -> RoleCatalogue {
    files.reduce(Catalogue.builtIn) { $0.adding($1) }
  }
}
