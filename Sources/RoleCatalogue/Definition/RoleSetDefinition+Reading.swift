import IAMPolicy
public import IAMRoles
public import JSONText

extension RoleSetDefinition {
  /// Reads the text of a role-set file.
  ///
  /// Throws every problem at once, in the order of the text.
  public init(reading text: String) throws(DocumentError) {
    try self.init(reading: Array(text.utf8))
  }

  /// Reads the bytes of a role-set file, which must be UTF-8.
  ///
  /// Throws every problem at once, in the order of the text.
  ///
  /// - Parameters:
  ///   - quotas: those of the account, when they are known already.
  ///   - isForSpec: whether the values of a spec follow, which check the roles again: without optional
  ///     parameters, sample values find nothing that those do not.
  public init(
    reading bytes: some Collection<UInt8>, quotas: IAMQuotas = .largest, isForSpec: Bool = false
  ) throws(DocumentError) {
    try self.init(reading: bytes, quotas: quotas, isOurs: false, isForSpec: isForSpec)
  }

  /// Whether a parameter may be left without a value, so that there are several forms of the set.
  var hasOptionalParameters: Bool {
    parameters.contains { $0.isOptional && $0.defaultValue == nil }
  }

  /// Reads a file of the binary: a test reads each as a person's file, with all checks.
  init(ours text: String) throws(DocumentError) {
    try self.init(reading: Array(text.utf8), quotas: .largest, isOurs: true, isForSpec: false)
  }

  private init(
    reading bytes: some Collection<UInt8>, quotas: IAMQuotas, isOurs: Bool, isForSpec: Bool
  ) throws(DocumentError) {
    let reader = RoleSetReader(findings: ProblemCollector(ignoresNull: false))
    let json = reader.findings.jsonWithComments(of: bytes)
    guard let (definition, damage) = json.flatMap(reader.set) else {
      throw reader.findings.failure
    }
    // With sample values, what depends on values is checked before anybody chose some; and also when
    // parts could not be read, so that all problems are reported at once.
    if !isOurs { definition.checkManagedPolicies(reader.findings) }
    let forms = definition.hasOptionalParameters ? [false, true] : [false]
    let isCheckedLater = isForSpec && forms.count == 1 && reader.findings.isEmpty
    for withOptional in isOurs || isCheckedLater ? [] : forms {
      let told = reader.findings.problems.map { Told(problem: $0) }
      for problem in definition.problems(withOptional: withOptional, damage, quotas)
      where !told.contains(Told(problem: problem)) && !(isForSpec && problem.isOfSize)
        && !(problem.id == "service-policy" && told.contains { $0.position == problem.position })
      {
        reader.findings.add(problem)
      }
    }
    guard reader.findings.isEmpty else {
      throw reader.findings.failure
    }
    self = definition
  }

  /// What makes two problems of two checks one, whatever their words.
  private struct Told: Hashable {
    let id: String
    let position: TextPosition

    init(problem: Problem) {
      id = problem.id
      position = problem.position
    }
  }

  /// What is wrong with the roles that the definition makes of sample values.
  ///
  /// What follows from damage that was reported already is left out.
  private func problems(
    withOptional: Bool, _ damage: Damage, _ quotas: IAMQuotas
  ) -> [Problem] {
    var sample = sampleValues(withOptional: withOptional)
    if damage.contains(.templates) { sample.values["Name"] = ParameterValues.sampleValue }
    let findings = ProblemCollector()
    let roles = roles(with: sample, extras: .sample, findings: findings)
    let policies = customerPolicies(with: sample, findings: findings)
    var set = RoleSet(
      account: "123456789012", partition: "aws", policies: policies, roles: roles)
    set.providers = identityProviders(with: sample, findings: findings)
    // A text with a parameter that does not exist is not reported again.
    let told = Set(
      findings.problems.filter { $0.id.hasSuffix("-parameter") }.map(\.position))
    let values = resolved(sample, findings: ProblemCollector())
    for problem in set.problems(quotas: quotas, isSample: true) {
      let mayBeUsed = damage.contains(.roles) || !told.isEmpty
      if problem.id == .unusedPolicy || problem.id == .identityProvider, mayBeUsed { continue }
      var problem = located(problem, with: values)
      if problem.isOfSize, let hint = problem.hint {
        problem.hint = "\(hint), or have 'init --split-policies' split them"
      }
      if !told.contains(problem.position) { findings.add(problem) }
    }
    return findings.problems.inTextOrder.filter { problem in
      problem.id != "unknown-parameter" || !damage.contains(.parameters)
    }
  }

