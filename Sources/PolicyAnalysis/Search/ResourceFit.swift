import IAMPolicy
import ServiceReference
import Synchronization

/// Says which actions of a difference can have a resource that its statements are about.
///
/// `s3:*` on `arn:aws:s3:::bucket/*` lets nothing happen to a bucket. Only what is certain counts: an action without
/// resource types stays, since services ask about some of them with an ARN of their own (`iam:ListRoles` with
/// `arn:aws:iam::123456789012:role/`).
struct ResourceFit {
  /// Where more work than this would be needed, every action stays.
  private static let mostActions = 5_000
  private static let mostWork = 2_000_000
  private static let mostPatterns = 200

  private let table: PredicateTable
  private let index: ReferenceIndex
  private var services: [Int: Needs] = [:]
  private var patterns: [Int32: [UInt8]] = [:]
  private var known: [Key: Bool] = [:]
  private var work = 0

  private struct Key: Hashable {
    let predicate: Int32
    let service: Int
    let type: Int
  }

  /// The needs of services that were asked for: the reference is one, and reading it again takes longer than the rest.
  private static let needsOfServices = Mutex<[Int: Needs]>([:])

  /// The forms of the resources of a service, and which of them the actions of each set take.
  private struct Needs: Sendable {
    let forms: [ResourceForm]
    let sets: [[Int]]
  }

  init(_ table: PredicateTable, _ index: ReferenceIndex) {
    self.table = table
    self.index = index
  }

  /// The groups with the actions that fit; all of them where none does, or where that takes too much work.
  mutating func fitting(_ groups: [ActionDifference.Group]) -> [ActionDifference.Group] {
    let limited = groups.map(lists)
    let count = zip(groups, limited).reduce(0) { $0 + ($1.1 == nil ? 0 : $1.0.actions.count) }
    guard count > 0, count <= Self.mostActions else { return groups }
    var result: [ActionDifference.Group] = []
    for (group, boxes) in zip(groups, limited) {
      var kept = group
      if let boxes {
        // Many actions of a service take the same resources.
        var answers: [Int: Bool] = [:]
        kept.actions = group.actions.filter { action in
          let key = index.serviceOf[action] << 32 | index.actions[action].needsNumber
          if let answer = answers[key] { return answer }
          let answer = fits(action, boxes)
          answers[key] = answer
          return answer
        }
      }
      if work > Self.mostWork { return groups }
      if !kept.actions.isEmpty { result.append(kept) }
    }
    return result.isEmpty ? groups : result
  }

  /// The lists of resources that each box is held to; nil where one may be about every resource.
  private func lists(of group: ActionDifference.Group) -> [[Int32]]? {
    var boxes: [[Int32]] = []
    for box in group.take {
      let lists = box.filter { predicate in
        guard case .resource(let list) = table.predicates[predicate], !list.isNegated,
          list.patterns.count <= Self.mostPatterns
        else { return false }
        return list.patterns.allSatisfy { !table.resources[$0].hasVariables }
      }
      if lists.isEmpty { return nil }
      boxes.append(lists)
    }
    return boxes
  }

  private mutating func fits(_ action: Int, _ boxes: [[Int32]]) -> Bool {
    let service = index.serviceOf[action]
    let needs = needs(of: service, with: action)
    let types = needs.sets[index.actions[action].needsNumber]
    if types.isEmpty { return true }
    for lists in boxes {
      for type in types {
        let isMet = lists.allSatisfy { predicate in
          meets(Key(predicate: predicate, service: service, type: type), needs.forms[type])
        }
        if isMet { return true }
      }
    }
    return false
  }

  private mutating func meets(_ key: Key, _ form: ResourceForm) -> Bool {
    work += 1
    if work > Self.mostWork { return true }
    if let answer = known[key] { return answer }
    guard case .resource(let list) = table.predicates[key.predicate] else { return true }
    let answer = list.patterns.contains { form.meets(bytes(of: $0), &work) }
    known[key] = answer
    return answer
  }

  private mutating func bytes(of pattern: Int32) -> [UInt8] {
    if let found = patterns[pattern] { return found }
    let bytes = Array(table.resources[pattern].text.utf8)
    patterns[pattern] = bytes
    return bytes
  }

