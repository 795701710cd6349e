public import IAMPolicy

/// Why something could not be read.
///
/// It is never the same as "it does not exist".
public struct ReadFailure: Hashable, Sendable {
  /// The IAM action, `iam:GetRole`.
  public var action: String
  /// What it was asked of: a role name, a policy ARN.
  public var subject: String
  /// What went wrong.
  public var reason: Reason
  /// What AWS or the network said, in one line.
  public var message: String
  /// The request id that AWS support asks for: another one for each call, and so no part of `message`.
  public var requestID: String?

  /// The kinds of failure that a person acts on differently.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// The caller lacks the permission.
    case denied
    /// IAM throttled until the attempts were used up.
    case throttled
    /// Anything else: the answer was damaged, a document that this tool cannot read.
    case failed
    /// The way of reading does not say it, and the check needs it.
    case unavailable
  }

  /// Makes a failure.
  public init(
    action: String, subject: String, reason: Reason, message: String, requestID: String? = nil
  ) {
    self.action = action
    self.subject = subject
    self.reason = reason
    self.message = message
    self.requestID = requestID
  }

  /// The same failure as any call would have met it.
  public var withoutRequestID: ReadFailure {
    var failure = self
    failure.requestID = nil
    return failure
  }
}

/// The outcome of reading one thing: it exists, it does not, or we do not know.
public enum Reading<Value: Sendable>: Sendable {
  case present(Value)
  case absent
  case unreadable(ReadFailure)

  /// The value, when it was read.
  public var value: Value? { if case .present(let value) = self { value } else { nil } }
  /// The failure, when it could not be read.
  public var failure: ReadFailure? {
    if case .unreadable(let failure) = self { failure } else { nil }
  }
}

// Not of every value: so the program looks for no conformance where it only keeps a reading.
extension Reading: Equatable where Value: Equatable {}
extension Reading: Hashable where Value: Hashable {}

/// A policy document as the account holds it: IAM may hold one that our reader refuses, and then the text
/// is shown and compared with nothing.
public enum StoredDocument: Hashable, Sendable {
  /// A document that could be read.
  case policy(PolicyDocument)
  /// The text, with the first problem that the reader found.
  case unreadableText(String, problem: String)

  /// The document, when it could be read.
  public var policy: PolicyDocument? { if case .policy(let policy) = self { policy } else { nil } }
}

/// A role as the account has it.
public struct ObservedRole: Hashable, Sendable {
  /// The name in the account's own spelling.
  public var name: String
  /// The path.
  public var path: String
  /// The ARN.
  public var arn: String
  /// `AROA…`, another one after the role was deleted and created again; nil when a snapshot lacks it.
  public var id: String?
  /// The description; `""` when none exists; absent when the way of reading does not say it.
  public var description: Reading<String>
  /// The longest session in seconds; absent when the way of reading does not say it.
  public var maxSessionDuration: Reading<Int>
  /// Who may assume it.
  public var trust: Reading<StoredDocument>
  /// The boundary; absent when none exists.
  public var permissionsBoundary: Reading<PermissionsBoundary>
  /// The tags.
  public var tags: Reading<[Tag]>
  /// The managed policies attached.
  public var managedPolicies: Reading<[ManagedPolicyAttachment]>
  /// The inline policies, each read or not, in the order of their names.
  public var inlinePolicies: Reading<[ObservedInlinePolicy]>

  /// Makes an observed role.
  public init(
    name: String, path: String, arn: String, id: String?, description: Reading<String>,
    maxSessionDuration: Reading<Int>, trust: Reading<StoredDocument>,
    permissionsBoundary: Reading<PermissionsBoundary>, tags: Reading<[Tag]>,
    managedPolicies: Reading<[ManagedPolicyAttachment]>,
    inlinePolicies: Reading<[ObservedInlinePolicy]>
  ) {
    self.name = name
    self.path = path
    self.arn = arn
    self.id = id
    self.description = description
    self.maxSessionDuration = maxSessionDuration
    self.trust = trust
    self.permissionsBoundary = permissionsBoundary
    self.tags = tags
    self.managedPolicies = managedPolicies
    self.inlinePolicies = inlinePolicies
  }
}

