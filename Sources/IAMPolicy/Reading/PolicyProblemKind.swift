import JSONText

/// The kinds of problem that the grammar of the policy language knows.
///
/// Their names are stable: people suppress and search by them.
public enum PolicyProblemKind: String, Hashable, Sendable, CaseIterable {
  case notAnObject = "not-an-object"
  case badPercentEncoding = "bad-percent-encoding"
  case invalidCharacter = "invalid-character"
  case unknownElement = "unknown-element"
  case wrongType = "wrong-type"
  case unknownVersion = "unknown-version"
  case missingStatement = "missing-statement"
  case emptyStatement = "empty-statement"
  case invalidSid = "invalid-sid"
  case duplicateSid = "duplicate-sid"
  case missingEffect = "missing-effect"
  case invalidEffect = "invalid-effect"
  case missingPrincipal = "missing-principal"
  case principalAndNotPrincipal = "principal-and-not-principal"
  case prohibitedPrincipal = "prohibited-principal"
  case prohibitedNotPrincipal = "prohibited-not-principal"
  case emptyPrincipal = "empty-principal"
  case unknownPrincipalKind = "unknown-principal-kind"
  case invalidPrincipal = "invalid-principal"
  case missingAction = "missing-action"
  case actionAndNotAction = "action-and-not-action"
  case emptyAction = "empty-action"
  case invalidAction = "invalid-action"
  case prohibitedAction = "prohibited-action"
  case missingResource = "missing-resource"
  case resourceAndNotResource = "resource-and-not-resource"
  case prohibitedResource = "prohibited-resource"
  case emptyResource = "empty-resource"
  case invalidResource = "invalid-resource"
  case unknownOperator = "unknown-operator"
  case nullIfExists = "null-if-exists"
  case emptyConditionKey = "empty-condition-key"
  case duplicateConditionKey = "duplicate-condition-key"
  case invalidDate = "invalid-date"

  /// What it means, in a few words.
  public var meaning: String {
    switch self {
    case .notAnObject: "the document is not a JSON object"
    case .badPercentEncoding: "the text is neither JSON nor percent-encoded JSON"
    case .invalidCharacter: "a character that IAM does not take in a policy"
    case .unknownElement: "an element that the policy language does not have"
    case .wrongType: "a value of another JSON type than its element takes"
    case .unknownVersion: "'Version' is neither 2012-10-17 nor 2008-10-17"
    case .missingStatement: "the document has no 'Statement'"
    case .emptyStatement: "'Statement' is an empty list"
    case .invalidSid: "'Sid' has other characters than letters and digits"
    case .duplicateSid: "two statements have the same 'Sid'"
    case .missingEffect: "a statement has no 'Effect'"
    case .invalidEffect: "'Effect' is neither 'Allow' nor 'Deny'"
    case .missingPrincipal: "a trust or resource policy's statement names no principal"
    case .principalAndNotPrincipal: "'Principal' and 'NotPrincipal' in one statement"
    case .prohibitedPrincipal: "an identity policy names a principal"
    case .prohibitedNotPrincipal: "a trust policy has 'NotPrincipal'"
    case .emptyPrincipal: "a principal element names nobody"
    case .unknownPrincipalKind: "a kind of principal that the policy language does not have"
    case .invalidPrincipal: "a value that cannot be a principal"
    case .missingAction: "a statement has neither 'Action' nor 'NotAction'"
    case .actionAndNotAction: "'Action' and 'NotAction' in one statement"
    case .emptyAction: "an empty list of actions"
    case .invalidAction: "a text that cannot be an action"
    case .prohibitedAction: "a trust policy names an action of another service than STS"
    case .missingResource: "a statement has neither 'Resource' nor 'NotResource'"
    case .resourceAndNotResource: "'Resource' and 'NotResource' in one statement"
    case .prohibitedResource: "a trust policy has 'Resource' or 'NotResource'"
    case .emptyResource: "an empty list of resources"
    case .invalidResource: "a text that is neither an ARN nor '*'"
    case .unknownOperator: "a condition operator that the policy language does not have"
    case .nullIfExists: "'Null' with the suffix 'IfExists'"
    case .emptyConditionKey: "a condition key without a name"
    case .duplicateConditionKey: "a condition key is repeated under one operator"
    case .invalidDate: "a date operator compares with a text that is not a date"
    }
  }
}

extension Problem {
  /// Makes a problem of the grammar of the policy language.
  init(
    _ kind: PolicyProblemKind, at position: TextPosition, _ message: String, hint: String? = nil
  ) {
    self.init(kind.rawValue, at: position, message, hint: hint)
  }
}
