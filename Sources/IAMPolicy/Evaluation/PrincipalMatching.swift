import JSONText

/// A value of `"AWS"` taken apart.
package enum AWSIdentity: Hashable, Sendable {
  /// A whole account: its id, or its root ARN. Without a partition the id stands for any.
  case account(String, partition: String?)
  /// A role.
  case role(ARN)
  /// A session of a role: `arn:aws:sts::123456789012:assumed-role/NAME/SESSION`.
  case session(ARN, roleName: Substring)
  /// A user, a federated user, or any other ARN.
  case user(ARN)
  /// A unique id (`AROA…`, `AIDA…`) or a placeholder.
  case other

  /// Takes a value apart.
  package init(_ value: String) {
    if AccountID.isValid(value) {
      self = .account(value, partition: nil)
      return
    }
    guard let arn = ARN(value) else {
      self = .other
      return
    }
    if arn.service == "iam", arn.resource == "root" {
      self = .account(arn.account, partition: arn.partition)
    } else if arn.service == "iam", arn.resource.hasPrefix("role/") {
      self = .role(arn)
    } else if arn.service == "sts", arn.resource.hasPrefix("assumed-role/"),
      let name = AWSIdentity.fields(arn.resource).dropFirst().first
    {
      self = .session(arn, roleName: name)
    } else {
      self = .user(arn)
    }
  }

  /// The account, when the value names one.
  package var account: String? {
    switch self {
    case .account(let id, _): id
    case .role(let arn), .session(let arn, _), .user(let arn):
      arn.account.isEmpty ? nil : arn.account
    case .other: nil
    }
  }

  fileprivate var partition: String? {
    switch self {
    case .account(_, let partition): partition
    case .role(let arn), .session(let arn, _), .user(let arn): arn.partition
    case .other: nil
    }
  }

  fileprivate static func fields(_ resource: String) -> [Substring] {
    resource.split(separator: "/", omittingEmptySubsequences: false)
  }
}

/// The principal of a request, taken apart once.
package struct Caller: Hashable, Sendable {
  /// The kind.
  package let kind: Principal.Kind
  /// The value as given.
  package let value: String
  /// The value taken apart, for the kind `AWS`.
  package let identity: AWSIdentity?

  /// Takes a principal apart.
  package init(_ principal: Principal) {
    kind = principal.kind
    value = principal.value
    identity = principal.kind == .aws ? AWSIdentity(principal.value) : nil
  }
}

/// How a statement's principal covers a caller, from the weakest to the strongest.
package enum PrincipalMatch: Int, Hashable, Sendable, Comparable {
  /// Not at all.
  case none
  /// Through its account, which only lets the account's own policies decide.
  case account
  /// As one of all: `*`.
  case anyone
  /// As a session of the role named.
  case role
  /// By its own name.
  case exact

  package static func < (left: PrincipalMatch, right: PrincipalMatch) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// `Principal` or `NotPrincipal`, ready for many callers
/// (IAM User Guide, "AWS JSON policy elements: Principal", "…: NotPrincipal").
///
/// Open points, `unspecified` under `Reading.strict`: a wildcard inside an ARN, which AWS refuses, is
/// plain text; `*` as a service or canonical user is any of that kind. `NotPrincipal` is the plain
/// complement of `Principal`, so an account in it stands for all its users and roles; AWS's examples
/// list user and account together and only say that the account alone "might" not be enough.
package struct CompiledPrincipals: Sendable {
  private enum Entry: Sendable {
    case everyone
    case named(Caller, isOpen: Bool)
  }

  private let entries: [Entry]
  /// Says whether the block is `NotPrincipal`.
  package let isNegated: Bool

  /// Prepares a block.
  package init(_ block: PrincipalBlock) {
    let set: PrincipalSet
    switch block {
    case .principal(let principals): (set, isNegated) = (principals, false)
    case .notPrincipal(let principals): (set, isNegated) = (principals, true)
    }
    switch set {
    case .everyone: entries = [.everyone]
    case .some(let principals):
      entries = principals.map { principal in
        // "*" and {"AWS": "*"} are equivalent; AWS's own samples have {"Federated": "*"}.
        if principal.kind == .aws, principal.value == "*" { return .everyone }
        let isWild = principal.value.utf8.contains { $0 == 0x2A || $0 == 0x3F }
        let isAnyProvider = principal.kind == .federated && principal.value == "*"
        return .named(Caller(principal), isOpen: isWild && !isAnyProvider)
      }
    }
  }

  /// Says whether the block covers a caller; nil is an anonymous one.
  package func truth(_ caller: Caller?, _ reading: TruthReading = .chosen) -> Truth {
    let covered = entries.reduce(Truth.no) { $0 || truth(of: $1, caller, reading) }
    return isNegated ? !covered : covered
  }

  private func truth(of entry: Entry, _ caller: Caller?, _ reading: TruthReading) -> Truth {
    if reading == .strict, case .named(let named, isOpen: true) = entry {
      return named.kind == caller?.kind ? .unspecified : .no
    }
    let found = match(entry, caller)
    return isNegated && found == .account ? reading.open(true) : Truth(found > .none)
  }

  /// The strongest way in which the block covers a caller.
  package func match(_ caller: Caller?) -> PrincipalMatch {
    let strongest = entries.map { match($0, caller) }.max() ?? .none
    guard isNegated else { return strongest }
    return strongest == .none ? .anyone : .none
  }

  private func match(_ entry: Entry, _ caller: Caller?) -> PrincipalMatch {
    switch entry {
    case .everyone: return .anyone
    case .named(let named, _):
      guard let caller, caller.kind == named.kind else { return .none }
      if named.value.utf8.elementsEqual(caller.value.utf8) { return .exact }
      guard let wanted = named.identity, let identity = caller.identity else {
        return named.value == "*" ? .anyone : .none
      }
      return match(wanted, identity)
    }
  }

  private func match(_ wanted: AWSIdentity, _ caller: AWSIdentity) -> PrincipalMatch {
    switch wanted {
    case .account(let id, let partition):
      guard let account = caller.account, id.isExactly(account),
        partition == nil || caller.partition == nil || partition == caller.partition
      else { return .none }
      if case .account = caller { return .exact }
      return .account
    case .role(let role):
      guard case .session(let session, let name) = caller, session.account.isExactly(role.account),
        session.partition.isExactly(role.partition),
        // The path of the role is not part of a session's ARN.
        AWSIdentity.fields(role.resource).last?.isExactly(name) == true
      else { return .none }
      return .role
    case .session, .user, .other:
      return .none
    }
  }
}

extension PrincipalBlock {
  /// Says whether the statement is about a principal; nil is an anonymous one.
  package func truth(_ principal: Principal?, _ reading: TruthReading = .chosen) -> Truth {
    CompiledPrincipals(self).truth(principal.map { Caller($0) }, reading)
  }
}
