import IAMRoles
import JSONText

/// The managed policies of a plan, and what refers to them.
extension TerraformSide {
  mutating func add(policy: TerraformInstance, after before: TerraformSide?) {
    let (name, path) = (policy.text("name"), policy.text("path").map { $0 ?? "/" })
    let key = arn(of: policy, name, path, after: before) ?? policy.address
    let document = DescribedDocument(
      policy.document("policy")
        ?? .unknown(UnknownValue("\(policy.address): policy", "it is missing")))
    keys[policy.address] = key
    documents[key] = document
    policies.append(
      DescribedManagedPolicy(
        address: policy.address, key: key, name: Self.named(name, policy.address, "name"),
        path: path, description: policy.text("description").map { $0 ?? "" },
        document: document, attachmentCount: policy.values["attachment_count"]?.int))
  }

  /// The ARN of a policy: as the plan has it, or of account, path and name, which make it
  /// (IAM User Guide, "IAM ARNs").
  func arn(
    of policy: TerraformInstance, _ name: Stated<String?>, _ path: Stated<String>,
    after before: TerraformSide?
  ) -> String? {
    if let arn = policy.text("arn").value ?? nil { return arn }
    guard let name = name.value ?? nil, let path = path.value,
      let account = accounts.account(of: policy.provider),
      let partition = accounts.partition(of: policy.provider)
    else { return nil }
    return "arn:\(partition):iam::\(account):policy\(path)\(name)"
  }

  static func named(
    _ name: Stated<String?>, _ address: String, _ attribute: String
  ) -> Stated<String> {
    switch name {
    case .known(let text?): .known(text)
    case .known(nil): .unknown(UnknownValue("\(address): \(attribute)", "it is known after apply"))
    case .unknown(let unknown): .unknown(unknown)
    }
  }

  /// The managed policy that an attribute names.
  func attachment(_ instance: TerraformInstance, _ attribute: String)
    -> DescribedAttachment?
  {
    switch instance.text(attribute) {
    case .known(nil): return nil
    case .known(let arn?): return attachment(arn)
    case .unknown(let unknown):
      let found = targets(of: attribute, instance, type: "aws_iam_policy", ["arn", "id"])
      guard found.count == 1, let key = keys[found[0]] else {
        return DescribedAttachment(key: unknown.subject, isARN: false, unknown: unknown)
      }
      return attachment(key)
    }
  }

  func attachment(_ key: String) -> DescribedAttachment {
    DescribedAttachment(key: key, isARN: key.hasPrefix("arn:"), document: documents[key])
  }

  /// The instances that an attribute refers to, and to nothing else.
  func targets(
    of attribute: String, _ instance: TerraformInstance, type: String, _ attributes: Set<String>
  ) -> [String] {
    guard let references = configuration.references(of: attribute, at: instance.address),
      references.count == 1, attributes.contains(references[0].attribute)
    else { return [] }
    let address = references[0].address
    let found = byBase[TerraformAddress.withoutLastKey(address)] ?? []
    let type = "\(type)."
    return found.filter {
      ($0 == address || !references[0].hasKey)
        && TerraformAddress($0).rest.joined(separator: ".")
          .hasPrefix(type)
    }
  }
}