  private mutating func needs(of service: Int, with action: Int) -> Needs {
    if let found = services[service] { return found }
    let needs = Self.needsOfServices.withLock { known in
      if let found = known[service] { return found }
      let (arns, sets) = index.actions[action].service.resourceNeeds
      let needs = Needs(forms: arns.map(ResourceForm.init), sets: sets)
      known[service] = needs
      return needs
    }
    services[service] = needs
    return needs
  }
}

/// The form of an ARN, as the service reference has it: `arn:${Partition}:s3:::${BucketName}/${ObjectName}`.
struct ResourceForm: Hashable, Sendable {
  private enum Piece: Hashable {
    case byte(UInt8)
    /// A variable whose value has neither `:` nor `/`.
    case word
    /// A variable that may have any value.
    case anything

    func takes(_ byte: UInt8) -> Bool {
      switch self {
      case .byte(let own): folded(own) == folded(byte)
      case .word: byte != 58 && byte != 47
      case .anything: true
      }
    }
  }

  /// The variables of which that is certain (Amazon S3 User Guide, "Bucket naming rules").
  ///
  /// A path, a key or the name of a log group has strokes, and an ARN within an ARN has colons.
  private static let words = ["Partition", "Region", "Account", "BucketName"]

  private let pieces: [Piece]

  init(_ template: String) {
    var pieces: [Piece] = []
    var rest = Substring(template)
    while let start = rest.firstRange(of: "${"),
      let end = rest[start.upperBound...].firstIndex(of: "}")
    {
      pieces += rest[..<start.lowerBound].utf8.map(Piece.byte)
      pieces.append(Self.words.contains(String(rest[start.upperBound..<end])) ? .word : .anything)
      rest = rest[rest.index(after: end)...]
    }
    self.pieces = pieces + rest.utf8.map(Piece.byte)
  }

  /// Whether some ARN of the form is one that a pattern matches, wherever its `*` may reach.
  ///
  /// - Parameter work: grows by the pairs of places that were looked at.
  func meets(_ pattern: [UInt8], _ work: inout Int) -> Bool {
    // Most forms are of another service, which shows before there is any choice.
    var (left, right) = (0, 0)
    while left < pattern.count, right < pieces.count, !Self.isWildcard(pattern[left]) {
      switch pieces[right] {
      case .byte:
        guard pieces[right].takes(pattern[left]) else { return false }
        left += 1
        right += 1
        continue
      case .word:
        // It ends where the next piece is what it cannot have.
        guard right + 1 < pieces.count, case .byte(let next) = pieces[right + 1],
          !pieces[right].takes(next),
          let end = pattern[left...].firstIndex(where: { Self.isWildcard($0) || $0 == next }),
          pattern[end] == next, pattern[left..<end].allSatisfy(pieces[right].takes)
        else { break }
        left = end
        right += 1
        continue
      case .anything: break
      }
      break
    }
    work += 1
    return meets(pattern, from: left, right, &work)
  }

  private static func isWildcard(_ byte: UInt8) -> Bool { byte == 42 || byte == 63 }

  /// The same from a place in both.
  private func meets(
    _ pattern: [UInt8], from left: Int, _ right: Int, _ work: inout Int
  ) -> Bool {
    let width = pieces.count + 1
    var seen = [Bool](repeating: false, count: (pattern.count + 1) * width)
    var open = [left * width + right]
    while let place = open.popLast() {
      if seen[place] { continue }
      seen[place] = true
      work += 1
      let (left, right) = (place / width, place % width)
      let isRun = left < pattern.count && pattern[left] == 42
      if isRun { open.append((left + 1) * width + right) }
      guard right < pieces.count else {
        if left == pattern.count { return true }
        continue
      }
      let piece = pieces[right]
      let isByte = if case .byte = piece { true } else { false }
      if !isByte { open.append(left * width + right + 1) }
      guard left < pattern.count else { continue }
      // One character that both take.
      if isRun || pattern[left] == 63 || piece.takes(pattern[left]) {
        open.append((isRun ? left : left + 1) * width + (isByte ? right + 1 : right))
      }
    }
    return false
  }
}

private func folded(_ byte: UInt8) -> UInt8 { byte >= 65 && byte <= 90 ? byte + 32 : byte }
