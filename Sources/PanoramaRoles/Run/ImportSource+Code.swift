import IAMRoles
import InfrastructureCode
import JSONText
import Reports
import RoleCatalogue

extension ImportMaterial {
  /// The roles of a Terraform state, or of a plan as they will be.
  static func terraform(
    _ path: String, account: String?, partition: String?
  ) throws(CommandError) -> ImportMaterial {
    let name = InputFile.displayName(path)
    let bytes = try InputFile.bytes(
      path, hint: "'terraform show -json' prints the state, and with a file a saved plan")
    let source: TerraformState
    do throws(DocumentError) { source = try TerraformState(reading: bytes) } catch {
      throw FileKind.mismatch(bytes, wanted: .terraform, path: path)
        ?? CommandError(error, in: name)
    }
    let others = source.accounts.filter { $0 != account }
    guard source.accounts.count < 2 || account != nil else {
      throw CommandError(
        .failed,
        "the file has roles of several accounts: \(source.accounts.joined(separator: ", "))",
        at: name, hint: "choose one with '--account ID'")
    }
    if let account, !source.accounts.isEmpty, !source.accounts.contains(account) {
      throw CommandError(
        .failed, "the file has no role of account \(account)", at: name,
        hint: Sentence.choose(among: source.accounts))
    }
    var state = source.state
    state.roles.removeAll { others.contains($0.scope) }
    let home = account ?? source.accounts.first ?? ReviewSide.exampleAccount
    return ImportMaterial(state, account: home, partition: partition ?? "aws")
  }

  /// The roles of a CloudFormation template.
  static func cloudFormation(
    _ path: String, account: String?, partition: String?
  ) throws(CommandError) -> ImportMaterial {
    try cloudFormation(
      InputFile.bytes(path), called: path, account: account, partition: partition)
  }

  /// The roles of the text of a template.
  static func cloudFormation(
    _ bytes: [UInt8], called path: String, account: String?, partition: String?
  ) throws(CommandError) -> ImportMaterial {
    let (home, partition) = (account ?? ReviewSide.exampleAccount, partition ?? "aws")
    let template: CloudFormationTemplate
    do throws(DocumentError) {
      template = try CloudFormationTemplate(importing: bytes, account: home, partition: partition)
    } catch {
      throw FileKind.mismatch(bytes, wanted: .cloudFormation, path: path)
        ?? CommandError(error, in: InputFile.displayName(path))
    }
    var state = template.state
    var open: [RoleSetImport.LeftOut] = []
    for role in state.roles {
      guard let condition = template.conditions[role.address] else { continue }
      open.append(
        RoleSetImport.LeftOut(role: role.name.value ?? role.address, reason: condition.reason))
    }
    state.roles.removeAll { template.conditions[$0.address] != nil }
    var material = ImportMaterial(state, account: home, partition: partition)
    material.leftOut += open
    material.notes += template.notes
    material.namesCommonParameters = true
    material.parameters = template.texts.map { parameter in
      Parameter(
        parameter.name, summary: "\(parameter.expression) of the template",
        defaultValue: parameter.defaultValue,
        example: parameter.expression.hasSuffix(".Arn")
          ? "arn:aws:s3:::\(parameter.name)" : parameter.name)
    }
    material.requireARNs()
    return material
  }

  private init(_ state: DescribedState, account: String, partition: String) {
    let details = state.details(account: account, partition: partition)
    self.init(
      roles: details.roles, policies: details.policies, account: account, partition: partition)
    leftOut = details.leftOut.map { RoleSetImport.LeftOut(role: $0.role, reason: $0.reason) }
    gaps = state.unplaced.map { "it is not known which role this is about: \($0.line)" }
  }
}
