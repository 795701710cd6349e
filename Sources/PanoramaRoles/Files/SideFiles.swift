import IAMPolicy
import PolicyAnalysis

/// One side of a comparison with the files that it came from.
struct SideFiles: Hashable, Sendable {
  let documents: [PolicyFile]
  /// The permissions boundary; nil without one.
  let boundary: [PolicyFile]?

  /// Reads a side; boundaries are identity policies.
  static func read(
    _ documents: [String], boundary: [String], as kind: PolicyKind?
  ) throws(CommandError) -> SideFiles {
    SideFiles(
      documents: try PolicyFile.read(documents, as: kind),
      boundary: boundary.isEmpty ? nil : try PolicyFile.read(boundary, as: .identity))
  }

  /// The side without its files.
  var side: PolicySide {
    PolicySide(documents: documents.map(\.document), boundary: boundary?.map(\.document))
  }

  /// The file of a statement.
  func file(_ statement: SideStatement) -> PolicyFile? {
    let files =
      switch statement.list {
      case .documents: documents
      case .boundary: boundary ?? []
      }
    let number = statement.reference.document
    return files.indices.contains(number) ? files[number] : nil
  }

  /// `file:line:column` of a statement.
  func place(_ statement: SideStatement) -> String {
    file(statement)?.place(statement.reference.mark) ?? statement.side.rawValue
  }
}
