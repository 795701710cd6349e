import IAMPolicy
import IAMRoles
import JSONText
package import PolicyAnalysis

/// A review of two role sets or specs for a pull request: a table, then the evidence of each role.
package enum ReviewMarkdown {
  package static func document(_ review: AccessReview) -> String {
    var lines = ["## Access of roles", "", "**\(headline(review))**", ""]
    lines.append(subject(review))
    lines.append("")
    if review.entries.isEmpty {
      lines += [review.isPlan ? "The plan has no role." : "Neither file has a role.", ""]
    }
    if !review.shown.isEmpty {
      lines += [
        "| role | access | who may assume it | what it may do |", "| --- | --- | --- | --- |",
      ]
      lines += review.shownBySeriousness.map(row)
      lines.append("")
    }
    let same = review.entries.count - review.shown.count
    if same > 0 { lines += ["Unchanged: \(counted(same, "role")).", ""] }
    lines += ReviewResources.table(review)
    lines += ReviewProviders.table(review)
    lines += unplaced(review)
    for entry in review.shownBySeriousness { lines += section(entry) }
    lines += ReviewResources.sections(review)
    lines += review.notes.flatMap { ["\(Markdown.text($0)).", ""] }
    let access =
      review.entries.flatMap { [$0.review.trust, $0.review.permissions].compactMap(\.self) }
      + review.resources.map(\.access)
    if let date = AccessText.referenceDate(access) {
      lines += ["_Actions by the service reference of \(date)._", ""]
    }
    return lines.joined(separator: "\n")
  }

  // MARK: The head

  static func headline(_ review: AccessReview) -> String {
    func verb(_ count: Int, _ noun: String, _ word: String) -> String {
      "\(counted(count, noun)) \(word)\(count == 1 ? "s" : "")"
    }
    let (gains, loses) = (names(review, \.gains), names(review, \.loses))
    let (opened, closed) = (resources(review, \.gains), resources(review, \.loses))
    let isQuiet = review.gains == .no
    var parts: [String] = []
    if isQuiet {
      let isOfRoles = review.resources.isEmpty && review.providers.isEmpty
      parts.append(isOfRoles ? "No role gains access" : "Nobody gains access")
    }
    if gains.yes > 0 { parts.append("\(verb(gains.yes, "role", "gain")) access") }
    if gains.open > 0 { parts.append("\(counted(gains.open, "role")) may gain access") }
    if opened.yes > 0 { parts.append("\(verb(opened.yes, "resource", "open")) access") }
    if opened.open > 0 { parts.append("\(counted(opened.open, "resource")) may open access") }
    if !review.unplaced.isEmpty {
      parts.append("\(counted(review.unplaced.count, "value")) of no certain role may give access")
    }
    if loses.yes > 0 { parts.append("\(verb(loses.yes, "role", "lose")) access") }
    if closed.yes > 0 { parts.append("\(verb(closed.yes, "resource", "close")) access") }
    parts += ReviewProviders.words(review)
    return parts.joined(separator: ", ") + "."
  }

  private static func names(
    _ review: AccessReview, _ answer: KeyPath<AccessReview.Entry, PolicyComparison.Answer>
  ) -> (yes: Int, open: Int) {
    var (yes, open): (Set<String>, Set<String>) = ([], [])
    for entry in review.entries {
      let role = entry.review.change.new ?? entry.review.change.old
      let name = "\(role?.scope ?? "")/\(entry.review.name.lowercased())"
      switch entry[keyPath: answer] {
      case .yes: yes.insert(name)
      case .unknown: open.insert(name)
      case .no: break
      }
    }
    return (yes.count, open.subtracting(yes).count)
  }

  private static func resources(
    _ review: AccessReview, _ answer: KeyPath<ResourceReview, PolicyComparison.Answer>
  ) -> (yes: Int, open: Int) {
    let answers = review.resources.map { $0[keyPath: answer] }
    return (answers.count { $0 == .yes }, answers.count { $0 == .unknown })
  }

  private static func subject(_ review: AccessReview) -> String {
    let (old, new) = (review.old, review.new)
    if review.isPlan {
      return "What \(Markdown.code(new.name)) changes\(accounts(new.accounts))."
    }
    var text = "From \(Markdown.code(old.name)) to \(Markdown.code(new.name))"
    if old.accounts != new.accounts, let before = old.accounts.first, let after = new.accounts.first
    {
      text += "; the account was \(Markdown.code(before)) and is \(Markdown.code(after))"
    } else if old.isExample, new.isExample {
      text += ", for the example account \(Markdown.code(new.accounts.first ?? ""))"
    } else {
      text += accounts(new.accounts.isEmpty ? old.accounts : new.accounts)
    }
    if old.partition != new.partition {
      text +=
        "; the partition was \(Markdown.code(old.partition)) and is \(Markdown.code(new.partition))"
    }
    return text + "."
  }

  private static func accounts(_ accounts: [String]) -> String {
    guard !accounts.isEmpty else { return "" }
    let list = accounts.map(Markdown.code).joined(separator: ", ")
    return ", for account\(accounts.count == 1 ? "" : "s") \(list)"
  }

  private static func unplaced(_ review: AccessReview) -> [String] {
    guard !review.unplaced.isEmpty else { return [] }
    return ["Not decided, for it is not known which role this is about:", ""]
      + review.unplaced.map { "- \(unknown($0))" } + [""]
  }

  private static func unknown(_ value: UnknownValue) -> String {
    "\(Markdown.code(value.subject)): \(Markdown.text(value.reason))"
  }

  /// The name of a role, with the account where there are several, and its address.
  private static func name(_ review: RoleReview) -> String {
    let role = review.change.new ?? review.change.old
    var name = Markdown.code(review.name)
    if let scope = role?.scope, !scope.isEmpty { name += " in \(Markdown.code(scope))" }
    return name
  }

  private static func row(_ entry: AccessReview.Entry) -> String {
    let review = entry.review
    var name = name(review)
    switch review.change {
    case .added: name += " (new)"
    case .removed: name += " (gone)"
    case .kept: break
    }
    if let condition = entry.condition { name += " (\(condition))" }
    let access = verdict(entry.gains, entry.loses)
    return "| \(name) | \(access) | \(words(review.trust)) | \(words(review.permissions)) |"
  }

  /// Both answers in a few words.
  package static func verdict(
    _ gains: PolicyComparison.Answer, _ loses: PolicyComparison.Answer
  ) -> String {
    switch (gains, loses) {
    case (.yes, .yes): "**gains** and loses"
    case (.yes, .no): "**gains**"
    case (.yes, .unknown): "**gains**, may lose"
    case (.unknown, .yes): "**may gain**, loses"
    case (.unknown, .no): "**may gain**"
    case (.unknown, .unknown): "**not known**"
    case (.no, .yes): "loses"
    case (.no, .unknown): "may lose"
    case (.no, .no): "same"
    }
  }

  /// The relation of grants, and that of denies where it says more.
  package static func words(_ access: PolicyComparison?) -> String {
    guard let access else { return "as AWS has it" }
    let grants = RelationText.grants(access) + extent(access)
    guard access.denies != .unchanged else { return grants }
    return "\(grants); denies: \(RelationText.denies(access))"
  }

  /// How much it is that access grew by, or shrank where it did not grow.
  private static func extent(_ access: PolicyComparison) -> String {
    AccessText.extent(access).map { " (\(Markdown.text($0)))" } ?? ""
  }

  // MARK: The evidence

  private static func section(_ entry: AccessReview.Entry) -> [String] {
    let review = entry.review
    var facts = ReviewFacts.lines(review)
    facts += entry.records.map { Markdown.text($0.words) }
    facts += review.unknown.map { "not known: \(unknown($0))" }
    let evidence =
      list(review.trust, "who may assume it") { place($0, isTrust: true, review) }
      + list(review.permissions, "what it may do") { place($0, isTrust: false, review) }
    guard !facts.isEmpty || !evidence.isEmpty else { return [] }
    let condition = entry.condition.map { " (\($0))" } ?? ""
    var lines = ["### \(name(review))\(condition)", ""]
    if let address = (review.change.new ?? review.change.old)?.address, address != review.name {
      facts.insert("described by \(Markdown.code(address))", at: 0)
    }
    if !facts.isEmpty { lines += facts.map { "- \($0)" } + [""] }
    return lines + evidence
  }

  /// Each difference of an access with its request and its statements.
  package static func list(
    _ access: PolicyComparison?, _ subject: String, _ place: (SideStatement) -> String
  ) -> [String] {
    guard let access else { return [] }
    var lines: [String] = []
    var reasons: [String] = []
    for row in AccessText.rows(access) {
      let words = row.words.prefix(1).uppercased() + row.words.dropFirst()
      switch row.difference {
      case .nothing: continue
      case .undecided(let reason): if !reasons.contains(reason) { reasons.append(reason) }
      case .witness(let witness):
        if let summary = witness.summary, summary.isEverything {
          lines += ["\(words) (\(subject)): \(Markdown.text(summary.description))", ""]
        }
        lines += [
          "\(words) (\(subject)): \(Markdown.code(AccessText.sentence(witness, row)))", "",
        ]
        if let count = AccessText.count(witness) {
          lines += ["\(words) in all (\(subject)): \(Markdown.text(count))", ""]
        }
        var sentences: [String] = []
        let verb = row.isOfDenies ? "denied" : "allowed"
        sentences.append("\(verb) by \(place(witness.allowedBy))")
        if let deny = witness.deniedBy {
          sentences.append("denied by \(place(deny))")
        }
        lines += sentences.map { "- \($0)" } + [""]
        lines += Markdown.block(witness.request.json.text(.compact), language: "json") + [""]
      }
    }
    lines += reasons.flatMap { ["Not decided (\(subject)): \(Markdown.code($0))", ""] }
    return lines
  }

  /// The statement, its policy, and the side that it is on.
  private static func place(
    _ statement: SideStatement, isTrust: Bool, _ review: RoleReview
  ) -> String {
    let isNew = statement.side == .actual
    let age = isNew ? "the new" : "the old"
    let name = Markdown.text(statement.reference.name)
    if isTrust { return "\(name) of \(age) trust policy" }
    if statement.list == .boundary { return "\(name) of \(age) permissions boundary" }
    let policies = isNew ? review.newPolicies : review.oldPolicies
    guard policies.indices.contains(statement.reference.document) else {
      return "\(name) of \(age) policies"
    }
    switch policies[statement.reference.document] {
    case .inline(let policy): return "\(name) of \(age) inline policy \(Markdown.code(policy))"
    case .managed(let arn): return "\(name) of \(Markdown.code(arn))"
    case .unlisted(let words): return "\(name) of \(Markdown.code(words))"
    }
  }
}
