/// The context of a request with its names folded and its values in UTF-8, for many questions.
package struct PreparedContext: Sendable {
  /// No keys.
  package static let empty = PreparedContext(RequestContext())

  private let values: [ExactText: [[UInt8]]]

  /// Prepares a context.
  package init(_ context: RequestContext) {
    var values: [ExactText: [[UInt8]]] = [:]
    for entry in context.entries {
      values[ExactText(entry.key.foldingASCIICase)] = entry.values.map { Array($0.utf8) }
    }
    self.values = values
  }

  /// The values of a key whose name is in lower case already; nil when it is absent.
  package subscript(folded key: String) -> [[UInt8]]? { values[ExactText(key)] }
}

/// A request in the form that statements are matched against, made once for all of them.
package struct PreparedRequest: Sendable {
  /// Who asks; nil for nobody in particular.
  package let principal: Caller?
  /// The action in UTF-8.
  package let action: [UInt8]
  /// The resource in UTF-8; nil when the action has none, which a request may also say as `*`.
  package let resource: [UInt8]?
  /// The condition keys.
  package let context: PreparedContext

  /// Prepares a request.
  package init(_ request: AccessRequest) {
    principal = request.principal.map { Caller($0) }
    action = Array(request.action.utf8)
    resource = request.resource.flatMap { $0 == "*" ? nil : Array($0.utf8) }
    context = PreparedContext(request.context)
  }
}
