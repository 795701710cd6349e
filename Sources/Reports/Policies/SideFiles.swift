import IAMPolicy
package import PolicyAnalysis

/// One side of a comparison with the files that it came from.
package struct SideFiles: Hashable, Sendable {
  package let documents: [PolicyFile]
  /// The permissions boundary; nil without one.
  package let boundary: [PolicyFile]?

  package init(documents: [PolicyFile], boundary: [PolicyFile]?) {
    self.documents = documents
    self.boundary = boundary
  }

  /// The side without its files.
  package var side: PolicySide {
    PolicySide(documents: documents.map(\.document), boundary: boundary?.map(\.document))
  }

  /// The file of a statement.
  package func file(_ statement: SideStatement) -> PolicyFile? {
    let files =
      switch statement.list {
      case .documents: documents
      case .boundary: boundary ?? []
      }
    let number = statement.reference.document
    return files.indices.contains(number) ? files[number] : nil
  }

  /// `file:line:column` of a statement.
  package func place(_ statement: SideStatement) -> String {
    file(statement)?.place(statement.reference.mark) ?? statement.side.rawValue
  }
}
