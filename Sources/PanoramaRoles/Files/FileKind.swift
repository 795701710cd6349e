import IAMBackend
import IAMPolicy
import JSONText
import Reports

/// What a file is, seen from its keys.
///
/// A file of the wrong kind is one mistake: it is reported as one, and not as a list of unknown keys.
enum FileKind: CaseIterable {
  case plan, snapshot, roleSet, spec, policy, ignoreList, suppressions, accounts, expectations
  case accountOutcome, accountResult, driftReport, cloudFormation, terraform, roleOfAWS, policyOfAWS

  /// The kind of a text; nil when no kind is recognised.
  init?(of bytes: [UInt8]) {
    let first = bytes.firstIndex(of: UInt8(ascii: "\n")).map { bytes[..<$0] } ?? bytes[...]
    // A file of JSON lines is not JSON as a whole.
    guard let json = JSON.readingWithComments(bytes).value ?? JSON.reading(first).value else {
      return nil
    }
    let kind = Self.allCases.first { $0.isKind(of: json) }
    guard let kind else { return nil }
    self = kind
  }

  private func isKind(of json: JSON) -> Bool {
    func has(_ keys: String...) -> Bool { keys.allSatisfy { json[$0] != nil } }
    return switch self {
    case .plan: json["kind"]?.string == PlanFile.kind || has("basedOn", "requests")
    case .snapshot: has("RoleDetailList")
    case .roleSet: json["roles"]?.array != nil && (has("name") || has("title"))
    case .spec: has("roleSets")
    case .policy: has("Statement")
    case .ignoreList: has("ignore")
    case .suppressions: has("silences") || has("suppressions")
    case .accounts:
      json.array?.first.map { $0.string != nil || $0["account"] != nil } ?? false
    case .expectations:
      (has("allow") || has("deny")) && (has("policies") || has("role") || has("snapshot"))
    case .accountOutcome: has("work", "list", "status", "check")
    case .accountResult: has("list", "status", "exit", "check")
    case .driftReport: has("schemaVersion", "differences", "exit")
    case .cloudFormation:
      has("AWSTemplateFormatVersion")
        || json["Resources"]?.object?.first?.value["Type"]?.string?.hasPrefix("AWS::") == true
    case .terraform:
      has("terraform_version") || has("planned_values") || has("resource_changes")
    case .roleOfAWS:
      has("AssumeRolePolicyDocument") || has("RoleName", "PolicyName")
        || json["Role"]?["RoleName"] != nil || has("AttachedPolicies") || has("InstanceProfiles")
        || (json["Roles"] ?? json).array?.first?["RoleName"] != nil
    case .policyOfAWS:
      json["PolicyVersion"]?["Document"] != nil || has("PolicyDocument")
        || json["Policy"]?["PolicyName"] != nil
    }
  }

  /// The kind with its article.
  var name: String {
    switch self {
    case .plan: "a saved plan"
    case .snapshot: "a snapshot of an account"
    case .roleSet: "a role set"
    case .spec: "a spec"
    case .policy: "a policy document"
    case .ignoreList: "an ignore list"
    case .suppressions: "a list of suppressions"
    case .accounts: "a list of accounts"
    case .expectations: "an expectation file"
    case .accountOutcome: "the results of a command with '--accounts'"
    case .accountResult: "the results of 'drift --accounts'"
    case .driftReport: "a drift report"
    case .cloudFormation: "a CloudFormation template"
    case .terraform: "a Terraform plan or state"
    case .roleOfAWS: "a role as the AWS CLI prints it"
    case .policyOfAWS: "a policy as the AWS CLI prints it"
    }
  }

  /// What takes such a file, or makes a fitting one of it.
  private func hint(_ path: String) -> String {
    let file = ShellWord.text(path)
    return switch self {
    case .plan: "'panorama-roles apply --plan \(file)' shows it, and applies it with '--approve'"
    case .snapshot: "'panorama-roles drift --snapshot \(file)' compares it with the spec"
    case .roleSet: "'panorama-roles init --account ID --role-set \(file)' makes a spec from it"
    case .spec: "'panorama-roles drift --spec \(file)' compares the account with it"
    case .policy: "'panorama-roles lint \(file)' checks it"
    case .ignoreList: "'panorama-roles drift --ignore \(file)' takes it"
    case .suppressions: "'panorama-roles lint' takes it"
    case .accounts: "'panorama-roles drift --accounts \(file)' takes it"
    case .expectations: "'panorama-roles test \(file)' runs it"
    case .accountOutcome: "'panorama-roles accounts merge \(file)' joins it with others"
    case .accountResult: "'panorama-roles drift merge \(file)' joins it with others"
    case .driftReport: "it is a result; name the file that it was made from"
    case .cloudFormation:
      "'panorama-roles review --cloudformation OLD \(file)' compares it with an older one"
    case .terraform: "'panorama-roles review --terraform \(file)' shows what a plan changes"
    case .roleOfAWS:
      "'panorama-roles import --aws-cli \(file)' makes a role set of it"
    case .policyOfAWS: "save the document in it as a file of its own"
    }
  }

  /// Refuses a role or a policy in AWS's own spelling, and a whole account, for which every key would be a problem
  /// of its own.
  static func refuseSpellingOfAWS(
    _ bytes: [UInt8], wanted: FileKind, path: String
  ) throws(CommandError) {
    let found = FileKind(of: bytes)
    guard found == .roleOfAWS || found == .policyOfAWS || found == .snapshot,
      let mismatch = mismatch(bytes, wanted: wanted, path: path)
    else { return }
    throw mismatch
  }

  /// The one error of a file that is recognised as another kind than the wanted one; nil otherwise.
  static func mismatch(_ bytes: [UInt8], wanted: FileKind, path: String) -> CommandError? {
    guard let found = FileKind(of: bytes), found != wanted else { return nil }
    return CommandError(
      .failed, "'\(InputFile.displayName(path))' is \(found.name), not \(wanted.name)",
      hint: wanted.hint(madeOf: found, path) ?? found.hint(path))
  }

  /// How a file of this kind is made where another one was given; nil where what the other is for says more.
  private func hint(madeOf found: FileKind, _ path: String) -> String? {
    let file = ShellWord.text(path)
    return switch (self, found) {
    case (_, .roleOfAWS), (_, .policyOfAWS): nil
    case (.snapshot, _): "'panorama-roles snapshot --out FILE' makes one"
    case (.plan, _): "'panorama-roles plan --out FILE' makes one"
    case (.ignoreList, _): "'panorama-roles drift --write-ignore FILE' makes one"
    case (.roleSet, .snapshot):
      "'panorama-roles import --snapshot \(file)' makes a role set of it"
    case (.roleSet, .terraform):
      "'panorama-roles import --terraform \(file)' makes a role set of it"
    case (.roleSet, .cloudFormation):
      "'panorama-roles import --cloudformation \(file)' makes a role set of it"
    case (.spec, .snapshot):
      "'panorama-roles import --snapshot \(file) --out team.json --spec \(SpecFile.defaultPath)' makes one of it"
    case (.spec, .roleSet): nil
    case (.spec, _): "'panorama-roles init' makes one"
    case (.roleSet, .spec): "name one of the files in its 'roleSets'"
    case (.policy, .roleSet): "'panorama-roles lint --role-set \(file)' checks its documents"
    case (.policy, .snapshot):
      "'panorama-roles lint --snapshot \(file)' checks the documents in it"
    case _: nil
    }
  }
}
