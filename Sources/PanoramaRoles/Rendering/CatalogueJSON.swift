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
      ("lifecycle", lifecycle(set.lifecycle)), ("role", role(shown)),
    ])
  }

  private static func set(_ set: RoleSetDefinition) -> JSON {
    .object([
      ("name", .string(set.name)), ("title", .string(set.title)),
      ("summary", .string(set.summary)), ("lifecycle", lifecycle(set.lifecycle)),
      ("parameters", .array(set.parameters.map(parameter))),
      ("roles", .array(set.roles.map(role))),
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
      ("optional", .bool(parameter.isOptional)),
    ])
  }

  private static func role(_ role: RoleDefinition) -> JSON {
    .object([
      ("name", .string(role.name)), ("aliases", .strings(role.aliases)),
      ("madeFor", role.madeFor.map { .string($0.rawValue) } ?? .null),
      ("path", .string(role.path)), ("acceptedPaths", .strings(role.acceptedPaths)),
      ("description", .string(role.description)),
      ("maxSessionDuration", .number(role.maxSessionDuration)), ("trust", trust(role.kind)),
      ("managedPolicies", .strings(role.managedPolicies)),
      (
        "managedPolicyVersions",
        .object(
          role.managedPolicies.compactMap { arn in
            CatalogueText.version(of: arn).map { policy in
              (
                arn,
                .object([
                  ("version", .string(policy.version)), ("updated", .string(policy.updated.text)),
                ])
              )
            }
          })
      ),
      (
        "acceptedPolicies",
        .array(
          role.acceptedPolicies.map {
            .object([
              ("arn", .string($0.arn)), ("inPlaceOf", .strings($0.inPlaceOf)),
              ("note", .string($0.note)),
            ])
          })
      ),
      (
        "inlinePolicies",
        .array(
          role.inlinePolicies.map {
            .object([
              ("name", .string($0.name)), ("when", $0.when.map(JSON.string) ?? .null),
              ("unless", $0.unless.map(JSON.string) ?? .null), ("document", $0.document),
            ])
          })
      ), ("tags", .object(role.tags.map { ($0.key, .string($0.value)) })),
      ("permissionsBoundary", role.permissionsBoundary.map(JSON.string) ?? .null),
      (
        "facts",
        .array(
          role.facts.map {
            .object([
              ("about", .string($0.about)), ("fact", .string($0.text)),
              ("confidence", .string($0.confidence.rawValue)), ("source", .string($0.source)),
            ])
          })
      ),
      (
        "corrections",
        .array(
          role.corrections.map {
            .object([
              ("document", .string($0.document)), ("says", .string($0.says)),
              ("fact", .string($0.fact)), ("source", .string($0.source)),
            ])
          })
      ),
    ])
  }

  private static func trust(_ kind: RoleDefinition.Kind) -> JSON {
    switch kind {
    case .serviceLinked(let service): .object([("serviceLinked", .string(service))])
    case .ordinary(.document(let document)): .object([("document", document)])
    case .ordinary(.services(let trust)):
      .object([
        ("services", .strings(trust.services)), ("sourceAccount", .bool(trust.sourceAccount)),
        ("sourceArns", .strings(trust.sourceARNs)), ("devices", .bool(trust.takesDevices)),
      ])
    }
  }
}
