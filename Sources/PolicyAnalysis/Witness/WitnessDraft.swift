import IAMPolicy

/// What is tried for one dimension of a request.
enum WitnessOption: Hashable {
  /// A value that proves its atom alone, or that may be of it.
  case fixed(AxisValue, isExact: Bool)
  /// A text that the pattern matches under the values of its variables.
  case instance(VariablePattern)
  /// A value, with the variables set so that the pattern matches it.
  case solved(AxisValue, VariablePattern)
  /// What the variables are worth, as far as they are no dimension themselves.
  case valuation(Int)

  var isExact: Bool {
    switch self {
    case .fixed(_, let isExact): isExact
    case .instance, .solved: false
    case .valuation: true
    }
  }
}

/// A request in the making.
struct WitnessDraft {
  var principal: Principal?
  var action = ""
  var resource: String?
  var context = RequestContext()

  var request: AccessRequest {
    AccessRequest(
      principal: principal, action: action, resource: resource, context: context)
  }

  mutating func set(_ axis: Axis, _ value: AxisValue, key: String?) {
    switch value {
    case .principal(let principal): self.principal = principal
    case .action(let action): self.action = action
    case .resource(let resource): self.resource = resource
    case .absent: if let key { context = context.setting(key, to: nil) }
    case .values(let values): if let key { set(key, values) }
    }
  }

  /// The only value of a key, whatever the case of its name.
  func value(_ key: String) -> String? {
    guard let values = context[key], values.count == 1 else { return nil }
    return values[0]
  }

  mutating func set(_ key: String, _ values: [String]) {
    context = context.setting(key, to: values)
  }
}

extension VariablePattern {
  /// Values of the variables under which the pattern matches a text: each takes as little as it
  /// can.
  ///
  /// nil when none exist, or when finding them takes too long.
  func solution(for text: String) -> [(key: String, value: String)]? {
    let scalars = [UInt32](scalarsOf: text)
    var bound: [(key: ExactText, value: ArraySlice<UInt32>)] = []
    var budget = 2_000
    func match(_ part: Int, _ place: Int) -> Bool {
      budget -= 1
      guard budget > 0 else { return false }
      guard part < parts.count else { return place == scalars.count }
      switch parts[part] {
      case .scalar(let scalar):
        guard place < scalars.count else { return false }
        let isSame =
          reading == .foldingCase
          ? Glob.folded(scalar).admits(scalars[place]) : scalar == scalars[place]
        return isSame && match(part + 1, place + 1)
      case .question: return place < scalars.count && match(part + 1, place + 1)
      case .star: return (place...scalars.count).contains { match(part + 1, $0) }
      case .variable(let key, _):
        if let known = bound.first(where: { $0.key == key }) {
          let end = place + known.value.count
          return end <= scalars.count && scalars[place..<end].elementsEqual(known.value)
            && match(part + 1, end)
        }
        // A value that is not empty is more natural; the empty one comes last.
        for end in Array(place...scalars.count).dropFirst() + [place] {
          bound.append((key, scalars[place..<end]))
          if match(part + 1, end) { return true }
          bound.removeLast()
        }
        return false
      }
    }
    guard parts.count < 400, match(0, 0) else { return nil }
    return bound.map { ($0.key.string, String(scalars: $0.value)) }
  }

  /// The text of the pattern as a policy writes it.
  var text: String {
    parts.map { part in
      switch part {
      case .scalar(let scalar): String(scalars: [scalar])
      case .star: "*"
      case .question: "?"
      case .variable(let key, let fallback):
        "${\(key)\(fallback.map { ", '\($0)'" } ?? "")}"
      }
    }.joined()
  }
}
