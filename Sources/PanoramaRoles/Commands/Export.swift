import CommandTable
import IAMBackend
import IAMPolicy
import IAMRoles
import InfrastructureCode
import JSONText
import Reports
import RoleCatalogue

/// `export`: the roles of a spec for another engine.
struct ExportCommand: RunnableCommand {
  private static let format = Flag(
    "format", choice: "FORMAT", default: ExportFormat.cloudFormation,
    "What the roles are written for")
  private static let out = Flag(
    "out", .file("FILE"), "Write this new file (default: standard output)")
  private static let accounts = Flag(
    "accounts", .file("FILE"), "The accounts of a StackSet: one id a line, or a JSON array")
  private static let unit = Flag(
    "organizational-unit", repeated: .text("ID"),
    "A unit of the organization in which a StackSet makes the roles: of --accounts only those in it"
  )

  static var declaration: Command {
    Command(
      "export", group: Flags.setUp,
      "Write the roles of the spec for CloudFormation, the AWS CDK, Terraform or the AWS CLI",
      discussion: [
        "Reads the spec and no account. The file has the roles, the managed policies and identity providers "
          + "of the role sets and the instance profiles, with the values of the spec: devices, tags and boundary are written "
          + "out. The same spec gives the same bytes.",
        "'cloudformation' is a template in JSON; the stack needs CAPABILITY_NAMED_IAM. The account is "
          + "AWS::AccountId, and parameters of the role sets that the spec gives a value are parameters with "
          + "that default. 'stackset' is a template of a StackSet with it: in the accounts of --accounts, or "
          + "in units of the organization. 'cloudformation-import' is the input of 'aws cloudformation "
          + "create-change-set' that takes roles that exist into a new stack.",
        "'cdk-json' is the template as a CDK app includes it: CfnInclude of aws-cdk-lib/"
          + "cloudformation-include reads it, keeps its logical ids, and takes its parameters.",
        "'terraform' is a configuration in JSON (name it '….tf.json') for the AWS provider 5.72 or newer; "
          + "its resources '…_exclusive' detach and delete each policy of the roles that the spec does not "
          + "name. 'terraform-import' has the import blocks (Terraform 1.5 or newer) that bring roles under "
          + "this configuration when all of them exist already.",
        "'aws-cli' is a shell script of calls of the AWS CLI that makes the roles in an account that has none "
          + "of them.",
        "Service-linked roles are left out, but from the script: a service makes them. A role that "
          + "CloudFormation would read otherwise than it is meant is left out with the reason, and the status "
          + "is 5. A file that its engine would not take, such as one that is too large, is refused (4), and "
          + "an existing file is never replaced (4).",
      ],
      sections: [
        FlagSection(
          "Flags", [format, out, AskedRoles.role, Flags.spec, Flags.allowOutside, accounts, unit])
      ],
      examples: [
        Example("Make a stack of the roles", "panorama-roles export --out roles.template.json"),
        Example(
          "Make them in every account of a list",
          "panorama-roles export --format stackset --accounts accounts.txt --out stackset.json"),
        Example(
          "Include them in a CDK app",
          "panorama-roles export --format cdk-json --out roles.template.json"),
        Example(
          "Hand the roles to Terraform",
          "panorama-roles export --format terraform --out roles.tf.json"),
      ], statuses: [4, 5], related: ["import", "review"])
  }

  private let format: ExportFormat
  private let path: String?
  private let roles: AskedRoles
  private let specFile: SpecFile
  private let accountsPath: String?
  private let units: [String]

