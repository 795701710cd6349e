public import JSONText

/// A plan as `terraform show -json FILE` prints it: the roles that it has before and after.
///
/// Format: Terraform, "JSON Output Format", `format_version` 1.x.
public struct TerraformPlan: Sendable {
  /// What exists before.
  public let before: DescribedState
  /// What will exist after.
  public let after: DescribedState
  /// Where the plan has a resource, by its address.
  public let places: [String: TextPosition]
  /// The accounts that are known.
  public let accounts: [String]
  /// What a reader should know of the plan: whole sentences without a full stop.
  public let notes: [String]

  /// Reads a plan.
  ///
  /// - Throws: `DocumentError` with every problem that was found, each with its place.
  public init(reading bytes: [UInt8]) throws(DocumentError) {
    let problems = ProblemCollector()
    var reader = TerraformReader(problems: problems)
    let json: JSON
    do throws(DocumentError) {
      json = try JSON.walking(bytes, limits: .file) { list, element, _ in
        if list == "resource_changes" { reader.add(element) }
      }
    } catch {
      throw TerraformReader.explained(error, bytes)
    }
    reader.finish(json)
    try problems.check()
    let assembled = reader.assembled()
    before = assembled.before
    after = assembled.after
    accounts = assembled.accounts
    places = reader.places
    notes = reader.notes + reader.notesOnOthers
  }
}

/// Reads the parts of a plan.
struct TerraformReader {
  /// A change of one resource instance.
  struct Change {
    let address: String
    let type: String
    let name: String
    let actions: [String]
    let before: JSON?
    let after: JSON?
    let unknown: JSON?
    let beforeSensitive: JSON?
    let afterSensitive: JSON?

    /// Whether it is deleted and made again, or made.
    var isNew: Bool { actions.contains("create") }
    /// Whether the instance exists after: what is forgotten stays as it is.
    var isThereAfter: Bool { after != nil || isNew || actions == ["forget"] }
    var isChanged: Bool { actions != ["no-op"] && actions != ["read"] }
  }

  let problems: ProblemCollector
  private(set) var changes: [Change] = []
  private(set) var places: [String: TextPosition] = [:]
  private(set) var notes: [String] = []
  private(set) var configuration = TerraformConfiguration(.null)
  private var seen: Set<String> = []
  private var prior: JSON?

  init(problems: ProblemCollector) { self.problems = problems }

  /// The types whose changes are looked at.
  static func isLookedAt(_ type: String) -> Bool {
    type.hasPrefix("aws_iam_") || TerraformResourcePolicies.types.contains(type)
      || type.hasPrefix("awscc_iam_") || type == "aws_caller_identity"
  }

  mutating func add(_ json: JSON) {
    guard let members = JSONObjectReader(json, of: "a resource change", known: nil, problems),
      let address = members.requiredText("address"), let type = members.requiredText("type"),
      let change = members.requiredObject("change")
    else { return }
    guard Self.isLookedAt(type), members.text("mode") == "managed" else { return }
    let deposed = members.text("deposed")
    if !seen.insert("\(address)#\(deposed ?? "")").inserted {
      problems.add(
        "duplicate-entry", at: members.position(of: "address"),
        "resource \(Shown.quoted(address)) exists twice in the plan",
        hint: "print the plan again with 'terraform show -json'")
      return
    }
    guard let parts = JSONObjectReader(change, of: "a change", known: nil, problems) else { return }
    let actions = parts.requiredList("actions").compactMap { problems.text($0, "actions") }
    func object(_ key: String) -> JSON? {
      guard let value = parts[key] else { return nil }
      guard value.object != nil else {
        problems.wrongType(value, "'\(key)'", "an object or null")
        return nil
      }
      return value
    }
    let found = Change(
      address: deposed.map { "\(address) (deposed \($0))" } ?? address, type: type,
      name: address, actions: actions, before: object("before"), after: object("after"),
      unknown: parts["after_unknown"], beforeSensitive: parts["before_sensitive"],
      afterSensitive: parts["after_sensitive"])
    places[found.address] = json.position
    changes.append(found)
  }

