import IAMPolicy
import JSONText
import ServiceReference

/// Lists of actions written out and shortened.
enum ActionLists {
  /// The list with the actions of each wildcard in its place, each action once.
  static func expanded(
    _ patterns: [ActionPattern], by reference: ServiceReference
  ) -> [ActionPattern] {
    var result: [ActionPattern] = []
    var seen: Set<String> = []
    for pattern in patterns {
      let found =
        pattern.hasWildcard
        ? reference.actions(matching: pattern).map { ActionPattern($0.fullName) } : []
      for one in found.isEmpty ? [pattern] : found
      where seen.insert(one.text.asciiFolded).inserted {
        result.append(one)
      }
    }
    return result
  }

  /// Wildcards in place of names, where they take nothing else and are shorter.
  ///
  /// Wildcards that are written stay unless another one covers them. A list that gets no shorter
  /// stays in its order.
  static func shrunk(
    _ patterns: [ActionPattern], by reference: ServiceReference
  ) -> [ActionPattern] {
    let written = withoutCovered(patterns)
    var taken: [String: Set<String>] = [:]
    var names: [String: Set<String>] = [:]
    for pattern in written {
      for action in reference.actions(matching: pattern) {
        taken[action.service.prefix, default: []].insert(action.name)
        if !pattern.hasWildcard { names[action.service.prefix, default: []].insert(action.name) }
      }
    }
    if !names.isEmpty, taken.count == reference.serviceCount,
      taken.allSatisfy({ reference.service($0.key)?.actions.count == $0.value.count })
    {
      return withoutCovered([ActionPattern("*")] + written)
    }
    var wildcards: [String] = []
    for (prefix, names) in names where names.count > 1 {
      guard let service = reference.service(prefix) else { continue }
      let shorter = NameWildcards(
        of: service.actions.map(\.name), allowed: taken[prefix] ?? [], prefix: prefix)
      wildcards += shorter.covering(names).map { "\(prefix):\($0)" }
    }
    guard !wildcards.isEmpty else { return written }
    let all = withoutCovered(wildcards.map { ActionPattern($0) } + written)
    // By bytes, so that the order is the same on every machine.
    return all.sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
  }

  /// The patterns without those that another one covers; of two equal ones the first stays.
  private static func withoutCovered(_ patterns: [ActionPattern]) -> [ActionPattern] {
    let texts = patterns.map { Array($0.text.asciiFolded.utf8) }
    let wildcards = Wildcards(of: patterns, texts)
    var seen: Set<[UInt8]> = []
    return patterns.indices.compactMap { place in
      guard seen.insert(texts[place]).inserted else { return nil }
      let isCovered =
        !patterns[place].matchesNothing
        && wildcards.near(texts[place]).contains { other in
          texts[other] != texts[place] && pattern(texts[other], covers: texts[place])
            && (other < place || !pattern(texts[place], covers: texts[other]))
        }
      return isCovered ? nil : patterns[place]
    }
  }

  /// The places of the patterns with wildcards in a list, by what they may cover.
  private struct Wildcards {
    /// Those of one service, by its prefix.
    private var ofService: [ArraySlice<UInt8>: [Int]] = [:]
    /// Those that may be of any service.
    private var ofAny: [Int] = []

    init(of patterns: [ActionPattern], _ texts: [[UInt8]]) {
      for place in patterns.indices where patterns[place].hasWildcard {
        let prefix = Self.prefix(of: texts[place])
        if prefix.contains(UInt8(ascii: "*")) || prefix.contains(UInt8(ascii: "?")) {
          ofAny.append(place)
        } else {
          ofService[prefix, default: []].append(place)
        }
      }
    }

    /// Those that may cover a pattern; none where there are hundreds, which real lists do not have.
    func near(_ text: [UInt8]) -> [Int] {
      let found = ofAny + (ofService[Self.prefix(of: text)] ?? [])
      return found.count < 500 ? found : []
    }

    private static func prefix(of text: [UInt8]) -> ArraySlice<UInt8> {
      text.prefix { $0 != UInt8(ascii: ":") }
    }
  }
}

/// The wildcards over the names of one service that take only some of them.
///
/// A wildcard begins and ends where words of a name do: `Get*`, `*Tags`, `Describe*Options`.
private struct NameWildcards {
  private struct Candidate {
    let text: String
    /// The names that it takes, by their places.
    let names: [Int]
  }

  private let all: [String]
  private let candidates: [Candidate]
  /// What an entry of a list costs without the name: the prefix, a colon, quotes and a comma.
  private let entryCost: Int

