extension ServiceReference {
  /// A service and where its facts are.
  public struct Service: Sendable {
    private let text: ReferenceText
    private let prefixRange: Range<Int>
    private let start: Int
    private let actionLines: Range<Int>

    init(_ text: ReferenceText, _ line: Range<Int>) {
      let fields = text.fields(line, separator: 32)
      self.text = text
      prefixRange = fields[0]
      start = text.decimal(fields[1])
      actionLines = text.decimal(fields[2])..<text.decimal(fields[3])
    }

    /// The prefix of its actions, `s3`.
    public var prefix: String { text.string(prefixRange) }
    /// The name of the service, `Amazon S3`.
    public var name: String { text.string(text.line(at: start)) }

    package var prefixBytes: UnsafeBufferPointer<UInt8> { text.bytes(prefixRange) }

    /// Its actions, in the order of their names without regard to case.
    public var actions: [Action] {
      var result: [Action] = []
      var place = actionLines.lowerBound
      while place < actionLines.upperBound {
        let line = text.line(at: place)
        result.append(Action(self, text, line))
        place = line.upperBound + 1
      }
      return result
    }

    /// The action of a name without prefix, in any case.
    public func action(_ name: String) -> Action? {
      text.search(Array(name.utf8), in: actionLines, endingIn: 32).map { Action(self, text, $0) }
    }

    /// The condition keys that its actions and resource types take.
    public var conditionKeys: [ConditionKey] {
      text.lines(from: text.line(at: start).upperBound + 1).map { ConditionKey(text, $0) }
    }

    /// The key of this service that a name in a policy means, in any case.
    public func conditionKey(_ name: String) -> ConditionKey? {
      conditionKeys.first { $0.isNamed(name) }
    }

    /// The kinds of resources that its actions can be limited to.
    public var resourceTypes: [ResourceType] {
      let keys = text.lines(from: text.line(at: start).upperBound + 1)
      let first = (keys.last?.upperBound ?? text.line(at: start).upperBound) + 2
      return text.lines(from: first).map { ResourceType(text, $0, keys) }
    }

    /// The ARNs of all resource types, and the places of those that each set of needs has, by its number.
    package var resourceNeeds: (arns: [String], sets: [[Int]]) {
      let name = text.line(at: start)
      let keys = text.lines(from: name.upperBound + 1)
      let typeStart = (keys.last?.upperBound ?? name.upperBound) + 2
      let types = text.lines(from: typeStart)
      let setStart = (types.last?.upperBound ?? typeStart - 1) + 2
      let sets = text.lines(from: setStart).map { line in
        var found: [Int] = []
        var place = line.lowerBound
        while place < line.upperBound {
          let isType = text[place] == UInt8(ascii: "+") || text[place] == UInt8(ascii: "-")
          var end = place + 1
          while end < line.upperBound, isDigit(text[end]) { end += 1 }
          if isType { found.append(text.number(place + 1..<end)) }
          place = end
        }
        return found
      }
      let arns = types.map { line in
        ResourceType.arn(text, text.fields(line, separator: UInt8(ascii: "|"))[1])
      }
      return (arns, sets)
    }

    /// The sets of resource types and keys that actions refer to.
    func needs(_ number: Int) -> (resources: [ActionResource], keys: [ConditionKey]) {
      let name = text.line(at: start)
      let keyLines = text.lines(from: name.upperBound + 1)
      let typeStart = (keyLines.last?.upperBound ?? name.upperBound) + 2
      let typeLines = text.lines(from: typeStart)
      // A part without lines is an empty line alone.
      let setStart = (typeLines.last?.upperBound ?? typeStart - 1) + 2
      var line = text.line(at: setStart)
      for _ in 0..<number { line = text.line(at: line.upperBound + 1) }
      var resources: [ActionResource] = []
      var keys: [ConditionKey] = []
      var place = line.lowerBound
      while place < line.upperBound {
        let mark = text[place]
        var end = place + 1
        while end < line.upperBound, isDigit(text[end]) { end += 1 }
        let value = place + 1..<end
        switch mark {
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
          resources.append(
            ActionResource(
              type: ResourceType(text, typeLines[text.number(value)], keyLines),
              isRequired: mark == UInt8(ascii: "+"), conditionKeys: []))
        case UInt8(ascii: "."):
          resources[resources.count - 1].conditionKeys.append(
            ConditionKey(text, keyLines[text.number(value)]))
        case UInt8(ascii: ":"): keys.append(ConditionKey(text, keyLines[text.number(value)]))
        default: break
        }
        place = end
      }
      return (resources, keys)
    }

    private func isDigit(_ byte: UInt8) -> Bool {
      (48...57).contains(byte) || (97...122).contains(byte)
    }
  }
}
