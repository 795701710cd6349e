public import IAMPolicy

extension PolicyDocument {
  /// What this policy grants and denies that another does not, and the other way round.
  public func compared(
    with other: PolicyDocument, evidence: PolicyComparer.Evidence = .mostSerious,
    limits: AnalysisLimits = .standard
  ) throws(PolicyAnalysisError) -> PolicyComparison {
    try PolicySide(self).compared(with: PolicySide(other), evidence: evidence, limits: limits)
  }
}

extension PolicySide {
  /// What these policies together grant and deny that others do not, and the other way round.
  public func compared(
    with other: PolicySide, evidence: PolicyComparer.Evidence = .mostSerious,
    limits: AnalysisLimits = .standard
  ) throws(PolicyAnalysisError) -> PolicyComparison {
    try PolicyComparer.compare(actual: self, desired: other, evidence: evidence, limits: limits)
  }
}

extension PolicyComparison: CustomStringConvertible {
  /// `widened; now granted: iam:AttachRolePolicy on arn:aws:iam::123456789012:role/example`.
  public var description: String {
    let rows: [(String, AccessDifference)] = [
      ("more is granted", widened), ("less is granted", narrowed), ("a deny is lost", deniesLost),
      ("a deny is gained", deniesGained),
    ]
    return
      ([access.rawValue]
      + rows.compactMap { words, difference in
        difference == .nothing ? nil : "\(words): \(difference)"
      }).joined(separator: "; ")
  }
}

extension AccessDifference: CustomStringConvertible {
  /// `nothing`, the request, or why it is not decided.
  public var description: String {
    switch self {
    case .nothing: "nothing"
    case .witness(let witness): witness.description
    case .undecided(let reason): "not decided (\(reason))"
    }
  }
}

extension Witness: CustomStringConvertible {
  /// The request, and how many actions the difference is about.
  public var description: String {
    var text = request.action
    if let resource = request.resource { text += " on \(resource)" }
    return summary.map { "\(text) (\($0))" } ?? text
  }
}
