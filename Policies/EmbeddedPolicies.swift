/// One JSON file of Policies/, as it was when the binary was built.
public struct EmbeddedFile: Hashable, Sendable {
  /// The file name, `panorama.json`.
  public var name: String
  /// The whole text.
  public var text: String
}

/// The files that the binary carries.
///
/// `EmbedPolicies` writes the lists when the package is built.
public enum EmbeddedFiles {}
