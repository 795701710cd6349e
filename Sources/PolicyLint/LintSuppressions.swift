public import IAMPolicy
public import JSONText

/// A finding that is accepted: of a rule, perhaps in one file or statement, for a reason, until a day.
public struct LintSuppression: Hashable, Sendable {
  /// The id of the rule.
  public var rule: String
  /// A pattern (`*`, `?`) for the path of the file; nil for every file.
  public var file: String?
  /// The `Sid` of the statement; nil for every statement.
  public var sid: String?
  /// Why; never empty.
  public var reason: String
  /// The last day on which it holds, `YYYY-MM-DD`.
  public var expires: String
  /// Where the entry is in its file.
  public var mark: Mark

  /// Says whether it is about a finding in a file.
  func covers(_ finding: LintFinding, in path: String) -> Bool {
    rule == finding.rule && sid.map { $0 == finding.sid } ?? true
      && file.map { WildcardPattern($0).matches(path) } ?? true
  }
}

/// The suppressions of one file.
public struct LintSuppressions: Hashable, Sendable {
  /// The entries, in the order of the file.
  public let entries: [LintSuppression]

  /// None.
  public static let none = LintSuppressions(entries: [])

  private init(entries: [LintSuppression]) { self.entries = entries }

  /// Reads `{"schemaVersion": "1.0", "suppressions": [{rule, file, sid, reason, expires}]}`.
  ///
  /// - Parameters:
  ///   - bytes: the JSON text.
  ///   - rules: the ids of further rules.
  /// - Throws: every problem with its place.
  public init(
    reading bytes: [UInt8], alsoRules rules: [String] = []
  ) throws(DocumentError) {
    let json = try JSON(parsing: bytes)
    var reader = SuppressionReader(rules: LintRule.all.map(\.id) + RoleRule.all.map(\.id) + rules)
    let entries = reader.read(json)
    if let first = reader.problems.first {
      throw DocumentError(first, Array(reader.problems.dropFirst()))
    }
    self.entries = entries
  }

  /// What remains of the findings of all files, what was suppressed, and what is wrong with the entries.
  ///
  /// An expired entry suppresses nothing. `today` is `YYYY-MM-DD`.
  public func applied(
    to findings: [(path: String, finding: LintFinding)], today: String
  ) -> (kept: [(path: String, finding: LintFinding)], suppressed: Int, entries: [LintFinding]) {
    var isUsed = [Bool](repeating: false, count: entries.count)
    var suppressed = 0
    let kept = findings.filter { path, finding in
      let places = entries.indices.filter { entries[$0].covers(finding, in: path) }
      for place in places { isUsed[place] = true }
      let holds = places.contains { entries[$0].expires >= today }
      suppressed += holds ? 1 : 0
      return !holds
    }
    let remarks = zip(entries, isUsed).compactMap { entry, isUsed in
      Self.remark(on: entry, isUsed: isUsed, today: today)
    }
    return (kept, suppressed, remarks)
  }

  private static func remark(
    on entry: LintSuppression, isUsed: Bool, today: String
  ) -> LintFinding? {
    if entry.expires < today {
      return LintFinding(
        rule: "suppression-expired", severity: .warning,
        message: "the suppression of '\(entry.rule)' ended on \(entry.expires)",
        hint: "fix what it hid, or choose a later day", position: entry.mark.position)
    }
    guard !isUsed else { return nil }
    return LintFinding(
      rule: "suppression-unmatched", severity: .warning,
      message: "the suppression of '\(entry.rule)' matches no finding", hint: "remove the entry",
      position: entry.mark.position)
  }
}

/// Reads the entries and collects what is wrong with them.
private struct SuppressionReader {
  let rules: [String]
  var problems: [Problem] = []

  init(rules: [String]) { self.rules = rules }

  mutating func read(_ json: JSON) -> [LintSuppression] {
    guard let members = members(of: json, known: ["schemaVersion", "suppressions"], "the file")
    else {
      return []
    }
    if let version = members["schemaVersion"], version.string?.hasPrefix("1.") != true {
      report(version.position, "'schemaVersion' is not \"1.0\"", "write \"1.0\"")
    }
    guard let list = members["suppressions"]?.array else {
      report(
        members["suppressions"]?.position ?? json.position, "the file has no list 'suppressions'",
        "add \"suppressions\": []")
      return []
    }
    return list.compactMap { entry($0) }
  }

  private mutating func entry(_ json: JSON) -> LintSuppression? {
    let known = ["rule", "file", "sid", "reason", "expires"]
    guard let members = members(of: json, known: known, "an entry") else { return nil }
    var texts: [String: String] = [:]
    for name in known {
      guard let value = members[name] else { continue }
      if let text = value.string {
        texts[name] = text
      } else {
        report(value.position, "'\(name)' must be a string, not \(value.kind)", "put it in quotes")
      }
    }
    for name in ["rule", "reason", "expires"] where (texts[name] ?? "").isEmpty {
      if members[name]?.string != nil || members[name] == nil {
        report(
          members[name]?.position ?? json.position, "an entry has no '\(name)'",
          name == "expires" ? "say until when, as YYYY-MM-DD" : "add it")
      }
    }
    check(rule: texts["rule"], at: members["rule"]?.position)
    if let day = texts["expires"], !day.isEmpty, !isDay(day) {
      report(
        members["expires"]?.position ?? json.position, "'\(day)' is not a date",
        "write it as YYYY-MM-DD")
    }
    guard let rule = texts["rule"], let reason = texts["reason"], let expires = texts["expires"]
    else { return nil }
    return LintSuppression(
      rule: rule, file: texts["file"], sid: texts["sid"], reason: reason, expires: expires,
      mark: Mark(json.position))
  }

  private mutating func check(rule: String?, at position: TextPosition?) {
    guard let rule, !rule.isEmpty, !rules.contains(rule) else { return }
    let nearest = NearestName.of(rule, among: rules)
    report(
      position ?? .none, "rule '\(rule)' does not exist",
      nearest.map { "the nearest is '\($0)'" } ?? "'panorama-roles lint rules' lists the rules")
  }

  private mutating func members(
    of json: JSON, known: [String], _ subject: String
  ) -> [String: JSON]? {
    guard let object = json.object else {
      report(json.position, "\(subject) must be an object, not \(json.kind)", nil)
      return nil
    }
    for member in object where !known.contains(member.name) {
      let nearest = NearestName.of(member.name, among: known)
      report(
        member.namePosition, "\(subject) has no '\(member.name)'",
        nearest.map { "the nearest is '\($0)'" } ?? "remove it")
    }
    return Dictionary(object.map { ($0.name, $0.value) }) { first, _ in first }
  }

  private mutating func report(_ position: TextPosition, _ message: String, _ hint: String?) {
    problems.append(Problem("wrong-type", at: position, message, hint: hint))
  }
}
