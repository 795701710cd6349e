import JSONText

/// Something that a text of AWS says and that is not so.
public struct Correction: Hashable, Sendable {
  /// Which text.
  public var document: String
  /// What it says.
  public var says: String
  /// What is so.
  public var fact: String
  /// How we know.
  public var source: String

  /// All of it on one line, for people who are shown something else.
  public var note: String { "\(document) says: \(says); in fact: \(fact) (\(source))" }
}

extension Correction {
  /// The corrections of a role or a policy.
  static func list(_ fields: JSONObjectReader) -> [Correction] {
    fields.list("corrections").compactMap { Correction($0, fields.problems) }
  }

  private init?(_ json: JSON, _ findings: ProblemCollector) {
    let known = ["document", "says", "fact", "source"]
    guard let fields = JSONObjectReader(json, of: "a correction", known: known, findings) else {
      return nil
    }
    let document = fields.requiredText("document")
    let says = fields.requiredText("says")
    let fact = fields.requiredText("fact")
    let source = fields.requiredText("source")
    guard let document, let says, let fact, let source else { return nil }
    self.init(document: document, says: says, fact: fact, source: source)
  }
}
