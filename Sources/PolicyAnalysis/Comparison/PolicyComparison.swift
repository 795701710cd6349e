public import IAMPolicy

/// How the set of requests of the actual side stands to that of the desired side.
public enum AccessRelation: String, Hashable, Sendable, CaseIterable {
  /// The same requests.
  case equal
  /// All of the desired side's and more.
  case wider
  /// Some of the desired side's and no other.
  case narrower
  /// Some more and some less.
  case incomparable
  /// Not decided; the inclusions say why, and what is known all the same.
  case unknown
}

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
  /// What should be known of the request: `no such action today`.
  public var note: String?

  /// Makes a witness.
  public init(
    request: AccessRequest, allowedBy: SideStatement, deniedBy: SideStatement? = nil,
    note: String? = nil
  ) {
    self.request = request
    self.allowedBy = allowedBy
    self.deniedBy = deniedBy
    self.note = note
  }
}

/// Whether one set of requests lies within another.
public enum Inclusion: Hashable, Sendable {
  /// Proved: it does.
  case holds
  /// It does not: here is a request of the one that is not of the other.
  case fails(Witness)
  /// Not decided.
  ///
  /// The reason names what is outside of what can be decided: `unspecified: …`, `variable: …`, `too
  /// complex: …`.
  case unknown(reason: String)

  /// The request that tells the two apart, when there is one.
  public var witness: Witness? { if case .fails(let witness) = self { witness } else { nil } }
  /// Why it is not decided, when it is not.
  public var reason: String? { if case .unknown(let reason) = self { reason } else { nil } }
  /// Says whether the inclusion is proved.
  public var isProved: Bool { self == .holds }
}

/// What one side grants and denies that the other does not, decided or not, each question by
/// itself.
public struct PolicyComparison: Hashable, Sendable {
  /// Whether all that the actual side grants is granted by the desired side.
  ///
  /// If it fails, access has grown.
  public var widened: Inclusion
  /// Whether all that the desired side grants is granted by the actual side.
  ///
  /// If it fails, access has shrunk.
  public var narrowed: Inclusion
  /// Whether all that the desired side denies explicitly is denied by the actual side.
  ///
  /// If it fails, a deny was lost: other policies may grant what it kept back.
  public var deniesLost: Inclusion
  /// Whether all that the actual side denies explicitly is denied by the desired side.
  ///
  /// If it fails, a deny was gained.
  public var deniesGained: Inclusion

  /// Makes a comparison of its four answers.
  public init(
    widened: Inclusion, narrowed: Inclusion, deniesLost: Inclusion, deniesGained: Inclusion
  ) {
    self.widened = widened
    self.narrowed = narrowed
    self.deniesLost = deniesLost
    self.deniesGained = deniesGained
  }

  /// What the actual side grants, in relation to what the desired side grants.
  public var grants: AccessRelation { PolicyComparison.relation(widened, narrowed) }
  /// What the actual side denies explicitly, in relation to what the desired side does.
  public var denies: AccessRelation { PolicyComparison.relation(deniesGained, deniesLost) }

  /// Says whether both sides mean the same: the same requests granted, and the same denied.
  public var isSameInMeaning: Bool { grants == .equal && denies == .equal }

  /// An answer that may be open.
  public enum Answer: String, Hashable, Sendable, CaseIterable {
    case yes
    case no
    case unknown
  }

  /// Says whether access can grow: more is granted, or less is denied.
  ///
  /// Unknown is no "no".
  public var isWidening: Answer { PolicyComparison.answer(widened, deniesLost) }
  /// Says whether access can shrink: less is granted, or more is denied.
  public var isNarrowing: Answer { PolicyComparison.answer(narrowed, deniesGained) }

  private static func relation(_ more: Inclusion, _ less: Inclusion) -> AccessRelation {
    switch (more, less) {
    case (.unknown, _), (_, .unknown): .unknown
    case (.holds, .holds): .equal
    case (.fails, .holds): .wider
    case (.holds, .fails): .narrower
    case (.fails, .fails): .incomparable
    }
  }

  private static func answer(_ one: Inclusion, _ other: Inclusion) -> Answer {
    switch (one, other) {
    case (.fails, _), (_, .fails): .yes
    case (.unknown, _), (_, .unknown): .unknown
    case (.holds, .holds): .no
    }
  }
}
