import IAMPolicy
import IAMRoles
import JSONText

/// A drift for a pull request or a step summary: a table, the differences, who can assume what.
enum DriftMarkdown: ReportForm {
  static func rendering(of report: DriftReport) -> Rendering { .exact(document(report)) }

  static func rendering(ofFailure error: CommandError) -> Rendering? {
    let account = error.account.map { " of account \(Markdown.text($0))" } ?? ""
    var lines = ["## IAM roles\(account): the run failed", ""]
    for problem in error.problems {
      let place = problem.place.map { "\(Markdown.code($0)): " } ?? ""
      lines.append("- \(place)**\(Markdown.text(problem.text))**")
      if let hint = problem.hint { lines.append("  - _What to do:_ \(Markdown.text(hint))") }
    }
    lines += ["", "Nothing is known about the roles (exit status \(error.status.rawValue)).", ""]
    return .exact(lines.joined(separator: "\n"))
  }

  static func document(_ report: DriftReport) -> String {
    let drift = report.drift
    var lines = [
      "## IAM roles of account \(Markdown.text(drift.account))", "",
      "**\(Markdown.text(DriftText.closing(report).0))**",
      "", "| role | status | differences | access | read |", "| --- | --- | --- | --- | --- |",
    ]
    let inSync = drift.roles.filter { $0.status == .inSync }
    lines +=
      report.subjectsBySeriousness.filter { inSync.count <= foldedFrom || !$0.isInSync }
      .map { row($0, drift) } + [""]
    if inSync.count > foldedFrom {
      lines += [
        "<details><summary>\(inSync.count) roles are in sync</summary>", "",
        inSync.map { Markdown.code($0.name) }.joined(separator: ", "), "", "</details>", "",
      ]
    }
    var room = Markdown.Room(taken: lines)
    let (sections, leftOut) = room.filled(
      with: report.entriesBySeriousness.map { section($0, drift.partition) })
    lines += sections
    if leftOut > 0 {
      lines += [
        "**\(counted(leftOut, "further difference")) left out**, since GitHub shows no longer text; "
          + "`\(Tool.name) drift --format html` shows all.", "",
      ]
    }
    if !drift.rolesOfOtherSpecs.isEmpty {
      lines += ["### Roles of other specs", ""]
      lines += drift.rolesOfOtherSpecs.map {
        "- \(Markdown.code($0.name)): spec \(Markdown.code($0.spec))"
      }
      lines.append("")
    }
    if let note = EverydayNote.text(drift) {
      lines += ["### Other roles of everyday services", "", Markdown.text("\(note)."), ""]
    }
    if !drift.leftOut.isEmpty {
      lines += [
        "### Left out", "", drift.leftOut.map(Markdown.code).joined(separator: ", "), "",
      ]
    }
    if !drift.unreadable.isEmpty {
      lines += ["### Not read", ""] + drift.unreadable.map { "- \(Markdown.text($0.line))" } + [""]
    }
    if !drift.suppressed.isEmpty {
      lines += ["### Ignored", ""]
      lines += drift.suppressed.map { ignored in
        let entry = ignored.entry
        let until = ", until \(entry.expires)"
        return "- \(Markdown.code(entry.role)): \(Markdown.text(ignored.difference.sentence)): "
          + Markdown.text("\(entry.reason) (\(entry.owner)\(until))")
      }
      lines.append("")
    }
    if !report.findings.isEmpty {
      lines += ["### Ignore list", ""]
      lines +=
        report.findings.map { "- \(Markdown.text($0.sentence)); \(Markdown.text($0.hint))" } + [""]
    }
    if let line = report.referenceLine { lines += ["_\(line)_", ""] }
    return (lines + graph(drift)).joined(separator: "\n") + "\n"
  }

  /// More roles in sync than this are folded.
  private static let foldedFrom = 10

