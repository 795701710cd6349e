import IAMPolicy
public import IAMRoles
public import JSONText

/// The differences that people accepted: a file of its own, or `ignore` in a spec.
public struct IgnoreList: Hashable, Sendable {
  /// The entries, in the order of the text.
  public var entries: [DriftSuppression]

  /// The member of a file that holds the entries.
  static let key = "ignore"

  /// Makes a list.
  public init(_ entries: [DriftSuppression]) { self.entries = entries }

  /// Reads the bytes of an ignore file.
  ///
  /// Throws every problem at once, in the order of the text.
  public init(reading bytes: some Collection<UInt8>) throws(DocumentError) {
    let findings = ProblemCollector()
    entries = []
    if let json = findings.jsonWithComments(of: bytes),
      let fields = JSONObjectReader(
        json, of: "an ignore list", known: ["$schema", "schemaVersion", Self.key],
        findings)
    {
      fields.checkSchemaVersion()
      if fields.required(Self.key) != nil { entries = Self.entries(fields) }
    }
    try findings.check()
  }

  /// The entries under `ignore`; what has another form becomes a problem.
  static func entries(_ fields: JSONObjectReader) -> [DriftSuppression] {
    fields.list(key).compactMap { json in
      let known = ["role", "kind", "path", "value", "reason", "owner", "expires"]
      guard
        let entry = JSONObjectReader(json, of: "an ignore entry", known: known, fields.problems)
      else { return nil }
      let role = entry.requiredText("role")
      let kind = kind(entry)
      let value = entry.requiredText("value")
      let about =
        role.map { " for \(kind.map { "'\($0.rawValue)' of " } ?? "")role \(Shown.quoted($0))" }
        ?? ""
      let reason = words(
        entry, "reason", about,
        hint: "write why the difference is accepted, for those who judge it later")
      let owner = words(entry, "owner", about, hint: "write who answers for it")
      let expires = entry.requiredText("expires")
      if let expires, !isDay(expires) {
        fields.problems.add(
          "expires", at: entry.position(of: "expires"),
          "\(Shown.quoted(expires)) is not a calendar day",
          hint: "write it as 2030-01-31")
      }
      guard let role, let kind, let value, let reason, let owner, let expires else { return nil }
      return DriftSuppression(
        role: role, kind: kind, path: entry.text("path"), value: value, reason: reason,
        owner: owner, expires: expires, mark: Mark(json.position))
    }
  }

  private static func kind(_ entry: JSONObjectReader) -> DifferenceKind? {
    guard let text = entry.requiredText("kind") else { return nil }
    if let kind = DifferenceKind(rawValue: text) { return kind }
    let names = DifferenceKind.allCases.map(\.rawValue)
    entry.problems.add(
      "kind", at: entry.position(of: "kind"), "unknown kind \(Shown.quoted(text))",
      hint: Sentence.didYouMean(text, among: names)
        ?? "the kinds are \(names.joined(separator: ", "))")
    return nil
  }

  /// A text that says something: an entry that nobody answers for is none.
  private static func words(
    _ entry: JSONObjectReader, _ key: String, _ about: String, hint: String
  ) -> String? {
    guard let text = entry.requiredText(key) else { return nil }
    if text.contains(where: { $0.isLetter || $0.isNumber }) { return text }
    entry.problems.add(
      "empty", at: entry.position(of: key), "'\(key)' of the ignore entry\(about) is empty",
      hint: hint)
    return nil
  }

  /// The list as a file.
  public var json: JSON {
    .object([
      ("schemaVersion", .string(JSONObjectReader.schemaVersion)),
      (Self.key, .array(entries.map(\.json))),
    ])
  }
}

extension DriftSuppression {
  /// The entry as written in a file.
  public var json: JSON {
    var members: [(String, JSON)] = [("role", .string(role)), ("kind", .string(kind.rawValue))]
    if let path { members.append(("path", .string(path))) }
    members += [
      ("value", .string(value)), ("reason", .string(reason)), ("owner", .string(owner)),
      ("expires", .string(expires)),
    ]
    return .object(members)
  }
}
