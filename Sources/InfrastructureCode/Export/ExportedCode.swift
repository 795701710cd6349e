import IAMPolicy
public import IAMRoles
public import JSONText

/// The roles of a set as the file of another engine.
public struct ExportedCode: Hashable, Sendable {
  /// What the roles are written for.
  public enum Form: String, Hashable, Sendable, CaseIterable {
    case cloudFormation = "cloudformation"
    /// The request that takes roles that exist into a stack.
    case cloudFormationImport = "cloudformation-import"
    case stackSet = "stackset"
    /// A template for `CfnInclude` of the AWS CDK.
    case cdkJSON = "cdk-json"
    case terraform
    case terraformImport = "terraform-import"
  }

  /// A role or a policy that is not in the file.
  public struct LeftOut: Hashable, Sendable {
    /// `role 'app'`.
    public var subject: String
    /// Why: lower-case start, no full stop.
    public var reason: String
  }

  /// The file.
  public let json: JSON
  /// How many roles are in it.
  public let roleCount: Int
  /// How many managed policies are in it.
  public let policyCount: Int
  /// The service-linked roles, which their services make.
  public let serviceLinked: [String]
  /// How many identity providers are in it.
  public let providerCount: Int
  /// What the file cannot say.
  public let leftOut: [LeftOut]
  /// What the file says otherwise than the set: whole sentences without a full stop.
  public private(set) var notes: [String]
  /// Why the engine would not take the file; nil when it would.
  public private(set) var obstacle: String?

  /// Writes the roles that a set asks about, with the managed policies that it makes for them.
  ///
  /// The same set gives the same file.
  /// - Parameters:
  ///   - variants: what a template takes from outside.
  ///   - targets: where a StackSet makes the roles.
  public init(
    _ set: RoleSet, as form: Form, varying variants: [ExportVariant] = [],
    in targets: StackTargets = StackTargets(accounts: [], organizationalUnits: [])
  ) {
    let contents = ExportContents(set)
    serviceLinked = set.asked.filter { $0.ordinary == nil }.map(\.name)
    switch form {
    case .cloudFormation, .cloudFormationImport, .stackSet, .cdkJSON:
      var writer = TemplateWriter(contents, isForCDK: form == .cdkJSON)
      let whole = writer.template()
      (roleCount, policyCount) = (writer.roleCount, writer.policyCount)
      providerCount = writer.providerCount
      leftOut = writer.leftOut
      let (template, unmarked) = Self.template(
        whole, varying: variants, set.partition, isForCDK: form == .cdkJSON)
      var notes = writer.notes
      notes += unmarked.map { "\($0) is written out: more than its value depends on it" }
      switch form {
      case .stackSet:
        json = StackWriter.stackSet(template, in: targets, partition: set.partition)
        obstacle =
          unmarked.contains("AWS::AccountId")
          ? "the roles are of one account: more than its id depends on it"
          : StackWriter.problem(template, isInRequest: true)
      case .cloudFormationImport:
        // What exists has the values of the account.
        json = StackWriter.importRequest(
          whole, account: set.account, partition: set.partition)
        obstacle = StackWriter.problem(whole, isInRequest: true)
      case .cdkJSON:
        // The stack has a description of its own, and the CDK puts what is large into a bucket.
        json = .object(
          (template.object ?? []).filter { $0.name != "Description" }.map { ($0.name, $0.value) })
        obstacle = StackWriter.problem(json, isInRequest: false)
      case .cloudFormation, .terraform, .terraformImport:
        json = template
        obstacle = StackWriter.problem(template, isInRequest: false)
        if obstacle == nil, let note = StackWriter.note(template) { notes.append(note) }
      }
      self.notes = notes
    case .terraform, .terraformImport:
      let writer = TerraformWriter(contents)
      json = form == .terraform ? writer.configuration : writer.imports
      (roleCount, policyCount) = (contents.roles.count, contents.policies.count)
      providerCount = contents.providers.count
      (leftOut, notes) = ([], writer.notes)
    }
  }

  /// The template with what it takes from outside, and what of that it does not.
  private static func template(
    _ whole: JSON, varying variants: [ExportVariant], _ partition: String, isForCDK: Bool
  ) -> (template: JSON, unmarked: [String]) {
    var open = OpenJSON(whole)
    var unmarked: [String] = []
    let ids = (whole["Resources"]?.object ?? []).map(\.name)
    for variant in variants {
      var writer = TemplateWriter(
        ExportContents(variant.set), ids: ids, isForCDK: isForCDK)
      guard let marked = open.marking(writer.template(), variant) else {
        unmarked.append(variant.name)
        continue
      }
      open = marked
    }
    let names = open.names
    let parameters = variants.compactMap { variant -> (String, JSON)? in
      guard names.contains(variant.name), let summary = variant.summary else { return nil }
      return (
        variant.name,
        .object([
          ("Type", .string("String")), ("Description", .string(summary)),
          ("Default", .string(variant.value)),
        ])
      )
    }
    let template = open.template(partition: partition)
    guard !parameters.isEmpty else { return (template, unmarked) }
    var members = (template.object ?? []).map { ($0.name, $0.value) }
    let place = members.firstIndex { $0.0 == "Resources" } ?? members.count
    members.insert(("Parameters", .object(parameters)), at: place)
    return (.object(members), unmarked)
  }
}

/// What an export writes, in the order in which it is made.
struct ExportContents {
  let account: String
  let policies: [(policy: CustomerManagedPolicy, arn: String)]
  let providers: [(provider: IdentityProvider, arn: String)]
  let roles: [(role: Role, arn: String)]

  init(_ set: RoleSet) {
    account = set.account
    policies = set.askedPolicies.map { ($0, set.arn(of: $0)) }
    providers = set.askedProviders.map { ($0, set.arn(of: $0)) }
    roles = set.asked.compactMap(\.ordinary).map { ($0, set.arn(path: $0.path, name: $0.name)) }
  }

  /// The roles before this one that its trust policy names: IAM refuses a principal that does not exist
  /// (IAM User Guide, "AWS JSON policy elements: Principal").
  func trusted(by place: Int) -> [Int] {
    let texts = trustedTexts(of: place)
    return (0..<place).filter { texts.contains(Array(roles[$0].arn.utf8)) }
  }

  /// The identity providers of the set that the trust policy of a role names, for the same reason.
  func providersTrusted(by place: Int) -> [Int] {
    let texts = trustedTexts(of: place)
    return providers.indices.filter { texts.contains(Array(providers[$0].arn.utf8)) }
  }

  private func trustedTexts(of place: Int) -> Set<[UInt8]> {
    Set(roles[place].role.trust.json.strings.map { Array($0.utf8) })
  }
}

extension JSON {
  /// Every text in the value, names of members left out.
  fileprivate var strings: [String] {
    switch value {
    case .null, .bool, .number: []
    case .string(let text): [text]
    case .array(let elements): elements.flatMap(\.strings)
    case .object(let members): members.flatMap(\.value.strings)
    }
  }
}

/// Gives each thing a name of its own: the first keeps the name that it asks for, others get a number.
struct UniqueNames {
  private var taken: Set<String> = []

  mutating func take(_ wanted: String, separator: String = "") -> String {
    var name = wanted
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(wanted)\(separator)\(number)"
      number += 1
    }
    return name
  }
}
