public import IAMPolicy

/// A role that no one declared.
public struct UndeclaredRoleDrift: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The ARN.
  public var arn: String
  /// Who may assume it.
  public var trust: PolicyDocument
  /// What is to be said of it.
  public var difference: Difference
  /// Whether its tags were read.
  public var hasTags: Bool

  /// How it is called in a heading: a managed policy or an identity provider may have left the set, too.
  public var title: String {
    guard case .resource(let arn) = difference.part else { return "Role '\(name)'" }
    return arn.identityProviderResource == nil
      ? "Managed policy '\(arn)'" : IdentityProvider.phrase(of: arn)
  }

  /// Whether it is a role.
  public var isRole: Bool { if case .resource = difference.part { false } else { true } }

  /// A managed policy or an identity provider that left the set.
  init(left arn: String, _ difference: Difference) {
    name = arn
    self.arn = arn
    trust = .trust([])
    self.difference = difference
    hasTags = true
  }
}

/// A role that no one declared here and that another spec owns.
public struct RoleOfOtherSpec: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The ARN.
  public var arn: String
  /// The name of that spec.
  public var spec: String
}

/// A role that no one declared and that trusts an everyday service, as roles of the set do: a note, and no drift.
public struct EverydayRole: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The ARN.
  public var arn: String
  /// The everyday services that it trusts as roles of the set do, sorted.
  public var services: [String]
}

extension Drift {
  /// The roles that no one declared, sorted by name, without comparing those that the set declares.
  public static func undeclaredRoles(
    of set: RoleSet, related: RelatedResources, baseline: DriftBaseline = DriftBaseline()
  ) -> [UndeclaredRoleDrift] {
    UndeclaredRoles(among: related.others.value ?? [], set, baseline).ours
  }
}

/// The roles of an account that the set does not name and whose trust fits one that it does.
struct UndeclaredRoles {
  /// What counts as a difference.
  var ours: [UndeclaredRoleDrift] = []
  /// What another spec owns.
  var ofOtherSpecs: [RoleOfOtherSpec] = []
  /// What is reported and does not count.
  var everyday: [EverydayRole] = []

  init(among others: [UndeclaredRole], _ set: RoleSet, _ baseline: DriftBaseline) {
    guard !others.isEmpty else { return }
    let services = set.services
    let declared = set.roles.compactMap(\.ordinary)
    for role in others.sorted(by: { $0.name < $1.name }) {
      if let left = UndeclaredRoleDrift(left: role, of: set.ownership) {
        ours.append(left)
      } else if let found = UndeclaredRoleDrift(role, services: services, declared, baseline) {
        if let spec = set.ownership?.otherSpec(role.tags ?? []) {
          ofOtherSpecs.append(RoleOfOtherSpec(name: role.name, arn: role.arn, spec: spec))
        } else {
          ours.append(found)
        }
      } else if !ServiceLinkedRole.owns(path: role.path) {
        let shared = role.services.intersection(services).sorted()
        guard !shared.isEmpty else { continue }
        everyday.append(EverydayRole(name: role.name, arn: role.arn, services: shared))
      }
    }
  }
}

extension RoleSet {
  /// The services that its roles trust, in small letters.
  public var services: Set<String> {
    roles.reduce(into: []) { services, role in
      switch role {
      case .ordinary(let role): services.formUnion(role.trust.trustedServices)
      case .serviceLinked(let role): services.insert(role.service.lowercased())
      case .absent: break
      }
    }
  }
}

extension PolicyDocument {
  /// Whether both trust policies let in the same callers.
  fileprivate func isGranting(to other: PolicyDocument) -> Bool {
    self == other || hasProvedMeaning(of: other)
  }
}

extension UndeclaredRoleDrift {
  /// Services that every account's roles trust: such a role is a difference only when something else says more.
  private static let everyday: Set<String> = [
    "airflow", "airflow-env", "amplify", "apigateway", "appsync", "autoscaling", "backup",
    "batch", "bedrock", "build.apprunner", "cloudformation", "cloudwatch", "codebuild",
    "codedeploy", "codepipeline", "cognito-idp", "config", "credentials.iot", "databrew", "dms",
    "ec2", "ecs", "ecs-tasks", "edgelambda", "eks", "eks-fargate-pods", "elasticbeanstalk",
    "elasticmapreduce", "events", "firehose", "glue", "greengrass", "iot", "kinesisanalytics",
    "lambda", "logs", "monitoring", "pipes", "pods.eks", "rds", "redshift", "s3", "sagemaker",
    "scheduler", "sns", "ssm", "states", "tasks.apprunner", "transfer", "vpc-flow-logs",
  ]

