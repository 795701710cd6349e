import JSONText

/// Puts placeholders in place of account ids, and of the unique ids of IAM, wherever they are.
///
/// An account id is any run of exactly twelve digits: in ARNs, in policy documents, in the names of roles
/// and buckets. So is what stands by itself as the console writes an id, `1234-5678-9012`. An id that is
/// known from elsewhere in the value is one inside longer runs and between hyphens as well. The same id
/// always becomes the same placeholder, so that what belongs together still does.
struct Redaction {
  /// What the snapshot's own account becomes.
  static let ownAccount = "111111111111"
  /// What the placeholder of a unique id has behind its prefix.
  private static let idMark = "REDACTED"
  /// IAM User Guide, "IAM identifiers".
  private static let idPrefixes: Set<String> = [
    "ABIA", "ACCA", "AGPA", "AIDA", "AIPA", "AKIA", "ANPA", "ANVA", "APKA", "AROA", "ASCA", "ASIA",
  ]

  private var accounts: [String: String] = [:]
  private var ids: [String: String] = [:]

  /// Starts with the account that the snapshot is of; nil when nothing says it.
  init(own account: String?) {
    if let account { accounts[account] = Self.ownAccount }
  }

  /// Says whether a unique id is a placeholder, which says nothing about the real one.
  static func isPlaceholder(_ id: String) -> Bool { id.dropFirst(4).hasPrefix(idMark) }

  /// The value with placeholders, in names as well.
  mutating func redacted(_ json: JSON) -> JSON {
    // An id may occur inside a longer run before the place where it is known as one.
    _ = replaced(json)
    return replaced(json)
  }

  private mutating func replaced(_ json: JSON) -> JSON {
    switch json.value {
    case .null, .bool: return json
    case .number(let text): return JSON(.number(redacted(text)), at: json.position)
    case .string(let text): return JSON(.string(redacted(text)), at: json.position)
    case .array(let elements):
      return JSON(.array(elements.map { replaced($0) }), at: json.position)
    case .object(let members):
      return JSON(
        .object(
          members.map {
            JSON.Member(redacted($0.name), replaced($0.value), at: $0.namePosition)
          }), at: json.position)
    }
  }

  /// The text with placeholders.
  mutating func redacted(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var place = 0
    while place < bytes.count {
      let isFirst = place == 0 || !Self.isWord(bytes[place - 1])
      let isDigit = Self.isDigit(bytes[place])
      guard isFirst || isDigit else {
        result.append(bytes[place])
        place += 1
        continue
      }
      let word = bytes[place...].prefix(while: Self.isWord)
      if isFirst, let id = placeholder(of: word) {
        result.append(contentsOf: id.utf8)
        place = word.endIndex
        continue
      }
      let digits = bytes[place...].prefix(while: Self.isDigit)
      switch digits.count {
      case 0: result.append(bytes[place])
      case 4:
        if let made = hyphenated(bytes, at: place) {
          result.append(contentsOf: made.utf8)
          place += made.utf8.count
          continue
        }
        result.append(contentsOf: digits)
      case 12: result.append(contentsOf: account(String(decoding: digits, as: UTF8.self)).utf8)
      default: result.append(contentsOf: knownReplaced(in: digits))
      }
      place = max(digits.endIndex, place + 1)
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The placeholder of `1234-5678-9012` in the same form; nil when it is not such an id.
  private mutating func hyphenated(_ bytes: [UInt8], at place: Int) -> String? {
    let hyphen = UInt8(ascii: "-")
    let end = place + 14
    guard end <= bytes.count, end == bytes.count || !Self.isDigit(bytes[end]) else { return nil }
    let parts = bytes[place..<end].split(separator: hyphen, omittingEmptySubsequences: false)
    guard parts.map(\.count) == [4, 4, 4], parts.allSatisfy({ $0.allSatisfy(Self.isDigit) }) else {
      return nil
    }
    let id = String(decoding: parts.joined(), as: UTF8.self)
    let isAlone =
      (place == 0 || !Self.isWord(bytes[place - 1]) && bytes[place - 1] != hyphen)
      && (end == bytes.count || !Self.isWord(bytes[end]) && bytes[end] != hyphen)
    guard isAlone || accounts[id] != nil else { return nil }
    let made = Array(account(id).utf8)
    return [made[..<4], made[4..<8], made[8...]].map { String(decoding: $0, as: UTF8.self) }
      .joined(separator: "-")
  }

  /// A run of digits with placeholders for the ids in it that are known from elsewhere.
  private func knownReplaced(in digits: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var place = digits.startIndex
    while place + 12 <= digits.endIndex {
      if let made = accounts[String(decoding: digits[place..<place + 12], as: UTF8.self)] {
        result.append(contentsOf: made.utf8)
        place += 12
      } else {
        result.append(digits[place])
        place += 1
      }
    }
    return result + digits[place...]
  }

  /// `111111111111` for the own account, then `222222222222` and so on in the order of appearance.
  private mutating func account(_ id: String) -> String {
    if let known = accounts[id] { return known }
    // The own account has its number whether it is known or not.
    let number = accounts.count + (accounts.values.contains(Self.ownAccount) ? 1 : 2)
    let made =
      number < 10
      ? String(repeating: String(number), count: 12) : String(100_000_000_000 + number)
    accounts[id] = made
    return made
  }

  private mutating func placeholder(of word: ArraySlice<UInt8>) -> String? {
    guard word.count >= 16, word.allSatisfy({ Self.isDigit($0) || (65...90).contains($0) }) else {
      return nil
    }
    let id = String(decoding: word, as: UTF8.self)
    let prefix = String(id.prefix(4))
    guard Self.idPrefixes.contains(prefix) else { return nil }
    if let known = ids[id] { return known }
    let number = String(ids.count + 1)
    let zeros = String(repeating: "0", count: max(0, 9 - number.count))
    let made = "\(prefix)\(Self.idMark)\(zeros)\(number)"
    ids[id] = made
    return made
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  private static func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || (65...90).contains(byte & 0xDF) && byte < 0x80
  }
}
