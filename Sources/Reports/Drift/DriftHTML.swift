import IAMPolicy
import IAMRoles
import JSONText
import PolicyAnalysis
import SigV4

/// A drift as one page that needs no network: who can assume what, and each difference with both sides.
///
/// The page's policy lets only its own style and script run, by their digests, and nothing be loaded:
/// a name that came through the escaping would still do nothing (W3C Content Security Policy, Level 2).
enum DriftHTML: ReportForm {
  static func rendering(of report: DriftReport) -> Rendering { .exact(document(report)) }

  static func rendering(ofFailure error: CommandError) -> Rendering? {
    let account = error.account.map { " of account \(Markup.escaped($0))" } ?? ""
    let items = error.problems.map { problem in
      let place = problem.place.map { "<code>\(Markup.escaped($0))</code>: " } ?? ""
      let hint = problem.hint.map { "<p class=\"note\">What to do: \(Self.hint($0))</p>" } ?? ""
      return
        "<article><p class=\"incomplete\">\(place)\(Markup.escaped(problem.text))</p>\(hint)</article>\n"
    }
    return .exact(
      page(
        title: "IAM roles\(account)",
        header: "<p class=\"closing incomplete\">The run failed. Nothing is known about the roles "
          + "(exit status \(error.status.rawValue)).</p>",
        main: "<section>\n\(items.joined())</section>\n"))
  }

  static func document(_ report: DriftReport) -> String {
    let drift = report.drift
    let title = "IAM roles of account \(Markup.escaped(drift.account))"
    return page(
      title: title,
      header: """
        <p class="closing \(drift.status.rawValue)">\(Markup.escaped(DriftText.closing(report).0))</p>
        \(directions(report))<p class="note">Compared with \(code(report.specPath)), partition \
        \(code(drift.partition)).\(report.dataTime.map { " Data of \(Markup.escaped($0))." } ?? "") \
        \(Tool.name) \(Tool.version).\
        \(report.referenceDate.map { " Actions by the service reference of \($0)." } ?? "")</p>
        <div id="find" role="search">
        <label>Search <input id="search" type="search" autocomplete="off" spellcheck="false"></label>
        <label><input id="only" type="checkbox"> Only what differs</label>
        <span id="count" role="status"></span>
        </div>
        """,
      main: overview(report) + trust(drift) + sections(report) + ignoredElsewhere(drift)
        + everyday(drift) + unread(drift) + findings(report) + coverage(report),
      script: PageAssets.script)
  }

  /// A page of this design; the texts are HTML already.
  static func page(
    title: String, header: String, main: String, script: String = ""
  ) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
    style-src '\(digest(PageAssets.style))'; script-src '\(digest(script))'; \
    base-uri 'none'; form-action 'none'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(title)</title>
    <style>\(PageAssets.style)</style>
    </head>
    <body>
    <header>
    <h1>\(title)</h1>
    \(header)
    </header>
    <main>
    \(main)</main>
    <script>\(script)</script>
    </body>
    </html>

