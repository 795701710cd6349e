import IAMRoles
import JSONText
import PolicyAnalysis
import Reports
import RoleCatalogue

extension AccessReview {
  /// As many optional parameters as this are tried in every combination.
  static let mostSwitches = 6

  /// Two role sets or specs held against each other.
  init(from old: ReviewSide, to new: ReviewSide) {
    let review = SetReview(from: old, to: new)
    self.init(old: Side(old), new: Side(new), listsAllRoles: true, entries: review.entries)
    unplaced = review.unplaced
  }
}

extension AccessReview.Side {
  fileprivate init(_ side: ReviewSide) {
    self.init(
      name: side.name, accounts: [side.account], isExample: side.isExample,
      partition: side.partition)
  }
}

/// Two role sets or specs held against each other, role by role and for every choice of values.
private struct SetReview {
  private let old: ReviewSide
  private let new: ReviewSide
  /// The roles of the new side in its order, then those that are gone.
  private(set) var entries: [AccessReview.Entry] = []
  /// What is not known of both files as a whole.
  private(set) var unplaced: [UnknownValue] = []

  init(from old: ReviewSide, to new: ReviewSide) {
    self.old = old
    self.new = new
    var told: Set<String> = []
    let combinations = combinations()
    for optional in combinations {
      guard let roles = roles(optional, .usual) else { continue }
      add(roles, for: optional, needsOtherValues: false, &told)
    }
    if old.takesSamples, new.takesSamples {
      for optional in combinations { addOther(optional, &told) }
    }
    addRecords()
  }

  // MARK: Values

  /// The optional parameters that have a value: none, all, and whatever makes other policies.
  private mutating func combinations() -> [Set<String>] {
    let switches = Set(old.switches + new.switches).sorted()
    var combinations: [Set<String>] = [[], Set(switches)]
    if switches.count <= AccessReview.mostSwitches {
      combinations += (0..<(1 << switches.count)).map { bits in
        Set(switches.indices.filter { bits & (1 << $0) != 0 }.map { switches[$0] })
      }
    } else {
      unplaced.append(
        UnknownValue(
          "optional parameters",
          "\(switches.count) of them decide which policies are made, and "
            + "\(AccessReview.mostSwitches) are the most that are tried in every combination"))
      combinations += switches.flatMap { [[$0], Set(switches).subtracting([$0])] }
      combinations += (old.switchPairs + new.switchPairs).map { pair in
        Set(switches).subtracting([pair.unless])
      }
    }
    var seen: Set<Set<String>> = []
    return combinations.filter { seen.insert($0).inserted }
  }

  /// The roles of both sides; nil when neither can make any with these values.
  ///
  /// A side that can make none has none.
  private func roles(
    _ optional: Set<String>, _ style: SampleValues.Style
  ) -> (old: RoleSet, new: RoleSet)? {
    let (before, after) = (old.roles(optional, style), new.roles(optional, style))
    guard let some = before ?? after else { return nil }
    var none = some
    none.roles = []
    none.policies = []
    none.providers = []
    return (before ?? none, after ?? none)
  }

  /// A value that is written out shows when every value is another one.
  private mutating func addOther(_ optional: Set<String>, _ told: inout Set<String>) {
    guard roles(optional, .usual) != nil else { return }
    for style in [SampleValues.Style.other, .otherWithDefaults] {
      guard let before = old.roles(optional, style), let after = new.roles(optional, style) else {
        continue
      }
      return add((before, after), for: optional, needsOtherValues: true, &told)
    }
    let value = UnknownValue("parameters", "the roles cannot be made with other sample values")
    if !unplaced.contains(value) { unplaced.append(value) }
  }

  // MARK: Roles

  private mutating func add(
    _ roles: (old: RoleSet, new: RoleSet), for optional: Set<String>, needsOtherValues: Bool,
    _ told: inout Set<String>
  ) {
    for value in RecordChange.providers(from: roles.old, to: roles.new) {
      // A value of the file that is the usual sample value shows when the sample is another one.
      let usual =
        needsOtherValues
        ? UnknownValue(
          new.usual(old.usual(value.subject)), new.usual(old.usual(value.reason))) : value
      if !unplaced.contains(usual) { unplaced.append(usual) }
    }
    let reviews = RoleReview.all(
      from: roles.old, to: roles.new,
      library: .builtIn(of: roles.old, roles.new, inAnyPartition: needsOtherValues))
    for review in reviews {
      let isNew = told.insert(signature(of: review, areOther: needsOtherValues)).inserted
      // Values that change nothing of what was reported already are not reported again.
      let isNamed = entries.contains { $0.review.name.isSameName(as: review.name) }
      guard isNew, !review.isQuiet || !(isNamed || needsOtherValues) else { continue }
      entries.append(
        AccessReview.Entry(
          review: review, parameters: optional.sorted(), needsOtherValues: needsOtherValues))
    }
  }

  /// What is reported of a role, with the usual values in place of others.
  private func signature(of review: RoleReview, areOther: Bool) -> String {
    let lines = [review.trust, review.permissions].map { access in
      access.map { "\($0.access) " + AccessText.evidence($0).joined(separator: "\n") } ?? "none"
    }
    let sessions = review.sessions.map { "\($0.old) \($0.new)" } ?? ""
    let text =
      ([review.name.lowercased(), "\(review.gains) \(review.loses)", sessions] + lines)
      .joined(separator: "\n")
    return areOther ? new.usual(old.usual(text)) : text
  }

  // MARK: Records

  private mutating func addRecords() {
    guard let before = old.spec, let after = new.spec else { return }
    let changes = RecordChange.all(from: before, to: after)
    for place in entries.indices {
      let name = entries[place].review.name.lowercased()
      entries[place].records = changes.filter { $0.role.lowercased() == name }
    }
    let names = Set(entries.map { $0.review.name.lowercased() })
    unplaced += RecordChange.unplaced(from: before, to: after)
    unplaced += changes.filter { !names.contains($0.role.lowercased()) && $0.mayWiden }
      .map { UnknownValue("role '\($0.role)'", $0.words) }
  }
}
