import IAMPolicy
import ServiceReference

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
  private var known: [Key: Bool] = [:]
  private var work = 0

  private struct Key: Hashable {
    let predicate: Int32
    let service: Int
    let type: Int
  }

  /// The forms of the resources of a service, and which of them the actions of each set take.
  private struct Needs {
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
      if let boxes { kept.actions = group.actions.filter { fits($0, boxes) } }
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
    let answer = list.patterns.contains { form.meets(table.resources[$0].text, &work) }
    known[key] = answer
    return answer
  }

  private mutating func needs(of service: Int, with action: Int) -> Needs {
    if let found = services[service] { return found }
    let (arns, sets) = index.actions[action].service.resourceNeeds
    let needs = Needs(forms: arns.map(ResourceForm.init), sets: sets)
    services[service] = needs
    return needs
  }
}

/// The form of an ARN, as the service reference has it: `arn:${Partition}:s3:::${BucketName}/${ObjectName}`.
struct ResourceForm: Hashable {
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
  func meets(_ pattern: String, _ work: inout Int) -> Bool {
    let pattern = Array(pattern.utf8)
    let (star, question) = (UInt8(42), UInt8(63))
    var seen = Set<Int>()
    var open = [0]
    while let place = open.popLast() {
      guard seen.insert(place).inserted else { continue }
      work += 1
      let (left, right) = (place / (pieces.count + 1), place % (pieces.count + 1))
      func go(_ left: Int, _ right: Int) { open.append(left * (pieces.count + 1) + right) }
      let isRun = left < pattern.count && pattern[left] == star
      if isRun { go(left + 1, right) }
      guard right < pieces.count else {
        if left == pattern.count { return true }
        continue
      }
      let piece = pieces[right]
      let isByte = if case .byte = piece { true } else { false }
      if !isByte { go(left, right + 1) }
      guard left < pattern.count else { continue }
      // One character that both take.
      if isRun || pattern[left] == question || piece.takes(pattern[left]) {
        go(isRun ? left : left + 1, isByte ? right + 1 : right)
      }
    }
    return false
  }
}

private func folded(_ byte: UInt8) -> UInt8 { byte >= 65 && byte <= 90 ? byte + 32 : byte }
