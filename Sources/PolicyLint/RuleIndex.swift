import IAMPolicy

extension LintFinding {
  /// Whether it rests on the service reference, so that a report says of which day that is.
  public var usesReference: Bool { Self.rulesByReference.contains(rule) }

  /// A test compares this list with the rules that look into the reference.
  static let rulesByReference: Set<String> = [
    "action-case", "pass-role-missing", "pull-request-writes", "unknown-action",
    "unknown-managed-policy", "unsupported-condition-key", "unsupported-resource",
  ]
}

extension LintRule {
  /// Every rule, in the order of the ids.
  ///
  /// A test compares this list with the files of the folder.
  public static let all: [LintRule] = [
    actionCase,
    allowNotAction,
    allowNotPrincipal,
    allowNotResource,
    cognitoUnauthenticated,
    confusedDeputy,
    deletedPrincipal,
    deprecatedManagedPolicy,
    emptyConditionValues,
    federatedWildcard,
    forAllValuesAllow,
    foreignAccount,
    malformedAction,
    missingSetQualifier,
    oidcAudience,
    oidcOperator,
    oidcPullRequest,
    oidcSubject,
    ownResource,
    passRoleMissing,
    passRoleUnbounded,
    policySize,
    policyVersion,
    principalEveryone,
    privilegeEscalation,
    redundantAction,
    redundantResource,
    retiredService,
    samlAudience,
    sourceAccountDigits,
    sourceAccountMismatch,
    sourceARNAnyAccount,
    sourceARNEmptyRegion,
    sourceARNRegion,
    sourceARNStringLike,
    sourceConditionIfExists,
    unknownAction,
    unsupportedConditionKey,
    unsupportedResource,
    wildcardInEquality,
  ]
}
