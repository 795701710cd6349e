import IAMPolicy
import IAMRoles
import JSONText
import Testing

@testable import IAMBackend

@Suite struct PlanFileTests {
  static let requests = Sample.creation.map { PlannedRequest($0, why: "it is not there") }

  static let state = AccountState(
    account: Sample.account, partition: "aws",
    roles: [
      Sample.role.name: .present(AccountReaderTests.full()), Sample.serviceLinked.name: .absent,
      "denied": .unreadable(
        ReadFailure(action: "iam:GetRole", subject: "denied", reason: .denied, message: "no")),
    ])

  static func file() -> PlanFile {
    PlanFile(
      spec: .object([("account", .string(Sample.account))]), options: .object([]), basedOn: state,
      requests: requests)
  }

  @Test("what is written is what is read")
  func roundTrip() throws {
    let file = Self.file()
    #expect(try PlanFile(reading: file.text) == file)
    #expect(try PlanFile(reading: file.text).text == file.text)
  }

  @Test("a plan fits the account that it was made from and no other")
  func fit() {
    let file = Self.file()
    #expect(file.fit(to: Self.state) == .fits)
    var other = Self.state
    other.account = "999999999999"
    #expect(file.fit(to: other) == .otherAccount("999999999999"))
    var gone = Self.state
    gone.roles["denied"] = .absent
    gone.roles[Sample.role.name] = .absent
    #expect(file.fit(to: gone) == .rolesChanged([Sample.role.name, "denied"]))
  }

  struct Edit: Sendable {
    let name: String
    let change: @Sendable (inout ObservedRole) -> Void
  }

  static let edits: [Edit] = [
    Edit(name: "id") { $0.id = "AROAOTHER" },
    Edit(name: "name") { $0.name = "x" },
    Edit(name: "path") { $0.path = "/x/" },
    Edit(name: "arn") { $0.arn = "x" },
    Edit(name: "description") { $0.description = .present("x") },
    Edit(name: "unavailable description") { $0.description = .absent },
    Edit(name: "session") { $0.maxSessionDuration = .present(3601) },
    Edit(name: "trust") { $0.trust = .present(.policy(Sample.trust("ec2.amazonaws.com"))) },
    Edit(name: "trust text") { $0.trust = .present(.unreadableText("{}", problem: "p")) },
    Edit(name: "boundary") { $0.permissionsBoundary = .absent },
    Edit(name: "tags") { $0.tags = .present([]) },
    Edit(name: "tag value") { $0.tags = .present([Tag("team", "x")]) },
    Edit(name: "attached") { $0.managedPolicies = .present([]) },
    Edit(name: "inline") { $0.inlinePolicies = .present([]) },
    Edit(name: "inline document") {
      $0.inlinePolicies = .present([
        ObservedInlinePolicy(name: "a", document: .present(.policy(Sample.inline("x:*"))))
      ])
    },
  ]

  @Test("any change of a role shows", arguments: edits)
  func changed(_ row: Edit) {
    var role = AccountReaderTests.full()
    row.change(&role)
    var state = Self.state
    state.roles[Sample.role.name] = .present(role)
    #expect(Self.file().fit(to: state) == .rolesChanged([Sample.role.name]))
    #expect(state.rolesThatDiffer(from: Self.state) == [Sample.role.name])
  }

  @Test("the order in which IAM lists things is no change")
  func order() {
    var role = AccountReaderTests.full()
    role.tags = .present([Tag("b", "2"), Tag("a", "1")])
    role.managedPolicies = .present([
      ManagedPolicyAttachment(arn: "b"), ManagedPolicyAttachment(arn: "a"),
    ])
    var turned = role
    turned.tags = role.tags.value.map { .present($0.reversed()) } ?? .absent
    turned.managedPolicies = role.managedPolicies.value.map { .present($0.reversed()) } ?? .absent
    #expect(Sample.state([role]).json.text(.compact) == Sample.state([turned]).json.text(.compact))
  }

  @Test("requests that are computed anew must be the same, in the same order, for the same reason")
  func holds() {
    let file = Self.file()
    #expect(file.holds(Self.requests))
    #expect(!file.holds(Self.requests.reversed()))
    #expect(!file.holds(Array(Self.requests.dropLast())))
    #expect(!file.holds(Sample.creation.map { PlannedRequest($0, why: "other") }))
  }

  @Test("an edited file does not hold")
  func edited() throws {
    let text = Self.file().text.replacing("panorama.amazonaws.com", with: "evil.amazonaws.com")
    #expect(!(try PlanFile(reading: text).holds(Self.requests)))
  }

  struct Damage: Sendable {
    let from: String
    let to: String
    let message: String
  }

  static let damages: [Damage] = [
    Damage(
      from: "panorama-roles-plan", to: "plan",
      message: "'kind' must be 'panorama-roles-plan', not 'plan'"),
    Damage(from: "\"1.0\"", to: "\"2.0\"", message: "'schemaVersion' must be '1.0', not '2.0'"),
    Damage(from: "\"basedOn\"", to: "\"baseOn\"", message: "missing key 'basedOn' in a plan"),
    Damage(
      from: "\"partition\": \"aws\"", to: "\"partition\": 1",
      message: "'partition' must be a string, not a number"),
  ]

  @Test("a file of another form is an error with a place", arguments: damages)
  func damaged(_ row: Damage) throws {
    let text = Self.file().text
    let damaged = text.replacing(row.from, with: row.to, maxReplacements: 1)
    let error = #expect(throws: DocumentError.self) { try PlanFile(reading: damaged) }
    #expect(error?.problems.contains { $0.message.contains(row.message) } == true)
    #expect(error?.problems.allSatisfy { $0.position.line > 0 } == true)
  }
}
