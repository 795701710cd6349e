import IAMPolicy
public import IAMRoles
import JSONText
public import PolicyLint

/// One rule over the roles of a set: what no document shows by itself.
///
/// Each lives in a file of its own, with examples that are its documentation and its tests.
public struct RoleSetRule: Sendable {
  /// What a rule may look at.
  struct Subject {
    let definition: RoleSetDefinition
    /// The account of the roles; the one of AWS's examples where nobody chose one.
    let account: String
    let isSampleAccount: Bool
    let partition: String
    /// The roles with sample values, each with its definition.
    let roles: [(definition: RoleDefinition, role: Role)]
    /// The managed policies that the set makes, by ARN.
    let ownPolicies: [String: PolicyDocument]
    /// Where the names of those policies are in the file, by ARN.
    let ownPolicyPlaces: [String: TextPosition]
  }

  /// What a check says: the rule's id is added to it.
  struct Report {
    /// The name of the role.
    let role: String
    let position: TextPosition
    let message: String
    let hint: String?
  }

  /// A stable name in small letters and dashes.
  public let id: String
  /// How much its findings matter.
  public let severity: LintSeverity
  /// One sentence, without a full stop.
  public let summary: String
  /// Why it matters.
  public let why: String
  /// Who says so.
  public let source: String
  /// The roles of role-set files in which it finds something, right behind each `↓`.
  public let triggering: [String]
  /// The roles of role-set files in which it finds nothing.
  public let nonTriggering: [String]
  let check: @Sendable (Subject) -> [Report]

  /// Every rule, in the order of the ids.
  ///
  /// A test compares this list with the files of the folder.
  public static let all: [RoleSetRule] = [groupRoleShared, lambdaRoleName, passedNotTrusted]
}

extension RoleSetDefinition {
  /// What the rules for sets, for whole roles and for documents find in the set with sample values, in
  /// the order of the text.
  ///
  /// - Parameters:
  ///   - context: what is known besides; without its account the one of AWS's examples stands for it.
  ///   - partition: the partition of the account.
  ///   - selection: the roles that are asked about; each is still seen beside all others.
  public func lint(
    _ context: LintContext = LintContext(), in partition: String = "aws",
    only selection: RoleSelection = .all
  ) -> [LintFinding] {
    let subject = RoleSetRule.Subject(self, account: context.account, in: partition)
    let found = RoleSetRule.all.flatMap { rule in
      rule.check(subject).filter { selection.includes($0.role) }.map {
        LintFinding(
          rule: rule.id, severity: rule.severity, message: $0.message, hint: $0.hint,
          position: $0.position)
      }
    }
    return
      (found + subject.lintRoles.lint(of: selection.includes)
      + subject.documentFindings(context, selection)).sorted {
        ($0.position, $0.rule, $0.message) < ($1.position, $1.rule, $1.message)
      }
  }
}

extension RoleSetDefinition {
  /// The names of the roles that `lint` looks at, with sample values in place of parameters.
  public func lintedRoles(account: String? = nil, in partition: String = "aws") -> [String] {
    RoleSetRule.Subject(self, account: account, in: partition).roles.map(\.role.name)
  }
}

extension RoleSetRule.Subject {
  init(_ definition: RoleSetDefinition, account: String? = nil, in partition: String = "aws") {
    self.definition = definition
    self.account = account ?? "123456789012"
    isSampleAccount = account == nil
    self.partition = partition
    let findings = ProblemCollector()
    var sample = ParameterValues.sample(for: definition.parameters, withOptional: true)
    sample.values["Account"] = self.account
    sample.values["Partition"] = partition
    let values = definition.resolved(definition.completed(sample), findings: findings)
    var roles: [(RoleDefinition, Role)] = []
    for role in definition.roles {
      var own = values
      if let template = role.madeFor { own.values["Name"] = template.sampleName }
      let substitution = definition.substitution(own, findings)
      if case .ordinary(let made) = role.role(substitution, devices: .any) {
        roles.append((role, made))
      }
    }
    self.roles = roles
    let set = RoleSet(account: self.account, partition: partition, roles: [])
    let policies = definition.customerPolicies(with: values, findings: findings)
    ownPolicies = Dictionary(
      policies.map { (set.arn(of: $0), $0.document) }, uniquingKeysWith: { first, _ in first })
    ownPolicyPlaces = Dictionary(
      zip(policies.map(set.arn(of:)), definition.policies.map(\.places.role)),
      uniquingKeysWith: { first, _ in first })
  }

