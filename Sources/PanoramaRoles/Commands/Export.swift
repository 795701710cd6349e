import CommandTable
import IAMPolicy
import IAMRoles
import InfrastructureCode
import JSONText
import Reports

/// `export`: the roles of a spec for another engine.
struct ExportCommand: RunnableCommand {
  private static let format = Flag(
    "format", choice: "FORMAT", default: ExportedCode.Form.cloudFormation,
    "What the roles are written for")
  private static let out = Flag(
    "out", .file("FILE"), "Write this new file (default: standard output)")

  static var declaration: Command {
    Command(
      "export", group: Flags.setUp, "Write the roles of the spec for CloudFormation or Terraform",
      discussion: [
        "Reads the spec and no account. The file has the roles, the managed policies of the role sets and "
          + "the instance profiles, with the values of the spec: account, parameters, devices, tags and "
          + "boundary are written out. The same spec gives the same bytes.",
        "'cloudformation' is a template in JSON; the stack needs CAPABILITY_NAMED_IAM. 'terraform' is a "
          + "configuration in JSON (name it '….tf.json') for the AWS provider 5.72 or newer; its resources "
          + "'…_exclusive' detach and delete each policy of the roles that the spec does not name. "
          + "'terraform-import' has the import blocks (Terraform 1.5 or newer) that bring roles under this "
          + "configuration when all of them exist already.",
        "Service-linked roles are left out: a service makes them. A role that CloudFormation would read "
          + "otherwise than it is meant is left out with the reason, and the status is 5. An existing "
          + "file is never replaced (4).",
      ],
      sections: [FlagSection("Flags", [format, out, AskedRoles.role, Flags.spec])],
      examples: [
        Example("Make a stack of the roles", "panorama-roles export --out roles.template.json"),
        Example(
          "Hand the roles to Terraform",
          "panorama-roles export --format terraform --out roles.tf.json"),
      ], statuses: [4, 5], related: ["import", "review"])
  }

  private let form: ExportedCode.Form
  private let path: String?
  private let roles: AskedRoles
  private let specFile: SpecFile

  init(_ arguments: Arguments) throws(CommandError) {
    form = arguments[Self.format]
    path = arguments[Self.out].flatMap { $0 == "-" ? nil : $0 }
    roles = AskedRoles(arguments)
    specFile = SpecFile(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let set = try roles.narrowing(specFile.load().roleSet())
    let code = ExportedCode(set, as: form)
    tell(code, in: context)
    guard code.roleCount > 0 else {
      throw CommandError(.failed, "no role can be exported")
    }
    let text = code.json.text(.pretty) + "\n"
    if let path {
      let isNew = try RoleSetFile.write(text, to: path, called: "this export")
      let policies = code.policyCount == 1 ? "1 policy" : "\(code.policyCount) policies"
      context.terminal.note(
        isNew
          ? "wrote \(counted(code.roleCount, "role")) and \(policies) to '\(path)'"
          : "'\(path)' says the same and was left alone")
    } else {
      context.terminal.result(exactly: text)
    }
    return code.leftOut.isEmpty ? .done : .incomplete
  }

  private func tell(_ code: ExportedCode, in context: CommandContext) {
    for name in code.serviceLinked {
      context.terminal.note("left out role '\(name)': a service makes it")
    }
    for note in code.notes { context.terminal.note(note) }
    for left in code.leftOut {
      context.terminal.warn("left out \(left.subject): \(left.reason)")
    }
  }
}
