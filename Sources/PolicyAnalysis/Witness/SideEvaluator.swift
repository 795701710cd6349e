import IAMPolicy

/// Asks the evaluator of `IAMPolicy` what a side says of one request.
///
/// It shares no code with the cutting into atoms and the search, so it is a second opinion on every
/// difference.
final class SideEvaluator {
  private let side: PolicySide
  private let name: SideStatement.Side
  private lazy var documents = side.documents.map { CompiledPolicy($0) }
  private lazy var boundary = side.boundary.map { $0.map { CompiledPolicy($0) } }

  init(_ side: PolicySide, _ name: SideStatement.Side) {
    self.side = side
    self.name = name
  }

  /// Says whether the side grants the request.
  func grants(_ request: PreparedRequest) -> Truth {
    var truth = matches(.allow, documents, request)
    if truth != .no, let boundary { truth = truth && matches(.allow, boundary, request) }
    return truth == .no ? .no : truth && !denies(request)
  }

  /// Says whether the side denies the request explicitly.
  func denies(_ request: PreparedRequest) -> Truth {
    var truth = matches(.deny, documents, request)
    if truth != .yes, let boundary { truth = truth || matches(.deny, boundary, request) }
    return truth
  }

  /// The first statement of an effect that is certainly about the request.
  func statement(_ effect: Effect, _ request: PreparedRequest) -> SideStatement? {
    let lists: [(SideStatement.List, [CompiledPolicy])] = [
      (.documents, documents), (.boundary, effect == .deny ? boundary ?? [] : []),
    ]
    for (list, policies) in lists {
      for (number, policy) in policies.enumerated() {
        for (index, statement) in policy.statements.enumerated()
        where statement.effect == effect && statement.truth(request, .strict) == .yes {
          return SideStatement(
            side: name, list: list, reference: policy.reference(index, document: number))
        }
      }
    }
    return nil
  }

  private func matches(
    _ effect: Effect, _ policies: [CompiledPolicy], _ request: PreparedRequest
  ) -> Truth {
    var truth = Truth.no
    for policy in policies where truth != .yes {
      truth = truth || policy.matches(effect, request, .strict)
    }
    return truth
  }
}
