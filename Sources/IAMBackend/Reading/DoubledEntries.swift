import AWSAccess
import IAMRoles
import JSONText

/// One rule for what an answer or a snapshot holds twice.
///
/// It counts once where both say the same. Where they differ, which of them holds is unknown: an answer is
/// damaged then, and a snapshot refused.
struct DoubledEntries<Entry: Equatable> {
  /// Those before it: few at first, and by their names once they are many.
  private var few: [(key: [UInt8], entry: Entry)] = []
  private var many: [[UInt8]: Entry] = [:]

  /// What an entry is to those before it.
  enum Place {
    case first
    case again
    case otherwise
  }

  /// Takes an entry by its name.
  mutating func place(_ name: String, _ entry: Entry) -> Place {
    place(Array(name.utf8), entry)
  }

  /// Takes a tag of a role, whose key IAM compares without regard to case.
  mutating func place(tag key: String, _ entry: Entry) -> Place {
    place(key.foldedKey, entry)
  }

  private mutating func place(_ key: [UInt8], _ entry: Entry) -> Place {
    if let other = many[key] ?? few.first(where: { $0.key == key })?.entry {
      return other == entry ? .again : .otherwise
    }
    if few.count < 8 { few.append((key, entry)) } else { many[key] = entry }
    return .first
  }
}

extension XMLElement {
  /// The members of a list, each once, by the text of `key`.
  ///
  /// The keys of tags fold their case for roles alone.
  ///
  /// - Throws: `CallFailure` where two entries of one name differ.
  func distinctMembers(
    of list: String, by key: String, in action: String, foldsKeys: Bool = true
  ) throws(CallFailure) -> [XMLElement] {
    let isFolded = foldsKeys && key == "Key"
    var entries = DoubledEntries<XMLElement>()
    var kept: [XMLElement] = []
    for member in members(of: list) {
      let name = try member.needed(key, in: action)
      switch isFolded ? entries.place(tag: name, member) : entries.place(name, member) {
      case .first: kept.append(member)
      case .again: break
      case .otherwise: throw .doubled("\(list): '\(name)'", in: action)
      }
    }
    return kept
  }
}

extension [JSON] {
  /// The objects, each once, by the text of a member.
  ///
  /// - Throws: `CallFailure` where two entries of one name differ.
  func distinct(by key: String, in action: String) throws(CallFailure) -> [JSON] {
    var entries = DoubledEntries<JSON>()
    var kept: [JSON] = []
    for json in self {
      let name = json[key]?.string ?? ""
      switch key == "Key" ? entries.place(tag: name, json) : entries.place(name, json) {
      case .first: kept.append(json)
      case .again: break
      case .otherwise: throw .doubled("'\(name)'", in: action)
      }
    }
    return kept
  }
}

extension CallFailure {
  fileprivate static func doubled(_ what: String, in action: String) -> CallFailure {
    .damaged("the answer to \(action) has two entries that differ for \(what)")
  }
}
