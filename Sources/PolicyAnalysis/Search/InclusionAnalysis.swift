import IAMPolicy
import ServiceReference

/// Two sides made ready for the four questions of a comparison.
///
/// What must hold, and is asserted or tested:
/// * I1 Each value of a dimension has what is true of exactly one atom; an exact choice proves its atom.
/// * I2 "Holds" is said only when no region at all was left.
/// * I3 "Fails" is said only after the evaluator, which leaves open what AWS leaves open, has accepted
///   the request under one side and refused it under the other.
/// * I4 A region of exact choices is confirmed by the evaluator, or one of the two is wrong.
/// * I5 Only exact patterns decide a predicate early; over-approximations of variables never do.
/// * I6 Equal patterns are one before they are counted.
/// * I7 Regions are disjoint; without open points their union is exactly the box less the others.
struct InclusionAnalysis {
  private struct Operand {
    let normal: NormalSide
    let evaluator: SideEvaluator
  }

  private let actual: Operand
  private let desired: Operand
  private let kind: PolicyKind
  private let evidence: PolicyComparer.Evidence
  private let limits: AnalysisLimits
  private let home: RequestHome
  private let documents: [PolicyDocument]
  private var builder: QueryBuilder

  init(
    _ actual: PolicySide, _ desired: PolicySide, _ kind: PolicyKind,
    _ evidence: PolicyComparer.Evidence, home: RequestHome? = nil, _ limits: AnalysisLimits
  ) throws(TooComplex) {
    var table = PredicateTable(kind)
    self.actual = Operand(
      normal: try table.normalise(actual, as: .actual, limits: limits),
      evaluator: SideEvaluator(actual, .actual))
    self.desired = Operand(
      normal: try table.normalise(desired, as: .desired, limits: limits),
      evaluator: SideEvaluator(desired, .desired))
    self.kind = kind
    self.evidence = evidence
    self.limits = limits
    self.home = home ?? RequestHome()
    documents = actual.documents + desired.documents
    builder = QueryBuilder(table)
  }

  /// What one side grants, or denies, that the other does not.
  mutating func difference(
    _ question: Question, of side: SideStatement.Side
  ) -> AccessDifference {
    let (left, right) = side == .actual ? (actual, desired) : (desired, actual)
    let queries: [Query]
    do throws(TooComplex) {
      queries = try builder.queries(question, left.normal, in: right.normal, limits)
    } catch {
      return .undecided(reason: "too complex: \(error.limit)")
    }
    // Invariant I2: with no question left, nothing differs.
    if queries.isEmpty { return .nothing }
    let confirm: (AccessRequest) -> Bool = { request in
      let request = PreparedRequest(request)
      return switch question {
      case .grants:
        left.evaluator.grants(request) == .yes && right.evaluator.grants(request) == .no
      case .denies:
        left.evaluator.denies(request) == .yes && right.evaluator.denies(request) == .no
      }
    }
    func found(_ request: AccessRequest, _ query: Query) -> AccessDifference {
      var actions =
        evidence == .mostSerious && kind != .trust
        ? try? ActionDifference(
          question, left.normal, right.normal, builder.table, limits.ofEvidence) : nil
      actions?.leaveOutUnfit(builder.table)
      let serious = actions.flatMap {
        SeriousWitness(
          difference: $0, kind: kind, limits: limits.ofEvidence, confirm: confirm,
          origin: query.origin
        ).find(builder.table)
      }
      var request = serious?.request ?? request
      // Policies spell actions in any case; a reader is shown the name that the service has.
      if evidence == .mostSerious, let action = ServiceReference.current.action(request.action) {
        request.action = action.fullName
      }
      if evidence == .mostSerious {
        request = home.completed(by: documents).placed(request, confirm)
      }
      // Invariant I3: nothing is reported that the evaluator has not confirmed.
      assert(confirm(request), "a witness that the evaluator refuses: \(request)")
      let prepared = PreparedRequest(request)
      let effect: Effect = question == .grants ? .allow : .deny
      var witness = Witness(
        request: request,
        allowedBy: left.evaluator.statement(effect, prepared) ?? query.origin,
        deniedBy: question == .grants ? right.evaluator.statement(.deny, prepared) : nil,
        note: note(on: request), elsewhere: serious?.elsewhere ?? [],
        cases: serious?.cases ?? [],
        isAnyOtherResource: serious?.isAnyOther ?? false,
        isPartly: serious?.isPartly ?? false, summary: actions?.summary)
      witness.isOfBoundary =
        question == .denies && queries.allSatisfy { $0.origin.list == .boundary }
      return .witness(witness)
    }
    let guess = WitnessGuess(builder.table, kind, confirm)
    for names in [WitnessGuess.Names.written, .existing] {
      for query in queries.prefix(limits.guesses) {
        if let request = guess.request(for: query, by: names) { return found(request, query) }
      }
    }
    do throws(TooComplex) {
      return try search(queries, confirm, found)
    } catch {
      return .undecided(reason: "too complex: \(error.limit)")
    }
  }

  private func search(
    _ queries: [Query], _ confirm: @escaping (AccessRequest) -> Bool,
    _ found: (AccessRequest, Query) -> AccessDifference
  ) throws(TooComplex) -> AccessDifference {
    let space = try QuerySpace(queries, builder.table, limits)
    let impossible = space.impossible.map { space.box($0) }
    let search = WitnessSearch(space: space, kind: kind, limits: limits, confirm: confirm)
    var reason: String?
    var excess: TooComplex?
    var unconfirmed = 0
    // The work of all questions together is bounded, not only that of each.
    var limits = limits
    for query in queries {
      var regions = BoxSubtraction(
        space.box(query.box), minus: query.others.map { space.box($0) } + impossible,
        space.layout, limits)
      var seen: [[UInt64]] = []
      do throws(TooComplex) {
        var looked = 0
        while let region = try regions.next() {
          // A region that is not looked at may hold a difference: it proves nothing.
          guard looked < limits.regions else {
            reason = reason ?? "too complex: more than \(limits.regions) regions"
            break
          }
          looked += 1
          assert(seen.allSatisfy { space.areDisjoint($0, region) }, "regions that overlap")
          assert(
            {
              seen.append(region)
              return true
            }())
          switch search.search(region, query) {
          case .found(let request): return found(request, query)
          case .unconfirmed:
            if reason == nil { reason = UnknownReason.text(region, space) }
            unconfirmed += 1
          case .contradiction(let request):
            assertionFailure("an exact region that the evaluator refuses: \(request)")
            reason = "internal: a difference that was not confirmed"
          }
        }
      } catch {
        // Another question may still find a difference.
        excess = excess ?? error
      }
      limits.searchWork -= regions.work
      if unconfirmed > InclusionAnalysis.mostUnconfirmed { break }
    }
    if let excess { throw excess }
    return reason.map { .undecided(reason: $0) } ?? .nothing
  }

  /// After so many regions without a confirmed request the answer is "unknown".
  private static let mostUnconfirmed = 100

  private func note(on request: AccessRequest) -> String? {
    let reference = ServiceReference.current
    if reference.action(request.action) != nil { return nil }
    return "not an action of the service reference of \(reference.date)"
  }
}
