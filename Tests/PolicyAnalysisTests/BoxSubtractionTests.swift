import TestSupport
import Testing

@testable import PolicyAnalysis

/// The kernel of the proofs against a difference that is counted out, cell by cell.
@Suite("Boxes less boxes")
struct BoxSubtractionTests {
  /// One space and a question in it.
  private struct World {
    let counts: [Int]
    let layout: BoxLayout
    let box: [Set<Int>]
    let others: [[Set<Int>]]

    init(counts: [Int], others: Int, share: Int, _ random: inout SplitMix) {
      self.counts = counts
      layout = BoxLayout(atomCounts: counts)
      func sides(_ share: Int) -> [Set<Int>] {
        counts.map { count in
          Set((0..<count).filter { _ in random.chance(share) })
        }
      }
      box = sides(90)
      self.others = (0..<others).map { _ in sides(share) }
    }

    /// A box as the kernel takes it; a dimension that is whole is sometimes left out.
    func constrained(_ sides: [Set<Int>], _ random: inout SplitMix) -> ConstrainedBox {
      var result: [ConstrainedBox.Side] = []
      for (dimension, atoms) in sides.enumerated() {
        if atoms.count == counts[dimension], random.chance(50) { continue }
        var words = [UInt64](repeating: 0, count: layout.widths[dimension])
        for atom in atoms { words[atom / 64] |= 1 << UInt64(atom % 64) }
        result.append(ConstrainedBox.Side(dimension: dimension, words: words))
      }
      return ConstrainedBox(sides: result)
    }

    /// The cells of a product, each as one number.
    func cells(_ sides: [Set<Int>]) -> Set<Int> {
      var result: Set<Int> = [0]
      for (dimension, atoms) in sides.enumerated() {
        result = Set(result.flatMap { cell in atoms.map { cell * counts[dimension] + $0 } })
      }
      return result
    }

    func cells(ofRegion words: [UInt64]) -> Set<Int> {
      cells(
        counts.indices.map { dimension in
          Set(
            (0..<counts[dimension]).filter {
              words[layout.offsets[dimension] + $0 / 64] >> UInt64($0 % 64) & 1 == 1
            })
        })
    }

    var difference: Set<Int> { others.reduce(cells(box)) { $0.subtracting(cells($1)) } }
  }

  private static func regions(
    _ world: World, _ limits: AnalysisLimits, _ random: inout SplitMix
  ) throws(TooComplex) -> [[UInt64]] {
    var others: [ConstrainedBox] = []
    for other in world.others { others.append(world.constrained(other, &random)) }
    var search = BoxSubtraction(
      world.constrained(world.box, &random), minus: others, world.layout, limits)
    var result: [[UInt64]] = []
    while let region = try search.next() { result.append(region) }
    return result
  }

  /// Atoms of each dimension, and how many boxes are taken away.
  private static let shapes: [(counts: [Int], others: Int, share: Int)] = [
    ([2, 3], 2, 60), ([3, 3], 4, 60), ([2, 2, 2], 4, 70), ([3, 4, 2], 5, 70),
    ([5, 4, 3], 8, 70), ([2, 3, 2, 3], 6, 75), ([4, 4, 4, 4], 12, 80), ([65, 3], 3, 60),
    ([130, 2], 4, 70), ([64, 65], 2, 50), ([3, 130, 2], 5, 80), ([1, 70, 1], 3, 60),
  ]

  @Test("All regions together are the difference, and no two have a cell in common")
  func countedOut() throws {
    var found = 0
    var covered = 0
    for (number, shape) in Self.shapes.enumerated() {
      for seed in 0..<40 {
        var random = SplitMix(seed: UInt64(number * 1_000 + seed))
        let world = World(
          counts: shape.counts, others: shape.others, share: shape.share, &random)
        let regions = try Self.regions(world, .standard, &random)
        var seen: Set<Int> = []
        for region in regions {
          let cells = world.cells(ofRegion: region)
          #expect(!cells.isEmpty, "an empty region, shape \(shape.counts), seed \(seed)")
          #expect(seen.isDisjoint(with: cells), "shape \(shape.counts), seed \(seed)")
          seen.formUnion(cells)
        }
        #expect(seen == world.difference, "shape \(shape.counts), seed \(seed)")
        found += regions.count
        if regions.isEmpty { covered += 1 }
      }
    }
    #expect(found > 500 && covered > 20, "\(found) regions, \(covered) covered")
  }

  @Test("What a later branch has is found: a and b on x, y, z less three boxes")
  func laterBranch() throws {
    // a on x; b on x, y; b on y, z: what is left is a on y and z.
    let layout = BoxLayout(atomCounts: [2, 3])
    func box(_ actions: UInt64, _ resources: UInt64) -> ConstrainedBox {
      ConstrainedBox(sides: [
        ConstrainedBox.Side(dimension: 0, words: [actions]),
        ConstrainedBox.Side(dimension: 1, words: [resources]),
      ])
    }
    var search = BoxSubtraction(
      box(0b11, 0b111), minus: [box(0b01, 0b001), box(0b10, 0b011), box(0b10, 0b110)], layout,
      .standard)
    var cells: Set<Int> = []
    while let region = try search.next() {
      for action in 0..<2 where region[0] >> UInt64(action) & 1 == 1 {
        for resource in 0..<3 where region[1] >> UInt64(resource) & 1 == 1 {
          #expect(cells.insert(action * 3 + resource).inserted)
        }
      }
    }
    #expect(cells == [1, 2])
  }

  @Test("A search that meets its limit throws and never ends as if it were finished")
  func limits() throws {
    var thrown = 0
    for seed in 0..<200 {
      var random = SplitMix(seed: UInt64(seed))
      let world = World(counts: [4, 4, 4], others: 10, share: 75, &random)
      for limits in [AnalysisLimits(searchNodes: 1), AnalysisLimits(searchWork: 1)] {
        var again = random
        do throws(TooComplex) {
          let regions = try Self.regions(world, limits, &again)
          let seen = regions.reduce(into: Set<Int>()) { $0.formUnion(world.cells(ofRegion: $1)) }
          #expect(seen == world.difference, "seed \(seed)")
        } catch {
          thrown += 1
        }
      }
    }
    #expect(thrown > 20)
  }
}
