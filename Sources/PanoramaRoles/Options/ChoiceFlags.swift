import CommandTable
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// The flags of the choice that a spec holds, which `init` and the commands that edit a spec share.
enum ChoiceFlags {
  static let roleSet = Flag(
    "role-set", repeated: .suggested("NAME|FILE", RoleCatalogue.builtInSetNames),
    "The role set to set up, built in or of a role-set file")
  static let parameter = Flag(
    "parameter", repeated: .text("KEY=VALUE"), "The value of a parameter of a role set")
  static let application = Flag(
    "application", repeated: .text("NAME"),
    "Make a role of this name for an AWS Panorama application")
  static let namespace = Flag(
    "application-namespace", .text("NAMESPACE"),
    "The one CloudWatch namespace that these applications may write metrics to")
  static let groupRole = Flag(
    "group-role", repeated: .text("NAME"),
    "Make a group role of this name for single AWS DeepLens devices; takes --statement")
  static let statement = Flag(
    "statement", repeated: .file("FILE"),
    "What that group role may do beyond the common one: statements, or a policy document")
  static let tag = Flag(
    "tag", repeated: .text("KEY=VALUE"), "A tag for every role that is made")
  static let boundary = Flag(
    "permissions-boundary", .text("ARN"), "The permissions boundary of every role that is made")

  static func tags(_ arguments: Arguments) throws(CommandError) -> [Tag] {
    try arguments[tag].map { (text) throws(CommandError) in
      let word = try KeyValueWord(text, of: "--tag", example: "team=vision")
      return Tag(word.key, word.value)
    }
  }

  static func parameters(_ arguments: Arguments) throws(CommandError) -> [ParameterValue] {
    try arguments[parameter].map { (text) throws(CommandError) in
      let word = try KeyValueWord(text, of: "--parameter", example: "Region=eu-west-1")
      return ParameterValue(word.key, word.value)
    }
  }

  static func applications(_ arguments: Arguments) throws(CommandError) -> [ApplicationRole] {
    let names = arguments[application]
    let namespace = arguments[namespace]
    if names.isEmpty, namespace != nil {
      throw CommandError(
        .usage, "'--application-namespace' is given without '--application'",
        hint: "name the application, or choose '--parameter Namespace=NAMESPACE' for all of them")
    }
    return names.map { ApplicationRole(name: $0, namespace: namespace) }
  }
}

/// The group roles of a command line, whose statements are in files.
struct GroupRoleFiles: Hashable, Sendable {
  let names: [String]
  let statements: [String]

  init(_ arguments: Arguments) throws(CommandError) {
    names = arguments[ChoiceFlags.groupRole]
    statements = arguments[ChoiceFlags.statement]
    if names.count != statements.count, names.count != 1 || statements.isEmpty {
      throw CommandError(
        .usage, "'--group-role' and '--statement' go together",
        hint: "give one '--statement' for each '--group-role', in the same order")
    }
  }

  /// The group roles with the statements of their files.
  func read() throws(CommandError) -> [GroupRoleDraft] {
    var drafts: [GroupRoleDraft] = []
    for (number, path) in statements.enumerated() {
      let bytes = try InputFile.bytes(path)
      let file = InputFile.displayName(path)
      let name = names[names.count == 1 ? 0 : number]
      let json: JSON
      do throws(DocumentError) { json = try JSON(parsing: bytes) } catch {
        throw CommandError(error, in: file)
      }
      let draft = GroupRoleDraft(name: name, statements: json)
      do throws(DocumentError) { _ = try GroupRole(draft) } catch {
        throw CommandError(error, in: file)
      }
      if names.count == 1, !drafts.isEmpty {
        drafts[0].append(json)
      } else {
        drafts.append(draft)
      }
    }
    return drafts
  }
}
