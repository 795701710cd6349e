/// The form of an account id.
public enum AccountID {
  /// Whether a text is exactly 12 ASCII digits.
  public static func isValid(_ text: String) -> Bool {
    text.utf8.count == 12 && text.utf8.allSatisfy { (48...57).contains($0) }
  }

  /// What to do about a text that is not.
  public static func hint(for text: String) -> String {
    let digits = text.utf8.filter { (48...57).contains($0) }
    let others = text.utf8.count - digits.count
    if digits.count == 12, others > 0 {
      return "write '\(String(decoding: digits, as: UTF8.self))', digits only"
    }
    if others == 0, (1..<12).contains(digits.count) {
      return Sentence.accountIDHint
    }
    return "'aws sts get-caller-identity' tells the id of the account"
  }
}