  mutating func finish(_ json: JSON) {
    guard let members = JSONObjectReader(json, of: "a plan", known: nil, problems) else { return }
    let hint = "print the plan with 'terraform show -json plan.out'"
    if json["resource_changes"] == nil, json["values"] != nil {
      problems.add(
        "not-a-plan", at: json.position, "this is a Terraform state, not a plan",
        hint: "make one with 'terraform plan -out=plan.out', and \(hint)")
      return
    }
    if let version = members.requiredText("format_version", hint: hint),
      !version.hasPrefix("1.")
    {
      problems.add(
        "format-version", at: members.position(of: "format_version"),
        "format version \(Shown.quoted(version)) of a plan is not supported",
        hint: "print the plan with Terraform 1.0 or newer")
    }
    // A plan of an empty configuration has no changes at all.
    if json["planned_values"] == nil { _ = members.requiredList("resource_changes", hint: hint) }
    if let configuration = members.requiredObject("configuration") {
      self.configuration = TerraformConfiguration(configuration)
    }
    if members.flag("errored") == true {
      problems.add(
        "plan-errored", at: members.position(of: "errored"),
        "Terraform could not finish this plan, so it lacks changes",
        hint: "correct what 'terraform plan' reports, and print the plan again")
    }
    if members.flag("complete") == false {
      notes.append(
        "the plan is not complete: Terraform leaves some changes for another plan "
          + "('-target', or deferred changes)")
    }
    prior = json["prior_state"]?["values"]?["root_module"]
    addUnchanged()
  }

  /// Takes the resources of a state.
  mutating func take(state json: JSON) {
    prior = json["values"]?["root_module"]
    addUnchanged()
  }

  /// What the state has and the plan does not mention, as with `-target`, stays as it is.
  private mutating func addUnchanged() {
    var modules = prior.map { [$0] } ?? []
    while let module = modules.popLast() {
      modules += (module["child_modules"]?.array ?? []).reversed()
      for resource in module["resources"]?.array ?? [] {
        guard let address = resource["address"]?.string, let type = resource["type"]?.string,
          resource["mode"]?.string == "managed", Self.isLookedAt(type),
          !seen.contains("\(address)#"), resource["deposed_key"] == nil,
          let values = resource["values"], values.object != nil
        else { continue }
        seen.insert("\(address)#")
        places[address] = resource.position
        changes.append(
          Change(
            address: address, type: type, name: address, actions: ["no-op"], before: values,
            after: values, unknown: nil, beforeSensitive: resource["sensitive_values"],
            afterSensitive: resource["sensitive_values"]))
      }
    }
  }

  /// The data sources of the state: what the configuration looked up.
  func data(_ type: String) -> [(address: String, values: JSON)] {
    var found: [(address: String, values: JSON)] = []
    var modules = prior.map { [$0] } ?? []
    while let module = modules.popLast() {
      modules += (module["child_modules"]?.array ?? []).reversed()
      for resource in module["resources"]?.array ?? []
      where resource["mode"]?.string == "data" && resource["type"]?.string == type {
        if let address = resource["address"]?.string, let values = resource["values"] {
          found.append((address, values))
        }
      }
    }
    return found
  }

  /// An error that says what the file is where it is recognised.
  static func explained(_ error: DocumentError, _ bytes: [UInt8]) -> DocumentError {
    let first = bytes.firstIndex(of: UInt8(ascii: "\n")).map { bytes[..<$0] } ?? bytes[...]
    if let line = JSON.reading(first).value, line["@level"] != nil || line["@message"] != nil {
      return DocumentError(
        Problem(
          "not-a-plan", at: TextPosition(line: 1, column: 1),
          "this is the log of 'terraform plan -json', which does not contain the plan",
          hint: "make a plan with 'terraform plan -out=plan.out', and print it with "
            + "'terraform show -json plan.out'"))
    }
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      return DocumentError(
        Problem(
          "not-a-plan", at: TextPosition(line: 1, column: 1), "this is a saved plan, not JSON",
          hint: "print it with 'terraform show -json FILE'"))
    }
    return error
  }
}
