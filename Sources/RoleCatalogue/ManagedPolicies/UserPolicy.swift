import EmbeddedPolicies
public import IAMPolicy
import JSONText

/// The identity policy of people who use a service.
public struct UserPolicy: Hashable, Sendable {
  /// How much a user may do.
  public enum Level: String, Hashable, Sendable, CaseIterable {
    /// The least that the service is of use with.
    case minimum
    /// Every feature.
    case full
  }

  /// Which generation of the services is used.
  public enum Generation: String, Hashable, Sendable, CaseIterable {
    /// AWS Panorama since its general availability.
    case current
    /// The preview of AWS Panorama.
    case preview
    /// AWS DeepLens.
    case deeplens
  }

  /// What it is for: `A user of AWS Panorama, the minimum`.
  public var title: String
  /// What it allows, in one sentence.
  public var summary: String
  /// Where it comes from.
  public var source: String
  /// What users may also want and it does not allow.
  public var leftOut: [String]
  /// The document.
  public var document: PolicyDocument
  /// What AWS's own texts get wrong about what users need.
  public var corrections: [Correction]

  /// The policy for an account; without one its ARNs hold for every account.
  ///
  /// nil when the binary lacks it, which a test excludes.
  public static func policy(
    _ level: Level, _ generation: Generation, account: String?, partition: String
  ) -> UserPolicy? {
    let name = "user-\(generation.rawValue)-\(level.rawValue).json"
    guard let file = EmbeddedFiles.identityPolicies.first(where: { $0.name == name }) else {
      return nil
    }
    let values = ParameterValues(account: account ?? "*", partition: partition)
    return try? UserPolicy(reading: file.text, values: values)
  }
}

extension UserPolicy {
  /// Reads the text of one file of Policies/identity-policies.
  init(reading text: String, values: ParameterValues) throws(DocumentError) {
    let findings = ProblemCollector()
    let known = [
      "$schema", "schemaVersion", "name", "title", "summary", "source", "leftOut", "document",
      "corrections",
    ]
    guard let json = findings.json(of: Array(text.utf8)),
      let fields = JSONObjectReader(json, of: "an identity policy", known: known, findings)
    else { throw findings.failure }
    fields.checkSchemaVersion()
    let title = fields.requiredText("title")
    let summary = fields.requiredText("summary")
    let source = fields.requiredText("source")
    var document: PolicyDocument?
    if let json = fields.required("document") {
      let substitution = Substitution(values: values.values, findings: findings)
      do { document = try PolicyDocument(substitution.json(json), as: .identity) } catch {
        findings.add(error)
      }
    }
    guard let title, let summary, let source, let document, findings.isEmpty else {
      throw findings.failure
    }
    self.init(
      title: title, summary: summary, source: source,
      leftOut: fields.texts("leftOut").map(\.text), document: document,
      corrections: Correction.list(fields))
  }
}
