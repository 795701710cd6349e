import CommandTable
import IAMBackend
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// Where an import takes roles from.
///
/// Another source is one more case here: a flag, and a reader that makes `ImportMaterial`.
enum ImportSource: Hashable, Sendable {
  /// The account of the credentials.
  case live(ConnectionOptions, account: String?, partition: String, keepsProviders: Bool)
  /// A saved answer of GetAccountAuthorizationDetails.
  case snapshot(SnapshotFile)
  /// Files that the AWS CLI printed.
  case awsCLI([String], account: String?, partition: String?)
  /// A Terraform state or plan.
  case terraform(String, account: String?, partition: String?)
  /// A CloudFormation template.
  case cloudFormation(String, account: String?, partition: String?)

  static let awsCLI = Flag(
    "aws-cli", repeated: .file("FILE"),
    "Read what the AWS CLI printed: get-account-authorization-details, or get-role, list-roles, "
      + "get-role-policy and others, put together by role")
  static let terraform = Flag(
    "terraform", .file("FILE"), "Read a state or a plan as 'terraform show -json' prints it")
  static let cloudFormation = Flag(
    "cloudformation", .file("FILE"), "Read a CloudFormation template in JSON")
  static let identityProviders = Flag(
    "identity-providers", "Read the identity providers of the account too, which takes more calls")
  static let flags: [any FlagDeclaring] = [
    Flags.snapshot, SnapshotFile.maxAge, awsCLI, terraform, cloudFormation, identityProviders,
  ]

  init(_ arguments: Arguments) throws(CommandError) {
    let account = arguments[Flags.account]
    if let account, !AccountID.isValid(account) {
      throw CommandError(
        .usage, Sentence.isNotAccountID(account), hint: AccountID.hint(for: account))
    }
    let partition = arguments[Flags.partition]
    let files = arguments[Self.awsCLI]
    let snapshot = try SnapshotFile(arguments)
    let (state, template) = (arguments[Self.terraform], arguments[Self.cloudFormation])
    let chosen = [
      snapshot.map { _ in Flags.snapshot.name }, files.isEmpty ? nil : Self.awsCLI.name,
      state.map { _ in Self.terraform.name }, template.map { _ in Self.cloudFormation.name },
    ].compactMap(\.self)
    if chosen.count > 1, state != nil || template != nil {
      throw CommandError(
        .usage, "'--\(chosen[0])' and '--\(chosen[1])' cannot be used together",
        hint: "choose one of them")
    }
    if snapshot != nil, !files.isEmpty {
      throw CommandError(
        .usage, "'--snapshot' and '--aws-cli' cannot be used together",
        hint: "give a snapshot with '--aws-cli' too: it has the form of AWS's own output")
    }
    if !arguments.operands.isEmpty, files.isEmpty {
      throw CommandError(
        .usage, "'import' takes a file only behind a flag: '\(arguments.operands[0])'",
        hint: "write '--snapshot FILE' or '--aws-cli FILE'")
    }
    guard let flag = chosen.first else {
      self = .live(
        ConnectionOptions(arguments), account: account, partition: partition ?? "aws",
        keepsProviders: arguments[Self.identityProviders])
      return
    }
    if arguments[Self.identityProviders] {
      throw CommandError(
        .usage,
        "'--identity-providers' says what is read of the account, and '--\(flag)' reads a file",
        hint: "leave one of them out; 'snapshot --identity-providers' keeps them in a snapshot")
    }
    for other in Flags.connection.flags where arguments.has(other) {
      throw CommandError(
        .usage, "'--\(other.name)' says how to reach AWS, and '--\(flag)' reads a file",
        hint: "leave one of them out")
    }
    if let state {
      self = .terraform(state, account: account, partition: partition)
    } else if let template {
      self = .cloudFormation(template, account: account, partition: partition)
    } else if let snapshot {
      self = .snapshot(snapshot)
    } else {
      self = .awsCLI(files + arguments.operands, account: account, partition: partition)
    }
  }

  /// Reads everything.
  func material(in context: CommandContext) throws(CommandError) -> ImportMaterial {
    switch self {
    case .live(let options, let account, let partition, let keepsProviders):
      return try Self.live(
        options, account: account, partition: partition, keepsProviders: keepsProviders,
        in: context)
    case .snapshot(let file):
      let snapshot = try file.read(by: context.clock)
      guard var material = ImportMaterial(of: snapshot) else {
        throw CommandError(.failed, "the snapshot holds no role at all", at: file.name)
      }
      if snapshot.isTruncated {
        material.gaps.append("the snapshot is truncated: the account has more than it holds")
      }
      return material
    case .awsCLI(let paths, let account, let partition):
      return try Self.printed(paths, account: account, partition: partition)
    case .terraform(let path, let account, let partition):
      return try ImportMaterial.terraform(path, account: account, partition: partition)
    case .cloudFormation(let path, let account, let partition):
      return try ImportMaterial.cloudFormation(path, account: account, partition: partition)
    }
  }

  private static func live(
    _ options: ConnectionOptions, account: String?, partition: String, keepsProviders: Bool,
    in context: CommandContext
  ) throws(CommandError) -> ImportMaterial {
    let live = try context.account(options, partition: partition)
    if let account {
      do throws(BackendError) {
        _ = try live.checkIdentity(account, partition, .flag)
      } catch {
        throw CommandError(error)
      }
    }
    context.terminal.status("reading the account …")
    defer { context.terminal.endStatus() }
    let material = try ImportMaterial(of: live, keepsProviders: keepsProviders)
    if let status = context.signals.status() {
      throw CommandError(status, "stopped, and nothing was written")
    }
    return material
  }

  private static func printed(
    _ paths: [String], account: String?, partition: String?
  ) throws(CommandError) -> ImportMaterial {
    var output = AWSCLIOutput()
    for path in paths {
      let bytes = try InputFile.bytes(path)
      let name = InputFile.displayName(path)
      do throws(DocumentError) {
        try output.add(JSON(parsing: bytes, limits: .file), from: name)
      } catch {
        throw CommandError(error, in: name)
      }
    }
    do throws(DocumentError) {
      return try output.material(account: account, partition: partition)
    } catch {
      throw CommandError(
        .failed, in: Program.name,
        error.problems.map { problem in
          .init(
            problem.message, at: problem.file.map { Place.text($0, problem.position) },
            hint: problem.hint)
        })
    }
  }
}

extension ImportMaterial {
  /// The roles and policies of an account.
  init(of live: LiveAccount, keepsProviders: Bool) throws(CommandError) {
    let contents = try live.snapshot(keepsLastUse: false, keepsProviders: keepsProviders)
    let snapshot: Snapshot
    do throws(DocumentError) { snapshot = try Snapshot(reading: contents.text()) } catch {
      throw CommandError(error, in: "the account")
    }
    guard let material = ImportMaterial(of: snapshot) else {
      throw CommandError(.failed, "the account has no roles")
    }
    self = material
  }

  /// The roles and policies of a snapshot; nil when it holds no role.
  fileprivate init?(of snapshot: Snapshot) {
    guard let home = snapshot.home else { return nil }
    self.init(
      roles: snapshot.roleDetails, policies: snapshot.policyDetails, account: home.account,
      partition: home.partition)
    providers = snapshot.providerDetails
  }
}
