public import IAMPolicy
public import PolicyAnalysis

/// A value as a source states it: known, or not, with the reason.
public enum Stated<Value: Hashable & Sendable>: Hashable, Sendable {
  case known(Value)
  case unknown(UnknownValue)

  /// The value, when it is known.
  public var value: Value? { if case .known(let value) = self { value } else { nil } }
  /// What is not known, when it is not.
  public var unknown: UnknownValue? {
    if case .unknown(let unknown) = self { unknown } else { nil }
  }

  /// The same, of another type.
  public func map<Other>(_ change: (Value) -> Other) -> Stated<Other> {
    switch self {
    case .known(let value): .known(change(value))
    case .unknown(let unknown): .unknown(unknown)
    }
  }
}

/// A value that a source does not let be known.
public struct UnknownValue: Hashable, Sendable {
  /// Which value, as the source calls it: `aws_iam_role.app: assume_role_policy`.
  public var subject: String
  /// Why: lower-case start, no full stop.
  public var reason: String
  /// What makes it the same value as another one of this token; nil where that is not known.
  public var token: String?

  /// Makes an unknown value.
  public init(_ subject: String, _ reason: String, token: String? = nil) {
    self.subject = subject
    self.reason = reason
    self.token = token
  }

  /// Both in one line.
  public var line: String { "\(subject): \(reason)" }

  /// Whether both are certainly the same value.
  func isSame(as other: UnknownValue) -> Bool { token != nil && token == other.token }
}

/// A policy of a role in a review.
public struct ReviewedPolicy: Hashable, Sendable {
  /// What it is called.
  public enum Name: Hashable, Sendable {
    case inline(String)
    /// By its ARN, or by what stands for the ARN of a policy that does not exist yet.
    case managed(arn: String)
    /// One or more policies that a source does not list, by what stands for them.
    case unlisted(String)
  }

  /// What it is called.
  public var name: Name
  /// What it says.
  public var document: Stated<PolicyDocument>

  /// Makes a policy.
  public init(_ name: Name, _ document: Stated<PolicyDocument>) {
    self.name = name
    self.document = document
  }

  /// The ARN of a managed policy.
  public var arn: String? { if case .managed(let arn) = name { arn } else { nil } }

  /// As it is called in a sentence.
  var words: String {
    switch name {
    case .inline(let name): "inline policy '\(name)'"
    case .managed(let arn): "'\(arn)'"
    case .unlisted(let words): words
    }
  }
}

/// A role at one moment, with what is known of it: the one form that every review compares.
///
/// Role sets, snapshots, Terraform plans and CloudFormation templates are all turned into it.
public struct ReviewedRole: Hashable, Sendable {
  /// Who decides about its policies.
  public enum Owner: Hashable, Sendable {
    case account
    /// A service: trust policy and policies are AWS's own.
    case service(String)
  }

  /// The name.
  public var name: String
  /// The path.
  public var path: String
  /// What tells two accounts of one source apart; empty for one account.
  public var scope = ""
  /// Whose it is, for the requests that are shown; nil where the source does not say it.
  public var home: RequestHome?
  /// Where the source describes it: `aws_iam_role.app`; nil where the name says it.
  public var address: String?
  /// What becomes another one when the role is deleted and made again; nil when it is not known.
  public var generation: String?
  /// Who decides about its policies.
  public var owner = Owner.account
  /// Whether the source has its documents; a role set has none of a role that a service owns.
  public var isDescribed = true
  /// Who may assume it.
  public var trust: Stated<PolicyDocument>
  /// What it may do: the inline policies, then the managed ones.
  public var policies: [ReviewedPolicy]
  /// What bounds it; nil when nothing does.
  public var boundary: ReviewedPolicy?
  /// The longest session in seconds.
  public var maxSessionDuration: Stated<Int>
  /// The tags.
  public var tags: Stated<[Tag]>
  /// The statements of the trust policy that are not known, next to those that are.
  public var openTrust: [UnknownValue] = []
  /// What a value that is not known says at most: a policy of one statement, as wide as it can be.
  public var atMost: [UnknownValue: PolicyDocument] = [:]
  /// The paths and other names at which a role of the account is taken for this one.
  public var otherPlaces: [String] = []
  /// The names of the instance profiles that it is in.
  public var instanceProfiles: [String] = []

  /// Makes a role.
  public init(
    name: String, path: String = "/", trust: Stated<PolicyDocument>,
    policies: [ReviewedPolicy] = [], boundary: ReviewedPolicy? = nil,
    maxSessionDuration: Stated<Int> = .known(Role.usualSessionDuration),
    tags: Stated<[Tag]> = .known([])
  ) {
    self.name = name
    self.path = path
    self.trust = trust
    self.policies = policies
    self.boundary = boundary
    self.maxSessionDuration = maxSessionDuration
    self.tags = tags
  }