  private static func row(_ subject: DriftReport.Subject, _ drift: Drift) -> String {
    let kinds = subject.differences.map { "`\($0.kind.rawValue)`" }.joined(separator: ", ")
    switch subject {
    case .role(let role):
      return "| \(Markdown.code(role.name)) | \(role.status.rawValue) | \(kinds) "
        + "| \(role.accessWords.joined(separator: "; ")) "
        + "| \(drift.isWhollyRead(role) ? "all" : "**not all**") |"
    case .undeclared(let role):
      return "| \(Markdown.code(role.name)) | not in the spec | \(kinds) "
        + "| \(role.accessWords.joined(separator: "; ")) | all |"
    }
  }

  private static func section(_ entry: DriftReport.Entry, _ partition: String) -> [String] {
    let difference = entry.difference
    var lines = [
      "### \(Markdown.code(entry.role)): \(difference.kind.rawValue)", "",
      Markdown.text(difference.sentence), "",
    ]
    let evidence = difference.evidence
    if !evidence.isEmpty { lines += evidence.map { "- \(Markdown.code($0))" } + [""] }
    var document = StyledText()
    DocumentText.add(
      from: difference.actual, to: difference.expected, partition: partition, indent: "",
      into: &document)
    let shown = document.rendered(inColour: false)
    if !shown.isEmpty {
      if difference.showsStatements { lines += ["`-` in the account, `+` as it should be:", ""] }
      lines += Markdown.block(shown.trimmingLastLine, language: "diff") + [""]
    }
    return lines + ["_What to do:_ \(Markdown.text(difference.hint))", ""]
  }

  // MARK: Who can assume what

  private static func arrow(_ standing: TrustEdge.Standing) -> String {
    switch standing {
    case .declared: "-->"
    case .otherTerms: "-->|on other terms|"
    case .undeclared: "-.->"
    }
  }

  /// So many arrows are drawn: Mermaid refuses a graph of more than 500, and nobody reads one.
  private static let arrowLimit = 200

  /// A Mermaid graph from principals to the roles that trust them, as the account has it.
  private static func graph(_ drift: Drift) -> [String] {
    let all = TrustEdge.all(of: drift)
    guard !all.isEmpty else { return [] }
    // What the spec does not name is never what is left out.
    let edges =
      all.count <= arrowLimit
      ? all
      : Array(
        [TrustEdge.Standing.undeclared, .otherTerms, .declared].flatMap { standing in
          all.filter { $0.standing == standing }
        }.prefix(arrowLimit))
    var numbers: [String: Int] = [:]
    var lines = [
      "### Who can assume what", "",
      "A dotted arrow: the spec does not name the principal, or not the role.",
      "",
    ]
    if edges.count < all.count {
      lines += [
        "Of \(all.count) arrows \(edges.count) are drawn; `drift --format html` shows all.", "",
      ]
    }
    lines += ["```mermaid", "graph LR"]
    func node(_ name: String, _ kind: String) -> String {
      let key = "\(kind)\(name)"
      if let number = numbers[key] { return "n\(number)" }
      let number = numbers.count
      numbers[key] = number
      let label = Mermaid.label(name)
      lines.append(
        kind == "role" ? "  n\(number)[\"\(label)\"]" : "  n\(number)([\"\(label)\"])")
      return "n\(number)"
    }
    for edge in edges {
      let (from, to) = (node(edge.principal, "principal"), node(edge.role, "role"))
      lines.append("  \(from) \(arrow(edge.standing)) \(to)")
    }
    return lines + ["```"]
  }
}

/// Texts inside a Mermaid graph.
enum Mermaid {
  /// A text between quotes, in which nothing is markup: entities of Mermaid are written with `#`.
  static func label(_ text: String) -> String {
    StyledText.escaped(text).unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "#", "\"", "<", ">", "&", "`", ";", "\\", "$", "%":
        result += "#\(scalar.value);"
      default: result.unicodeScalars.append(scalar)
      }
    }
  }
}