  /// The documents that say what a role may do, as far as they are known here.
  func permissions(of role: Role) -> [PolicyDocument] {
    role.inlinePolicies.map(\.document)
      + role.managedPolicies.compactMap { policy in
        ownPolicies[policy.arn] ?? ManagedPolicyDefinition.named(policy.arn)?.document
      }
  }

  /// The document of a managed policy, as far as it is known.
  private func document(_ arn: String) -> PolicyDocument? {
    ownPolicies[arn] ?? ManagedPolicyDefinition.named(arn)?.document ?? FamousPolicy.document(arn)
  }

  /// The roles as the rules for whole roles see them.
  var lintRoles: [LintRole] {
    roles.map { definition, role in
      let attached = role.managedPolicies.map(\.arn)
      let boundary = role.permissionsBoundary?.arn
      return LintRole(
        name: role.name,
        arn: "arn:\(partition):iam::\(account):role\(role.path)\(role.name)",
        trust: role.trust,
        permissions: role.inlinePolicies.map(\.document) + attached.compactMap(document),
        managedPolicies: attached + (boundary.map { [$0] } ?? []),
        boundaryARN: boundary, boundary: boundary.flatMap(document),
        isIncomplete: attached.contains { document($0) == nil }
          || boundary.map { document($0) == nil } ?? false,
        unknownPolicies: (attached + [boundary].compactMap(\.self)).filter { document($0) == nil },
        position: definition.places.role)
    }
  }

  /// What the rules for documents find in the documents of the set.
  func documentFindings(
    _ context: LintContext, _ selection: RoleSelection
  ) -> [LintFinding] {
    var context = context
    context.account = account
    context.isSampleAccount = isSampleAccount
    func attached(_ attachment: PolicyAttachment) -> LintContext {
      var own = context
      own.attachment = attachment
      return own
    }
    var found: [LintFinding] = []
    let asked = roles.filter { selection.includes($0.role.name) }
    let wholes = Dictionary(
      lintRoles.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for (definition, role) in asked {
      let place = definition.places.place(of: .trustPolicy)
      found += role.trust.lint(context).map { $0.placed(at: place, about: role.name) }
      for policy in role.inlinePolicies {
        let context = attached(.inline)
        found += policy.document.lint(
          wholes[role.name].map { context.of(policy.document, in: $0) } ?? context
        )
        .map { $0.placed(at: definition.places.role, about: role.name) }
      }
    }
    let held = Set(
      asked.flatMap { _, role in
        role.managedPolicies.map(\.arn) + (role.permissionsBoundary.map { [$0.arn] } ?? [])
      })
    let users = asked.compactMap { wholes[$0.role.name] }
    for (arn, document) in ownPolicies.sorted(by: { $0.key < $1.key })
    where selection.isAll || held.contains(arn) {
      let place = ownPolicyPlaces[arn] ?? TextPosition(line: 1, column: 1)
      found += users.findings(inPolicy: arn, document, attached(.managed))
        .map { $0.placed(at: place, about: arn) }
    }
    return found
  }
}

extension LintFinding {
  /// The finding with a place in the file of the set; a trust policy that lists services has none.
  fileprivate func placed(at place: TextPosition, about name: String) -> LintFinding {
    var finding = self
    finding.message = "'\(name)': \(message)"
    if position == .none { finding.position = place }
    return finding
  }
}

extension Role {
  /// The services that its trust policy names.
  var trustedServices: Set<String> {
    var services: Set<String> = []
    for statement in trust.statements where statement.effect == .allow {
      guard case .principal(.some(let principals))? = statement.principal else { continue }
      for principal in principals where principal.kind == .service {
        services.insert(principal.value.lowercased())
      }
    }
    return services
  }

  /// Says whether a managed policy of that name is attached.
  func hasPolicy(named name: String) -> Bool {
    managedPolicies.contains { $0.arn.hasSuffix("/\(name)") }
  }
}
