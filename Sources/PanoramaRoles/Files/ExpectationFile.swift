import CommandTable
import IAMPolicy
package import JSONText
import Reports

/// What `test` runs: requests that some policies must allow or deny
/// (Policies/schema/expectations.schema.json).
package struct ExpectationFile: Sendable {
  /// The policies that are asked.
  enum Subject: Sendable {
    /// Documents by path, with the place of each path.
    case policies([(origin: StatementReference.Origin, file: NamedFile)])
    /// A role of a built-in set, made for an account.
    case role(RoleChoice)
    /// A role of a snapshot.
    case snapshot(NamedFile, role: String, rolePosition: TextPosition)
  }

  /// A file that the file names.
  struct NamedFile: Hashable, Sendable {
    var path: String
    /// Where it is named.
    var position: TextPosition

    /// Reads a policy document, for an expectation file at `path`.
    func policy(
      for path: String, in bounds: FileBounds, as kind: PolicyKind?
    ) throws(CommandError) -> PolicyFile {
      do throws(CommandError) {
        let resolved = ExpectationSubject.resolved(self.path, at: path)
        try bounds.check(resolved)
        return try PolicyFile.read(resolved, as: kind, isNamed: true)
      } catch {
        throw error.placed(at: Place.text(InputFile.displayName(path), position))
      }
    }
  }

  /// What a role of a set is made of.
  struct RoleChoice: Hashable, Sendable {
    var name: String
    var account: String
    var partition: String
    var devices: [String]
    var allDevices: Bool
    var position: TextPosition
  }

  let subject: Subject
  /// The documents of managed policies that the role has, by ARN.
  let managedPolicies: [String: NamedFile]
  /// What must hold, in the order of the file.
  let expectations: [Expectation]
  /// Where the files may be that it names.
  var bounds = FileBounds(of: "-", allowsOutside: false)

  static let schemaVersion = "1.0"
  private static let members = [
    "$schema", "schemaVersion", "description", "policies", "role", "account", "partition",
    "devices",
    "allDevices", "snapshot", "managedPolicies", "allow", "deny",
  ]

  /// Reads a file; every problem is reported at once.
  package init(reading bytes: [UInt8]) throws(DocumentError) {
    let json = try JSON(parsing: bytes)
    let problems = ProblemCollector()
    guard
      let form = JSONObjectReader(json, of: "an expectation file", known: Self.members, problems)
    else {
      try problems.check()
      throw DocumentError(
        Problem("invalid-value", at: json.position, "an expectation file is an object"))
    }
    Self.checkVersion(form, problems)
    let subject = Self.subject(form, problems)
    managedPolicies = Self.managedPolicies(form, problems)
    if !managedPolicies.isEmpty, case .policies = subject {
      problems.add(
        "invalid-value", at: form["managedPolicies"]?.position ?? json.position,
        "'managedPolicies' belongs to a role, and here are 'policies'",
        hint: "name the documents in 'policies'")
    }
    expectations =
      (Self.expectations(form, "allow", problems)
      + Self.expectations(form, "deny", problems)).sorted { $0.position < $1.position }
    if form["allow"] == nil, form["deny"] == nil {
      problems.add(
        "invalid-value", at: json.position, "the file expects nothing",
        hint: "add the list 'allow' or 'deny'")
    }
    try problems.check()
    guard let subject else {
      throw DocumentError(Problem("invalid-value", at: json.position, "the file names no policies"))
    }
    self.subject = subject
  }

  private static func checkVersion(_ form: JSONObjectReader, _ problems: ProblemCollector) {
    guard let value = form.required("schemaVersion"),
      let version = problems.text(value, "schemaVersion"), version != schemaVersion
    else { return }
    problems.add(
      "invalid-value", at: value.position,
      "schema version \(Shown.quoted(version)) is unknown here", hint: "write \"\(schemaVersion)\"")
  }

  // MARK: The policies

  private static func subject(_ form: JSONObjectReader, _ problems: ProblemCollector) -> Subject? {
    if let policies = form["policies"] {
      refuse(["role", "snapshot", "account", "partition", "devices", "allDevices"], form, problems)
      return Self.policies(policies, problems)
    }
    guard let role = form.text("role") else {
      if form["role"] == nil {
        problems.add(
          "invalid-value", at: form.json.position, "the file names no policies",
          hint: "add 'policies' with the paths of documents, or 'role' with the name of a role")
      }
      return nil
    }
    if form["snapshot"] != nil {
      refuse(["account", "partition", "devices", "allDevices"], form, problems)
      return form.text("snapshot").map {
        .snapshot(
          NamedFile(path: $0, position: form["snapshot"]?.position ?? .none), role: role,
          rolePosition: form["role"]?.position ?? .none)
      }
    }
    guard let account = form.required("account").flatMap({ problems.text($0, "account") }) else {
      return nil
    }
    return .role(
      RoleChoice(
        name: role, account: account, partition: form.text("partition") ?? "aws",
        devices: form.textOrTexts("devices"), allDevices: form.flag("allDevices") ?? false,
        position: form["role"]?.position ?? form.json.position))
  }

  private static func refuse(
    _ names: [String], _ form: JSONObjectReader, _ problems: ProblemCollector
  ) {
    for name in names {
      guard let value = form[name] else { continue }
      let other = form["policies"] == nil ? "snapshot" : "policies"
      problems.add(
        "invalid-value", at: value.position, "'\(name)' and '\(other)' cannot both be given",
        hint: "leave one of them out")
    }
  }

  private static func policies(_ json: JSON, _ problems: ProblemCollector) -> Subject? {
    let origins = StatementReference.Origin.allCases
    guard
      let form = JSONObjectReader(json, of: "'policies'", known: origins.map(\.rawValue), problems)
    else {
      return nil
    }
    var paths: [(origin: StatementReference.Origin, file: NamedFile)] = []
    for origin in origins {
      guard let value = form[origin.rawValue] else { continue }
      for element in value.array ?? [value] {
        guard let path = problems.text(element, origin.rawValue) else { continue }
        paths.append((origin, NamedFile(path: path, position: element.position)))
      }
    }
    if form["trust"] != nil, form["resource"] != nil {
      problems.add(
        "invalid-value", at: json.position, "'trust' and 'resource' cannot both bear on a request",
        hint: "write two expectation files")
    }
    if paths.isEmpty {
      problems.add(
        "invalid-value", at: json.position, "'policies' names no document",
        hint: "for example {\"identity\": [\"policy.json\"]}")
    }
    return .policies(paths)
  }

  private static func managedPolicies(
    _ form: JSONObjectReader, _ problems: ProblemCollector
  ) -> [String: NamedFile] {
    guard let value = form["managedPolicies"],
      let policies = JSONObjectReader(value, of: "'managedPolicies'", known: nil, problems)
    else { return [:] }
    var paths: [String: NamedFile] = [:]
    for member in policies.json.object ?? [] {
      paths[member.name] = problems.text(member.value, member.name)
        .map { NamedFile(path: $0, position: member.value.position) }
    }
    return paths
  }

  // MARK: The requests

  private static func expectations(
    _ form: JSONObjectReader, _ list: String, _ problems: ProblemCollector
  ) -> [Expectation] {
    form.list(list).compactMap { json in
      guard let request = AccessRequest.read(json, others: ["name"], problems) else { return nil }
      let name = json["name"].flatMap { problems.text($0, "name") }
      return Expectation(
        request: request, isAllowed: list == "allow", name: name, position: json.position)
    }
  }
}
