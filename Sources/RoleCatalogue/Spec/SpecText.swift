public import IAMRoles
import JSONText

/// A spec file that is edited: what no edit names stays as a person wrote it.
public struct SpecText: Sendable {
  /// What one edit changed, for a person.
  public struct Line: Hashable, Sendable {
    /// Whether something is new, another one or gone.
    public var sign: PlannedChange.Sign
    /// The part and its value, such as `tags: Team=vision`.
    public var text: String
  }

  /// Why an edit cannot be made.
  public struct Refusal: Error, Hashable, Sendable {
    /// One sentence: lower-case start, no full stop.
    public let message: String
    /// What helps.
    public let hint: String?
  }

  private var members: [JSON.Member]
  /// The file as it was.
  private let bytes: [UInt8]

  /// Reads the text of a spec file.
  public init(_ bytes: some Collection<UInt8>) throws(SpecError) {
    let findings = ProblemCollector()
    guard let members = findings.jsonWithComments(of: bytes)?.object, findings.isEmpty else {
      throw SpecError(findings.failure)
    }
    self.members = members
    self.bytes = Array(bytes)
  }

  /// The text of the file, with a line break at its end.
  public var text: String { Self.text(members, of: bytes) }

  /// The text in our form; a file with comments keeps them, and the form of all that is not edited.
  static func text(_ members: [JSON.Member], of bytes: [UInt8]) -> String {
    JSONComments.isUsed(in: bytes)
      ? JSONComments.text(bytes, withMembers: members)
      : JSON(.object(members)).text(.pretty) + "\n"
  }

  /// Makes an edit and says what it changed; nothing when the spec says so already.
  public mutating func make(_ edit: SpecEdit) throws(Refusal) -> [Line] {
    let key = edit.key
    switch edit {
    case .addRoleSet(let name):
      return roleSet(meantBy: name) == nil ? add(.string(name), to: key, shown: name) : []
    case .removeRoleSet(let name):
      return try keepingName { (text) throws(Refusal) in
        try text.remove(text.roleSet(meantBy: name) ?? name, from: key, "role set")
      }
    case .addDevice(let arn): return add(.string(arn), to: key, shown: arn)
    case .removeDevice(let arn): return try remove(arn, from: key, "device")
    case .setDevices(let arns):
      var lines = setAllDevices(false)
      for old in texts(key) where !arns.contains(where: { $0.isExactly(old) }) {
        lines += try remove(old, from: key, "device")
      }
      for arn in arns { lines += add(.string(arn), to: key, shown: arn) }
      return lines
    case .setAllDevices(let all):
      return (all ? try removeAll(of: "devices") : []) + setAllDevices(all)
    case .setParameter(let parameter):
      return setMember(parameter.name, to: parameter.value, of: key) {
        $0.isExactly(parameter.name)
      }
    case .removeParameter(let name):
      return try removeMember(name, of: key, "parameter") { $0.isExactly(name) }
    case .setTag(let tag):
      return setMember(tag.key, to: tag.value, of: key) { Tag($0, "").hasKey(tag.key) }
    case .removeTag(let name):
      return try removeMember(name, of: key, "tag") { Tag($0, "").hasKey(name) }
    case .setBoundary(let arn): return setBoundary(arn, key)
    case .removeBoundary(let arn):
      let held = value(key)?.string
      if let arn, !(held.map { $0.isExactly(arn) } ?? false) {
        throw missing("permissions boundary", arn, among: [held].compactMap(\.self))
      }
      guard let held else {
        throw Refusal(message: "the spec has no permissions boundary", hint: nil)
      }
      replace(key, by: .null)
      return [Line(sign: .delete, text: "\(key): \(held)")]
    case .addApplication(let application):
      return put(application.json, named: application.name, into: key)
    case .addGroupRole(let group):
      let json = JSON.object([("name", .string(group.name)), ("statements", group.list)])
      return put(json, named: group.name, into: key)
    case .removeApplication(let name): return try removeNamed(name, from: key, "application")
    case .removeGroupRole(let name): return try removeNamed(name, from: key, "group role")
    case .setSplitPolicies(let splits):
      guard (value(key) == .bool(true)) != splits else { return [] }
      replace(key, by: splits ? .bool(true) : nil)
      return [
        Line(sign: splits ? .create : .delete, text: "\(key): policies over a quota are split")
      ]
    case .open(let opening): return setOpened(opening, key)
    case .close: return setOpened(nil, key)
    }
  }

  // MARK: Members

  private func value(_ key: String) -> JSON? { members.first { $0.name == key }?.value }

  private func elements(_ key: String) -> [JSON] { value(key)?.array ?? [] }

  private func texts(_ key: String) -> [String] { elements(key).compactMap(\.string) }

  /// Puts a value at a key; a new key goes where `init` writes it.
  mutating func replace(_ key: String, by value: JSON?) {
    guard let value else { return members.removeAll { $0.name == key } }
    if let place = members.firstIndex(where: { $0.name == key }) {
      members[place].value = value
      return
    }
    let later = Spec.keys.drop { $0 != key }.dropFirst()
    let place = members.firstIndex { later.contains($0.name) } ?? members.count
    members.insert(JSON.Member(key, value), at: place)
  }

  /// A role set as the spec names it: `./team.json` where `team.json` is meant.
  private func roleSet(meantBy name: String) -> String? {
    let plain = RoleCatalogue.plainName(name)
    return texts("roleSets").first { RoleCatalogue.plainName($0).isExactly(plain) }
  }

  private mutating func setAllDevices(_ all: Bool) -> [Line] {
    guard (value("allDevices") == .bool(true)) != all else { return [] }
    replace("allDevices", by: .bool(all))
    return [Line(sign: all ? .create : .delete, text: "allDevices: every device of the account")]
  }

