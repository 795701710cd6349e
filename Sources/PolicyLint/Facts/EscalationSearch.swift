import IAMPolicy
import PolicyAnalysis

/// Permissions that work together, asked for the techniques that they allow.
struct EscalationSearch {
  private let side: PolicySide
  private let allowed: [Glob]
  private var answers: [String: StatementReference?] = [:]
  private var withoutPassRole: [String: Bool] = [:]

  init(_ side: PolicySide) {
    self.side = side
    // A quick look at what is named at all spares most documents the comparison.
    allowed = side.documents.flatMap(\.statements).filter { $0.effect == .allow }
      .flatMap { statement -> [Glob] in
        switch statement.action {
        case .action(let patterns): patterns.map(\.glob)
        case .notAction: [Glob([.anyRun])]
        }
      }
  }

  /// Whether everything is allowed on everything.
  var isAdministrator: Bool {
    let all = PolicyDocument.identity([
      IdentityStatement(
        .allow, .action([ActionPattern("*")]), on: .resource([ResourcePattern("*")]))
    ])
    guard allowed.contains(where: { $0.matches("iam:x") && $0.matches("sts:x") }),
      let found = try? PolicyComparer.compare(
        actual: PolicySide(all), desired: side, evidence: .anyRequest)
    else { return false }
    if case .nothing = found.widened { return true }
    return false
  }

  /// The techniques that are allowed, each with the statement that allows its first action.
  mutating func techniques() -> [(EscalationTechnique, StatementReference)] {
    var found: [(EscalationTechnique, StatementReference)] = []
    for technique in EscalationTechnique.known where isNamed(technique) {
      var first: StatementReference?
      let isAllowed = technique.actions.allSatisfy { action in
        let passedTo = action == "iam:PassRole" ? technique.passedTo : nil
        guard let reference = grant(of: action, passedTo: passedTo) else { return false }
        first = first ?? reference
        return true
      }
      if isAllowed, let first { found.append((technique, first)) }
    }
    return found
  }

  /// Whether any technique can be allowed at all, by the names of the actions.
  var isWorthwhile: Bool {
    EscalationTechnique.known.contains(where: isNamed)
      || allowed.contains { $0.matches("sts:AssumeRole") }
  }

  private func isNamed(_ technique: EscalationTechnique) -> Bool {
    technique.actions.allSatisfy { action in allowed.contains { $0.matches(action) } }
  }

  /// Whether all actions are allowed, those on roles on this one.
  mutating func allows(_ actions: [String], on role: String, passedTo service: String?) -> Bool {
    actions.allSatisfy { action in
      guard allowed.contains(where: { $0.matches(action) }) else { return false }
      let isAboutRole = action.hasPrefix("iam:") || action == "sts:AssumeRole"
      let key = "\(action) \(service ?? "") \(isAboutRole ? role : "")"
      if let known = answers[key] { return known != nil }
      let answer = ask(
        action, action == "iam:PassRole" ? service : nil, on: isAboutRole ? role : "*")
      answers[key] = answer
      return answer != nil
    }
  }

  /// The statement that allows an action on some resource; nil when none does.
  private mutating func grant(of action: String, passedTo service: String?) -> StatementReference? {
    guard allowed.contains(where: { $0.matches(action) }) else { return nil }
    let key = "\(action) \(service ?? "")"
    if let known = answers[key] { return known }
    let answer = ask(action, service)
    answers[key] = answer
    return answer
  }

  private func ask(
    _ action: String, _ service: String?, on resource: String = "*",
    within limits: [EscalationLimit]? = nil
  ) -> StatementReference? {
    let limits = limits ?? EscalationLimit.of(action)
    switch granted(action, service.map { [$0] }, on: resource, within: limits) {
    case .witness(let witness)?:
      return StatementsAbout(action, of: side).original(of: witness.allowedBy.reference)
    case .nothing?, .undecided?, nil: return nil
    }
  }

  /// The statements that let managed policies be attached, but only such as a condition names.
  func attachesNamedPolicies() -> [(action: String, statement: StatementReference)] {
    EscalationLimit.attaching.compactMap { action in
      guard allowed.contains(where: { $0.matches(action) }), ask(action, nil) == nil,
        let reference = ask(
          action, nil, within: EscalationLimit.of(action).filter { $0 != .powerfulPolicy })
      else { return nil }
      return (action, reference)
    }
  }

  /// What is allowed of an action; with services, of passing a role to one whose name these patterns fit.
  private func granted(
    _ action: String, _ services: [String]?, on resource: String = "*",
    within limits: [EscalationLimit] = []
  ) -> AccessDifference? {
    var asked = StatementsAbout(action, of: side).side
    if !limits.isEmpty { asked.documents.append(.identity(limits.map(\.deny))) }
    if let services {
      asked.documents.append(
        .identity([
          IdentityStatement(
            .deny, .action([ActionPattern("*")]), on: .resource([ResourcePattern("*")]),
            when: ConditionBlock(
              ConditionClause(
                ConditionOperator(plain: .stringNotLike), "iam:PassedToService", services)))
        ]))
    }
    return try? PolicyComparer.granted(
      actions: [ActionPattern(action)], resources: [ResourcePattern(resource)], by: asked)
  }

  // MARK: What a request needs besides its action

  /// Whether an action is allowed on some resource.
  mutating func allows(_ action: String) -> Bool { grant(of: action, passedTo: nil) != nil }

