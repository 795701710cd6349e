import IAMPolicy
import JSONText

/// The values of the parameters `${Name}` of a role set.
///
/// A parameter's name is letters and digits. `${!Name}` is the text `${Name}` and no parameter, as in a
/// template of CloudFormation. Whatever else is between the braces is a policy variable
/// (`${aws:username}`) or an escape (`${*}`) of IAM's language and stays as it is.
public struct ParameterValues: Hashable, Sendable {
  /// The names that every set has: `Account`, `Partition`, `Region`.
  static let common = ["Account", "Partition", "Region"]

  /// What stands for a value while a file is checked.
  static let sampleValue = "Sample"

  /// The most characters that a value may have: the longest ARN.
  static let longest = 2048

  /// The values by name.
  var values: [String: String]
  /// What a parameter without value becomes, next to the problem; nil when it stays as it is.
  var standIn: String?

  /// Makes values; a parameter without value is a problem only where it is used.
  public init(
    account: String, partition: String, region: String? = nil, own: [String: String] = [:]
  ) {
    values = own
    values["Account"] = account
    values["Partition"] = partition
    values["Region"] = region
  }

  /// Values that serve to check a file before anybody chose some; optional ones have a value or not.
  static func sample(
    for parameters: [ParameterDefinition], withOptional: Bool
  ) -> ParameterValues {
    let own = parameters.compactMap { parameter -> (String, String)? in
      guard parameter.defaultValue == nil else { return nil }
      return parameter.isOptional && !withOptional ? nil : (parameter.name, sampleValue)
    }
    var values = ParameterValues(
      account: "123456789012", partition: "aws", region: "us-east-1",
      own: Dictionary(own, uniquingKeysWith: { first, _ in first }))
    values.standIn = sampleValue
    return values
  }
}

/// A parameter that a role set adds to the common ones.
public struct ParameterDefinition: Hashable, Sendable {
  /// Letters and digits, beginning with a letter.
  public var name: String
  /// What it is for.
  public var summary: String
  /// The value when nobody gives one; it may hold other parameters.
  public var defaultValue: String?
  /// Whether it may have no value: then only what is made `when` it has one uses it.
  public var isOptional: Bool
  /// Whether a value may hold `*` and `?`, which match anything in an ARN or a condition.
  public var takesWildcards = false
  /// Where its name is in the file.
  var position: TextPosition = .none

  /// Whether two parameters say the same, wherever they are declared.
  public static func == (left: ParameterDefinition, right: ParameterDefinition) -> Bool {
    (left.name, left.summary, left.defaultValue, left.isOptional, left.takesWildcards)
      == (right.name, right.summary, right.defaultValue, right.isOptional, right.takesWildcards)
  }

  /// Feeds what is said, without its place.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(summary)
    hasher.combine(defaultValue)
    hasher.combine(isOptional)
    hasher.combine(takesWildcards)
  }
}

/// Puts values in place of parameters.
struct Substitution {
  var values: [String: String]
  let findings: ProblemCollector
  /// The names of parameters that are declared and have no value.
  var valueless: Set<String> = []
  /// What a parameter without value becomes; nil when it stays as it is.
  var standIn: String?

