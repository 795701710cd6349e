import IAMPolicy
import JSONText

/// Finds a request in a region of a query space that the evaluator confirms.
struct WitnessSearch {
  /// What became of a region.
  enum Result {
    case found(AccessRequest)
    /// Nothing that was tried is a difference; each needed something that is not certain.
    case unconfirmed
    /// A request that is certain to be a difference was refused by the evaluator: one of the two is
    /// wrong (invariant I4).
    case contradiction(AccessRequest)
  }

  let space: QuerySpace
  let kind: PolicyKind
  let limits: AnalysisLimits
  let confirm: (AccessRequest) -> Bool

  func search(_ region: [UInt64], _ query: Query) -> Result {
    let variables = variableKeys
    var axes: [(axis: Axis?, options: [WitnessOption])] = []
    // Variables first: what they are worth varies before anything else.
    if !variables.isEmpty { axes.append((nil, (0..<4).map { .valuation($0) })) }
    for axis in [Axis.principal, .action, .resource] where isAsked(axis) {
      axes.append((axis, options(axis, region, query)))
    }
    for (place, dimension) in space.dimensions.enumerated() {
      guard case .key = dimension.axis else { continue }
      axes.append((dimension.axis, keyOptions(place, region)))
    }
    guard axes.allSatisfy({ !$0.options.isEmpty }) else { return .unconfirmed }

    var budget = limits.requestsPerRegion
    var contradiction: AccessRequest?
    var found: AccessRequest?
    var places = [Int](repeating: 0, count: axes.count)
    // What has one option only does not vary; a bound keeps the recursion shallow.
    let free = axes.indices.filter { axes[$0].options.count > 1 }.prefix(200).map { $0 }
    var room = [0]
    for index in free.reversed() { room.append(axes[index].options.count - 1 + (room.last ?? 0)) }
    room.reverse()
    /// Tries all ways in which the ranks of the options add up to `cost`.
    func attempt(_ depth: Int, _ cost: Int) -> Bool {
      guard depth < free.count else {
        budget -= 1
        let chosen = axes.indices.map { (axes[$0].axis, axes[$0].options[places[$0]]) }
        guard let draft = draft(chosen, variables) else { return budget <= 0 }
        let request = draft.request
        if confirm(request) {
          found = request
          return true
        }
        if chosen.allSatisfy({ $0.1.isExact }) {
          contradiction = request
          return true
        }
        return budget <= 0
      }
      let index = free[depth]
      let least = max(0, cost - room[depth + 1])
      for rank in least...min(cost, axes[index].options.count - 1) {
        places[index] = rank
        if attempt(depth + 1, cost - rank) { return true }
      }
      return false
    }
    for cost in 0...room[0] where attempt(0, cost) { break }
    if let found { return .found(polished(found)) }
    if let contradiction { return .contradiction(contradiction) }
    return .unconfirmed
  }

  /// Leaves out each condition key that the difference does not need.
  func polished(_ request: AccessRequest) -> AccessRequest {
    var request = request
    for entry in request.context.entries {
      var simpler = request
      simpler.context = simpler.context.setting(entry.key, to: nil)
      if confirm(simpler) { request = simpler }
    }
    return request
  }

  private func isAsked(_ axis: Axis) -> Bool {
    switch axis {
    case .principal: kind != .identity
    case .action, .key: true
    case .resource: kind != .trust
    }
  }

  // MARK: Options

  private func options(_ axis: Axis, _ region: [UInt64], _ query: Query) -> [WitnessOption] {
    switch axis {
    case .principal:
      guard let place = space.place(of: .principal) else {
        return [.fixed(.principal(WitnessSearch.stranger), isExact: true)]
      }
      // Someone plain before someone anonymous.
      let all = choices(place, region)
      let named = all.filter { $0.value != .principal(nil) }
      return options(named.isEmpty ? all : named, atMost: 3)
    case .action: return actionOptions(region, query)
    case .resource: return resourceOptions(region, query)
    case .key: return []
    }
  }

  static let stranger = Principal.aws("arn:aws:iam::210987654321:role/example")

  private func choices(_ place: Int, _ region: [UInt64]) -> [Choice] {
    let all = space.atoms(of: place, in: region).flatMap {
      space.dimensions[place].atoms[$0].choices
    }
    return all.filter(\.isExact) + all.filter { !$0.isExact }
  }

  /// Exact choices first; of the others each way to make them come true.
  private func options(_ choices: [Choice], atMost count: Int) -> [WitnessOption] {
    var result: [WitnessOption] = []
    for choice in choices where result.count < count {
      if choice.isExact {
        result.append(.fixed(choice.value, isExact: true))
        continue
      }
      for pattern in choice.matched {
        let ways: [WitnessOption] =
          choice.isWritten
          ? [.solved(choice.value, pattern), .instance(pattern)]
          : [.instance(pattern), .solved(choice.value, pattern)]
        for way in ways where !result.contains(way) { result.append(way) }
      }
      let plain = WitnessOption.fixed(choice.value, isExact: false)
      if !result.contains(plain) { result.append(plain) }
    }
    return result
  }

