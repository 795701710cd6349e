import IAMPolicy

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
