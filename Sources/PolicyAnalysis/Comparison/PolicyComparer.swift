public import IAMPolicy

/// Decides offline what one side grants and denies and another does not: exactly on the fragment of
/// the language that AWS specifies, `unknown` outside of it, and with a request as evidence.
///
/// A statement is a product of sets (action, resource, principal, each condition key), a policy a union
/// of such boxes less a union of others. What is asked is whether anything is left of one box after
/// others are removed.
public enum PolicyComparer {
  /// Compares two sides.
  ///
  /// Both differences of grants and both of denies are always answered, each by itself. Throws when
  /// the documents are not of one kind.
  ///
  /// - Parameter home: whose the policies are, for the requests that are shown; nil where only the policies
  ///   say it.
  public static func compare(
    actual: PolicySide, desired: PolicySide, evidence: Evidence = .mostSerious,
    home: RequestHome? = nil, limits: AnalysisLimits = .standard
  ) throws(PolicyAnalysisError) -> PolicyComparison {
    let kind = try kind(of: [actual, desired])
    if actual == desired {
      return .same
    }
    var analysis: InclusionAnalysis
    do throws(TooComplex) {
      analysis = try InclusionAnalysis(
        actual, desired, kind, evidence, home: home, limits)
    } catch {
      return .undecided("too complex: \(error.limit)")
    }
    return PolicyComparison(
      widened: analysis.difference(.grants, of: .actual),
      narrowed: analysis.difference(.grants, of: .desired),
      deniesLost: analysis.difference(.denies, of: .desired),
      deniesGained: analysis.difference(.denies, of: .actual))
  }

  /// What a comparison gives as evidence; the answers are the same.
  public enum Evidence: Hashable, Sendable {
    /// The first request that is found.
    case anyRequest
    /// The most serious request, and how many actions the difference is about.
    case mostSerious
  }

  /// Asks whether a side allows any of these actions on any of these resources: `.nothing` when it
  /// allows none, else a request that it allows.
  ///
  /// The principal is free where the policies name one; resources mean nothing for a trust policy.
  public static func granted(
    actions: [ActionPattern], resources: [ResourcePattern], by side: PolicySide,
    limits: AnalysisLimits = .standard
  ) throws(PolicyAnalysisError) -> AccessDifference {
    let kind = try kind(of: [side])
    // What is allowed of the side, less everything but these actions on these resources.
    let asked: [PolicyDocument] =
      switch kind {
      case .identity:
        [
          .identity([
            IdentityStatement(.deny, .notAction(actions), on: .resource([ResourcePattern("*")])),
            IdentityStatement(
              .deny, .action([ActionPattern("*")]), on: .notResource(resources)),
          ])
        ]
      case .trust: [.trust([TrustStatement(.deny, .everyone, .notAction(actions))])]
      case .resource:
        [
          .resource([
            ResourceStatement(
              .deny, .principal(.everyone), .notAction(actions),
              on: .resource([ResourcePattern("*")])),
            ResourceStatement(
              .deny, .principal(.everyone), .action([ActionPattern("*")]),
              on: .notResource(resources)),
          ])
        ]
      }
    let narrowed = PolicySide(documents: side.documents + asked, boundary: side.boundary)
    do throws(TooComplex) {
      var analysis = try InclusionAnalysis(
        narrowed, PolicySide(documents: []), kind, .anyRequest, limits)
      return analysis.difference(.grants, of: .actual)
    } catch {
      return .undecided(reason: "too complex: \(error.limit)")
    }
  }

  private static func kind(
    of sides: [PolicySide]
  ) throws(PolicyAnalysisError) -> PolicyKind {
    var kind: PolicyKind?
    for document in sides.flatMap(\.documents) {
      if let kind, kind != document.kind { throw .mixedKinds(kind, document.kind) }
      kind = document.kind
    }
    for side in sides {
      guard let boundary = side.boundary else { continue }
      if let kind, kind != .identity { throw .boundaryWith(kind) }
      for document in boundary where document.kind != .identity {
        throw .boundaryOfKind(document.kind)
      }
    }
    return kind ?? .identity
  }
}
