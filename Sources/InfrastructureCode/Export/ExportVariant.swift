public import IAMRoles
import JSONText

/// The same roles with another value of something that a template takes from outside.
///
/// Where the two differ, the value is what makes them differ: nothing is guessed from texts that look alike.
public struct ExportVariant: Hashable, Sendable {
  /// What the template calls it: `AWS::AccountId`, or the name of a parameter.
  public var name: String
  /// What it is for; nil for what CloudFormation knows by itself.
  public var summary: String?
  /// The value in the roles that are exported.
  public var value: String
  /// The value in `set`; it begins with another character.
  public var otherValue: String
  /// The roles with the other value.
  public var set: RoleSet

  /// Makes a variant.
  public init(
    name: String, summary: String?, value: String, otherValue: String, set: RoleSet
  ) {
    self.name = name
    self.summary = summary
    self.value = value
    self.otherValue = otherValue
    self.set = set
  }
}

/// A JSON value whose texts may have parts that come from outside.
indirect enum OpenJSON: Hashable {
  /// A part of a text.
  enum Part: Hashable {
    case literal([UInt8])
    case reference(name: String, value: [UInt8])

    var bytes: [UInt8] {
      switch self {
      case .literal(let bytes): bytes
      case .reference(_, let value): value
      }
    }
  }

  case plain(JSON)
  case text([Part])
  case array([OpenJSON])
  case object([(name: String, value: OpenJSON)])

  static func == (left: OpenJSON, right: OpenJSON) -> Bool { left.json == right.json }
  func hash(into hasher: inout Hasher) { hasher.combine(json) }

  /// Nothing of it comes from outside.
  init(_ json: JSON) {
    switch json.value {
    case .null, .bool, .number: self = .plain(json)
    case .string(let text): self = .text([.literal(Array(text.utf8))])
    case .array(let elements): self = .array(elements.map(OpenJSON.init))
    case .object(let members):
      self = .object(members.map { ($0.name, OpenJSON($0.value)) })
    }
  }

  // MARK: Comparing

  /// The value with references where another value of a variant shows; nil where the two have other forms.
  func marking(_ other: JSON, _ variant: ExportVariant) -> OpenJSON? {
    switch (self, other.value) {
    case (.plain(let own), _): return own == other ? self : nil
    case (.text(let parts), .string(let text)):
      return Self.marking(parts, Array(text.utf8), variant).map(OpenJSON.text)
    case (.array(let own), .array(let others)):
      guard own.count == others.count else { return nil }
      var elements: [OpenJSON] = []
      for (one, other) in zip(own, others) {
        guard let marked = one.marking(other, variant) else { return nil }
        elements.append(marked)
      }
      return .array(elements)
    case (.object(let own), .object(let others)):
      guard own.count == others.count else { return nil }
      var members: [(name: String, value: OpenJSON)] = []
      for (one, other) in zip(own, others) {
        // The name of a member takes nothing from outside.
        guard one.name == other.name, let marked = one.value.marking(other.value, variant) else {
          return nil
        }
        members.append((one.name, marked))
      }
      return .object(members)
    case (.text, _), (.array, _), (.object, _): return nil
    }
  }

  private static func marking(
    _ parts: [Part], _ other: [UInt8], _ variant: ExportVariant
  ) -> [Part]? {
    let own = parts.flatMap(\.bytes)
    guard let places = places(of: variant, in: own, other) else { return nil }
    let value = Array(variant.value.utf8)
    var rest = places[...]
    var result: [Part] = []
    var start = 0
    for part in parts {
      let bytes = part.bytes
      let end = start + bytes.count
      guard case .literal = part else {
        // A value inside of another one belongs to that one.
        rest = rest.drop { $0 < end }
        result.append(part)
        start = end
        continue
      }
      var done = start
      while let place = rest.first, place + value.count <= end {
        if place > done { result.append(.literal(Array(own[done..<place]))) }
        result.append(.reference(name: variant.name, value: value))
        done = place + value.count
        rest.removeFirst()
      }
      if done < end { result.append(.literal(Array(own[done..<end]))) }
      start = end
    }
    return rest.isEmpty ? result : nil
  }

  /// Where the value is that the variant changes; nil when something else differs as well.
  private static func places(
    of variant: ExportVariant, in own: [UInt8], _ other: [UInt8]
  ) -> [Int]? {
    let (value, otherValue) = (Array(variant.value.utf8), Array(variant.otherValue.utf8))
    guard let first = value.first, let otherFirst = otherValue.first, first != otherFirst else {
      return nil
    }
    var places: [Int] = []
    var (left, right) = (0, 0)
    while left < own.count || right < other.count {
      if left < own.count, right < other.count, own[left] == other[right] {
        left += 1
        right += 1
      } else if own[left...].starts(with: value), other[right...].starts(with: otherValue) {
        places.append(left)
        left += value.count
        right += otherValue.count
      } else {
        return nil
      }
    }
    return places
  }

  // MARK: What comes of it

  /// The names that texts refer to.
  var names: Set<String> {
    switch self {
    case .plain: []
    case .text(let parts):
      Set(
        parts.compactMap {
          guard case .reference(let name, _) = $0 else { return nil }
          return name
        })
    case .array(let elements): elements.reduce(into: []) { $0.formUnion($1.names) }
    case .object(let members): members.reduce(into: []) { $0.formUnion($1.value.names) }
    }
  }

  /// The value with the functions of CloudFormation.
  ///
  /// The partition of an ARN with references becomes one, too: such a text is of no single account.
  func template(partition: String) -> JSON {
    switch self {
    case .plain(let json): return json
    case .text(let parts): return Self.template(parts, partition)
    case .array(let elements):
      return .array(elements.map { $0.template(partition: partition) })
    case .object(let members):
      return .object(members.map { ($0.name, $0.value.template(partition: partition)) })
    }
  }

  private static func template(_ parts: [Part], _ partition: String) -> JSON {
    var text = ""
    var hasReference = false
    for (place, part) in parts.enumerated() {
      switch part {
      case .literal(let bytes):
        var literal = String(decoding: bytes, as: UTF8.self)
        let arn = "arn:\(partition):"
        if place == 0, literal.hasPrefix(arn) {
          text = "arn:${AWS::Partition}:"
          literal = String(literal.dropFirst(arn.count))
        }
        text += escaped(literal)
      case .reference(let name, _):
        hasReference = true
        if parts.count == 1 { return .object([("Ref", .string(name))]) }
        text += "${\(name)}"
      }
    }
    guard hasReference else {
      return .string(String(decoding: parts.flatMap(\.bytes), as: UTF8.self))
    }
    if hasOpenBrace(before: parts) { return joined(parts, partition) }
    return .object([("Fn::Sub", .string(text))])
  }

  /// `${!Name}` is the text `${Name}` (CloudFormation User Guide, "Fn::Sub"); a brace that is never
  /// closed is a text already.
  private static func escaped(_ text: String) -> String {
    let pieces = TemplateResolver.split(text, "${")
    var result = pieces[0]
    // What an escaped brace opens is a text up to the next closing one, other braces included.
    var isOpen = false
    for place in pieces.indices.dropFirst() {
      let isClosed = pieces[place...].contains { $0.contains("}") }
      result += (isClosed && !isOpen ? "${!" : "${") + pieces[place]
      isOpen = isClosed && !pieces[place].contains("}")
    }
    return result
  }

  /// Whether a `${` of a text is open where a reference begins: `Fn::Sub` would take both for one name.
  private static func hasOpenBrace(before parts: [Part]) -> Bool {
    parts.dropLast().contains { part in
      guard case .literal(let bytes) = part else { return false }
      let pieces = TemplateResolver.split(String(decoding: bytes, as: UTF8.self), "${")
      return pieces.count > 1 && !pieces[pieces.count - 1].contains("}")
    }
  }

  /// The same without `Fn::Sub`.
  private static func joined(_ parts: [Part], _ partition: String) -> JSON {
    func reference(_ name: String) -> JSON { .object([("Ref", .string(name))]) }
    var elements: [JSON] = []
    for (place, part) in parts.enumerated() {
      switch part {
      case .literal(let bytes):
        let literal = String(decoding: bytes, as: UTF8.self)
        let arn = "arn:\(partition):"
        guard place == 0, literal.hasPrefix(arn) else {
          elements.append(.string(literal))
          continue
        }
        elements += [
          .string("arn:"), reference("AWS::Partition"),
          .string(":" + String(literal.dropFirst(arn.count))),
        ]
      case .reference(let name, _): elements.append(reference(name))
      }
    }
    return .object([("Fn::Join", .array([.string(""), .array(elements)]))])
  }

  private var json: JSON {
    switch self {
    case .plain(let json): json
    case .text(let parts): .string(String(decoding: parts.flatMap(\.bytes), as: UTF8.self))
    case .array(let elements): .array(elements.map(\.json))
    case .object(let members): .object(members.map { ($0.name, $0.value.json) })
    }
  }
}
