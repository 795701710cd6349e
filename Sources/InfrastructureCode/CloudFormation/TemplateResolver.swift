import JSONText

/// Resolves the intrinsic functions of a template as far as parameters, mappings and conditions allow
/// (CloudFormation User Guide, "Intrinsic function reference").
///
/// What cannot be resolved stays in the value as it is written, with all that is inside of it resolved: two
/// values of one text are then the same value.
final class TemplateResolver {
  /// What is known of the place where a template is used.
  struct Environment: Hashable, Sendable {
    var account: String?
    var partition: String
    var region: String?
  }

  /// How many characters values may add before a template counts as hostile.
  private static let expansionLimit = 16 << 20

  let template: JSON
  /// Takes the parameters that values become; nil where values are what parameters are given.
  let texts: TemplateTexts?
  private let given: [String: String]
  private let environment: Environment
  private var conditions: [String: Bool?] = [:]
  private var pending: Set<String> = []
  private var signatures: [String: String] = [:]
  private var expansion = 0
  private let resources: [String: JSON]
  private let parameters: [String: JSON]
  private let mappings: [String: JSON]

  init(
    _ template: JSON, parameters given: [String: String], _ environment: Environment,
    texts: TemplateTexts? = nil
  ) {
    self.template = template
    self.texts = texts
    self.given = given
    self.environment = environment
    func members(_ key: String) -> [String: JSON] {
      Dictionary((template[key]?.object ?? []).map { ($0.name, $0.value) }) { first, _ in first }
    }
    resources = members("Resources")
    parameters = members("Parameters")
    mappings = members("Mappings")
  }

  /// Whether a value was resolved to its end.
  static func isKnown(_ json: JSON) -> Bool { unresolved(in: json) == nil }

  /// The first function that is not resolved, with its place.
  static func unresolved(in json: JSON) -> JSON? {
    switch json.value {
    case .null, .bool, .number, .string: return nil
    case .array(let elements): return elements.lazy.compactMap(unresolved).first
    case .object(let members):
      if function(json) != nil { return json }
      return members.lazy.compactMap { unresolved(in: $0.value) }.first
    }
  }

  /// The function that an object is; nil for an object of its own.
  static func function(_ json: JSON) -> (name: String, argument: JSON)? {
    guard let members = json.object, members.count == 1, let only = members.first,
      only.name == "Ref" || only.name.hasPrefix("Fn::")
    else { return nil }
    return (only.name, only.value)
  }

  /// How an unresolved function is called in a sentence: `Fn::GetAtt Bucket.Arn`.
  static func words(_ json: JSON) -> String {
    guard let (name, argument) = function(json) else { return "a value" }
    let text =
      argument.string ?? argument.array?.compactMap(\.string).joined(separator: ".") ?? ""
    return text.isEmpty ? name : "\(name) \(text)"
  }

  /// `AWS::NoValue` takes the property away that it is the value of.
  private static let noValue = JSON.object([("Ref", .string("AWS::NoValue"))])

  // MARK: Values

  /// A value with its functions resolved; nil for `AWS::NoValue`.
  func resolve(_ json: JSON) -> JSON? {
    let value = resolved(json)
    return value == Self.noValue ? nil : value
  }

  private func resolved(_ json: JSON) -> JSON {
    switch json.value {
    case .string(let text):
      return texts.map { JSON(.string($0.escaped(text)), at: json.position) } ?? json
    case .null, .bool, .number: return json
    case .array(let elements):
      return JSON(.array(elements.compactMap(resolve)), at: json.position)
    case .object(let members):
      if let (name, argument) = Self.function(json) {
        return apply(name, argument, json)
      }
      let kept = members.compactMap { member in
        resolve(member.value).map { JSON.Member(member.name, $0, at: member.namePosition) }
      }
      return JSON(.object(kept), at: json.position)
    }
  }

