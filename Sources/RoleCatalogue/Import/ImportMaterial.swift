public import JSONText

/// Roles and managed policies that a role set can be made of, wherever they come from.
///
/// They have the form of `aws iam get-account-authorization-details`, which is also that of a snapshot,
/// with the members `Description` and `MaxSessionDuration` of each role where they are known.
public struct ImportMaterial: Hashable, Sendable {
  /// What is not known and becomes a parameter of the role set.
  public struct Parameter: Hashable, Sendable {
    /// Letters and digits; a text of the material that has `${Name}` means it.
    public var name: String
    /// What it is for.
    public var summary: String
    /// Its value when nobody gives one; nil when somebody must.
    public var defaultValue: String?
    /// A value that serves to prove the role set without a default.
    public var example: String

    /// Makes a parameter.
    public init(_ name: String, summary: String, defaultValue: String?, example: String) {
      self.name = name
      self.summary = summary
      self.defaultValue = defaultValue
      self.example = example
    }

    /// The default, else the example.
    public var sample: String { defaultValue ?? example }
  }

  /// The members of `RoleDetailList`.
  public var roles: [JSON]
  /// The members of `Policies`.
  public var policies: [JSON]
  /// The members of `IdentityProviders` of a snapshot; empty where none were read.
  public var providers: [JSON] = []
  /// The 12-digit id of the account that they are of; a placeholder when it is not known.
  public var account: String
  /// The partition that they are of.
  public var partition: String
  /// The parameters that the role set needs.
  public var parameters: [Parameter] = []
  /// Whether texts are those of a role set: `${Account}`, `${Partition}` and `${Region}` are the parameters
  /// of these names, and `${!Name}` is the text `${Name}`.
  public var namesCommonParameters = false
  /// What was left out before it had this form, such as a construct that is not understood.
  public var leftOut: [RoleSetImport.LeftOut] = []
  /// What a person should know of it: whole sentences without a full stop.
  public var notes: [String] = []
  /// What is missing that a role set should say: whole sentences without a full stop.
  public var gaps: [String] = []

  /// Makes material.
  public init(roles: [JSON], policies: [JSON], account: String, partition: String) {
    self.roles = roles
    self.policies = policies
    self.account = account
    self.partition = partition
  }

  /// The names of the parameters that texts of the material mean.
  var references: Set<String> {
    Set(parameters.map(\.name) + (namesCommonParameters ? ParameterValues.common : []))
  }

  /// The text of a snapshot with the same roles and policies, and with sample values for parameters.
  ///
  /// A role without lists of policies gets empty ones, which a snapshot must have.
  public func snapshotText(region: String?) -> String {
    let json = JSON.object(
      [
        ("RoleDetailList", .array(roles.map(Self.completed))), ("Policies", .array(policies)),
      ] + (providers.isEmpty ? [] : [("IdentityProviders", .array(providers))]))
    guard !references.isEmpty else { return json.text(.compact) }
    let values = samples(region: region)
    return Substitution(values: values, findings: ProblemCollector()).json(json).text(.compact)
  }

  /// A value for each parameter that texts of the material mean.
  func samples(region: String?) -> [String: String] {
    var values: [String: String] = [:]
    if namesCommonParameters {
      values = ["Account": account, "Partition": partition]
      values["Region"] = region
    }
    for parameter in parameters { values[parameter.name] = parameter.sample }
    return values
  }

  /// Gives the parameters that must be ARNs, since a resource, a principal or a policy begins with them, an
  /// example that is one; another default is taken out, and a note says so.
  public mutating func requireARNs() {
    let samples = ARNParameters.samples(
      in: .array(roles + policies), account: account, partition: partition)
    for place in parameters.indices {
      let name = parameters[place].name
      guard let sample = samples[name] else { continue }
      parameters[place].example = sample
      guard let text = parameters[place].defaultValue, !text.hasPrefix("arn:"), text != "*" else {
        continue
      }
      parameters[place].defaultValue = nil
      notes.append(
        "parameter '\(name)' has no default: it must be an ARN, and the template has "
          + Shown.quoted(text))
    }
  }

  private static func completed(_ role: JSON) -> JSON {
    var members = role.object ?? []
    for name in ["RolePolicyList", "AttachedManagedPolicies"] where role[name] == nil {
      members.append(JSON.Member(name, .array([])))
    }
    return JSON(.object(members))
  }
}
