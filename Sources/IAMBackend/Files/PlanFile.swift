import IAMPolicy
public import IAMRoles
public import JSONText

/// A plan saved to be executed later, bound to what it was made from: the spec, the options and the
/// account's state as it was read.
///
/// IAM has no compare-and-swap; this is the nearest thing.
public struct PlanFile: Hashable, Sendable {
  /// The version of the file's form.
  public static let schemaVersion = "1.0"
  /// What the file says it is.
  public static let kind = "panorama-roles-plan"

  /// The 12-digit account id.
  public let account: String
  /// The partition: `aws` or another one, such as `aws-cn`.
  public let partition: String
  /// The spec that the plan realises, whole.
  public let spec: JSON
  /// The options that the plan was made with.
  public let options: JSON
  /// The account's state that the plan starts from, in the form of `AccountState.json`.
  public let basedOn: JSON
  /// The requests, each as `PlannedRequest.json` has it.
  public let requests: [JSON]

  /// Makes the file of a plan.
  public init(spec: JSON, options: JSON, basedOn state: AccountState, requests: [PlannedRequest]) {
    account = state.account
    partition = state.partition
    self.spec = spec
    self.options = options
    basedOn = state.json
    self.requests = requests.map(\.json)
  }

  /// The content as JSON.
  public var json: JSON {
    .object([
      ("schemaVersion", .string(Self.schemaVersion)), ("kind", .string(Self.kind)),
      ("account", .string(account)), ("partition", .string(partition)), ("spec", spec),
      ("options", options), ("basedOn", basedOn), ("requests", .array(requests)),
    ])
  }

  /// The content as it is written to disk.
  public var text: String { json.text(.pretty) + "\n" }

  /// Says whether the plan still fits an account that was read again.
  public func fit(to state: AccountState) -> Fit {
    guard account == state.account, partition == state.partition else {
      return .otherAccount(state.account)
    }
    let changed = AccountState.rolesThatDiffer(basedOn, state.json)
    return changed.isEmpty ? .fits : .rolesChanged(changed)
  }

  /// Says whether the saved requests are, byte for byte, those that were computed again.
  public func holds(_ recomputed: [PlannedRequest]) -> Bool {
    JSON.array(requests).text(.compact) == JSON.array(recomputed.map(\.json)).text(.compact)
  }

  /// How a plan and an account relate.
  public enum Fit: Hashable, Sendable {
    /// The account is as it was when the plan was made.
    case fits
    /// These roles, named as the plan asked for them, are other now.
    case rolesChanged([String])
    /// The account that was read is another one.
    case otherAccount(String)
  }
}

extension PlanFile {
  /// Reads a saved plan.
  ///
  /// - Throws: `DocumentError` with every problem that was found, each with its place.
  public init(reading text: String) throws(DocumentError) {
    try self.init(JSON(parsing: text, limits: .file))
  }

  /// Reads a saved plan from its parsed text.
  public init(_ json: JSON) throws(DocumentError) {
    let problems = ProblemCollector(ignoresNull: false)
    let known = [
      "schemaVersion", "kind", "account", "partition", "spec", "options", "basedOn", "requests",
    ]
    guard let members = JSONObjectReader(json, of: "a plan", known: known, problems) else {
      throw problems.failure
    }
    members.expect("kind", Self.kind, hint: "make the plan with 'panorama-roles plan --out FILE'")
    members.expect(
      "schemaVersion", Self.schemaVersion, hint: "make the plan again with this version")
    let account = members.requiredText("account")
    let partition = members.requiredText("partition")
    let spec = members.requiredObject("spec")
    let options = members.requiredObject("options")
    let basedOn = members.requiredObject("basedOn")
    let requests = members.requiredList("requests")
    if let options {
      _ = JSONObjectReader(
        options, of: "the options of a plan", known: ["remove", "role", "adopt"], problems)
    }
    try problems.check()
    guard let account, let partition, let spec, let options, let basedOn else {
      throw problems.failure
    }
    self.account = account
    self.partition = partition
    self.spec = spec
    self.options = options
    self.basedOn = basedOn
    self.requests = requests
  }
}