  private func apply(_ name: String, _ argument: JSON, _ json: JSON) -> JSON {
    func open(_ argument: JSON) -> JSON {
      JSON(.object([JSON.Member(name, argument)]), at: json.position)
    }
    func text(_ value: String) -> JSON {
      expansion += value.utf8.count
      guard expansion <= Self.expansionLimit else { return json }
      return JSON(.string(value), at: json.position)
    }
    switch name {
    case "Ref":
      guard let target = argument.string else { return json }
      return reference(target, json)
    case "Fn::GetAtt":
      let parts = argument.string.map(Self.halves) ?? argument.array?.compactMap(\.string) ?? []
      guard parts.count == 2 else { return json }
      if parts[1] == "Arn", let arn = arn(ofResource: parts[0]) { return text(arn) }
      if let texts, !isIdentity(parts[0]), resources[parts[0]] != nil,
        let name = texts.parameter("GetAtt \(parts[0]).\(parts[1])", parts.joined(), nil)
      {
        return text(name)
      }
      return open(.strings(parts))
    case "Fn::Sub": return substituted(argument, json, text)
    case "Fn::Join":
      let plain = resolved(argument)
      guard let pair = plain.array, pair.count == 2, let separator = pair[0].string,
        let elements = pair[1].array
      else { return open(plain) }
      let parts = elements.compactMap(Self.scalar)
      guard parts.count == elements.count else { return open(plain) }
      let joined = parts.joined(separator: separator)
      // A '$' and a '{' of two parts are not a parameter, and would read like one.
      let marks = (parts + Array(repeating: separator, count: max(0, parts.count - 1))).reduce(1) {
        $0 + TemplateTexts.marks($1) - 1
      }
      guard texts == nil || TemplateTexts.marks(joined) == marks else { return open(plain) }
      return text(joined)
    case "Fn::Select":
      let plain = resolved(argument)
      guard let parts = plain.array, parts.count == 2, let number = Self.scalar(parts[0]),
        let index = Int(number), let elements = parts[1].array, elements.indices.contains(index)
      else { return open(plain) }
      return elements[index]
    case "Fn::Split":
      let plain = resolved(argument)
      guard let parts = plain.array, parts.count == 2, let separator = parts[0].string,
        !separator.isEmpty, let value = parts[1].string, !hasParameters(value)
      else { return open(plain) }
      return JSON(.array(Self.split(value, separator).map(JSON.string)), at: json.position)
    case "Fn::If":
      guard let parts = argument.array, parts.count == 3, let condition = parts[0].string else {
        return json
      }
      guard let holds = holds(condition) else {
        return open(.array([parts[0], resolved(parts[1]), resolved(parts[2])]))
      }
      return resolved(parts[holds ? 1 : 2])
    case "Fn::FindInMap":
      let plain = resolved(argument)
      guard let parts = plain.array, parts.count == 3,
        let map = parts[0].string, let top = parts[1].string, let second = parts[2].string,
        let value = mappings[map]?[top]?[second]
      else { return open(plain) }
      return JSON(resolved(value).value, at: json.position)
    case _: return open(resolved(argument))
    }
  }

  private func reference(_ target: String, _ json: JSON) -> JSON {
    func value(_ text: String?) -> JSON {
      text.map { JSON(.string($0), at: json.position) } ?? json
    }
    if let texts, let text = texts.pseudo(target) { return value(text) }
    switch target {
    case "AWS::AccountId": return value(environment.account)
    case "AWS::Partition": return value(environment.partition)
    case "AWS::Region": return value(environment.region)
    case "AWS::URLSuffix":
      switch environment.partition {
      case "aws", "aws-us-gov": return value("amazonaws.com")
      case "aws-cn": return value("amazonaws.com.cn")
      case _: return json
      }
    case _: break
    }
    if let parameter = parameters[target] { return self.parameter(target, parameter, json) }
    if let resource = resources[target], resource["Type"]?.string == "AWS::IAM::Role" {
      return value(name(ofResource: target, "RoleName"))
    }
    if let texts, resources[target] != nil, !isIdentity(target) {
      return value(texts.parameter("Ref \(target)", target, nil))
    }
    return json
  }

  /// Whether a resource is a role, a policy or another one of IAM, which a role set names in its own way.
  private func isIdentity(_ id: String) -> Bool {
    resources[id]?["Type"]?.string?.hasPrefix("AWS::IAM::") == true
  }

