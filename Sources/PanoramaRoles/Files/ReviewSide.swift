import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// One side of a review: the roles that a role-set file or a spec asks for.
struct ReviewSide: Hashable, Sendable {
  /// The account that stands for any in AWS's own examples.
  static let exampleAccount = "123456789012"

  /// How the file is called in messages.
  let name: String
  let account: String
  /// Whether nobody chose the account.
  let isExample: Bool
  let partition: String
  /// What the spec says beside its roles; nil for a role-set file.
  let spec: Spec?
  /// The optional parameters of a role-set file that decide which policies there are.
  let switches: [String]
  private let content: Content

  private enum Content: Hashable, Sendable {
    case chosen(RoleSet)
    case definition(RoleSetDefinition)
  }

  /// The roles for some values; nil when none can be made with them.
  ///
  /// A spec has values of its own.
  func roles(_ optional: Set<String>?, _ style: SampleValues.Style) -> RoleSet? {
    switch content {
    case .chosen(let set): return set
    case .definition(let definition):
      let isUsual = style == .usual
      return try? definition.example(
        SampleValues(
          account: isUsual ? account : otherAccount,
          partition: isUsual ? partition : otherPartition,
          optional: optional, style: style))
    }
  }

  /// Whether the file is a role-set file, whose values nobody chose.
  var takesSamples: Bool { spec == nil }

  /// The optional parameters that decide together whether there is a policy.
  var switchPairs: [(when: String, unless: String)] {
    switch content {
    case .chosen: []
    case .definition(let definition): definition.switchPairs
    }
  }

  /// A text with the usual values in place of other ones.
  func usual(_ text: String) -> String {
    guard case .definition(let definition) = content else { return text }
    return definition.usualValues.reduce(text) { $0.replacing($1.other, with: $1.usual) }
      .replacing("arn:\(otherPartition):", with: "arn:\(partition):")
      .replacing(otherAccount, with: account)
  }

  private var otherAccount: String {
    account == "111122223333" ? "444455556666" : "111122223333"
  }
  private var otherPartition: String { partition == "aws" ? "aws-us-gov" : "aws" }

  /// A file that is known to be one of the two, before an account is known.
  private enum Source {
    case spec(Spec, RoleCatalogue)
    case roleSet(RoleSetDefinition)

    var account: String? { if case .spec(let spec, _) = self { spec.account } else { nil } }
    var partition: String? { if case .spec(let spec, _) = self { spec.partition } else { nil } }
  }

  /// Reads both sides; each file is read once, so that it may be a pipe.
  ///
  /// A role-set file takes account and partition from the flags, else from a spec on the other side.
  static func both(
    _ old: String, _ new: String, account: String?, partition: String?, allowsOutside: Bool
  ) throws(CommandError) -> (old: ReviewSide, new: ReviewSide) {
    let (before, after) = (try source(old, allowsOutside), try source(new, allowsOutside))
    if account != nil || partition != nil, before.account != nil, after.account != nil {
      throw CommandError(
        .usage, "'--account' and '--partition' are for role-set files, and both files are specs",
        hint: "leave them out: each spec names its account")
    }
    let chosen = (account ?? before.account ?? after.account, partition)
    let fallback = partition ?? before.partition ?? after.partition ?? "aws"
    return (
      try ReviewSide(old, before, chosen.0, fallback),
      try ReviewSide(new, after, chosen.0, fallback)
    )
  }

  private init(
    _ path: String, _ source: Source, _ chosen: String?, _ partition: String
  ) throws(CommandError) {
    name = InputFile.displayName(path)
    switch source {
    case .spec(let spec, let catalogue):
      account = spec.account
      isExample = false
      self.partition = spec.partition
      self.spec = spec
      switches = []
      do throws(SpecError) { content = .chosen(try catalogue.roleSet(for: spec)) } catch {
        throw CommandError(error, in: name)
      }
    case .roleSet(let definition):
      account = chosen ?? Self.exampleAccount
      isExample = chosen == nil
      self.partition = partition
      spec = nil
      switches = definition.switches
      content = .definition(definition)
      // What the file asks for with all of its values has to be a role set.
      do throws(DocumentError) {
        _ = try definition.example(SampleValues(account: account, partition: partition))
      } catch {
        throw CommandError(error, in: name)
      }
    }
  }

  /// Reads a file; its members say what it is.
  private static func source(
    _ path: String, _ allowsOutside: Bool
  ) throws(CommandError) -> Source {
    let name = InputFile.displayName(path)
    let bytes = try InputFile.bytes(path)
    let json: JSON
    do throws(DocumentError) { json = try JSON(parsingWithComments: bytes) } catch {
      throw CommandError(error, in: name)
    }
    if json["roleSets"] != nil || (json["account"] != nil && json["roles"] == nil) {
      let files = RoleSetFiles(besides: path, allowsOutside: allowsOutside)
      let catalogue = try files.catalogue(
        naming: Spec.roleSets(named: bytes), isForSpec: true)
      do throws(SpecError) { return .spec(try Spec(json, catalogue: catalogue), catalogue) } catch {
        throw CommandError(error, in: name)
      }
    }
    guard json["roles"] != nil else {
      try FileKind.refuseSpellingOfAWS(bytes, wanted: .roleSet, path: path)
      throw CommandError(
        .failed, "it is neither a role-set file nor a spec", at: name,
        hint: json["Statement"] == nil
          ? "a role-set file has 'roles', and a spec has 'roleSets'"
          : "'panorama-roles compare NEW OLD' says what the new policy document allows beyond the old one"
      )
    }
    var definition: RoleSetDefinition
    do throws(DocumentError) { definition = try RoleSetDefinition(reading: bytes) } catch {
      throw CommandError(error, in: name)
    }
    try definition.readMetadata(besides: RoleSetFiles(besides: path, allowsOutside: allowsOutside))
    return .roleSet(definition)
  }
}
