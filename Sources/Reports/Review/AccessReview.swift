package import IAMRoles
package import JSONText
package import PolicyAnalysis

/// How access differs from one moment to another: the one value that every format of `review` renders.
package struct AccessReview: Hashable, Sendable {
  /// A role, and for which values of the parameters it is so.
  package struct Entry: Hashable, Sendable {
    package let review: RoleReview
    /// The optional parameters of a role set that have a value, where that matters.
    package var parameters: [String] = []
    /// Whether it is so for other sample values than the usual ones.
    package var needsOtherValues = false
    /// What a spec says of the role beside its documents.
    package var records: [RecordChange] = []

    package init(
      review: RoleReview, parameters: [String] = [], needsOtherValues: Bool = false,
      records: [RecordChange] = []
    ) {
      self.review = review
      self.parameters = parameters
      self.needsOtherValues = needsOtherValues
      self.records = records
    }

    /// Whether somebody gains access by it.
    package var gains: PolicyComparison.Answer {
      review.gains == .no && records.contains(where: \.mayWiden) ? .unknown : review.gains
    }
    /// Whether somebody loses access by it.
    package var loses: PolicyComparison.Answer { review.loses }

    /// How serious it is, in tenths.
    var seriousness: Int {
      let found = [review.trust, review.permissions].compactMap { $0.map(Seriousness.of) }.max()
      // What is open because of a record, or of a value that is not known, may be anything.
      guard gains == .unknown else { return found ?? 60 }
      let isManager = review.unknown.contains {
        AccessText.managerOfPermissions(in: $0.subject) != nil
      }
      return isManager ? 90 : max(60, found ?? 0)
    }

    /// For which values it is so; nil where that does not matter.
    package var condition: String? {
      var words: [String] = []
      if !parameters.isEmpty {
        let noun = parameters.count == 1 ? "parameter" : "parameters"
        words.append("with \(noun) \(parameters.joined(separator: ", "))")
      }
      if needsOtherValues { words.append("with other sample values") }
      return words.isEmpty ? nil : words.joined(separator: ", ")
    }
  }

  /// What is held against what.
  package struct Side: Hashable, Sendable {
    /// How the file is called in messages.
    package let name: String
    /// The accounts that the roles are of, as far as they are known.
    package var accounts: [String] = []
    /// Whether nobody chose the account.
    package var isExample = false
    package var partition = "aws"

    package init(
      name: String, accounts: [String] = [], isExample: Bool = false, partition: String = "aws"
    ) {
      self.name = name
      self.accounts = accounts
      self.isExample = isExample
      self.partition = partition
    }
  }

  package let old: Side
  package let new: Side
  /// Whether both sides are one file: a plan, which has the state before and after.
  package var isPlan = false
  /// Whether roles that stay as they are have a row of their own.
  package var listsAllRoles = false
  /// The roles of the new side in its order, then those that are gone.
  package var entries: [Entry]
  /// The resources with policies of their own.
  package var resources: [ResourceReview] = []
  /// The identity providers that let in other callers, where the files contain them.
  package var providers: [ProviderReview] = []
  /// What is not known and belongs to no role or resource for certain.
  package var unplaced: [UnknownValue] = []
  /// What is not compared, and what a reader should know: whole sentences without a full stop.
  package var notes: [String] = []
  /// Where the new side describes something, by its address, or by the name of a role.
  package var places: [String: TextPosition] = [:]

  package init(
    old: Side, new: Side, isPlan: Bool = false, listsAllRoles: Bool = false, entries: [Entry],
    resources: [ResourceReview] = [], unplaced: [UnknownValue] = [], notes: [String] = [],
    places: [String: TextPosition] = [:]
  ) {
    self.old = old
    self.new = new
    self.isPlan = isPlan
    self.listsAllRoles = listsAllRoles
    self.entries = entries
    self.resources = resources
    self.unplaced = unplaced
    self.notes = notes
    self.places = places
  }

  /// The worst that happens to any role or resource.
  package var gains: PolicyComparison.Answer {
    worst(entries.map(\.gains) + resources.map(\.gains) + providers.map(\.gains))
  }
  /// Says whether some role or resource loses access.
  package var loses: PolicyComparison.Answer {
    worst(entries.map(\.loses) + resources.map(\.loses) + providers.map(\.loses))
  }

  private func worst(_ answers: [PolicyComparison.Answer]) -> PolicyComparison.Answer {
    if answers.contains(.yes) { return .yes }
    return answers.contains(.unknown) || !unplaced.isEmpty ? .unknown : .no
  }

  /// The entries that a reader is shown one by one.
  package var shown: [Entry] {
    listsAllRoles ? entries : entries.filter { !$0.review.isQuiet || $0.review.hasChanged }
  }

  /// Those entries, the most serious first; equally serious ones in their order.
  var shownBySeriousness: [Entry] {
    shown.enumerated().sorted {
      (-$0.element.seriousness, $0.offset) < (-$1.element.seriousness, $1.offset)
    }.map(\.element)
  }

  /// The resources whose access differs, or may differ.
  ///
  /// The most serious comes first; equally serious ones are in their order.
  var shownResources: [ResourceReview] {
    resources.filter { $0.gains != .no || $0.loses != .no }.enumerated().sorted {
      (-Seriousness.of($0.element.access), $0.offset)
        < (-Seriousness.of($1.element.access), $1.offset)
    }.map(\.element)
  }
}

extension RoleReview {
  /// Whether anything of the role is another text.
  var hasChanged: Bool { change.old != change.new }

  /// Where the source describes the role, or else its name.
  package var place: String { (change.new ?? change.old)?.address ?? name }
}
