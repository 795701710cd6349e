/// The difference of two short texts, line by line.
enum LineDifference {
  /// A line and on which side it stands.
  enum Line: Hashable, Sendable {
    case removed(String)
    case added(String)
    case kept(String)
  }

  /// The largest number of lines for which a common part is looked for.
  private static let limit = 2000

  /// The lines of both texts with the longest common part kept; removed lines before added ones.
  ///
  /// A comma at the end of a line is no difference: in JSON it tells of the next line.
  static func lines(from old: [String], to new: [String]) -> [Line] {
    let prefix = zip(old, new).prefix(while: isSame).count
    let suffix = zip(old.dropFirst(prefix).reversed(), new.dropFirst(prefix).reversed())
      .prefix(while: isSame).count
    let left = Array(old[prefix..<(old.count - suffix)])
    let right = Array(new[prefix..<(new.count - suffix)])
    return new[..<prefix].map(Line.kept) + middle(left, right)
      + new[(new.count - suffix)...].map(Line.kept)
  }

  private static func isSame(_ left: String, _ right: String) -> Bool {
    left == right || withoutComma(left) == withoutComma(right)
  }

  private static func withoutComma(_ line: String) -> Substring {
    line.hasSuffix(",") ? line.dropLast() : line[...]
  }

  private static func middle(_ left: [String], _ right: [String]) -> [Line] {
    guard !left.isEmpty, !right.isEmpty, left.count * right.count <= limit * limit else {
      return left.map(Line.removed) + right.map(Line.added)
    }
    // lengths[i][j]: the longest common part of left from i and right from j.
    let width = right.count + 1
    var lengths = [Int](repeating: 0, count: (left.count + 1) * width)
    for i in left.indices.reversed() {
      for j in right.indices.reversed() {
        lengths[i * width + j] =
          isSame(left[i], right[j])
          ? lengths[(i + 1) * width + j + 1] + 1
          : max(lengths[(i + 1) * width + j], lengths[i * width + j + 1])
      }
    }
    var result: [Line] = []
    var (i, j) = (0, 0)
    while i < left.count || j < right.count {
      if i < left.count, j < right.count, isSame(left[i], right[j]) {
        result.append(.kept(right[j]))
        (i, j) = (i + 1, j + 1)
      } else if i < left.count,
        j == right.count || lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]
      {
        result.append(.removed(left[i]))
        i += 1
      } else {
        result.append(.added(right[j]))
        j += 1
      }
    }
    return result
  }
}
