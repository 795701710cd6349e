import IAMPolicy
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
    let findings = ProblemCollector()
    try self.init(findings.jsonWithComments(of: bytes), findings, catalogue)
  }

  /// Reads a spec from JSON.
  ///
  /// Throws every problem at once.
  public init(_ json: JSON, catalogue: RoleCatalogue = .builtIn) throws(SpecError) {
    try self.init(json, ProblemCollector(), catalogue)
  }

  private init(
    _ json: JSON?, _ findings: ProblemCollector, _ catalogue: RoleCatalogue
  ) throws(SpecError) {
    let draft = json.flatMap { SpecDraft($0, findings: findings) }
    let spec = draft.map { SpecCheck(draft: $0, catalogue: catalogue, findings: findings).spec() }
    guard let spec, findings.isEmpty else {
      throw SpecError(findings.failure)
    }
    self = spec
  }

  /// The spec as JSON; a spec that was read and a spec that was chosen alike give the same.
  public var json: JSON { json { $0 } }

  /// The spec as JSON, with other paths of role-set files.
  public func json(naming path: (String) -> String) -> JSON {
    let roleSets = roleSets.map { RoleCatalogue.isFile($0) ? path($0) : $0 }
    var members: [(String, JSON)] = [
      ("schemaVersion", .string(JSONObjectReader.schemaVersion)),
      ("account", .string(account)),
      ("partition", .string(partition)),
      ("roleSets", .strings(roleSets)),
    ]
    if !parameters.isEmpty {
      members.append(("parameters", .object(parameters.map { ($0.name, .string($0.value)) })))
    }
    if !applications.isEmpty {
      members.append(("applications", .array(applications.map(\.json))))
    }
    if !groupRoles.isEmpty { members.append(("groupRoles", .array(groupRoles.map(\.json)))) }
    // A person's own roles have no use for devices, which the built-in ones show that they take.
    if devices != .any || !roleSets.allSatisfy(RoleCatalogue.isFile) {
      members += [
        ("devices", .strings(devices.devices.map(\.text))),
        ("allDevices", .bool(devices == .all)),
      ]
    }
    if let opened { members.append(("opened", opened.json)) }
    members += [
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
    if let name { members.append(("name", .string(name))) }
    if ownershipKey != Ownership.defaultKey {
      members.append(("ownershipTag", ownershipKey.map(JSON.string) ?? .bool(false)))
    }
    if !unownedFields.isEmpty {
      members.append(("unowned", .strings(unownedFields.map(\.rawValue))))
    }
    if splitsPolicies { members.append(("splitPolicies", .bool(true))) }
    if !adopted.isEmpty { members.append(("adopt", .strings(adopted))) }
    if !recorded.isEmpty {
      members.append(("recorded", .object(recorded.map { ($0.name, $0.json) })))
    }
    if !recordedPolicies.isEmpty {
      members.append(("recordedPolicies", .object(recordedPolicies.map { ($0.arn, $0.json) })))
    }
    if !recordedParts.isEmpty {
      members.append(("recordedParts", .object(recordedParts.map { ($0.role, $0.json) })))
    }
    if !recordedResources.isEmpty {
      members.append(("recordedResources", .strings(recordedResources)))
    }
    if !pendingResources.isEmpty {
      members.append(("pendingResources", .strings(pendingResources)))
    }
    if !ignored.isEmpty { members.append((IgnoreList.key, .array(ignored.map(\.json)))) }
    return .object(members)
  }

  /// The role sets that a spec names, as they are written; what cannot be read names none.
  ///
  /// Whoever reads specs looks the files up among them before the spec is checked.
  public static func roleSets(named bytes: some Collection<UInt8>) -> [String] {
    JSON.readingWithComments(bytes).value.map(roleSets(named:)) ?? []
  }

  /// The role sets that a spec names, as they are written.
  public static func roleSets(named json: JSON) -> [String] {
    (json["roleSets"]?.array ?? []).compactMap(\.string)
  }

  /// The text of the file, with a line break at its end.
  public var text: String {
    let schema = JSON.Member("$schema", .string("./spec.schema.json"))
    return JSON(.object([schema] + (json.object ?? []))).text(.pretty) + "\n"
  }
}

