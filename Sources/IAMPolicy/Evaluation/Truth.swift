/// The answer of one rule to one request, where AWS's own text may leave it open.
package enum Truth: Hashable, Sendable, CaseIterable {
  case no
  case unspecified
  case yes

  /// A definite answer.
  package init(_ holds: Bool) { self = holds ? .yes : .no }

  /// `yes` and `no` change places; what is unspecified stays so.
  package static prefix func ! (truth: Truth) -> Truth {
    switch truth {
    case .no: .yes
    case .unspecified: .unspecified
    case .yes: .no
    }
  }

  /// Kleene's conjunction: one `no` decides.
  package static func && (left: Truth, right: @autoclosure () -> Truth) -> Truth {
    switch left {
    case .no: .no
    case .unspecified: right() == .no ? .no : .unspecified
    case .yes: right()
    }
  }

  /// Kleene's disjunction: one `yes` decides.
  package static func || (left: Truth, right: @autoclosure () -> Truth) -> Truth {
    switch left {
    case .yes: .yes
    case .unspecified: right() == .yes ? .yes : .unspecified
    case .no: right()
    }
  }
}

/// What to answer where AWS does not say: our choice, or that it is unspecified.
///
/// Decisions for people use `chosen`; a proof that two policies differ uses `strict`, so that it never
/// rests on a choice of ours.
package enum TruthReading: Hashable, Sendable {
  /// Every open point is answered, as the place that asks documents it; never `unspecified`.
  case chosen
  /// Every open point is `unspecified`.
  case strict

  /// The answer at an open point where we would choose `choice`.
  package func open(_ choice: Bool) -> Truth {
    switch self {
    case .chosen: Truth(choice)
    case .strict: .unspecified
    }
  }
}
