import CommandTable
import IAMBackend
import IAMRoles
import Reports

/// `snapshot`: writes the roles and policies of an account to a file, for checks without credentials.
struct SnapshotCommand: RunnableCommand {
  private static let out = Flag(
    "out", .file("FILE"),
    "Write the snapshot here, and replace nothing but a snapshot; with --accounts, a folder")
  private static let redact = Flag(
    "redact-accounts", "Put placeholders in place of account ids and unique ids")
  private static let takenAt = Flag(
    "taken-at", "Write the time into the snapshot, for files that are copied between machines")
  private static let lastUse = Flag(
    "last-used", "Keep when each role was last used, which changes by itself")

  static let identityProviders = Flag(
    "identity-providers",
    "Keep the identity providers of the account, for role sets that declare some")

  static var declaration: Command {
    Command(
      "snapshot", group: Flags.check,
      "Save the account's roles and policies, for checks without credentials",
      discussion: [
        "Writes what 'aws iam get-account-authorization-details' prints of roles and managed policies, "
          + "with the description and the longest session of each role besides: of AWS's own policies "
          + "those that some role has. 'drift', 'plan', 'lint', 'test' and 'can' read it with "
          + "--snapshot, and read the output of AWS's own tool as well.",
        "An unchanged account gives the same bytes. So the file does not say when it was taken: "
          + "--max-age goes by the day and time of the file. A copy may look younger than it is, as "
          + "after a checkout or a download: take the snapshot with --taken-at then, and --max-age goes "
          + "by what it says.",
        "With --redact-accounts the account itself becomes 111111111111, and each other run of twelve "
          + "digits 222222222222 and so on in the order of appearance, in names and policies too, also "
          + "as 1111-1111-1111, and inside longer runs where the id is known from elsewhere; the "
          + "ids of roles and policies (AROA…, ANPA…) become placeholders as well. 'drift' then needs a "
          + "copy of the spec with the account 111111111111.",
        "With --role the file holds only these roles and the managed policies that they have, and says "
          + "so in 'OnlyRoles': of all other roles a check that reads it knows nothing.",
        "With --identity-providers the file holds the OIDC and SAML providers too, in 'IdentityProviders': "
          + "checks of a role set that declares some need them, and take other snapshots as incomplete.",
        "The account is read whole, or nothing is written: a missing permission ends with 5 and is "
          + "named, 'policy tool --for snapshot' prints all that are needed. With --account the "
          + "credentials must be of that account.",
        AccountsOptions.discussion(
          "'--out FOLDER' then gets a file ID.json for each account, which 'drift --accounts FILE "
            + "--snapshot FOLDER' reads."),
      ],
      sections: [
        FlagSection(
          "Flags",
          [
            out, AskedRoles.role, identityProviders, redact, takenAt, lastUse, Flags.account,
            Flags.partition,
          ]),
        AccountsOptions.writingSection(), Flags.connection,
      ],
      examples: [
        Example("Save the account", "panorama-roles snapshot --out account.json"),
        Example(
          "Save it so that others may see it",
          "panorama-roles snapshot --redact-accounts --out shared.json"),
        Example(
          "Save every account of a list",
          "panorama-roles snapshot --accounts accounts.txt --assume-role reader --out snapshots"),
      ], statuses: [4, 5, 130, 143], related: ["accounts merge"])
  }

  private let path: String?
  private let roles: AskedRoles
  private let isRedacted: Bool
  private let tellsTime: Bool
  private let keepsLastUse: Bool
  private let keepsProviders: Bool
  private let account: String?
  private let partition: String
  private let connection: ConnectionOptions
  private let accounts: AccountsOptions?
  private let format: OutputFormat

  init(_ arguments: Arguments) throws(CommandError) {
    path = arguments[Self.out].flatMap { $0 == "-" ? nil : $0 }
    roles = AskedRoles(arguments)
    isRedacted = arguments[Self.redact]
    tellsTime = arguments.has(Self.takenAt)
    keepsLastUse = arguments.has(Self.lastUse)
    keepsProviders = arguments.has(Self.identityProviders)
    account = arguments[Flags.account]
    partition = arguments[Flags.partition] ?? "aws"
    connection = ConnectionOptions(arguments)
    accounts = try AccountsOptions(arguments, command: "snapshot")
    format = try AccountsOptions.chosenFormat(arguments)
    guard accounts != nil else { return }
    let reason = "the files have the ids of their accounts as names"
    if isRedacted { throw AccountsOptions.alone("--redact-accounts", reason) }
    if account != nil { throw AccountsOptions.alone("--account", "the list names the accounts") }
    if path == nil { throw AccountsOptions.needsFolder }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    if let accounts, let path {
      return try AccountsFilesRun(
        options: accounts,
        work: MemberSnapshot(
          selection: roles.selection, clock: context.clock, tellsTime: tellsTime,
          keepsLastUse: keepsLastUse, keepsProviders: keepsProviders), format: format,
        connection: connection,
        partition: partition, folder: path
      ).run(in: context)
    }
    if let path { try SnapshotFile.refuseOther(at: path) }
    let live = try context.account(connection, partition: partition)
    if let account {
      do throws(BackendError) {
        _ = try live.checkIdentity(account, partition, .flag)
      } catch {
        throw CommandError(error)
      }
    }
    let taken = Clock.moment(context.clock.now())
    let whole = try live.snapshot(keepsLastUse: keepsLastUse, keepsProviders: keepsProviders)
    try roles.refuseUnmatched(by: whole.roleNames, in: "the account")
    let contents = whole.only(roles.selection)
    let text = contents.text(isRedacted: isRedacted, takenAt: tellsTime ? taken : nil)
    if let status = context.signals.status() {
      throw CommandError(status, "stopped, and nothing was written")
    }
    guard let path else {
      context.terminal.result(exactly: text)
      return Self.status(of: contents, in: context)
    }
    do throws(OutputError) { try OutputFile.write(text, to: path, access: .owner) } catch {
      throw CommandError(error)
    }
    context.terminal.note(
      "wrote \(contents.words) to '\(path)'"
        + RoleSelection.words(leftOut: contents.leftOutCount))
    return Self.status(of: contents, in: context)
  }

  /// A document that IAM returned and that nobody can read leaves the snapshot incomplete.
  private static func status(of contents: SnapshotContents, in context: CommandContext)
    -> ExitStatus
  {
    for damage in contents.damage { context.terminal.warn("unreadable: \(damage)") }
    return contents.damage.isEmpty ? .done : .incomplete
  }
}
