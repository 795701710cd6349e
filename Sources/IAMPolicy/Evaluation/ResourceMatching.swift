/// A resource pattern ready for many matches.
///
/// The rules (IAM User Guide, "IAM JSON policy elements: Resource"):
/// * A pattern of `*` alone matches everything, an action without a resource too; nothing else does
///   that.
/// * A short ARN is completed first: `arn:aws:sqs` is `arn:aws:sqs:*:*:*` (see `ShortARN`).
/// * The first five fields are matched one by one, and their wildcards take no colon; the sixth
///   takes anything. `/` is an ordinary character.
/// * A variable without a value makes the pattern match nothing.
package struct CompiledResource: Hashable, Sendable {
  private enum Form: Hashable, Sendable {
    case fixed(Glob)
    case variable(PatternTemplate)
  }

  private let form: Form

  /// Prepares a pattern of a document that has variables, or not (`PolicyDocument.hasVariables`).
  package init(_ pattern: ResourcePattern, hasVariables: Bool) {
    let template = PatternTemplate(pattern.text, variables: hasVariables)
    form =
      template.hasVariables
      ? .variable(template) : .fixed(Glob(ResourceShape.resource(template.fixedTokens())))
  }

  /// Says whether the pattern takes a resource; nil is an action without one.
  package func matches(_ resource: [UInt8]?, in context: PreparedContext) -> Bool {
    switch form {
    case .fixed(let glob):
      guard let resource else { return glob.isEverything }
      return glob.matches(resource)
    case .variable(let template):
      guard let resource, let tokens = template.tokens(in: context) else { return false }
      return Glob(ResourceShape.resource(tokens)).matches(resource)
    }
  }
}

/// A `Resource` pattern with fewer than the six fields of an ARN.
package enum ShortARN {
  /// The pattern with every missing field as `*`; a pattern of `*` alone is not an ARN and stays as it is.
  ///
  /// The evaluator, the comparison and the canonical form all complete patterns here, so that they
  /// agree. AWS does not document whether it completes a pattern before it matches field by field;
  /// it says only that a `*` at the end of a segment "can expand to match beyond the colon
  /// boundaries", which completing does for the last field that is written.
  package static func completed<Piece: Equatable>(
    _ pattern: [Piece], colon: Piece, run: Piece
  ) -> [Piece] {
    if !pattern.isEmpty, pattern.allSatisfy({ $0 == run }) { return pattern }
    let colons = pattern.count { $0 == colon }
    guard colons < 5 else { return pattern }
    return pattern + (colons..<5).flatMap { _ in [colon, run] }
  }
}

/// Which wildcards of an ARN pattern take colons.
package enum ResourceShape {
  /// The tokens of a `Resource` pattern, with short ARNs completed.
  package static func resource(_ tokens: [Glob.Token]) -> [Glob.Token] {
    if isOnlyRuns(tokens) { return tokens }
    return fields(ShortARN.completed(tokens, colon: .colon, run: .anyRun))
  }

  /// The tokens of an `Arn…` condition value; nil when it matches no ARN, since it has too few
  /// fields.
  ///
  /// A pattern of `*` alone takes any ARN.
  package static func condition(_ tokens: [Glob.Token]) -> [Glob.Token]? {
    if isOnlyRuns(tokens) {
      return fields(
        Array(
          [[.anyRun], [.anyRun], [.anyRun], [.anyRun], [.anyRun], [.anyRun]]
            .joined(separator: [.colon])))
    }
    return tokens.count { $0 == .colon } < 5 ? nil : fields(tokens)
  }

  /// Keeps the wildcards of the first five fields from taking colons.
  private static func fields(_ tokens: [Glob.Token]) -> [Glob.Token] {
    var colons = 0
    return tokens.map { token in
      if token == .colon { colons += 1 }
      guard colons < 5 else { return token }
      return token.isRun ? .segmentRun : token.isOne ? .segmentOne : token
    }
  }

  private static func isOnlyRuns(_ tokens: [Glob.Token]) -> Bool {
    !tokens.isEmpty && tokens.allSatisfy(\.isRun)
  }
}

extension ResourcePattern {
  /// Says whether the pattern takes a resource.
  ///
  /// nil (or `*`) is an action without one, which only a pattern of `*` alone takes. With
  /// `hasVariables`, `${key}` has its value in `context`.
  public func matches(
    _ resource: String?, in context: RequestContext = RequestContext(), hasVariables: Bool = false
  ) -> Bool {
    CompiledResource(self, hasVariables: hasVariables).matches(
      resource.flatMap { $0 == "*" ? nil : Array($0.utf8) }, in: PreparedContext(context))
  }
}

extension ResourceBlock {
  /// The patterns, whichever side of them is meant.
  package var patterns: [ResourcePattern] {
    switch self {
    case .resource(let patterns), .notResource(let patterns): patterns
    }
  }

  /// Says whether the statement is about what the patterns do *not* take.
  package var isNegated: Bool {
    switch self {
    case .resource: false
    case .notResource: true
    }
  }

  /// Says whether the statement is about this resource; nil (or `*`) is an action without one.
  package func matches(
    _ resource: String?, in context: RequestContext, hasVariables: Bool
  ) -> Bool {
    patterns.contains { $0.matches(resource, in: context, hasVariables: hasVariables) }
      != isNegated
  }
}
