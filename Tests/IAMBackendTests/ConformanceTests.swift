import IAMPolicy
import IAMRoles
import TestSupport
import Testing

@testable import IAMBackend

/// One suite for all backends: what they are given they treat alike.
@Suite struct ConformanceTests {
  /// Random changes to three roles, many of which IAM refuses.
  static func changes(_ count: Int, _ random: inout SplitMix) -> [Change] {
    let names = ["alpha", "Beta", "gamma"]
    let policies = [Sample.managed, "arn:aws:iam::123456789012:policy/own"]
    let trusts = [Sample.trust(), Sample.trust("lambda.amazonaws.com")]
    let documents = [Sample.inline(), Sample.inline("logs:*")]
    let oidc = IdentityProvider(
      .oidc(url: "https://idp.example.com", clientIDs: ["a"], thumbprints: nil),
      tags: [Tag("k", "v")]
    )
    let saml = IdentityProvider(.saml(name: "corp", metadata: "<xml>corp</xml>"))
    let providers = [oidc, saml].map { Sample.state().arn(of: $0) }
    return (0..<count).map { _ in
      let name = names[Int.random(in: 0..<3, using: &random)]
      let side = Int.random(in: 0..<2, using: &random)
      func provider(_ change: IdentityProviderChange) -> Change {
        .identityProvider(change, arn: providers[side])
      }
      switch Int.random(in: 0..<28, using: &random) {
      case 20, 21: return .create(side == 0 ? oidc : saml)
      case 22: return .identityProvider(.addClientID("c\(side)"), arn: providers[0])
      case 23: return .identityProvider(.removeClientID("c\(side)"), arn: providers[0])
      case 24:
        return side == 0
          ? .identityProvider(
            .updateThumbprints([String(repeating: "b", count: 40)]), arn: providers[0])
          : .identityProvider(.updateMetadata("<xml>new</xml>"), arn: providers[1])
      case 25: return provider(.tagProvider([Tag("t", "\(side)")]))
      case 26: return provider(.deleteProvider)
      case 27: return provider(.untagProvider(keys: ["t"]))
      case 0: return .createServiceLinkedRole(Sample.serviceLinked)
      case 1, 2:
        return .createRole(
          Role(
            name: side == 0 ? name : name.lowercased(), trust: trusts[side], tags: [Tag("k", "v")]))
      case 3: return .updateAssumeRolePolicy(role: name, document: trusts[side])
      case 4: return .updateRole(role: name, description: "d\(side)", maxSessionDuration: 3600)
      case 5: return .attachRolePolicy(role: name, arn: policies[side])
      case 6: return .detachRolePolicy(role: name, arn: policies[side])
      case 7:
        return .putRolePolicy(
          role: name, policy: InlinePolicy(name: "p\(side)", document: documents[side]))
      case 8: return .deleteRolePolicy(role: name, name: "p\(side)")
      case 9: return .putRolePermissionsBoundary(role: name, arn: Sample.boundary)
      case 10: return .deleteRolePermissionsBoundary(role: name)
      case 11: return .tagRole(role: name, tags: [Tag("k\(side)", "v"), Tag("other", "\(side)")])
      case 12: return .untagRole(role: name, keys: ["K\(side)"])
      case 13:
        return .createInstanceProfile(InstanceProfile(name: "profile\(side)"), role: name)
      case 14, 15: return .addRoleToInstanceProfile(role: name, profile: "profile\(side)")
      case 16: return .removeRoleFromInstanceProfile(role: name, profile: "profile\(side)")
      case 17: return .deleteInstanceProfile(name: "profile\(side)", role: name)
      case 18: return .deleteServiceLinkedRole(name: Sample.serviceLinked.name)
      default: return .deleteRole(name: name)
      }
    }
  }

  private static func outcome(_ backend: any IAMBackend, _ change: Change) -> String {
    do {
      return try backend.make(change, why: "").rawValue
    } catch {
      return "\(error.kind.rawValue) \(error.code ?? "")"
    }
  }

  @Test(
    "HTTP and model end alike, and leave the same account behind",
    arguments: 1...40 as ClosedRange<UInt64>)
  func agreement(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let iam = ModelIAM()
    let http = HTTPBackend.over(iam)
    let model = InMemoryBackend(Sample.state())
    for change in Self.changes(40, &random) {
      let ends = (Self.outcome(http, change), Self.outcome(model, change))
      #expect(ends.0 == ends.1, "seed \(seed), \(change.phrase)")
      #expect(iam.account == model.state, "seed \(seed), \(change.phrase)")
    }
  }

  @Test("dry run and HTTP send the same requests", arguments: 1...40 as ClosedRange<UInt64>)
  func sameRequests(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let changes = Self.changes(30, &random) + Sample.everyChange
    let dry = DryRunBackend(reading: InMemoryBackend(Sample.state()))
    for change in changes { _ = try dry.make(change, why: "because") }
    // Each change meets an account in which it succeeds at once, so that one change is one request.
    for (change, noted) in zip(changes, dry.requests) {
      let iam = ModelIAM()
      iam.fail("*", .answer(HTTPBackendTests.service("AccessDenied", status: 403)), times: 9)
      _ = Self.outcome(HTTPBackend.over(iam), change)
      let sent = try #require(iam.calls.first)
      let fields = Dictionary(
        noted.request.queryParameters, uniquingKeysWith: { first, _ in first })
      #expect(sent.action == noted.request.action.rawValue)
      #expect(sent.parameters == fields)
      #expect(iam.calls.count == 1)
    }
  }

  @Test(
    "an account that HTTP made reads back as the model has it",
    arguments: 1...20 as ClosedRange<UInt64>)
  func readBack(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let iam = ModelIAM(pageSize: 2)
    let http = HTTPBackend.over(iam)
    for change in Self.changes(60, &random) { _ = Self.outcome(http, change) }
    let held = iam.account.roles.values.compactMap(\.value).filter { $0.path == "/" }
    let set = RoleSet(
      account: Sample.account,
      roles: held.map { .ordinary(Role(name: $0.name, trust: Sample.trust())) })
    var expected = iam.account
    expected.roles = expected.roles.filter { $0.value.value?.path == "/" }
    let reading = try AccountReader(iam).read(set).state
    var model = try InMemoryBackend(iam.account).read(set, for: .plan).state
    for name in model.roles.keys {
      guard case .present(var role) = model.roles[name] else { continue }
      role.id = "AROA"
      model.roles[name] = .present(role)
    }
    #expect(reading == model, "seed \(seed)")
    for (name, role) in reading.roles {
      var role = try #require(role.value)
      role.id = nil
      #expect(
        .present(role) == expected.roles.values.first { $0.value?.name == name }, "seed \(seed)")
    }
  }
}

extension AccountState {
  /// The ARN that a provider of this account has.
  fileprivate func arn(of provider: IdentityProvider) -> String {
    RoleSet(account: account, partition: partition, roles: []).arn(of: provider)
  }
}
