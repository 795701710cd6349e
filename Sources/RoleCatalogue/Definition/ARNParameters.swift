import IAMPolicy
import IAMRoles
import JSONText

/// The parameters with which a text begins that must be an ARN, such as `${QueueArn}` and `${Bucket}/*`.
///
/// While nobody has chosen a value, an ARN stands for each of them.
enum ARNParameters {
  /// The resources of services as their ARNs end, where the name alone is not the end (Service Authorization
  /// Reference, "Resource types").
  private static let kinds = [
    "dynamodb": "table/", "ecr": "repository/", "events": "rule/", "iam": "role/",
    "kinesis": "stream/", "kms": "key/", "lambda": "function:", "logs": "log-group:",
    "secretsmanager": "secret:", "ssm": "parameter/", "states": "stateMachine:", "sts": "role/",
  ]

  /// An ARN for each of those parameters in a role or a policy, by the name of the parameter.
  static func samples(in json: JSON, account: String, partition: String) -> [String: String] {
    var search = Search(account: account, partition: partition)
    search.walk(json)
    return search.found
  }

  private struct Search {
    let account: String
    let partition: String
    var found: [String: String] = [:]

    mutating func walk(_ json: JSON) {
      switch json.value {
      case .null, .bool, .number, .string: break
      case .array(let elements): for element in elements { walk(element) }
      case .object(let members):
        for member in members {
          switch member.name {
          case "Resource", "NotResource":
            note(member.value, resource(of: json["Action"] ?? json["NotAction"]))
          case "AWS": note(member.value, iam("role/Sample"))
          case "Federated": note(member.value, iam("oidc-provider/sample.example.com"))
          case "PolicyArn", "PermissionsBoundaryArn", "managedPolicies", "permissionsBoundary":
            note(member.value, iam("policy/Sample"))
          default: walk(member.value)
          }
        }
      }
    }

    private mutating func note(_ json: JSON, _ sample: String) {
      for text in (json.array ?? [json]).compactMap(\.string) {
        guard let name = Substitution.leadingName(of: text), found[name] == nil else { continue }
        // No two policies of a role are the same.
        found[name] = sample.hasSuffix("policy/Sample") ? sample + name : sample
      }
    }

    private func iam(_ resource: String) -> String {
      "arn:\(partition):iam::\(account):\(resource)"
    }

    /// A resource of the service of the first action.
    private func resource(of actions: JSON?) -> String {
      let action = (actions?.array?.first ?? actions)?.string ?? "*"
      let service = String(action.lowercased().prefix { $0 != ":" })
      switch service {
      case "s3", "*": return "arn:\(partition):s3:::sample"
      case "iam", "sts": return iam("role/Sample")
      case _:
        let region = PartitionName.usualRegion(of: partition)
        return "arn:\(partition):\(service):\(region):\(account):"
          + "\(ARNParameters.kinds[service] ?? "")Sample"
      }
    }
  }
}

extension RoleSetDefinition {
  /// Values that serve to check or show the set before anybody chose some; optional ones have a value or not.
  func sampleValues(withOptional: Bool) -> ParameterValues {
    completed(ParameterValues.sample(for: parameters, withOptional: withOptional))
  }

  /// Sample values with an ARN for each parameter that must be one.
  func completed(_ sample: ParameterValues) -> ParameterValues {
    var values = sample
    let open = parameters.map(\.name).filter { values.values[$0] == ParameterValues.sampleValue }
    guard !open.isEmpty else { return values }
    let arns = arnSamples(
      account: values.values["Account"] ?? "", partition: values.values["Partition"] ?? "aws")
    for name in open { if let arn = arns[name] { values.values[name] = arn } }
    return values
  }

  /// An ARN for each parameter that must be one, by its name.
  func arnSamples(account: String, partition: String) -> [String: String] {
    guard !parameters.isEmpty else { return [:] }
    let documents = roles.map(\.documents) + policies.map(\.document)
    return ARNParameters.samples(
      in: .array(documents), account: account, partition: partition)
  }
}

extension RoleDefinition {
  /// Everything of the role that may have ARNs.
  fileprivate var documents: JSON {
    var documents = inlinePolicies.map(\.document)
    if case .ordinary(.document(let trust)) = kind { documents.append(trust) }
    return .object([
      ("managedPolicies", .strings(managedPolicies)),
      ("permissionsBoundary", permissionsBoundary.map(JSON.string) ?? .null),
      ("documents", .array(documents)),
    ])
  }
}
