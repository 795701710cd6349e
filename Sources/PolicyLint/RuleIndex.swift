import IAMPolicy

extension LintRule {
  /// Every rule, in the order of the ids.
  ///
  /// A test compares this list with the files of the folder.
  public static let all: [LintRule] = [
    allowNotAction,
    allowNotPrincipal,
    confusedDeputy,
    deletedPrincipal,
    deprecatedManagedPolicy,
    emptyConditionValues,
    forAllValuesAllow,
    missingSetQualifier,
    passRoleUnbounded,
    policySize,
    policyVersion,
    principalEveryone,
    redundantAction,
    redundantResource,
    retiredService,
    sourceAccountDigits,
    sourceAccountMismatch,
    sourceARNAnyAccount,
    sourceARNEmptyRegion,
    sourceARNRegion,
    sourceARNStringLike,
    sourceConditionIfExists,
    unknownAction,
    wildcardInEquality,
  ]
}
