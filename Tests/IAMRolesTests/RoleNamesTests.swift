import IAMPolicy
import Testing

@testable import IAMRoles

@Suite struct RoleNamesTests {
  private static func role(_ name: String) -> Role { Role(name: name, trust: Fixture.trust()) }

  private static func observed(_ name: String) -> Reading<ObservedRole> {
    .present(
      ObservedRole(new: role(name), arn: "arn:aws:iam::\(Fixture.account):role/\(name)"))
  }

  /// An account in which a role is kept under another name, one under its own, and one does not exist.
  private static var account: AccountState {
    AccountState(
      account: Fixture.account, partition: "aws",
      roles: ["Asked": observed("Found"), "Own": observed("Own"), "gone": .absent])
  }

  @Test("a prepared account takes the same changes to the same end, whatever the spelling")
  func prepared() {
    let names = ["Asked", "asked", "Found", "FOUND", "Own", "own", "gone", "GONE", "New", "nEW"]
    let kinds: [(String) -> Change] = [
      { .createRole(Self.role($0)) }, { .deleteRole(name: $0) },
      { .attachRolePolicy(role: $0, arn: Fixture.policyARN) },
      { .detachRolePolicy(role: $0, arn: Fixture.policyARN) },
    ]
    var seed: UInt64 = 1
    func next(_ count: Int) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(seed >> 33) % count
    }
    for _ in 0..<200 {
      var plain = Self.account
      var prepared = Self.account
      prepared.prepare()
      for _ in 0..<12 {
        let change = kinds[next(kinds.count)](names[next(names.count)])
        let refused = [
          Self.isRefused(change, &plain), Self.isRefused(change, &prepared),
        ]
        #expect(refused[0] == refused[1], "\(change)")
        #expect(plain == prepared, "\(change)")
        for name in names {
          #expect(plain.role(named: name) == prepared.role(named: name), "\(name) after \(change)")
        }
      }
    }
  }

  private static func isRefused(_ change: Change, _ state: inout AccountState) -> Bool {
    do throws(ModelError) { try state.apply(change) } catch { return true }
    return false
  }
}