  private func parameter(_ name: String, _ parameter: JSON, _ json: JSON) -> JSON {
    let type = parameter["Type"]?.string ?? "String"
    let isList = type == "CommaDelimitedList" || type.hasPrefix("List<") || type.hasSuffix("<List>")
    if let texts, !isList {
      let isSecret = parameter["NoEcho"] != nil || type.hasPrefix("AWS::SSM::")
      let value = isSecret ? nil : parameter["Default"].flatMap(Self.scalar)
      return texts.parameter("Ref \(name)", name, value).map {
        JSON(.string($0), at: json.position)
      } ?? json
    }
    let isSecret = parameter["NoEcho"].map { $0.bool == true || $0.string == "true" } ?? false
    // The value of such a parameter is the name under which Systems Manager has the value.
    guard !type.hasPrefix("AWS::SSM::"), !isSecret,
      let value = given[name] ?? parameter["Default"].flatMap(Self.scalar)
    else { return json }
    expansion += value.utf8.count
    guard expansion <= Self.expansionLimit else { return json }
    if isList {
      let parts = value.isEmpty ? [] : Self.split(value, ",")
      return JSON(
        .array(parts.map { JSON.string(String($0.trimmingSpaces)) }), at: json.position)
    }
    return JSON(.string(value), at: json.position)
  }

  /// `Fn::Sub`: a text with `${Name}`, `${Name.Attribute}` and `${!Literal}`.
  private func substituted(
    _ argument: JSON, _ json: JSON, _ text: (String) -> JSON
  ) -> JSON {
    var own: [String: JSON] = [:]
    for member in argument.array?.dropFirst().first?.object ?? [] {
      own[member.name] = resolved(member.value)
    }
    guard let pattern = argument.string ?? argument.array?.first?.string else { return json }
    var result = ""
    var isOpen = false
    var rest = pattern[...]
    while let start = rest.firstRange(of: "${"),
      let end = rest[start.upperBound...].firstIndex(of: "}")
    {
      result += rest[..<start.lowerBound]
      let name = String(rest[start.upperBound..<end])
      rest = rest[rest.index(after: end)...]
      if name.hasPrefix("!") {
        let literal = "${\(name.dropFirst())}"
        result += texts?.escaped(literal) ?? literal
        continue
      }
      let plain = name.trimmingSpaces
      let value = own[plain] ?? resolved(Self.expression(plain))
      if let known = Self.scalar(value) {
        result += known
      } else {
        isOpen = true
        result += "${\(plain)\(own[plain].map { "=\($0.text(.compact))" } ?? "")}"
      }
      expansion += result.utf8.count > 1 << 20 ? 1 << 20 : 0
      if expansion > Self.expansionLimit { return json }
    }
    result += rest
    guard isOpen else { return text(result) }
    return JSON(.object([JSON.Member("Fn::Sub", .string(result))]), at: json.position)
  }

  /// What a name in `Fn::Sub` stands for.
  private static func expression(_ name: String) -> JSON {
    let parts = halves(name)
    guard parts.count == 2, !name.hasPrefix("AWS::") else {
      return .object([("Ref", .string(name))])
    }
    return .object([("Fn::GetAtt", .strings(parts))])
  }

  /// A name and the attribute behind its first dot.
  private static func halves(_ text: String) -> [String] {
    text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
  }

  /// Whether a text has parts that are given only when the role set is used.
  private func hasParameters(_ text: String) -> Bool { texts != nil && text.contains("${") }

  static func split(_ text: String, _ separator: String) -> [String] {
    var parts: [String] = []
    var rest = text[...]
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }

  /// A text, or a number or truth value as CloudFormation makes a text of it.
  static func scalar(_ json: JSON) -> String? {
    switch json.value {
    case .string(let text), .number(let text): text
    case .bool(let truth): truth ? "true" : "false"
    case .null, .array, .object: nil
    }
  }

  // MARK: Resources

  /// The name that a resource is given; nil where CloudFormation makes one.
  func name(ofResource id: String, _ property: String) -> String? {
    guard let value = resources[id]?["Properties"]?[property],
      pending.insert("name:\(id)").inserted
    else { return nil }
    defer { pending.remove("name:\(id)") }
    return resolve(value)?.string
  }

