import JSONText

/// The sentences that several places share, each written once.
///
/// `Tests/Golden/sentences.txt` shows them all.
package enum Sentence {
  /// As in `role set 'x' does not exist`.
  package static func doesNotExist(_ kind: String, _ name: String, in place: String? = nil)
    -> String
  {
    "\(kind) '\(name)' does not exist" + (place.map { " in \($0)" } ?? "")
  }

  /// As in `'plan.json' exists and is not a saved plan; refusing to overwrite it`.
  package static func exists(_ path: String, isNot kind: String) -> String {
    "'\(path)' exists and is not \(kind); refusing to overwrite it"
  }

  /// As in `'spec.json' cannot be read: the file does not exist`.
  package static func cannotBeRead(_ file: String, because reason: String) -> String {
    "'\(file)' cannot be read: \(reason)"
  }

  /// As in `account id '12' is not 12 digits`.
  package static func isNotAccountID(_ text: String) -> String {
    "account id '\(text)' is not 12 digits"
  }

  /// What to do about an account id.
  package static let accountIDHint = "write all 12 digits, leading zeros too"

  /// `did you mean 'plan'?`, or else another hint.
  package static func didYouMean(
    _ name: String, among names: [String], else hint: String? = nil
  ) -> String? {
    NearestName.of(name, among: names).map { "did you mean '\($0)'?" } ?? hint
  }

  /// What to do about a partition.
  package static func choose(among names: [String]) -> String {
    "choose one of \(names.map { "'\($0)'" }.joined(separator: ", "))"
  }
}
