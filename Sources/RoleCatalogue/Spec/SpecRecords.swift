import IAMPolicy
import IAMRoles
import JSONText

/// What runs write into a spec file of what they make.
public struct SpecRecords: Hashable, Sendable {
  /// The roles, in the order of their names.
  public var roles: [RecordedRole] = []
  /// What managed policies said that the set names and does not make.
  public var policies: [RecordedPolicy] = []
  /// What the set gave its roles.
  public var parts: [RecordedParts] = []
  /// The ARNs of the managed policies and identity providers that runs made or adopted.
  public var resources: [String] = []
  /// The ARNs of those that a run is about to make.
  public var pending: [String] = []

  /// Makes records.
  public init(
    roles: [RecordedRole] = [], policies: [RecordedPolicy] = [], parts: [RecordedParts] = [],
    resources: [String] = [], pending: [String] = []
  ) {
    self.roles = roles
    self.policies = policies
    self.parts = parts
    self.resources = resources
    self.pending = pending
  }

  /// The members of a spec file that hold records.
  static let keys = [
    "recorded", "recordedPolicies", "recordedParts", "recordedResources", "pendingResources",
  ]
}

/// A spec file into which a run writes records again and again; all else stays as a person wrote it, in our
/// form.
///
/// What stays the same from one writing to the next is put into words once: a run of 500 roles writes a
/// thousand times.
public struct RecordingText: Sendable {
  /// The file as it is now.
  public private(set) var bytes: [UInt8]
  private let hasComments: Bool
  private let kept: [JSON.Member]
  /// Where in `kept` the records go.
  private let place: Int
  private let keptTexts: [String]
  private var roleTexts = KnownTexts<RecordedRole>()
  private var partTexts = KnownTexts<RecordedParts>()
  /// The parts that were written last, and their text: most records of a run change none of them.
  private var lastParts: (records: [RecordedParts], text: String?) = ([], nil)

  /// Reads the file.
  public init(_ bytes: some Collection<UInt8>) throws(SpecError) {
    let findings = ProblemCollector()
    self.bytes = Array(bytes)
    guard let json = findings.jsonWithComments(of: self.bytes), let members = json.object,
      findings.isEmpty
    else { throw SpecError(findings.failure) }
    let keys = SpecRecords.keys
    place = members.firstIndex { keys.contains($0.name) } ?? members.count
    kept = members.filter { !keys.contains($0.name) }
    hasComments = JSONComments.isUsed(in: self.bytes)
    keptTexts = hasComments ? [] : kept.map { $0.text(level: 1) }
  }

  /// Whether the file is still that.
  public func isOf(_ other: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { one in other.withUnsafeBufferPointer { one.isSame(as: $0) } }
  }

  /// Puts these records in place of others.
  ///
  /// - Returns: the text of the file, with a line break at its end.
  public mutating func write(_ records: SpecRecords) -> String {
    let text = text(with: records)
    bytes = Array(text.utf8)
    return text
  }

  private mutating func text(with records: SpecRecords) -> String {
    guard !hasComments else {
      var members = kept
      members.insert(contentsOf: Self.members(of: records), at: place)
      return SpecText.text(members, of: bytes)
    }
    let texts = keptTexts[..<place] + recordTexts(records) + keptTexts[place...]
    return "{\n  " + texts.joined(separator: ",\n  ") + "\n}\n"
  }

  private static func members(of records: SpecRecords) -> [JSON.Member] {
    var members: [JSON.Member] = []
    if !records.roles.isEmpty {
      members.append(
        JSON.Member("recorded", .object(records.roles.map { ($0.name, $0.json) })))
    }
    if !records.policies.isEmpty {
      members.append(
        JSON.Member("recordedPolicies", .object(records.policies.map { ($0.arn, $0.json) })))
    }
    if !records.parts.isEmpty {
      members.append(
        JSON.Member("recordedParts", .object(records.parts.map { ($0.role, $0.json) })))
    }
    return members + lists(of: records)
  }

  private static func lists(of records: SpecRecords) -> [JSON.Member] {
    [("recordedResources", records.resources), ("pendingResources", records.pending)]
      .filter { !$0.1.isEmpty }.map { JSON.Member($0.0, .strings($0.1)) }
  }

  private mutating func recordTexts(_ records: SpecRecords) -> [String] {
    let roles = records.roles.map { roleTexts.text(of: $0, named: $0.name, \.json) }
    if lastParts.records != records.parts {
      let texts = records.parts.map { partTexts.text(of: $0, named: $0.role, \.json) }
      lastParts = (records.parts, Self.member("recordedParts", texts))
    }
    let policies = records.policies.map { JSON.Member($0.arn, $0.json).text(level: 2) }
    return [
      Self.member("recorded", roles), Self.member("recordedPolicies", policies), lastParts.text,
    ].compactMap(\.self) + Self.lists(of: records).map { $0.text(level: 1) }
  }

  /// A member of the file with the members of its object; nil without any.
  private static func member(_ name: String, _ texts: [String]) -> String? {
    guard !texts.isEmpty else { return nil }
    return "\"\(name)\": {\n    " + texts.joined(separator: ",\n    ") + "\n  }"
  }
}

/// The texts of records, each made again when its record is another one.
private struct KnownTexts<Record: Equatable & Sendable>: Sendable {
  private var known: [String: (record: Record, text: String)] = [:]

  mutating func text(of record: Record, named name: String, _ json: (Record) -> JSON) -> String {
    if let found = known[name], found.record == record { return found.text }
    let text = JSON.Member(name, json(record)).text(level: 2)
    known[name] = (record, text)
    return text
  }
}

extension RecordedRole {
  var json: JSON {
    .object([("id", .string(id))] + (isUnfinished ? [("unfinished", .bool(true))] : []))
  }
}

extension RecordedParts {
  var json: JSON { .strings(pieces.map(\.text)) }
}

extension RecordedPolicy {
  var json: JSON { document.json }
}
