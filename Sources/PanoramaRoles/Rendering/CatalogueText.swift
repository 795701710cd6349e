import IAMRoles
import RoleCatalogue

/// Role sets and roles of the catalogue for a person.
enum CatalogueText {
  /// Every set with its roles, one line each.
  static func list(_ sets: [RoleSetDefinition]) -> StyledText {
    var text = StyledText()
    for (number, set) in sets.enumerated() {
      if number > 0 { text.line() }
      heading(set, in: &text)
      let names = set.roles.map { name(of: $0, in: set) }
      let width = names.map(\.count).max() ?? 0
      for (role, name) in zip(set.roles, names) {
        let padding = String(repeating: " ", count: width - name.count)
        text.line("  \(StyledText.escaped(name))\(padding)  \(kind(of: role))")
      }
    }
    return text
  }

  /// A set with its life-cycle and parameters.
  static func show(_ set: RoleSetDefinition) -> StyledText {
    var text = StyledText()
    heading(set, in: &text)
    text.line(set.summary)
    text.line()
    text.line("Life-cycle:", .heading)
    for event in set.lifecycle.events { text.line("  \(event.date.text)  \(event.event)") }
    text.line("  source: \(set.lifecycle.source)", .faint)
    if !set.parameters.isEmpty {
      text.line()
      text.line("Parameters:", .heading)
      for parameter in set.parameters {
        let byDefault =
          parameter.defaultValue.map { " (default '\($0)')" }
          ?? (parameter.isOptional ? " (optional)" : "")
        text.line("  \(parameter.name)  \(parameter.summary)\(byDefault)")
      }
    }
    for role in set.roles {
      text.line()
      text.append(show(role, of: set))
    }
    return text
  }

  /// All that is known of a role.
  static func show(_ role: RoleDefinition, of set: RoleSetDefinition) -> StyledText {
    var text = StyledText()
    text.add(
      role.madeFor == nil ? "Role '\(set.name(of: role))'" : "Role: \(name(of: role, in: set))",
      .heading)
    text.line(" of role set '\(set.name)' (\(status(of: set)))")
    if let end = set.lifecycle.endDate {
      row("life-cycle", "\(end.text): \(set.lifecycle.source)", in: &text)
    }
    row("kind", kind(of: role), in: &text)
    row("path", paths(of: role), in: &text)
    if !role.aliases.isEmpty {
      row("also spelled", role.aliases.map { "'\($0)'" }.joined(separator: ", "), in: &text)
    }
    if !role.description.isEmpty { row("description", role.description, in: &text) }
    row("trust", trust(of: role), in: &text)
    for policy in role.managedPolicies {
      row("managed policy", policy + words(forVersionOf: policy), in: &text)
    }
    for policy in role.acceptedPolicies {
      row("accepted policy", "\(policy.arn): \(policy.note)", in: &text)
    }
    for policy in role.inlinePolicies { row("inline policy", words(for: policy), in: &text) }
    if let boundary = role.permissionsBoundary { row("boundary", boundary, in: &text) }
    for tag in role.tags { row("tag", "\(tag.key)=\(tag.value)", in: &text) }
    if !role.facts.isEmpty {
      text.line("  What is known, and how well:")
      for fact in role.facts {
        text.line("    \(fact.about) (\(fact.confidence.rawValue)): \(fact.text)")
        text.line("      source: \(fact.source)", .faint)
      }
    }
    if !role.corrections.isEmpty {
      text.line("  What AWS's own texts get wrong:")
      for correction in role.corrections {
        text.line("    \(correction.document) says: \(correction.says)")
        text.line("      in fact: \(correction.fact)")
        text.line("      source: \(correction.source)", .faint)
      }
    }
    return text
  }

  private static func heading(_ set: RoleSetDefinition, in text: inout StyledText) {
    text.add(set.name, .heading)
    text.line(": \(set.title), \(status(of: set))")
  }

  private static func status(of set: RoleSetDefinition) -> String {
    let end = set.lifecycle.endDate?.words ?? "an unknown day"
    return switch set.lifecycle.status {
    case .current: "current"
    case .ending: "ends on \(end)"
    case .ended: "ended on \(end)"
    }
  }

  static func kind(of role: RoleDefinition) -> String {
    switch role.kind {
    case .serviceLinked(let service): "service-linked role of \(service)"
    case .ordinary: "role at \(role.path)"
    }
  }

  /// How a role is called in lists: its name, or what it is made for.
  private static func name(of role: RoleDefinition, in set: RoleSetDefinition) -> String {
    switch role.madeFor {
    case nil: set.name(of: role)
    case .application: "one for each --application"
    case .groupRole: "one for each --group-role"
    }
  }

  private static func paths(of role: RoleDefinition) -> String {
    let others = role.acceptedPaths.filter { $0 != role.path }.map { "'\($0)'" }
    guard !others.isEmpty else { return role.path }
    return "\(role.path) (an existing role at \(others.joined(separator: ", ")) is accepted)"
  }

  static func trust(of role: RoleDefinition) -> String {
    switch role.kind {
    case .serviceLinked(let service): return "\(service), as the service decides"
    case .ordinary(.document): return "a trust policy of its own"
    case .ordinary(.services(let trust)):
      var words = trust.services.joined(separator: ", ")
      if trust.sourceAccount { words += ", for the role's own account" }
      for pattern in trust.sourceARNs { words += ", for \(pattern)" }
      if trust.takesDevices { words += ", for the devices that --device names" }
      return words
    }
  }

  /// What is known of a managed policy of AWS, in brackets; empty when nothing is.
  private static func words(forVersionOf arn: String) -> String {
    guard let policy = version(of: arn) else { return "" }
    let words = " (\(policy.version) of \(policy.updated.text)"
    guard let day = policy.deprecated else { return words + ")" }
    return words + "; deprecated on \(day.text), cannot be attached)"
  }

  /// The policy of AWS that an ARN with parameters names.
  static func version(of arn: String) -> ManagedPolicyDefinition? {
    guard arn.contains(":iam::aws:policy/") else { return nil }
    let parts = arn.split(separator: ":", maxSplits: 5)
    return parts.last.flatMap { ManagedPolicyDefinition.named("arn:aws:iam::aws:\($0)") }
  }

  private static func words(for policy: InlinePolicyDefinition) -> String {
    var words = policy.name
    if let name = policy.when { words += ", when parameter '\(name)' has a value" }
    if let name = policy.unless { words += ", when parameter '\(name)' has no value" }
    return words
  }

  private static func row(_ name: String, _ value: String, in text: inout StyledText) {
    let padding = String(repeating: " ", count: max(1, 16 - name.count))
    text.line("  \(name)\(padding)\(StyledText.escaped(value))")
  }
}