extension Spec {
  /// The keys of a spec file, in the order in which `init` writes them.
  static let keys = [
    "$schema", "schemaVersion", "account", "partition", "roleSets", "parameters", "applications",
    "groupRoles", "devices", "allDevices", "opened", "tags", "permissionsBoundary", "quotas",
    "name",
    "ownershipTag", "unowned", "splitPolicies", "adopt", "recorded", "recordedPolicies",
    "recordedParts", "recordedResources", "pendingResources", IgnoreList.key,
  ]
}

extension SpecDraft {
  /// Reads the members of a spec file; what has another type becomes a problem.
  init?(_ json: JSON, findings: ProblemCollector) {
    let known = Spec.keys
    guard let fields = JSONObjectReader(json, of: "a spec", known: known, findings) else {
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
      let inner = JSONObjectReader(
        json, of: "'quotas'", known: ["trustPolicySize", "managedPoliciesPerRole"],
        findings)
    {
      if let size = inner.number("trustPolicySize", in: 2048...8192) {
        quotas.trustPolicySize = size
      }
      if let count = inner.number("managedPoliciesPerRole", in: 10...20) {
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
    let parameters = fields.textsByName("parameters")
    for value in parameters { places["parameters.\(value.name)"] = value.position }
    let applications = Self.applications(fields, &places)
    let groupRoles = Self.groupRoles(fields, &places)
    let recorded = Self.recorded(fields)
    let recordedPolicies = Self.recordedPolicies(fields)
    let recordedParts = Self.recordedParts(fields)
    let recordedResources = Self.resources(fields, "recordedResources")
    let pendingResources = Self.resources(fields, "pendingResources", takesRoles: true)
    let name = fields.text("name")
    let unowned = fields.texts("unowned")
    for (index, field) in unowned.enumerated() { places["unowned[\(index)]"] = field.position }
    let splitsPolicies = fields.flag("splitPolicies") ?? false
    let adopted = fields.texts("adopt").map(\.text)
    let ownershipKey = Self.ownershipKey(fields)
    let ignored = IgnoreList.entries(fields)
    let partition = fields.text("partition") ?? "aws"
    let allDevices = fields.flag("allDevices") ?? false
    let boundary = fields.text("permissionsBoundary")
    let opened = fields["opened"].flatMap {
      JSONObjectReader($0, of: "'opened'", known: ["until"], findings)
    }
    places["opened"] = opened?.position(of: "until")
    let openedUntil = opened?.requiredText("until")
    guard let account, hasSets else { return nil }
    self.init(
      account: account, partition: partition, roleSets: sets.map(\.text),
      devices: devices.map(\.text), allDevices: allDevices,
      tags: tags.map { Tag($0.name, $0.value) }, permissionsBoundary: boundary, quotas: quotas)
    self.openedUntil = openedUntil
    self.parameters = parameters.map { ParameterValue($0.name, $0.value) }
    self.applications = applications
    self.groupRoles = groupRoles
    self.recorded = recorded
    self.recordedPolicies = recordedPolicies
    self.recordedParts = recordedParts
    self.recordedResources = recordedResources
    self.pendingResources = pendingResources
    self.name = name
    self.unowned = unowned.map(\.text)
    self.splitsPolicies = splitsPolicies
    self.adopted = adopted
    self.ownershipKey = ownershipKey
    self.ignored = ignored
    self.places = places
  }

  private static func applications(
    _ fields: JSONObjectReader, _ places: inout [String: TextPosition]
  ) -> [ApplicationRole] {
    var found: [ApplicationRole] = []
    for json in fields.list("applications") {
      guard
        let inner = JSONObjectReader(
          json, of: "an application", known: ["name", "namespace"], fields.problems),
        let name = inner.requiredText("name")
      else { continue }
      places["applications[\(found.count)]"] = inner.position(of: "name")
      places["applications[\(found.count)].namespace"] = inner.position(of: "namespace")
      found.append(ApplicationRole(name: name, namespace: inner.text("namespace")))
    }
    return found
  }

  private static func groupRoles(
    _ fields: JSONObjectReader, _ places: inout [String: TextPosition]
  ) -> [GroupRoleDraft] {
    var found: [GroupRoleDraft] = []
    for json in fields.list("groupRoles") {
      guard
        let inner = JSONObjectReader(
          json, of: "a group role", known: ["name", "statements"], fields.problems),
        let name = inner.requiredText("name"), let statements = inner.required("statements")
      else { continue }
      places["groupRoles[\(found.count)]"] = inner.position(of: "name")
      found.append(GroupRoleDraft(name: name, statements: statements))
    }
    return found
  }

  /// A text is the key of the tag, and false says that no tag is set.
  private static func ownershipKey(_ fields: JSONObjectReader) -> String? {
    guard let json = fields["ownershipTag"] else { return Ownership.defaultKey }
    if json.bool == false { return nil }
    if let key = json.string { return key }
    fields.problems.wrongType(json, "'ownershipTag'", "the key of a tag, or false")
    return Ownership.defaultKey
  }

  private static func recorded(_ fields: JSONObjectReader) -> [RecordedRole] {
    guard let json = fields["recorded"] else { return [] }
    guard let members = json.object else {
      fields.problems.add(
        "wrong-type", at: json.position, "'recorded' takes an object, and here is \(json.kind)")
      return []
    }
    return members.compactMap { member in
      let inner = JSONObjectReader(
        member.value, of: "a record", known: ["id", "unfinished"], fields.problems)
      guard let inner, let id = inner.requiredText("id") else { return nil }
      return RecordedRole(
        name: member.name, id: id, isUnfinished: inner.flag("unfinished") ?? false)
    }
  }
}

extension SpecDraft {
  private static func recordedPolicies(_ fields: JSONObjectReader) -> [RecordedPolicy] {
    guard let json = fields["recordedPolicies"] else { return [] }
    guard let members = json.object else {
      fields.problems.wrongType(json, "'recordedPolicies'", "an object")
      return []
    }
    return members.compactMap { member in
      do throws(DocumentError) {
        let document = try PolicyDocument(member.value, as: .identity)
        return RecordedPolicy(arn: member.name, document: document)
      } catch {
        fields.problems.add(error)
        return nil
      }
    }
  }
}

extension SpecDraft {
  private static func recordedParts(_ fields: JSONObjectReader) -> [RecordedParts] {
    guard let json = fields["recordedParts"] else { return [] }
    guard let members = json.object else {
      fields.problems.wrongType(json, "'recordedParts'", "an object")
      return []
    }
    return members.map { member in
      guard let texts = member.value.array else {
        fields.problems.wrongType(member.value, "a record of parts", "a list")
        return RecordedParts(role: member.name, pieces: [])
      }
      return RecordedParts(
        role: member.name,
        pieces: texts.compactMap { text in
          if let piece = text.string.flatMap(RolePiece.init) { return piece }
          fields.problems.wrongType(
            text, "a record of parts", "texts such as 'managed-policy:ARN' and 'inline-policy:NAME'"
          )
          return nil
        })
    }
  }

  private static func resources(
    _ fields: JSONObjectReader, _ key: String, takesRoles: Bool = false
  ) -> [String] {
    fields.texts(key).compactMap { text in
      if text.text.isPolicyOfAccount || text.text.identityProviderResource != nil
        || takesRoles && text.text.isRole
      {
        return text.text
      }
      let kinds =
        takesRoles
        ? "a role, a managed policy or an identity provider"
        : "a managed policy or an identity provider"
      fields.problems.add(
        "recorded-resource", at: text.position,
        "\(Shown.quoted(text.text)) is not the ARN of \(kinds)",
        hint: "take it out: 'apply' writes this list")
      return nil
    }
  }
}

extension DeviceOpening {
  var json: JSON { .object([("until", .string(until))]) }
}

extension ApplicationRole {
  var json: JSON {
    .object([("name", .string(name))] + (namespace.map { [("namespace", .string($0))] } ?? []))
  }
}

extension GroupRole {
  fileprivate var json: JSON {
    .object([
      ("name", .string(name)),
      ("statements", .array(policy.document.json["Statement"].map { $0.array ?? [$0] } ?? [])),
    ])
  }
}
