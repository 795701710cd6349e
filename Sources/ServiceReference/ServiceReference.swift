import EmbeddedPolicies

/// The actions, resource types and condition keys of every AWS service, as the Service Authorization
/// Reference lists them on a day, and the names of the policies that AWS manages.
///
/// Lookups search the text that is in the binary. Nothing is read before it is asked for.
public struct ServiceReference: Sendable {
  private let text: ReferenceText
  private let policies: ReferenceText
  /// The lines of the index.
  private let index: Range<Int>
  /// The day of the facts, `2026-08-22`.
  public let date: String
  /// The day of the list of managed policies, `2026-08-22`.
  public var managedPolicyDate: String { policies.string(policies.line(at: 0)) }
  /// Where the facts come from.
  public let source: String
  /// How many services there are.
  public let serviceCount: Int

  /// The reference that is in the binary.
  public static let current = ServiceReference(
    services: EmbeddedFiles.services, managedPolicies: EmbeddedFiles.managedPolicies)

  /// Takes the texts that Policies/service-reference/derive.py writes.
  public init(services: StaticString, managedPolicies: StaticString) {
    text = ReferenceText(services)
    policies = ReferenceText(managedPolicies)
    let head = text.line(at: 0)
    precondition(text.string(head) == "service reference 1", "not a service reference")
    let day = text.line(at: head.upperBound + 1)
    let origin = text.line(at: day.upperBound + 1)
    let count = text.line(at: origin.upperBound + 1)
    date = text.string(day)
    source = text.string(origin)
    serviceCount = text.decimal(count)
    let start = count.upperBound + 1
    guard serviceCount > 0 else {
      index = start..<start
      return
    }
    // The block of the first service follows the index.
    let first = text.fields(text.line(at: start), separator: 32)
    index = start..<text.decimal(first[1])
  }

  /// All services, in the order of their prefixes.
  public var services: [Service] {
    var result: [Service] = []
    result.reserveCapacity(serviceCount)
    var place = index.lowerBound
    while place < index.upperBound {
      let line = text.line(at: place)
      result.append(Service(text, line))
      place = line.upperBound + 1
    }
    return result
  }

  /// The service of a prefix, in any case.
  public func service(_ prefix: String) -> Service? {
    text.search(Array(prefix.utf8), in: index, endingIn: 32).map { Service(text, $0) }
  }

  /// The action of a name such as `s3:GetObject`, in any case.
  public func action(_ name: String) -> Action? {
    let parts = name.utf8.split(separator: 58, maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let service = service(String(Substring(parts[0]))) else { return nil }
    return service.action(String(Substring(parts[1])))
  }

  /// The condition key of a name such as `dynamodb:LeadingKeys`, in any case.
  ///
  /// Only keys with the prefix of a service are found; `aws:` keys belong to none.
  public func conditionKey(_ name: String) -> ConditionKey? {
    guard let end = name.utf8.firstIndex(of: 58) else { return nil }
    return service(String(name[..<end]))?.conditionKey(name)
  }

  /// The ARNs of the policies that AWS manages, without partitions: `aws:policy/ReadOnlyAccess`.
  public var managedPolicies: [String] {
    var names: [String] = []
    var place = policies.line(at: 0).upperBound + 1
    while place < policies.count {
      let line = policies.line(at: place)
      names.append(policies.string(line))
      place = line.upperBound + 1
    }
    return names
  }
}
