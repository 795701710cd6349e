import IAMPolicy
public import IAMRoles
public import JSONText

/// A spec as a person wrote it, on the command line or in a file, before anything is checked.
public struct SpecDraft: Hashable, Sendable {
  /// The account id.
  public var account: String
  /// The partition.
  public var partition: String
  /// The names of role sets.
  public var roleSets: [String]
  /// The values of parameters.
  public var parameters: [ParameterValue] = []
  /// The applications that get a role each.
  public var applications: [ApplicationRole] = []
  /// The group roles for single devices.
  public var groupRoles: [GroupRoleDraft] = []
  /// The name that its roles are tagged with.
  public var name: String?
  /// The key of that tag; nil for none.
  public var ownershipKey: String? = Ownership.defaultKey
  /// The fields of existing roles that are left to others.
  public var unowned: [String] = []
  /// Whether policies that are over a quota are split.
  public var splitsPolicies = false
  /// What is adopted.
  public var adopted: [String] = []
  /// What earlier runs wrote down.
  public var recorded: [RecordedRole] = []
  /// What earlier runs wrote down of managed policies of others.
  public var recordedPolicies: [RecordedPolicy] = []
  /// What earlier runs wrote down of what the role set gave its roles.
  public var recordedParts: [RecordedParts] = []
  /// The ARNs of the managed policies and identity providers that earlier runs made or adopted.
  public var recordedResources: [String] = []
  /// The ARNs of those that a run was about to make.
  public var pendingResources: [String] = []
  /// The differences that were accepted.
  public var ignored: [DriftSuppression] = []
  /// The ARNs of devices.
  public var devices: [String]
  /// Whether every device of the account counts.
  public var allDevices: Bool
  /// Until when the roles serve every device of the account; nil when they are not open.
  var openedUntil: String?
  /// The tags.
  public var tags: [Tag]
  /// The ARN of the boundary.
  public var permissionsBoundary: String?
  /// The quotas.
  public var quotas: IAMQuotas
  /// Where each part is in a file: `account`, `devices[0]`, `tags.Team`.
  var places: [String: TextPosition] = [:]

  /// Makes a draft; what is not given is what `init` writes when nothing is chosen.
  public init(
    account: String, partition: String = "aws", roleSets: [String] = ["panorama"],
    devices: [String] = [], allDevices: Bool = false, tags: [Tag] = [],
    permissionsBoundary: String? = nil, quotas: IAMQuotas = .standard
  ) {
    self.account = account
    self.partition = partition
    self.roleSets = roleSets
    self.devices = devices
    self.allDevices = allDevices
    self.tags = tags
    self.permissionsBoundary = permissionsBoundary
    self.quotas = quotas
  }
}

/// A group role as a person wrote it.
public struct GroupRoleDraft: Hashable, Sendable {
  /// The name of the role.
  public var name: String
  /// The statements: a list of them, one alone, or a whole policy document.
  public var statements: JSON

  /// Makes a draft.
  public init(name: String, statements: JSON) {
    self.name = name
    self.statements = statements
  }
}

extension Spec {
  /// Checks what a person wrote.
  ///
  /// Throws every problem at once.
  public init(
    checking draft: SpecDraft, catalogue: RoleCatalogue = .builtIn
  ) throws(SpecError) {
    let findings = ProblemCollector()
    let spec = SpecCheck(draft: draft, catalogue: catalogue, findings: findings).spec()
    guard findings.isEmpty else { throw SpecError(findings.failure) }
    self = spec
  }
}

/// The checking of a draft.
struct SpecCheck {
  let draft: SpecDraft
  let catalogue: RoleCatalogue
  let findings: ProblemCollector

  /// The spec; it counts only when no problem was found.
  func spec() -> Spec {
    checkAccount()
    checkPartition()
    checkRoleSets()
    let groupRoles = groupRoles()
    checkExtras()
    checkParameters()
    let devices = deviceScope()
    let opened = opened(devices)
    checkQuotas()
    checkName()
    checkRoleParts()
    var spec = Spec(
      account: draft.account, partition: draft.partition, roleSets: draft.roleSets,
      parameters: draft.parameters.sorted { ($0.name, $0.value) < ($1.name, $1.value) },
      applications: draft.applications, groupRoles: groupRoles, devices: devices,
      tags: draft.tags.sorted { ($0.key, $0.value) < ($1.key, $1.value) },
      permissionsBoundary: draft.permissionsBoundary, quotas: draft.quotas, name: draft.name,
      ownershipKey: draft.ownershipKey, unownedFields: unownedFields(), adopted: draft.adopted,
      recorded: draft.recorded.sorted { $0.name < $1.name }, ignored: draft.ignored)
    spec.opened = opened
    spec.splitsPolicies = draft.splitsPolicies
    spec.recordedPolicies = draft.recordedPolicies.sorted { $0.arn < $1.arn }
    spec.recordedParts = draft.recordedParts.sorted { $0.role < $1.role }
    spec.recordedResources = Set(draft.recordedResources).sorted()
    spec.pendingResources = Set(draft.pendingResources).sorted()
    return spec
  }

  /// Only what is held to devices can be open for a while.
  private func opened(_ devices: DeviceScope) -> DeviceOpening? {
    guard let text = draft.openedUntil else { return nil }
    guard let opened = DeviceOpening(until: text) else {
      findings.add(
        "opened", at: place("opened"), "\(Shown.quoted(text)) is not a time",
        hint: "write it as 2030-01-31T12:00:00Z")
      return nil
    }
    if devices.devices.isEmpty, draft.devices.isEmpty {
      findings.add(
        "opened", at: place("opened"), "the spec is open and names no device",
        hint: "remove 'opened', or name the devices that count afterwards")
    }
    return opened
  }

