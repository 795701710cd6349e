import IAMPolicy
import IAMRoles
import JSONText

/// Puts the IAM resources of a template together, role by role.
struct TemplateReader {
  /// A resource of the template that exists, as far as is known.
  struct Resource {
    let id: String
    let type: String
    let properties: JSON
    let position: TextPosition
  }

  let resolver: TemplateResolver
  let use: CloudFormationTemplate.Use
  let problems: ProblemCollector
  private let template: JSON
  private(set) var state = DescribedState()
  private(set) var places: [String: TextPosition] = [:]
  private(set) var conditions: [String: UnknownValue] = [:]
  private(set) var notes: [String] = []
  private var resources: [Resource] = []
  private var roles: [String: Int] = [:]
  private var policies: [String: Int] = [:]
  private var outsiders: [String: Int] = [:]

  init(
    _ template: JSON, _ use: CloudFormationTemplate.Use, _ problems: ProblemCollector,
    texts: TemplateTexts? = nil
  ) {
    self.template = template
    self.use = use
    self.problems = problems
    resolver = TemplateResolver(
      template, parameters: use.parameters,
      TemplateResolver.Environment(
        account: use.account, partition: use.partition, region: use.region), texts: texts)
  }

  mutating func read() {
    if let transform = template["Transform"], transform != .array([]) {
      state.unplaced.append(
        UnknownValue(
          "Transform", "a macro changes the template, and what it makes is not known",
          token: template.text(.compact)))
    }
    for member in template["Resources"]?.object ?? [] { add(member) }
    for resource in all("AWS::IAM::ManagedPolicy") { add(policy: resource) }
    for resource in all("AWS::IAM::Role") { add(role: resource) }
    for resource in all("AWS::IAM::ServiceLinkedRole") { add(linked: resource) }
    for resource in all("AWS::IAM::ManagedPolicy") { attach(resource) }
    for type in ["AWS::IAM::Policy", "AWS::IAM::RolePolicy"] {
      for resource in all(type) { addInline(resource) }
    }
    for resource in all("AWS::IAM::InstanceProfile") { add(profile: resource) }
    state.resources = resources.compactMap { TemplateResourcePolicies.resource($0, self) }
    for resource in all("AWS::CloudFormation::Stack") {
      notes.append("nested stack '\(resource.id)' is not followed")
    }
  }

  private mutating func add(_ member: JSON.Member) {
    let problems = self.problems
    guard
      let members = JSONObjectReader(member.value, of: "a resource", known: nil, problems),
      let type = members.requiredText("Type")
    else { return }
    if member.name.hasPrefix("Fn::") { return }
    places[member.name] = member.namePosition
    if let name = members.text("Condition") {
      switch resolver.holds(name) {
      case false?: return
      case true?: break
      case nil:
        conditions[member.name] = UnknownValue(
          member.name, "it is not known whether condition '\(name)' holds",
          token: template["Conditions"]?[name].map { "\(name) \($0.text(.compact))" })
      }
    }
    let properties = members["Properties"] ?? .object([])
    guard properties.object != nil else {
      problems.wrongType(properties, "'Properties'", "an object")
      return
    }
    resources.append(
      Resource(
        id: member.name, type: type, properties: resolver.resolve(properties) ?? .object([]),
        position: member.namePosition))
  }

  private func all(_ type: String) -> [Resource] { resources.filter { $0.type == type } }

  // MARK: What is not known

  /// Why a value is not known, and what makes it the same value on another side.
  func unknown(_ json: JSON, _ subject: String) -> UnknownValue {
    let open = TemplateResolver.unresolved(in: json) ?? json
    let place =
      open.position == .none ? "" : " (line \(open.position.line), column \(open.position.column))"
    return UnknownValue(
      subject, "\(TemplateResolver.words(open)) is not known\(place)", token: token(json))
  }

  /// The text of a value, and the definitions of what it refers to.
  private func token(_ json: JSON) -> String? {
    var text = json.text(.compact)
    for name in TemplateResolver.names(in: json).sorted() {
      guard let signature = resolver.signature(ofResource: name) else { return nil }
      text += "|\(signature)"
    }
    return text
  }

  func text(_ resource: Resource, _ property: String) -> Stated<String?> {
    guard let value = resource.properties[property], value != .null else { return .known(nil) }
    if let text = TemplateResolver.scalar(value) { return .known(text) }
    return .unknown(unknown(value, "\(resource.id): \(property)"))
  }

  /// A name that CloudFormation makes when the template does not.
  private func name(_ resource: Resource, _ property: String) -> Stated<String> {
    switch text(resource, property) {
    case .known(let text?): .known(text)
    case .known(nil):
      resolver.texts?.parameter("the name of \(resource.id)", "\(resource.id)Name", nil)
        .map(Stated.known)
        ?? .unknown(
          UnknownValue(
            "\(resource.id): \(property)", "CloudFormation makes the name", token: resource.id))
    case .unknown(let unknown): .unknown(unknown)
    }
  }

  // MARK: Documents

