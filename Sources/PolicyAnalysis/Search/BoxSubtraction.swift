/// How the bits of all dimensions lie in one array of words.
struct BoxLayout {
  /// First word of each dimension.
  private(set) var offsets: [Int] = []
  /// Words of each dimension.
  private(set) var widths: [Int] = []
  /// Everything: all atoms of all dimensions.
  private(set) var full: [UInt64] = []

  init(atomCounts: [Int]) {
    for count in atomCounts {
      let width = max(1, (count + 63) / 64)
      offsets.append(full.count)
      widths.append(width)
      full.append(contentsOf: Bits(below: count).words(width))
    }
  }
}

/// A product of sets of atoms; a dimension that is not listed is whole.
struct ConstrainedBox: Hashable {
  /// One dimension and the atoms that it is narrowed to.
  struct Side: Hashable {
    let dimension: Int
    let words: [UInt64]
  }

  let sides: [Side]
}

/// What is left of one box when others are removed: disjoint boxes, one after another.
///
/// A search like DPLL: a box to remove that is partial in one dimension only is removed there
/// without branching.
struct BoxSubtraction {
  private struct Branch {
    var words: [UInt64]
    var others: [Int32]
  }

  private let layout: BoxLayout
  private let others: [ConstrainedBox]
  private var stack: [Branch]
  private let limits: AnalysisLimits
  private(set) var nodes = 0
  /// Dimensions of boxes that were looked at.
  private(set) var work = 0

  init(
    _ box: ConstrainedBox, minus others: [ConstrainedBox], _ layout: BoxLayout,
    _ limits: AnalysisLimits
  ) {
    self.layout = layout
    self.others = others
    self.limits = limits
    var words = layout.full
    for side in box.sides {
      let offset = layout.offsets[side.dimension]
      for index in side.words.indices { words[offset + index] &= side.words[index] }
    }
    let isEmpty = layout.offsets.indices.contains { dimension in
      let offset = layout.offsets[dimension]
      return words[offset..<offset + layout.widths[dimension]].allSatisfy { $0 == 0 }
    }
    stack = isEmpty ? [] : [Branch(words: words, others: others.indices.map { Int32($0) })]
  }

  /// The next region that nothing covers, as words in the layout; nil when none is left.
  mutating func next() throws(TooComplex) -> [UInt64]? {
    while var branch = stack.popLast() {
      nodes += 1
      guard nodes <= limits.searchNodes, work <= limits.searchWork else {
        throw TooComplex(limit: "more than \(limits.searchNodes) steps of search")
      }
      guard let split = reduce(&branch) else { continue }
      guard split >= 0 else { return branch.words }
      spread(branch, over: others[Int(split)], without: split)
    }
    return nil
  }

  /// Unit propagation: nil when the branch is covered, -1 when nothing is left to remove, else
  /// the box to split by, the one that is partial in the fewest dimensions.
  private mutating func reduce(_ branch: inout Branch) -> Int32? {
    while true {
      var changed = false
      var best: Int32 = -1
      var bestCount = Int.max
      var kept: [Int32] = []
      for number in branch.others {
        var partialCount = 0
        var partial = 0
        var isApart = false
        let sides = others[Int(number)].sides
        work += sides.count
        for index in sides.indices {
          let offset = layout.offsets[sides[index].dimension]
          var meets = false
          var differs = false
          for word in sides[index].words.indices {
            let own = branch.words[offset + word]
            let common = own & sides[index].words[word]
            if common != 0 { meets = true }
            if common != own { differs = true }
          }
          if !meets {
            isApart = true
            break
          }
          if differs {
            partialCount += 1
            partial = index
          }
        }
        if isApart { continue }
        if partialCount == 0 { return nil }
        if partialCount == 1 {
          let offset = layout.offsets[sides[partial].dimension]
          for word in sides[partial].words.indices {
            branch.words[offset + word] &= ~sides[partial].words[word]
          }
          changed = true
          continue
        }
        kept.append(number)
        if partialCount < bestCount {
          bestCount = partialCount
          best = number
        }
      }
      branch.others = kept
      if !changed { return best }
    }
  }

  private mutating func spread(_ branch: Branch, over box: ConstrainedBox, without number: Int32) {
    var rest = branch
    rest.others.removeAll { $0 == number }
    var children: [Branch] = []
    for side in box.sides {
      let offset = layout.offsets[side.dimension]
      var child = rest
      var differs = false
      for word in side.words.indices {
        child.words[offset + word] &= ~side.words[word]
        if child.words[offset + word] != 0 { differs = true }
        rest.words[offset + word] &= side.words[word]
      }
      if differs { children.append(child) }
    }
    stack.append(contentsOf: children.reversed())
  }
}
