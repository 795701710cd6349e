public import IAMRoles
public import JSONText

/// A role set as a file describes it: the roles of a service before an account is known.
public struct RoleSetDefinition: Hashable, Sendable {
  /// The name on the command line: `panorama`.
  public var name: String
  /// The name of the service: `AWS Panorama`.
  public var title: String
  /// One sentence about the set.
  public var summary: String
  /// Whether the service still runs.
  public var lifecycle: Lifecycle
  /// Where the service runs or ran; nil when nothing is said of it.
  public var availability: Availability?
  /// The set's own parameters.
  public var parameters: [ParameterDefinition]
  /// The managed policies of the account that the set makes.
  public var policies: [PolicyDefinition]
  /// The identity providers that the set makes.
  public var providers: [ProviderDefinition] = []
  /// The roles, in the order in which they are created.
  public var roles: [RoleDefinition]

  /// Whether a text can be the name of a role set: 1 to 64 small letters, digits and '-'.
  public static func isName(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(isNameByte)
  }

  static func isNameByte(_ byte: UInt8) -> Bool {
    (97...122).contains(byte) || (48...57).contains(byte) || byte == 45
  }

  /// The roles that are made once, in order.
  public var fixedRoles: [RoleDefinition] { roles.filter { $0.madeFor == nil } }

  /// The role that is made for each of something; nil when the set has none.
  public func template(for template: RoleTemplate) -> RoleDefinition? {
    roles.first { $0.madeFor == template }
  }

  /// The name of a role with the defaults of parameters, as far as they have some.
  public func name(of role: RoleDefinition) -> String {
    guard role.name.contains("$") else { return role.name }
    let none = ParameterValues(account: "", partition: "")
    let values = resolved(none, findings: ProblemCollector())
    return substitution(values, ProblemCollector()).text(role.name, at: .none)
  }

  /// One line for a person who is about to set up roles of a service that ends or has ended.
  ///
  /// Lower-case start where the title has it, no full stop; nil when the service runs on.
  public var notice: String? {
    guard let end = lifecycle.endDate else { return nil }
    return switch lifecycle.status {
    case .current: nil
    case .ending: "\(title) ends on \(end.words) (\(lifecycle.source))"
    case .ended: "\(title) ended on \(end.words) (\(lifecycle.source))"
    }
  }
}

/// One role as a file describes it; its texts may hold parameters.
public struct RoleDefinition: Hashable, Sendable {
  /// Who makes the role and whom it trusts.
  public enum Kind: Hashable, Sendable {
    /// A service makes it and owns it.
    case serviceLinked(service: String)
    /// We make it.
    case ordinary(TrustDefinition)
    /// It should not exist.
    case absent
  }

  /// The name.
  public var name: String
  /// Other spellings (case) of the name.
  public var aliases: [String]
  /// The path to create it at.
  public var path: String
  /// Other paths at which it may be.
  public var acceptedPaths: [String]
  /// The description.
  public var description: String
  /// The longest session in seconds.
  public var maxSessionDuration: Int
  /// Service-linked or ordinary.
  public var kind: Kind
  /// The ARNs of the managed policies; for a service-linked role those that the service attaches.
  public var managedPolicies: [String]
  /// Managed policies that stay where they are attached and are never attached again.
  public var acceptedPolicies: [AcceptedPolicy]
  /// The inline policies by name, as JSON.
  public var inlinePolicies: [InlinePolicyDefinition]
  /// The tags.
  public var tags: [Tag]
  /// The ARN of the boundary.
  public var permissionsBoundary: String?
  /// The names of the instance profiles that contain it.
  public var instanceProfiles: [String] = []
  /// The fields that are null in the file: an existing role keeps what it has.
  public var unownedFields: Set<UnownedField> = []
  /// What the role is made for each of; nil when it is made once.
  public var madeFor: RoleTemplate?
  /// What is known of it, and how well.
  public var facts: [Fact]
  /// What AWS's own texts get wrong about it.
  public var corrections: [Correction]
  /// Where its parts are in the file.
  var places: Places

  /// Where a part of the role is in its file, else where the role begins.
  public func position(of part: RolePart) -> TextPosition { places.place(of: part) }
}

/// A managed policy of the account as a file describes it; its texts may hold parameters.
public struct PolicyDefinition: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The path.
  public var path: String
  /// The description.
  public var description: String
  /// The tags.
  public var tags: [Tag]
  /// The document, with its parameters.
  public var document: JSON
  /// Where its name is in the file.
  var places: Places
}

/// An inline policy as a file describes it.
public struct InlinePolicyDefinition: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The document, with its parameters.
  public var document: JSON
  /// The parameter that must have a value for the policy to be made; nil when none must.
  public var when: String?
  /// The parameter that must have no value for the policy to be made; nil when none must.
  public var unless: String?
}

/// What a role of a set can be made for each of, with the parameter `${Name}` for its name.
public enum RoleTemplate: String, Hashable, Sendable, CaseIterable {
  /// The applications that a person names.
  case application
  /// The groups of devices with permissions of their own that a person names.
  case groupRole = "group-role"
}

/// Whom a role trusts, as a file describes it.
public enum TrustDefinition: Hashable, Sendable {
  /// A trust policy, with its parameters.
  case document(JSON)
  /// Services, held to an account and to resources.
  case services(ServiceTrust)
}

/// Services that may assume a role, and on whose behalf.
public struct ServiceTrust: Hashable, Sendable {
  /// The service principals.
  public var services: [String]
  /// Whether the service must act for the role's own account (`aws:SourceAccount`).
  public var sourceAccount: Bool
  /// Patterns of which one must match `aws:SourceArn`; none when any resource may cause the call.
  public var sourceARNs: [String]
  /// Whether a choice of devices narrows `aws:SourceArn`.
  public var takesDevices: Bool
}

/// How sure a fact is.
public enum Confidence: String, Hashable, Sendable, CaseIterable {
  /// Seen in real AWS data.
  case verified
  /// An AWS page or repository says it.
  case documented
  /// It follows from verified facts without much doubt.
  case inferredStrong = "inferred-strong"
  /// It follows from verified facts; nobody states it.
  case inferred
  /// No evidence.
  case unknown
}

/// Something known about a role.
public struct Fact: Hashable, Sendable {
  /// What it is about: `name`, `path`, `trust`, `managed-policies`, ….
  public var about: String
  /// The fact.
  public var text: String
  /// How sure it is.
  public var confidence: Confidence
  /// Who says so.
  public var source: String
}

/// Places in a file; no part of what a definition says.
struct Places: Hashable, Sendable {
  var role: TextPosition = .none
  /// The parts that the file names, and those beyond the first few by their texts; of equal ones the last counts.
  private var few: [(part: RolePart, position: TextPosition)] = []
  private var many: [String: TextPosition] = [:]

  init(role: TextPosition = .none) { self.role = role }

  mutating func add(_ part: RolePart, _ position: TextPosition) {
    if few.count < 16 { few.append((part, position)) } else { many[part.text] = position }
  }

  func place(of part: RolePart) -> TextPosition {
    let found = many.isEmpty ? nil : many[part.text]
    return found ?? few.last { $0.part == part }?.position ?? role
  }

  static func == (left: Places, right: Places) -> Bool { true }
  func hash(into hasher: inout Hasher) {}
}
