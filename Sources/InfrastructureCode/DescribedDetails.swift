import IAMPolicy
import IAMRoles
public import JSONText

extension DescribedState {
  /// The roles and policies in the form of `aws iam get-account-authorization-details`.
  public struct Details: Hashable, Sendable {
    /// A role that has no such form, and why.
    public struct LeftOut: Hashable, Sendable {
      /// The name, or the address where the name is not known.
      public var role: String
      /// Why: lower-case start, no full stop.
      public var reason: String
    }

    /// The members of `RoleDetailList`.
    public var roles: [JSON] = []
    /// The members of `Policies`.
    public var policies: [JSON] = []
    /// The roles of which something is not known.
    public var leftOut: [LeftOut] = []
  }

  /// The roles of which everything is known, with the managed policies that they have.
  ///
  /// `account` and `partition` are those of roles whose ARN the source does not have.
  public func details(account: String, partition: String) -> Details {
    var details = Details()
    var held: Set<String> = []
    let named = Dictionary(policies.map { ($0.key, $0) }) { first, _ in first }
    func arn(_ attachment: DescribedAttachment) throws(Obstacle) -> String {
      if let unknown = attachment.unknown { throw Obstacle(unknown) }
      guard let policy = named[attachment.key] else { return attachment.key }
      guard let name = policy.name.value, let path = policy.path.value else {
        throw Obstacle(policy.name.unknown ?? UnknownValue(policy.address, "its ARN is not known"))
      }
      _ = try policy.document.whole()
      held.insert(policy.key)
      return policy.key.hasPrefix("arn:")
        ? policy.key : "arn:\(partition):iam::\(account):policy\(path)\(name)"
    }
    for role in roles {
      if role.isOutside {
        details.leftOut.append(
          Details.LeftOut(
            role: role.name.value ?? role.address,
            reason: "the file has policies for it, and not the role"))
        continue
      }
      do throws(Obstacle) {
        details.roles.append(try role.detail(account, partition, arn))
      } catch {
        details.leftOut.append(
          Details.LeftOut(role: role.name.value ?? role.address, reason: error.unknown.line))
      }
    }
    for policy in policies where held.contains(policy.key) {
      guard let name = policy.name.value, let path = policy.path.value,
        let document = try? policy.document.whole()
      else { continue }
      let arn =
        policy.key.hasPrefix("arn:")
        ? policy.key : "arn:\(partition):iam::\(account):policy\(path)\(name)"
      let version = JSON.object([
        ("VersionId", .string("v1")), ("IsDefaultVersion", .bool(true)), ("Document", document),
      ])
      details.policies.append(
        .object([
          ("PolicyName", .string(name)), ("Arn", .string(arn)), ("Path", .string(path)),
          ("DefaultVersionId", .string("v1")),
          ("Description", .string(policy.description.value ?? "")),
          ("PolicyVersionList", .array([version])),
        ]))
    }
    return details
  }

  /// A value that a role set needs and that is not known.
  struct Obstacle: Error {
    let unknown: UnknownValue

    init(_ unknown: UnknownValue) { self.unknown = unknown }
  }
}

extension DescribedDocument {
  /// The document, when all of it is known.
  fileprivate func whole() throws(DescribedState.Obstacle) -> JSON {
    if let first = open.first { throw DescribedState.Obstacle(first.unknown) }
    switch json {
    case .known(let json)?: return json
    case .unknown(let unknown)?: throw DescribedState.Obstacle(unknown)
    case nil: throw DescribedState.Obstacle(UnknownValue("a document", "it is missing"))
    }
  }
}

extension Stated {
  fileprivate func required() throws(DescribedState.Obstacle) -> Value {
    switch self {
    case .known(let value): return value
    case .unknown(let unknown): throw DescribedState.Obstacle(unknown)
    }
  }
}

extension DescribedRole {
  fileprivate func detail(
    _ account: String, _ partition: String,
    _ named: (DescribedAttachment) throws(DescribedState.Obstacle) -> String
  ) throws(DescribedState.Obstacle) -> JSON {
    if let first = untold.first { throw DescribedState.Obstacle(first) }
    let (name, path) = (try name.required(), try path.required())
    var attached: [JSON] = []
    for policy in managed {
      let arn = try named(policy)
      let label = arn.split(separator: "/").last.map(String.init) ?? arn
      attached.append(.object([("PolicyName", .string(label)), ("PolicyArn", .string(arn))]))
    }
    var documents: [JSON] = []
    for policy in inline {
      if let unknown = policy.unknownName { throw DescribedState.Obstacle(unknown) }
      documents.append(
        .object([
          ("PolicyName", .string(policy.name)),
          ("PolicyDocument", try policy.document.whole()),
        ]))
    }
    let trust =
      try service == nil ? self.trust.whole() : JSON.object([("Statement", .array([]))])
    let tags = try self.tags.required().map {
      JSON.object([("Key", .string($0.key)), ("Value", .string($0.value))])
    }
    let profiles = instanceProfiles.map { JSON.object([("InstanceProfileName", .string($0))]) }
    var members: [(String, JSON)] = [
      ("Path", .string(path)), ("RoleName", .string(name)),
      ("Arn", .string("arn:\(partition):iam::\(account):role\(path)\(name)")),
      ("AssumeRolePolicyDocument", trust),
      ("Description", .string(try description.required())),
      ("MaxSessionDuration", .number(try maxSessionDuration.required())),
      ("InstanceProfileList", .array(profiles)), ("RolePolicyList", .array(documents)),
      ("AttachedManagedPolicies", .array(attached)), ("Tags", .array(tags)),
    ]
    if let boundary {
      members.append(
        (
          "PermissionsBoundary",
          .object([
            ("PermissionsBoundaryType", .string("Policy")),
            ("PermissionsBoundaryArn", .string(try named(boundary))),
          ])
        ))
    }
    return .object(members)
  }
}
