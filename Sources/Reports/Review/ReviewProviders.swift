import IAMRoles
import JSONText
import PolicyAnalysis

/// The identity providers of a review.
enum ReviewProviders {
  static func table(_ review: AccessReview) -> [String] {
    guard !review.providers.isEmpty else { return [] }
    return [
      "| identity provider | access | what is another one | roles that trust it |",
      "| --- | --- | --- | --- |",
    ]
      + review.providers.map { provider in
        "| \(Markdown.code(provider.arn)) | \(ReviewMarkdown.verdict(provider.gains, provider.loses)) "
          + "| \(Markdown.text(provider.reasons.joined(separator: "; "))) | \(roles(provider)) |"
      } + [""]
  }

  private static func roles(_ provider: ProviderReview) -> String {
    guard !provider.roles.isEmpty else { return "none" }
    let rest = provider.roles.count > 5 ? " and \(provider.roles.count - 5) more" : ""
    return provider.roles.prefix(5).map(Markdown.code).joined(separator: ", ") + rest
  }

  /// For the headline.
  static func words(_ review: AccessReview) -> [String] {
    func count(_ answers: [PolicyComparison.Answer], _ words: String) -> [String] {
      let (yes, open) = (answers.count { $0 == .yes }, answers.count { $0 == .unknown })
      func phrase(_ number: Int, _ verb: String) -> [String] {
        number == 0 ? [] : ["\(counted(number, "identity provider")) \(verb) \(words)"]
      }
      return phrase(yes, yes == 1 ? "lets in" : "let in") + phrase(open, "may let in")
    }
    return count(review.providers.map(\.gains), "more callers")
      + count(review.providers.map(\.loses), "fewer callers")
  }

  static func json(_ provider: ProviderReview) -> JSON {
    let change = provider.old == nil ? "added" : provider.new == nil ? "removed" : "kept"
    return .object([
      ("arn", .string(provider.arn)), ("change", .string(change)),
      ("gains", .string(provider.gains.rawValue)), ("loses", .string(provider.loses.rawValue)),
      ("reasons", .strings(provider.reasons)), ("roles", .strings(provider.roles)),
    ])
  }
}
