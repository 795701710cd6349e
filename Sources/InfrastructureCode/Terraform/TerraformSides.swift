import IAMPolicy
import IAMRoles
import JSONText

extension TerraformReader {
  /// Both moments of a plan.
  struct Sides {
    var before = DescribedState()
    var after = DescribedState()
    var accounts: [String] = []
  }

  /// Puts both moments together.
  func assembled() -> Sides {
    let accounts = TerraformAccounts(self)
    let configuration = self.configuration
    func provider(_ change: Change) -> String {
      configuration.resource(of: change.name)?.provider ?? ""
    }
    let old = changes.compactMap { change in
      change.before.map {
        TerraformInstance(
          address: change.address, type: change.type, provider: provider(change), values: $0,
          sensitive: change.beforeSensitive)
      }
    }
    let new = changes.filter(\.isThereAfter).map { change in
      let isForgotten = change.after == nil && !change.isNew
      return TerraformInstance(
        address: change.address, type: change.type, provider: provider(change),
        isNew: change.isNew,
        values: change.after ?? (isForgotten ? change.before : nil) ?? .object([]),
        unknown: isForgotten ? nil : change.unknown,
        sensitive: isForgotten ? change.beforeSensitive : change.afterSensitive,
        references: { configuration.names(of: $0, at: change.name) })
    }
    let before = TerraformSide(old, self, accounts, after: nil)
    let after = TerraformSide(new, self, accounts, after: before)
    let outsiders = Set(before.outsiders.keys).union(after.outsiders.keys)
      .sorted { ($0.scope, $0.name) < ($1.scope, $1.name) }
    let scopes = Set(before.roles.values.map(\.scope)).union(after.roles.values.map(\.scope))
      .union(outsiders.map(\.scope))
    func state(_ side: TerraformSide, _ instances: [TerraformInstance]) -> DescribedState {
      var state = DescribedState()
      state.roles = side.order.compactMap { side.roles[$0] }
      state.roles += outsiders.map { side.outsiders[$0] ?? TerraformSide.outside($0) }
      if scopes.count < 2 {
        for place in state.roles.indices { state.roles[place].scope = "" }
      }
      state.policies = side.policies
      state.resources =
        TerraformResourcePolicies(instances, configuration, accounts).resources
      state.unplaced = side.unplaced
      return state
    }
    var sides = Sides(
      before: state(before, old), after: state(after, new), accounts: accounts.all)
    addPoliciesHeldElsewhere(&sides)
    // What is open before and stays as it is decides nothing.
    let settled = Set(sides.before.unplaced.filter { $0.token != nil })
    sides.after.unplaced = (sides.before.unplaced + sides.after.unplaced + notUnderstood)
      .filter { !settled.contains($0) }
    return sides
  }

  /// A managed policy that changes and that users, groups or roles outside of the plan have too.
  private func addPoliciesHeldElsewhere(_ sides: inout Sides) {
    let olds = Dictionary(sides.before.policies.map { ($0.key, $0) }) { first, _ in first }
    let held = sides.after.roles.flatMap { role in
      role.managed.map(\.key) + (role.boundary.map { [$0.key] } ?? [])
    }
    var holders: [String: Int] = [:]
    for key in held { holders[key, default: 0] += 1 }
    for policy in sides.after.policies {
      guard let old = olds[policy.key], old.document != policy.document else { continue }
      let known = holders[policy.key] ?? 0
      if let count = old.attachmentCount, known > 0, count <= known { continue }
      func resource(_ policy: DescribedManagedPolicy) -> DescribedResource {
        DescribedResource(
          key: "policy|\(policy.key)", address: policy.address, kind: "managed policy",
          policyKind: .identity, documents: [policy.document])
      }
      sides.before.resources.append(resource(old))
      sides.after.resources.append(resource(policy))
    }
  }

  /// The types of roles and their policies that this reader understands.
  private static let understood: Set<String> = [
    "aws_iam_role", "aws_iam_policy", "aws_iam_role_policy", "aws_iam_role_policy_attachment",
    "aws_iam_policy_attachment", "aws_iam_role_policies_exclusive",
    "aws_iam_role_policy_attachments_exclusive", "aws_iam_instance_profile",
    "aws_iam_service_linked_role",
  ]

  /// The changes of roles by types of resources that are not understood.
  private var notUnderstood: [UnknownValue] {
    changes.filter { $0.isChanged && $0.type.hasPrefix("awscc_iam_") }.map {
      UnknownValue($0.address, "resources of type '\($0.type)' are not compared")
    }
  }

  /// The changes of IAM that are about no role.
  var notesOnOthers: [String] {
    let others = changes.filter {
      $0.isChanged && $0.type.hasPrefix("aws_iam_") && !Self.understood.contains($0.type)
    }
    return others.map {
      "'\($0.address)' changes and is not compared: a review is about roles and resource policies"
    }
  }
}
