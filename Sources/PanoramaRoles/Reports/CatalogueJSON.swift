import IAMRoles
import JSONText
import RoleCatalogue

/// Role sets and roles of the catalogue as JSON.
enum CatalogueJSON {
  static let schemaVersion = "1.0"

  static func list(_ sets: [RoleSetDefinition]) -> JSON {
    .object([
      ("schemaVersion", .string(schemaVersion)), ("roleSets", .array(sets.map(set))),
    ])
  }

  static func show(_ shown: RoleSetDefinition) -> JSON {
    .object([("schemaVersion", .string(schemaVersion)), ("roleSet", set(shown))])
  }

  static func show(_ shown: RoleDefinition, of set: RoleSetDefinition) -> JSON {
    .object([
      ("schemaVersion", .string(schemaVersion)), ("roleSet", .string(set.name)),
      ("lifecycle", lifecycle(set.lifecycle)), ("availability", availability(of: set)),
      ("role", role(shown, of: set)),
    ])
  }

  private static func set(_ set: RoleSetDefinition) -> JSON {
    .object([
      ("name", .string(set.name)), ("title", .string(set.title)),
      ("summary", .string(set.summary)), ("lifecycle", lifecycle(set.lifecycle)),
      ("availability", availability(of: set)),
      ("parameters", .array(set.parameters.map(parameter))),
      ("roles", .array(set.roles.map { role($0, of: set) })),
    ])
  }

  private static func availability(of set: RoleSetDefinition) -> JSON {
    guard let availability = set.availability else { return .null }
    return .object([
      ("partitions", .strings(availability.partitions)),
      ("regions", .strings(availability.regions)), ("source", .string(availability.source)),
    ])
  }

  private static func lifecycle(_ lifecycle: Lifecycle) -> JSON {
    .object([
      ("status", .string(lifecycle.status.rawValue)),
      ("endDate", lifecycle.endDate.map { .string($0.text) } ?? .null),
      ("source", .string(lifecycle.source)),
      (
        "events",
        .array(
          lifecycle.events.map {
            .object([("date", .string($0.date.text)), ("event", .string($0.event))])
          })
      ),
    ])
  }

  private static func parameter(_ parameter: ParameterDefinition) -> JSON {
    .object([
      ("name", .string(parameter.name)), ("summary", .string(parameter.summary)),
      ("default", parameter.defaultValue.map(JSON.string) ?? .null),
      ("optional", .bool(parameter.isOptional)), ("wildcards", .bool(parameter.takesWildcards)),
    ])
  }

  private static func role(_ role: RoleDefinition, of set: RoleSetDefinition) -> JSON {
    var members: [(String, JSON)] = [
      ("name", .string(role.name)), ("aliases", .strings(role.aliases)),
      ("madeFor", role.madeFor.map { .string($0.rawValue) } ?? .null),
      ("path", .string(role.path)), ("acceptedPaths", .strings(role.acceptedPaths)),
      ("description", .string(role.description)),
      ("maxSessionDuration", .number(role.maxSessionDuration)),
      ("trust", trust(of: role, in: set)),
    ]
    members += policies(of: role, in: set)
    members += [
      ("tags", tags(role.tags)),
      ("permissionsBoundary", role.permissionsBoundary.map(JSON.string) ?? .null),
      ("facts", .array(role.facts.map(fact))),
      ("corrections", .array(role.corrections.map(correction))),
    ]
    return .object(members)
  }

  private static func policies(
    of role: RoleDefinition, in set: RoleSetDefinition
  ) -> [(String, JSON)] {
    let own = set.policies(of: role).map { arn, policy -> JSON in
      .object([
        ("arn", .string(arn)), ("description", .string(policy.description)),
        ("tags", tags(policy.tags)), ("document", policy.document),
      ])
    }
    let arns = role.managedPolicies + role.acceptedPolicies.map(\.arn)
    let versions = arns.compactMap { arn in
      CatalogueText.version(of: arn).map { (arn, version($0)) }
    }
    let accepted = role.acceptedPolicies.map { policy -> JSON in
      .object([
        ("arn", .string(policy.arn)), ("inPlaceOf", .strings(policy.inPlaceOf)),
        ("note", .string(policy.note)),
      ])
    }
    let inline = role.inlinePolicies.map { policy -> JSON in
      .object([
        ("name", .string(policy.name)), ("when", policy.when.map(JSON.string) ?? .null),
        ("unless", policy.unless.map(JSON.string) ?? .null), ("document", policy.document),
      ])
    }
    return [
      ("managedPolicies", .strings(role.managedPolicies)),
      ("managedPolicyVersions", .object(versions)), ("ownPolicies", .array(own)),
      ("acceptedPolicies", .array(accepted)), ("inlinePolicies", .array(inline)),
    ]
  }

  private static func version(_ policy: ManagedPolicyDefinition) -> JSON {
    .object([
      ("version", .string(policy.version)), ("updated", .string(policy.updated.text)),
      ("deprecated", policy.deprecated.map { .string($0.text) } ?? .null),
      ("confidence", .string(policy.confidence.rawValue)), ("source", .string(policy.source)),
    ])
  }

  private static func tags(_ tags: [Tag]) -> JSON {
    .object(tags.map { ($0.key, .string($0.value)) })
  }

  private static func fact(_ fact: Fact) -> JSON {
    .object([
      ("about", .string(fact.about)), ("fact", .string(fact.text)),
      ("confidence", .string(fact.confidence.rawValue)), ("source", .string(fact.source)),
    ])
  }

  private static func correction(_ correction: Correction) -> JSON {
    .object([
      ("document", .string(correction.document)), ("says", .string(correction.says)),
      ("fact", .string(correction.fact)), ("source", .string(correction.source)),
    ])
  }

  private static func trust(of role: RoleDefinition, in set: RoleSetDefinition) -> JSON {
    switch role.kind {
    case .serviceLinked(let service): .object([("serviceLinked", .string(service))])
    case .absent: .null
    case .ordinary(.document(let document)): .object([("document", document)])
    case .ordinary(.services(let trust)):
      .object([
        ("services", .strings(trust.services)), ("sourceAccount", .bool(trust.sourceAccount)),
        ("sourceArns", .strings(trust.sourceARNs)), ("devices", .bool(trust.takesDevices)),
        ("document", set.trustPolicy(of: role) ?? .null),
      ])
    }
  }
}
