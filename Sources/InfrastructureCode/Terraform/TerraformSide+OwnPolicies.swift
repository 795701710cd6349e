import IAMRoles
import JSONText

/// The policies that roles list themselves, and what resources of their own change of them.
extension TerraformSide {
  /// The policies in the role's own attributes.
  ///
  /// Where the configuration does not set them, the provider fills them with what the account has, that of
  /// other resources too; the plan repeats them although other resources remove something. So what
  /// other resources had attached is taken off, and what they attach is added. A role that the configuration does
  /// not have any more and that stays, which Terraform forgets, sets nothing.
  mutating func addOwnPolicies(
    _ instance: TerraformInstance, after before: TerraformSide?
  ) {
    let address = instance.address
    let expressions = configuration.resource(of: address)?.expressions
    if before == nil {
      addManaged(instance, except: [])
      addInline(instance, except: [])
      return
    }
    if expressions?["managed_policy_arns"] != nil {
      addManaged(instance, except: [])
    } else if !instance.isNew {
      let gone = exclusive.filter { !$0.value.contains(address) }.map(\.key)
      addManaged(instance, except: (before?.attached[address] ?? []).union(gone))
    }
    if expressions?["inline_policy"] != nil {
      addInline(instance, except: [])
    } else if !instance.isNew {
      addInline(instance, except: before?.inlined[address] ?? [])
    }
  }

  mutating func addManaged(_ instance: TerraformInstance, except gone: Set<String>) {
    switch instance.texts("managed_policy_arns") {
    case .unknown(let unknown): roles[instance.address]?.untold.append(unknown)
    case .known(let arns):
      for arn in arns where !gone.contains(arn) {
        let policy = attachment(arn)
        roles[instance.address]?.managed.append(policy)
      }
    }
  }

  mutating func addInline(_ instance: TerraformInstance, except gone: Set<String>) {
    for block in instance.blocks("inline_policy") {
      switch block {
      case .unknown(let unknown): roles[instance.address]?.untold.append(unknown)
      case .known(let policy):
        // Empty block: Terraform's way to say that the role has none.
        let name = policy.text("name")
        guard let document = policy.document("policy") else { continue }
        let key = name.value.flatMap(\.self) ?? policy.address
        if gone.contains(key) { continue }
        roles[instance.address]?.inline.append(
          DescribedInlinePolicy(
            name: key, unknownName: name.unknown, document: DescribedDocument(document)))
      }
    }
  }

  mutating func attachAll() {
    for (address, policy) in attachments {
      guard roles[address]?.managed.contains(where: { $0.key == policy.key }) == false else {
        continue
      }
      roles[address]?.managed.append(policy)
    }
    for (address, policy) in inlines {
      roles[address]?.inline.removeAll { $0.name == policy.name }
      roles[address]?.inline.append(policy)
    }
    for address in order {
      roles[address]?.managed.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      roles[address]?.inline.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
  }

  /// Lists that remove what they do not name.
  mutating func applyExclusive() {
    for instance in all("aws_iam_role_policies_exclusive") {
      guard case .role(let address) = holder(of: instance, "role_name") else { continue }
      switch instance.texts("policy_names") {
      case .unknown(let unknown): roles[address]?.untold.append(unknown)
      case .known(let names): roles[address]?.inline.removeAll { !names.contains($0.name) }
      }
    }
    for instance in all("aws_iam_role_policy_attachments_exclusive") {
      guard case .role(let address) = holder(of: instance, "role_name") else { continue }
      switch instance.texts("policy_arns") {
      case .unknown(let unknown): roles[address]?.untold.append(unknown)
      case .known(let arns):
        let listed = arns.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
          .map { attachment($0) }
        roles[address]?.managed = listed
      }
    }
  }

  mutating func add(profile instance: TerraformInstance) {
    let name = instance.text("name").value.flatMap(\.self) ?? instance.address
    if case .known(nil) = instance.text("role") { return }
    switch holder(of: instance, "role") {
    case .role(let address): roles[address]?.instanceProfiles.append(name)
    case .outsider(let outsider):
      outsiders[outsider, default: Self.outside(outsider)].instanceProfiles.append(name)
    case .uncertain(let addresses, let unknown):
      for address in addresses { roles[address]?.untold.append(unknown) }
    case .nobody(let unknown): unplaced.append(unknown)
    }
  }
}
