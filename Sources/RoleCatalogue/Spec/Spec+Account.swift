public import JSONText

extension Spec {
  /// The same choice for another account.
  ///
  /// Wherever the spec names its own account (ARNs, statements of group roles, values of parameters and
  /// tags), the other one stays; what it names of further accounts stays. The ids that earlier runs
  /// wrote down are of roles of the spec's own account, and are left out. What managed policies said is
  /// expected of those of the other account.
  ///
  /// - Throws: `SpecError` when the choice is not one for that account.
  public init(
    _ spec: Spec, for account: String, in partition: String, catalogue: RoleCatalogue = .builtIn
  ) throws(SpecError) {
    guard account != spec.account || partition != spec.partition else {
      self = spec
      return
    }
    var other = spec
    other.recorded = []
    other.recordedParts = []
    other.recordedResources = []
    other.pendingResources = []
    other.ignored = []
    let names = AccountNames(account: spec.account, partition: spec.partition)
    let members = (other.json.object ?? []).map { member -> JSON.Member in
      switch member.name {
      // The paths of files are what they are.
      case "roleSets": member
      case "partition": JSON.Member(member.name, .string(partition))
      default: JSON.Member(member.name, names.replaced(in: member.value, by: account, partition))
      }
    }
    try self.init(JSON(.object(members)), catalogue: catalogue)
  }
}

/// The ways in which a text names an account.
public struct AccountNames: Hashable, Sendable {
  /// The 12-digit account id.
  public let account: String
  /// The partition of its ARNs.
  public let partition: String

  /// What stands for an account in a text that is the same for many.
  public static let placeholder = "${Account}"

  /// Makes the names of an account.
  public init(account: String, partition: String) {
    self.account = account
    self.partition = partition
  }

  /// The text with a placeholder where it names the account.
  public func generic(_ text: String) -> String { replaced(in: text, by: Self.placeholder) }

  /// The value with a placeholder wherever a string of it names the account.
  public func generic(_ json: JSON) -> JSON {
    replaced(in: json, by: Self.placeholder, partition)
  }

  /// The text with the account's id where a placeholder is.
  public func specific(_ text: String) -> String {
    text.replacing(Self.placeholder, with: account)
  }

  func replaced(in json: JSON, by other: String, _ otherPartition: String) -> JSON {
    func replaced(_ text: String) -> String {
      let moved =
        partition == otherPartition
        ? text : text.replacing("arn:\(partition):", with: "arn:\(otherPartition):")
      return self.replaced(in: moved, by: other)
    }
    func value(_ json: JSON) -> JSON {
      switch json.value {
      case .null, .bool, .number: json
      case .string(let text): .string(replaced(text))
      case .array(let elements): .array(elements.map(value))
      case .object(let members):
        .object(members.map { (replaced($0.name), value($0.value)) })
      }
    }
    return value(json)
  }

  /// Twelve digits in a longer row of digits are no account id.
  private func replaced(in text: String, by other: String) -> String {
    guard text.utf8.count >= account.utf8.count else { return text }
    let (bytes, id) = (Array(text.utf8), Array(account.utf8))
    func isDigit(_ place: Int) -> Bool {
      bytes.indices.contains(place) && (0x30...0x39).contains(bytes[place])
    }
    var result: [UInt8] = []
    var place = 0
    while place < bytes.count {
      if bytes[place...].starts(with: id), !isDigit(place - 1), !isDigit(place + id.count) {
        result += Array(other.utf8)
        place += id.count
      } else {
        result.append(bytes[place])
        place += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
