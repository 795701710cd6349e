import IAMPolicy
import Reports

extension SideFiles {
  /// Reads a side; boundaries are identity policies.
  static func read(
    _ documents: [String], boundary: [String], as kind: PolicyKind?
  ) throws(CommandError) -> SideFiles {
    SideFiles(
      documents: try PolicyFile.read(documents, as: kind),
      boundary: boundary.isEmpty ? nil : try PolicyFile.read(boundary, as: .identity))
  }
}
