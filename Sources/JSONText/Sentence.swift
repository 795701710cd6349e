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
    "account id \(Shown.quoted(text)) is not 12 digits"
  }

  /// What to do about an account id.
  package static let accountIDHint = "write all 12 digits, leading zeros too"

  /// As in `'--tag' takes KEY=VALUE, not 'team'`.
  package static func takes(_ form: String, flag: String, not text: String) -> String {
    "'\(flag)' takes \(form), not \(Shown.quoted(text))"
  }

  /// Names one after another, each in quotes.
  package static func quoted(_ names: [String]) -> String {
    names.map { "'\($0)'" }.joined(separator: ", ")
  }

  /// As in `did you mean 'plan'?`.
  package static func didYouMean(_ meant: String) -> String { "did you mean '\(meant)'?" }

  /// The same of the nearest name; another hint where none is near.
  package static func didYouMean(
    _ name: String, among names: some Sequence<String>, else hint: String? = nil
  ) -> String? {
    NearestName.of(name, among: names).map(didYouMean) ?? hint
  }

  /// As in `choose one of 'aws', 'aws-cn'`.
  package static func choose(among names: [String]) -> String {
    "choose one of \(quoted(names))"
  }
}
