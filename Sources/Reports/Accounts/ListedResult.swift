package import JSONText

/// What came of one account of a list: one JSON line, which later runs and machines take over.
package protocol ListedResult: Hashable, Sendable {
  /// The 12-digit account id.
  var account: String { get }
  var partition: String { get }
  /// Where in which list the account is.
  var place: AccountPlace { get set }
  /// What tells this work from the same with another spec or other flags.
  var check: String { get }
  /// Whether nobody needs to do it again.
  var isComplete: Bool { get }
  /// The outcome in a word.
  var word: String { get }
  /// The whole document of the account; nil when there is none, or when it is written already.
  var document: JSON? { get set }
  /// The line, without its end.
  var json: JSON { get }
  /// Reads a line.
  init(_ json: JSON) throws(DocumentError)
  /// How many results have which outcome, in words.
  static func counts(of results: some Sequence<Self>) -> String
}

/// Where in which list an account is.
package struct AccountPlace: Hashable, Sendable {
  /// The digest of the whole list.
  package var list: String
  /// The position, from 0.
  package var position: Int
  /// How many accounts the whole list has.
  package var total: Int

  package init(list: String, position: Int, total: Int) {
    self.list = list
    self.position = position
    self.total = total
  }

  /// The member `list` of a line.
  package var json: JSON {
    .object([
      ("digest", .string(list)), ("position", .number(position)), ("total", .number(total)),
    ])
  }
}
