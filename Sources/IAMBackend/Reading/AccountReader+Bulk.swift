import AWSAccess
import IAMRoles

extension AccountReader {
  /// What takes the pages of the account; what is asked for does not depend on the roles.
  static func bulkAnswer(
    for set: RoleSet, _ scope: ReadScope, roles: Set<String> = [], others: Set<String> = []
  ) -> BulkAnswer {
    BulkAnswer(
      roles: roles, documents: scope.pinned,
      policies: scope.includesRelated ? [] : Set(set.askedPolicies.map(set.arn(of:))),
      others: others)
  }

  /// Reads all roles at once, and gives those that the answer does not tell whole.
  func readInBulk(
    _ wanted: [WantedRole], _ set: RoleSet, _ scope: ReadScope, _ listed: [String: RoleAnswer],
    _ first: Result<XMLElement, CallFailure>?, _ bulk: inout BulkAnswer,
    _ reading: inout AccountReading
  ) throws(BackendError) -> [WantedRole] {
    var answer = Self.bulkAnswer(
      for: set, scope, roles: Set(wanted.map(\.name)),
      others: Set((reading.related.others.value ?? []).map(\.name)))
    let most = mayGiveUp ? Self.calls(for: set, scope) : .max
    var isWhole = true
    do throws(CallFailure) {
      var pages = 0
      try client.accountDetails(answer.filter, first: first) { page throws(CallFailure) in
        answer.add(page)
        pages += 1
        // Where pages are so small that one by one takes fewer calls, the first one tells.
        let size = max(1, page.members(of: "RoleDetailList").count)
        isWhole = pages > 1 || listed.count / size <= most
        return isWhole
      }
    } catch {
      guard !error.isFatal else { throw BackendError(error, reading: nil) }
      let cause =
        error.isDenied
        ? "the caller may not (iam:\(IAMClient.bulkAction))" : "that failed: \(error.message)"
      reading.notes.append("the roles were read one by one and not all at once, since \(cause)")
      return wanted
    }
    guard isWhole else { return wanted }
    bulk = answer
    reading.related.add(permissions: answer.permissionsOfOthers)
    var rest: [WantedRole] = []
    for role in wanted {
      guard var observed = answer.found[role.name], let list = listed[role.name] else {
        rest.append(role)
        continue
      }
      observed.description = list.description
      observed.maxSessionDuration = list.maxSessionDuration
      reading.state.roles[role.key] = .present(observed)
      if scope.includesRelated {
        reading.related.instanceProfiles[role.key] = .present(answer.profiles[role.name] ?? [])
      }
    }
    return rest
  }
}

extension ReadScope {
  fileprivate var pinned: Set<String> {
    switch self {
    case .plan, .planWithOthers: []
    case .drift(let pinned): pinned
    }
  }
}
