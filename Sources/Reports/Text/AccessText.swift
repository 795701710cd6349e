import IAMPolicy
package import JSONText
package import PolicyAnalysis
import ServiceReference

/// How access differs, with requests as evidence: the text and the JSON form `access` of comparison,
/// drift, plan and review.
package enum AccessText {
  /// What `words(for:)` says where access is the same.
  package static let unchanged = AccessChange.unchanged.rawValue

  /// The change for a person.
  package static func words(for access: PolicyComparison) -> String { words(for: access.access) }

  /// The change for a person.
  package static func words(for change: AccessChange) -> String {
    change == .both ? "widened and narrowed" : change.rawValue
  }

  /// The four differences, each with the words that introduce it.
  package struct Row {
    package let name: String
    package let difference: AccessDifference
    /// `now allowed`.
    package let words: String
    /// What is true on the resources on which nothing changes: `still allowed`.
    package let elsewhere: String
    /// Whether it is about what is denied, and not about what is allowed.
    package var isOfDenies: Bool { name.hasPrefix("denies") }

    package init(name: String, difference: AccessDifference, words: String, elsewhere: String) {
      self.name = name
      self.difference = difference
      self.words = words
      self.elsewhere = elsewhere
    }
  }

  package static func rows(_ access: PolicyComparison) -> [Row] {
    [
      Row(
        name: "widened", difference: access.widened, words: "now allowed",
        elsewhere: "already allowed"),
      Row(
        name: "narrowed", difference: access.narrowed, words: "no longer allowed",
        elsewhere: "still allowed"),
      Row(
        name: "deniesLost", difference: access.deniesLost,
        words: "no longer \(participle(access.deniesLost))",
        elsewhere: "still \(participle(access.deniesLost))"),
      Row(
        name: "deniesGained", difference: access.deniesGained,
        words: "now \(participle(access.deniesGained))",
        elsewhere: "already \(participle(access.deniesGained))"),
    ]
  }

  /// A boundary that no longer denies an action does not grant it, and a policy that denies it may remain.
  private static func participle(_ denies: AccessDifference) -> String {
    denies.witness?.isOfBoundary ?? false ? "bounded" : "denied"
  }

  /// The evidence, a line each: a request that only one side allows and how many actions there are,
  /// or why there is none.
  package static func evidence(_ access: PolicyComparison) -> [String] {
    var lines: [String] = []
    for row in rows(access) {
      // What a deny removes is shown once, as the grant that is lost.
      if row.name == "deniesGained", access.narrowed.witness != nil { continue }
      switch row.difference {
      case .nothing: continue
      case .witness(let witness):
        if let summary = witness.summary, summary.isEverything {
          lines.append("\(row.words): \(summary)")
        }
        lines.append("\(row.words): \(sentence(witness, row))")
        if let count = count(witness) { lines.append("\(row.words) in all: \(count)") }
      case .undecided(let reason):
        let line = "not decided: \(reason)"
        if !lines.contains(line) { lines.append(line) }
      }
    }
    return lines
  }

  /// The managed policy of AWS that a text names and that manages permissions: so much is known even where its
  /// document is not.
  static func managerOfPermissions(in text: String) -> String? {
    ["AdministratorAccess", "IAMFullAccess"].first { name in
      let arn = ":iam::aws:policy/\(name)"
      return text.hasSuffix(arn) || text.contains("\(arn)'")
    }
  }

  /// How many actions access grew or shrank by; nil where that is not counted, as for who may assume a role.
  static func extent(_ access: PolicyComparison) -> String? {
    let differences = [access.widened, access.deniesLost, access.narrowed, access.deniesGained]
    return differences.compactMap(\.witness).first?.summary?.description
  }

  /// How many actions there are, where it is not the one of the request.
  package static func count(_ witness: Witness) -> String? {
    guard let summary = witness.summary, !summary.isEverything,
      summary.wholeCount + summary.partlyCount > 1
    else { return nil }
    return "\(summary), as of \(summary.referenceDate)"
  }

  /// The day of the reference that the evidence of a report is from; nil where none is.
  package static func referenceDate(_ access: [PolicyComparison]) -> String? {
    witnesses(access).lazy.compactMap { $0.summary?.referenceDate }.first
  }

  /// The line that says the day of the reference, for a text in which no count says it.
  static func referenceLine(_ access: [PolicyComparison]) -> String? {
    guard let date = referenceDate(access), !witnesses(access).contains(where: { count($0) != nil })
    else { return nil }
    return "Actions by the service reference of \(date)."
  }

  private static func witnesses(_ access: [PolicyComparison]) -> [Witness] {
    access.flatMap(rows).compactMap(\.difference.witness)
  }

  /// The request in one line, with the resources on which the other side has the action all the same, and
  /// with the conditions where they decide, too.
  package static func sentence(_ witness: Witness, _ row: Row) -> String {
    let note = witness.note.map { " (\($0))" } ?? ""
    let rest = witness.isPartly ? " (\(row.elsewhere) \(cases(witness)))" : ""
    guard witness.isAnyOtherResource, let resource = witness.request.resource else {
      return witness.request.line + note + rest
    }
    var request = witness.request
    request.resource = nil
    let line = request.line.replacing(
      request.action, with: "\(request.action) on any other resource, such as \(resource)",
      maxReplacements: 1)
    return line + note + rest
  }

  /// Where and when the other side has the action: `on X and 2 more, except when …`.
  private static func cases(_ witness: Witness) -> String {
    func shown(_ texts: [String]) -> String? {
      texts.first.map { $0 + (texts.count > 1 ? " and \(texts.count - 1) more" : "") }
    }
    if let places = shown(witness.elsewhere) { return "on \(places)" }
    let exceptions = witness.cases.filter { $0.hasPrefix("except ") }
    let found = [shown(witness.cases.filter { !$0.hasPrefix("except ") }), shown(exceptions)]
    let text = found.compactMap(\.self).joined(separator: ", ")
    return text.isEmpty ? "in other cases" : text
  }

  /// The form `access` for a program; requests in the form that `can` takes.
  package static func json(_ access: PolicyComparison) -> JSON {
    let rows = rows(access)
    let witnesses = rows.compactMap { row in
      row.difference.witness.map { (row.name, $0.request.json) }
    }
    let summaries = rows.compactMap { row in
      row.difference.witness?.summary.map { (row.name, json($0)) }
    }
    let elsewhere = rows.compactMap { row -> (String, JSON)? in
      guard let witness = row.difference.witness else { return nil }
      var all = witness.elsewhere + witness.cases
      if witness.isPartly, all.isEmpty { all = ["in other cases"] }
      return all.isEmpty ? nil : (row.name, .strings(all))
    }
    var reasons: [String] = []
    for reason in rows.compactMap(\.difference.reason) where !reasons.contains(reason) {
      reasons.append(reason)
    }
    return .object([
      ("direction", .string(access.access.rawValue)),
      ("grants", .string(access.grants.rawValue)), ("denies", .string(access.denies.rawValue)),
      ("witnesses", .object(witnesses)), ("elsewhere", .object(elsewhere)),
      ("summaries", .object(summaries)), ("undecided", .strings(reasons)),
    ])
  }

  private static func json(_ summary: AccessSummary) -> JSON {
    func levels(_ counts: [AccessLevel: Int]) -> JSON {
      .object(
        AccessLevel.allCases.compactMap { level in
          counts[level].map { (level.rawValue, .number($0)) }
        })
    }
    return .object([
      ("everything", .bool(summary.isEverything)), ("exact", .bool(summary.isExact)),
      ("actions", .number(summary.wholeCount + summary.partlyCount)),
      ("text", .string(summary.description)),
      ("referenceDate", .string(summary.referenceDate)),
      (
        "services",
        .array(
          summary.services.map { count in
            .object([
              ("service", .string(count.service)), ("whole", levels(count.whole)),
              ("partly", levels(count.partly)),
            ])
          })
      ),
    ])
  }
}
