import IAMPolicy
import PolicyAnalysis

/// Somebody whom the writer of a policy does not know: a user of another account and organization, at an
/// address of their own, who cannot guess an external id.
///
/// Whether a statement lets a stranger in is asked of the comparison, with the keys that a stranger cannot
/// choose held to the stranger's values and all others left free.
struct Stranger {
  /// The stranger's account.
  let account: String

  /// A stranger from an account that nobody owns.
  static let anyone = Stranger(account: "000000000000")

  /// What the comparison found.
  enum Answer {
    /// The stranger gets in.
    case admitted
    /// Some condition keeps every stranger out.
    case refused
    /// The comparison cannot decide.
    case undecided
  }

  /// Whether a statement of a document lets the stranger in, the document's denies considered.
  func isAdmitted(by statement: Statement, of document: PolicyDocument) -> Answer {
    let denies = document.statements.filter { $0.effect == .deny }
    let opened = Statement(
      sid: nil, effect: .allow, principal: .principal(.everyone), action: statement.action,
      resource: statement.resource, condition: statement.condition)
    let side = PolicyDocument(
      kind: document.kind, version: document.version, id: nil,
      statements: [opened] + denies + limits(of: [statement] + denies, in: document.kind))
    let nobody = PolicyDocument(
      kind: document.kind, version: document.version, id: nil, statements: [])
    guard
      let found = try? PolicyComparer.compare(
        actual: PolicySide(side), desired: PolicySide(nobody), evidence: .anyRequest)
    else { return .undecided }
    switch found.widened {
    case .witness: return .admitted
    case .nothing: return .refused
    case .undecided: return .undecided
    }
  }

  /// Deny statements that leave only the stranger's values of the keys that statements ask about.
  private func limits(of statements: [Statement], in kind: PolicyKind) -> [Statement] {
    var seen: Set<String> = []
    let asked = statements.flatMap(\.condition.clauses)
      .filter { seen.insert($0.key.lowercased()).inserted }
    return asked.flatMap { clause -> [Statement] in
      limits(on: clause.key.lowercased(), asARN: clause.operator.comparison.isAboutARNs)
        .map { clauses in
          Statement(
            sid: nil, effect: .deny, principal: .principal(.everyone),
            action: .action([ActionPattern("*")]),
            resource: kind == .trust ? nil : .resource([ResourcePattern("*")]),
            condition: ConditionBlock(checking: clauses) ?? ConditionBlock())
        }
    }
  }

  /// The conditions under which a key has another value than a stranger's; none for a key that a
  /// stranger can choose.
  private func limits(on key: String, asARN: Bool) -> [[ConditionClause]] {
    let other: ComparisonKind = asARN ? .arnNotEquals : .stringNotEquals
    func clause(_ comparison: ComparisonKind, _ values: String...) -> ConditionClause {
      ConditionClause(ConditionOperator(plain: comparison), key, values)
    }
    let isPresent = clause(.null, "false")
    let isAbsent = clause(.null, "true")
    switch key {
    case "aws:principalaccount", "kms:calleraccount":
      return [[isAbsent], [clause(other, account)]]
    case "aws:principalarn":
      return [[isAbsent], [clause(other, "arn:aws:iam::\(account):role/stranger")]]
    case "aws:userid": return [[isAbsent], [clause(other, "AROASTRANGER000000000:stranger")]]
    // Addresses that no network uses (RFC 5737, RFC 3849).
    case "aws:sourceip":
      return [[isAbsent], [clause(.notIPAddress, "198.51.100.77", "2001:db8::77")]]
    case "aws:principalorgid", "aws:sourceorgid":
      return [[isPresent, clause(other, "o-stranger00")]]
    case "aws:username": return [[isPresent, clause(other, "stranger")]]
    case "aws:sourcevpc": return [[isPresent, clause(other, "vpc-stranger")]]
    case "aws:sourcevpce": return [[isPresent, clause(other, "vpce-stranger")]]
    case "aws:sourceaccount", "aws:sourceowner": return [[isPresent, clause(other, account)]]
    case "aws:sourcearn":
      return [[isPresent, clause(other, "arn:aws:sns:us-east-1:\(account):stranger")]]
    case "sts:externalid": return [[isPresent, clause(other, "stranger")]]
    case "aws:principalisawsservice": return [[clause(.bool, "true")]]
    case "aws:principalorgpaths", "aws:sourceorgpaths", "aws:vpcsourceip",
      "aws:principalservicename", "aws:principalservicenameslist", "aws:federatedprovider":
      return [[isPresent]]
    default: return []
    }
  }
}

extension ComparisonKind {
  /// Whether the operator compares ARNs field by field.
  fileprivate var isAboutARNs: Bool {
    switch OperatorTable.row(self).test {
    case .arn: true
    case .text, .pattern, .number, .date, .bool, .bytes, .network, .presence: false
    }
  }
}
