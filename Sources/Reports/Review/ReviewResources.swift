import IAMRoles
import PolicyAnalysis

/// The policies of buckets, keys, queues and other resources in a review, as Markdown.
enum ReviewResources {
  static func table(_ review: AccessReview) -> [String] {
    let shown = review.shownResources
    guard !shown.isEmpty else { return [] }
    return ["| resource policy | access | who may do what |", "| --- | --- | --- |"]
      + shown.map { resource in
        "| \(Markdown.code(resource.address))\(change(resource)) "
          + "| \(ReviewMarkdown.verdict(resource.gains, resource.loses)) "
          + "| \(ReviewMarkdown.words(resource.access)) |"
      } + [""]
  }

  static func sections(_ review: AccessReview) -> [String] {
    review.shownResources.flatMap { resource -> [String] in
      var lines = ["### \(Markdown.code(resource.address)) (\(resource.kind))", ""]
      let unknown = resource.unknown.map {
        "- not known: \(Markdown.code($0.subject)): \(Markdown.text($0.reason))"
      }
      if !unknown.isEmpty { lines += unknown + [""] }
      return lines
        + ReviewMarkdown.list(resource.access, "who may do what") { statement in
          let age = statement.side == .actual ? "the new" : "the old"
          return "\(Markdown.text(statement.reference.name)) of \(age) policy"
        }
    }
  }

  private static func change(_ resource: ResourceReview) -> String {
    if resource.old == nil { return " (new)" }
    return resource.new == nil ? " (gone)" : ""
  }
}
