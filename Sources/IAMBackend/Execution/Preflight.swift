import AWSAccess
public import IAMPolicy
import IAMRoles

/// What was found out before the first call that alters something.
public struct Preflight: Hashable, Sendable {
  /// Why a plan cannot be carried out to its end.
  public enum Obstacle: Hashable, Sendable {
    /// A managed policy that a role is to get does not exist.
    case missingPolicy(arn: String)
    /// A managed policy exists and cannot be attached.
    case unattachablePolicy(arn: String)
    /// The account has no room for what is made: so many exist, and the quota is.
    case quota(of: String, count: Int, adding: Int, quota: Int)
    /// A role would have more of something than IAM lets it.
    case roleQuota(role: String, of: String, count: Int, quota: Int)
    /// The caller may not make a call.
    case denied(action: String, resource: String)
  }

  /// What stops the plan, in order.
  public var obstacles: [Obstacle] = []
  /// What could not be found out, and why: lower-case start, no full stop.
  public var notes: [String] = []

  /// Nothing was found.
  public init() {}
}

/// Finds out whether the calls of a plan can succeed.
struct PreflightCheck: Sendable {
  let client: IAMClient
  let plan: Plan
  let drift: Drift
  /// The principal that makes the calls; nil when it is not known.
  let caller: String?

  /// Asks about policies, room and permissions at once.
  func run() throws(BackendError) -> Preflight {
    let room = needsRoom ? Ahead { accountRoom() } : nil
    let permissions = Ahead { simulations() }
    defer {
      room?.finish()
      permissions.finish()
    }
    var result = Preflight()
    let policies = PlanPermissions.givenPolicies(of: plan)
    let outcomes = client.outcomes(of: policies) { [client] arn throws(CallFailure) in
      try client.policy(arn).text(of: "IsAttachable")
    }
    for (arn, outcome) in zip(policies, outcomes) { try note(outcome, of: arn, &result) }
    try checkQuotas(room?.value, &result)
    try checkPermissions(permissions.value, &result)
    return result
  }

  // MARK: Managed policies

  private func note(
    _ outcome: Result<String?, CallFailure>, of arn: String, _ result: inout Preflight
  ) throws(BackendError) {
    switch outcome {
    case .success("false"): result.obstacles.append(.unattachablePolicy(arn: arn))
    case .success: break
    case .failure(let failure) where failure.isNoSuchEntity:
      result.obstacles.append(.missingPolicy(arn: arn))
    case .failure(let failure):
      try note(failure, "whether managed policy '\(arn)' exists is not known", &result)
    }
  }

  // MARK: Quotas

  /// How much of each kind the plan makes; what it makes none of is left out.
  private var made: [(what: String, key: String, count: Int)] {
    var made: [(what: String, key: String, count: Int)] = [
      ("roles", "Roles", 0), ("managed policies", "Policies", 0),
      ("instance profiles", "InstanceProfiles", 0),
    ]
    for planned in plan.changes {
      switch planned.change {
      case .role(.createRole, _), .role(.createServiceLinkedRole, _): made[0].count += 1
      case .managedPolicy(.createPolicy, _): made[1].count += 1
      case .instanceProfile(.createInstanceProfile, _, _): made[2].count += 1
      case .role, .managedPolicy, .instanceProfile, .identityProvider: break
      }
    }
    return made.filter { $0.count > 0 }
  }

  /// Whether it matters how much room the account has.
  private var needsRoom: Bool {
    let attaches = plan.changes.contains {
      if case .role(.attachRolePolicy, _) = $0.change { true } else { false }
    }
    return attaches || !made.isEmpty
  }

  private func accountRoom() -> Result<[String: Int], CallFailure> {
    do throws(CallFailure) { return .success(try client.accountSummary()) } catch {
      return .failure(error)
    }
  }

