import JSONText

/// Under which keys the roles of an account are kept, by their names: no role is looked at to find one.
///
/// It says nothing that the roles do not say, so all are equal.
struct RoleNames: Hashable, Sendable {
  /// The keys by folded name: that of the role, and the key itself; nil when nobody prepared for changes.
  private var keys: [String: Set<String>]?

  static func == (one: Self, other: Self) -> Bool { true }
  func hash(into hasher: inout Hasher) {}

  /// Gathers them.
  init(of roles: [String: Reading<ObservedRole>]) {
    keys = [:]
    for (key, reading) in roles { note(key, was: nil, is: reading.value?.name) }
  }

  /// They are not known.
  init() {}

  /// The keys of the existing roles that have this name or are kept under it; nil when that is not known.
  func keys(of name: String) -> Set<String>? {
    keys.map { $0[name.asciiFolded] ?? [] }
  }

  /// Notes what is kept under a key: the name of a role, or nil where none is.
  mutating func note(_ key: String, was old: String?, is new: String?) {
    guard keys != nil, old != new else { return }
    if let old {
      for name in [key, old] { keys?[name.asciiFolded]?.remove(key) }
    }
    if let new {
      for name in [key, new] { keys?[name.asciiFolded, default: []].insert(key) }
    }
  }
}
