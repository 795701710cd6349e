import IAMRoles
import JSONText
package import RoleCatalogue

/// One role of the catalogue for a person: whom it trusts, what it may do, and how sure all of it is.
extension CatalogueText {
  /// All that is known of a role.
  package static func show(_ role: RoleDefinition, of set: RoleSetDefinition) -> StyledText {
    var text = StyledText()
    text.add(
      role.madeFor == nil ? "Role '\(set.name(of: role))'" : "Role: \(name(of: role, in: set))",
      .heading)
    text.one(" of role set '\(set.name)' (\(status(of: set)))")
    let source = set.lifecycle.source.isEmpty ? "" : ": \(set.lifecycle.source)"
    row("life-cycle", status(of: set) + source, in: &text)
    if let availability = set.availability {
      row("where", "\(availability.words) (\(availability.source))", in: &text)
    }
    row("kind", kind(of: role), in: &text)
    row("path", paths(of: role), in: &text)
    if !role.aliases.isEmpty {
      row("also spelled", role.aliases.map { "'\($0)'" }.joined(separator: ", "), in: &text)
    }
    if !role.description.isEmpty { row("description", role.description, in: &text) }
    if role.maxSessionDuration != Role.usualSessionDuration {
      row("session", "at most \(role.maxSessionDuration) seconds", in: &text)
    }
    row("trust", trust(of: role), in: &text)
    if let document = set.trustPolicy(of: role) { add(document, in: &text) }
    addPolicies(of: role, set, in: &text)
    if let boundary = role.permissionsBoundary { row("boundary", boundary, in: &text) }
    for tag in role.tags { row("tag", "\(tag.key)=\(tag.value)", in: &text) }
    addKnowledge(of: role, in: &text)
    return text
  }

  private static func addPolicies(
    of role: RoleDefinition, _ set: RoleSetDefinition, in text: inout StyledText
  ) {
    let own = set.policies(of: role)
    for arn in role.managedPolicies {
      row("managed policy", arn + words(forVersionOf: arn), in: &text)
      guard let policy = own.first(where: { $0.arn == arn })?.policy else { continue }
      let words = policy.description.isEmpty ? "" : ": \(policy.description)"
      row("", "made by the set\(words)", in: &text)
      add(policy.document, in: &text)
    }
    for policy in role.acceptedPolicies {
      row("accepted policy", policy.arn + words(forVersionOf: policy.arn), in: &text)
      row("", policy.note, in: &text)
    }
    for policy in role.inlinePolicies {
      row("inline policy", words(for: policy), in: &text)
      add(policy.document, in: &text)
    }
    let names = (role.managedPolicies + role.acceptedPolicies.map(\.arn))
      .compactMap { version(of: $0)?.name }
    if let name = names.first {
      text.one("  'panorama-roles policy managed \(name)' prints the document of such a policy")
    }
  }

  private static func addKnowledge(of role: RoleDefinition, in text: inout StyledText) {
    if !role.facts.isEmpty {
      text.line("  What is known, and how well:")
      for fact in role.facts {
        text.one("    \(fact.about) (\(fact.confidence.rawValue)): \(fact.text)")
        text.one("      source: \(fact.source)", .faint)
      }
    }
    if !role.corrections.isEmpty {
      text.line("  What AWS's own texts get wrong:")
      for correction in role.corrections {
        text.one("    \(correction.document) says: \(correction.says)")
        text.one("      in fact: \(correction.fact)")
        text.one("      source: \(correction.source)", .faint)
      }
    }
  }

  private static func paths(of role: RoleDefinition) -> String {
    let others = role.acceptedPaths.filter { $0 != role.path }.map { "'\($0)'" }
    guard !others.isEmpty else { return role.path }
    return "\(role.path) (an existing role at \(others.joined(separator: ", ")) is accepted)"
  }

  package static func trust(of role: RoleDefinition) -> String {
    switch role.kind {
    case .serviceLinked(let service): return "\(service), as the service decides"
    case .absent: return "nobody, since it should not exist"
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
    let words = " (\(policy.version) of \(policy.updated.text), \(policy.confidence.rawValue)"
    guard let day = policy.deprecated else { return words + ")" }
    return words + "; deprecated on \(day.text), cannot be attached)"
  }

  /// The policy of AWS that an ARN with parameters names.
  package static func version(of arn: String) -> ManagedPolicyDefinition? {
    guard arn.isPolicyOfAWS else { return nil }
    let parts = arn.split(separator: ":", maxSplits: 5)
    return parts.last.flatMap { ManagedPolicyDefinition.named("arn:aws:iam::aws:\($0)") }
  }

  private static func words(for policy: InlinePolicyDefinition) -> String {
    var words = policy.name
    if let name = policy.when { words += ", when parameter '\(name)' has a value" }
    if let name = policy.unless { words += ", when parameter '\(name)' has no value" }
    return words
  }

  /// A document below its row.
  private static func add(_ document: JSON, in text: inout StyledText) {
    for line in document.text(.pretty).split(separator: "\n") { text.one("    \(line)", .faint) }
  }

  private static func row(_ name: String, _ value: String, in text: inout StyledText) {
    let padding = String(repeating: " ", count: max(1, 16 - name.count))
    text.one("  \(name)\(padding)\(value)")
  }
}
