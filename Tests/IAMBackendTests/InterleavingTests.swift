import IAMPolicy
import IAMRoles
import Testing

@testable import IAMBackend

/// Three roles changed side by side and killed at any moment: every order in which calls can begin and end,
/// with and without the effect of each call that is under way, and with a failure anywhere.
///
/// An evaluator of its own, which reads statements and no patterns but a final `*`, says who may do what.
@Suite("Three roles, killed at any moment of any interleaving")
struct InterleavingTests {
  private static let services = ["lambda", "greengrass", "ec2", "panorama"]
  private static let actions = [
    "s3:GetObject", "s3:PutObject", "logs:PutLogEvents", "iam:CreateUser", "sqs:SendMessage",
  ]

  // MARK: An evaluator of its own

  private static func fits(_ pattern: String, _ text: String) -> Bool {
    pattern.hasSuffix("*") ? text.hasPrefix(pattern.dropLast()) : text == pattern
  }

  /// What statements say of an action on every resource.
  private static func allows(_ documents: [PolicyDocument], _ action: String) -> Bool {
    var isAllowed = false
    for statement in documents.flatMap(\.statements) {
      guard case .action(let patterns) = statement.action,
        patterns.contains(where: { fits($0.text, action) })
      else { continue }
      if statement.effect == .deny { return false }
      isAllowed = true
    }
    return isAllowed
  }

  private static func trusts(_ trust: PolicyDocument?, _ service: String) -> Bool {
    (trust?.statements ?? []).contains { statement in
      guard statement.effect == .allow, case .principal(.some(let named))? = statement.principal
      else { return false }
      return named.contains { $0.value == "\(service).amazonaws.com" }
    }
  }

  /// `role service action` for everything that somebody may do.
  private static func access(_ account: AccountState) -> Set<String> {
    var found: Set<String> = []
    for (name, reading) in account.roles {
      guard let role = reading.value else { continue }
      var documents = (role.inlinePolicies.value ?? []).compactMap { $0.document.value?.policy }
      for attached in role.managedPolicies.value ?? [] {
        if let policy = account.ownPolicies[attached.arn]?.value?.document.policy {
          documents.append(policy)
        }
      }
      for service in services where trusts(role.trust.value?.policy, service) {
        for action in actions where allows(documents, action) {
          found.insert("\(name) \(service) \(action)")
        }
      }
    }
    return found
  }

  // MARK: The plan

  private static func mixed(_ denied: String) -> PolicyDocument {
    .identity([
      IdentityStatement(
        .allow, .action([ActionPattern("*")]), on: .resource([ResourcePattern("*")])),
      IdentityStatement(
        .deny, .action([ActionPattern(denied)]), on: .resource([ResourcePattern("*")])),
    ])
  }

  private static func set(
    _ policy: String, _ roles: Role...
  ) -> RoleSet {
    RoleSet(
      account: Sample.account,
      policies: [
        CustomerManagedPolicy(
          name: Sample.ownPolicy.name, path: Sample.ownPolicy.path,
          description: Sample.ownPolicy.description, document: Sample.inline(policy),
          tags: Sample.ownPolicy.tags)
      ], roles: roles.map { .ordinary($0) })
  }

  private static func role(
    _ name: String, _ service: String, attached: Bool = false, _ inline: [String: PolicyDocument]
  ) -> Role {
    Role(
      name: name, trust: Sample.trust("\(service).amazonaws.com"),
      managedPolicies: attached ? [ManagedPolicyAttachment(arn: Sample.ownARN)] : [],
      inlinePolicies: inline.keys.sorted().compactMap { key in
        inline[key].map { InlinePolicy(name: key, document: $0) }
      })
  }

  /// Another trust policy with other permissions, two documents that exchange their denials, and a new
  /// role, all under one policy that gets another document.
  private static let before = set(
    "s3:GetObject", role("One", "lambda", ["p": Sample.inline("s3:*")]),
    role("Two", "ec2", attached: true, ["p": mixed("s3:*"), "q": mixed("logs:*")]))
  private static let after = set(
    "sqs:SendMessage", role("One", "greengrass", ["p": Sample.inline("iam:CreateUser")]),
    role("Two", "ec2", attached: true, ["p": mixed("logs:*"), "q": mixed("s3:*")]),
    role("Three", "panorama", attached: true, ["p": Sample.inline("logs:PutLogEvents")]))

