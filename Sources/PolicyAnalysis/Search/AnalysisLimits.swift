/// How much work a comparison may do before it answers "unknown: too complex".
///
/// The limits bound time and memory whatever the policies are.
public struct AnalysisLimits: Hashable, Sendable {
  /// States of the pattern automaton, for each dimension (actions, resources, each condition key).
  public var automatonStates: Int
  /// Live positions that all states of one automaton keep together.
  public var automatonPositions: Int
  /// Classes of values of one dimension.
  public var atoms: Int
  /// Patterns with variables that can match one and the same value.
  public var overlappingVariables: Int
  /// Unspecified conditions on one key.
  public var opaquePredicates: Int
  /// Nodes of one box subtraction.
  public var searchNodes: Int
  /// Machine words that one box subtraction may touch.
  public var searchWork: Int
  /// Questions that one inclusion comes down to.
  public var queries: Int
  /// Regions that are looked at for a witness, for each question.
  public var regions: Int
  /// Questions for which a request is guessed before anything is computed.
  public var guesses: Int
  /// Requests tried for each region.
  public var requestsPerRegion: Int

  /// Makes limits; what is not given is as in `standard`.
  public init(
    automatonStates: Int = 40_000, automatonPositions: Int = 4_000_000, atoms: Int = 4_096,
    overlappingVariables: Int = 14, opaquePredicates: Int = 10, searchNodes: Int = 20_000,
    searchWork: Int = 200_000_000, queries: Int = 10_000, regions: Int = 13, guesses: Int = 8,
    requestsPerRegion: Int = 200
  ) {
    self.automatonStates = automatonStates
    self.automatonPositions = automatonPositions
    self.atoms = atoms
    self.overlappingVariables = overlappingVariables
    self.opaquePredicates = opaquePredicates
    self.searchNodes = searchNodes
    self.searchWork = searchWork
    self.queries = queries
    self.regions = regions
    self.guesses = guesses
    self.requestsPerRegion = requestsPerRegion
  }

  /// The limits of ordinary use: no real pair of policies meets them.
  public static let standard = AnalysisLimits()
}

extension AnalysisLimits {
  /// The limits within which a difference that is found is counted and its best example looked for:
  /// a tenth of the work, since the answer does not depend on it.
  var ofEvidence: AnalysisLimits {
    var limits = self
    limits.automatonStates /= 10
    limits.automatonPositions /= 10
    limits.searchNodes /= 10
    limits.searchWork /= 100
    limits.atoms /= 4
    return limits
  }
}

/// A limit was met; `limit` completes the sentence "too complex: …".
struct TooComplex: Error, Hashable {
  let limit: String
}
