import IAMPolicy
import JSONText

/// Actions to try for a witness, those of the policies first.
struct WitnessActions {
  /// In the order in which to try them, written as they should be shown.
  private(set) var candidates: [String] = []
  private let table: PredicateTable
  private let kind: PolicyKind
  private static let most = 1_200

  init(_ query: Query, _ table: PredicateTable, _ kind: PolicyKind) {
    self.table = table
    self.kind = kind
    // Patterns with wildcards, as written.
    var wild: [String] = []
    var services: [String] = []
    for predicates in [query.box] + query.others {
      for predicate in predicates {
        guard case .action(let list) = table.predicates[predicate] else { continue }
        for number in list.patterns {
          let text = table.actions[number]
          if let service = PredicateTable.service(of: text), !services.contains(service) {
            services.append(service)
          }
          if text.utf8.contains(where: { $0 == 42 || $0 == 63 }) {
            wild.append(table.writtenActions[Int(number)])
          } else {
            candidates.append(table.writtenActions[Int(number)])
          }
        }
      }
    }
    if services.isEmpty {
      services = kind == .trust ? ["sts"] : KnownActions.everydayServices
    }
    // What the other statements name, as far as it is of these services, before what exists at all.
    let own = Set(services)
    for (number, text) in table.actions.elements.enumerated() {
      guard !text.utf8.contains(where: { $0 == 42 || $0 == 63 }),
        let service = PredicateTable.service(of: text), own.contains(service)
      else { continue }
      candidates.append(table.writtenActions[number])
    }
    for service in services {
      candidates += KnownActions.names(of: service)
    }
    candidates += wild.flatMap { WitnessActions.suggestions(for: $0) }
    if candidates.count > WitnessActions.most {
      candidates.removeLast(candidates.count - WitnessActions.most)
    }
  }

  /// Names that a pattern of a service outside of the service reference suggests: `x:Get*` is
  /// `x:GetResource`.
  private static func suggestions(for pattern: String) -> [String] {
    let parts = pattern.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2, PredicateTable.service(of: pattern) != nil,
      KnownActions.names(of: parts[0]).isEmpty
    else { return [] }
    if parts[1].utf8.allSatisfy({ $0 == PatternText.starByte }) {
      return ["Create", "Update", "Delete", "List", "Get", "Describe"].map {
        "\(parts[0]):\($0)Resource"
      }
    }
    var name = ""
    for part in PatternText.parts(of: parts[1], variables: false) {
      switch part {
      case .scalar(let scalar): name += String(scalars: [scalar])
      case .star: name += "Resource"
      case .question: name += "x"
      case .variable: return []
      }
    }
    return ["\(parts[0]):\(name)"]
  }

  /// An action where every action will do.
  var anyAction: String { kind == .trust ? "sts:AssumeRole" : candidates.first ?? "s3:GetObject" }

  /// The action as a policy writes it, when one does.
  func asWritten(_ folded: String) -> String {
    table.knownAction(folded).map { table.writtenActions[Int($0)] } ?? folded
  }
}

/// Resources to try for a witness: the patterns of the policies filled as a person would.
struct WitnessResources {
  private var patterns: [[PatternPart]] = []
  private static let most = 200

  init(_ query: Query, _ table: PredicateTable) {
    var seen: Set<Int32> = []
    for predicates in [query.box] + query.others {
      for predicate in predicates {
        guard case .resource(let list) = table.predicates[predicate] else { continue }
        for number in list.patterns where patterns.count < WitnessResources.most {
          let source = table.resources[number]
          guard seen.insert(number).inserted, !table.isEveryResource(source.text) else { continue }
          patterns.append(PatternText.parts(of: source.text, variables: source.hasVariables))
        }
      }
    }
  }

  /// In the order in which to try them: those of the action's own service first.
  func candidates(for action: [WitnessOption]) -> [String] {
    var service: String?
    if case .fixed(.action(let text), _) = action.first {
      service = PredicateTable.service(of: text.asciiFolded)
    }
    var result: [String] = []
    for filling in [NaturalNames.Filling.first, .second] {
      for parts in patterns {
        if let text = NaturalNames.text(parts, .resource, filling, service: service) {
          result.append(text)
        }
      }
      if filling.partition == "aws", let service {
        result.append(NaturalNames.resource(ofService: service))
      }
    }
    guard let service else { return result }
    let mark = ":\(service):"
    return result.filter { $0.contains(mark) } + result.filter { !$0.contains(mark) }
  }
}

extension String {
  fileprivate func contains(_ mark: String) -> Bool {
    let bytes = Array(utf8)
    let wanted = Array(mark.utf8)
    guard wanted.count <= bytes.count else { return false }
    return (0...(bytes.count - wanted.count)).contains { start in
      bytes[start..<(start + wanted.count)].elementsEqual(wanted)
    }
  }
}