  /// An action of a policy, else one that exists, else any.
  private func actionOptions(_ region: [UInt64], _ query: Query) -> [WitnessOption] {
    let written = WitnessActions(query, space.table, kind)
    guard let place = space.place(of: .action), let actions = space.actions else {
      return [.fixed(.action(written.anyAction), isExact: true)]
    }
    for candidate in written.candidates {
      guard let atom = actions.atom(of: candidate.asciiFolded),
        space.contains(atom, of: place, in: region)
      else { continue }
      return [.fixed(.action(candidate), isExact: true)]
    }
    let all = choices(place, region)
    let best = all.first(where: \.isWritten) ?? all.first
    guard let best, case .action(let text) = best.value else { return [] }
    return [.fixed(.action(written.asWritten(text)), isExact: true)]
  }

  /// No resource when any will do; else a resource of a policy's pattern filled as a person would.
  private func resourceOptions(_ region: [UInt64], _ query: Query) -> [WitnessOption] {
    let nothing = WitnessOption.fixed(.resource(nil), isExact: true)
    guard let place = space.place(of: .resource), let resources = space.resources else {
      return [nothing]
    }
    if space.isWhole(place, in: region) { return [nothing] }
    var result: [WitnessOption] = []
    let action = actionOptions(region, query)
    for candidate in WitnessResources(query, space.table).candidates(for: action) {
      if let atom = resources.atom(of: candidate) {
        guard space.contains(atom, of: place, in: region) else { continue }
        result.append(.fixed(.resource(candidate), isExact: true))
        break
      }
    }
    for option in options(choices(place, region), atMost: 12) where !result.contains(option) {
      result.append(option)
    }
    // The request without a resource is odd for most actions: last of what is exact.
    if let first = result.firstIndex(of: nothing), result.count > 1, result[1].isExact, first == 0 {
      result.swapAt(0, 1)
    }
    return result
  }

  private func keyOptions(_ place: Int, _ region: [UInt64]) -> [WitnessOption] {
    let all = choices(place, region)
    if let absent = all.first(where: { $0.value == .absent && $0.isExact }) {
      let rest = options(all.filter { $0 != absent }, atMost: 12)
      return [.fixed(.absent, isExact: true)] + rest
    }
    let written = all.filter { $0.isExact && $0.isWritten }
    return options(written + all.filter { !written.contains($0) }, atMost: 12)
  }

  // MARK: Variables

  /// The keys of variables that are no dimension of their own.
  private var variableKeys: [String] {
    var result: [String] = []
    let predicates = space.dimensions.flatMap(\.predicates)
    for (_, pattern) in QuerySpace.variablePatterns(of: predicates, space.table) {
      for key in pattern.keys where !result.contains(key) {
        if let number = space.table.knownKey(key), space.place(of: .key(number)) != nil { continue }
        result.append(key)
      }
    }
    return result
  }

  private func draft(
    _ chosen: [(axis: Axis?, option: WitnessOption)], _ variables: [String]
  ) -> WitnessDraft? {
    var draft = WitnessDraft()
    var late: [(Axis, VariablePattern)] = []
    for (axis, option) in chosen {
      switch option {
      case .valuation(let number):
        for key in variables {
          if let value = WitnessSearch.value(number, of: key) {
            draft.set(space.table.writtenKey(key), [value])
          }
        }
      case .fixed(let value, _):
        if let axis { draft.set(axis, value, key: keyName(axis)) }
      case .solved(let value, let pattern):
        guard let axis else { continue }
        draft.set(axis, value, key: keyName(axis))
        guard let text = WitnessSearch.text(of: value), let solution = pattern.solution(for: text)
        else { return nil }
        for (key, value) in solution { draft.set(space.table.writtenKey(key), [value]) }
      case .instance(let pattern):
        if let axis { late.append((axis, pattern)) }
      }
    }
    for (axis, pattern) in late {
      guard
        let text = NaturalNames.text(
          pattern.parts, pattern.reading, .first, value: { draft.value($0) })
      else { return nil }
      let value: AxisValue = axis == .resource ? .resource(text) : .values([text])
      draft.set(axis, value, key: keyName(axis))
    }
    return draft
  }

  private static func text(of value: AxisValue) -> String? {
    switch value {
    case .resource(let text): text
    case .values(let texts): texts.count == 1 ? texts[0] : nil
    case .principal, .action, .absent: nil
    }
  }

  /// A natural value, none, an account, something else.
  private static func value(_ number: Int, of key: String) -> String? {
    switch number {
    case 0: NaturalNames.values(ofKey: key)[0]
    case 1: nil
    case 2: "123456789012"
    default: "other"
    }
  }

  private func keyName(_ axis: Axis) -> String? {
    guard case .key(let number) = axis else { return nil }
    return space.table.writtenKeys[Int(number)]
  }
}
