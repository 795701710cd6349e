public import PolicyAnalysis

/// What kind of thing differs.
///
/// The raw strings are a stable part of the JSON output.
public enum DifferenceKind: String, Hashable, Sendable, CaseIterable {
  /// The role does not exist.
  case roleMissing = "role-missing"
  /// The trust policy differs in meaning.
  case trustPolicy = "trust-policy"
  /// A managed policy of the set is not attached.
  case managedPolicyMissing = "managed-policy-missing"
  /// A managed policy is attached that the set does not name.
  case managedPolicyUnexpected = "managed-policy-unexpected"
  /// An inline policy of the set does not exist.
  case inlinePolicyMissing = "inline-policy-missing"
  /// There is an inline policy that the set does not name.
  case inlinePolicyUnexpected = "inline-policy-unexpected"
  /// An inline policy of the set differs in meaning.
  case inlinePolicyChanged = "inline-policy-changed"
  /// The permissions boundary is another one, or only one side has one.
  case permissionsBoundary = "permissions-boundary"
  /// The longest session is another.
  case maxSessionDuration = "max-session-duration"
  /// The description is another.
  case description = "description"
  /// A tag is missing, has another value or another case of its key, or the set does not name it.
  case tags = "tags"
  /// The role is at a path that the set does not accept.
  case path = "path"
  /// The account spells the name in a case that is not a known alternative.
  case nameCase = "name-case"
  /// The trust policy names the id of a user or role that was deleted.
  case orphanPrincipal = "orphan-principal"
  /// The default version of an attached managed policy is not the document that is known.
  case managedPolicyDocument = "managed-policy-document"
  /// The role is in an instance profile: it can be handed to machines.
  case instanceProfile = "instance-profile"
  /// The role was deleted and created again since it was last applied.
  case roleRecreated = "role-recreated"
  /// A role trusts a service of the set and belongs to no set that was chosen.
  case roleUnexpected = "role-unexpected"
  /// The role serves every device of the account for longer than was said.
  case temporaryWideningExpired = "temporary-widening-expired"
  /// The role is not in an instance profile that the set declares.
  case instanceProfileMissing = "instance-profile-missing"
  /// An instance profile exists that the role set declared for the role, and declares no more.
  case instanceProfileLeft = "instance-profile-left"
  /// The role exists and should not: it left the role set, or the set says that it is absent.
  case roleLeft = "role-left"
  /// An identity provider that the role trusts does not exist.
  case identityProviderMissing = "identity-provider-missing"
  /// An identity provider that the role trusts has other client ids, thumbprints, metadata or tags.
  case identityProvider = "identity-provider"
  /// A managed policy exists that left the role set.
  case policyLeft = "policy-left"
  /// An identity provider exists that left the role set.
  case identityProviderLeft = "identity-provider-left"
}

extension DifferenceKind {
  /// All that is known of a kind: who asks something of a kind asks it here.
  public struct Facts: Hashable, Sendable {
    /// What it says, for lists of rules.
    public let meaning: String
    /// What to do about one, for lists of rules; each difference says it more precisely.
    public let advice: String
    /// What must have been read to say it.
    public let part: Coverage.Part
    /// What it does to access where no documents are compared; a longest session is compared by its number.
    public let effect: AccessChange
    /// How much a person should care where nothing more is known of it.
    public var weight = Weight.grave
    /// Whether only a check of related resources says it.
    public var needsRelated = false
    /// Whether a run that stops while it makes a role leaves it behind.
    public var isLeftByStoppedRun = false
  }

  /// How much a person should care about a kind.
  public enum Weight: Hashable, Sendable {
    /// What should exist does not: that is serious even where access stays the same.
    case missing
    /// It is serious unless it changes nothing of who may do what.
    case grave
    /// It is about how the role looks.
    case slight
  }

