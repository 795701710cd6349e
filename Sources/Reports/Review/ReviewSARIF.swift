import IAMRoles
package import JSONText
import PolicyAnalysis

/// A review as SARIF 2.1.0: a result for each role or resource whose access differs, at the place where the
/// source describes it, which is also its logical location (`aws_iam_role.app`).
package enum ReviewSARIF {
  private enum Rule: String, CaseIterable {
    case gained = "access-gained"
    case mayGrow = "access-may-have-grown"
    case lost = "access-lost"

    /// How serious one is of which no more is known, in tenths.
    private var usualSeriousness: Int {
      switch self {
      case .gained: 85
      case .mayGrow: 60
      case .lost: 30
      }
    }

    /// The rule with the seriousness of its worst result.
    func described(_ most: Int?) -> SARIF.Rule {
      var rule = rule
      rule.seriousness = most ?? usualSeriousness
      return rule
    }

    var rule: SARIF.Rule {
      switch self {
      case .gained:
        SARIF.Rule(
          id: rawValue, short: "Access grows",
          full: "Something that was refused is allowed: more is granted, or less is denied",
          help: "Read the request that is shown, and approve the change only if it is meant",
          level: "error")
      case .mayGrow:
        SARIF.Rule(
          id: rawValue, short: "Access may grow",
          full: "A value is not known, or cannot be decided about: access may grow",
          help: "Make the value known, or treat the change as one that grows access",
          level: "warning")
      case .lost:
        SARIF.Rule(
          id: rawValue, short: "Access shrinks",
          full: "Something that was allowed is refused",
          help: "Read the request that is shown: something may need it", level: "note")
      }
    }
  }

  package static func document(_ review: AccessReview, category: String) -> JSON {
    var found: [(rule: Rule, seriousness: Int, result: JSON)] = []
    for entry in review.shown {
      let role = entry.review
      guard let rule = rule(entry.gains, entry.loses) else { continue }
      let condition = entry.condition.map { " (\($0))" } ?? ""
      let evidence =
        [role.trust, role.permissions].compactMap(\.self).flatMap(AccessText.evidence)
        + entry.records.map(\.words) + role.unknown.map { "not known: \($0.line)" }
      found.append(
        (
          rule, entry.seriousness,
          result(
            rule, "role '\(role.name)'\(condition)", words(rule, role.loses), evidence,
            place: role.place, review)
        ))
    }
    for resource in review.shownResources {
      guard let rule = rule(resource.gains, resource.loses) else { continue }
      let evidence =
        AccessText.evidence(resource.access) + resource.unknown.map { "not known: \($0.line)" }
      found.append(
        (
          rule, Seriousness.of(resource.access),
          result(
            rule, "\(resource.kind) '\(resource.address)'", words(rule, resource.loses), evidence,
            place: resource.address, review)
        ))
    }
    for provider in review.providers {
      guard let rule = rule(provider.gains, provider.loses) else { continue }
      let roles = provider.roles.isEmpty ? [] : ["trusted by \(ProviderTrust.list(provider.roles))"]
      found.append(
        (
          rule, 60,
          result(
            rule, provider.phrase, words(rule, provider.loses), provider.reasons + roles,
            place: provider.arn, review)
        ))
    }
    for value in review.unplaced {
      let address = value.subject.split(separator: ":").first.map(String.init) ?? value.subject
      found.append(
        (
          .mayGrow, 60,
          result(
            .mayGrow, "a role that is not known", "may gain access", [value.line], place: address,
            review)
        ))
    }
    return SARIF.document(
      category: category,
      rules: Rule.allCases.map { rule in
        rule.described(found.filter { $0.rule == rule }.map(\.seriousness).max())
      },
      results: found.enumerated().sorted {
        (-$0.element.seriousness, $0.offset) < (-$1.element.seriousness, $1.offset)
      }.map { $0.element.result.adding("rank", .number($0.element.seriousness)) }, failures: [])
  }

  private static func rule(
    _ gains: PolicyComparison.Answer, _ loses: PolicyComparison.Answer
  ) -> Rule? {
    switch (gains, loses) {
    case (.yes, _): .gained
    case (.unknown, _): .mayGrow
    case (.no, .yes), (.no, .unknown): .lost
    case (.no, .no): nil
    }
  }

  private static func words(_ rule: Rule, _ loses: PolicyComparison.Answer) -> String {
    switch (rule, loses) {
    case (.gained, .yes): "gains and loses access"
    case (.gained, _): "gains access"
    case (.mayGrow, .yes): "may gain access, and loses access"
    case (.mayGrow, _): "may gain access"
    case (.lost, .unknown): "may lose access"
    case (.lost, _): "loses access"
    }
  }

  private static func result(
    _ rule: Rule, _ subject: String, _ words: String, _ evidence: [String], place: String,
    _ review: AccessReview
  ) -> JSON {
    let text = ([("\(subject) \(words)")] + evidence).joined(separator: "; ")
    let index = Rule.allCases.firstIndex(of: rule)
    let plain = SARIF.result(
      rule: rule.rawValue, index: index, level: rule.rule.level, text, in: review.new.name,
      at: review.places[place] ?? TextPosition(line: 1, column: 1))
    let name = place.split(separator: ".").last.map(String.init) ?? place
    return plain.logically(
      at: place, named: name, identity: "\(rule.rawValue)/\(place)/\(evidence.first ?? "")")
  }
}
