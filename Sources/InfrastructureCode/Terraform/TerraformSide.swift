import IAMRoles
import JSONText

/// The IAM resources of one moment of a plan, put together role by role.
struct TerraformSide {
  /// A role that a plan gives something, and that is not one of its resources.
  struct Outsider: Hashable {
    let scope: String
    let name: String
  }

  /// Whose role a resource is about.
  enum Holder {
    case role(String)
    case outsider(Outsider)
    /// One of several, or perhaps none of them.
    case uncertain([String], UnknownValue)
    case nobody(UnknownValue)
  }

  /// The instances by type, each list in the order of the plan.
  let byType: [String: [TerraformInstance]]
  /// The addresses of instances by the address without the last key.
  let byBase: [String: [String]]
  let roleInstances: [String: TerraformInstance]
  let configuration: TerraformConfiguration
  let accounts: TerraformAccounts

  var roles: [String: DescribedRole] = [:]
  var order: [String] = []
  var policies: [DescribedManagedPolicy] = []
  var unplaced: [UnknownValue] = []
  var outsiders: [Outsider: DescribedRole] = [:]
  /// The documents of managed policies by ARN or address, those of data sources among them.
  var documents: [String: DescribedDocument] = [:]
  var keys: [String: String] = [:]
  var rolesByName: [String: [String]] = [:]
  /// What resources of their own attach to roles, by the address of the role.
  var attached: [String: Set<String>] = [:]
  var inlined: [String: Set<String>] = [:]
  var exclusive: [String: Set<String>] = [:]
  var attachments: [(role: String, attachment: DescribedAttachment)] = []
  var inlines: [(role: String, policy: DescribedInlinePolicy)] = []

  /// Puts a moment together; `before` is the moment before it, nil for the first.
  init(
    _ instances: [TerraformInstance], _ reader: TerraformReader, _ accounts: TerraformAccounts,
    after before: TerraformSide?
  ) {
    byType = Dictionary(grouping: instances, by: \.type)
    roleInstances = Dictionary(
      (byType["aws_iam_role"] ?? []).map { ($0.address, $0) }, uniquingKeysWith: { $1 })
    byBase = Dictionary(
      grouping: instances.map(\.address), by: TerraformAddress.withoutLastKey)
    configuration = reader.configuration
    self.accounts = accounts
    for (address, values) in reader.data("aws_iam_policy") {
      guard let arn = values["arn"]?.string, let text = values["policy"]?.string else { continue }
      documents[arn] = DescribedDocument(
        TerraformInstance.document(text, "\(address): policy"))
    }
    for instance in all("aws_iam_policy") { add(policy: instance, after: before) }
    for instance in all("aws_iam_role") { add(role: instance) }
    for instance in all("aws_iam_service_linked_role") { add(linked: instance) }
    gatherAttachments()
    gatherInlinePolicies()
    for instance in all("aws_iam_role") { addOwnPolicies(instance, after: before) }
    attachAll()
    applyExclusive()
    for instance in all("aws_iam_instance_profile") { add(profile: instance) }
  }

  func all(_ type: String) -> [TerraformInstance] { byType[type] ?? [] }

  func scope(_ instance: TerraformInstance) -> String {
    accounts.scope(of: instance.address, instance.provider)
  }

  // MARK: Roles

  mutating func add(role instance: TerraformInstance) {
    let name = Self.named(instance.text("name"), instance.address, "name")
    let missing = UnknownValue("\(instance.address): assume_role_policy", "it is missing")
    var role = DescribedRole(
      address: instance.address, name: name,
      trust: DescribedDocument(instance.document("assume_role_policy") ?? .unknown(missing)))
    role.scope = scope(instance)
    role.path = instance.text("path").map { $0 ?? "/" }
    role.description = instance.text("description").map { $0 ?? "" }
    switch instance.value("max_session_duration") {
    case .known(let json): role.maxSessionDuration = .known(json?.int ?? Role.usualSessionDuration)
    case .unknown(let unknown): role.maxSessionDuration = .unknown(unknown)
    }
    role.boundary = attachment(instance, "permissions_boundary")
    role.tags = tags(instance)
    role.generation = instance.isNew ? "new" : instance.values["unique_id"]?.string ?? "old"
    put(role)
  }

  mutating func add(linked instance: TerraformInstance) {
    let unknown = UnknownValue("\(instance.address): trust policy", "a service owns it")
    var role = DescribedRole(
      address: instance.address, name: Self.named(instance.text("name"), instance.address, "name"),
      trust: DescribedDocument(.unknown(unknown)))
    role.scope = scope(instance)
    role.service = instance.text("aws_service_name").value ?? instance.address
    role.path = .known(ServiceLinkedRole.path(of: role.service ?? ""))
    put(role)
  }

  mutating func put(_ role: DescribedRole) {
    roles[role.address] = role
    order.append(role.address)
    if let name = role.name.value {
      rolesByName[name.lowercased(), default: []].append(role.address)
    }
  }

  /// The tags: those of the role alone where no provider adds its own.
  func tags(_ instance: TerraformInstance) -> Stated<[Tag]> {
    var value = instance.value("tags_all")
    if case .unknown = value, !configuration.tagging.contains(instance.provider) {
      value = instance.value("tags")
    }
    switch value {
    case .unknown(let unknown): return .unknown(unknown)
    case .known(let json):
      let tags = (json?.object ?? []).compactMap { member in
        member.value.string.map { Tag(member.name, $0) }
      }
      return .known(tags.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
    }
  }

  /// The role that an attribute names.
  ///
  /// `confirms` says of a role of that name whether it is the one, where the provider of the resource is not
  /// in the configuration any more.
  func holder(
    of instance: TerraformInstance, _ attribute: String,
    confirms: (TerraformInstance) -> Bool = { _ in false }
  ) -> Holder {
    let linked = targets(of: attribute, instance, type: "aws_iam_role", ["name", "id"])
    switch instance.text(attribute) {
    case .unknown(let unknown):
      return linked.count == 1 ? .role(linked[0]) : .nobody(unknown)
    case .known(nil):
      return .nobody(UnknownValue("\(instance.address): \(attribute)", "it is missing"))
    case .known(let name?):
      if linked.count == 1 { return .role(linked[0]) }
      return holder(named: name, in: scope(instance), instance, confirms)
    }
  }

  func holder(
    named name: String, in scope: String, _ instance: TerraformInstance,
    _ confirms: (TerraformInstance) -> Bool
  ) -> Holder {
    let named = rolesByName[name.lowercased()] ?? []
    let here = named.filter { roles[$0]?.scope == scope }
    if here.count == 1 { return .role(here[0]) }
    let isAccount = AccountID.isValid(scope)
    let others = named.filter { address in
      !isAccount || !AccountID.isValid(roles[address]?.scope ?? "")
    }
    let sure = scope.isEmpty ? others.filter { roleInstances[$0].map(confirms) ?? false } : []
    if sure.count == 1 { return .role(sure[0]) }
    if scope.isEmpty, others.count == 1, configuration.providers.count < 2 {
      return .role(others[0])
    }
    if others.isEmpty { return .outsider(Outsider(scope: scope, name: name)) }
    return .uncertain(
      others,
      UnknownValue(
        instance.address, "it is not known in which account its role '\(name)' is"))
  }
}
