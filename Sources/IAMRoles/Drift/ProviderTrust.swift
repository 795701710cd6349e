import IAMPolicy
import JSONText

/// Which roles of the account trust an identity provider: whoever changes it changes who may act as these.
public struct ProviderTrust: Hashable, Sendable {
  /// The roles that are known to trust it, in the order of their names.
  public var roles: [String]
  /// Those of them that the role set does not name.
  public var others: [String]
  /// Why more roles may trust it; nil when all roles of the account were looked at.
  public var failure: ReadFailure?

  /// Nobody: what is so before an account is looked at.
  static let nobody = ProviderTrust(roles: [], others: [])

  /// Whether a role trusts it, as far as that is known.
  public var isPossible: Bool { !roles.isEmpty || failure != nil }

  /// That roles trust it, or that this is not known; nil when no role does.
  ///
  /// For the end of a sentence: `role 'Deployer' trusts it`.
  func words(in roles: [String]? = nil) -> String? {
    let named = roles ?? self.roles
    guard named.isEmpty else {
      return "\(Self.list(named)) \(named.count == 1 ? "trusts" : "trust") it"
    }
    guard let failure else { return nil }
    return "it is not known which roles of the account trust it (\(failure.message))"
  }

  /// `role 'A'`, `roles 'A', 'B'`; of many the first five.
  package static func list(_ names: [String]) -> String {
    let shown = names.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
    let rest = names.count > 5 ? " and \(names.count - 5) more" : ""
    return "\(names.count == 1 ? "role" : "roles") \(shown)\(rest)"
  }
}

extension StoredDocument {
  /// Whether a trust policy may let in people whom an identity provider signs in, also where that is not known.
  public func mayTrust(provider arn: String) -> Bool { trusts(provider: arn) ?? true }

  /// Whether a trust policy lets in people whom an identity provider signs in; nil where that is not known.
  ///
  /// IAM may understand what our reader does not: in such a text the ARN counts wherever it is, however it is escaped.
  public func trusts(provider arn: String) -> Bool? {
    switch self {
    case .policy(let policy): return policy.mayTrust(provider: arn)
    case .unreadableText(let text, _):
      guard let json = try? JSON(parsing: text) else { return nil }
      return json.mayName(provider: arn.spellingOfProvider)
    }
  }
}

extension JSON {
  /// Whether a text in it is, or has in it, an identity provider, or stands for everyone.
  fileprivate func mayName(provider spelling: String) -> Bool {
    switch value {
    case .null, .bool, .number: false
    case .string(let text): text == "*" || text.lowercased().contains(spelling)
    case .array(let elements): elements.contains { $0.mayName(provider: spelling) }
    case .object(let members):
      members.contains {
        $0.name.lowercased() == "notprincipal" || $0.value.mayName(provider: spelling)
      }
    }
  }
}

extension String {
  /// An ARN as two spellings of one provider have it: in small letters, without `/` at the end.
  package var spellingOfProvider: String {
    let small = lowercased()
    return small.hasSuffix("/") ? String(small.dropLast()) : small
  }
}

extension PolicyDocument {
  private static let federatedActions = ["sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"]

  fileprivate func mayTrust(provider arn: String) -> Bool {
    let spelling = arn.spellingOfProvider
    return statements.contains { statement in
      guard statement.effect == .allow else { return false }
      let isForProviders = Self.federatedActions.contains { statement.action.matches($0) }
      switch statement.principal {
      case .principal(.some(let principals))?:
        return principals.contains { principal in
          switch principal.kind {
          case .federated:
            principal.value.isExactly("*") || principal.value.spellingOfProvider == spelling
          // "*" and {"AWS": "*"} are equivalent (IAM User Guide, "Principal").
          case .aws: principal.value.isExactly("*") && isForProviders
          default: false
          }
        }
      case .principal(.everyone)?, .notPrincipal?: return isForProviders
      case nil: return false
      }
    }
  }
}

extension Drift {
  /// Which roles trust an identity provider, in an account of which the drift has some roles.
  func trust(of provider: String, in state: AccountState, _ set: RoleSet) -> ProviderTrust {
    var names = Set(
      roles.compactMap(\.observed).filter { $0.trust.value?.mayTrust(provider: provider) ?? false }
        .map(\.name))
    var failure: ReadFailure?
    switch state.trusting[provider] {
    case .present(let found): names.formUnion(found)
    case .absent: break
    case .unreadable(let reason): failure = reason
    case nil:
      failure = ReadFailure(
        action: "iam:ListRoles", subject: "*", reason: .failed,
        message: "the roles of the account were not looked at")
    }
    let declared = Set(
      set.roles.flatMap { [$0.name] + ($0.ordinary?.alternativeNames ?? []) }.map {
        $0.lowercased()
      })
    let sorted = names.sorted()
    return ProviderTrust(
      roles: sorted, others: sorted.filter { !declared.contains($0.lowercased()) },
      failure: failure)
  }

  /// The identity providers that a plan would make, change or delete: it matters which roles trust them.
  public static func providersOfInterest(
    between set: RoleSet, and state: AccountState
  ) -> [String] {
    let differing = set.askedProviders.filter { provider in
      let reading = state.providers[set.arn(of: provider)]
      guard let reading, reading.failure == nil else { return false }
      return !ProviderDrift(of: provider, reading: reading, in: set).differences.isEmpty
    }
    let left = set.askedLeft.filter { $0.isProvider && state.providers[$0.arn]?.value != nil }
    return differing.map(set.arn(of:)) + left.map(\.arn)
  }
}
