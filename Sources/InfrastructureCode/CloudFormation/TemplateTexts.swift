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
    parameters.append(Parameter(name: name, expression: expression, defaultValue: value))
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

  /// Whether a text of the template reads like a parameter of a role set, which it is not.
  ///
  /// `${aws:username}` is a variable of the policy language and stays.
  func isAmbiguous(_ text: String) -> Bool {
    TemplateResolver.split(text, "${").dropFirst().contains { part in
      guard let name = part.split(separator: "}", omittingEmptySubsequences: false).first,
        name.utf8.count < part.utf8.count
      else { return false }
      return !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
  }
}
