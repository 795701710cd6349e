import IAMPolicy

/// The principals of a comparison: a finite list in which each way to be named or not named has a
/// member.
///
/// What is true of them the evaluator says.
enum PrincipalDimension {
  static func dimension(
    _ predicates: [Int32], _ table: PredicateTable, _ limits: AnalysisLimits
  ) throws(TooComplex) -> Dimension {
    var blocks: [(place: Int, block: PrincipalBlock)] = []
    for (place, number) in predicates.enumerated() {
      if case .principal(let block) = table.predicates[number] { blocks.append((place, block)) }
    }
    var dimension = Dimension(.principal, predicates)
    let compiled = blocks.map { ($0.place, CompiledPrincipals($0.block)) }
    let named = blocks.flatMap { $0.block.named }
    let written = Set(named)
    for principal in representatives(of: named) {
      let caller = principal.map { Caller($0) }
      var truth = Bits()
      var open: [Int] = []
      for (place, block) in compiled {
        switch block.truth(caller, .strict) {
        case .yes: truth.insert(place)
        case .unspecified: open.append(place)
        case .no: break
        }
      }
      guard open.count <= limits.opaquePredicates else {
        throw TooComplex(
          limit: "more than \(limits.opaquePredicates) principals that AWS does not specify")
      }
      for choice in 0..<(1 << open.count) {
        var truth = truth
        for (index, place) in open.enumerated() where choice >> index & 1 == 1 {
          truth.insert(place)
        }
        try dimension.add(
          truth,
          Choice(
            value: .principal(principal), isExact: open.isEmpty,
            isWritten: principal.map { written.contains($0) } ?? false),
          limits)
      }
    }
    return dimension
  }

  /// Named principals first, then others near them, then strangers; nil is an anonymous caller.
  private static func representatives(of named: [Principal]) -> [Principal?] {
    var result = Interner<Principal?>()
    func add(_ principal: Principal?) { _ = result.number(of: principal) }
    for principal in named where !principal.value.contains(where: { $0 == "*" || $0 == "?" }) {
      // An account's id stands for everyone in it, of whom some follow below.
      if principal.kind == .aws, case .account(_, nil) = AWSIdentity(principal.value) { continue }
      add(principal)
    }
    // An account is in one partition: without another ARN its id and its root ARN are the same.
    var partitions: [String] = []
    var accounts: [String] = []
    for principal in named where principal.kind == .aws {
      if let arn = ARN(principal.value), !arn.partition.contains("*"),
        !partitions.contains(arn.partition)
      {
        partitions.append(arn.partition)
      }
      let identity = AWSIdentity(principal.value)
      if let account = identity.account, !accounts.contains(account) { accounts.append(account) }
      switch identity {
      case .role(let arn):
        let name = arn.resource.split(separator: "/").last.map(String.init) ?? "example"
        add(.aws("arn:\(arn.partition):sts::\(arn.account):assumed-role/\(name)/example"))
      case .session(let arn, let name):
        add(.aws("arn:\(arn.partition):iam::\(arn.account):role/\(name)"))
        add(.aws("arn:\(arn.partition):sts::\(arn.account):assumed-role/\(name)/another"))
      case .account, .user, .other: break
      }
    }
    if partitions.isEmpty { partitions = ["aws"] }
    for account in accounts where !account.contains("*") {
      for partition in partitions {
        add(.aws("arn:\(partition):iam::\(account):role/\(fresh("example", named))"))
        add(.aws("arn:\(partition):iam::\(account):root"))
      }
    }
    let stranger = ["210987654321", "123456789012", "444455556666"].first { !accounts.contains($0) }
    for partition in partitions {
      add(
        .aws("arn:\(partition):iam::\(stranger ?? "999999999999"):role/\(fresh("example", named))"))
    }
    add(.service("\(fresh("example", named)).amazonaws.com"))
    add(Principal(.federated, "\(fresh("example", named)).example.com"))
    add(Principal(.canonicalUser, fresh(String(repeating: "0123456789abcdef", count: 4), named)))
    add(nil)
    return result.elements
  }

  /// A name that no policy names.
  private static func fresh(_ name: String, _ named: [Principal]) -> String {
    var result = name
    while named.contains(where: { $0.value.contains(result) }) { result += "x" }
    return result
  }
}

extension PrincipalBlock {
  /// The principals that the block names.
  fileprivate var named: [Principal] {
    switch self {
    case .principal(let set), .notPrincipal(let set):
      switch set {
      case .everyone: []
      case .some(let principals): principals
      }
    }
  }
}