  fileprivate init?(
    _ role: UndeclaredRole, services: Set<String>, _ declared: [Role], _ baseline: DriftBaseline
  ) {
    guard !ServiceLinkedRole.owns(path: role.path) else { return nil }
    let shared = role.trustsEveryone ? services : role.services.intersection(services)
    guard !shared.isEmpty || role.trustsEveryone else { return nil }
    let leftover = LeftoverRole(roleName: role.name)
    let known = baseline.knownRoles[role.name]
    let isSpecific = shared.contains { !Self.everyday.contains(Self.stem($0)) }
    // Every role that trusts an everyday service alone has the same trust policy. With another principal in it, the
    // trust policy of a role of the set, at another role, is not a coincidence.
    let twin = role.trust.policy.flatMap { trust in
      Self.isEveryday(trust) ? nil : declared.first { $0.trust.isGranting(to: trust) }
    }
    guard
      isSpecific || leftover != nil || known != nil || twin != nil || role.trustsEveryone
        || baseline.countsEverydayRoles
    else { return nil }
    self.name = role.name
    arn = role.arn
    hasTags = role.tags != nil
    // Of a text that is not a policy for us the services are all that is known.
    trust =
      role.trust.policy
      ?? .trust([TrustStatement(.allow, .some(shared.sorted().map { Principal.service($0) }))])
    let list = shared.sorted().map { "'\($0)'" }.joined(separator: ", ")
    var reasons = ["it trusts \(list)"]
    if role.trustsEveryone {
      reasons = ["it trusts everyone" + (shared.isEmpty ? "" : ", and so \(list)")]
    }
    if let twin { reasons.append("its trust policy is that of role '\(twin.name)'") }
    if let known {
      reasons.append("role set '\(known)' has a role of this name, and the spec does not choose it")
    } else if let leftover {
      reasons.append("its name is like those that \(leftover.origin) leaves behind")
    }
    if case .unreadableText(_, let problem) = role.trust {
      reasons.append("its trust policy cannot be read as a policy: \(problem)")
    }
    difference = Difference(
      .roleUnexpected, at: .role, expected: .nothing, actual: .text(role.arn), remedy: .impossible,
      hint: known.map {
        "add role set '\($0)' to the spec, or delete the role when nothing uses it"
      }
        ?? "describe it in a role set ('panorama-roles import --role \(ShellWord.text(role.name)) --into FILE'), accept "
        + "it in the ignore list ('panorama-roles drift --write-ignore FILE'), or delete it when nothing uses it ('aws "
        + "iam get-role --role-name \(ShellWord.text(role.name))' tells when it was last used); '--roles-only' leaves "
        + "other roles out",
      reasons: reasons)
    difference.access = role.access
    switch role.trust {
    case .policy(let policy): difference.document = policy
    case .unreadableText(let text, _): difference.unreadableText = text
    }
  }

  /// A role that carries the tag of this spec and that no role set names.
  fileprivate init?(left role: UndeclaredRole, of ownership: Ownership?) {
    guard let ownership, let tags = role.tags, !ServiceLinkedRole.owns(path: role.path),
      ownership.owner(tags: tags, wanted: [], isRecorded: false) == .spec
    else { return nil }
    name = role.name
    arn = role.arn
    hasTags = true
    trust = role.trust.policy ?? .trust([])
    difference = .left(
      role.name, arn: role.arn,
      because: "it carries the tag of this spec, and the role set does not name it")
    difference.access = role.access
  }

  /// Whether a trust policy lets in everyday services and no one else.
  private static func isEveryday(_ trust: PolicyDocument) -> Bool {
    trust.allowedPrincipals.allSatisfy { everyday.contains(stem($0.lowercased())) }
  }

  /// `lambda` of `lambda.amazonaws.com`.
  private static func stem(_ service: String) -> String {
    for suffix in [".amazonaws.com.cn", ".amazonaws.com"] where service.hasSuffix(suffix) {
      return String(service.dropLast(suffix.count))
    }
    return service
  }
}
