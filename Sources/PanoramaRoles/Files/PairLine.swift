import CommandTable
import IAMPolicy
import JSONText
import PolicyAnalysis
import Reports

/// One line of `compare pairs`: two sides, each a document or a list of them.
struct PairLine {
  let actual: PolicySide
  let desired: PolicySide

  /// Reads a line; every problem is reported at once.
  init(_ json: JSON) throws(DocumentError) {
    let problems = ProblemCollector()
    var kind: PolicyKind?
    let form = JSONObjectReader(json, of: "a pair", known: nil, problems)
    if let text = form?.text("type"), let position = form?["type"]?.position {
      kind = PolicyKind(rawValue: text)
      if kind == nil {
        let kinds = PolicyKind.allCases.map(\.rawValue)
        problems.add(
          "invalid-value", at: position,
          "'type' takes \(kinds.map { "'\($0)'" }.joined(separator: ", ")), not "
            + Shown.quoted(text))
      }
    }
    func side(_ name: String) -> PolicySide {
      _ = form?.required(name)
      return PolicySide(documents: form?.documents(name, as: kind, problems) ?? [])
    }
    actual = side("actual")
    desired = side("desired")
    try problems.check()
  }

  /// What the sides grant and deny that the other does not.
  func access(at position: TextPosition) throws(DocumentError) -> PolicyComparison {
    do throws(PolicyAnalysisError) {
      return try SideComparison(actual: actual, desired: desired).access
    } catch {
      throw DocumentError(Problem("invalid-value", at: position, error.message, hint: error.hint))
    }
  }
}
