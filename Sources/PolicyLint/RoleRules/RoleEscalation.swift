import IAMPolicy
import PolicyAnalysis

extension RoleRule {
  /// One role that can become another.
  static let roleEscalation = RoleRule(
    id: "role-escalation",
    severity: .warning,
    summary: "A role can become another role, or give itself any permission",
    why: """
      Who can pass a role to a service and run code there has that role's permissions; who can rewrite a \
      role's trust policy can assume it; who can write a policy of its own role may do anything. A role that \
      another one may assume as it is, or as which it may run code where a function or a machine has it, a \
      role that may do everything already (administrator), and a role of which a policy is not known, are \
      information. Trust, permissions and boundary of every role are taken together. A role whose permissions \
      are no more than the first one's is not named.
      """,
    source:
      "Rhino Security Labs, 'AWS IAM Privilege Escalation – Methods and Mitigation'; Bishop Fox, 'IAM Vulnerable'",
    triggering: [
      """
      [↓{"name": "Builder", "arn": "arn:aws:iam::123456789012:role/Builder",
        "permissions": [{"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Action": "iam:PassRole",
            "Resource": "arn:aws:iam::123456789012:role/Admin"},
          {"Effect": "Allow", "Action": "lambda:*", "Resource": "*"}]}]},
       ↓{"name": "Admin", "arn": "arn:aws:iam::123456789012:role/Admin",
        "trust": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}},
        "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "*", "Resource": "*"}}]}]
      """,
      """
      [↓{"name": "Self", "arn": "arn:aws:iam::123456789012:role/Self",
        "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "iam:PutRolePolicy",
            "Resource": "arn:aws:iam::123456789012:role/Se*"}}]}]
      """,
      """
      [↓{"name": "Versions", "arn": "arn:aws:iam::123456789012:role/Versions",
        "managedPolicies": ["arn:aws:iam::123456789012:policy/own"],
        "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "iam:CreatePolicyVersion",
            "Resource": "arn:aws:iam::123456789012:policy/own"}}]}]
      """,
      """
      [↓{"name": "Caller", "arn": "arn:aws:iam::123456789012:role/Caller",
        "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "sts:AssumeRole",
            "Resource": "arn:aws:iam::123456789012:role/Admin"}}]},
       ↓{"name": "Admin", "arn": "arn:aws:iam::123456789012:role/Admin",
        "trust": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole"}},
        "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "*", "Resource": "*"}}]}]
      """,
      """
      [↓{"name": "Unseen", "arn": "arn:aws:iam::123456789012:role/Unseen",
        "managedPolicies": ["arn:aws:iam::aws:policy/PowerUserAccess"],
        "unknownPolicies": ["arn:aws:iam::aws:policy/PowerUserAccess"]}]
      """,
      """
      [↓{"name": "Root", "arn": "arn:aws:iam::123456789012:role/Root",
        "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "*", "Resource": "*"}}]}]
      """,
      """
      [↓{"name": "Coder", "arn": "arn:aws:iam::123456789012:role/Coder",
        "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "lambda:UpdateFunctionCode", "Resource": "*"}}]},
       {"name": "Worker", "arn": "arn:aws:iam::123456789012:role/Worker",
        "trust": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}},
        "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}]}]
      """,
    ],
    nonTriggering: [
      """
      [{"name": "Coder", "arn": "arn:aws:iam::123456789012:role/Coder",
        "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": ["lambda:UpdateFunctionCode", "s3:*"], "Resource": "*"}}]},
       {"name": "Worker", "arn": "arn:aws:iam::123456789012:role/Worker",
        "trust": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}},
        "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}]}]
      """,
      """
      [{"name": "Caller", "arn": "arn:aws:iam::123456789012:role/Caller",
        "managedPolicies": ["arn:aws:iam::123456789012:policy/own"],
        "permissions": [{"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Action": "sts:AssumeRole",
            "Resource": "arn:aws:iam::123456789012:role/Admin"},
          {"Effect": "Allow", "Action": "iam:CreatePolicyVersion",
            "Resource": "arn:aws:iam::123456789012:policy/other"}]}]},
       {"name": "Admin", "arn": "arn:aws:iam::123456789012:role/Admin",
        "trust": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole",
          "Condition": {"ArnEquals":
            {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/Other"}}}},
        "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}]}]
      """,
      """
      [{"name": "Builder", "arn": "arn:aws:iam::123456789012:role/Builder",
        "permissions": [{"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Action": "iam:PassRole",
            "Resource": "arn:aws:iam::123456789012:role/Worker"},
          {"Effect": "Allow", "Action": ["lambda:CreateFunction", "lambda:InvokeFunction"], "Resource": "*"}]}]},
       {"name": "Admin", "arn": "arn:aws:iam::123456789012:role/Admin",
        "trust": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}},
        "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}]},
       {"name": "Worker", "arn": "arn:aws:iam::123456789012:role/Worker",
        "trust": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}},
        "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"}}]}]
      """,
      """
      [{"name": "Bounded", "arn": "arn:aws:iam::123456789012:role/Bounded",
        "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "iam:PutRolePolicy", "Resource": "*"}}],
        "boundary": {"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}}]
      """,
    ],
    check: { roles in roles.flatMap { reports(on: $0, among: roles) } })

