import IAMPolicy
import IAMRoles
import JSONText

/// Parts of a file that could not be read, so that some checks would only repeat it.
struct Damage: OptionSet {
  let rawValue: Int

  /// Some parameter is not known.
  static let parameters = Damage(rawValue: 1)
  /// Something of a role is not known.
  static let roles = Damage(rawValue: 2)
  /// What some role is made for is not known.
  static let templates = Damage(rawValue: 4)
}

/// Reads the JSON of a role set.
struct RoleSetReader {
  let findings: ProblemCollector

  func set(_ json: JSON) -> (RoleSetDefinition, Damage)? {
    let known = [
      "$schema", "schemaVersion", "name", "title", "summary", "lifecycle", "availability",
      "parameters", "policies", "oidcProviders", "samlProviders", "roles",
    ]
    guard let fields = JSONObjectReader(json, of: "a role set", known: known, findings) else {
      return nil
    }
    fields.checkSchemaVersion()
    let name = fields.requiredText("name") ?? ""
    if fields["name"]?.string != nil, !RoleSetDefinition.isName(name) {
      findings.add(
        "set-name", at: fields.position(of: "name"),
        "\(Shown.quoted(name)) is not the name of a role set",
        hint: "use small letters, digits and '-'")
    }
    _ = fields.text("$schema")
    for key in ["title", "summary"] where fields[key]?.string?.isEmpty == true {
      findings.add(
        "empty-text", at: fields.position(of: key), "'\(key)' is empty",
        hint: "say in a few words what the roles are for")
    }
    let lifecycle = fields["lifecycle"].flatMap(self.lifecycle)
    let availability = fields["availability"].flatMap { Availability($0, findings) }
    var damage: Damage = []
    let parameters = parameters(fields)
    if parameters.count < fields["parameters"]?.array?.count ?? 1, fields["parameters"] != nil {
      damage.insert(.parameters)
    }
    checkNames(of: parameters)
    let before = findings.problems.count
    if fields["roles"]?.array?.isEmpty == true {
      findings.add(
        "no-roles", at: fields.position(of: "roles"), "'roles' names no role",
        hint: "describe at least one role; one that should go can stay with '\"state\": \"absent\"'"
      )
    }
    let roles = fields.required("roles") == nil ? [] : fields.list("roles").compactMap(role)
    for problem in findings.problems[before...] {
      switch problem.id {
      case "missing-key", "unknown-key", "wrong-type": damage.insert(.roles)
      case "unknown-value": damage.insert(.templates)
      default: break
      }
    }
    checkTemplates(roles)
    if !damage.contains(.parameters) { checkConditions(roles, parameters) }
    var definition = RoleSetDefinition(
      name: name, title: fields.text("title") ?? name,
      summary: fields.text("summary") ?? "",
      lifecycle: lifecycle
        ?? Lifecycle(status: .current, endDate: nil, source: "", events: []),
      availability: availability, parameters: parameters,
      policies: fields.list("policies").compactMap(policy), roles: roles)
    definition.providers =
      fields.list("oidcProviders").compactMap(oidcProvider)
      + fields.list("samlProviders").compactMap(samlProvider)
    return (definition, damage)
  }

  private func oidcProvider(_ json: JSON) -> ProviderDefinition? {
    let known = ["url", "clientIds", "thumbprints", "tags"]
    guard let fields = JSONObjectReader(json, of: "an OIDC provider", known: known, findings),
      let url = fields.requiredText("url")
    else { return nil }
    return ProviderDefinition(
      kind: .oidc(
        url: url, clientIDs: fields.texts("clientIds").map(\.text),
        thumbprints: fields["thumbprints"] == nil ? nil : fields.texts("thumbprints").map(\.text)),
      tags: fields.textsByName("tags").map { Tag($0.name, $0.value) },
      places: Places(role: fields.position(of: "url")))
  }

  private func samlProvider(_ json: JSON) -> ProviderDefinition? {
    let known = ["name", "metadata", "tags"]
    guard let fields = JSONObjectReader(json, of: "a SAML provider", known: known, findings) else {
      return nil
    }
    let name = fields.requiredText("name")
    guard let file = fields.requiredText("metadata"), let name else { return nil }
    return ProviderDefinition(
      kind: .saml(name: name, file: file),
      tags: fields.textsByName("tags").map { Tag($0.name, $0.value) },
      places: Places(role: fields.position(of: "metadata")))
  }