  init(_ arguments: Arguments) throws(CommandError) {
    format = arguments[Self.format]
    path = arguments[Self.out].flatMap { $0 == "-" ? nil : $0 }
    roles = AskedRoles(arguments)
    specFile = SpecFile(arguments)
    accountsPath = arguments[Self.accounts]
    units = arguments[Self.unit]
    let hasTargets = accountsPath != nil || !units.isEmpty
    guard hasTargets == (format == .stackSet) else {
      throw hasTargets
        ? CommandError(
          .usage, "only a StackSet has accounts and units", hint: "add '--format stackset'")
        : CommandError(
          .usage, "nothing says where the StackSet makes the roles",
          hint: "add '--accounts FILE' or '--organizational-unit ID'")
    }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let loaded = try specFile.load()
    let set = try roles.narrowing(loaded.roleSet())
    guard let form = format.form else { return try writeScript(set, in: context) }
    var variants: [ExportVariant] = []
    if format.isForAnyAccount {
      let (found, notes) = ExportVariants.all(of: loaded.spec, loaded.catalogue, roles.selection)
      for note in notes { context.terminal.note(note) }
      variants = found
    }
    let code = ExportedCode(set, as: form, varying: variants, in: try targets(loaded.spec))
    tell(code, in: context)
    guard code.roleCount > 0 else {
      throw CommandError(.failed, "no role can be exported")
    }
    if let obstacle = code.obstacle {
      throw CommandError(
        .refused, obstacle, hint: "export a part of the roles with '--role NAME|GLOB'")
    }
    let policies = code.policyCount == 1 ? "1 policy" : "\(code.policyCount) policies"
    let roles = counted(code.roleCount, "role")
    let words =
      code.providerCount == 0
      ? "\(roles) and \(policies)"
      : "\(roles), \(policies) and \(counted(code.providerCount, "identity provider"))"
    try write(code.json.text(.pretty) + "\n", words, in: context)
    return code.leftOut.isEmpty ? .done : .incomplete
  }

  private func write(
    _ text: String, _ words: String, in context: CommandContext
  ) throws(CommandError) {
    guard let path else {
      context.terminal.result(exactly: text)
      return
    }
    let isNew = try RoleSetFile.write(text, to: path, called: "this export")
    context.terminal.note(
      isNew ? "wrote \(words) to '\(path)'" : "'\(path)' says the same and was left alone")
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

  /// The calls that make the roles in an account without them, as a script.
  private func writeScript(
    _ set: RoleSet, in context: CommandContext
  ) throws(CommandError) -> ExitStatus {
    let empty = try BackendOptions.model(of: set, by: context.clock).read(set, for: .plan)
    let plan = try Plan.closing(Drift(between: set, and: empty.state), PlanOptions())
    guard !plan.isEmpty else { throw CommandError(.failed, "no role can be exported") }
    let run = DryRun(
      account: set.account, partition: set.partition,
      requests: plan.changes.map { PlannedRequest($0.change, why: $0.change.phrase) })
    try write(run.wholeScript, counted(plan.changes.count, "request"), in: context)
    return .done
  }

  // MARK: What comes from outside

  private func targets(_ spec: Spec) throws(CommandError) -> StackTargets {
    guard let accountsPath else {
      return StackTargets(accounts: [], organizationalUnits: units)
    }
    let list = try AccountsOptions.list(accountsPath)
    if let other = list.accounts.first(where: { $0.partition ?? spec.partition != spec.partition })
    {
      throw CommandError(
        .refused, "account '\(other.id)' is of another partition than the spec",
        hint: "a StackSet works in one partition")
    }
    return StackTargets(accounts: list.accounts.map(\.id), organizationalUnits: units)
  }
}

/// What the roles are written for.
enum ExportFormat: String, CaseIterable {
  case cloudFormation = "cloudformation"
  case cloudFormationImport = "cloudformation-import"
  case stackSet = "stackset"
  case cdkJSON = "cdk-json"
  case terraform
  case terraformImport = "terraform-import"
  case awsCLI = "aws-cli"

  /// Whether the file takes the account and parameters from outside.
  var isForAnyAccount: Bool {
    switch self {
    case .cloudFormation, .stackSet, .cdkJSON: true
    case .cloudFormationImport, .terraform, .terraformImport, .awsCLI: false
    }
  }

  /// The file of another engine; nil for a script.
  var form: ExportedCode.Form? { ExportedCode.Form(rawValue: rawValue) }
}