  private static func reports(on role: LintRole, among roles: [LintRole]) -> [Report] {
    guard !role.isServiceLinked else { return [] }
    var search = EscalationSearch(role.side)
    guard search.isWorthwhile else { return undecided(role) }
    // An administrator becomes nothing more.
    guard !search.isAdministrator else { return [administrator(role)] }
    var found = onItself(role, &search)
    var named: Set<String> = []
    for other in roles where other.name != role.name {
      guard let arn = other.arn, !other.isServiceLinked else { continue }
      guard let technique = technique(by: &search, to: other, arn) else {
        if other.admits(role), search.allows(["sts:AssumeRole"], on: arn, passedTo: nil),
          !role.includes(other)
        {
          found.append(assuming(role, other))
        }
        continue
      }
      guard !role.includes(other) else { continue }
      named.insert(other.name)
      let how =
        technique.passedTo.map { "passes it to '\($0)' and can \(technique.effect)" }
        ?? "can \(technique.effect)"
      found.append(
        Report(
          role: role,
          message:
            "role '\(role.name)' can become role '\(other.name)': it \(how)"
            + " (\(technique.actions.joined(separator: ", ")))",
          hint:
            "limit the resources of '\(technique.actions[0])' so that '\(other.name)' is not among"
            + " them"))
    }
    let isDecided = found.contains { $0.severity == nil }
    found += running(role, among: roles.filter { !named.contains($0.name) }, &search)
    return isDecided ? found : found + undecided(role)
  }

  /// The roles as which it may run code, where a function or a machine has them.
  private static func running(
    _ role: LintRole, among roles: [LintRole], _ search: inout EscalationSearch
  ) -> [Report] {
    var told: Set<String> = []
    return EscalationTechnique.known.compactMap { technique in
      guard let service = technique.runsAs, !told.contains(service),
        let arn = role.arn, search.allows(technique.actions, on: arn, passedTo: nil)
      else { return nil }
      told.insert(service)
      let others = roles.filter {
        $0.name != role.name && !$0.isServiceLinked && $0.trustedServices.contains(service)
          && !role.includes($0)
      }
      guard !others.isEmpty else { return nil }
      // Administrators first.
      let isChief = others.map { EscalationSearch($0.side).isAdministrator }
      let names = [true, false].flatMap { wanted in
        zip(others, isChief).filter { $0.1 == wanted }.map { "'\($0.0.name)'" }
      }
      let more = names.count - 3
      return Report(
        role: role,
        message:
          "role '\(role.name)' can \(technique.effect) (\(technique.actions[0])): as"
          + " \(names.prefix(3).joined(separator: ", "))" + (more > 0 ? " or \(more) more" : "")
          + ", where one has it",
        hint: "limit the resources of '\(technique.actions[0])' to those that it should change",
        severity: .info)
    }
  }

  /// A policy of its own that the role can write, or itself.
  private static func onItself(_ role: LintRole, _ search: inout EscalationSearch) -> [Report] {
    let what = role.boundaryARN == nil ? "any permission" : "any permission within its boundary"
    if let arn = role.arn {
      for technique in EscalationTechnique.onItself
      where search.allows(technique.actions, on: arn, passedTo: nil) {
        return [
          Report(
            role: role,
            message:
              "role '\(role.name)' can give itself \(what): \(technique.actions[0]) on itself",
            hint: "deny it for the role's own ARN, or leave the action out")
        ]
      }
    }
    for arn in role.attachedPolicies where !isOfAWS(arn) {
      if search.allows(["iam:CreatePolicyVersion"], on: arn, passedTo: nil) {
        return [
          Report(
            role: role,
            message:
              "role '\(role.name)' can give itself \(what): iam:CreatePolicyVersion on its policy '\(arn)'",
            hint: "deny it for the policies that the role has, or leave the action out")
        ]
      }
      if search.allows(["iam:SetDefaultPolicyVersion"], on: arn, passedTo: nil) {
        return [
          Report(
            role: role,
            message:
              "role '\(role.name)' can bring back what an older version of its policy '\(arn)' allowed"
              + " (iam:SetDefaultPolicyVersion)",
            hint: "deny it for the policies that the role has, or leave the action out")
        ]
      }
    }
    return []
  }