  /// The names of the inline policies.
  public var inlineNames: [String] {
    policies.compactMap { if case .inline(let name) = $0.name { name } else { nil } }
  }

  /// The ARNs of the managed policies.
  public var managedARNs: [String] { policies.compactMap(\.arn) }

  /// What makes it the same role on another side: IAM has no two names that differ in case alone.
  var key: String { "\(scope)/\(name.lowercased())" }

  /// The policies that count by a document of their own: the managed ones and the boundary.
  var managed: [ReviewedPolicy] {
    let attached = policies.filter { $0.arn != nil }
    guard let boundary, !attached.contains(where: { $0.arn == boundary.arn }) else {
      return attached
    }
    return attached + [boundary]
  }
}

extension ReviewedRole {
  /// A role as a role set wants it; the documents of managed policies are those of `library`.
  init(_ role: DesiredRole, _ library: PolicyLibrary) {
    switch role {
    case .serviceLinked(let linked):
      self.init(
        name: linked.name, path: linked.path,
        trust: .unknown(
          UnknownValue("the trust policy", "a service owns it", token: linked.service)))
      owner = .service(linked.service)
      isDescribed = false
    case .absent(let absent):
      self.init(
        name: absent.name, path: "/",
        trust: .unknown(UnknownValue("the trust policy", "the role should not exist", token: "")))
      isDescribed = false
    case .ordinary(let role):
      // What is accepted is what it may do.
      let accepted = role.acceptedPolicies.map(\.arn).filter { arn in
        !role.managedPolicies.contains { $0.arn == arn }
      }
      self.init(
        name: role.name, path: role.path, trust: .known(role.trust),
        policies: role.inlinePolicies.map { ReviewedPolicy(.inline($0.name), .known($0.document)) }
          + (role.managedPolicies.map(\.arn) + accepted).map { library.reviewed($0) },
        boundary: role.permissionsBoundary.map { library.reviewed($0.arn) },
        maxSessionDuration: role.unownedFields.contains(.maxSessionDuration)
          ? .unknown(
            UnknownValue(
              "the session duration", "the role set leaves it to others", token: "others"))
          : .known(role.maxSessionDuration), tags: .known(role.tags))
      otherPlaces = role.acceptedPaths + role.alternativeNames
      instanceProfiles = role.instanceProfiles.map(\.name)
    }
  }

  /// A role as an account had it; the documents of managed policies are those of `library`.
  ///
  /// What a file of the account leaves out is not known to be the same in another file.
  public init(_ role: ObservedRole, library: PolicyLibrary, instanceProfiles: [String]) {
    func stated(_ reading: Reading<StoredDocument>, _ what: String) -> Stated<PolicyDocument> {
      switch reading {
      case .present(.policy(let document)): .known(document)
      case .present(.unreadableText(let text, let problem)):
        .unknown(UnknownValue(what, problem, token: text))
      case .absent: .unknown(UnknownValue(what, "it is missing"))
      case .unreadable(let failure): .unknown(UnknownValue(what, failure.message))
      }
    }
    func managed(_ arn: String) -> ReviewedPolicy {
      ReviewedPolicy(
        .managed(arn: arn),
        library[arn].map(Stated.known)
          ?? .unknown(UnknownValue("'\(arn)'", "its document is not in the file")))
    }
    self.init(
      name: role.name, path: role.path, trust: stated(role.trust, "the trust policy"),
      policies: (role.inlinePolicies.value ?? []).map {
        ReviewedPolicy(.inline($0.name), stated($0.document, "inline policy '\($0.name)'"))
      } + (role.managedPolicies.value ?? []).map { managed($0.arn) },
      boundary: role.permissionsBoundary.value.map { managed($0.arn) },
      maxSessionDuration: role.maxSessionDuration.value.map(Stated.known)
        ?? .unknown(
          UnknownValue(
            "the session duration", "it is not in the file", token: UnknownValue.leftOut)),
      tags: .known(role.tags.value ?? []))
    generation = role.id
    home = RequestHome(arn: role.arn)
    self.instanceProfiles = instanceProfiles
    if role.isServiceLinked {
      owner = .service(role.path.split(separator: "/").last.map(String.init) ?? "")
    }
  }
}

extension UnknownValue {
  /// What a file leaves out of every role says nothing of any.
  static let leftOut = "left out"
}

extension PolicyLibrary {
  /// A managed policy with its document; one that is not known is the same one everywhere.
  fileprivate func reviewed(_ arn: String) -> ReviewedPolicy {
    ReviewedPolicy(
      .managed(arn: arn),
      self[arn].map(Stated.known)
        ?? .unknown(UnknownValue("'\(arn)'", "its document is not known", token: arn)))
  }
}
