/// Finds the name that somebody probably meant.
package enum NearestName {
  /// The candidate with the fewest edits, when they are few for its length; nil when none is near.
  ///
  /// Case counts as no edit, the beginning of a name as one. Of equally near names the first counts, but a name
  /// goes before a longer one that begins with it.
  package static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
    var best: (name: String, edits: Int)?
    forEachNear(name, among: candidates) { candidate, edits in
      if let found = best, edits == found.edits, found.name.hasPrefix(candidate) {
        best = (candidate, edits)
      } else if edits < best?.edits ?? Int.max {
        best = (candidate, edits)
      }
    }
    return best?.name
  }

  /// Up to so many candidates that are near, the nearest first, equally near ones in their order.
  package static func several(
    of name: String, among candidates: some Sequence<String>, most: Int
  ) -> [String] {
    var near: [(name: String, edits: Int, place: Int)] = []
    forEachNear(name, among: candidates) { near.append(($0, $1, near.count)) }
    near.sort { ($0.edits, $0.place) < ($1.edits, $1.place) }
    return near.prefix(most).map(\.name)
  }

  private static func forEachNear(
    _ name: String, among candidates: some Sequence<String>, _ body: (String, _ edits: Int) -> Void
  ) {
    guard !name.isEmpty, name.utf8.count <= 64 else { return }
    let written = Array(name.lowercased().utf8)
    for candidate in candidates {
      let known = Array(candidate.lowercased().utf8)
      let edits: Int
      if written.count >= 3, known.count > written.count, known.starts(with: written) {
        edits = 1
      } else {
        let most = max(1, known.count / 3)
        guard abs(known.count - written.count) <= most else { continue }
        edits = distance(written, known)
        guard edits <= most else { continue }
      }
      body(candidate, edits)
    }
  }

  /// Says whether one text can be turned into the other by so many edits.
  package static func isNear(_ left: String, _ right: String, edits: Int) -> Bool {
    guard abs(left.utf8.count - right.utf8.count) <= edits else { return false }
    return distance(Array(left.utf8), Array(right.utf8)) <= edits
  }

  /// Insertions, deletions, replacements and swaps of neighbours that turn one text into the other.
  static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for row in 0..<left.count {
      var current = [row + 1]
      current.reserveCapacity(right.count + 1)
      for column in 0..<right.count {
        let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
        var edits = min(replaced, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          edits = min(edits, beforeLast[column - 1] + 1)
        }
        current.append(edits)
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}