  /// Whether it is certain that no role can be passed to a service; without one, to any.
  ///
  /// `service` is the first part of the principal: some services have a name with a Region, and China
  /// has names of its own.
  mutating func lacksPassRole(to service: String?) -> Bool {
    guard allowed.contains(where: { $0.matches("iam:PassRole") }) else { return true }
    let about = side.documents.flatMap(\.statements).filter { $0.action.matches("iam:PassRole") }
    // The usual case needs no comparison.
    if about.allSatisfy({ $0.effect == .allow }),
      about.contains(where: { $0.condition.clauses.isEmpty })
    {
      return false
    }
    if let known = withoutPassRole[service ?? ""] { return known }
    let found = granted("iam:PassRole", service.map { ["\($0).*amazonaws.com*"] })
    let answer = if case .nothing? = found { true } else { false }
    withoutPassRole[service ?? ""] = answer
    return answer
  }
}

/// The statements of policies that are about one action, of that action alone: no other bears on it, and
/// the question becomes a small one.
private struct StatementsAbout {
  let side: PolicySide
  /// For each document the places of its statements in the original.
  private let places: [[Int]]

  init(_ action: String, of side: PolicySide) {
    func about(_ document: PolicyDocument) -> (document: PolicyDocument, places: [Int]) {
      let places = document.statements.indices.filter {
        document.statements[$0].action.matches(action)
      }
      let statements = places.map { place in
        let statement = document.statements[place]
        return Statement(
          sid: statement.sid, effect: statement.effect, principal: statement.principal,
          action: .action([ActionPattern(action)]),
          resource: statement.resource.map(EscalationLimit.withNamedUser),
          condition: statement.condition, mark: statement.mark)
      }
      return (
        PolicyDocument(
          kind: document.kind, version: document.version, id: document.id, statements: statements),
        places
      )
    }
    let documents = side.documents.map(about)
    places = documents.map(\.places)
    self.side = PolicySide(
      documents: documents.map(\.document), boundary: side.boundary?.map { about($0).document })
  }

  func original(of reference: StatementReference) -> StatementReference {
    var reference = reference
    reference.statement = places[reference.document][reference.statement]
    return reference
  }
}

/// What a request has when an action gives more than the policies say: a permission that is held to one
/// policy, to principals with a boundary, or to the caller's own user, gives nothing.
private enum EscalationLimit {
  /// The policy that is attached allows about everything.
  case powerfulPolicy
  /// The role or user that is changed has no permissions boundary.
  ///
  /// IAM User Guide, "Delegating responsibility to others using permissions boundaries": who may only change
  /// principals with a boundary gives no more than the boundary.
  case noBoundary
  /// The boundary that is set allows everything.
  case wideBoundary
  /// It is another user than the caller.
  case otherUser

  /// The actions that attach a managed policy.
  static let attaching = ["iam:AttachRolePolicy", "iam:AttachUserPolicy", "iam:AttachGroupPolicy"]

  static func of(_ action: String) -> [EscalationLimit] {
    switch action {
    case "iam:AttachRolePolicy": [.powerfulPolicy, .noBoundary]
    case "iam:AttachUserPolicy": [.powerfulPolicy, .noBoundary]
    case "iam:AttachGroupPolicy": [.powerfulPolicy]
    case "iam:PutRolePolicy", "iam:PutUserPolicy": [.noBoundary]
    case "iam:PutRolePermissionsBoundary": [.wideBoundary]
    case "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile": [.otherUser]
    default: []
    }
  }

  /// The user that the caller is, where a policy says `${aws:username}`.
  private static let caller = "caller-of-lint"

  static func withNamedUser(_ block: ResourceBlock) -> ResourceBlock {
    func named(_ patterns: [ResourcePattern]) -> [ResourcePattern] {
      patterns.map { pattern in
        pattern.text.contains("${aws:username}")
          ? ResourcePattern(pattern.text.replacing("${aws:username}", with: caller)) : pattern
      }
    }
    return switch block {
    case .resource(let patterns): .resource(named(patterns))
    case .notResource(let patterns): .notResource(named(patterns))
    }
  }

  /// The statement that takes away what is not asked about.
  var deny: IdentityStatement {
    switch self {
    case .powerfulPolicy:
      Self.deny(
        .stringNotLike, "iam:PolicyARN",
        ["AdministratorAccess", "IAMFullAccess", "PowerUserAccess"].map {
          "arn:aws*:iam::aws:policy/\($0)"
        })
    case .noBoundary: Self.deny(.null, "iam:PermissionsBoundary", ["false"])
    case .wideBoundary:
      Self.deny(
        .stringNotLike, "iam:PermissionsBoundary", ["arn:aws*:iam::aws:policy/AdministratorAccess"])
    case .otherUser:
      IdentityStatement(
        .deny, .action([ActionPattern("*")]),
        on: .resource([
          ResourcePattern("arn:*:iam::*:user/\(Self.caller)"),
          ResourcePattern("arn:*:iam::*:user/*/\(Self.caller)"),
        ]))
    }
  }

  private static func deny(
    _ comparison: ComparisonKind, _ key: String, _ values: [String]
  ) -> IdentityStatement {
    IdentityStatement(
      .deny, .action([ActionPattern("*")]), on: .resource([ResourcePattern("*")]),
      when: ConditionBlock(ConditionClause(ConditionOperator(plain: comparison), key, values)))
  }
}
