import IAMPolicy
public import IAMRoles
public import JSONText

/// The values that a role set is looked at with, before anybody chose some.
public struct SampleValues: Hashable, Sendable {
  /// Which values stand for those that nobody chose.
  public enum Style: Hashable, Sendable {
    /// Parameters have their defaults, the Region is `us-east-1`, and what has no default is `Sample`.
    case usual
    /// Every value is another one, and no two parameters have the same.
    case other
    /// The same, but for parameters that have a default, which they keep.
    case otherWithDefaults
  }

  /// The 12-digit account id.
  public var account: String
  /// The partition, such as `aws` or `aws-cn`.
  public var partition: String
  /// The optional parameters that have a value; nil for all of them.
  public var optional: Set<String>?
  /// Which values stand for those that nobody chose.
  public var style: Style

  /// Makes sample values: without others, every optional parameter has one.
  public init(
    account: String, partition: String, optional: Set<String>? = nil, style: Style = .usual
  ) {
    self.account = account
    self.partition = partition
    self.optional = optional
    self.style = style
  }
}

extension RoleSetDefinition {
  /// The optional parameters that decide which policies there are.
  public var switches: [String] {
    let named = roles.flatMap(\.inlinePolicies).flatMap { [$0.when, $0.unless] }.compactMap(\.self)
    return parameters.filter { $0.isOptional && $0.defaultValue == nil }.map(\.name)
      .filter(named.contains)
  }

  /// The optional parameters that decide together whether there is a policy: the one that must have a value,
  /// and the one that must have none.
  public var switchPairs: [(when: String, unless: String)] {
    roles.flatMap(\.inlinePolicies).compactMap { policy in
      guard let when = policy.when, let unless = policy.unless else { return nil }
      return (when, unless)
    }
  }

  /// What replaces other sample values usually: the long texts first.
  public var usualValues: [(other: String, usual: String)] {
    let usual = resolved(sampleValues(withOptional: true), findings: ProblemCollector())
    let arns = arnSamples(account: "123456789012", partition: "aws")
    let names = parameters.map(\.name).sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
    return names.map { ("Other\($0)", arns[$0] == nil ? usual.values[$0] ?? "" : "") } + [
      ("eu-west-1", "us-east-1")
    ]
  }

  /// The roles with example values, for a review before anybody chose an account.
  ///
  /// Roles that are made for each of something appear once, as `SampleApplication` and `SampleGroup`. Throws
  /// when no roles can be made with these values.
  public func example(_ sample: SampleValues) throws(DocumentError) -> RoleSet {
    var values = ParameterValues.sample(for: parameters, withOptional: true)
    let arns = arnSamples(account: sample.account, partition: sample.partition)
    for name in parameters.map(\.name) where values.values[name] == ParameterValues.sampleValue {
      if let arn = arns[name] { values.values[name] = arn }
    }
    func other(_ name: String) -> String { "\(arns[name] ?? "")Other\(name)" }
    for parameter in parameters {
      switch sample.style {
      case .usual: break
      case .other: values.values[parameter.name] = other(parameter.name)
      case .otherWithDefaults where parameter.defaultValue == nil:
        values.values[parameter.name] = other(parameter.name)
      case .otherWithDefaults: break
      }
      if let optional = sample.optional, parameter.isOptional, parameter.defaultValue == nil,
        !optional.contains(parameter.name)
      {
        values.values[parameter.name] = nil
      }
    }
    values.values["Account"] = sample.account
    values.values["Partition"] = sample.partition
    if sample.style != .usual { values.values["Region"] = "eu-west-1" }
    let findings = ProblemCollector()
    let roles = roles(with: values, extras: .sample, findings: findings)
    let policies = customerPolicies(with: values, findings: findings)
    let providers = identityProviders(with: values, findings: findings)
    guard findings.isEmpty else {
      throw findings.failure
    }
    var set = RoleSet(
      account: sample.account, partition: sample.partition, policies: policies, roles: roles)
    set.providers = providers
    return set
  }
}