  /// Reports managed policies that cannot be attached, as far as the documents in the binary say.
  private func checkManagedPolicies(_ findings: ProblemCollector) {
    let sample = sampleValues(withOptional: true)
    let values = substitution(resolved(sample, findings: ProblemCollector()), ProblemCollector())
    // Many roles have the same policy: what is known of it is read once.
    var clean: Set<String> = []
    func check(_ arn: String, as what: String, at position: TextPosition) {
      let text = values.text(arn, at: .none)
      guard !clean.contains(what + text) else { return }
      guard let problem = ManagedPolicyDefinition.problem(withAttaching: text, as: what) else {
        clean.insert(what + text)
        return
      }
      findings.add(problem.id, at: position, problem.message, hint: problem.hint)
    }
    for role in roles {
      guard case .ordinary = role.kind else { continue }
      for arn in role.managedPolicies {
        check(arn, as: "attached", at: role.places.place(of: .managedPolicy(arn: arn)))
      }
      if let arn = role.permissionsBoundary {
        check(arn, as: "a boundary", at: role.places.place(of: .permissionsBoundary))
      }
    }
  }

  /// The problem at the place of the role and the part that it is about.
  func located(_ problem: RoleSetProblem, with values: ParameterValues) -> Problem {
    var substitution = Substitution(
      values: values.values, findings: ProblemCollector(), standIn: values.standIn)
    if case .managedPolicyDocument(let arn) = problem.part {
      let policy = policies.last {
        arn.hasSuffix("policy\($0.path)\(substitution.text($0.name, at: .none))")
      }
      return Problem(
        problem.id.rawValue, at: policy?.places.role ?? .none, problem.message, hint: problem.hint)
    }
    if case .identityProvider(let arn, _) = problem.part {
      let made = identityProviders(with: values, findings: ProblemCollector())
      let place = Array(zip(providers, made)).last { arn.hasSuffix(":\($0.1.resource)") }?.0.places
        .role
      return Problem(
        problem.id.rawValue, at: place ?? .none, problem.message, hint: problem.hint)
    }
    let named = roles.map { role in
      (role, name: role.madeFor?.sampleName ?? substitution.text(role.name, at: .none))
    }
    let role =
      named.last { $0.name == problem.role }?.0
      ?? named.last { $0.name.lowercased() == problem.role?.lowercased() }?.0
    if let template = role?.madeFor { substitution.values["Name"] = template.sampleName }
    return Problem(
      problem.id.rawValue, at: role?.place(of: problem.part, substitution) ?? .none,
      problem.message, hint: problem.hint)
  }
}

extension RoleDefinition {
  /// The place in the file of a part whose name or ARN may have parameters.
  fileprivate func place(of part: RolePart, _ substitution: Substitution) -> TextPosition {
    for arn in managedPolicies
    where part == .managedPolicy(arn: substitution.text(arn, at: .none)) {
      return places.place(of: .managedPolicy(arn: arn))
    }
    for policy in inlinePolicies
    where part == .inlinePolicy(name: substitution.text(policy.name, at: .none)) {
      return places.place(of: .inlinePolicy(name: policy.name))
    }
    return places.place(of: part)
  }
}

extension RoleTemplate {
  /// The name that stands for `${Name}` while a file is checked.
  var sampleName: String {
    switch self {
    case .application: "SampleApplication"
    case .groupRole: "SampleGroup"
    }
  }
}

extension Problem {
  /// Whether policies are over a quota, which a spec may have split.
  public var isOfSize: Bool {
    [RoleSetProblem.ID.inlineSize, .policySize].contains { $0.rawValue == id }
  }
}
