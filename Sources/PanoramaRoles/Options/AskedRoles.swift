import CommandTable
import IAMRoles
import JSONText
import Reports

/// The roles that `--role` names: all else is left out, and the output says so.
struct AskedRoles: Hashable, Sendable {
  static let role = Flag(
    "role", repeated: .found("NAME|GLOB", source: "roles"),
    "Only this role, or the roles that fit a pattern with '*' and '?'")

  let selection: RoleSelection

  init(_ arguments: Arguments) { selection = RoleSelection(arguments[Self.role]) }

  /// Refuses a pattern that fits no name: a check of nothing would find nothing.
  ///
  /// - Parameter place: what the names are of, as in `the spec`.
  func refuseUnmatched(by names: [String], in place: String) throws(CommandError) {
    try selection.refuseUnmatched(by: names, in: place)
  }

  /// The set with what is asked about; every role stays declared.
  func narrowing(_ set: RoleSet) throws(CommandError) -> RoleSet {
    try refuseUnmatched(by: set.roles.map(\.name), in: "the spec")
    var set = set
    set.selection = selection
    return set
  }
}

extension RoleSet {
  /// Refuses names and patterns of '--adopt' that mean nothing of the set.
  func refuseUnknownAdoption(_ names: [String]) throws(CommandError) {
    let arns = (policies.map(arn(of:)) + providers.map(arn(of:)) + left.map(\.arn))
    let known = roles.flatMap { [$0.name] + ($0.ordinary?.alternativeNames ?? []) }
    let shown = known + policies.map(\.name)
    let all =
      known
      + arns.flatMap { arn in
        let resource = String(arn.split(separator: ":", maxSplits: 5).last ?? "")
        let path = resource.split(separator: "/", maxSplits: 1).last ?? ""
        return [arn, resource, String(path), String(resource.split(separator: "/").last ?? "")]
      }
    let unknown = names.filter { name in
      !all.contains { $0.isSameName(as: name) || RoleSelection([name]).includes($0) }
    }
    guard !unknown.isEmpty else { return }
    throw CommandError(
      .usage, in: Program.name,
      unknown.map { name in
        CommandError.Problem(
          "'--adopt' \(Shown.quoted(name)) names no role, policy or identity provider of the role set",
          hint: Sentence.didYouMean(name, among: shown))
      })
  }

  /// The set, where a person takes over what these names and patterns mean.
  func adopting(_ names: [String]) -> RoleSet {
    var set = self
    set.ownership?.adopted += names
    return set
  }
}

extension RoleSelection {
  func refuseUnmatched(by names: [String], in place: String) throws(CommandError) {
    let unmatched = unmatched(by: names)
    guard !unmatched.isEmpty else { return }
    throw CommandError(
      .usage, in: Program.name,
      unmatched.map { pattern in
        CommandError.Problem(
          "no role of \(place) fits '--role' \(Shown.quoted(pattern))",
          hint: Sentence.didYouMean(pattern, among: names, else: Self.list(names)))
      })
  }

  private static func list(_ names: [String]) -> String? {
    let shown = names.prefix(10).map { "'\($0)'" }.joined(separator: ", ")
    guard !shown.isEmpty else { return nil }
    let rest = names.count > 10 ? " and \(names.count - 10) more" : ""
    return "the roles are \(shown)\(rest)"
  }
}