  /// It may do everything by intent.
  private static func administrator(_ role: LintRole) -> Report {
    let famous = role.attachedPolicies.first(where: FamousPolicy.isAdministrator).map {
      ", by its policy '\($0)'"
    }
    let unless = role.boundary == nil ? role.boundaryARN : nil
    return Report(
      role: role,
      message:
        "role '\(role.name)' may do every action on every resource (administrator)\(famous ?? "")"
        + (unless.map { ", unless its permissions boundary '\($0)' removes something" } ?? ""),
      hint: "if that is not meant, attach a policy of what the role does", severity: .info)
  }

  private static func isOfAWS(_ arn: String) -> Bool { ARN(arn)?.account == "aws" }

  /// Both sides say it, so that it may well be meant.
  private static func assuming(_ role: LintRole, _ other: LintRole) -> Report {
    Report(
      role: role,
      message:
        "role '\(role.name)' can become role '\(other.name)': it may assume it (sts:AssumeRole), and the"
        + " trust policy lets it",
      hint: "if that is not meant, name in the trust policy of '\(other.name)' who may come",
      severity: .info)
  }

  /// What is not known of a role may let it become another one.
  private static func undecided(_ role: LintRole) -> [Report] {
    guard !role.unknownPolicies.isEmpty else { return [] }
    let names = role.unknownPolicies.map { "'\($0)'" }.joined(separator: ", ")
    return [
      Report(
        role: role,
        message:
          "whether role '\(role.name)' can become another role is not decided: the document of \(names)"
          + " is not known",
        hint:
          "a snapshot has the documents of the account: 'snapshot', then 'lint --snapshot FILE'",
        severity: .info)
    ]
  }

  /// The first technique by which a role becomes another one.
  private static func technique(
    by search: inout EscalationSearch, to other: LintRole, _ arn: String
  ) -> EscalationTechnique? {
    let services = other.trustedServices
    for technique in EscalationTechnique.known {
      if let service = technique.passedTo {
        guard services.contains(service),
          search.allows(technique.actions, on: arn, passedTo: service)
        else { continue }
        return technique
      }
      if technique.actions[0] == "iam:UpdateAssumeRolePolicy",
        search.allows(technique.actions, on: arn, passedTo: nil)
      {
        return technique
      }
    }
    return nil
  }
}

extension EscalationTechnique {
  /// The techniques that work on the role that has the permission.
  static let onItself = known.filter {
    ["iam:AttachRolePolicy", "iam:PutRolePolicy"].contains($0.actions[0])
  }
}

extension LintRole {
  /// Whether the trust policy lets another role in; whatever else it asks for, the other role may have.
  func admits(_ role: LintRole) -> Bool {
    guard let trust, let arn = role.arn, let account = ARN(arn)?.account else { return false }
    func opened(_ statement: Statement) -> Statement? {
      guard statement.action.matches("sts:AssumeRole"),
        case .principal(let principals)? = statement.principal,
        principals.includes(arn, of: account)
      else { return nil }
      return Statement(
        sid: nil, effect: statement.effect, principal: .principal(.everyone),
        action: statement.action, resource: nil, condition: statement.condition)
    }
    let about = trust.statements.compactMap(opened)
    guard about.contains(where: { $0.effect == .allow }) else { return false }
    let only = [("aws:PrincipalArn", arn), ("aws:PrincipalAccount", account)].map { key, value in
      TrustStatement(
        .deny, .everyone, .action([ActionPattern("*")]),
        when: ConditionBlock(
          ConditionClause(ConditionOperator(plain: .stringNotEquals), key, [value]))
      ).statement
    }
    let asked = PolicyDocument(
      kind: .trust, version: trust.version, id: nil,
      statements: about + only)
    let found = try? PolicyComparer.granted(
      actions: [ActionPattern("sts:AssumeRole")], resources: [], by: PolicySide(asked))
    if case .witness? = found { return true }
    return false
  }

  /// Whether this role may do all that another one may; false if that cannot be decided.
  func includes(_ other: LintRole) -> Bool {
    guard !other.isIncomplete,
      let found = try? PolicyComparer.compare(
        actual: other.side, desired: side, evidence: .anyRequest)
    else { return false }
    if case .nothing = found.widened { return true }
    return false
  }
}

extension PrincipalSet {
  /// Whether a role is among them, by its own name or as one of its account.
  fileprivate func includes(_ arn: String, of account: String) -> Bool {
    switch self {
    case .everyone: true
    case .some(let principals):
      principals.contains { principal in
        guard principal.kind == .aws else { return false }
        if principal.value == "*" || principal.value == arn { return true }
        if case .account(let named, _) = AWSIdentity(principal.value) { return named == account }
        return false
      }
    }
  }
}
