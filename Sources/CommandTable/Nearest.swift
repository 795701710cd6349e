/// The word that a person may have meant.
public enum Nearest {
  /// The candidate nearest to a mistyped word, or nil when none is near.
  ///
  /// Of equally near ones the first is taken.
  public static func to(_ word: String, among candidates: [String]) -> String? {
    let typed = Array(word.lowercased().unicodeScalars)
    guard !typed.isEmpty, typed.count <= 64 else { return nil }
    var best: (distance: Int, name: String)?
    for candidate in candidates {
      let name = Array(candidate.lowercased().unicodeScalars)
      let distance: Int
      if typed.count >= 3, name.starts(with: typed) {
        distance = 1
      } else {
        distance = editDistance(typed, name)
        guard distance <= max(1, min(typed.count, name.count) / 3) else { continue }
      }
      if best.map({ distance < $0.distance }) ?? true { best = (distance, candidate) }
    }
    return best?.name
  }

  /// How many letters must be put in, taken out, replaced or swapped with their neighbour.
  static func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for (row, letter) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var cost = min(
          previous[column + 1] + 1, current[column] + 1,
          previous[column] + (letter == other ? 0 : 1))
        if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
          cost = min(cost, beforePrevious[column - 1] + 1)
        }
        current.append(cost)
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[right.count]
  }
}
