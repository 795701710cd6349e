import IAMPolicy

/// Compares two policies by asking the evaluator about every value of a small universe, dimension
/// by dimension.
///
/// A statement is a product, so what a request does is the intersection of what its values do.
struct BruteForce {
  private let statements: [(statement: Statement, hasVariables: Bool)]
  private let allows: [UInt64]
  private let denies: [UInt64]
  private var reachable: Set<UInt64> = []

  /// Takes at most 64 statements in all.
  init(_ sides: [[PolicyDocument]], _ universe: Universe) {
    var statements: [(Statement, Bool)] = []
    var allows: [UInt64] = []
    var denies: [UInt64] = []
    for documents in sides {
      allows.append(0)
      denies.append(0)
      for document in documents {
        for statement in document.statements {
          let bit: UInt64 = 1 << UInt64(statements.count)
          switch statement.effect {
          case .allow: allows[allows.count - 1] |= bit
          case .deny: denies[denies.count - 1] |= bit
          }
          statements.append((statement, document.hasVariables))
        }
      }
    }
    self.statements = statements
    self.allows = allows
    self.denies = denies
    reachable = [.max]
    narrow(
      universe.requestActions.map { action in
        masks {
          $0.probe(action: $0.action)
        } request: {
          AccessRequest(action: action)
        }
      })
    if statements.contains(where: { $0.0.resource != nil }) {
      narrow(
        universe.requestResources.map { resource in
          masks {
            $0.probe(resource: $0.resource)
          } request: {
            AccessRequest(action: "s:a", resource: resource)
          }
        })
    }
    if statements.contains(where: { $0.0.principal != nil }) {
      narrow(
        universe.requestPrincipals.map { principal in
          masks {
            $0.probe(principal: $0.principal)
          } request: {
            AccessRequest(principal: principal, action: "s:a")
          }
        })
    }
    for key in universe.keys {
      narrow(
        key.requestValues.map { values in
          masks {
            $0.probe(key: key.name)
          } request: {
            AccessRequest(
              action: "s:a", context: RequestContext(values.map { [key.name: $0] } ?? [:]))
          }
        })
    }
  }

  private mutating func narrow(_ masks: [UInt64]) {
    let distinct = Set(masks)
    var next: Set<UInt64> = []
    for one in reachable { for other in distinct { next.insert(one & other) } }
    reachable = next
  }

  private func masks(
    _ probe: (Statement) -> Statement, request: () -> AccessRequest
  ) -> UInt64 {
    var mask: UInt64 = 0
    let request = request()
    for (index, (statement, hasVariables)) in statements.enumerated()
    where probe(statement).truth(request, hasVariables: hasVariables, .strict) == .yes {
      mask |= 1 << UInt64(index)
    }
    return mask
  }

  /// Says whether some request is granted by one side and not by the other.
  func grants(_ one: Int, notBy other: Int) -> Bool {
    reachable.contains { isGranted($0, one) && !isGranted($0, other) }
  }

  /// Says whether some request is denied by one side and not by the other.
  func denies(_ one: Int, notBy other: Int) -> Bool {
    reachable.contains { $0 & denies[one] != 0 && $0 & denies[other] == 0 }
  }

  private func isGranted(_ mask: UInt64, _ side: Int) -> Bool {
    mask & allows[side] != 0 && mask & denies[side] == 0
  }
}

extension Statement {
  /// The statement reduced to one of its elements.
  fileprivate func probe(
    principal: PrincipalBlock? = nil, action: ActionBlock = .action([ActionPattern("*")]),
    resource: ResourceBlock? = .resource([ResourcePattern("*")]), key: String? = nil
  ) -> Statement {
    let clauses = condition.clauses.filter { $0.key == key }
    return Statement(
      sid: nil, effect: effect, principal: principal, action: action, resource: resource,
      condition: ConditionBlock(checking: clauses) ?? ConditionBlock())
  }
}
