import IAMPolicy
import JSONText
import ServiceReference

/// A set of actions of the reference, by their numbers.
struct ActionSet: Hashable {
  private(set) var words: [UInt64]

  init(count: Int) { words = [UInt64](repeating: 0, count: (count + 63) / 64) }

  init(all count: Int) {
    self.init(count: count)
    for number in 0..<count { insert(number) }
  }

  mutating func insert(_ number: Int) { words[number / 64] |= 1 << UInt64(number % 64) }

  func contains(_ number: Int) -> Bool { words[number / 64] >> UInt64(number % 64) & 1 == 1 }

  mutating func formUnion(_ other: ActionSet) {
    for index in words.indices { words[index] |= other.words[index] }
  }

  mutating func formIntersection(_ other: ActionSet) {
    for index in words.indices { words[index] &= other.words[index] }
  }

  mutating func subtract(_ other: ActionSet) {
    for index in words.indices { words[index] &= ~other.words[index] }
  }

  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  func forEach(_ body: (Int) -> Void) {
    for (index, word) in words.enumerated() {
      var word = word
      while word != 0 {
        body(index * 64 + word.trailingZeroBitCount)
        word &= word - 1
      }
    }
  }

  /// The numbers between which all members are.
  var bounds: Range<Int> {
    guard let first = words.firstIndex(where: { $0 != 0 }),
      let last = words.lastIndex(where: { $0 != 0 })
    else { return 0..<0 }
    return first * 64..<(last + 1) * 64
  }

  var members: [Int] {
    var result: [Int] = []
    forEach { result.append($0) }
    return result
  }
}

/// The actions of the service reference by number, in the order of services and names.
///
/// Made when a difference is first summarised; a comparison of equals never needs it.
struct ReferenceIndex: Sendable {
  static let shared = ReferenceIndex(.current)

  let reference: ServiceReference
  let services: [(prefix: String, actions: Range<Int>)]
  let actions: [ServiceReference.Action]
  let seriousness: [ActionSeriousness]
  /// The place of an action among the examples; as many as there are for the rest.
  let exampleRank: [Int]
  /// The place of the service of an action.
  let serviceOf: [Int]

  init(_ reference: ServiceReference) {
    self.reference = reference
    var services: [(prefix: String, actions: Range<Int>)] = []
    var actions: [ServiceReference.Action] = []
    var serviceOf: [Int] = []
    for service in reference.services {
      let start = actions.count
      actions += service.actions
      serviceOf += repeatElement(services.count, count: actions.count - start)
      services.append((service.prefix.asciiFolded, start..<actions.count))
    }
    self.services = services
    self.actions = actions
    self.serviceOf = serviceOf
    var seriousness = actions.map { ActionSeriousness(level: $0.accessLevel) }
    var exampleRank = [Int](repeating: SeriousActions.examples.count, count: actions.count)
    let finder = ActionFinder(services: services, actions: actions)
    // The names of the tables are looked up: making the names of all actions takes several times as long.
    for name in Array(SeriousActions.escalation) + Array(SeriousActions.credentials) {
      if let number = finder.number(of: name) {
        seriousness[number] = ActionSeriousness(of: actions[number])
      }
    }
    for service in SeriousActions.services {
      for number in finder.range(of: service) ?? 0..<0 {
        seriousness[number] = ActionSeriousness(of: actions[number])
      }
    }
    for (rank, name) in SeriousActions.examples.enumerated() {
      if let number = finder.number(of: name) { exampleRank[number] = rank }
    }
    self.seriousness = seriousness
    self.exampleRank = exampleRank
  }

  private var finder: ActionFinder { ActionFinder(services: services, actions: actions) }

  /// The actions that a pattern in lower case takes.
  func insert(_ pattern: String, into set: inout ActionSet) {
    let parts = pattern.utf8.split(separator: 58, maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2, let prefix = PredicateTable.service(of: pattern) {
      guard let range = finder.range(of: prefix) else { return }
      if !parts[1].contains(where: { $0 == 42 || $0 == 63 }) {
        if let number = finder.number(of: parts[1], in: range) { set.insert(number) }
        return
      }
      let glob = ActionPattern(String(Substring(parts[1]))).glob
      for number in range where glob.matches(actions[number].nameBytes) { set.insert(number) }
      return
    }
    let glob = ActionPattern(pattern).glob
    if glob.isEverything {
      set = ActionSet(all: actions.count)
      return
    }
    var name: [UInt8] = []
    for (prefix, range) in services {
      for number in range {
        name.removeAll(keepingCapacity: true)
        name += prefix.utf8
        name.append(58)
        name += actions[number].nameBytes
        if glob.matches(name) { set.insert(number) }
      }
    }
  }
}

/// Finds actions by their names.
private struct ActionFinder {
  let services: [(prefix: String, actions: Range<Int>)]
  let actions: [ServiceReference.Action]

  /// The action of a name such as `s3:GetObject`, in any case.
  func number(of name: String) -> Int? {
    let parts = name.asciiFolded.utf8.split(separator: 58, maxSplits: 1)
    guard parts.count == 2, let range = range(of: String(Substring(parts[0]))) else { return nil }
    return number(of: parts[1], in: range)
  }

  /// The action of a name in lower case, without prefix.
  func number(of name: Substring.UTF8View, in range: Range<Int>) -> Int? {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = (low + high) / 2
      let found = actions[middle].nameBytes.lazy.map { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 }
      if found.elementsEqual(name) { return middle }
      if found.lexicographicallyPrecedes(name) { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// The actions of a service by its prefix in lower case.
  func range(of prefix: String) -> Range<Int>? {
    var (low, high) = (0, services.count)
    while low < high {
      let middle = (low + high) / 2
      let found = services[middle].prefix
      if found == prefix { return services[middle].actions }
      if found < prefix { low = middle + 1 } else { high = middle }
    }
    return nil
  }
}

extension ActionSeriousness {
  /// By the access level alone.
  init(level: AccessLevel) {
    self =
      switch level {
      case .permissionsManagement: .permissions
      case .write: .write
      case .tagging: .tagging
      case .read: .read
      case .list: .list
      }
  }
}