    """
  }

  /// The source expression that lets one inline element be used.
  private static func digest(_ text: String) -> String {
    "sha256-" + Base64.encoded(SHA256.hash(Array(text.utf8)))
  }

  // MARK: All roles

  private static func directions(_ report: DriftReport) -> String {
    let words = report.directions
    return words.isEmpty ? "" : "<p id=\"directions\">\(words.joined(separator: ", ")).</p>\n"
  }

  private static func overview(_ report: DriftReport) -> String {
    let rows = report.subjectsBySeriousness.enumerated().map { place, subject in
      switch subject {
      case .role(let role):
        row(
          place, role.name, status(role.status), role.differences, role.accessWords,
          isRead: report.drift.isWhollyRead(role))
      case .undeclared(let role):
        row(
          place, role.name, "<b class=\"drifted\">not in the spec</b>", [role.difference],
          role.accessWords, isRead: true)
      }
    }
    let head = header(["Role", "Status", "Differences", "Access", "Read"])
    return "<section id=\"overview\"><h2>Roles</h2>\n" + table(head, rows) + "</section>\n"
  }

  private static func row(
    _ place: Int, _ name: String, _ status: String, _ differences: [Difference],
    _ access: [String], isRead: Bool
  ) -> String {
    let kinds = differences.map { code($0.kind.rawValue) }.joined(separator: " ")
    let differs = !differences.isEmpty || !isRead
    return "<tr \(item(differs: differs))>"
      + "<td><a href=\"#r\(place)\">\(Markup.escaped(name))</a></td><td>\(status)</td>"
      + "<td>\(kinds)</td><td>\(Markup.escaped(access.joined(separator: "; ")))</td>"
      + "<td>\(isRead ? "all" : "<b class=\"incomplete\">not all</b>")</td></tr>"
  }

  private static func trust(_ drift: Drift) -> String {
    let edges = TrustEdge.all(of: drift)
    guard !edges.isEmpty else { return "" }
    let rows = edges.map { edge in
      let mark =
        switch edge.standing {
        case .declared: "yes"
        case .otherTerms: "<b class=\"drifted\">on other terms</b>"
        case .undeclared: "<b class=\"drifted\">no</b>"
        }
      return "<tr \(item(differs: edge.standing != .declared))><td>\(code(edge.principal))</td>"
        + "<td>\(code(edge.role))</td><td>\(mark)</td></tr>"
    }
    let head = header(["Principal", "can assume role", "In the spec"])
    return "<section id=\"trust\"><h2>Who can assume what</h2>\n" + table(head, rows)
      + "</section>\n"
  }

  // MARK: One role

  private static func sections(_ report: DriftReport) -> String {
    report.subjectsBySeriousness.enumerated().map { place, subject in
      switch subject {
      case .role(let role): section(role, place)
      case .undeclared(let role):
        open(
          place, role.name, "<b class=\"drifted\">not in the spec</b>", role.arn, differs: true)
          + difference(role.difference) + "</section>\n"
      }
    }.joined()
  }

  private static func section(_ role: RoleDrift, _ place: Int) -> String {
    let trust = role.observed?.trust.value?.policy?.allowedPrincipals ?? []
    let who =
      trust.isEmpty ? "" : "<p>Trusts \(trust.map(code).joined(separator: ", "))</p>\n"
    let failures = role.unreadable.map {
      "<p class=\"incomplete\">Not read: \(Markup.escaped($0.line))</p>\n"
    }
    let notes = role.notes.map { "<p class=\"note\">Note: \(Markup.escaped($0))</p>\n" }
    let body =
      failures.joined() + role.differencesBySeriousness.map(difference).joined()
      + role.suppressed.map(ignored).joined() + notes.joined()
    guard role.status == .inSync else {
      return open(place, role.name, status(role.status), role.arn, differs: true) + who + body
        + "</section>\n"
    }
    // What is in sync is folded: with many roles the rest is what a person came for.
    return "<section id=\"r\(place)\" class=\"role\" \(item(differs: false))><details><summary>"
      + "<h2>\(Markup.escaped(role.name)) \(status(role.status))</h2></summary>\n"
      + "<p>\(code(role.arn))</p>\n" + who + body + "</details></section>\n"
  }

  private static func open(
    _ place: Int, _ name: String, _ status: String, _ arn: String, differs: Bool
  ) -> String {
    "<section id=\"r\(place)\" class=\"role\" \(item(differs: differs))>"
      + "<h2>\(Markup.escaped(name)) \(status)</h2>\n<p>\(code(arn))</p>\n"
  }

  private static func status(_ status: Drift.Status) -> String {
    "<b class=\"\(status.rawValue)\">\(status.rawValue)</b>"
  }

  private static func difference(_ difference: Difference) -> String {
    let worst = difference.effect.mayWiden ? " widens" : ""
    let direction = difference.direction.map { " <b class=\"effect\(worst)\">\($0)</b>" } ?? ""
    let lines =
      difference.reasons.map { "<li>\(Markup.escaped($0))</li>" }
      + difference.evidence.map { "<li>\(code($0))</li>" }
    let (actual, expected) = SideBySide.lines(difference.actual, difference.expected)
    return "<article><h3>\(difference.kind.rawValue)\(direction)</h3>\n"
      + "<p>\(Markup.escaped(DriftText.summary(of: difference)))</p>\n"
      + (lines.isEmpty ? "" : "<ul>\(lines.joined())</ul>\n")
      + "<div class=\"sides\">"
      + side("In the account", actual, "del", "-") + side("As it should be", expected, "ins", "+")
      + "</div>\n<p class=\"note\">What to do: \(hint(difference.hint))</p></article>\n"
  }

  /// A hint whose commands are selected as a whole by one click.
  static func hint(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "'") {
      let inside = rest[rest.index(after: start)...]
      let isCommand = ["\(Tool.name) ", "aws "].contains { inside.hasPrefix($0) }
      guard isCommand, let end = inside.firstIndex(of: "'") else {
        result += Markup.escaped(String(rest[...start]))
        rest = inside
        continue
      }
      result += Markup.escaped(String(rest[..<start]))
      result += "<code class=\"command\">\(Markup.escaped(String(inside[..<end])))</code>"
      rest = inside[inside.index(after: end)...]
    }
    return result + Markup.escaped(String(rest))
  }

  /// One side; lines that the other side lacks carry a sign as well as a colour.
  private static func side(
    _ title: String, _ lines: [SideBySide.Line], _ tag: String, _ sign: String
  ) -> String {
    let shown = lines.map { line in
      let text = Markup.escaped(line.text)
      return line.isShared ? "  \(text)" : "<\(tag)>\(sign) \(text)</\(tag)>"
    }
    let body = shown.isEmpty ? "(nothing)" : shown.joined(separator: "\n")
    return "<div><h4>\(title)</h4><pre>\(body)</pre></div>"
  }

  private static func ignored(_ ignored: SuppressedDifference) -> String {
    let until = ", until \(ignored.entry.expires)"
    return "<p class=\"ignored\">Ignored: \(code(ignored.entry.kind.rawValue)) "
      + "\(Markup.escaped(ignored.difference.sentence)): \(Markup.escaped(ignored.entry.reason)) "
      + "(\(Markup.escaped(ignored.entry.owner + until)))</p>\n"
  }

  // MARK: The rest

  private static func ignoredElsewhere(_ drift: Drift) -> String {
    guard !drift.suppressedUndeclaredRoles.isEmpty else { return "" }
    let lines = drift.suppressedUndeclaredRoles.map(ignored).joined()
    return "<section><h2>Ignored roles that are not in the spec</h2>\n\(lines)</section>\n"
  }

  private static func everyday(_ drift: Drift) -> String {
    guard let sentence = EverydayNote.sentence(drift) else { return "" }
    let rows = drift.everydayRoles.map { role in
      "<tr \(item(differs: false))><td>\(code(role.name))</td>"
        + "<td>\(role.services.map(code).joined(separator: ", "))</td></tr>"
    }
    return "<section id=\"everyday\"><h2>Other roles of everyday services</h2>\n"
      + "<details><summary>\(Markup.escaped(sentence))</summary>\n"
      + table(header(["Role", "Trusts"]), rows) + "</details></section>\n"
  }

  private static func unread(_ drift: Drift) -> String {
    guard !drift.accountUnreadable.isEmpty else { return "" }
    let lines = drift.accountUnreadable.map {
      "<p class=\"incomplete\">\(Markup.escaped($0.line))</p>\n"
    }
    return "<section><h2>Not read of the account</h2>\n\(lines.joined())</section>\n"
  }

  private static func findings(_ report: DriftReport) -> String {
    guard !report.findings.isEmpty else { return "" }
    let lines = report.findings.map { "<p>\(Markup.escaped("\($0.sentence); \($0.hint)"))</p>\n" }
    return "<section><h2>Ignore list</h2>\n\(lines.joined())</section>\n"
  }

  private static func coverage(_ report: DriftReport) -> String {
    let rows = report.coverage.map { row in
      "<tr \(item(differs: row.result != .read))>"
        + "<td>\(row.role.isEmpty ? "(account)" : Markup.escaped(row.role))</td>"
        + "<td>\(row.part.rawValue)</td>"
        + "<td class=\"\(row.result.rawValue)\">\(row.result.rawValue)</td>"
        + "<td>\(Markup.escaped(row.action ?? ""))</td></tr>"
    }
    let head = header(["Role", "Part", "Result", "Action"])
    return "<section id=\"read\"><h2>What was read</h2>\n" + table(head, rows) + "</section>\n"
  }

  // MARK: Pieces

  /// What the search may hide.
  private static func item(differs: Bool) -> String {
    "data-item=\"\(differs ? "differs" : "same")\""
  }

  private static func header(_ names: [String]) -> String {
    "<tr>" + names.map { "<th scope=\"col\">\($0)</th>" }.joined() + "</tr>"
  }

  private static func table(_ head: String, _ rows: [String]) -> String {
    "<div class=\"scroll\"><table><thead>\(head)</thead><tbody>\n"
      + "\(rows.joined(separator: "\n"))\n</tbody></table></div>"
  }

  private static func code(_ text: String) -> String { "<code>\(Markup.escaped(text))</code>" }
}
