public import IAMPolicy
public import IAMRoles
public import JSONText

/// The roles of one moment as code describes them, such as what a Terraform plan has before and after.
///
/// What the source leaves open is named and never guessed.
public struct DescribedState: Hashable, Sendable {
  /// The roles, in the order of their addresses.
  public var roles: [DescribedRole] = []
  /// The managed policies of the account, in the order of their addresses.
  public var policies: [DescribedManagedPolicy] = []
  /// The resources that have policies of their own.
  public var resources: [DescribedResource] = []
  /// What belongs to no role for certain, though it may give a role access.
  public var unplaced: [UnknownValue] = []
}

/// A policy document, as far as the source has it.
public struct DescribedDocument: Hashable, Sendable {
  /// What it says, as JSON.
  public var json: Stated<JSON>

  /// Makes a document.
  public init(_ json: Stated<JSON>) { self.json = json }

  /// The document as a policy; one that IAM would refuse is not known.
  public func policy(_ kind: PolicyKind, called subject: String) -> Stated<PolicyDocument> {
    switch json {
    case .unknown(let unknown): return .unknown(unknown)
    case .known(let json):
      do throws(DocumentError) { return .known(try PolicyDocument(json, as: kind)) } catch {
        let problem = error.problems.first?.message ?? "it is not a policy document"
        return .unknown(
          UnknownValue(subject, "it cannot be read: \(problem)", token: json.text(.compact)))
      }
    }
  }
}

/// A managed policy that a role has, or that bounds it.
public struct DescribedAttachment: Hashable, Sendable {
  /// Its ARN, or what stands for the ARN of a policy that does not exist yet: an address.
  public var key: String
  /// Whether `key` is an ARN.
  public var isARN: Bool
  /// The document; nil when the source does not have the policy.
  public var document: DescribedDocument?
  /// Why it is not known which policy it is; nil when it is.
  public var unknown: UnknownValue?

  /// Makes an attachment.
  public init(
    key: String, isARN: Bool, document: DescribedDocument? = nil, unknown: UnknownValue? = nil
  ) {
    self.key = key
    self.isARN = isARN
    self.document = document
    self.unknown = unknown
  }
}

/// An inline policy.
public struct DescribedInlinePolicy: Hashable, Sendable {
  /// Its name, or what stands for a name that is not known: an address.
  public var name: String
  /// Why the name is not known; nil when it is.
  public var unknownName: UnknownValue?
  /// What it says.
  public var document: DescribedDocument

  /// Makes an inline policy.
  public init(name: String, unknownName: UnknownValue? = nil, document: DescribedDocument) {
    self.name = name
    self.unknownName = unknownName
    self.document = document
  }
}

/// A managed policy that the source makes.
public struct DescribedManagedPolicy: Hashable, Sendable {
  /// Where the source describes it.
  public var address: String
  /// Its ARN, or its address while the ARN is not known.
  public var key: String
  /// Its name.
  public var name: Stated<String>
  /// Its path.
  public var path: Stated<String>
  /// Its description.
  public var description: Stated<String>
  /// What it says.
  public var document: DescribedDocument
  /// To how many users, groups and roles it is attached, as far as the source tells.
  public var attachmentCount: Int?
}

/// A role as code describes it.
public struct DescribedRole: Hashable, Sendable {
  /// Where the source describes it: `aws_iam_role.app`.
  public var address: String
  /// What tells the accounts of a source apart: an account id, or the name of a provider.
  public var scope = ""
  /// The name.
  public var name: Stated<String>
  /// The path.
  public var path: Stated<String> = .known("/")
  /// The description.
  public var description: Stated<String> = .known("")
  /// The longest session in seconds.
  public var maxSessionDuration: Stated<Int> = .known(3600)
  /// Who may assume it.
  public var trust: DescribedDocument
  /// The inline policies.
  public var inline: [DescribedInlinePolicy] = []
  /// The managed policies that are attached.
  public var managed: [DescribedAttachment] = []
  /// Policies that it may have and that the source does not tell one by one.
  public var untold: [UnknownValue] = []
  /// What bounds it.
  public var boundary: DescribedAttachment?
  /// The tags.
  public var tags: Stated<[Tag]> = .known([])
  /// The instance profiles that it is in.
  public var instanceProfiles: [String] = []
  /// What becomes another one when the role is deleted and made again.
  public var generation: String?
  /// The service that owns it; nil for an ordinary role.
  public var service: String?

  /// Makes a role.
  public init(address: String, name: Stated<String>, trust: DescribedDocument) {
    self.address = address
    self.name = name
    self.trust = trust
  }
}

/// A resource other than a role with a policy of its own.
public struct DescribedResource: Hashable, Sendable {
  /// What makes it the same resource on another side.
  public var key: String
  /// Where the source describes the policy.
  public var address: String
  /// What it is: `bucket policy`.
  public var kind: String
  /// What its documents are: those of a managed policy have no principal.
  public var policyKind = PolicyKind.resource
  /// Its documents, which count together.
  public var documents: [DescribedDocument]
}

// MARK: For a review

extension DescribedState {
  /// The roles for a review; managed policies that the source does not hold are those of `library`.
  public func reviewedRoles(_ library: PolicyLibrary = PolicyLibrary()) -> [ReviewedRole] {
    roles.map { $0.reviewed(library) }
  }

  /// The ARNs of managed policies that roles have and whose documents the source does not hold.
  public var arnsWithoutDocument: Set<String> {
    let all = roles.flatMap { $0.managed + ($0.boundary.map { [$0] } ?? []) }
    return Set(all.filter { $0.isARN && $0.document == nil }.map(\.key))
  }

  /// The resources for a review.
  public var reviewedResources: [ReviewedResource] {
    resources.map { resource in
      ReviewedResource(
        key: resource.key, address: resource.address, kind: resource.kind,
        documents: resource.documents.map {
          $0.policy(resource.policyKind, called: resource.address)
        })
    }
  }
}

extension DescribedRole {
  /// The role for a review; a name that is not known is the address.
  func reviewed(_ library: PolicyLibrary) -> ReviewedRole {
    let subject = { (what: String) in "\(address): \(what)" }
    var role = ReviewedRole(
      name: name.value ?? address, path: path.value ?? "/",
      trust: trust.policy(.trust, called: subject("trust policy")),
      policies: inline.map {
        ReviewedPolicy(
          .inline($0.name),
          $0.document.policy(.identity, called: subject("inline policy '\($0.name)'")))
      } + managed.map { $0.reviewed(library) }
        + untold.map { ReviewedPolicy(.unlisted($0.subject), .unknown($0)) },
      boundary: boundary.map { $0.reviewed(library) }, maxSessionDuration: maxSessionDuration,
      tags: tags)
    role.scope = scope
    role.address = address
    role.generation = generation
    role.instanceProfiles = instanceProfiles
    if let service {
      role.owner = .service(service)
      role.isDescribed = false
    }
    return role
  }
}

extension DescribedAttachment {
  /// A policy that the source does not hold is the same one before and after.
  fileprivate func reviewed(_ library: PolicyLibrary) -> ReviewedPolicy {
    let stated: Stated<PolicyDocument> =
      if let unknown {
        .unknown(unknown)
      } else {
        document?.policy(.identity, called: "'\(key)'") ?? library[key].map(Stated.known)
          ?? .unknown(UnknownValue("'\(key)'", "its document is not known", token: key))
      }
    return ReviewedPolicy(.managed(arn: key), stated)
  }
}