  private func checkQuotas(
    _ room: Result<[String: Int], CallFailure>?, _ result: inout Preflight
  ) throws(BackendError) {
    let summary = try? room?.get()
    let ofRoles = roleObstacles(attachedQuota: summary?["AttachedPoliciesPerRoleQuota"])
    result.obstacles += ofRoles.own
    if case .failure(let failure) = room {
      return try note(failure, "how much room the account has is not known", &result)
    }
    guard let summary else { return }
    for entry in made {
      guard let count = summary[entry.key], let quota = summary["\(entry.key)Quota"],
        count + entry.count > quota
      else { continue }
      result.obstacles.append(
        .quota(of: entry.what, count: count, adding: entry.count, quota: quota))
    }
    result.obstacles += ofRoles.attached
  }

  /// Walks through the moments of the plan: IAM refuses the call with which a role has too much of something.
  private func roleObstacles(
    attachedQuota: Int?
  ) -> (own: [Preflight.Obstacle], attached: [Preflight.Obstacle]) {
    var own: [Preflight.Obstacle] = []
    var attached: [Preflight.Obstacle] = []
    func check(
      _ role: ObservedRole, _ what: String, _ count: Int, _ quota: Int,
      _ list: inout [Preflight.Obstacle]
    ) {
      guard count > quota else { return }
      let obstacle = Preflight.Obstacle.roleQuota(
        role: role.name, of: what, count: count, quota: quota)
      // The last moment says how many there would be.
      list.removeAll { $0.isAboutSame(as: obstacle) }
      list.append(obstacle)
    }
    var state = drift.accountState
    state.prepare()
    for planned in plan.changes {
      guard (try? state.apply(planned.change)) != nil,
        let role = state.role(named: planned.change.subject)
      else { continue }
      switch planned.change {
      case .role(.attachRolePolicy, _):
        guard let attachedQuota else { continue }
        check(
          role, "managed policies", role.managedPolicies.value?.count ?? 0, attachedQuota,
          &attached)
      case .role(.putRolePolicy, _):
        let sizes = (role.inlinePolicies.value ?? []).compactMap { $0.document.value?.policy?.size }
        check(
          role, "characters in inline policies", sizes.reduce(0, +),
          IAMQuotas.standard.inlinePolicySize, &own)
      case .role(.tagRole, _):
        check(role, "tags", role.tags.value?.count ?? 0, IAMQuotas.tagsPerRole, &own)
      case .role, .managedPolicy, .instanceProfile, .identityProvider: break
      }
    }
    return (own, attached)
  }

  // MARK: Permissions

  /// Asks IAM to simulate the calls, where the caller may ask.
  private func simulations() -> [Result<[Preflight.Obstacle], CallFailure>] {
    // The root user may do everything, and cannot be simulated.
    guard let caller, !caller.hasSuffix(":root"), !caller.contains(":federated-user/") else {
      return []
    }
    let questions = PlanPermissions(for: plan, closing: drift).statements.map(\.statement)
      .flatMap(PrincipalSimulation.parts)
    func ask(_ questions: [Statement]) -> [Result<[Preflight.Obstacle], CallFailure>] {
      client.outcomes(of: questions) { [client] statement throws(CallFailure) in
        try client.denials(of: statement, to: caller)
      }
    }
    // One note is enough for whoever may not ask.
    let first = ask(Array(questions.prefix(1)))
    guard case .some(.success) = first.first else { return first }
    return first + ask(Array(questions.dropFirst()))
  }

  private func checkPermissions(
    _ outcomes: [Result<[Preflight.Obstacle], CallFailure>], _ result: inout Preflight
  ) throws(BackendError) {
    var failures: [CallFailure] = []
    for outcome in outcomes {
      switch outcome {
      case .success(let denials):
        for denial in denials where !result.obstacles.contains(denial) {
          result.obstacles.append(denial)
        }
      case .failure(let failure): failures.append(failure)
      }
    }
    if let failure = failures.first {
      try note(
        failure, "whether the caller may make all calls of the plan is not known", &result)
    }
  }

  /// What cannot be found out stops nothing.
  private func note(
    _ failure: CallFailure, _ words: String, _ result: inout Preflight
  ) throws(BackendError) {
    guard failure.kind != .cancelled else { throw BackendError(failure, reading: nil) }
    result.notes.append("\(words): \(failure.message)")
  }
}