  /// The ARN of a role whose name the template gives (IAM User Guide, "IAM ARNs").
  private func arn(ofResource id: String) -> String? {
    guard resources[id]?["Type"]?.string == "AWS::IAM::Role", let account = environment.account,
      let name = name(ofResource: id, "RoleName")
    else { return nil }
    let path = resources[id]?["Properties"]?["Path"]
    guard let path = path.map({ resolve($0)?.string }) ?? "/" else { return nil }
    return "arn:\(environment.partition):iam::\(account):role\(path)\(name)"
  }

  /// What makes a resource the same one on another side: its definition, and those of the resources that it
  /// refers to; nil where that is too much to say.
  func signature(ofResource first: String) -> String? {
    if let known = signatures[first] { return known }
    var seen: Set<String> = []
    var text = ""
    var next = [first]
    while let id = next.popLast() {
      guard seen.insert(id).inserted, let resource = resources[id] else { continue }
      let properties = resolved(resource["Properties"] ?? .null).text(.compact)
      text += "\(id)=\(resource["Type"]?.string ?? "") \(properties);"
      expansion += properties.utf8.count
      guard expansion <= Self.expansionLimit else { return nil }
      next += Self.names(in: resource).filter { resources[$0] != nil }.sorted().reversed()
    }
    signatures[first] = text
    return text
  }

  /// The resources that a value refers to.
  static func names(in json: JSON) -> Set<String> {
    switch json.value {
    case .null, .bool, .number, .string: return []
    case .array(let elements): return elements.reduce(into: []) { $0.formUnion(names(in: $1)) }
    case .object(let members):
      guard let (name, argument) = function(json) else {
        return members.reduce(into: []) { $0.formUnion(names(in: $1.value)) }
      }
      switch name {
      case "Ref": return argument.string.map { [$0] } ?? []
      case "Fn::GetAtt":
        let id = argument.string.map { halves($0)[0] } ?? argument.array?.first?.string
        return id.map { [$0] } ?? []
      case "Fn::Sub":
        let pattern = argument.string ?? argument.array?.first?.string ?? ""
        let found = split(pattern, "${").dropFirst().compactMap {
          $0.split(separator: "}").first.map { halves(String($0).trimmingSpaces)[0] }
        }
        return Set(found).union(argument.string == nil ? names(in: inner(argument)) : [])
      case _: return names(in: argument)
      }
    }
  }

  private static func inner(_ argument: JSON) -> JSON {
    .array(Array(argument.array?.dropFirst() ?? []))
  }

  // MARK: Conditions

  /// Whether a condition holds; nil where that is not known.
  func holds(_ name: String) -> Bool? {
    if let known = conditions[name] { return known }
    guard let condition = template["Conditions"]?[name],
      pending.insert("condition:\(name)").inserted
    else { return nil }
    defer { pending.remove("condition:\(name)") }
    let holds = truth(condition)
    conditions[name] = holds
    return holds
  }

  private func truth(_ json: JSON) -> Bool? {
    guard let members = json.object, members.count == 1, let only = members.first else {
      return nil
    }
    let parts = only.value.array ?? []
    switch only.name {
    case "Condition": return only.value.string.flatMap(holds)
    case "Fn::Not": return parts.count == 1 ? truth(parts[0]).map { !$0 } : nil
    case "Fn::And":
      let all = parts.map(truth)
      if all.contains(false) { return false }
      return all.contains(nil) ? nil : true
    case "Fn::Or":
      let all = parts.map(truth)
      if all.contains(true) { return true }
      return all.contains(nil) ? nil : false
    case "Fn::Equals":
      guard parts.count == 2, let left = resolve(parts[0]), let right = resolve(parts[1]),
        let one = Self.scalar(left), let other = Self.scalar(right),
        !(hasParameters(one) || hasParameters(other))
      else { return nil }
      return one.utf8.elementsEqual(other.utf8)
    case _: return nil
    }
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    let kept = drop { $0 == " " }
    return String(kept.reversed().drop { $0 == " " }.reversed())
  }
}
