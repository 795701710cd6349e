import IAMPolicy
import Reports

extension FuzzTarget {
  /// ARNs and wildcards: the first line is a pattern, the rest a text.
  public static let arn = FuzzTarget(name: "arn") { input in
    let lines = lines(of: input, 2)
    let (pattern, text) = (lines[0], lines[1])
    if let arn = ARN(text), arn.text != text { return "the fields of the ARN are not its text" }
    if let fault = faultOfWildcards(pattern, text) { return fault }
    let resource = ResourcePattern(pattern)
    for hasVariables in [false, true] {
      _ = resource.matches(
        text, in: RequestContext(["aws:username": [text]]), hasVariables: hasVariables)
    }
    return nil
  }

  /// Compares the matcher with the obvious one, which takes exponential time: on short texts alone.
  private static func faultOfWildcards(_ pattern: String, _ text: String) -> String? {
    let matches = WildcardPattern(pattern).matches(text)
    if matches, !WildcardPattern(pattern, foldingCase: true).matches(text) {
      return "folding case loses a match"
    }
    let (short, tokens) = (Array(text.unicodeScalars), Array(pattern.unicodeScalars))
    guard short.count <= 12, tokens.count <= 12 else { return nil }
    return matches == obvious(tokens[...], short[...]) ? nil : "the wildcards match otherwise"
  }

  private static func obvious(
    _ pattern: ArraySlice<Unicode.Scalar>, _ text: ArraySlice<Unicode.Scalar>
  ) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    switch first {
    case "*":
      return obvious(pattern.dropFirst(), text)
        || (!text.isEmpty && obvious(pattern, text.dropFirst()))
    default:
      guard let scalar = text.first, first == "?" || first == scalar else { return false }
      return obvious(pattern.dropFirst(), text.dropFirst())
    }
  }
}
