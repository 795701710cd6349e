import IAMPolicy
import JSONText

/// The values of the parameters `${Name}` of a role set.
///
/// A parameter's name is letters and digits. Whatever else stands between the braces is a policy
/// variable (`${aws:username}`) or an escape (`${*}`) of IAM's language and stays as it is.
public struct ParameterValues: Hashable, Sendable {
  /// The names that every set has: `Account`, `Partition`, `Region`.
  static let common = ["Account", "Partition", "Region"]

  /// The values by name.
  var values: [String: String]

  /// Makes values; a parameter without value is a problem only where it is used.
  public init(
    account: String, partition: String, region: String? = nil, own: [String: String] = [:]
  ) {
    values = own
    values["Account"] = account
    values["Partition"] = partition
    values["Region"] = region
  }

  /// Values that serve to check a file before anybody chose some.
  static func sample(for parameters: [ParameterDefinition]) -> ParameterValues {
    let own = parameters.map { ($0.name, $0.defaultValue ?? "Sample") }
    return ParameterValues(
      account: "123456789012", partition: "aws", region: "us-east-1",
      own: Dictionary(own, uniquingKeysWith: { first, _ in first }))
  }
}

/// A parameter that a role set adds to the common ones.
public struct ParameterDefinition: Hashable, Sendable {
  /// Letters and digits, beginning with a letter.
  public var name: String
  /// What it is for.
  public var summary: String
  /// The value when nobody gives one.
  public var defaultValue: String?
}

/// Puts values in the place of parameters.
struct Substitution {
  let values: [String: String]
  let findings: Findings

  /// The text with values; a parameter that has none becomes a problem and stays.
  func text(_ text: String, at position: TextPosition) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "$") {
      result += rest[..<start]
      let inside = rest[start...].dropFirst(2)
      guard rest[start...].hasPrefix("${"), let end = inside.firstIndex(of: "}"),
        Self.isName(inside[..<end])
      else {
        result += "$"
        rest = rest[start...].dropFirst()
        continue
      }
      let name = String(inside[..<end])
      if let value = values[name] {
        result += value
      } else {
        result += "${\(name)}"
        noValue(name, at: position)
      }
      rest = inside[end...].dropFirst()
    }
    return result + rest
  }

  func text(_ located: Located) -> String { text(located.text, at: located.position) }

  /// The tree with values in its strings; names of members stay.
  func json(_ json: JSON) -> JSON {
    var result = json
    switch json.value {
    case .string(let string): result.value = .string(text(string, at: json.position))
    case .array(let elements): result.value = .array(elements.map(self.json))
    case .object(let members):
      result.value = .object(
        members.map { JSON.Member($0.name, self.json($0.value), at: $0.namePosition) })
    case .null, .bool, .number: break
    }
    return result
  }

  static func isName(_ text: some StringProtocol) -> Bool {
    guard let first = text.utf8.first else { return false }
    let isLetter = { (byte: UInt8) in (65...90).contains(byte) || (97...122).contains(byte) }
    return isLetter(first)
      && text.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) }
  }

  private func noValue(_ name: String, at position: TextPosition) {
    let known = Array(Set(values.keys).union(ParameterValues.common)).sorted()
    if known.contains(name) {
      findings.add("parameter-value", at: position, "parameter '\(name)' has no value")
      return
    }
    let nearest = NearestName.of(name, among: known)
    findings.add(
      "unknown-parameter", at: position, "there is no parameter '${\(name)}'",
      hint: nearest.map { "did you mean '${\($0)}'?" }
        ?? "declare it below 'parameters', or choose one of "
        + known.map { "'${\($0)}'" }.joined(separator: ", "))
  }
}