  private static func plan(
    _ set: RoleSet, on account: AccountState
  ) throws -> (changes: [PlannedChange], end: AccountState) {
    var account = account
    for case .ordinary(let role) in set.roles where account.roles[role.name] == nil {
      account.roles[role.name] = .absent
    }
    let changes = try Plan(closing: Drift(between: set, and: account)).changes
    return (changes, try changes.reduce(account) { try $0.applying($1.change) })
  }

  // MARK: Every interleaving

  /// The moments that executions of a plan can be killed at, as sets of the changes that were made.
  private struct Moments {
    private struct Place: Hashable {
      let states: [ExecutionQueue.State]
      let ready: [Int]
    }

    private let width: Int
    private let withFailures: Bool
    private(set) var made: Set<[Int]> = []
    /// How many sequences of endings there are from each place.
    private var paths: [Place: Int] = [:]
    private(set) var sequences = 0

    init(_ changes: [PlannedChange], width: Int, withFailures: Bool) {
      self.width = width
      self.withFailures = withFailures
      sequences = walk(ExecutionQueue(changes.map(\.change), width: width))
    }

    /// Begins all that may begin, then lets each of the changes under way end first.
    private mutating func walk(_ queue: ExecutionQueue) -> Int {
      var queue = queue
      while queue.next() != nil {}
      let place = Place(states: queue.states, ready: queue.ready)
      if let known = paths[place] { return known }
      let running = queue.states.indices.filter { queue.states[$0] == .running }
      let done = queue.states.indices.filter { [.made, .unknown].contains(queue.states[$0]) }
      for subset in 0..<(1 << running.count) {
        let effects = running.indices.filter { subset & (1 << $0) != 0 }.map { running[$0] }
        made.insert((done + effects).sorted())
      }
      var count = running.isEmpty ? 1 : 0
      for index in running {
        var next = queue
        next.finish(index)
        count += walk(next)
        guard withFailures else { continue }
        for isOpen in [false, true] {
          var failed = queue
          failed.fail(index, isOpen: isOpen, endsAll: false)
          count += walk(failed)
        }
      }
      paths[place] = count
      return count
    }
  }

  @Test(
    "no moment allows what neither beginning nor end does, and the next run ends at the same place",
    arguments: [(2, false), (3, true)])
  func everyMoment(width: Int, withFailures: Bool) throws {
    let start = try Self.plan(Self.before, on: .empty(for: Self.before)).end
    let (changes, end) = try Self.plan(Self.after, on: start)
    #expect(Set(changes.map(\.change.subject)).count == 4)
    #expect(changes.count >= 9)
    let limit = Self.access(start).union(Self.access(end))
    #expect(Self.access(start) != Self.access(end))
    let moments = Moments(changes, width: width, withFailures: withFailures)
    #expect(moments.sequences >= (withFailures ? 1000 : 50))
    for made in moments.made.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let moment = try made.reduce(start) { try $0.applying(changes[$1].change) }
      let extra = Self.access(moment).subtracting(limit)
      #expect(extra.isEmpty, "after \(made): \(extra.sorted())")
      // The run that follows has the same limit, and ends where the whole plan does.
      let rest = try Self.plan(Self.after, on: moment)
      var state = moment
      for change in rest.changes {
        state = try state.applying(change.change)
        let wider = Self.access(state).subtracting(limit)
        #expect(wider.isEmpty, "after \(made), then \(change.change): \(wider.sorted())")
      }
      #expect(Self.access(rest.end) == Self.access(end), "after \(made)")
      #expect(try Self.plan(Self.after, on: rest.end).changes.isEmpty, "after \(made)")
    }
  }

  @Test("the evaluator sees a role that has new permissions under its old trust policy")
  func judges() throws {
    let start = try Self.plan(Self.before, on: .empty(for: Self.before)).end
    let (changes, end) = try Self.plan(Self.after, on: start)
    let limit = Self.access(start).union(Self.access(end))
    let isNew = { (change: Change) in
      if case .role(.putRolePolicy, name: "One") = change { true } else { false }
    }
    let early = try changes.filter { isNew($0.change) }.reduce(start) {
      try $0.applying($1.change)
    }
    #expect(Self.access(early).subtracting(limit) == ["One lambda iam:CreateUser"])
  }
}
