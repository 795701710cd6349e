import IAMPolicy
import JSONText

/// The `configuration` of a plan: which expressions a resource has, and what they refer to
/// (Terraform, "JSON Output Format", "Configuration Representation").
struct TerraformConfiguration {
  /// A resource of the configuration.
  struct Resource {
    let provider: String
    let expressions: JSON
  }

  /// A resource that an expression refers to, with the attribute: `aws_iam_policy.p` and `arn`.
  struct Reference: Hashable {
    /// The address of the resource, without the key of an instance unless it is written.
    let address: String
    let attribute: String
    let hasKey: Bool
  }

  private struct Module {
    var calls: [String: JSON] = [:]
    var outputs: JSON?
  }

  private var resources: [String: Resource] = [:]
  private var modules: [String: Module] = [:]
  /// The accounts that the configuration of a provider names, by its key.
  private(set) var accounts: [String: String] = [:]
  /// The keys of the providers.
  private(set) var providers: Set<String> = []
  /// The providers that give every resource some tags.
  private(set) var tagging: Set<String> = []

  init(_ json: JSON) {
    for provider in json["provider_config"]?.object ?? [] {
      let expressions = provider.value["expressions"]
      providers.insert(provider.name)
      if let roles = expressions?["assume_role"],
        let arn = (roles.array?.last ?? roles)["role_arn"]?["constant_value"]?.string,
        let account = Self.account(of: arn)
      {
        accounts[provider.name] = account
      }
      if expressions?["default_tags"] != nil { tagging.insert(provider.name) }
    }
    // The reader bounds how deep a text is nested, and so this.
    if let root = json["root_module"] { add(root, at: "") }
  }

  /// The account in an ARN; nil where it has none.
  static func account(of arn: String) -> String? {
    ARN(arn).map(\.account).flatMap { AccountID.isValid($0) ? $0 : nil }
  }

  private mutating func add(_ module: JSON, at path: String) {
    let prefix = path.isEmpty ? "" : "\(path)."
    for resource in module["resources"]?.array ?? [] {
      guard let address = resource["address"]?.string else { continue }
      resources[prefix + address] = Resource(
        provider: resource["provider_config_key"]?.string ?? "",
        expressions: resource["expressions"] ?? .object([]))
    }
    var found = Module()
    found.outputs = module["outputs"]
    for call in module["module_calls"]?.object ?? [] {
      found.calls[call.name] = call.value["expressions"] ?? .object([])
      if let child = call.value["module"] { add(child, at: "\(prefix)module.\(call.name)") }
    }
    modules[path] = found
  }

  /// The resource of an instance; nil for one that the configuration does not have any more.
  func resource(of address: String) -> Resource? {
    resources[TerraformAddress.withoutKeys(address)]
  }

  /// The attributes of resources that an attribute of an instance refers to, through variables and outputs
  /// of modules; nil when it refers to anything else.
  func references(of attribute: String, at address: String) -> [Reference]? {
    guard let expression = resource(of: address)?.expressions[attribute] else { return nil }
    var steps = 0
    return references(of: expression, in: TerraformAddress(address).modules, &steps)
  }

  /// The names that an attribute refers to, as they are written.
  func names(of attribute: String, at address: String) -> [String] {
    guard let references = resource(of: address)?.expressions[attribute]?["references"]?.array
    else {
      return []
    }
    return Self.longest(references.compactMap(\.string))
  }

  private func references(
    of expression: JSON, in path: [String], _ steps: inout Int
  ) -> [Reference]? {
    // Variables that hand on several others each could be followed for ever.
    steps += 1
    guard steps < 256, let list = expression["references"]?.array else { return nil }
    var found: [Reference] = []
    for name in Self.longest(list.compactMap(\.string)) {
      guard let next = reference(name, in: path, &steps) else { return nil }
      found += next
    }
    return found.isEmpty ? nil : found
  }

  private func reference(
    _ name: String, in path: [String], _ steps: inout Int
  ) -> [Reference]? {
    let parts = TerraformAddress.parts(of: name)
    let place = path.map(TerraformAddress.name).joined(separator: ".")
    let prefix = path.isEmpty ? "" : path.joined(separator: ".") + "."
    switch parts.first {
    case "var":
      guard parts.count == 2, let call = path.last else { return nil }
      let above = Array(path.dropLast())
      let caller = above.map(TerraformAddress.name).joined(separator: ".")
      let module = String(TerraformAddress.name(call).dropFirst("module.".count))
      guard let expression = modules[caller]?.calls[module]?[parts[1]] else { return nil }
      return references(of: expression, in: above, &steps)
    case "module":
      guard parts.count == 3 else { return nil }
      let child = (place.isEmpty ? "" : "\(place).") + "module.\(TerraformAddress.name(parts[1]))"
      guard let output = modules[child]?.outputs?[parts[2]]?["expression"] else { return nil }
      return references(of: output, in: path + ["module.\(parts[1])"], &steps)
    case "each", "count", "self", "local", "path", "terraform", "data": return nil
    case _:
      guard parts.count == 3 else { return nil }
      return [
        Reference(
          address: "\(prefix)\(parts[0]).\(parts[1])", attribute: parts[2],
          hasKey: parts[1].contains("["))
      ]
    }
  }

  /// The names of which no other one is the beginning.
  ///
  /// Terraform lists `aws_iam_policy.p.arn` and `aws_iam_policy.p` for one reference.
  private static func longest(_ names: [String]) -> [String] {
    var beginnings: Set<String> = []
    for name in names {
      for index in name.utf8.indices where name.utf8[index] == 0x2E || name.utf8[index] == 0x5B {
        beginnings.insert(String(name[..<index]))
      }
    }
    return names.filter { !beginnings.contains($0) }
  }
}
