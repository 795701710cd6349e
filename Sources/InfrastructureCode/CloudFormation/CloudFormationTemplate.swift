public import IAMRoles
public import JSONText

/// A CloudFormation template: the roles that its stack has, for values of its parameters.
public struct CloudFormationTemplate: Sendable {
  /// Where and with which values a template is used.
  public struct Use: Hashable, Sendable {
    /// The values of parameters, before their defaults.
    public var parameters: [String: String]
    /// The account of the stack; nil when it is not known.
    public var account: String?
    /// The partition of the stack.
    public var partition: String
    /// The Region of the stack; nil when it is not known.
    public var region: String?

    /// Makes a use.
    public init(
      parameters: [String: String] = [:], account: String? = nil, partition: String = "aws",
      region: String? = nil
    ) {
      self.parameters = parameters
      self.account = account
      self.partition = partition
      self.region = region
    }
  }

  /// The roles and what they have.
  public let state: DescribedState
  /// Where the template has a resource, by its logical id.
  public let places: [String: TextPosition]
  /// What decides whether a resource exists, where that is not known, by its logical id.
  public let conditions: [String: UnknownValue]
  /// The names of the parameters.
  public let parameters: [String]
  /// What a reader should know: whole sentences without a full stop.
  public let notes: [String]

  /// What texts of an import take from outside.
  public let texts: [(name: String, expression: String, defaultValue: String?)]

  /// Reads a template to make a role set of it: what comes from outside is `${Name}` in texts.
  ///
  /// `account` and `partition` are those of the ARNs of its roles and policies.
  ///
  /// - Throws: `DocumentError` with every problem that was found, each with its place.
  public init(
    importing bytes: [UInt8], account: String, partition: String
  ) throws(DocumentError) {
    try self.init(
      bytes, Use(account: account, partition: partition), texts: TemplateTexts())
  }

  /// Reads a template.
  ///
  /// - Throws: `DocumentError` with every problem that was found, each with its place.
  public init(reading bytes: [UInt8], for use: Use = Use()) throws(DocumentError) {
    try self.init(bytes, use, texts: nil)
  }

  private init(
    _ bytes: [UInt8], _ use: Use, texts: TemplateTexts?
  ) throws(DocumentError) {
    let first = bytes.first { !(0x09...0x0D ~= $0 || $0 == 0x20) }
    if let first, first != UInt8(ascii: "{"), first != UInt8(ascii: "[") {
      throw DocumentError(
        Problem(
          "not-json", at: TextPosition(line: 1, column: 1), "the template is not JSON",
          hint: "convert YAML with 'rain fmt --json FILE', or with 'cfn-flip --json FILE'"))
    }
    var json = try JSON(parsing: bytes)
    // What 'aws cloudformation get-template' prints has the template inside.
    if let body = json["TemplateBody"], body.object != nil { json = body }
    let problems = ProblemCollector()
    let members = JSONObjectReader(json, of: "a template", known: nil, problems)
    _ = members?.requiredObject("Resources")
    for key in ["Parameters", "Mappings", "Conditions"] {
      if let value = members?[key], value.object == nil {
        problems.wrongType(value, "'\(key)'", "an object")
      }
    }
    try problems.check()
    var reader = TemplateReader(json, use, problems, texts: texts)
    reader.read()
    try problems.check()
    state = reader.state
    places = reader.places
    conditions = reader.conditions
    notes = reader.notes
    self.texts = (texts?.parameters ?? []).map { ($0.name, $0.expression, $0.defaultValue) }
    parameters = (json["Parameters"]?.object ?? []).map(\.name)
  }
}
