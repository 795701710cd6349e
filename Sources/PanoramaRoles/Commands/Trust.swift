import CommandTable
import IAMPolicy
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// `trust ROLE`: the trust policy of one role, alone.
struct TrustCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "trust", group: Flags.look, "Print the trust policy of a role, and nothing else",
      discussion: [
        "The account comes from --account, or else from the spec. Without --device the role trusts "
          + "its service for the whole account; --device narrows it to devices, --all-devices to "
          + "the devices of the account. A policy over the quota of 2,048 characters is refused, "
          + "and the message says how many devices fit.",
        "A role of the spec's own role sets is printed with the values and devices of the spec, for its "
          + "account or that of --account.",
      ],
      operands: [
        Operand(.suggested("ROLE", Catalogue.builtIn.roleNames), "The name of the role")
      ],
      sections: [
        FlagSection(
          "Flags",
          [
            Flags.account, Flags.partition, Flags.device, Flags.allDevices, Flags.spec,
            Flags.allowOutside,
          ])
      ],
      examples: [
        Example(
          "Print the trust policy for an account",
          "panorama-roles trust AWSPanoramaApplianceServiceRole --account 123456789012"),
        Example(
          "Let one device use the role",
          "panorama-roles trust AWSPanoramaApplianceServiceRole --account 123456789012 --device "
            + "arn:aws:panorama:us-east-1:123456789012:device/device-lk7exmplpvcr3heqwjmesw76ky"),
      ], statuses: [4])
  }

  private let name: String
  private let account: String?
  private let partition: String?
  private let devices: [String]
  private let allDevices: Bool
  private let specFile: SpecFile

  init(_ arguments: Arguments) throws(CommandError) {
    name = arguments.operands.first ?? ""
    account = arguments[Flags.account]
    partition = arguments[Flags.partition]
    devices = arguments[Flags.device]
    allDevices = arguments[Flags.allDevices]
    specFile = SpecFile(arguments)
    if allDevices, !devices.isEmpty { throw .devicesTwice }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    if Catalogue.builtIn.role(named: name) == nil, let own = try ownRoles() {
      context.terminal.result(exactly: try role(of: own).trust.text(.pretty) + "\n")
      return .done
    }
    let (definition, role) = try Catalogue.role(named: name)
    if case .serviceLinked(let service) = role.kind {
      throw CommandError(
        .refused,
        "'\(role.name)' is a service-linked role: its trust policy belongs to '\(service)'",
        hint: "'panorama-roles show \(role.name)' shows what is known about it")
    }
    if !devices.isEmpty || allDevices, !role.takesDevices {
      throw CommandError(
        .usage, "role '\(role.name)' cannot be held to devices",
        hint: "leave '--device' and '--all-devices' out")
    }
    let spec = try spec(for: definition)
    for warning in spec.warnings { context.terminal.warn(warning) }
    let set: RoleSet
    do throws(SpecError) { set = try Catalogue.builtIn.roleSet(for: spec) } catch {
      throw CommandError(error, in: nil)
    }
    let name = definition.name(of: role)
    for case .ordinary(let desired) in set.roles where desired.name == name {
      context.terminal.result(exactly: desired.trust.text(.pretty) + "\n")
      return .done
    }
    throw CommandError(
      .failed, "the role set '\(definition.name)' does not make role '\(role.name)'")
  }

  /// The roles that the role sets of the spec make; nil without a spec.
  private func ownRoles() throws(CommandError) -> [Role]? {
    guard specFile.exists || specFile.isNamed else { return nil }
    let loaded = try specFile.load()
    let set: RoleSet
    do throws(SpecError) {
      let spec = try Spec(
        loaded.spec, for: account ?? loaded.spec.account, in: partition ?? loaded.spec.partition,
        catalogue: loaded.catalogue)
      set = try loaded.catalogue.roleSet(for: spec)
    } catch {
      throw CommandError(error, in: InputFile.displayName(specFile.path))
    }
    return set.roles.compactMap(\.ordinary)
  }

  /// The role of that name among those of the spec.
  private func role(of own: [Role]) throws(CommandError) -> Role {
    guard let found = own.first(where: { $0.name.isSameName(as: name) }) else {
      throw CommandError(
        .usage, Sentence.doesNotExist("role", name, in: "the spec or the catalogue"),
        hint: Sentence.didYouMean(
          name, among: own.map(\.name) + Catalogue.builtIn.roleNames,
          else: "the roles of the spec are \(Sentence.quoted(own.map(\.name)))"))
    }
    if !devices.isEmpty || allDevices {
      throw CommandError(
        .usage, "the devices of role \(Shown.quoted(name)) are those of the spec",
        hint: "leave '--device' and '--all-devices' out")
    }
    return found
  }

  /// The choice of the command line; what it leaves open comes from the spec, if there is one.
  private func spec(for set: RoleSetDefinition) throws(CommandError) -> Spec {
    var draft = SpecDraft(
      account: account ?? "", partition: partition ?? "aws", roleSets: [set.name],
      devices: devices, allDevices: allDevices)
    if account == nil || specFile.isNamed {
      guard specFile.exists || specFile.isNamed else {
        throw CommandError(
          .usage, "no account is known",
          hint: "give '--account ID', or make a spec with 'panorama-roles init --account ID'")
      }
      let spec = try specFile.read()
      draft.account = account ?? spec.account
      draft.partition = partition ?? spec.partition
      draft.quotas = spec.quotas
      if devices.isEmpty, !allDevices, draft.account == spec.account {
        draft.devices = spec.scope.devices.map(\.text)
        draft.allDevices = spec.scope == .all
      }
    }
    do throws(SpecError) { return try Spec(checking: draft) } catch {
      throw CommandError(error, in: nil)
    }
  }
}