extension ObservedRole {
  /// A role as CreateRole makes it: nothing is attached to it and it has no inline policy yet.
  init(new role: Role, arn: String) {
    self.init(
      name: role.name, path: role.path, arn: arn, id: nil,
      description: .present(role.description),
      maxSessionDuration: .present(role.maxSessionDuration),
      trust: .present(.policy(role.trust)),
      permissionsBoundary: role.permissionsBoundary.map(Reading.present) ?? .absent,
      tags: .present(role.tags), managedPolicies: .present([]), inlinePolicies: .present([]))
  }

  /// Whether a service owns it: all such roles are below one path, and no others are.
  public var isServiceLinked: Bool { ServiceLinkedRole.owns(path: path) }

  /// The partition in the ARN; `aws` while the role shows its unique id in place of its ARN.
  public var partition: String { ARN(arn)?.partition ?? "aws" }
}

extension ObservedRole {
  /// Says whether a managed policy is attached to it or bounds it.
  public func has(_ arn: String) -> Bool { uses(of: arn) > 0 }

  /// How often it has a managed policy: attached, and as its boundary.
  func uses(of arn: String) -> Int {
    (managedPolicies.value?.count { $0.arn == arn } ?? 0)
      + (permissionsBoundary.value?.arn == arn ? 1 : 0)
  }
}

/// An inline policy as the account has it.
public struct ObservedInlinePolicy: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The document; never absent, since the name was listed.
  public var document: Reading<StoredDocument>

  /// Makes an observed inline policy.
  public init(name: String, document: Reading<StoredDocument>) {
    self.name = name
    self.document = document
  }
}

/// What was read of an account: an answer for every role that was asked for, and nothing about others.
public struct AccountState: Hashable, Sendable {
  /// The 12-digit account id.
  public var account: String
  /// The partition, such as `aws` or `aws-cn`.
  public var partition: String
  /// The reading of each role, by the name that it was asked for.
  public var roles: [String: Reading<ObservedRole>]
  /// Where the roles are, while many changes are made in them.
  var names = RoleNames()
  /// The managed policies that the set makes, by ARN; those of others are not among them.
  public var ownPolicies: [String: Reading<ObservedPolicy>]
  /// The policies that have the name of one that the set makes, in another case or at another path: the
  /// ARN in the account, by the ARN that the set gives it.
  public var namesakes: [String: String] = [:]
  /// The instance profiles that were asked for, by name.
  public var instanceProfiles: [String: Reading<ObservedInstanceProfile>] = [:]
  /// The names of the instance profiles that hold a role that should not exist, by the name of the role.
  public var profilesOfRoles: [String: Reading<[String]>] = [:]
  /// The identity providers that were asked for, by ARN.
  public var providers: [String: Reading<ObservedIdentityProvider>] = [:]
  /// The names of the roles of the whole account that trust an identity provider, by its ARN; no entry where nobody
  /// looked.
  public var trusting: [String: Reading<[String]>] = [:]
  /// The roles that carry the tag of the spec, that the set does not name and of which no record tells, by name.
  public var rolesByTag: [String] = []
  /// The documents of managed policies that were read, by ARN.
  public var policies: PolicyLibrary

  /// Makes a state.
  public init(
    account: String, partition: String, roles: [String: Reading<ObservedRole>],
    ownPolicies: [String: Reading<ObservedPolicy>] = [:],
    policies: PolicyLibrary = PolicyLibrary()
  ) {
    self.account = account
    self.partition = partition
    self.roles = roles
    self.ownPolicies = ownPolicies
    self.policies = policies
  }

  /// An account that has none of the roles: what a dry run without credentials assumes.
  public static func empty(for set: RoleSet) -> AccountState {
    var state = AccountState(
      account: set.account, partition: set.partition,
      roles: Dictionary(uniqueKeysWithValues: set.roles.map { ($0.name, .absent) }),
      ownPolicies: Dictionary(
        set.policies.map { (set.arn(of: $0), .absent) }, uniquingKeysWith: { first, _ in first }))
    for arn in set.providers.map(set.arn(of:)) + set.left.filter(\.isProvider).map(\.arn) {
      state.providers[arn] = .absent
      state.trusting[arn] = .present([])
    }
    for left in set.left where !left.isProvider { state.ownPolicies[left.arn] = .absent }
    return state
  }
}
