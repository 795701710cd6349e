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
  /// A statement that is not known.
  public struct OpenStatement: Hashable, Sendable {
    /// Why it is not known.
    public var unknown: UnknownValue
    /// A policy with what the statement says at most; nil where that is not known either.
    public var atMost: JSON?
  }

  /// What it says, as JSON; nil when all its statements are open.
  public var json: Stated<JSON>?
  /// The statements that are not known, next to those that are.
  public var open: [OpenStatement] = []

  /// Makes a document.
  public init(_ json: Stated<JSON>?, open: [OpenStatement] = []) {
    self.json = json
    self.open = open
  }

  /// The parts of the document as policies, with what those that are not known say at most.
  ///
  /// A policy that IAM would refuse is not known.
  func policies(
    _ kind: PolicyKind, called subject: String
  ) -> (parts: [Stated<PolicyDocument>], atMost: [UnknownValue: PolicyDocument]) {
    var parts: [Stated<PolicyDocument>] = []
    var bounds: [UnknownValue: PolicyDocument] = [:]
    switch json {
    case nil: break
    case .unknown(let unknown)?: parts.append(.unknown(unknown))
    case .known(let json)?:
      do throws(DocumentError) {
        parts.append(.known(try PolicyDocument(json, as: kind)))
      } catch {
        let problem = error.problems.first?.message ?? "it is not a policy document"
        parts.append(
          .unknown(
            UnknownValue(subject, "it cannot be read: \(problem)", token: json.text(.compact))))
      }
    }
    for statement in open {
      parts.append(.unknown(statement.unknown))
      if let json = statement.atMost, let widest = try? PolicyDocument(json, as: kind) {
        bounds[statement.unknown] = widest
      }
    }
    return (parts, bounds)
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
  public var maxSessionDuration: Stated<Int> = .known(Role.usualSessionDuration)
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
  /// Whether the source has policies for the role, and not the role.
  public var isOutside = false
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
  /// The roles for a review; managed policies that the source does not have are those of `library`.
  public func reviewedRoles(_ library: PolicyLibrary = PolicyLibrary()) -> [ReviewedRole] {
    roles.map { $0.reviewed(library) }
  }

  /// The ARNs of managed policies that roles have and whose documents the source does not have.
  public var arnsWithoutDocument: Set<String> {
    let all = roles.flatMap { $0.managed + ($0.boundary.map { [$0] } ?? []) }
    return Set(all.filter { $0.isARN && $0.document == nil }.map(\.key))
  }

  /// The resources for a review.
  public var reviewedResources: [ReviewedResource] {
    resources.map { resource in
      let found = resource.documents.map {
        $0.policies(resource.policyKind, called: resource.address)
      }
      var reviewed = ReviewedResource(
        key: resource.key, address: resource.address, kind: resource.kind,
        documents: found.flatMap(\.parts))
      for (_, bounds) in found { reviewed.atMost.merge(bounds) { first, _ in first } }
      return reviewed
    }
  }
}

extension DescribedRole {
  /// The role for a review; a name that is not known is the address.
  func reviewed(_ library: PolicyLibrary) -> ReviewedRole {
    var bounds: [UnknownValue: PolicyDocument] = [:]
    func parts(
      _ document: DescribedDocument, _ kind: PolicyKind, _ subject: String
    ) -> [Stated<PolicyDocument>] {
      let found = document.policies(kind, called: subject)
      bounds.merge(found.atMost) { first, _ in first }
      return found.parts
    }
    func managed(_ attachment: DescribedAttachment) -> [ReviewedPolicy] {
      let name = ReviewedPolicy.Name.managed(arn: attachment.key)
      if let unknown = attachment.unknown { return [ReviewedPolicy(name, .unknown(unknown))] }
      if let document = attachment.document {
        return parts(document, .identity, "'\(attachment.key)'").map { ReviewedPolicy(name, $0) }
      }
      // A policy that the source does not have is the same one before and after.
      let unknown = UnknownValue(
        "'\(attachment.key)'", "its document is not known", token: attachment.key)
      return [ReviewedPolicy(name, library[attachment.key].map(Stated.known) ?? .unknown(unknown))]
    }
    let trusts = parts(trust, .trust, "\(address): trust policy")
    let inline = inline.flatMap { policy in
      parts(policy.document, .identity, "\(address): inline policy '\(policy.name)'").map {
        ReviewedPolicy(.inline(policy.name), $0)
      }
    }
    let isWhole = trust.json != nil
    var role = ReviewedRole(
      name: name.value ?? address, path: path.value ?? "/",
      trust: isWhole ? trusts[0] : .known(.trust([])),
      policies: inline + self.managed.flatMap(managed)
        + untold.map { ReviewedPolicy(.unlisted($0.subject), .unknown($0)) },
      boundary: boundary.flatMap(bound), maxSessionDuration: maxSessionDuration, tags: tags)
    func bound(_ attachment: DescribedAttachment) -> ReviewedPolicy? {
      let all = managed(attachment)
      guard all.count != 1 else { return all[0] }
      // A boundary of which a part is open is open as a whole.
      return ReviewedPolicy(
        .managed(arn: attachment.key),
        .unknown(
          all.compactMap(\.document.unknown).first
            ?? UnknownValue("'\(attachment.key)'", "its document is not known")))
    }
    role.openTrust = trusts.dropFirst(isWhole ? 1 : 0).compactMap(\.unknown)
    role.atMost = bounds
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

  /// A role that is not in the source: what else it has is the same before and after.
  static func outside(_ name: String, scope: String, of source: String) -> DescribedRole {
    let token = "outside:\(scope)/\(name)"
    let reason = "the role is not in \(source)"
    var role = DescribedRole(
      address: "role/\(name)", name: .known(name),
      trust: DescribedDocument(.unknown(UnknownValue("the trust policy", reason, token: token))))
    role.scope = scope
    role.isOutside = true
    role.untold = [
      UnknownValue("the other policies of role '\(name)'", reason, token: token)
    ]
    return role
  }
}
