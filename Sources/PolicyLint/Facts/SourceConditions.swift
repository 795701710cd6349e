import IAMPolicy
import JSONText

/// The condition keys by which a service says on whose behalf it calls (IAM User Guide, "The confused
/// deputy problem"), and questions about them that several rules ask.
enum SourceKey: String, CaseIterable {
  case account = "aws:sourceaccount"
  case arn = "aws:sourcearn"
  case organization = "aws:sourceorgid"
  case organizationPaths = "aws:sourceorgpaths"

  /// The key as AWS writes it.
  var name: String {
    switch self {
    case .account: "aws:SourceAccount"
    case .arn: "aws:SourceArn"
    case .organization: "aws:SourceOrgID"
    case .organizationPaths: "aws:SourceOrgPaths"
    }
  }
}

extension ConditionClause {
  /// The source key that this clause is about.
  var sourceKey: SourceKey? { SourceKey(rawValue: key.lowercased()) }
}

extension Statement {
  /// The clauses about one source key.
  func clauses(about key: SourceKey) -> [ConditionClause] {
    condition.clauses.filter { $0.sourceKey == key }
  }

  /// The service principals that an Allow statement of a trust or resource policy names.
  var allowedServices: [Principal] {
    guard effect == .allow, case .principal(.some(let principals))? = principal else { return [] }
    return principals.filter { $0.kind == .service }
  }

  /// Says whether another clause makes sure that the key exists: `Null: {key: false}`.
  func demandsPresence(of key: String) -> Bool {
    condition.clauses.contains {
      $0.operator.comparison == .null && $0.operator.qualifier == nil
        && $0.key.isSameName(as: key)
        && $0.values.allSatisfy { $0.text.lowercased() == "false" } && !$0.values.isEmpty
    }
  }
}