  private mutating func setBoundary(_ arn: String, _ key: String) -> [Line] {
    let old = value(key)?.string
    guard old.map({ !$0.isExactly(arn) }) ?? true else { return [] }
    replace(key, by: .string(arn))
    guard let old else { return [Line(sign: .create, text: "\(key): \(arn)")] }
    return [Line(sign: .update, text: "\(key): \(old) → \(arn)")]
  }

  private mutating func setOpened(_ opening: DeviceOpening?, _ key: String) -> [Line] {
    let old = value(key)?["until"]?.string
    guard opening?.until != old || value(key) != nil && opening == nil else { return [] }
    replace(key, by: opening?.json)
    guard let opening else {
      return [Line(sign: .delete, text: "\(key): until \(old ?? "another time")")]
    }
    return [
      old.map { Line(sign: .update, text: "\(key): until \($0) → \(opening.until)") }
        ?? Line(sign: .create, text: "\(key): until \(opening.until)")
    ]
  }

  // MARK: Lists

  private mutating func add(_ json: JSON, to key: String, shown: String) -> [Line] {
    guard !elements(key).contains(json) else { return [] }
    replace(key, by: .array(elements(key) + [json]))
    return [Line(sign: .create, text: "\(key): \(shown)")]
  }

  private mutating func remove(
    _ text: String, from key: String, _ noun: String
  ) throws(Refusal) -> [Line] {
    guard texts(key).contains(where: { $0.isExactly(text) }) else {
      throw missing(noun, text, among: texts(key))
    }
    replace(
      key, by: .array(elements(key).filter { !($0.string.map { $0.isExactly(text) } ?? false) }))
    return [Line(sign: .delete, text: "\(key): \(text)")]
  }

  private mutating func removeAll(of key: String) throws(Refusal) -> [Line] {
    var lines: [Line] = []
    for text in texts(key) { lines += try remove(text, from: key, "device") }
    return lines
  }

  /// An element that is an object with a name: another one of that name is replaced.
  private mutating func put(_ json: JSON, named name: String, into key: String) -> [Line] {
    var list = elements(key)
    let place = list.firstIndex { Self.isNamed($0, name) }
    guard let place else {
      replace(key, by: .array(list + [json]))
      return [Line(sign: .create, text: "\(key): \(Self.shown(json, name))")]
    }
    guard list[place] != json else { return [] }
    list[place] = json
    replace(key, by: .array(list))
    return [Line(sign: .update, text: "\(key): \(Self.shown(json, name))")]
  }

  private static func shown(_ json: JSON, _ name: String) -> String {
    json["namespace"]?.string.map { "\(name) (\($0))" } ?? name
  }

  private mutating func removeNamed(
    _ name: String, from key: String, _ noun: String
  ) throws(Refusal) -> [Line] {
    let list = elements(key)
    let kept = list.filter { !Self.isNamed($0, name) }
    guard kept.count < list.count else {
      throw missing(noun, name, among: list.compactMap { $0["name"]?.string })
    }
    replace(key, by: kept.isEmpty ? nil : .array(kept))
    return [Line(sign: .delete, text: "\(key): \(name)")]
  }

  private static func isNamed(_ json: JSON, _ name: String) -> Bool {
    json["name"]?.string.map { $0.isExactly(name) } ?? false
  }

  // MARK: Objects

  /// Makes an edit of the role sets; a spec without a name keeps the one that follows from its first role set,
  /// for the roles are tagged with it.
  private mutating func keepingName(
    _ edit: (inout SpecText) throws(Refusal) -> [Line]
  ) throws(Refusal) -> [Line] {
    let old = Spec.defaultName(of: texts("roleSets"))
    var lines = try edit(&self)
    guard value("name") == nil, Spec.defaultName(of: texts("roleSets")) != old else {
      return lines
    }
    replace("name", by: .string(old))
    lines.append(Line(sign: .create, text: "name: \(old), which its roles are tagged with"))
    return lines
  }

  private mutating func setMember(
    _ name: String, to text: String, of key: String, isMeant: (String) -> Bool
  ) -> [Line] {
    var list = value(key)?.object ?? []
    let old = list.first { isMeant($0.name) }
    if let old, old.name.isExactly(name), old.value.string.map({ $0.isExactly(text) }) ?? false {
      return []
    }
    list.removeAll { isMeant($0.name) }
    list.append(JSON.Member(name, .string(text)))
    list.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    replace(key, by: JSON(.object(list)))
    let new = "\(name)=\(text)"
    guard let old else { return [Line(sign: .create, text: "\(key): \(new)")] }
    let before = "\(old.name)=\(old.value.string ?? old.value.text(.compact))"
    return [Line(sign: .update, text: "\(key): \(before) → \(new)")]
  }

  private mutating func removeMember(
    _ name: String, of key: String, _ noun: String, isMeant: (String) -> Bool
  ) throws(Refusal) -> [Line] {
    let list = value(key)?.object ?? []
    let kept = list.filter { !isMeant($0.name) }
    guard kept.count < list.count else { throw missing(noun, name, among: list.map(\.name)) }
    // 'tags' is in every spec, and 'parameters' only where there are some.
    replace(key, by: kept.isEmpty && key != "tags" ? nil : JSON(.object(kept)))
    return [Line(sign: .delete, text: "\(key): \(list.first { isMeant($0.name) }?.name ?? name)")]
  }

  private func missing(_ noun: String, _ name: String, among names: [String]) -> Refusal {
    Refusal(
      message: "the spec has no \(noun) \(Shown.quoted(name))",
      hint: Sentence.didYouMean(name, among: names)
        ?? (names.isEmpty
          ? nil : "it has \(names.map { Shown.quoted($0) }.joined(separator: ", "))"))
  }
}
