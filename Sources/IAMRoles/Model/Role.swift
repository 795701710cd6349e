public import IAMPolicy
import JSONText

/// A tag of a role.
///
/// Keys are unique without regard to case (IAM User Guide, "Tagging IAM resources"). Two tags are equal when
/// their bytes are: `String ==` takes U+212A for `K`, and IAM does not.
public struct Tag: Hashable, Sendable {
  /// The key, 1–128 characters.
  public var key: String
  /// The value, 0–256 characters.
  public var value: String

  /// Makes a tag.
  public init(_ key: String, _ value: String) {
    self.key = key
    self.value = value
  }

  /// Tags are equal when IAM takes them for equal: byte by byte.
  public static func == (one: Tag, other: Tag) -> Bool {
    one.key.isExactly(other.key) && one.value.isExactly(other.value)
  }

  /// Feeds the same bytes.
  public func hash(into hasher: inout Hasher) {
    for byte in key.utf8 { hasher.combine(byte) }
    hasher.combine(UInt8(0xFF))
    for byte in value.utf8 { hasher.combine(byte) }
  }
}

/// The key of a tag, equal to every key that IAM takes for the same: without regard to case, and else byte by
/// byte.
public struct TagKey: Hashable, Sendable, Comparable {
  private let folded: [UInt8]

  /// Takes a key in any case.
  public init(_ key: some StringProtocol) { folded = String(key).foldedKey }

  /// The key in small letters.
  public var text: String { String(decoding: folded, as: UTF8.self) }

  /// Orders by bytes.
  public static func < (one: TagKey, other: TagKey) -> Bool {
    one.folded.lexicographicallyPrecedes(other.folded)
  }
}

extension String {
  /// Whether it is the ARN of a managed policy of AWS, and not of an account, whose paths may hold colons.
  public var isPolicyOfAWS: Bool {
    let fields = split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    return fields.count == 6 && fields[2] == "iam" && fields[4] == "aws"
      && fields[5].hasPrefix("policy/")
  }

  /// Whether both are the same key of a tag of a role (`TagKey`).
  func isSameTagKey(as other: String) -> Bool {
    if isSameName(as: other) { return true }
    // Only letters beyond ASCII have other small letters.
    if isPrintableASCII, other.isPrintableASCII { return false }
    return TagKey(self) == TagKey(other)
  }

  /// The text in small letters for comparing tag keys: no letter beyond ASCII becomes one of ASCII.
  public var foldedKey: [UInt8] {
    // Most keys are ASCII.
    let plain = utf8.map(asciiLowercased)
    if plain.allSatisfy({ $0 < 0x80 }) { return plain }
    return unicodeFoldedKey
  }

  private var unicodeFoldedKey: [UInt8] {
    unicodeScalars.flatMap { scalar in
      let small = scalar.properties.lowercaseMapping
      return Array((!scalar.isASCII && small.utf8.count == 1 ? String(scalar) : small).utf8)
    }
  }
}

/// A policy that lives inside a role.
public struct InlinePolicy: Hashable, Sendable {
  /// The name, unique within the role.
  public var name: String
  /// The document.
  public var document: PolicyDocument

  /// Makes an inline policy.
  public init(name: String, document: PolicyDocument) {
    self.name = name
    self.document = document
  }
}

/// A managed policy attached to a role, by its ARN.
public struct ManagedPolicyAttachment: Hashable, Sendable {
  /// `arn:aws:iam::aws:policy/…` or `arn:aws:iam::ACCOUNT:policy/…`.
  public var arn: String

  /// Makes an attachment.
  public init(arn: String) { self.arn = arn }
}

/// A managed policy that a role may keep where it is attached and that nobody attaches again: AWS
/// deprecated it (IAM User Guide, "Deprecated AWS managed policies").
public struct AcceptedPolicy: Hashable, Sendable {
  /// Its ARN.
  public var arn: String
  /// The ARNs of the policies that it replaces: while it is attached they are not missed.
  public var inPlaceOf: [String]
  /// Why it is accepted: lower-case start where the words allow, no full stop.
  public var note: String

  /// Makes an accepted policy.
  public init(arn: String, inPlaceOf: [String] = [], note: String) {
    self.arn = arn
    self.inPlaceOf = inPlaceOf
    self.note = note
  }
}

/// The policy that bounds what a role can ever do, by its ARN.
public struct PermissionsBoundary: Hashable, Sendable {
  /// The ARN of a managed policy.
  public var arn: String

  /// Makes a boundary.
  public init(arn: String) { self.arn = arn }
}

/// A field that a role set may leave to others: an existing role keeps what it has.
public enum UnownedField: String, Hashable, Sendable, CaseIterable {
  case description
  case maxSessionDuration
}

/// An ordinary role as it should be: the whole of it.
public struct Role: Hashable, Sendable {
  /// The longest session of a role for which nothing else was chosen, in seconds (IAM API Reference, CreateRole).
  public static let usualSessionDuration = 3600
  /// What the longest session may be, in seconds (IAM API Reference, CreateRole).
  public static let sessionDurations = 3600...43_200