  private func lifecycle(_ json: JSON) -> Lifecycle? {
    let known = ["status", "endDate", "source", "events"]
    guard let fields = JSONObjectReader(json, of: "a life-cycle", known: known, findings) else {
      return nil
    }
    let status: Lifecycle.Status? = choice("status", fields)
    let endDate = fields["endDate"].flatMap { _ in date("endDate", fields) }
    if let status, status != .current, fields["endDate"] == nil {
      findings.add(
        "missing-key", at: fields.position,
        "a life-cycle with the status '\(status.rawValue)' needs the key 'endDate'")
    }
    let events = fields.list("events").compactMap { json -> Lifecycle.Event? in
      guard
        let event = JSONObjectReader(json, of: "an event", known: ["date", "event"], findings),
        let date = date("date", event), let text = event.requiredText("event")
      else { return nil }
      return Lifecycle.Event(date: date, event: text)
    }
    guard let status, let source = fields.requiredText("source") else { return nil }
    return Lifecycle(
      status: status, endDate: endDate, source: source,
      events: events.sorted { ($0.date, $0.event) < ($1.date, $1.event) })
  }

  private func date(_ key: String, _ fields: JSONObjectReader) -> CalendarDate? {
    guard let text = fields.requiredText(key) else { return nil }
    if let date = CalendarDate(text) { return date }
    findings.add(
      "date", at: fields.position(of: key), "\(Shown.quoted(text)) is not a day",
      hint: "write it as '2026-05-31'")
    return nil
  }