  /// The text with values; a parameter that has none becomes a problem and stays.
  ///
  /// A text that grows beyond all use is a problem as well, and stops where it does.
  func text(_ text: String, at position: @autoclosure () -> TextPosition) -> String {
    guard text.has(UInt8(ascii: "$")) else { return text }
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "$") {
      result += rest[..<start]
      if let (literal, end) = Self.literal(at: start, in: rest) {
        result += "${\(literal.dropFirst())}"
        rest = rest[end...]
        continue
      }
      guard let (name, end) = Self.parameter(at: start, in: rest) else {
        result += "$"
        rest = rest[start...].dropFirst()
        continue
      }
      if let value = values[name] {
        guard makesRoom(for: value.utf8.count, at: position()) else { return "" }
        result += value
      } else {
        result += standIn ?? "${\(name)}"
        noValue(name, at: position())
      }
      rest = rest[end...]
    }
    return result + rest
  }

  /// The most characters that values may add to the texts of one set.
  ///
  /// Far more than IAM takes, and little enough that no file makes the program large.
  static let room = 4_194_304

  /// Takes characters from the room; false, with one problem, when no more are left.
  private func makesRoom(for count: Int, at position: TextPosition) -> Bool {
    guard findings.expansion <= Self.room else { return false }
    findings.expansion += count
    guard findings.expansion > Self.room else { return true }
    findings.add(
      "parameter-size", at: position,
      "the values of parameters make more than \(Self.room) characters of the file",
      hint: "use fewer parameters, or shorter values")
    return false
  }

  func text(_ located: Located) -> String { text(located.text, at: located.position) }

  /// The tree with values in its strings; names of members stay.
  func json(_ json: JSON) -> JSON { Self.mayNameParameter(json) ? replaced(json) : json }

  /// Whether some text of it has a `$`: most documents have none, and stay as they are.
  private static func mayNameParameter(_ json: JSON) -> Bool {
    switch json.value {
    case .string(let text): text.has(UInt8(ascii: "$"))
    case .array(let elements): elements.contains(where: mayNameParameter)
    case .object(let members): members.contains { mayNameParameter($0.value) }
    case .null, .bool, .number: false
    }
  }

  private func replaced(_ json: JSON) -> JSON {
    var result = json
    switch json.value {
    case .string(let string): result.value = .string(text(string, at: json.position))
    case .array(let elements): result.value = .array(elements.map(replaced))
    case .object(let members):
      result.value = .object(
        members.map { JSON.Member($0.name, replaced($0.value), at: $0.namePosition) })
    case .null, .bool, .number: break
    }
    return result
  }

  /// The names of the parameters in a text, in order.
  static func names(in text: String) -> [String] {
    guard text.has(UInt8(ascii: "$")) else { return [] }
    var names: [String] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "$") {
      guard let (name, end) = parameter(at: start, in: rest) else {
        rest = rest[start...].dropFirst()
        continue
      }
      names.append(name)
      rest = rest[end...]
    }
    return names
  }

  /// The parameter that a text begins with; nil for another text.
  static func leadingName(of text: String) -> String? {
    parameter(at: text.startIndex, in: text[...])?.name
  }

  /// The parameter whose `$` is at `start`, and where the text goes on behind it; nil for another `$`.
  private static func parameter(
    at start: String.Index, in text: Substring
  ) -> (name: String, end: String.Index)? {
    let inside = text[start...].dropFirst(2)
    guard text[start...].hasPrefix("${") else { return nil }
    let name = inside.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
    guard isName(name), inside[name.endIndex...].first == "}" else { return nil }
    return (String(name), inside.index(after: name.endIndex))
  }

  /// The text as a role set writes it, so that it stays itself: `${Name}` becomes `${!Name}`.
  ///
  /// The parameters `kept` are left alone.
  static func escaped(_ text: String, keeping kept: Set<String> = []) -> String {
    guard text.has(UInt8(ascii: "$")) else { return text }
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "$") {
      let found = literal(at: start, in: rest) ?? parameter(at: start, in: rest)
      guard let (name, end) = found, !kept.contains(name) else {
        result += rest[...start]
        rest = rest[rest.index(after: start)...]
        continue
      }
      result += rest[..<start] + "${!\(name)}"
      rest = rest[end...]
    }
    return result + rest
  }

  /// The inside of a `${!Name}` whose `$` is at `start`, and where the text goes on behind it; any number
  /// of `!` may be before the name, and one of them is removed.
  private static func literal(
    at start: String.Index, in text: Substring
  ) -> (name: String, end: String.Index)? {
    guard text[start...].hasPrefix("${!") else { return nil }
    let inside = text[start...].dropFirst(2)
    let marks = inside.prefix { $0 == "!" }
    let name = inside[marks.endIndex...].prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
    guard isName(name), inside[name.endIndex...].first == "}" else { return nil }
    return (String(marks + name), inside.index(after: name.endIndex))
  }

  static func isName(_ text: some StringProtocol) -> Bool {
    guard let first = text.utf8.first else { return false }
    let isLetter = { (byte: UInt8) in (65...90).contains(byte) || (97...122).contains(byte) }
    return isLetter(first)
      && text.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) }
  }

  private func noValue(_ name: String, at position: TextPosition) {
    let known = Set(values.keys).union(ParameterValues.common).union(valueless).sorted()
    if known.contains(name) {
      findings.add(
        "parameter-value", at: position, "parameter '\(name)' has no value",
        hint: "give it with '--parameter \(name)=VALUE', or in the spec below 'parameters'")
      return
    }
    findings.add(
      "unknown-parameter", at: position, "unknown parameter '${\(name)}'",
      hint: NearestName.of(name, among: known).map { Sentence.didYouMean("${\($0)}") }
        ?? "declare it below 'parameters', or \(Sentence.choose(among: known.map { "${\($0)}" }))")
  }
}
