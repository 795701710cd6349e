import CommandTable
import IAMBackend
import IAMPolicy
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// The choice of roles that a person wants to retire.
struct RetireChoice: Hashable, Sendable {
  /// The names of roles, in any case.
  var names: [String] = []
  /// Every removable role that nothing used for so many days.
  var unusedDays: Int?
  var disables = false
  var forcesDetach = false

  var isEmpty: Bool { names.isEmpty && unusedDays == nil }

  /// That the choice fits none of the roles of services that ended.
  func nothingChosen(among count: Int) -> String {
    let roles = "\(counted(count, "role")) \(count == 1 ? "serves" : "serve") a retired service"
    guard let unusedDays else { return "No named role is left; \(roles)." }
    return "No removable role is known to be unused for \(counted(unusedDays, "day")); \(roles)."
  }
}

/// Finds the roles of retired services in an account or a snapshot, and plans their end.
struct RetireRun {
  /// A use within so many days counts as use.
  static let recentDays = 90

  let snapshot: Snapshot
  let file: String
  let account: String
  let partition: String
  let now: Int
  let choice: RetireChoice

  func found() -> [RetiredRole] {
    var roles = RoleCatalogue.builtIn.retired(
      among: snapshot.rolesInUse, account: account, now: now, recent: Self.recentDays * 86_400)
    for place in roles.indices {
      let (passers, undecided) = passers(of: roles[place])
      roles[place].passers = passers
      roles[place].undecidedPassers = undecided
    }
    return roles
  }

  /// The roles that the plan is about: those that are named, or unused for so long; without a choice every
  /// removable one.
  func chosen(among roles: [RetiredRole]) throws(CommandError) -> [RetiredRole] {
    if choice.isEmpty { return roles.filter { $0.verdict == .removable } }
    var problems: [CommandError.Problem] = []
    var chosen: [RetiredRole] = []
    for name in choice.names {
      let found = roles.first { $0.name.isSameName(as: name) }
      guard let found else {
        // A stopped run may have deleted it: the same command can be given again.
        guard snapshot.index(ofRole: name) != nil else { continue }
        problems.append(
          .init(
            "role '\(name)' does not serve a retired service",
            hint: Sentence.didYouMean(
              name, among: roles.map(\.name), else: "'panorama-roles retire' lists those that do")))
        continue
      }
      guard found.verdict == .removable else {
        problems.append(
          .init(
            "role '\(found.name)' is \(found.verdict.words): "
              + found.reasons.joined(separator: "; "),
            hint: "'panorama-roles retire' shows all that is known of it"))
        continue
      }
      if choice.disables, found.subject.role.isServiceLinked {
        problems.append(
          .init(
            "role '\(found.name)' is service-linked, and IAM does not let anybody change its trust policy",
            hint: "leave '--disable' out to delete it"))
        continue
      }
      chosen.append(found)
    }
    if let days = choice.unusedDays {
      chosen += roles.filter { role in
        role.verdict == .removable && role.subject.isUnused(for: days * 86_400, at: now)
          && !(choice.disables && role.subject.role.isServiceLinked)
          && !chosen.contains { $0.name == role.name }
      }
    }
    guard problems.isEmpty else { throw CommandError(.refused, in: Program.name, problems) }
    return chosen.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// What a person has to name before roles go: a dry run says so, and nothing is changed without it.
  func questions(about roles: [RetiredRole]) -> [CommandError.Problem] {
    if choice.disables || choice.forcesDetach { return [] }
    return roles.compactMap { role in
      let foreign =
        role.foreignAttachments + role.foreignInlinePolicies.map { "inline policy \($0)" }
      guard !foreign.isEmpty else { return nil }
      let list = foreign.map { "'\($0)'" }.joined(separator: ", ")
      return .init(
        "role '\(role.name)' has policies that are not known to be its own: \(list)",
        hint: "repeat the command with '--force-detach' when they may go; the archive keeps them")
    }
  }

  func changes(for roles: [RetiredRole]) -> [PlannedChange] {
    roles.flatMap { choice.disables ? $0.disabling : $0.deletion }
  }

  /// The roles of the account that may pass a role to one of the services that it trusts, and those of which
  /// that cannot be said, since a document of theirs is not known.
  private func passers(of retired: RetiredRole) -> (may: [String], undecided: [String]) {
    let role = retired.subject.role
    guard !role.isServiceLinked else { return ([], []) }
    let services = (role.trust.value?.policy?.trustedServices ?? []).sorted()
    var found: [String] = []
    var undecided: [String] = []
    for candidate in snapshot.rolesInUse.map(\.role) where !candidate.isServiceLinked {
      let parts = RoleParts(candidate)
      let known = try? parts.permissions(in: file) { (arn) throws(CommandError) in
        try parts.managed(arn, snapshot.managedPolicy(arn), in: file)
      }
      guard let known, known.unknown == nil else {
        undecided.append("role '\(candidate.name)'")
        continue
      }
      let set = known.sources.set
      let mayPass = services.contains { service in
        set.decide(
          AccessRequest(
            principal: nil, action: "iam:PassRole", resource: role.arn,
            context: RequestContext(["iam:PassedToService": [service]]))
        ).isAllowed
      }
      if mayPass { found.append("role '\(candidate.name)'") }
    }
    return (found, undecided)
  }
}
