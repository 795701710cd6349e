import IAMPolicy

/// One dimension of a request.
///
/// Everything is ordered: principal, action, resource, then the condition keys in the order in
/// which the policies name them.
enum Axis: Hashable, Comparable {
  case principal
  case action
  case resource
  case key(Int32)
}

/// The set that one element of a statement puts on one dimension.
///
/// Equal elements of both sides are one predicate, whatever the order and repetition of their
/// values.
enum Predicate: Hashable {
  /// `Principal` or `NotPrincipal`.
  case principal(PrincipalBlock)
  /// `Action` or `NotAction`.
  case action(PatternList)
  /// `Resource` or `NotResource`.
  case resource(PatternList)
  /// One line of a condition.
  case condition(ConditionPredicate)
  /// The pattern with variables of that number matches.
  case variableMatch(Axis, VariablePattern)
  /// The key is not in the request.
  case absent(Int32)

  var axis: Axis {
    switch self {
    case .principal: .principal
    case .action: .action
    case .resource: .resource
    case .condition(let condition): .key(condition.key)
    case .variableMatch(let axis, _): axis
    case .absent(let key): .key(key)
    }
  }
}

/// A list of patterns by their numbers, sorted and each once (invariant I6), or its complement.
struct PatternList: Hashable {
  var isNegated: Bool
  var patterns: [Int32]
}

/// One line of a condition in a normal form.
struct ConditionPredicate: Hashable {
  let key: Int32
  let `operator`: ConditionOperator
  private let exactValues: [ExactText]
  /// Says whether some value has a variable in it.
  let hasVariables: Bool

  /// - Parameter values: sorted, each once.
  init(key: Int32, operator: ConditionOperator, values: [ExactText], hasVariables: Bool) {
    self.key = key
    self.operator = `operator`
    exactValues = values
    self.hasVariables = hasVariables
  }

  /// Sorted, each once.
  var values: [String] { exactValues.map(\.string) }
}

/// A pattern that has variables, with what is needed to match it approximately and to instantiate
/// it.
struct VariablePattern: Hashable {
  let parts: [PatternPart]
  let reading: Glob.Reading

  /// The keys that the pattern names, with folded case, each once, in order.
  var keys: [String] {
    var result: [String] = []
    for case .variable(let key, _) in parts where !result.contains(key.string) {
      result.append(key.string)
    }
    return result
  }

  /// The keys without which the pattern matches nothing.
  var neededKeys: [String] {
    var result: [String] = []
    for case .variable(let key, nil) in parts where !result.contains(key.string) {
      result.append(key.string)
    }
    return result
  }
}

/// Numbers for equal things, in the order in which they first come.
struct Interner<Element: Hashable> {
  private(set) var elements: [Element] = []
  private var numbers: [Element: Int32] = [:]

  mutating func number(of element: Element) -> Int32 {
    if let number = numbers[element] { return number }
    let number = Int32(truncatingIfNeeded: elements.count)
    elements.append(element)
    numbers[element] = number
    return number
  }

  func known(_ element: Element) -> Int32? { numbers[element] }

  subscript(number: Int32) -> Element { elements[Int(number)] }
}

/// Numbers for texts of the same bytes, in the order in which they first come.
struct TextInterner {
  private var texts = Interner<ExactText>()

  var elements: [String] { texts.elements.map(\.string) }

  mutating func number(of text: String) -> Int32 { texts.number(of: ExactText(text)) }

  func known(_ text: String) -> Int32? { texts.known(ExactText(text)) }

  subscript(number: Int32) -> String { texts[number].string }
}
