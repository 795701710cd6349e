import IAMPolicy
import IAMRoles

/// The tag of a role; the testing library has a `Tag` of its own.
typealias Tag = IAMRoles.Tag

/// The roles that the tests of this module change and compare.
enum Fixture {
  static let account = "123456789012"
  static let policyARN =
    "arn:aws:iam::aws:policy/service-role/AWSPanoramaApplianceServiceRolePolicy"
  static let adminARN = "arn:aws:iam::aws:policy/AdministratorAccess"
  static let boundaryARN = "arn:aws:iam::123456789012:policy/Boundary"

  static func trust(
    _ service: String = "panorama.amazonaws.com", sid: String? = nil, account: String = account
  ) -> PolicyDocument {
    .trust([
      TrustStatement(
        sid: sid, .allow, .some([.service(service)]),
        when: ConditionBlock(ConditionClause(.stringEquals, "aws:SourceAccount", [account])))
    ])
  }

  static func permissions(_ action: String, _ effect: Effect = .allow) -> PolicyDocument {
    .identity([statement(action, effect)])
  }

  static func statement(_ action: String, _ effect: Effect = .allow) -> IdentityStatement {
    IdentityStatement(
      effect, .action([ActionPattern(action)]), on: .resource([ResourcePattern("*")]))
  }

  static let role = Role(
    name: "AWSPanoramaApplianceServiceRole", path: "/service-role/", acceptedPaths: ["/"],
    description: "Lets appliances write logs", trust: trust(),
    managedPolicies: [ManagedPolicyAttachment(arn: policyARN)],
    inlinePolicies: [
      InlinePolicy(name: "metrics", document: permissions("cloudwatch:PutMetricData"))
    ],
    tags: [Tag("Team", "vision")])

  static let serviceLinked = ServiceLinkedRole(
    name: "AWSServiceRoleForAWSPanorama", service: "panorama.amazonaws.com")

  static func set(_ roles: DesiredRole...) -> RoleSet { RoleSet(account: account, roles: roles) }

  static let wholeSet = set(.serviceLinked(serviceLinked), .ordinary(role))

  /// The account after the whole set was made.
  static func state(_ set: RoleSet = wholeSet) throws -> AccountState {
    var state = AccountState.empty(for: set)
    for change in try Plan(closing: Drift(between: set, and: state)).changes {
      state = try state.applying(change.change)
    }
    return state
  }

  /// The account after the whole set was made and the appliance role was changed by hand.
  static func state(changedBy change: (inout ObservedRole) -> Void) throws -> AccountState {
    var state = try state()
    guard var observed = state.roles[role.name]?.value else { return state }
    change(&observed)
    state.roles[role.name] = .present(observed)
    return state
  }
}
