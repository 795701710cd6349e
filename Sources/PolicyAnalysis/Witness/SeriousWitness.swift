import IAMPolicy
import ServiceReference
import Synchronization

/// Looks for the request that says most about a difference: an action that exists, the most serious
/// one, on a resource of the right form.
struct SeriousWitness {
  let difference: ActionDifference
  let kind: PolicyKind
  let limits: AnalysisLimits
  let confirm: (AccessRequest) -> Bool
  let origin: SideStatement

  /// How many classes of actions are tried.
  private static let attempts = 6

  struct Found {
    let request: AccessRequest
    /// Where the other side has the action all the same; empty when it has it nowhere.
    let elsewhere: [String]
    /// When the other side has it all the same, where no resource separates the sides.
    let cases: [String]
    /// Whether the other side lacks it on every resource but those.
    let isAnyOther: Bool
    /// Whether the other side has the action in some case.
    let isPartly: Bool
  }

  func find(_ table: PredicateTable) -> Found? {
    var table = table
    var written = ActionSet(count: ReferenceIndex.shared.actions.count)
    for name in table.actions.elements where !name.utf8.contains(where: { $0 == 42 || $0 == 63 }) {
      ReferenceIndex.shared.insert(name, into: &written)
    }
    let candidates = difference.candidates(written: written) { action, group in
      ResourceForms.of(action).fit(group.take, table)
    }
    for (action, number) in candidates.prefix(Self.attempts) {
      let group = difference.groups[number]
      let reference = ReferenceIndex.shared.actions[action]
      let forms = ResourceForms.of(action)
      guard let request = request(group, reference, forms, &table) else { continue }
      let other = OtherCases(table)
      let elsewhere = group.isWhole ? [] : other.resources(group)
      return Found(
        request: request, elsewhere: elsewhere,
        cases: group.isWhole || !elsewhere.isEmpty ? [] : other.words(group),
        isAnyOther: !group.isWhole && group.take.contains([]) && group.takeBack.isEmpty
          && other.isNowhere(request.resource, group),
        isPartly: !group.isWhole)
    }
    return nil
  }

  private func request(
    _ group: ActionDifference.Group, _ action: ServiceReference.Action, _ forms: ResourceForms,
    _ table: inout PredicateTable
  ) -> AccessRequest? {
    let name = table.number(
      of: .action(
        PatternList(isNegated: false, patterns: [table.number(ofAction: action.fullName)])))
    var queries: [Query] = []
    for box in group.take {
      let own = PredicateTable.union(box, [name])
      queries.append(Query(box: own, others: group.takeBack + group.otherTake, origin: origin))
      for deny in group.otherTakeBack {
        queries.append(
          Query(box: PredicateTable.union(own, deny), others: group.takeBack, origin: origin))
      }
    }
    let guess = WitnessGuess(table, kind, confirm)
    for query in queries.prefix(limits.guesses) {
      if let request = guess.request(for: query, by: .written) {
        return forms.improved(request, query, table, confirm)
      }
    }
    for query in queries.prefix(limits.guesses) {
      guard let space = try? QuerySpace([query], table, limits) else { continue }
      let search = WitnessSearch(space: space, kind: kind, limits: limits, confirm: confirm)
      var regions = BoxSubtraction(
        space.box(query.box),
        minus: query.others.map { space.box($0) } + space.impossible.map { space.box($0) },
        space.layout, limits)
      for _ in 0..<3 {
        guard let region = try? regions.next() else { break }
        if case .found(let request) = search.search(region, query) {
          return forms.improved(request, query, table, confirm)
        }
      }
    }
    return nil
  }
}

/// The forms of the resources of an action, to choose and to fill.
struct ResourceForms: Sendable {
  private let templates: [String]
  private let patterns: [WildcardPattern]
  /// The last part of each form with what precedes it: `/example` for an object of a bucket.
  private let endings: [String]
  private let service: String

  /// The forms that were asked for: many actions of a service take the same resources, and the reference is one.
  private static let known = Mutex<[Int: ResourceForms]>([:])

  /// The forms of an action of the index of all services.
  static func of(_ action: Int) -> ResourceForms {
    let index = ReferenceIndex.shared
    let key = index.serviceOf[action] << 32 | index.actions[action].needsNumber
    return known.withLock { known in
      if let found = known[key] { return found }
      let forms = ResourceForms(index.actions[action])
      known[key] = forms
      return forms
    }
  }

