import JSONText

/// Writes what a template takes from outside as parameters of a role set: `${Name}` in a text.
final class TemplateTexts {
  /// A parameter that texts name.
  struct Parameter {
    let name: String
    /// What it is in the template: `Ref Stage`.
    let expression: String
    let defaultValue: String?
  }

  /// The parameters, in the order in which they were met.
  private(set) var parameters: [Parameter] = []

  /// The names that every role set has.
  private static let common: Set<String> = ["Account", "Partition", "Region"]

  /// The text for a value of the template; nil where the name means something else already.
  func parameter(_ expression: String, _ words: String, _ value: String?) -> String? {
    let name = words.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    guard !name.isEmpty, name.first?.isLetter == true, !Self.common.contains(name) else {
      return nil
    }
    if let known = parameters.first(where: { $0.name == name }) {
      return known.expression == expression ? "${\(name)}" : nil
    }
    parameters.append(
      Parameter(name: name, expression: expression, defaultValue: value.map(escaped)))
    return "${\(name)}"
  }

  /// The text for a pseudo parameter; nil for another name.
  func pseudo(_ name: String) -> String? {
    switch name {
    case "AWS::AccountId": "${Account}"
    case "AWS::Partition": "${Partition}"
    case "AWS::Region": parameter("Ref AWS::Region", "StackRegion", nil)
    case "AWS::StackName": parameter("Ref AWS::StackName", "StackName", nil)
    case "AWS::StackId": parameter("Ref AWS::StackId", "StackId", nil)
    case "AWS::URLSuffix": parameter("Ref AWS::URLSuffix", "URLSuffix", "amazonaws.com")
    case _: nil
    }
  }

  /// A text of the template as a role set writes it: `${Name}` outside of `Fn::Sub` is not a parameter, and
  /// becomes `${!Name}`.
  ///
  /// `${aws:username}` is a variable of the policy language and stays.
  func escaped(_ text: String) -> String {
    var parts = TemplateResolver.split(text, "${")
    for place in parts.indices.dropFirst() {
      let inside = parts[place].drop { $0 == "!" }
      guard let end = inside.firstIndex(of: "}") else { continue }
      let name = inside[..<end]
      guard let first = name.first, first.isASCII, first.isLetter,
        name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
      else { continue }
      parts[place] = "!\(parts[place])"
    }
    return parts.joined(separator: "${")
  }

  /// How many parameters and literals a text may have.
  static func marks(_ text: String) -> Int { TemplateResolver.split(text, "${").count }
}
