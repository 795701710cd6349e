import IAMPolicy
import IAMRoles
import JSONText
import PolicyAnalysis

/// A review of two role sets or specs for a pull request: a table, then the evidence of each role.
enum ReviewMarkdown {
  static func document(_ review: SetReview) -> String {
    var lines = ["## Access of roles", "", "**\(headline(review))**", ""]
    lines.append(subject(review))
    lines.append("")
    if review.entries.isEmpty {
      lines.append("Neither file has a role.")
      lines.append("")
    } else {
      lines += [
        "| role | access | who may assume it | what it may do |", "| --- | --- | --- | --- |",
      ]
      lines += review.entries.map(row)
      lines.append("")
    }
    for entry in review.entries { lines += section(entry) }
    return lines.joined(separator: "\n")
  }

  // MARK: The head

  private static func headline(_ review: SetReview) -> String {
    func names(_ answer: KeyPath<RoleReview, PolicyComparison.Answer>) -> (yes: Int, open: Int) {
      var (yes, open): (Set<String>, Set<String>) = ([], [])
      for entry in review.entries {
        switch entry.review[keyPath: answer] {
        case .yes: yes.insert(entry.review.name.lowercased())
        case .unknown: open.insert(entry.review.name.lowercased())
        case .no: break
        }
      }
      return (yes.count, open.subtracting(yes).count)
    }
    let (gains, loses) = (names(\.gains), names(\.loses))
    func verb(_ count: Int, _ word: String) -> String {
      "\(counted(count, "role")) \(word)\(count == 1 ? "s" : "")"
    }
    var parts = [gains.yes == 0 && gains.open == 0 ? "No role gains access" : ""]
    if gains.yes > 0 { parts.append("\(verb(gains.yes, "gain")) access") }
    if gains.open > 0 { parts.append("\(counted(gains.open, "role")) may gain access") }
    if loses.yes > 0 { parts.append("\(verb(loses.yes, "lose")) access") }
    return parts.filter { !$0.isEmpty }.joined(separator: ", ") + "."
  }

  private static func subject(_ review: SetReview) -> String {
    var text = "From \(Markdown.code(review.old.name)) to \(Markdown.code(review.new.name))"
    if review.old.account != review.new.account {
      text +=
        "; the account was \(Markdown.code(review.old.account)) and is "
        + Markdown.code(review.new.account)
    } else if review.old.isExample, review.new.isExample {
      text += ", for the example account \(Markdown.code(review.new.account))"
    } else {
      text += ", for account \(Markdown.code(review.new.account))"
    }
    if review.old.partition != review.new.partition {
      text +=
        "; the partition was \(Markdown.code(review.old.partition)) and is "
        + Markdown.code(review.new.partition)
    }
    return text + "."
  }

  private static func row(_ entry: SetReview.Entry) -> String {
    let review = entry.review
    var name = Markdown.code(review.name)
    switch review.change {
    case .added: name += " (new)"
    case .removed: name += " (gone)"
    case .kept: break
    }
    if entry.needsOptional { name += " (with optional parameters)" }
    let access =
      switch (review.gains, review.loses) {
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
    return "| \(name) | \(access) | \(words(review.trust)) | \(words(review.permissions)) |"
  }

  /// The relation of grants, and that of denies where it says more.
  private static func words(_ access: PolicyComparison?) -> String {
    guard let access else { return "as AWS has it" }
    let grants = RelationText.grants(access)
    guard access.denies != .unchanged else { return grants }
    return "\(grants); denies: \(RelationText.denies(access))"
  }

  // MARK: The evidence

  private static func section(_ entry: SetReview.Entry) -> [String] {
    let review = entry.review
    let facts = changes(review)
    let evidence =
      list(review.trust, "who may assume it", review)
      + list(review.permissions, "what it may do", review)
    guard !facts.isEmpty || !evidence.isEmpty else { return [] }
    let condition = entry.needsOptional ? " (with optional parameters)" : ""
    var lines = ["### \(Markdown.code(review.name))\(condition)", ""]
    if !facts.isEmpty { lines += facts.map { "- \($0)" } + [""] }
    return lines + evidence
  }

  /// What changes of the role, in a few words each.
  private static func changes(_ review: RoleReview) -> [String] {
    var lines: [String] = []
    switch review.change {
    case .added(.serviceLinked(let role)):
      return ["\(Markdown.code(role.service)) makes and owns this role; its policies are AWS's"]
    case .removed(.serviceLinked):
      return ["a service owns this role, and it is no longer asked for"]
    case .added(.ordinary): lines.append("the role is new")
    case .removed(.ordinary): lines.append("the role is no longer asked for")
    case .kept(let old, let new):
      if (old.ordinary == nil) != (new.ordinary == nil) {
        return ["the role was \(owner(old)) and is \(owner(new))"]
      }
      if old.ordinary == nil, old != new {
        return ["the service of this role is another one"]
      }
      if old.path != new.path {
        lines.append("path \(Markdown.code(old.path)) becomes \(Markdown.code(new.path))")
      }
    }
    let (old, new) = (review.change.old?.ordinary, review.change.new?.ordinary)
    let before = old?.managedPolicies.map(\.arn) ?? []
    let after = new?.managedPolicies.map(\.arn) ?? []
    if old != nil, new != nil, old?.trust != new?.trust {
      lines.append("the trust policy is another text")
    }
    lines += after.filter { !before.contains($0) }.map { "attached: \(Markdown.code($0))" }
    lines += before.filter { !after.contains($0) }.map {
      "no longer attached: \(Markdown.code($0))"
    }
    lines += review.changedPolicies.map { "managed policy \(Markdown.code($0)) is another text" }
    let mine = old?.inlinePolicies ?? []
    let theirs = new?.inlinePolicies ?? []
    for policy in theirs {
      guard let twin = mine.first(where: { $0.name == policy.name }) else {
        lines.append("new inline policy \(Markdown.code(policy.name))")
        continue
      }
      if twin.document != policy.document {
        lines.append("inline policy \(Markdown.code(policy.name)) is another text")
      }
    }
    for policy in mine where !theirs.contains(where: { $0.name == policy.name }) {
      lines.append("no more inline policy \(Markdown.code(policy.name))")
    }
    if old != nil, new != nil {
      let (bound, binds) = (old?.permissionsBoundary?.arn, new?.permissionsBoundary?.arn)
      if bound != binds {
        lines.append("permissions boundary: \(boundary(bound)) becomes \(boundary(binds))")
      }
    }
    if let sessions = review.sessions {
      lines.append("sessions may last \(sessions.new) seconds and not \(sessions.old)")
    }
    return lines
  }

  private static func owner(_ role: DesiredRole) -> String {
    switch role {
    case .ordinary: "an ordinary one"
    case .serviceLinked(let role): "owned by \(Markdown.code(role.service))"
    }
  }

  private static func boundary(_ arn: String?) -> String { arn.map(Markdown.code) ?? "none" }

  private static func list(
    _ access: PolicyComparison?, _ subject: String, _ review: RoleReview
  ) -> [String] {
    guard let access else { return [] }
    let isTrust = subject == "who may assume it"
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
        let verb = words.hasSuffix("denied") ? "denied" : "allowed"
        sentences.append("\(verb) by \(place(witness.allowedBy, isTrust, review))")
        if let deny = witness.deniedBy {
          sentences.append("denied by \(place(deny, isTrust, review))")
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
    _ statement: SideStatement, _ isTrust: Bool, _ review: RoleReview
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
    }
  }
}