  init(_ action: ServiceReference.Action) {
    service = action.service.prefix
    let resources = action.resources
    // What is required first, then what is simple: an object of a bucket before one of an access point.
    templates = [true, false].flatMap { isRequired in
      resources.filter { $0.isRequired == isRequired }.map(\.type.arn)
        .sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
    }
    let texts = templates.map { ResourceForms.filled($0) { _ in "*" } }
    patterns = texts.map { WildcardPattern($0) }
    endings = texts.compactMap { text in
      let parts = text.utf8.split(separator: UInt8(ascii: "*"))
      guard parts.count > 1, let last = parts.last, !last.starts(with: "arn".utf8) else {
        return nil
      }
      return String(Substring(last)) + NaturalNames.Filling.first.name
    }
  }

  /// The request on a resource that the action takes, as far as one is confirmed.
  func improved(
    _ request: AccessRequest, _ query: Query, _ table: PredicateTable,
    _ confirm: (AccessRequest) -> Bool
  ) -> AccessRequest {
    var request = request
    for entry in request.context.entries {
      var simpler = request
      simpler.context = simpler.context.setting(entry.key, to: nil)
      if confirm(simpler) { request = simpler }
    }
    if templates.isEmpty {
      var plain = request
      plain.resource = nil
      return confirm(plain) ? plain : request
    }
    if let resource = request.resource, hasForm(resource) { return request }
    for resource in candidates(query, table) {
      var better = request
      better.resource = resource
      if confirm(better) { return better }
    }
    return request
  }

  /// Whether a resource has the form of one that the action takes.
  func hasForm(_ resource: String) -> Bool {
    zip(templates, patterns).contains { template, pattern in
      guard pattern.matches(resource) else { return false }
      // A name is not a path: `bucket/key` is not the form of a bucket.
      let strokes = { (text: String) in text.utf8.count { $0 == 47 } }
      return strokes(template) == strokes(resource)
        || (strokes(template) > 0 && strokes(resource) > strokes(template))
    }
  }

  /// Whether a request of one of the boxes can have a resource of the action's forms.
  ///
  /// An action without any is for `*` alone (IAM User Guide, "Actions, resources, and condition keys for AWS
  /// services").
  func fit(_ boxes: [[Int32]], _ table: PredicateTable) -> Bool {
    boxes.contains { box in
      box.allSatisfy { predicate in
        guard case .resource(let list) = table.predicates[predicate], !list.isNegated else {
          return true
        }
        return list.patterns.prefix(200).contains { number in
          let source = table.resources[number]
          return source.hasVariables || table.isEveryResource(source.text)
            || texts(of: source.text).contains(where: hasForm)
        }
      }
    }
  }

  /// Resources that a pattern matches.
  private func texts(of pattern: String) -> [String] {
    let parts = PatternText.parts(of: pattern, variables: false)
    guard let text = NaturalNames.text(parts, .resource, .first, service: service) else {
      return []
    }
    // A final `*` takes what the form still needs: the key after the bucket.
    return [text] + (parts.last == .star ? endings.map { text + $0 } : [])
  }

  private func candidates(_ query: Query, _ table: PredicateTable) -> [String] {
    var written: [String] = []
    for predicate in query.box {
      guard case .resource(let list) = table.predicates[predicate] else { continue }
      for number in list.patterns.prefix(200) where !table.resources[number].hasVariables {
        written += texts(of: table.resources[number].text)
      }
    }
    let filled = [NaturalNames.Filling.first, .second].flatMap { filling in
      templates.map { template in
        ResourceForms.filled(template) { ResourceForms.value(of: $0, filling) }
      }
    }
    return written.filter(hasForm) + filled
  }

  private static func value(of variable: String, _ filling: NaturalNames.Filling) -> String {
    switch variable {
    case "Partition": filling.partition
    case "Region": filling.region
    case "Account": filling.account
    case "BucketName": "\(filling.name)-bucket"
    default: filling.name
    }
  }

  /// A template with its variables replaced.
  static func filled(_ template: String, _ value: (String) -> String) -> String {
    var result = ""
    var rest = Substring(template)
    // By bytes, which finds the marks of ASCII several times as fast.
    while let start = rest.utf8.firstIndex(of: UInt8(ascii: "$")) {
      result += rest[..<start]
      let name = rest.utf8[start...].dropFirst(2)
      guard let end = name.firstIndex(of: UInt8(ascii: "}")) else { break }
      result += value(String(Substring(name[..<end])))
      rest = Substring(name[end...].dropFirst())
    }
    return result + rest
  }
}
