import AWSAccess
import IAMRoles

/// Reading all roles at once, and when that is worth it.
extension AccountSurvey {
  /// Says whether a sweep is ever tried for this set: a small check never reads a whole account.
  static func maySweep(_ set: RoleSet) -> Bool { calls(for: set) > callsOfSmallCheck }

  /// The calls that reading one by one takes when the account is as the set says: four a role, one an
  /// inline policy, two a managed one.
  static func calls(for set: RoleSet) -> Int {
    var calls = 0
    var policies: Set<String> = []
    for case .ordinary(let role) in set.roles {
      calls += 4 + role.inlinePolicies.count
      policies.formUnion(role.managedPolicies.map(\.arn))
    }
    return calls + 2 * policies.count
  }

  /// Reads by a sweep and gives the roles that it does not tell.
  func sweep(
    _ asked: [Asked], _ set: RoleSet, _ pinned: Set<String>, _ listed: [String: RoleAnswer],
    isForced: Bool, _ survey: inout SurveyReading
  ) throws(BackendError) -> [Asked] {
    var answer = BulkAnswer()
    do throws(CallFailure) {
      let isWhole = try sweep(
        asked, pinned, isForced ? nil : (listed.count, Self.calls(for: set)), &answer)
      guard isWhole else { return asked }
    } catch {
      guard !error.isFatal else { throw BackendError(error, reading: nil) }
      let cause =
        error.isDenied
        ? "the caller may not (iam:GetAccountAuthorizationDetails)"
        : "that failed: \(error.message)"
      survey.notes.append("the roles were read one by one and not all at once, since \(cause)")
      return asked
    }
    var rest: [Asked] = []
    for role in asked {
      guard var observed = answer.roles[role.name], let list = listed[role.name] else {
        rest.append(role)
        continue
      }
      observed.description = .present(list.description)
      observed.maxSessionDuration = list.maxSessionDuration
      survey.state.roles[role.key] = .present(observed)
      survey.related.instanceProfiles[role.key] = .present(answer.profiles[role.name] ?? [])
    }
    for (arn, document) in answer.policies {
      survey.related.managedPolicies[arn] = .present(document)
    }
    return rest
  }

  /// Reads page by page; gives up when the pages are so small that one by one takes fewer calls: with
  /// `others`, the number of roles in the account and of calls one by one.
  private func sweep(
    _ asked: [Asked], _ pinned: Set<String>, _ others: (roles: Int, calls: Int)?,
    _ answer: inout BulkAnswer
  ) throws(CallFailure) -> Bool {
    let names = Set(asked.map(\.name))
    var filter = ["Role"]
    if pinned.contains(where: { $0.contains("::aws:policy/") }) {
      filter.append("AWSManagedPolicy")
    }
    if pinned.contains(where: { !$0.contains("::aws:policy/") }) {
      filter.append("LocalManagedPolicy")
    }
    let parameters =
      filter.enumerated().map { ("Filter.member.\($0 + 1)", $1) } + [("MaxItems", "1000")]
    let action = "GetAccountAuthorizationDetails"
    var cursor = PageCursor()
    var marker: [(String, String)] = []
    while true {
      let page = try caller.call(action, parameters + marker)
      answer.add(page, wantedRoles: names, wantedPolicies: pinned)
      guard let next = try cursor.next(after: page, action: action) else { return true }
      if let others, cursor.pages == 1 {
        let size = max(1, page.members(of: "RoleDetailList").count)
        guard others.roles / size <= others.calls else { return false }
      }
      marker = [next]
    }
  }
}
