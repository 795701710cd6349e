import IAMRoles
public import JSONText

extension Spec {
  /// Reads the text of a spec file.
  ///
  /// Throws every problem at once, in the order of the text.
  public init(reading text: String, catalogue: RoleCatalogue = .builtIn) throws(SpecError) {
    try self.init(reading: Array(text.utf8), catalogue: catalogue)
  }

  /// Reads the bytes of a spec file, which must be UTF-8.
  ///
  /// Throws every problem at once, in the order of the text.
  public init(
    reading bytes: some Collection<UInt8>, catalogue: RoleCatalogue = .builtIn
  ) throws(SpecError) {
    let findings = Findings()
    try self.init(findings.json(of: bytes), findings, catalogue)
  }

  /// Reads a spec from JSON.
  ///
  /// Throws every problem at once.
  public init(_ json: JSON, catalogue: RoleCatalogue = .builtIn) throws(SpecError) {
    try self.init(json, Findings(), catalogue)
  }

  private init(
    _ json: JSON?, _ findings: Findings, _ catalogue: RoleCatalogue
  ) throws(SpecError) {
    let draft = json.flatMap { SpecDraft($0, findings: findings) }
    let spec = draft.map { SpecCheck(draft: $0, catalogue: catalogue, findings: findings).spec() }
    guard let spec, findings.problems.isEmpty else {
      throw SpecError(problems: findings.inOrder)
    }
    self = spec
  }

  /// The spec as JSON; a spec that was read and a spec that was chosen alike give the same.
  public var json: JSON {
    var members: [(String, JSON)] = [
      ("schemaVersion", .string(Fields.schemaVersion)),
      ("account", .string(account)),
      ("partition", .string(partition)),
      ("roleSets", .strings(roleSets)),
      ("devices", .strings(devices.devices.map(\.text))),
      ("allDevices", .bool(devices == .all)),
      ("tags", .object(tags.map { ($0.key, .string($0.value)) })),
      ("permissionsBoundary", permissionsBoundary.map(JSON.string) ?? .null),
    ]
    if quotas != .standard {
      members.append(
        (
          "quotas",
          .object([
            ("trustPolicySize", .number(quotas.trustPolicySize)),
            ("managedPoliciesPerRole", .number(quotas.managedPoliciesPerRole)),
          ])
        ))
    }
    return .object(members)
  }

  /// The text of the file, with a line break at its end.
  public var text: String { json.text(.pretty) + "\n" }
}

extension SpecDraft {
  /// Reads the members of a spec file; what has another type becomes a problem.
  init?(_ json: JSON, findings: Findings) {
    let known = [
      "$schema", "schemaVersion", "account", "partition", "roleSets", "devices", "allDevices",
      "tags", "permissionsBoundary", "quotas",
    ]
    guard let fields = Fields(json, of: "a spec", known: known, findings: findings) else {
      return nil
    }
    fields.checkSchemaVersion()
    let account = fields.requiredText("account")
    let sets = fields.texts("roleSets")
    let hasSets = fields.required("roleSets")?.array != nil
    let devices = fields.texts("devices")
    let tags = fields.textsByName("tags")
    var quotas = IAMQuotas.standard
    var places: [String: TextPosition] = [:]
    if let json = fields["quotas"],
      let inner = Fields(
        json, of: "'quotas'", known: ["trustPolicySize", "managedPoliciesPerRole"],
        findings: findings)
    {
      if let size = inner.number("trustPolicySize") { quotas.trustPolicySize = size }
      if let count = inner.number("managedPoliciesPerRole") {
        quotas.managedPoliciesPerRole = count
      }
      for key in ["trustPolicySize", "managedPoliciesPerRole"] {
        places["quotas.\(key)"] = inner.position(of: key)
      }
    }
    for key in known { places[key] = fields.position(of: key) }
    for (index, set) in sets.enumerated() { places["roleSets[\(index)]"] = set.position }
    for (index, device) in devices.enumerated() { places["devices[\(index)]"] = device.position }
    for tag in tags { places["tags.\(tag.name)"] = tag.position }
    let partition = fields.text("partition") ?? "aws"
    let allDevices = fields.flag("allDevices") ?? false
    let boundary = fields.text("permissionsBoundary")
    guard let account, hasSets else { return nil }
    self.init(
      account: account, partition: partition, roleSets: sets.map(\.text),
      devices: devices.map(\.text), allDevices: allDevices,
      tags: tags.map { Tag($0.name, $0.value) }, permissionsBoundary: boundary, quotas: quotas)
    self.places = places
  }
}
