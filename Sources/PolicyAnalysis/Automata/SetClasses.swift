import IAMPolicy

/// Sets of values of a multivalued key, cut into classes by what `ForAllValues` and `ForAnyValue`
/// say of them.
///
/// A class is given by the values that are allowed in the set and by the groups of which it needs
/// one.
struct SetClasses {
  /// One class.
  struct Class {
    /// The set predicates, by place, that are true.
    let truth: Bits
    /// The elements, by number, that sets of this class may have.
    let allowed: Bits
    /// Groups of elements: a set of this class has one of each.
    let needs: [Bits]

    /// The elements that are a set of this class alone.
    var singles: [Int] {
      allowed.members.filter { element in needs.allSatisfy { $0.contains(element) } }
    }

    /// Elements, by number, that make a set of this class: few, and at least so many if there are.
    func hittingSet(atLeast least: Int) -> [Int] {
      var result: [Int] = []
      var open = needs.map { $0.intersection(allowed) }
      while let first = open.first {
        var best = first.members.first ?? 0
        var bestCount = 0
        for candidate in first.members {
          let count = open.count { $0.contains(candidate) }
          if count > bestCount { (best, bestCount) = (candidate, count) }
        }
        result.append(best)
        open.removeAll { $0.contains(best) || $0.isEmpty }
      }
      for element in allowed.members where result.count < least && !result.contains(element) {
        result.append(element)
      }
      return result.sorted()
    }
  }

  var elements: [KeyElement] = []
  private var lines: [(qualifier: SetQualifier, place: Int)] = []
  private let limits: AnalysisLimits

  init(_ limits: AnalysisLimits) { self.limits = limits }

  mutating func add(_ qualifier: SetQualifier, _ place: Int) { lines.append((qualifier, place)) }

  /// Elements with every open predicate decided either way, one for each truth vector, exact first.
  static func spread(
    _ elements: [KeyElement], _ limits: AnalysisLimits
  ) throws(TooComplex) -> [KeyElement] {
    var result: [KeyElement] = []
    var numbers: [Bits: Int] = [:]
    for element in elements {
      guard element.open.count <= limits.opaquePredicates else {
        throw TooComplex(
          limit: "more than \(limits.opaquePredicates) unspecified conditions on one key")
      }
      for choice in 0..<(1 << element.open.count) {
        var one = element
        one.open = []
        if !element.open.isEmpty { one.isExact = false }
        for (index, place) in element.open.enumerated() where choice >> index & 1 == 1 {
          one.truth.insert(place)
        }
        if let number = numbers[one.truth] {
          if one.isExact, !result[number].isExact { result[number] = one }
        } else {
          numbers[one.truth] = result.count
          result.append(one)
        }
      }
    }
    return result
  }

  /// All classes, in a stable order.
  func classes() throws(TooComplex) -> [Class] {
    var found = [Class(truth: Bits(), allowed: Bits(below: elements.count), needs: [])]
    for line in lines {
      var matching = Bits()
      for (number, element) in elements.enumerated() where element.truth.contains(line.place) {
        matching.insert(number)
      }
      let others = Bits(below: elements.count).subtracting(matching)
      var next: [Class] = []
      for one in found {
        var truth = one.truth
        truth.insert(line.place)
        switch line.qualifier {
        case .forAllValues:
          next.append(
            Class(truth: truth, allowed: one.allowed.intersection(matching), needs: one.needs))
          next.append(Class(truth: one.truth, allowed: one.allowed, needs: one.needs + [others]))
        case .forAnyValue:
          next.append(Class(truth: truth, allowed: one.allowed, needs: one.needs + [matching]))
          next.append(
            Class(truth: one.truth, allowed: one.allowed.intersection(others), needs: one.needs))
        }
      }
      found = next.filter { one in
        !one.allowed.isEmpty
          && one.needs.allSatisfy { !$0.intersection(one.allowed).isEmpty }
      }
      guard found.count <= limits.atoms else {
        throw TooComplex(limit: "more than \(limits.atoms) classes of sets of values")
      }
    }
    return found
  }
}
