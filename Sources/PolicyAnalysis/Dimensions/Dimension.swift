import IAMPolicy

/// A value that a request has in one dimension.
enum AxisValue: Hashable {
  /// nil is an anonymous caller.
  case principal(Principal?)
  case action(String)
  /// nil is the request for an action that has no resource.
  case resource(String?)
  /// The condition key is not in the request.
  case absent
  /// The values of the condition key.
  case values([String])
}

/// One way to take a value of an atom.
struct Choice: Hashable {
  let value: AxisValue
  /// Says whether the value alone proves what is true of the atom.
  var isExact = true
  /// Says whether the value is in a policy.
  var isWritten = false
  /// The patterns with variables that are assumed to match the value.
  var matched: [VariablePattern] = []
}

/// A class of values that no predicate of the comparison can tell apart.
struct Atom {
  /// The predicates of the dimension, by place, that are true.
  let truth: Bits
  /// Ways to take a value of it, exact ones first; never empty.
  fileprivate(set) var choices: [Choice]
}

/// One dimension of a comparison, cut into atoms (invariant I1: each value is in exactly one, as
/// far as no variable and nothing unspecified is involved).
struct Dimension {
  let axis: Axis
  /// The numbers of its predicates.
  let predicates: [Int32]
  private(set) var atoms: [Atom] = []
  private var numbers: [Bits: Int] = [:]
  private static let choicesKept = 12

  init(_ axis: Axis, _ predicates: [Int32]) {
    self.axis = axis
    self.predicates = predicates
  }

  /// Adds a value and what is true of it.
  mutating func add(_ truth: Bits, _ choice: Choice, _ limits: AnalysisLimits) throws(TooComplex) {
    guard let number = numbers[truth] else {
      guard atoms.count < limits.atoms else {
        throw TooComplex(limit: "more than \(limits.atoms) classes of values")
      }
      numbers[truth] = atoms.count
      atoms.append(Atom(truth: truth, choices: [choice]))
      return
    }
    let choices = atoms[number].choices
    guard
      choices.count < Dimension.choicesKept || (choice.isExact && choices.last?.isExact == false),
      !choices.contains(choice)
    else { return }
    if choice.isExact, let place = choices.firstIndex(where: { !$0.isExact }) {
      atoms[number].choices.insert(choice, at: place)
      if choices.count == Dimension.choicesKept { atoms[number].choices.removeLast() }
    } else {
      atoms[number].choices.append(choice)
    }
  }

  /// For each predicate, the atoms of which it is true.
  var masks: [Bits] {
    var result = predicates.map { _ in Bits() }
    for (number, atom) in atoms.enumerated() {
      for place in atom.truth.members where place < result.count { result[place].insert(number) }
    }
    return result
  }

  /// The atom of a truth vector.
  func atom(of truth: Bits) -> Int? { numbers[truth] }
}