  /// A document, whose statements that are not known are kept apart.
  func document(_ json: JSON?, _ subject: String) -> DescribedDocument {
    guard let json, json != .null else {
      return DescribedDocument(.unknown(UnknownValue(subject, "it is missing")))
    }
    // A policy may be given as its text.
    if let text = json.string {
      return DescribedDocument(TerraformInstance.document(text, subject))
    }
    if TemplateResolver.isKnown(json) { return DescribedDocument(.known(json)) }
    let statements = json["Statement"].map { $0.array ?? [$0] } ?? []
    let rest = (json.object ?? []).filter { $0.name != "Statement" }
    guard TemplateResolver.function(json) == nil, !statements.isEmpty,
      rest.allSatisfy({ TemplateResolver.isKnown($0.value) }),
      statements.allSatisfy({ $0.object != nil && TemplateResolver.function($0) == nil })
    else { return DescribedDocument(.unknown(unknown(json, subject))) }
    func document(_ statements: [JSON]) -> JSON {
      JSON(.object(rest + [JSON.Member("Statement", .array(statements))]), at: json.position)
    }
    var open: [DescribedDocument.OpenStatement] = []
    for (number, statement) in statements.enumerated()
    where !TemplateResolver.isKnown(statement) {
      open.append(
        DescribedDocument.OpenStatement(
          unknown: unknown(statement, "\(subject), statement \(number + 1)"),
          atMost: Self.atMost(statement).map { document([$0]) }))
    }
    let known = statements.filter(TemplateResolver.isKnown)
    return DescribedDocument(
      known.isEmpty ? nil : .known(document(known)), open: open)
  }

  /// The statement with everything that is not known as wide as it can be; nil where its effect is not known.
  private static func atMost(_ statement: JSON) -> JSON? {
    guard let members = statement.object,
      members.allSatisfy({ $0.name != "Effect" || TemplateResolver.isKnown($0.value) })
    else { return nil }
    var wide: [JSON.Member] = []
    for member in members {
      if TemplateResolver.isKnown(member.value) {
        wide.append(member)
        continue
      }
      switch member.name {
      case "Action", "NotAction": wide.append(JSON.Member("Action", .string("*")))
      case "Resource", "NotResource": wide.append(JSON.Member("Resource", .string("*")))
      case "Principal", "NotPrincipal": wide.append(JSON.Member("Principal", .string("*")))
      case "Condition", "Sid": break
      case _: return nil
      }
    }
    return JSON(.object(wide), at: statement.position)
  }

  // MARK: Roles

  private mutating func add(role resource: Resource) {
    var role = DescribedRole(
      address: resource.id, name: name(resource, "RoleName"),
      trust: document(
        resource.properties["AssumeRolePolicyDocument"], "\(resource.id): trust policy"))
    role.path = text(resource, "Path").map { $0 ?? "/" }
    role.description = text(resource, "Description").map { $0 ?? "" }
    switch text(resource, "MaxSessionDuration") {
    case .known(nil): break
    case .known(let text?):
      role.maxSessionDuration =
        Int(text).map(Stated.known)
        ?? .unknown(UnknownValue("\(resource.id): MaxSessionDuration", "it is not a number"))
    case .unknown(let unknown): role.maxSessionDuration = .unknown(unknown)
    }
    if let boundary = resource.properties["PermissionsBoundary"] {
      role.boundary = attachment(boundary, "\(resource.id): PermissionsBoundary")
    }
    role.tags = tags(resource)
    for policy in list(resource, "Policies", &role.untold) {
      guard policy.object != nil, TemplateResolver.function(policy) == nil else {
        role.untold.append(unknown(policy, "\(resource.id): Policies"))
        continue
      }
      role.inline.append(inline(policy, resource.id))
    }
    for arn in list(resource, "ManagedPolicyArns", &role.untold) {
      role.managed.append(attachment(arn, "\(resource.id): ManagedPolicyArns"))
    }
    roles[resource.id] = state.roles.count
    state.roles.append(role)
  }

  private mutating func add(linked resource: Resource) {
    let unknown = UnknownValue("\(resource.id): trust policy", "a service owns it")
    var role = DescribedRole(
      address: resource.id, name: name(resource, "RoleName"),
      trust: DescribedDocument(.unknown(unknown)))
    role.service = text(resource, "AWSServiceName").value.flatMap(\.self) ?? resource.id
    role.path = .known(ServiceLinkedRole.path(of: role.service ?? ""))
    state.roles.append(role)
  }

  private func list(
    _ resource: Resource, _ property: String, _ unlisted: inout [UnknownValue]
  ) -> [JSON] {
    guard let value = resource.properties[property], value != .null else { return [] }
    if let elements = value.array { return elements }
    if value.string != nil { return [value] }
    unlisted.append(unknown(value, "\(resource.id): \(property)"))
    return []
  }

