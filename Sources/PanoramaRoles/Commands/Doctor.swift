import AWSAccess
import CommandTable
import IAMBackend
import IAMRoles
import JSONText
import Reports
import RoleCatalogue
import Synchronization

/// `doctor`: checks the way to AWS step by step, each with its fix.
struct DoctorCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "doctor", group: Flags.check, "Check credentials, network, clock and permissions",
      discussion: [
        "Checks the configuration, the credentials, the endpoint with proxy and TLS, the clock, and the "
          + "permissions that 'drift', 'plan' and 'apply' need, and says how to fix what fails. Nothing "
          + "in the account is changed.",
        "Reads are tried on each role of the spec, or of the role set 'panorama' without a spec. "
          + "All calls of 'apply' are asked about with iam:SimulatePrincipalPolicy, on these roles and "
          + "with the values of the condition keys that they send; without that permission they are not "
          + "known.",
        "Ends with 0 when all is well, with 1 when a check failed, and with 5 when something could not "
          + "be checked.",
      ],
      sections: [
        FlagSection("Flags", [Flags.format, Flags.spec, Flags.allowOutside]), Flags.connection,
      ],
      examples: [
        Example("Check the way to AWS", "panorama-roles doctor"),
        Example("Check another profile", "panorama-roles doctor --profile audit"),
      ], statuses: [5, 130, 143])
  }

  private let format: OutputFormat
  private let specFile: SpecFile
  private let connection: ConnectionOptions

  init(_ arguments: Arguments) throws(CommandError) {
    format = arguments[Flags.format]
    specFile = SpecFile(arguments)
    connection = ConnectionOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    // The roles of another spec would be checked, and all would look well.
    if specFile.isNamed, !specFile.exists { _ = try specFile.load() }
    var examination = AccessExamination()
    examination.run(connection, in: context, roles: roles)
    if let status = context.signals.status() { throw CommandError(status, "stopped") }
    switch format {
    case .text: context.terminal.result(examination.text)
    case .json: context.terminal.result(examination.json)
    }
    return examination.status
  }

  /// The roles that the tool would read and write in an account.
  private func roles(
    _ account: String, _ partition: String
  ) throws(CommandError) -> RoleSet {
    if specFile.exists { return try specFile.load().roleSet() }
    let draft = SpecDraft(account: account, partition: partition, roleSets: ["panorama"])
    do throws(SpecError) {
      let spec = try Spec(checking: draft, catalogue: Catalogue.builtIn)
      return try Catalogue.builtIn.roleSet(for: spec)
    } catch {
      throw CommandError(error, in: nil)
    }
  }
}
