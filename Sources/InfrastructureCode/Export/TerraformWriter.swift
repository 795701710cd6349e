import IAMPolicy
import IAMRoles
import JSONText

/// Writes a Terraform configuration in JSON (Terraform documentation, "JSON Configuration Syntax"), or the
/// `import` blocks that bring what exists under it.
struct TerraformWriter {
  private struct Resource {
    let type: String
    let label: String
    /// What `import` calls it (Terraform Registry, the page of each resource, "Import").
    let importID: String
    let arguments: [(String, JSON)]

    var address: String { "\(type).\(label)" }
  }

  private let resources: [Resource]
  let notes: [String]

  init(_ contents: ExportContents) {
    var builder = Builder(contents)
    builder.build()
    resources = builder.resources
    notes = builder.notes
  }

  var configuration: JSON {
    var types: [String] = []
    for resource in resources where !types.contains(resource.type) { types.append(resource.type) }
    let blocks = types.map { type in
      (
        type,
        JSON.object(
          resources.filter { $0.type == type }.map { ($0.label, JSON.object($0.arguments)) })
      )
    }
    return .object([("resource", .object(blocks))])
  }

  var imports: JSON {
    let blocks = resources.map { resource in
      JSON.object([
        ("to", .string(resource.address)), ("id", .string(Self.escaped(resource.importID))),
      ])
    }
    return .object([("import", .array(blocks))])
  }