  /// The one row of this kind.
  public var facts: Facts {
    switch self {
    case .roleMissing:
      Facts(
        meaning: "A role does not exist", advice: Self.planned, part: .role, effect: .narrowed,
        weight: .missing)
    case .trustPolicy:
      Facts(
        meaning: "A trust policy differs in meaning", advice: Self.planned, part: .trustPolicy,
        effect: .undecided)
    case .managedPolicyMissing:
      Facts(
        meaning: "A managed policy is not attached", advice: Self.planned, part: .managedPolicies,
        effect: .narrowed, weight: .missing, isLeftByStoppedRun: true)
    case .managedPolicyUnexpected:
      Facts(
        meaning: "A managed policy is attached that the spec does not name",
        advice: Self.keptOrRemoved, part: .managedPolicies, effect: .undecided)
    case .inlinePolicyMissing:
      Facts(
        meaning: "An inline policy does not exist", advice: Self.planned, part: .inlinePolicies,
        effect: .narrowed, weight: .missing, isLeftByStoppedRun: true)
    case .inlinePolicyUnexpected:
      Facts(
        meaning: "An inline policy exists that the spec does not name", advice: Self.keptOrRemoved,
        part: .inlinePolicies, effect: .undecided)
    case .inlinePolicyChanged:
      Facts(
        meaning: "An inline policy differs in meaning", advice: Self.planned, part: .inlinePolicies,
        effect: .undecided)
    case .permissionsBoundary:
      Facts(
        meaning: "The permissions boundary differs", advice: Self.plannedOrRemoved,
        part: .permissionsBoundary, effect: .undecided)
    case .maxSessionDuration:
      Facts(
        meaning: "The maximum session duration differs", advice: Self.planned,
        part: .maxSessionDuration, effect: .unchanged)
    case .description:
      Facts(
        meaning: "The description differs", advice: Self.planned, part: .description,
        effect: .unchanged, weight: .slight, isLeftByStoppedRun: true)
    case .tags:
      // Policies elsewhere may test a tag of the role.
      Facts(
        meaning: "A tag is missing, differs or is not in the spec", advice: Self.plannedOrRemoved,
        part: .tags, effect: .undecided, weight: .slight)
    case .path:
      // Policies elsewhere may name the path (iam:PassRole).
      Facts(
        meaning: "The role is at another path", advice: Self.unchangeable, part: .role,
        effect: .undecided, weight: .slight)
    case .nameCase:
      Facts(
        meaning: "The account spells the name in another case", advice: Self.unchangeable,
        part: .role, effect: .unchanged, weight: .slight)
    case .orphanPrincipal:
      Facts(
        meaning: "The trust policy names the id of a principal that was deleted",
        advice:
          "'panorama-roles plan' shows the trust policy without it; name the ARN if it was created "
          + "again",
        part: .trustPolicy, effect: .unchanged, weight: .slight)
    case .managedPolicyDocument:
      Facts(
        meaning: "The document of an attached managed policy differs in meaning",
        advice:
          "Read what changed, then set the right version as default, or accept it in the ignore list",
        part: .managedPolicyDocuments, effect: .undecided, needsRelated: true)
    case .instanceProfile:
      Facts(
        meaning: "The role is in an instance profile",
        advice: "Remove the role from the instance profile, or accept it in the ignore list",
        part: .instanceProfiles, effect: .widened, needsRelated: true)
    case .roleRecreated:
      Facts(
        meaning: "The role was deleted and created again",
        advice: "Find out who created the role again, then write its new id into the spec",
        part: .role, effect: .undecided, needsRelated: true)
    case .roleUnexpected:
      Facts(
        meaning: "An undeclared role trusts a service of the set",
        advice: "Delete the role when nothing uses it, or describe it in a role set",
        part: .otherRoles, effect: .widened, needsRelated: true)
    case .temporaryWideningExpired:
      Facts(
        meaning: "The role serves every device of the account for longer than it should",
        advice: "Close it with 'panorama-roles device close --approve'", part: .role,
        effect: .widened)
    case .instanceProfileMissing:
      // Every check reads the instance profiles that a role declares.
      Facts(
        meaning: "The role is not in an instance profile that the set declares",
        advice: "'panorama-roles plan' shows the changes that add the role to it", part: .role,
        effect: .narrowed, isLeftByStoppedRun: true)
    case .instanceProfileLeft:
      Facts(
        meaning: "An instance profile exists that left the role set", advice: Self.leftAdvice,
        part: .role, effect: .widened)
    case .roleLeft:
      Facts(
        meaning: "A role exists that left the role set, or that should not exist",
        advice:
          "Remove it with 'panorama-roles apply --remove', or hand it over with 'panorama-roles "
          + "disown'",
        part: .role, effect: .widened)
    case .identityProviderMissing:
      Facts(
        meaning: "An identity provider that the role trusts does not exist", advice: Self.planned,
        part: .identityProviders, effect: .narrowed, weight: .missing, isLeftByStoppedRun: true)
    case .identityProvider:
      Facts(
        meaning: "An identity provider has other client ids, thumbprints, metadata or tags",
        advice: Self.planned, part: .identityProviders, effect: .undecided)
    case .policyLeft:
      Facts(
        meaning: "A managed policy exists that left the role set", advice: Self.leftAdvice,
        part: .role, effect: .unchanged, weight: .slight)
    case .identityProviderLeft:
      Facts(
        meaning: "An identity provider exists that left the role set", advice: Self.leftAdvice,
        part: .role, effect: .widened)
    }
  }

  private static let leftAdvice =
    "Remove it with 'panorama-roles apply --remove', or hand it over with 'panorama-roles disown'"

  private static let planned = "'panorama-roles plan' shows the changes that fix it"
  private static let plannedOrRemoved =
    "'panorama-roles plan' shows what it would fix; '--remove' names what the spec does not own"
  private static let keptOrRemoved =
    "Add it to the spec to keep it, or remove it with 'panorama-roles apply --remove'"
  private static let unchangeable =
    "IAM cannot change it: delete the role so that 'panorama-roles apply' creates it again, or change "
    + "the spec"
}
