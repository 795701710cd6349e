public import JSONText

/// The roles of a Terraform state, or of a plan as they will be, as `terraform show -json` prints them.
public struct TerraformState: Sendable {
  /// The roles and what they have.
  public let state: DescribedState
  /// The accounts that are known.
  public let accounts: [String]

  /// Reads a state or a plan.
  ///
  /// - Throws: `DocumentError` with every problem that was found, each with its place.
  public init(reading bytes: [UInt8]) throws(DocumentError) {
    let json: JSON
    do throws(DocumentError) { json = try JSON(parsing: bytes, limits: .file) } catch {
      throw TerraformReader.explained(error, bytes)
    }
    guard let values = json["values"], json["resource_changes"] == nil else {
      let plan = try TerraformPlan(reading: bytes)
      state = plan.after
      accounts = plan.accounts
      return
    }
    let problems = ProblemCollector()
    let members = JSONObjectReader(json, of: "a state", known: nil, problems)
    _ = members?.requiredText("format_version")
    if values.object == nil { problems.wrongType(values, "'values'", "an object") }
    try problems.check()
    var reader = TerraformReader(problems: problems)
    reader.take(state: json)
    try problems.check()
    let sides = reader.assembled()
    state = sides.before
    accounts = sides.accounts
  }
}
