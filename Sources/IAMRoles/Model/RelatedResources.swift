public import IAMPolicy
import PolicyAnalysis

/// A role of the account that the set does not name.
public struct UndeclaredRole: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The path.
  public var path: String
  /// The ARN.
  public var arn: String
  /// Who may assume it.
  public var trust: StoredDocument
  /// The services that the text of its trust policy names, in small letters, when that is not a policy that
  /// could be read.
  public var named: Set<String>
  /// Its tags; nil when they were not read.
  public var tags: [Tag]?
  /// What it may do, all its policies together; nil when that was not read.
  public var permissions: RolePermissions?

  /// Makes an undeclared role.
  public init(
    name: String, path: String, arn: String, trust: StoredDocument, named: Set<String> = [],
    tags: [Tag]? = nil
  ) {
    self.tags = tags
    self.name = name
    self.path = path
    self.arn = arn
    self.trust = trust
    self.named = named
  }

  /// Whether some statement lets everyone assume it, or everyone but some.
  public var trustsEveryone: Bool { trust.policy?.trustsEveryone ?? false }

  /// All that it lets happen, against a role that may do nothing; where its policies were not read, how they are.
  var access: PolicyComparison {
    permissions?.whole
      ?? .undecided(
        "what the role may do was not read: 'panorama-roles drift --snapshot FILE' shows it")
  }

  /// The services that it trusts, in small letters.
  public var services: Set<String> { trust.policy?.trustedServices ?? named }
}

/// What surrounds the roles of a set: nothing that a plan changes, and all that a check must see.
public struct RelatedResources: Hashable, Sendable {
  /// The instance profiles that hold a role, by the name that the role was asked for.
  ///
  /// Absent when the way of reading does not tell them.
  public var instanceProfiles: [String: Reading<[String]>]
  /// The default version of managed policies, by ARN; absent when the way of reading does not say it.
  public var managedPolicies: [String: Reading<StoredDocument>]
  /// All roles that the set does not name; absent when the way of reading does not tell them.
  public var others: Reading<[UndeclaredRole]>
  /// Other roles whose trust policy is not a text that could be searched.
  public var unreadOthers: [ReadFailure]
  /// The roles whose ids the file withholds, by the names that they were asked for.
  public var withheldIDs: Set<String>

  /// Makes related resources.
  public init(
    instanceProfiles: [String: Reading<[String]>] = [:],
    managedPolicies: [String: Reading<StoredDocument>] = [:],
    others: Reading<[UndeclaredRole]> = .absent, unreadOthers: [ReadFailure] = [],
    withheldIDs: Set<String> = []
  ) {
    self.instanceProfiles = instanceProfiles
    self.managedPolicies = managedPolicies
    self.others = others
    self.unreadOthers = unreadOthers
    self.withheldIDs = withheldIDs
  }

  /// Adds the tags of other roles, by name.
  public mutating func add(tags: [String: [Tag]]) {
    guard case .present(var roles) = others else { return }
    for index in roles.indices {
      if let found = tags[roles[index].name] { roles[index].tags = found }
    }
    others = .present(roles)
  }

  /// Adds what other roles may do, by name.
  public mutating func add(permissions: [String: RolePermissions]) {
    guard case .present(var roles) = others else { return }
    for index in roles.indices {
      if let found = permissions[roles[index].name] { roles[index].permissions = found }
    }
    others = .present(roles)
  }

  /// The documents of those managed policies that were read and can be understood.
  public func library(of arns: [String]) -> PolicyLibrary {
    var documents: [String: PolicyDocument] = [:]
    for arn in arns { documents[arn] = managedPolicies[arn]?.value?.policy }
    return PolicyLibrary(documents)
  }
}

/// The role sets that roles belong to, by the names of the roles in small letters.
///
/// They are found when somebody asks for them: few checks meet a role that nobody declared.
public struct KnownRoles: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  private let find: @Sendable () -> [String: String]

  /// Known roles that a function finds.
  public init(_ find: @escaping @Sendable () -> [String: String]) { self.find = find }

  /// Known roles, each with its role set.
  public init(dictionaryLiteral elements: (String, String)...) {
    find = { Dictionary(elements, uniquingKeysWith: { first, _ in first }) }
  }

  /// The role set of a role; nil when none has it.
  public subscript(name: String) -> String? { find()[name.lowercased()] }

  /// Whether both know the same roles.
  public static func == (left: KnownRoles, right: KnownRoles) -> Bool {
    left.find() == right.find()
  }

  /// Feeds nothing: equality decides.
  public func hash(into hasher: inout Hasher) {}
}

/// What a check compares an account with, in addition to the role set.
public struct DriftBaseline: Hashable, Sendable {
  /// The documents that managed policies are known to have, by ARN.
  public var pinned: [String: PolicyDocument]
  /// The ids that the last apply recorded, by the name of the role.
  public var recordedIDs: [String: String]
  /// The role set that a role of a name belongs to.
  public var knownRoles: KnownRoles
  /// The roles that serve every device of the account for longer than was said, by name, with the end of
  /// the time.
  public var expiredOpenings: [String: String] = [:]
  /// Whether an undeclared role counts that trusts everyday services and no other.
  public var countsEverydayRoles = false

  /// Makes a baseline.
  public init(
    pinned: [String: PolicyDocument] = [:], recordedIDs: [String: String] = [:],
    knownRoles: KnownRoles = [:]
  ) {
    self.pinned = pinned
    self.recordedIDs = recordedIDs
    self.knownRoles = knownRoles
  }
}

extension ReadFailure {
  /// Says whether this is something around the roles, which a check of the roles alone never asks.
  public var isAboutRelatedResources: Bool {
    Self.relatedActions.contains(action)
  }

  private static let relatedActions: Set<String> = [
    "iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListInstanceProfilesForRole", "iam:ListRoles",
  ]
}