  init(of all: [String], allowed: Set<String>, prefix: String) {
    self.all = all
    entryCost = prefix.utf8.count + 4
    let order = NameOrder(all)
    let isAllowed = all.map(allowed.contains)
    var seen: Set<String> = []
    var found: [Candidate] = []
    // A wildcard that is made of a name takes it: those of other names take too much.
    for name in all where allowed.contains(name) {
      for (start, end) in NameWildcards.parts(of: name) {
        let text = "\(start)*\(end)"
        guard seen.insert(text.asciiFolded).inserted,
          let names = order.names(from: start, to: end, where: { isAllowed[$0] }), names.count > 1,
          // `*TagQueue` would take `UntagQueue`, too, in the middle of a word.
          names.allSatisfy({ NameWildcards.beginsWord(end, in: all[$0]) })
        else { continue }
        found.append(Candidate(text: text, names: names))
      }
    }
    candidates = found.sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
  }

  /// Whether a name that has this end has it from the start of a word on.
  private static func beginsWord(_ end: Substring, in name: String) -> Bool {
    end.isEmpty || name.utf8.suffix(end.utf8.count).first.map { (0x41...0x5A).contains($0) } ?? true
  }

  /// The wildcards that save most characters first, until none saves any.
  func covering(_ names: Set<String>) -> [String] {
    var isOpen = all.map(names.contains)
    // What each candidate saves, kept up to date as names are covered.
    var counts = candidates.map { $0.names.count { isOpen[$0] } }
    var saved = candidates.map { candidate in
      candidate.names.reduce(-candidate.text.utf8.count - entryCost) {
        isOpen[$1] ? $0 + cost(of: $1) : $0
      }
    }
    var takers = [[Int]](repeating: [], count: all.count)
    for (number, candidate) in candidates.enumerated() {
      for name in candidate.names where isOpen[name] { takers[name].append(number) }
    }
    var result: [String] = []
    while true {
      var best: Int?
      for number in candidates.indices
      where counts[number] > 1 && saved[number] > best.map({ saved[$0] }) ?? 0 {
        best = number
      }
      guard let best else { return result }
      result.append(candidates[best].text)
      for name in candidates[best].names where isOpen[name] {
        isOpen[name] = false
        for number in takers[name] {
          counts[number] -= 1
          saved[number] -= cost(of: name)
        }
      }
    }
  }

  private func cost(of name: Int) -> Int { all[name].utf8.count + entryCost }

  /// What is before and behind the `*` of the wildcards that a name gives.
  private static func parts(of name: String) -> [(start: Substring, end: Substring)] {
    let breaks = NameWords.breaks(of: name)
    var result: [(Substring, Substring)] = [("", ""), (name[...], ""), ("", name[...])]
    for (number, start) in breaks.enumerated() {
      result += [(name[..<start], ""), ("", name[start...])]
      // Between two breaks at least a word is left out.
      for end in breaks[(number + 1)...] { result.append((name[..<start], name[end...])) }
    }
    return result
  }
}

/// Names in order, forwards and backwards, to find those that begin or end in a way.
private struct NameOrder {
  private let names: [[UInt8]]
  private let forwards: [Int]
  private let backwards: [Int]

  init(_ all: [String]) {
    let names = all.map { Array($0.asciiFolded.utf8) }
    self.names = names
    forwards = names.indices.sorted { names[$0].lexicographicallyPrecedes(names[$1]) }
    backwards = names.indices.sorted {
      names[$0].reversed().lexicographicallyPrecedes(names[$1].reversed())
    }
  }

  /// The names that begin and end so, without regard to case; nil when one of them does not fit.
  func names(
    from start: Substring, to end: Substring, where fits: (Int) -> Bool
  ) -> [Int]? {
    let start = Array(String(start).asciiFolded.utf8)
    let end = Array(String(end).asciiFolded.utf8)
    let last = Array(end.reversed())
    let order = start.isEmpty ? backwards : forwards
    var place = first(in: order) { name in
      start.isEmpty
        ? name.reversed().lexicographicallyPrecedes(last) : name.lexicographicallyPrecedes(start)
    }
    var result: [Int] = []
    while place < order.count {
      let name = names[order[place]]
      guard start.isEmpty ? name.reversed().starts(with: last) : name.starts(with: start) else {
        break
      }
      if name.count >= start.count + end.count, name.suffix(end.count).elementsEqual(end) {
        guard fits(order[place]) else { return nil }
        result.append(order[place])
      }
      place += 1
    }
    return result
  }

  /// The first place of an order at which a name is not before what is looked for.
  private func first(in order: [Int], isBefore: ([UInt8]) -> Bool) -> Int {
    var (low, high) = (0, order.count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(names[order[middle]]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// The words that the name of an action is made of.
package enum NameWords {
  /// Where words begin, the first one left out: before `Object` and `Tagging` in `GetObjectTagging`.
  package static func breaks(of name: String) -> [String.Index] {
    var result: [String.Index] = []
    var isLower = false
    for index in name.indices {
      let isUpper = name[index].isUppercase
      if isUpper, isLower { result.append(index) }
      isLower = !isUpper
    }
    return result
  }
}
