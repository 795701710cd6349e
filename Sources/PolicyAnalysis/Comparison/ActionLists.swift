import IAMPolicy
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
      where seen.insert(one.text.asciiLowercased).inserted {
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
    let texts = patterns.map { Array($0.text.asciiLowercased.utf8) }
    // Real lists have few wildcards; in a list of thousands only equal patterns are left out.
    let wildcards = patterns.indices.filter { patterns[$0].hasWildcard }
    let wide = wildcards.count < 500 ? wildcards : []
    var seen: Set<[UInt8]> = []
    return patterns.indices.compactMap { place in
      guard seen.insert(texts[place]).inserted else { return nil }
      let isCovered =
        !patterns[place].matchesNothing
        && wide.contains { other in
          texts[other] != texts[place] && pattern(texts[other], covers: texts[place])
            && (other < place || !pattern(texts[place], covers: texts[other]))
        }
      return isCovered ? nil : patterns[place]
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
    let names: Set<Int>
  }

  private let all: [String]
  private let candidates: [Candidate]
  /// What an entry of a list costs without the name: the prefix, a colon, quotes and a comma.
  private let entryCost: Int

  init(of all: [String], allowed: Set<String>, prefix: String) {
    self.all = all
    entryCost = prefix.utf8.count + 4
    // What words begin and end is cheap to count. It leaves few patterns to match in earnest.
    var found: [String: (text: String, names: Set<Int>, isAllowed: Bool)] = [:]
    let lower = all.map(\.asciiLowercased)
    for (place, name) in all.enumerated() {
      let isAllowed = allowed.contains(name)
      for text in NameWildcards.patterns(of: name) {
        let key = text.asciiLowercased
        var entry = found[key] ?? (text, [], true)
        entry.names.insert(place)
        entry.isAllowed = entry.isAllowed && isAllowed
        // `ListQueue*` takes `ListQueues`, too, where no word begins: a neighbour in the order of names.
        let start = key.dropLast()
        for other in [place - 1, place + 1]
        where lower.indices.contains(other) && lower[other].hasPrefix(start) {
          entry.names.insert(other)
        }
        found[key] = entry
      }
    }
    candidates = found.values.filter { $0.isAllowed && $0.names.count > 1 }.compactMap { entry in
      let glob = ActionPattern(entry.text).glob
      let names = all.indices.filter { glob.matches(all[$0]) }
      guard names.allSatisfy({ allowed.contains(all[$0]) }) else { return nil }
      return Candidate(text: entry.text, names: Set(names))
    }.sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
  }

  /// The wildcards that save most characters first, until none saves any.
  func covering(_ names: Set<String>) -> [String] {
    var rest = Set(all.indices.filter { names.contains(all[$0]) })
    var result: [String] = []
    while true {
      var best: (saved: Int, candidate: Candidate)?
      for candidate in candidates {
        let new = candidate.names.intersection(rest)
        guard new.count > 1 else { continue }
        let saved =
          new.reduce(0) { $0 + all[$1].utf8.count + entryCost } - candidate.text.utf8.count
          - entryCost
        if saved > best?.saved ?? 0 { best = (saved, candidate) }
      }
      guard let best else { return result }
      result.append(best.candidate.text)
      rest.subtract(best.candidate.names)
    }
  }

  private static func patterns(of name: String) -> [String] {
    let breaks = NameWords.breaks(of: name)
    var result = ["*", name + "*", "*" + name]
    for (number, start) in breaks.enumerated() {
      result += [name[..<start] + "*", "*" + name[start...]]
      // Between two breaks at least a word is left out.
      for end in breaks[(number + 1)...] { result.append(name[..<start] + "*" + name[end...]) }
    }
    return result
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
