/// Where an identity policy will live, which decides its quota.
public enum PolicyAttachment: String, Hashable, Sendable, CaseIterable {
  /// Not said: a document over a quota is a warning, since another home may take it.
  case unknown
  /// Inside a role: 10,240 characters for all inline policies of the role together.
  case inline
  /// A customer managed policy: 6,144 characters a version.
  case managed
}