  /// The name, unique in the account without regard to case and path.
  public var name: String
  /// The path to create it at.
  public var path: String
  /// Paths at which an existing role counts as this one; the path to create it at is among them.
  ///
  /// A path cannot be changed, so another accepted path is a note and no change.
  public var acceptedPaths: [String]
  /// Other spellings (case) of the name that AWS's own texts use.
  public var alternativeNames: [String]
  /// The description, at most 1,000 characters.
  public var description: String
  /// The longest session in seconds, 3,600–43,200.
  public var maxSessionDuration: Int
  /// Who may assume it.
  public var trust: PolicyDocument
  /// The managed policies attached.
  public var managedPolicies: [ManagedPolicyAttachment]
  /// Managed policies that stay where they are attached and are never attached again.
  public var acceptedPolicies: [AcceptedPolicy]
  /// The inline policies.
  public var inlinePolicies: [InlinePolicy]
  /// The boundary; nil when none exists.
  public var permissionsBoundary: PermissionsBoundary?
  /// The tags that we set; other tags are foreign and stay.
  public var tags: [Tag]
  /// The instance profiles that contain it.
  public var instanceProfiles: [InstanceProfile]
  /// The fields of an existing role that are neither compared nor changed.
  public var unownedFields: Set<UnownedField> = []

  /// Makes a role.
  public init(
    name: String, path: String = "/", acceptedPaths: [String] = [], alternativeNames: [String] = [],
    description: String = "", maxSessionDuration: Int = Role.usualSessionDuration,
    trust: PolicyDocument,
    managedPolicies: [ManagedPolicyAttachment] = [], acceptedPolicies: [AcceptedPolicy] = [],
    inlinePolicies: [InlinePolicy] = [], permissionsBoundary: PermissionsBoundary? = nil,
    tags: [Tag] = [], instanceProfiles: [InstanceProfile] = []
  ) {
    self.name = name
    self.path = path
    self.acceptedPaths = acceptedPaths.contains(path) ? acceptedPaths : [path] + acceptedPaths
    self.alternativeNames = alternativeNames
    self.description = description
    self.maxSessionDuration = maxSessionDuration
    self.trust = trust
    self.managedPolicies = managedPolicies
    self.acceptedPolicies = acceptedPolicies
    self.inlinePolicies = inlinePolicies
    self.permissionsBoundary = permissionsBoundary
    self.tags = tags
    self.instanceProfiles = instanceProfiles
  }
}

/// A role that a service owns: made by CreateServiceLinkedRole, its trust and policies not ours to edit.
public struct ServiceLinkedRole: Hashable, Sendable {
  /// The name that the service gives it.
  public var name: String
  /// The service principal, `panorama.amazonaws.com`; its case counts.
  public var service: String

  /// Makes a service-linked role.
  public init(name: String, service: String) {
    self.name = name
    self.service = service
  }

  /// The path, which IAM derives from the service.
  public var path: String { Self.path(of: service) }

  /// The path below which all roles of services are, and no others.
  public static let pathOfServices = "/aws-service-role/"

  /// The path of the roles of a service.
  public static func path(of service: String) -> String { "\(pathOfServices)\(service)/" }

  /// Whether a role or a policy at a path belongs to a service.
  public static func owns(path: String) -> Bool { path.hasPrefix(pathOfServices) }
}

/// A role of a set, as it should be.
public enum DesiredRole: Hashable, Sendable {
  case ordinary(Role)
  case serviceLinked(ServiceLinkedRole)
  /// A role that should not exist.
  case absent(AbsentRole)

  /// The role, unless a service owns it or it should not exist.
  public var ordinary: Role? { if case .ordinary(let role) = self { role } else { nil } }

  /// The name to look it up by.
  public var name: String {
    switch self {
    case .ordinary(let role): role.name
    case .serviceLinked(let role): role.name
    case .absent(let role): role.name
    }
  }

  /// The path that it is created at.
  public var path: String {
    switch self {
    case .ordinary(let role): role.path
    case .serviceLinked(let role): role.path
    case .absent: "/"
    }
  }
}

/// The roles that should be in one account: what `plan`, `apply` and `drift` work on.
///
/// No two have names that differ only in case.
public struct RoleSet: Hashable, Sendable {
  /// The 12-digit account id.
  public var account: String
  /// The partition, such as `aws` or `aws-us-gov`.
  public var partition: String
  /// The managed policies of the account that the set makes, before its roles.
  public var policies: [CustomerManagedPolicy]
  /// The identity providers that the set makes, before the roles that trust them.
  public var providers: [IdentityProvider] = []
  /// Policies and identity providers of the account that should not exist: they left the set, or a person
  /// names them to be removed.
  public var left: [LeftResource] = []
  /// The roles, in the order in which they are created.
  public var roles: [DesiredRole]
  /// Which of them a run asks about; the others are declared all the same.
  public var selection = RoleSelection.all
  /// What of the account the set may change; nil when everything counts as its own.
  public var ownership: Ownership?
  /// What it says otherwise than whoever wrote it, such as a policy that was split: lower-case start, no full
  /// stop.
  public var notes: [String] = []

  /// Makes a role set.
  public init(
    account: String, partition: String = "aws", policies: [CustomerManagedPolicy] = [],
    roles: [DesiredRole]
  ) {
    self.account = account
    self.partition = partition
    self.policies = policies
    self.roles = roles
  }

  /// The ARN that a role of this account has.
  public func arn(path: String, name: String) -> String {
    "arn:\(partition):iam::\(account):role\(path)\(name)"
  }
}
