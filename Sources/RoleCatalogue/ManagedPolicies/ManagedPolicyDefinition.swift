import EmbeddedPolicies
public import IAMPolicy
import JSONText

/// An AWS managed policy as it was when the catalogue was written.
public struct ManagedPolicyDefinition: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The path: `/`, `/service-role/`, `/aws-service-role/`.
  public var path: String
  /// The version of the document: `v5`.
  public var version: String
  /// The day on which AWS made the policy.
  public var created: CalendarDate
  /// The day on which AWS made this version.
  public var updated: CalendarDate
  /// The day since which it cannot be attached any more; nil when AWS did not deprecate it.
  public var deprecated: CalendarDate?
  /// The name of the policy that AWS made in its place.
  public var successor: String?
  /// Whether it can be attached to an ordinary role.
  public var isAttachable: Bool
  /// How sure all of this is.
  public var confidence: Confidence
  /// Who says so.
  public var source: String
  /// What it allows.
  public var document: PolicyDocument
  /// What AWS's own texts get wrong about it.
  public var corrections: [Correction]

  /// The ARN in a partition.
  public func arn(partition: String = "aws") -> String {
    "arn:\(partition):iam::aws:policy\(path)\(name)"
  }

  /// Everything that the binary carries: Policies/documents, in the order of the names.
  ///
  /// A test reads each of them without a problem.
  public static var builtIn: [ManagedPolicyDefinition] {
    EmbeddedFiles.documents.compactMap { try? ManagedPolicyDefinition(reading: $0.text) }
  }

  /// The names of all policies that the binary carries.
  public static var names: [String] {
    EmbeddedFiles.documents.map { String($0.name.dropLast(".json".count)) }
  }

  /// The policy of a name, whatever its case, or of an ARN.
  public static func named(_ name: String) -> ManagedPolicyDefinition? {
    let last = name.split(separator: "/").last.map { $0.lowercased() } ?? ""
    let file = EmbeddedFiles.documents.first { $0.name.lowercased() == "\(last).json" }
    let found = file.flatMap { try? ManagedPolicyDefinition(reading: $0.text) }
    guard let found, name.contains(":") else { return name.contains("/") ? nil : found }
    return name.split(separator: ":", maxSplits: 5).last.map { String($0) }
      == "policy\(found.path)\(found.name)" ? found : nil
  }

  /// The name of a policy that somebody probably meant.
  public static func nearestName(to name: String) -> String? {
    NearestName.of(name, among: names)
  }
}

extension ManagedPolicyDefinition {
  /// Reads the text of one file of Policies/documents.
  init(reading text: String) throws(DocumentError) {
    let findings = ProblemCollector()
    let known = [
      "$schema", "schemaVersion", "name", "path", "version", "created", "updated", "deprecated",
      "successor", "attachable", "confidence", "source", "document", "corrections",
    ]
    guard let json = findings.json(of: Array(text.utf8)),
      let fields = JSONObjectReader(json, of: "a managed policy", known: known, findings)
    else { throw findings.failure }
    fields.checkSchemaVersion()
    func date(_ key: String) -> CalendarDate? {
      guard let text = fields.requiredText(key) else { return nil }
      if let date = CalendarDate(text) { return date }
      findings.add("date", at: fields.position(of: key), "\(Shown.quoted(text)) is not a day")
      return nil
    }
    let name = fields.requiredText("name")
    let path = fields.requiredText("path")
    let version = fields.requiredText("version")
    let created = date("created")
    let updated = date("updated")
    let confidence = fields.requiredText("confidence").flatMap(Confidence.init)
    var document: PolicyDocument?
    if let json = fields.required("document") {
      do { document = try PolicyDocument(json, as: .identity) } catch {
        findings.add(error)
      }
    }
    guard let name, let path, let version, let created, let updated, let confidence, let document,
      let source = fields.requiredText("source"), let isAttachable = fields.flag("attachable"),
      findings.isEmpty
    else { throw findings.failure }
    self.init(
      name: name, path: path, version: version, created: created, updated: updated,
      deprecated: fields["deprecated"].flatMap { _ in date("deprecated") },
      successor: fields.text("successor"), isAttachable: isAttachable, confidence: confidence,
      source: source, document: document, corrections: Correction.list(fields))
  }
}
