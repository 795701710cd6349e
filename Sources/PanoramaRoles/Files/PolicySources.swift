import IAMPolicy

/// The policies that bear on a request, each with the file that it came from.
struct PolicySources {
  /// The files of each origin that was asked.
  private(set) var files: [StatementReference.Origin: [PolicyFile]] = [:]

  /// Whether nothing is asked at all.
  var isEmpty: Bool { files.isEmpty }

  /// Adds a document under an origin; nil for the origin of its kind.
  mutating func add(_ file: PolicyFile, _ origin: StatementReference.Origin? = nil) {
    files[origin ?? .init(file.document.kind), default: []].append(file)
  }

  /// Asks an origin even when it has no document, which then allows nothing.
  mutating func ask(_ origin: StatementReference.Origin) { files[origin, default: []] += [] }

  /// The policies without their files.
  var set: PolicySet {
    var set = PolicySet()
    for (origin, files) in files { set[origin] = files.map(\.document) }
    return set
  }

  /// The file of a statement.
  func file(_ reference: StatementReference) -> PolicyFile? {
    guard let files = files[reference.origin], files.indices.contains(reference.document) else {
      return nil
    }
    return files[reference.document]
  }

  /// `file:line:column` of a statement.
  func place(_ reference: StatementReference) -> String {
    file(reference)?.place(reference.mark) ?? reference.origin.words
  }
}