  func place(_ part: String) -> TextPosition { draft.places[part] ?? .none }

  private var isAccount: Bool { AccountID.isValid(draft.account) }

  private func checkAccount() {
    guard !isAccount else { return }
    findings.add(
      "account", at: place("account"), Sentence.isNotAccountID(draft.account),
      hint: AccountID.hint(for: draft.account))
  }

  private func checkPartition() {
    guard !Spec.partitions.contains(draft.partition) else { return }
    findings.add(
      "partition", at: place("partition"),
      "unknown partition \(Shown.quoted(draft.partition))",
      hint: nearest(draft.partition, Spec.partitions))
  }

  private func checkRoleSets() {
    if draft.roleSets.isEmpty {
      findings.add(
        "no-role-set", at: place("roleSets"),
        "a spec names at least one role set, and this one none",
        hint: "name one of \(Sentence.quoted(catalogue.setNames))")
    }
    for (index, name) in draft.roleSets.enumerated() {
      let place = place("roleSets[\(index)]")
      let plain = RoleCatalogue.plainName(name)
      if draft.roleSets[..<index].contains(where: { RoleCatalogue.plainName($0) == plain }) {
        findings.add(
          "duplicate", at: place, "role set \(Shown.quoted(name)) is named twice",
          hint: "name it once")
      }
      if catalogue.set(named: name) == nil {
        findings.add(
          "unknown-role-set", at: place, "unknown role set \(Shown.quoted(name))",
          hint: nearest(name, catalogue.setNames))
      }
    }
  }

  private func deviceScope() -> DeviceScope {
    if draft.allDevices, !draft.devices.isEmpty {
      findings.add(
        "devices", at: place("allDevices"), "all devices and single devices cannot both be chosen",
        hint: "choose one of them")
    }
    guard !draft.devices.isEmpty else { return draft.allDevices ? .all : .any }
    var devices: [DeviceARN] = []
    // Against a malformed account every device would be of another one.
    guard isAccount else { return .any }
    for (index, text) in draft.devices.enumerated() {
      do {
        let device = try DeviceARN(text, account: draft.account, partition: draft.partition)
        if !devices.contains(device) { devices.append(device) }
      } catch {
        findings.add(
          "device-arn", at: place("devices[\(index)]"), error.message, hint: error.hint)
      }
    }
    return .devices(devices)
  }

  private func unownedFields() -> [UnownedField] {
    draft.unowned.enumerated().compactMap { index, text in
      if let field = UnownedField(rawValue: text) { return field }
      let names = UnownedField.allCases.map(\.rawValue)
      findings.add(
        "unowned", at: place("unowned[\(index)]"),
        "\(Shown.quoted(text)) is not a field that can be left to others",
        hint: nearest(text, names))
      return nil
    }
  }

  private func checkName() {
    guard let name = draft.name else { return }
    let isName =
      (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy {
        (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
          || [43, 45, 46, 95].contains($0)
      }
    guard !isName else { return }
    findings.add(
      "spec-name", at: place("name"), "\(Shown.quoted(name)) cannot be the name of a spec",
      hint: "use 1 to 64 letters, digits and '.', '_', '-' or '+'")
  }

  private func checkQuotas() {
    let ranges = [
      ("trustPolicySize", draft.quotas.trustPolicySize, 2048...8192),
      ("managedPoliciesPerRole", draft.quotas.managedPoliciesPerRole, 10...20),
    ]
    for (key, value, range) in ranges where !range.contains(value) {
      findings.add(
        "quota", at: place("quotas.\(key)"),
        "'\(key)' is \(value), and AWS gives \(range.lowerBound) to \(range.upperBound)",
        hint: "write the quota that the account has")
    }
  }

  /// Tags and boundary are parts of every role, and the rules for roles hold for them.
  private func checkRoleParts() {
    guard isAccount, Spec.partitions.contains(draft.partition) else { return }
    let owner = draft.ownershipKey.map {
      Tag($0, draft.name ?? Spec.defaultName(of: draft.roleSets))
    }
    let role = Role(
      name: "Any", trust: .trust([]),
      permissionsBoundary: draft.permissionsBoundary.map { PermissionsBoundary(arn: $0) },
      tags: draft.tags + (owner.map { [$0] } ?? []))
    let set = RoleSet(
      account: draft.account, partition: draft.partition, roles: [.ordinary(role)])
    for problem in set.problems() {
      let part: String =
        switch problem.part {
        case .tag(let key):
          draft.places["tags.\(key)"] != nil
            ? "tags.\(key)" : draft.places["ownershipTag"] != nil ? "ownershipTag" : "name"
        case .permissionsBoundary: "permissionsBoundary"
        case .role, .path, .trustPolicy, .managedPolicy, .inlinePolicy, .maxSessionDuration,
          .description, .name, .id, .principal, .managedPolicyDocument, .instanceProfile,
          .identityProvider, .resource:
          "tags"
        }
      findings.add(
        problem.id.rawValue, at: place(part), problem.message, hint: problem.hint)
    }
  }

  private func nearest(_ name: String, _ names: [String]) -> String {
    Sentence.didYouMean(name, among: names) ?? Sentence.choose(among: names)
  }
}
