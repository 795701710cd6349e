package import IAMPolicy

/// The policies that bear on a request, each with the file that it came from.
package struct PolicySources {
  /// The files of each origin that was asked.
  package private(set) var files: [StatementReference.Origin: [PolicyFile]] = [:]

  package init(files: [StatementReference.Origin: [PolicyFile]] = [:]) {
    self.files = files
  }

  /// Whether nothing is asked at all.
  package var isEmpty: Bool { files.isEmpty }

  /// Adds a document under an origin; nil for the origin of its kind.
  package mutating func add(_ file: PolicyFile, _ origin: StatementReference.Origin? = nil) {
    files[origin ?? .init(file.document.kind), default: []].append(file)
  }

  /// Asks an origin even when it has no document, which then allows nothing.
  package mutating func ask(_ origin: StatementReference.Origin) {
    files[origin, default: []] += []
  }

  /// The policies without their files.
  package var set: PolicySet {
    var set = PolicySet()
    for (origin, files) in files { set[origin] = files.map(\.document) }
    return set
  }

  /// The file of a statement.
  package func file(_ reference: StatementReference) -> PolicyFile? {
    guard let files = files[reference.origin], files.indices.contains(reference.document) else {
      return nil
    }
    return files[reference.document]
  }

  /// `file:line:column` of a statement.
  package func place(_ reference: StatementReference) -> String {
    file(reference)?.place(reference.mark) ?? reference.origin.words
  }
}

extension PolicySet {
  /// The policies of an origin.
  package subscript(origin: StatementReference.Origin) -> [PolicyDocument]? {
    get {
      switch origin {
      case .identity: identity
      case .trust: trust
      case .resource: resource
      case .boundary: boundary
      case .session: session
      }
    }
    set {
      switch origin {
      case .identity: identity = newValue
      case .trust: trust = newValue
      case .resource: resource = newValue
      case .boundary: boundary = newValue
      case .session: session = newValue
      }
    }
  }
}