  /// A text in which Terraform reads no template (Terraform documentation, "Strings and Templates", "Escape
  /// Sequences").
  private static func escaped(_ text: String) -> String {
    var result: [UInt8] = []
    let bytes = Array(text.utf8)
    for (place, byte) in bytes.enumerated() {
      result.append(byte)
      let isMark = byte == UInt8(ascii: "$") || byte == UInt8(ascii: "%")
      if isMark, place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "{") {
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Makes the resources of a role set, policies first.
  private struct Builder {
    let contents: ExportContents
    var resources: [Resource] = []
    var notes: [String] = []
    private var labels: [String: UniqueNames] = [:]
    private var policies: [[UInt8]: String] = [:]
    private var roles: [String] = []
    private var providers: [String] = []

    init(_ contents: ExportContents) { self.contents = contents }

    mutating func build() {
      for (policy, arn) in contents.policies { add(policy, arn) }
      for (provider, arn) in contents.providers { add(provider, arn) }
      for place in contents.roles.indices { add(roleAt: place) }
    }

    @discardableResult
    private mutating func add(
      _ type: String, _ name: String, importID: String, _ arguments: [(String, JSON)]
    ) -> String {
      let label = labels[type, default: UniqueNames()].take(Self.label(name), separator: "_")
      let resource = Resource(
        type: type, label: label, importID: importID, arguments: arguments)
      resources.append(resource)
      return resource.address
    }

    private mutating func add(_ policy: CustomerManagedPolicy, _ arn: String) {
      var arguments = [("name", Self.text(policy.name)), ("path", Self.text(policy.path))]
      if !policy.description.isEmpty {
        arguments.append(("description", Self.text(policy.description)))
      }
      arguments.append(("policy", Self.text(policy.document.text(.compact))))
      arguments += Self.tags(policy.tags)
      policies[Array(arn.utf8)] = add("aws_iam_policy", policy.name, importID: arn, arguments)
    }

    private mutating func add(_ provider: IdentityProvider, _ arn: String) {
      let tags = Self.tags(provider.tags)
      switch provider.kind {
      case .oidc(let url, let clientIDs, let thumbprints):
        var arguments = [
          ("url", Self.text(url)), ("client_id_list", JSON.array(clientIDs.map(Self.text))),
        ]
        if let thumbprints {
          arguments.append(("thumbprint_list", .array(thumbprints.map(Self.text))))
        }
        providers.append(
          add(
            "aws_iam_openid_connect_provider",
            provider.resource.replacing("oidc-provider/", with: ""), importID: arn,
            arguments + tags))
      case .saml(let name, let metadata):
        let arguments = [
          ("name", Self.text(name)), ("saml_metadata_document", Self.text(metadata)),
        ]
        providers.append(
          add("aws_iam_saml_provider", name, importID: arn, arguments + tags))
      }
    }

    private mutating func add(roleAt place: Int) {
      let role = contents.roles[place].role
      var arguments = [("name", Self.text(role.name)), ("path", Self.text(role.path))]
      if !role.description.isEmpty {
        arguments.append(("description", Self.text(role.description)))
      }
      arguments += [
        ("assume_role_policy", Self.text(role.trust.text(.compact))),
        ("max_session_duration", .number(role.maxSessionDuration)),
      ]
      if let boundary = role.permissionsBoundary {
        arguments.append(("permissions_boundary", reference(boundary.arn)))
      }
      arguments += Self.tags(role.tags)
      let after =
        contents.providersTrusted(by: place).map { providers[$0] }
        + contents.trusted(by: place).map { roles[$0] }
      if !after.isEmpty { arguments.append(("depends_on", .strings(after))) }
      let address = add("aws_iam_role", role.name, importID: role.name, arguments)
      roles.append(address)
      let name = JSON.string("${\(address).name}")
      addInline(of: role, name)
      addAttached(of: role, name)
      for profile in role.instanceProfiles {
        add(
          "aws_iam_instance_profile", profile.name, importID: profile.name,
          [("name", Self.text(profile.name)), ("path", Self.text(profile.path)), ("role", name)])
      }
    }

    private mutating func addInline(of role: Role, _ name: JSON) {
      var names: [JSON] = []
      for policy in role.inlinePolicies {
        let address = add(
          "aws_iam_role_policy", "\(role.name)_\(policy.name)",
          importID: "\(role.name):\(policy.name)",
          [
            ("name", Self.text(policy.name)), ("role", name),
            ("policy", Self.text(policy.document.text(.compact))),
          ])
        names.append(.string("${\(address).name}"))
      }
      add(
        "aws_iam_role_policies_exclusive", role.name, importID: role.name,
        [("role_name", name), ("policy_names", .array(names))])
    }

    private mutating func addAttached(of role: Role, _ name: JSON) {
      var arns: [JSON] = []
      for policy in role.managedPolicies {
        let label = policy.arn.split(separator: "/").last.map(String.init) ?? policy.arn
        let address = add(
          "aws_iam_role_policy_attachment", "\(role.name)_\(label)",
          importID: "\(role.name)/\(policy.arn)",
          [("role", name), ("policy_arn", reference(policy.arn))])
        arns.append(.string("${\(address).policy_arn}"))
      }
      guard role.acceptedPolicies.isEmpty else {
        notes.append(
          "role \(Shown.quoted(role.name)) may keep policies that AWS deprecated: what else is "
            + "attached to it is not removed")
        return
      }
      add(
        "aws_iam_role_policy_attachments_exclusive", role.name, importID: role.name,
        [("role_name", name), ("policy_arns", .array(arns))])
    }

    private func reference(_ arn: String) -> JSON {
      policies[Array(arn.utf8)].map { .string("${\($0).arn}") } ?? Self.text(arn)
    }

    private static func text(_ text: String) -> JSON { .string(escaped(text)) }

    private static func tags(_ tags: [Tag]) -> [(String, JSON)] {
      guard !tags.isEmpty else { return [] }
      // Names of members are templates as well.
      return [("tags", .object(tags.map { (escaped($0.key), text($0.value)) }))]
    }

    /// Letters, digits, `_` and `-`, not a digit first (Terraform documentation, "Syntax", "Identifiers").
    private static func label(_ name: String) -> String {
      let label = String(
        name.map { character in
          let isPlain = character.isASCII && (character.isLetter || character.isNumber)
          return isPlain || character == "_" || character == "-" ? character : "_"
        })
      guard let first = label.first, first.isLetter || first == "_" else { return "_" + label }
      return label
    }
  }
}
