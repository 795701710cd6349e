import IAMPolicy
public import IAMRoles
public import JSONText

extension RoleSetDefinition {
  /// The roles with example values, for a review before anybody chose an account.
  ///
  /// Parameters have their defaults, the Region is `us-east-1`, and what has no default is `Sample`. Two
  /// sets when there are optional parameters: first without values for them, then with some. Roles that
  /// are made for each of something appear once, as `SampleApplication` and `SampleGroup`.
  public func examples(account: String, partition: String) throws(DocumentError) -> [RoleSet] {
    let hasOptional = hasOptionalParameters
    var sets: [RoleSet] = []
    for withOptional in hasOptional ? [false, true] : [false] {
      var values = ParameterValues.sample(for: parameters, withOptional: withOptional)
      values.values["Account"] = account
      values.values["Partition"] = partition
      let findings = ProblemCollector()
      let roles = roles(with: values, extras: .sample, findings: findings)
      let policies = customerPolicies(with: values, findings: findings)
      guard findings.isEmpty else {
        throw findings.failure
      }
      sets.append(
        RoleSet(account: account, partition: partition, policies: policies, roles: roles))
    }
    return sets
  }
}