extension Preflight.Obstacle {
  /// Whether both say that one role has too much of one thing.
  fileprivate func isAboutSame(as other: Self) -> Bool {
    guard case .roleQuota(let role, let what, _, _) = self,
      case .roleQuota(role, what, _, _) = other
    else { return false }
    return true
  }
}

extension IAMClient {
  /// The counts and quotas of the account, by the names that IAM gives them.
  func accountSummary() throws(CallFailure) -> [String: Int] {
    let action = "GetAccountSummary"
    do throws(CallFailure) {
      let answer = try caller.call(action, [])
      var summary: [String: Int] = [:]
      for entry in answer["SummaryMap"]?.children ?? [] {
        guard let key = entry.text(of: "key") else { continue }
        summary[key] = entry.text(of: "value").flatMap { Int($0) }
      }
      return summary
    } catch {
      throw error.during(action)
    }
  }

  /// What a principal may not do of what a statement allows.
  ///
  /// A condition on a key that was not given decides only in the real call.
  func denials(
    of statement: Statement, to principal: String
  ) throws(CallFailure) -> [Preflight.Obstacle] {
    let action = "SimulatePrincipalPolicy"
    do throws(CallFailure) {
      var denials: [Preflight.Obstacle] = []
      var marker: String?
      // No statement of the tool has so many pages.
      for _ in 0..<100 {
        let question = PrincipalSimulation(statement, of: principal)
        let answer = try caller.callOnce(
          action, question.parameters + (marker.map { [("Marker", $0)] } ?? []))
        for result in answer.members(of: "EvaluationResults") {
          guard let name = result.text(of: "EvalActionName"),
            let decision = result.text(of: "EvalDecision"), decision != "allowed",
            result.members(of: "MissingContextValues").isEmpty
          else { continue }
          denials.append(
            .denied(action: name, resource: result.text(of: "EvalResourceName") ?? "*"))
        }
        guard answer.text(of: "IsTruncated") == "true", let next = answer.text(of: "Marker") else {
          break
        }
        marker = next
      }
      return denials
    } catch {
      throw error.during(action)
    }
  }
}

/// The question whether a principal may make the calls that a statement allows, as IAM takes it.
public struct PrincipalSimulation: Sendable {
  /// The parameters of SimulatePrincipalPolicy, without a marker.
  public let parameters: [(String, String)]

  /// How many resources are asked about at once.
  private static let mostResources = 50

  /// The statement in parts that ask about few enough resources.
  static func parts(of statement: Statement) -> [Statement] {
    guard case .resource(let resources)? = statement.resource, resources.count > mostResources
    else { return [statement] }
    return stride(from: 0, to: resources.count, by: mostResources).map { start in
      IdentityStatement(
        sid: statement.sid, statement.effect, statement.action,
        on: .resource(Array(resources[start..<min(start + mostResources, resources.count)])),
        when: statement.condition
      ).statement
    }
  }

  /// Makes the question; a session is asked about as the role behind it.
  public init(_ statement: Statement, of principal: String) {
    var parameters = [("PolicySourceArn", Self.source(of: principal))]
    func add(_ list: String, _ values: [String]) {
      for (index, value) in values.enumerated() {
        parameters.append(("\(list).member.\(index + 1)", value))
      }
    }
    add("ActionNames", statement.action.patterns.map(\.text))
    if case .resource(let resources)? = statement.resource {
      add("ResourceArns", resources.map(\.text).filter { !$0.utf8.elementsEqual("*".utf8) })
    }
    for (index, clause) in statement.condition.clauses.enumerated() {
      let entry = "ContextEntries.member.\(index + 1)"
      parameters += [
        ("\(entry).ContextKeyName", clause.key),
        ("\(entry).ContextKeyValues.member.1", clause.values.first?.text ?? ""),
        ("\(entry).ContextKeyType", "string"),
      ]
    }
    self.parameters = parameters
  }

  /// The simulation takes the role behind a session and no session.
  private static func source(of arn: String) -> String {
    let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[2] == "sts", parts[5].hasPrefix("assumed-role/") else {
      return arn
    }
    let role = parts[5].split(separator: "/")[1]
    return "arn:\(parts[1]):iam::\(parts[4]):role/\(role)"
  }
}
