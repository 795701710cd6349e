public import IAMPolicy

/// A statement of one side of a comparison.
public struct SideStatement: Hashable, Sendable {
  /// The sides.
  public enum Side: String, Hashable, Sendable, CaseIterable {
    case actual
    case desired
  }

  /// The lists of documents that a side has.
  public enum List: String, Hashable, Sendable, CaseIterable {
    case documents
    case boundary
  }

  /// Which side it belongs to.
  public var side: Side
  /// Which list of that side.
  public var list: List
  /// Which document and statement of that list.
  public var reference: StatementReference

  /// Makes a reference to a statement of a side.
  public init(side: Side, list: List, reference: StatementReference) {
    self.side = side
    self.list = list
    self.reference = reference
  }
}

/// A request on which two sides differ.
///
/// The evaluator of `IAMPolicy` has confirmed it on both.
public struct Witness: Hashable, Sendable {
  /// The request.
  public var request: AccessRequest
  /// The statement that lets it through, or, where the question is about denies, that denies it.
  public var allowedBy: SideStatement
  /// The statement of the other side that denies it, where it is denied and not merely not allowed.
  public var deniedBy: SideStatement?
  /// Whether all denials that the difference is about are those of permissions boundaries.
  public var isOfBoundary = false
  /// What should be known of the request: that no action of this name is in the service reference.
  public var note: String?
  /// The resources on which the other side has the action all the same, as its policies write them.
  ///
  /// Empty when it has the action nowhere, or when a condition tells the sides apart.
  public var elsewhere: [String]
  /// When the other side has the action all the same, where more than a resource separates the sides: each completes the
  /// sentence "it is allowed …": `when aws:RequestedRegion is eu-west-1`, `on arn:aws:s3:::a/* when …`, and, for what is
  /// denied, `except on arn:aws:s3:::logs/*`.
  public var cases: [String]
  /// Whether every resource but those tells the sides apart, not only the one of the request.
  public var isAnyOtherResource: Bool
  /// Whether the other side has the action all the same, on some resource or under some condition.
  public var isPartly: Bool
  /// How many actions the difference is about; nil when it is about none of the service reference,
  /// when it was not counted, or for a trust policy.
  public var summary: AccessSummary?

  /// Makes a witness.
  public init(
    request: AccessRequest, allowedBy: SideStatement, deniedBy: SideStatement? = nil,
    note: String? = nil, elsewhere: [String] = [], cases: [String] = [],
    isAnyOtherResource: Bool = false,
    isPartly: Bool = false, summary: AccessSummary? = nil
  ) {
    self.request = request
    self.allowedBy = allowedBy
    self.deniedBy = deniedBy
    self.note = note
    self.elsewhere = elsewhere
    self.cases = cases
    self.isAnyOtherResource = isAnyOtherResource
    self.isPartly = isPartly
    self.summary = summary
  }
}

/// What one side has and another has not: nothing, something with a request as evidence, or not
/// decided.
public enum AccessDifference: Hashable, Sendable {
  /// Proved: nothing.
  case nothing
  /// Something: here is a request.
  case witness(Witness)
  /// Not decided.
  ///
  /// The reason names what is outside of what can be decided: `unspecified: …`, `variable: …`, `too
  /// complex: …`.
  case undecided(reason: String)

  /// The request that tells the two apart, when there is one.
  public var witness: Witness? { if case .witness(let witness) = self { witness } else { nil } }
  /// Why it is not decided, when it is not.
  public var reason: String? { if case .undecided(let reason) = self { reason } else { nil } }
  /// Whether it is proved that there is nothing.
  public var isNothing: Bool { self == .nothing }
}

/// What one side grants and denies that the other does not, decided or not, each question by
/// itself.
public struct PolicyComparison: Hashable, Sendable {
  /// What the actual side grants and the desired side does not.
  public var widened: AccessDifference
  /// What the desired side grants and the actual side does not.
  public var narrowed: AccessDifference
  /// What the desired side denies explicitly and the actual side does not.
  ///
  /// A lost deny widens: other policies may grant what it kept back.
  public var deniesLost: AccessDifference
  /// What the actual side denies explicitly and the desired side does not.
  public var deniesGained: AccessDifference

  /// Makes a comparison of its four answers.
  public init(
    widened: AccessDifference, narrowed: AccessDifference, deniesLost: AccessDifference,
    deniesGained: AccessDifference
  ) {
    self.widened = widened
    self.narrowed = narrowed
    self.deniesLost = deniesLost
    self.deniesGained = deniesGained
  }

  /// Both sides mean the same.
  public static let same = PolicyComparison(
    widened: .nothing, narrowed: .nothing, deniesLost: .nothing, deniesGained: .nothing)

  /// Nothing could be decided, for one reason.
  public static func undecided(_ reason: String) -> PolicyComparison {
    let undecided = AccessDifference.undecided(reason: reason)
    return PolicyComparison(
      widened: undecided, narrowed: undecided, deniesLost: undecided, deniesGained: undecided)
  }

  /// How access differs, from the desired side to the actual one.
  public var access: AccessChange { AccessChange(widens: isWidening, narrows: isNarrowing) }
  /// How what is granted differs.
  public var grants: AccessChange {
    AccessChange(
      widens: PolicyComparison.answer(widened), narrows: PolicyComparison.answer(narrowed))
  }
  /// How what is denied explicitly differs; fewer denies widen.
  public var denies: AccessChange {
    AccessChange(
      widens: PolicyComparison.answer(deniesLost), narrows: PolicyComparison.answer(deniesGained))
  }

  /// Whether both sides mean the same: the same requests granted, and the same denied.
  public var isSameInMeaning: Bool { self == .same }

  /// An answer that may be open.
  public enum Answer: String, Hashable, Sendable, CaseIterable {
    case yes
    case no
    case unknown
  }

  /// Whether access can grow: more is granted, or less is denied.
  ///
  /// Unknown does not mean "no".
  public var isWidening: Answer { PolicyComparison.answer(widened, deniesLost) }
  /// Whether access can shrink: less is granted, or more is denied.
  public var isNarrowing: Answer { PolicyComparison.answer(narrowed, deniesGained) }

  private static func answer(_ differences: AccessDifference...) -> Answer {
    if differences.contains(where: { $0.witness != nil }) { return .yes }
    return differences.allSatisfy(\.isNothing) ? .no : .unknown
  }
}