  private func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _ fields: JSONObjectReader
  ) -> Choice? where Choice.RawValue == String {
    guard let text = fields.requiredText(key) else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    findings.add(
      "unknown-value", at: fields.position(of: key), "'\(key)' cannot be \(Shown.quoted(text))",
      hint: Sentence.choose(among: Choice.allCases.map(\.rawValue)))
    return nil
  }

  /// The parameters, at most as many as a default can be followed through without care for depth.
  private func parameters(_ fields: JSONObjectReader) -> [ParameterDefinition] {
    let list = fields.list("parameters")
    guard list.count > Self.mostParameters else { return list.compactMap(parameter) }
    findings.add(
      "parameter-count", at: fields.position(of: "parameters"),
      "\(list.count) parameters are more than \(Self.mostParameters)",
      hint: "make several role sets of the file")
    return []
  }

  private static let mostParameters = 200

  private func parameter(_ json: JSON) -> ParameterDefinition? {
    let known = ["name", "summary", "default", "optional", "wildcards"]
    guard let fields = JSONObjectReader(json, of: "a parameter", known: known, findings),
      let name = fields.requiredText("name")
    else { return nil }
    if !Substitution.isName(name) || ParameterValues.common.contains(name) {
      findings.add(
        "parameter-name", at: fields.position(of: "name"),
        "\(Shown.quoted(name)) cannot be the name of a parameter",
        hint: "use letters and digits, and none of "
          + ParameterValues.common.map { "'\($0)'" }.joined(separator: ", "))
    }
    return ParameterDefinition(
      name: name, summary: fields.text("summary") ?? "", defaultValue: fields.text("default"),
      isOptional: fields.flag("optional") ?? false,
      takesWildcards: fields.flag("wildcards") ?? false, position: fields.position(of: "name"))
  }

  private func checkNames(of parameters: [ParameterDefinition]) {
    for (index, parameter) in parameters.enumerated()
    where parameters[..<index].contains(where: { $0.name == parameter.name }) {
      findings.add(
        "duplicate-parameter", at: parameter.position,
        "parameter '\(parameter.name)' is declared twice", hint: "take one of them out")
    }
  }

  private func checkTemplates(_ roles: [RoleDefinition]) {
    var seen: Set<RoleTemplate> = []
    for role in roles {
      guard let template = role.madeFor else { continue }
      if !seen.insert(template).inserted {
        findings.add(
          "duplicate-template", at: role.places.role,
          "two roles are made for each '\(template.rawValue)'", hint: "take one of them out")
      }
      if !Substitution.names(in: role.name).contains("Name") {
        findings.add(
          "template-name", at: role.places.role,
          "the name of a role with 'madeFor' must hold '${Name}'", hint: "write \"${Name}\"")
      }
    }
  }

  /// Parameters that decide whether a policy is made must be there to decide.
  private func checkConditions(
    _ roles: [RoleDefinition], _ parameters: [ParameterDefinition]
  ) {
    let names = parameters.map(\.name) + ParameterValues.common
    for policy in roles.flatMap(\.inlinePolicies) {
      for name in [policy.when, policy.unless].compactMap({ $0 }) where !names.contains(name) {
        findings.add(
          "unknown-parameter", at: policy.document.position,
          "inline policy '\(policy.name)' depends on parameter '\(name)', which is not declared",
          hint: Sentence.didYouMean(name, among: names) ?? "declare it below 'parameters'")
      }
    }
  }

  private func policy(_ json: JSON) -> PolicyDefinition? {
    let known = ["name", "path", "description", "document", "tags"]
    guard let fields = JSONObjectReader(json, of: "a policy", known: known, findings) else {
      return nil
    }
    let name = fields.requiredText("name")
    let path = fields.text("path") ?? "/"
    let description = fields.text("description") ?? ""
    let tags = fields.textsByName("tags").map { Tag($0.name, $0.value) }
    guard let document = fields.required("document"), let name else { return nil }
    return PolicyDefinition(
      name: name, path: path, description: description, tags: tags, document: document,
      places: Places(role: fields.position(of: "name")))
  }

  // MARK: Roles

  /// How the AWS CLI spells the parts of a role; 'import --aws-cli' reads them.
  private static let keysOfAWS = [
    "RoleName": "name", "Path": "path", "Description": "description",
    "AssumeRolePolicyDocument": "trust", "MaxSessionDuration": "maxSessionDuration",
    "AttachedManagedPolicies": "managedPolicies", "ManagedPolicyArns": "managedPolicies",
    "RolePolicyList": "inlinePolicies", "Policies": "inlinePolicies", "Tags": "tags",
    "PermissionsBoundary": "permissionsBoundary",
  ]

  private func role(_ json: JSON) -> RoleDefinition? {
    let known = [
      "name", "aliases", "madeFor", "path", "acceptedPaths", "description", "maxSessionDuration",
      "serviceLinked", "trust", "managedPolicies", "acceptedPolicies", "inlinePolicies", "tags",
      "permissionsBoundary", "instanceProfiles", "state", "facts", "corrections",
    ]
    let fields = JSONObjectReader(
      json, of: "a role", known: known, others: Self.keysOfAWS, findings)
    guard let fields else { return nil }
    let name = fields.requiredText("name")
    let kind = kind(fields)
    let policies = fields.texts("managedPolicies")
    let accepted = fields.list("acceptedPolicies").compactMap(acceptedPolicy)
    let inline = fields.list("inlinePolicies").compactMap(inlinePolicy)
    let madeFor: RoleTemplate? = fields["madeFor"].flatMap { _ in choice("madeFor", fields) }
    let tags = fields.textsByName("tags")
    let profiles = fields.texts("instanceProfiles")
    // What is null is left to others.
    let unowned = Set(UnownedField.allCases.filter { json[$0.rawValue]?.value == .null })
    let place = fields.position(of: "name")
    var places = Places(role: place)
    places.add(.path, fields.position(of: "path"))
    places.add(.description, fields.position(of: "description"))
    places.add(.maxSessionDuration, fields.position(of: "maxSessionDuration"))
    places.add(.trustPolicy, fields.position(of: "trust"))
    places.add(.permissionsBoundary, fields.position(of: "permissionsBoundary"))
    for policy in policies {
      places.add(.managedPolicy(arn: policy.text), policy.position)
    }
    for policy in inline {
      places.add(.inlinePolicy(name: policy.name), policy.document.position)
    }
    for tag in tags { places.add(.tag(key: tag.name), tag.position) }
    for profile in profiles {
      places.add(.instanceProfile(name: profile.text), profile.position)
    }
    let path: String =
      switch kind {
      case .serviceLinked(let service): ServiceLinkedRole.path(of: service)
      case .ordinary, .absent: fields.text("path") ?? "/"
      }
    var role = RoleDefinition(
      name: name ?? "unnamed-\(place.line)-\(place.column)",
      aliases: fields.texts("aliases").map(\.text), path: path,
      acceptedPaths: fields.texts("acceptedPaths").map(\.text),
      description: unowned.contains(.description) ? "" : fields.text("description") ?? "",
      maxSessionDuration: unowned.contains(.maxSessionDuration)
        ? Role.usualSessionDuration
        : fields.number("maxSessionDuration", in: Role.sessionDurations)
          ?? Role.usualSessionDuration,
      kind: kind,
      managedPolicies: policies.map(\.text), acceptedPolicies: accepted, inlinePolicies: inline,
      tags: tags.map { Tag($0.name, $0.value) },
      permissionsBoundary: fields.text("permissionsBoundary"), madeFor: madeFor,
      facts: fields.list("facts").compactMap(fact),
      corrections: Correction.list(fields), places: places)
    role.instanceProfiles = profiles.map(\.text)
    role.unownedFields = unowned
    return role
  }

  /// What says how a role is, which one that should not exist lacks.
  private static let keysOfPresentRoles = [
    "aliases", "madeFor", "path", "acceptedPaths", "description", "maxSessionDuration",
    "serviceLinked", "trust", "managedPolicies", "acceptedPolicies", "inlinePolicies", "tags",
    "permissionsBoundary", "instanceProfiles",
  ]

  /// Whether a role should exist.
  private enum RoleState: String, CaseIterable {
    case present
    case absent
  }

  /// Who makes the role; with a problem, one that nothing more is to be said of.
  private func kind(_ fields: JSONObjectReader) -> RoleDefinition.Kind {
    let nothing = RoleDefinition.Kind.ordinary(
      .services(
        ServiceTrust(services: [], sourceAccount: false, sourceARNs: [], takesDevices: false)))
    if fields["state"] != nil {
      let state: RoleState? = choice("state", fields)
      if state == .absent {
        for key in Self.keysOfPresentRoles where fields[key] != nil {
          findings.add(
            "absent-role", at: fields.position(of: key),
            "a role that should not exist has no '\(key)'",
            hint: "take '\(key)' out, or take 'state' out")
        }
        return .absent
      }
    }
    if let json = fields["serviceLinked"] {
      for key in [
        "aliases", "madeFor", "path", "acceptedPaths", "maxSessionDuration", "trust",
        "acceptedPolicies", "inlinePolicies", "tags", "permissionsBoundary",
      ] where fields[key] != nil {
        findings.add(
          "service-linked", at: fields.position(of: key),
          "a service-linked role has no '\(key)' of ours: the service decides",
          hint: "take '\(key)' out, or take 'serviceLinked' out")
      }
      let inner = JSONObjectReader(json, of: "'serviceLinked'", known: ["service"], findings)
      guard let inner, let service = inner.requiredText("service") else {
        return .serviceLinked(service: "")
      }
      checkService(service, at: inner.position(of: "service"))
      return .serviceLinked(service: service)
    }
    guard let json = fields.required("trust") else { return nothing }
    if json["Statement"] != nil || json["Version"] != nil {
      checkServices(of: json)
      return .ordinary(.document(json))
    }
    let known = ["services", "sourceAccount", "sourceArns", "devices"]
    guard let trust = JSONObjectReader(json, of: "'trust'", known: known, findings) else {
      return nothing
    }
    let located = trust.texts("services")
    for service in located { checkService(service.text, at: service.position) }
    let services = located.map(\.text)
    if trust.required("services") != nil, services.isEmpty {
      findings.add(
        "no-services", at: trust.position(of: "services"), "'services' names no service",
        hint: "name a service principal such as 'panorama.amazonaws.com'")
    }
    return .ordinary(
      .services(
        ServiceTrust(
          services: services, sourceAccount: trust.flag("sourceAccount") ?? false,
          sourceARNs: trust.texts("sourceArns").map(\.text),
          takesDevices: trust.flag("devices") ?? false)))
  }

  /// A service principal with a typing error would be refused by IAM, role by role.
  private func checkService(_ principal: String, at position: TextPosition) {
    if !KnownServices.isWellFormed(principal) {
      findings.add(
        "service-principal", at: position, "\(Shown.quoted(principal)) is not a service principal",
        hint: KnownServices.correction(of: principal).map(Sentence.didYouMean)
          ?? "write a name such as 'panorama.amazonaws.com'")
      return
    }
    guard let meant = KnownServices.correction(of: principal) else { return }
    findings.add(
      "service-principal", at: position,
      "\(Shown.quoted(principal)) is not a service principal that is known",
      hint: Sentence.didYouMean(meant))
  }

  private func checkServices(of document: JSON) {
    for statement in document["Statement"].map({ $0.array ?? [$0] }) ?? [] {
      let services = statement["Principal"]?["Service"].map { $0.array ?? [$0] } ?? []
      for service in services {
        if let name = service.string { checkService(name, at: service.position) }
      }
    }
  }

  private func inlinePolicy(_ json: JSON) -> InlinePolicyDefinition? {
    let known = ["name", "document", "when", "unless"]
    guard let fields = JSONObjectReader(json, of: "an inline policy", known: known, findings)
    else { return nil }
    let name = fields.requiredText("name")
    guard let document = fields.required("document"), let name else { return nil }
    return InlinePolicyDefinition(
      name: name, document: document, when: fields.text("when"), unless: fields.text("unless"))
  }

  private func acceptedPolicy(_ json: JSON) -> AcceptedPolicy? {
    let known = ["arn", "inPlaceOf", "note"]
    guard let fields = JSONObjectReader(json, of: "an accepted policy", known: known, findings)
    else { return nil }
    let arn = fields.requiredText("arn")
    let replaced = fields.texts("inPlaceOf").map(\.text)
    guard let note = fields.requiredText("note"), let arn else { return nil }
    return AcceptedPolicy(arn: arn, inPlaceOf: replaced, note: note)
  }

  private func fact(_ json: JSON) -> Fact? {
    let known = ["about", "fact", "confidence", "source"]
    guard let fields = JSONObjectReader(json, of: "a fact", known: known, findings) else {
      return nil
    }
    let about = fields.requiredText("about")
    let text = fields.requiredText("fact")
    let confidence: Confidence? = choice("confidence", fields)
    let source = fields.requiredText("source")
    guard let about, let text, let confidence, let source else { return nil }
    return Fact(about: about, text: text, confidence: confidence, source: source)
  }
}
