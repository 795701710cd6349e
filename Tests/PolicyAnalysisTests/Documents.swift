import IAMPolicy
import PolicyAnalysis
import Testing

/// Reads a document that a test writes down.
func document(_ text: String, as kind: PolicyKind? = nil) throws -> PolicyDocument {
  try PolicyDocument(reading: text, as: kind)
}

/// An identity policy of statements that are written as JSON, one a string.
func identity(_ statements: String..., version: String = "2012-10-17") throws -> PolicyDocument {
  try document(
    #"{"Version":"\#(version)","Statement":[\#(statements.joined(separator: ","))]}"#,
    as: .identity)
}

/// A statement that allows actions on resources.
func allow(_ action: String, _ resource: String, _ condition: String = "{}") -> String {
  statement("Allow", action, resource, condition)
}

/// A statement that denies actions on resources.
func deny(_ action: String, _ resource: String, _ condition: String = "{}") -> String {
  statement("Deny", action, resource, condition)
}

private func statement(
  _ effect: String, _ action: String, _ resource: String, _ condition: String
) -> String {
  func list(_ text: String) -> String {
    "[" + text.split(separator: " ").map { "\"\($0)\"" }.joined(separator: ",") + "]"
  }
  return """
    {"Effect":"\(effect)","Action":\(list(action)),"Resource":\(list(resource)),\
    "Condition":\(condition)}
    """
}

/// A trust policy of statements that are written as JSON, one a string.
func trust(_ statements: String...) throws -> PolicyDocument {
  try document(
    #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#, as: .trust)
}

/// Limits under which nothing is guessed, so that the proof itself finds the witness.
let withoutGuesses = AnalysisLimits(guesses: 0)

/// Compares two single documents, with and without guesses, which must agree.
func compare(
  _ actual: PolicyDocument, _ desired: PolicyDocument,
  _ location: SourceLocation = #_sourceLocation
) throws -> PolicyComparison {
  let guessed = try PolicyComparer.compare(
    actual: PolicySide(actual), desired: PolicySide(desired), evidence: .anyRequest)
  let proved = try PolicyComparer.compare(
    actual: PolicySide(actual), desired: PolicySide(desired), evidence: .anyRequest,
    limits: withoutGuesses)
  #expect(guessed.grants == proved.grants, sourceLocation: location)
  #expect(guessed.denies == proved.denies, sourceLocation: location)
  return proved
}
