import JSONText

/// Builds the JSON of a plan, as `terraform show -json` prints it.
struct PlanText {
  /// One resource change.
  struct Change {
    var address: String
    var before: [(String, JSON)]?
    var after: [(String, JSON)]?
    var unknown: [String] = []
    var sensitive: [String] = []
    /// The attributes that the configuration sets; nil: those that are known or refer to something.
    var set: [String]?
    /// What an attribute of the configuration refers to.
    var references: [String: [String]] = [:]
    var actions: [String]?
    var provider = "aws"

    var type: String {
      let parts = address.split(separator: ".")
      let place = parts.firstIndex(of: "module").map { $0 + 2 } ?? 0
      return String(parts[place])
    }

    private var plain: [String] {
      actions ?? (before == nil ? ["create"] : after == nil ? ["delete"] : ["update"])
    }

    var json: JSON {
      .object([
        ("address", .string(address)), ("mode", .string("managed")), ("type", .string(type)),
        ("name", .string("x")), ("provider_name", .string("registry.terraform.io/hashicorp/aws")),
        (
          "change",
          .object([
            ("actions", .strings(plain)), ("before", before.map(JSON.object) ?? .null),
            ("after", after.map(JSON.object) ?? .null),
            ("after_unknown", .object(unknown.map { ($0, .bool(true)) })),
            ("before_sensitive", .object(sensitive.map { ($0, .bool(true)) })),
            ("after_sensitive", .object(sensitive.map { ($0, .bool(true)) })),
          ])
        ),
      ])
    }

    var configuration: JSON {
      let names = set ?? Set((after ?? []).map(\.0) + references.keys).sorted()
      return .object([
        ("address", .string(Self.withoutKey(address))), ("mode", .string("managed")),
        ("type", .string(type)), ("provider_config_key", .string(provider)),
        (
          "expressions",
          .object(
            names.map { name in
              let known = (after ?? []).first { $0.0 == name }?.1 ?? .null
              return (
                name,
                references[name].map { .object([("references", .strings($0))]) }
                  ?? .object([("constant_value", known)])
              )
            })
        ),
      ])
    }

    static func withoutKey(_ address: String) -> String {
      address.split(separator: "[").first.map(String.init) ?? address
    }
  }

  var changes: [Change]
  var prior: [(address: String, type: String, mode: String, values: JSON)] = []
  var providers: [(String, JSON)] = []

  var text: String {
    var seen: Set<String> = []
    let resources = changes.filter { $0.after != nil || $0.actions == ["create"] }.compactMap {
      seen.insert(Change.withoutKey($0.address)).inserted ? $0.configuration : nil
    }
    let prior = self.prior.map { row in
      JSON.object([
        ("address", .string(row.address)), ("mode", .string(row.mode)),
        ("type", .string(row.type)), ("values", row.values),
      ])
    }
    return JSON.object([
      ("format_version", .string("1.2")), ("terraform_version", .string("1.11.4")),
      ("planned_values", .object([])),
      (
        "prior_state",
        .object([
          ("values", .object([("root_module", .object([("resources", .array(prior))]))]))
        ])
      ),
      ("resource_changes", .array(changes.map(\.json))),
      (
        "configuration",
        .object([
          ("provider_config", .object(providers)),
          ("root_module", .object([("resources", .array(resources))])),
        ])
      ),
    ]).text(.pretty)
  }
}