  private func tags(_ resource: Resource) -> Stated<[Tag]> {
    guard let value = resource.properties["Tags"] else { return .known([]) }
    guard let elements = value.array, TemplateResolver.isKnown(value) else {
      return .unknown(unknown(value, "\(resource.id): Tags"))
    }
    return .known(
      elements.compactMap { tag in
        guard let key = tag["Key"].flatMap(TemplateResolver.scalar),
          let value = tag["Value"].flatMap(TemplateResolver.scalar)
        else { return nil }
        return Tag(key, value)
      })
  }

  private func inline(_ policy: JSON, _ id: String) -> DescribedInlinePolicy {
    let name = policy["PolicyName"] ?? .null
    let known = TemplateResolver.scalar(name)
    return DescribedInlinePolicy(
      name: known ?? name.text(.compact),
      unknownName: known == nil ? unknown(name, "\(id): PolicyName") : nil,
      document: document(
        policy["PolicyDocument"], "\(id): inline policy '\(known ?? "without a name")'"))
  }

  // MARK: Managed policies

  private mutating func add(policy resource: Resource) {
    let name = name(resource, "ManagedPolicyName")
    let path = text(resource, "Path").map { $0 ?? "/" }
    var key = resource.id
    if let name = name.value, let path = path.value, let account = use.account {
      key = "arn:\(use.partition):iam::\(account):policy\(path)\(name)"
    }
    policies[key] = state.policies.count
    policies[resource.id] = state.policies.count
    state.policies.append(
      DescribedManagedPolicy(
        address: resource.id, key: key, name: name, path: path,
        description: text(resource, "Description").map { $0 ?? "" },
        document: document(
          resource.properties["PolicyDocument"], "\(resource.id): PolicyDocument")))
  }

  private func attachment(_ json: JSON, _ subject: String) -> DescribedAttachment {
    let function = TemplateResolver.function(json)
    let id =
      function?.name == "Ref"
      ? function?.argument.string
      : function?.name == "Fn::GetAtt" ? function?.argument.array?.first?.string : nil
    let arn = json.string.map(ownARN)
    if let key = id ?? arn, let place = policies[key] {
      let policy = state.policies[place]
      if resolver.texts != nil, let open = conditions[policy.address] {
        return DescribedAttachment(key: policy.key, isARN: false, unknown: open)
      }
      return DescribedAttachment(
        key: policy.key, isARN: policy.key.hasPrefix("arn:"), document: policy.document)
    }
    if let arn {
      return DescribedAttachment(key: arn, isARN: arn.hasPrefix("arn:"))
    }
    return DescribedAttachment(
      key: TemplateResolver.words(json), isARN: false, unknown: unknown(json, subject))
  }

  /// An ARN in the account and the partition of the template's own ARNs, where it names both as parameters.
  private func ownARN(_ text: String) -> String {
    guard resolver.texts != nil, let account = use.account else { return text }
    return [("${Account}", account), ("${Partition}", use.partition)].reduce(text) { text, row in
      TemplateResolver.split(text, row.0).joined(separator: row.1)
    }
  }

  private mutating func attach(_ resource: Resource) {
    guard let place = policies[resource.id] else { return }
    let policy = state.policies[place]
    let attachment = DescribedAttachment(
      key: policy.key, isARN: policy.key.hasPrefix("arn:"), document: policy.document)
    for role in holders(resource, "Roles")
    where !state.roles[role].managed.contains(where: { $0.key == policy.key }) {
      state.roles[role].managed.append(attachment)
    }
  }

  // MARK: What is given to roles

  private mutating func addInline(_ resource: Resource) {
    let policy = inline(resource.properties, resource.id)
    let property = resource.type == "AWS::IAM::Policy" ? "Roles" : "RoleName"
    for role in holders(resource, property) {
      state.roles[role].inline.removeAll { $0.name == policy.name }
      state.roles[role].inline.append(policy)
    }
  }

  private mutating func add(profile resource: Resource) {
    let name = name(resource, "InstanceProfileName").value ?? resource.id
    for role in holders(resource, "Roles") {
      state.roles[role].instanceProfiles.append(name)
    }
  }

  /// The roles that a property names; one that is not known is said to be so.
  private mutating func holders(_ resource: Resource, _ property: String) -> [Int] {
    var unlisted: [UnknownValue] = []
    let names = list(resource, property, &unlisted)
    state.unplaced += unlisted
    var found: [Int] = []
    for name in names {
      if let function = TemplateResolver.function(name), function.name == "Ref",
        let id = function.argument.string, let role = roles[id]
      {
        found.append(role)
      } else if let text = name.string {
        found.append(role(named: text))
      } else {
        state.unplaced.append(unknown(name, "\(resource.id): \(property)"))
      }
    }
    if resolver.texts != nil, let open = conditions[resource.id] {
      for role in found { state.roles[role].untold.append(open) }
    }
    return found
  }

  /// A role of the template by its name, or one that is not in the template.
  private mutating func role(named name: String) -> Int {
    let folded = name.lowercased()
    if let known = state.roles.firstIndex(where: { $0.name.value?.lowercased() == folded }) {
      return known
    }
    state.roles.append(
      DescribedRole.outside(name, scope: "", of: "the template"))
    return state.roles.count - 1
  }
}
