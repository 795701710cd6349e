/// Who signs people and workflows in from outside, so that roles can trust it: a provider of OpenID Connect or of
/// SAML that a role set declares.
public struct IdentityProvider: Hashable, Sendable {
  /// What the two kinds hold.
  public enum Kind: Hashable, Sendable {
    /// `clientIDs`: the audiences; `thumbprints`: of certificates, nil when IAM decides.
    case oidc(url: String, clientIDs: [String], thumbprints: [String]?)
    /// `metadata`: the XML document.
    case saml(name: String, metadata: String)
  }

  /// What it is.
  public var kind: Kind
  /// The tags that it is made with.
  public var tags: [Tag]

  /// Makes a provider.
  public init(_ kind: Kind, tags: [Tag] = []) {
    self.kind = kind
    self.tags = tags
  }

  /// What the ARN ends with: `oidc-provider/HOST/PATH` or `saml-provider/NAME`.
  public var resource: String {
    switch kind {
    case .oidc(let url, _, _): "oidc-provider/\(Self.withoutScheme(url))"
    case .saml(let name, _): "saml-provider/\(name)"
    }
  }

  /// For a sentence: `OIDC provider 'token.actions.githubusercontent.com'`.
  public var phrase: String { Self.phrase(ofResource: resource) }

  /// How an ARN of a provider is called in a sentence.
  public static func phrase(of arn: String) -> String {
    phrase(ofResource: arn.identityProviderResource ?? arn)
  }

  private static func phrase(ofResource resource: String) -> String {
    let parts = resource.split(separator: "/", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return "identity provider '\(resource)'" }
    return "\(parts[0] == "saml-provider" ? "SAML" : "OIDC") provider '\(parts[1])'"
  }

  /// IAM keeps the URL without `https://` (IAM API Reference, GetOpenIDConnectProvider).
  public static func withoutScheme(_ url: String) -> String {
    url.lowercased().hasPrefix("https://") ? String(url.dropFirst("https://".count)) : url
  }
}

extension String {
  /// `oidc-provider/…` or `saml-provider/…` of the ARN of an identity provider; nil for every other text.
  public var identityProviderResource: String? {
    let fields = split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard fields.count == 6, fields[0] == "arn", fields[2] == "iam" else { return nil }
    let isProvider = ["oidc-provider/", "saml-provider/"].contains { fields[5].hasPrefix($0) }
    return isProvider ? String(fields[5]) : nil
  }

  /// Whether it is the ARN of a SAML provider, and not of one of OpenID Connect.
  public var isSAMLProvider: Bool { identityProviderResource?.hasPrefix("saml-provider/") ?? false }

  /// The action that reads the identity provider of this ARN.
  public var readActionOfProvider: String {
    isSAMLProvider ? "iam:GetSAMLProvider" : "iam:GetOpenIDConnectProvider"
  }

  /// Whether it is the ARN of a role.
  public var isRole: Bool {
    let fields = split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    return fields.count == 6 && fields[0] == "arn" && fields[2] == "iam"
      && fields[5].hasPrefix("role/")
  }

  /// Whether it is the ARN of a managed policy of an account.
  public var isPolicyOfAccount: Bool {
    let fields = split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    return fields.count == 6 && fields[0] == "arn" && fields[2] == "iam" && fields[4] != "aws"
      && fields[5].hasPrefix("policy/")
  }
}

extension RoleSet {
  /// The ARN that a provider of this account has.
  public func arn(of provider: IdentityProvider) -> String {
    "arn:\(partition):iam::\(account):\(provider.resource)"
  }
}

/// An identity provider as the account has it.
public struct ObservedIdentityProvider: Hashable, Sendable {
  /// The ARN.
  public var arn: String
  /// The audiences; empty for SAML.
  public var clientIDs: [String]
  /// The thumbprints; empty for SAML.
  public var thumbprints: [String]
  /// The XML document; empty for OpenID Connect.
  public var metadata: String
  /// The tags.
  public var tags: [Tag]

  /// Makes an observed provider.
  public init(
    arn: String, clientIDs: [String] = [], thumbprints: [String] = [], metadata: String = "",
    tags: [Tag] = []
  ) {
    self.arn = arn
    self.clientIDs = clientIDs
    self.thumbprints = thumbprints
    self.metadata = metadata
    self.tags = tags
  }

  /// The provider that a change makes.
  init(_ provider: IdentityProvider, arn: String) {
    self.init(arn: arn, tags: provider.tags)
    switch provider.kind {
    case .oidc(_, let clientIDs, let thumbprints):
      self.clientIDs = clientIDs
      self.thumbprints = thumbprints ?? []
    case .saml(_, let metadata): self.metadata = metadata
    }
  }
}

extension String {
  /// Whether two documents of metadata are the same but for line ends and white space around them.
  public func isSameMetadata(as other: String) -> Bool { metadataLines == other.metadataLines }

  private var metadataLines: [UInt8] {
    let bytes = utf8.filter { $0 != 13 }
    let isSpace = { (byte: UInt8) in byte == 32 || byte == 10 || byte == 9 }
    guard let first = bytes.firstIndex(where: { !isSpace($0) }),
      let last = bytes.lastIndex(where: { !isSpace($0) })
    else { return [] }
    return Array(bytes[first...last])
  }

  /// Thumbprints are hexadecimal, and their case says nothing.
  public var foldedThumbprint: String { lowercased() }
}
