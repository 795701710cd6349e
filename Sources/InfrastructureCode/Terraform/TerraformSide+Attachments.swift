import IAMRoles
import JSONText

/// The resources that give something to roles.
extension TerraformSide {
  mutating func gatherAttachments() {
    for instance in all("aws_iam_role_policy_attachment") {
      guard let policy = attachment(instance, "policy_arn") else { continue }
      let holder = holder(of: instance, "role") { role in
        role.texts("managed_policy_arns").value?.contains(policy.key) ?? false
      }
      give(policy, to: holder)
    }
    for instance in all("aws_iam_policy_attachment") {
      guard let policy = attachment(instance, "policy_arn") else { continue }
      switch instance.texts("roles") {
      case .unknown(let unknown): unplaced.append(unknown)
      case .known(let names):
        var holders: Set<String> = []
        for name in names {
          let holder = holder(named: name, in: scope(instance), instance) { role in
            role.texts("managed_policy_arns").value?.contains(policy.key) ?? false
          }
          if case .role(let address) = holder { holders.insert(address) }
          give(policy, to: holder)
        }
        exclusive[policy.key] = holders
      }
    }
  }

  mutating func give(_ policy: DescribedAttachment, to holder: Holder) {
    switch holder {
    case .role(let address):
      attached[address, default: []].insert(policy.key)
      attachments.append((address, policy))
    case .outsider(let outsider):
      outsiders[outsider, default: Self.outside(outsider)].managed.append(policy)
    case .uncertain(let addresses, let unknown):
      for address in addresses { roles[address]?.untold.append(unknown) }
    case .nobody(let unknown): unplaced.append(unknown)
    }
  }

  mutating func gatherInlinePolicies() {
    for instance in all("aws_iam_role_policy") {
      let name = Self.named(instance.text("name"), instance.address, "name")
      let missing = UnknownValue("\(instance.address): policy", "it is missing")
      let policy = DescribedInlinePolicy(
        name: name.value ?? instance.address, unknownName: name.unknown,
        document: DescribedDocument(instance.document("policy") ?? .unknown(missing)))
      let holder = holder(of: instance, "role") { role in
        (role.values["inline_policy"]?.array ?? []).contains { $0["name"]?.string == policy.name }
      }
      switch holder {
      case .role(let address):
        inlined[address, default: []].insert(policy.name)
        inlines.append((address, policy))
      case .outsider(let outsider):
        outsiders[outsider, default: Self.outside(outsider)].inline.append(policy)
      case .uncertain(let addresses, let unknown):
        for address in addresses { roles[address]?.untold.append(unknown) }
      case .nobody(let unknown): unplaced.append(unknown)
      }
    }
  }

  /// A role that is not in the plan.
  static func outside(_ outsider: Outsider) -> DescribedRole {
    DescribedRole.outside(outsider.name, scope: outsider.scope, of: "the plan")
  }
}
