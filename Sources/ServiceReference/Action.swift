extension ServiceReference {
  /// An action of a service.
  ///
  /// Finding one is cheap; its resources and keys are read when they are asked for.
  public struct Action: Sendable {
    /// The service that has it.
    public let service: Service
    /// What it does: list, read, tag, write, or manage permissions.
    public let accessLevel: AccessLevel
    private let text: ReferenceText
    private let nameRange: Range<Int>
    private let set: Int

    init(_ service: Service, _ text: ReferenceText, _ line: Range<Int>) {
      self.service = service
      self.text = text
      let space = text.firstPlace(of: 32, in: line) ?? line.upperBound
      nameRange = line.lowerBound..<space
      accessLevel = AccessLevel(text[space + 1])
      set = text.number(space + 2..<line.upperBound)
    }

    /// The name without prefix, `GetObject`.
    public var name: String { text.string(nameRange) }
    /// The name as policies write it, `s3:GetObject`.
    public var fullName: String { "\(service.prefix):\(name)" }

    /// A number that actions of a service share when their resources and keys are the same.
    package var needsNumber: Int { self.set }

    package var nameBytes: UnsafeBufferPointer<UInt8> { text.bytes(nameRange) }

    /// The resource types that the action can be limited to; empty when it takes only `*`.
    public var resources: [ActionResource] { service.needs(set).resources }
    /// The condition keys of the action itself, whatever the resource.
    public var conditionKeys: [ConditionKey] { service.needs(set).keys }

    /// All keys that a condition on the action can test.
    ///
    /// They are its own, those of its resources, and those of their types. Global keys (`aws:SourceIp`)
    /// are among them only where AWS lists them.
    public var supportedKeys: [ConditionKey] {
      let (resources, keys) = service.needs(set)
      var result: [ConditionKey] = []
      for key in keys + resources.flatMap({ $0.conditionKeys + $0.type.conditionKeys })
      where !result.contains(where: { $0.name == key.name }) {
        result.append(key)
      }
      return result
    }
  }

  /// A resource type that an action takes.
  public struct ActionResource: Sendable {
    /// The resource type.
    public let type: ResourceType
    /// Whether a request must name a resource of this type.
    public let isRequired: Bool
    /// The condition keys of the action on this type.
    public internal(set) var conditionKeys: [ConditionKey]
  }
}
