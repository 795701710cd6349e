public import IAMRoles

/// An identity provider as a file describes it; its texts may hold parameters.
public struct ProviderDefinition: Hashable, Sendable {
  /// What the two kinds hold.
  public enum Kind: Hashable, Sendable {
    /// `thumbprints`: nil when IAM decides.
    case oidc(url: String, clientIDs: [String], thumbprints: [String]?)
    /// `file`: the path of the metadata document, from the folder of the role-set file.
    case saml(name: String, file: String)
  }

  /// What it is.
  public var kind: Kind
  /// The tags.
  public var tags: [Tag]
  /// Where it is in the file.
  var places: Places
  /// The text of the metadata document, once somebody read the file.
  public var metadata = ""

  /// The path of the metadata document; nil for a provider of OpenID Connect.
  public var metadataFile: String? {
    if case .saml(_, let file) = kind { file } else { nil }
  }

  init(kind: Kind, tags: [Tag], places: Places) {
    self.kind = kind
    self.tags = tags
    self.places = places
  }
}
