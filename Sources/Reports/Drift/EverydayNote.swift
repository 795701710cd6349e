import IAMRoles

/// What is said of roles that nobody declared and that trust an everyday service as roles of the spec do.
enum EverydayNote {
  /// So many are named where a person reads; JSON and HTML have all.
  private static let limit = 5

  /// One sentence; nil when no such role exists.
  static func text(_ drift: Drift) -> String? {
    guard let sentence = sentence(drift) else { return nil }
    let named = drift.everydayRoles.prefix(limit).map { "'\($0.name)'" }.joined(separator: ", ")
    let rest = drift.everydayRoles.count - limit
    return sentence + ": " + named + (rest > 0 ? " and \(rest) more" : "")
      + "; '--everyday-roles' counts them as drift"
  }

  /// How many there are and what they trust.
  static func sentence(_ drift: Drift) -> String? {
    let roles = drift.everydayRoles
    guard !roles.isEmpty else { return nil }
    let services = Set(roles.flatMap(\.services)).sorted().map { "'\($0)'" }
    let (verb, others) = roles.count == 1 ? ("trusts", "is") : ("trust", "are")
    return
      "\(counted(roles.count, "role")) \(verb) \(services.joined(separator: ", ")), as roles of the spec do, "
      + "and \(others) not in the spec"
  }
}
