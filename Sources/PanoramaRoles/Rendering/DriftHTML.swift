import IAMPolicy
import IAMRoles
import JSONText

/// A drift as one page that needs no network: roles, both sides of each difference, a search field.
enum DriftHTML {
  static func document(_ report: DriftReport) -> String {
    let drift = report.drift
    let title = "IAM roles of account \(Markup.escaped(drift.account))"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" \
      content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
      <title>\(title)</title>
      <style>
      \(style)
      </style>
      </head>
      <body>
      <h1>\(title)</h1>
      <p class="closing \(drift.status.rawValue)">\(Markup.escaped(DriftText.closing(drift).0))</p>
      <p><label>Search <input id="search" type="search" autocomplete="off"></label> \
      <span id="count"></span></p>
      <main>
      \((drift.roles.map { role($0, drift.partition) } + drift.bystanders.map(bystander)).joined())
      \(unread(drift))\(findings(report))\(coverage(report))</main>
      <script>
      \(script)
      </script>
      </body>
      </html>

      """
  }

  private static func role(_ role: RoleDrift, _ partition: String) -> String {
    let trust = role.observed?.trust.value?.policy.map { DriftMarkdown.principals(of: $0) } ?? []
    let who = trust.isEmpty ? "" : "<p>Trusts: \(trust.map(code).joined(separator: ", "))</p>\n"
    let ignored = role.ignored.map { ignored in
      "<p class=\"ignored\">Ignored: \(Markup.escaped(ignored.difference.sentence)): "
        + "\(Markup.escaped(ignored.entry.reason)) (\(Markup.escaped(ignored.entry.owner)))</p>\n"
    }
    let failures = role.unreadable.map {
      "<p class=\"incomplete\">\(Markup.escaped($0.line))</p>\n"
    }
    let notes = role.notes.map { "<p class=\"note\">Note: \(Markup.escaped($0))</p>\n" }
    let body =
      role.differences.map(difference).joined() + ignored.joined() + failures.joined()
      + notes.joined()
    return "<section><h2>\(Markup.escaped(role.name)) "
      + "<span class=\"\(role.status.rawValue)\">\(role.status.rawValue)</span></h2>\n"
      + "<p>\(code(role.arn))</p>\n\(who)\(body)</section>\n"
  }

  private static func bystander(_ role: BystanderDrift) -> String {
    "<section><h2>\(Markup.escaped(role.name)) <span class=\"drifted\">not in the spec</span></h2>\n"
      + "\(difference(role.difference))</section>\n"
  }

  private static func difference(_ difference: Difference) -> String {
    let requests = (difference.access.map(AccessText.evidence) ?? []).map { "<li>\(code($0))</li>" }
    return "<article><h3>\(difference.kind.rawValue)</h3>\n"
      + "<p>\(Markup.escaped(difference.sentence))</p>\n"
      + (requests.isEmpty ? "" : "<ul>\(requests.joined())</ul>\n")
      + "<div class=\"sides\"><div><h4>In the account</h4><pre>\(side(difference.actual))</pre></div>"
      + "<div><h4>As it should be</h4><pre>\(side(difference.expected))</pre></div></div>\n"
      + "<p class=\"note\">What to do: \(Markup.escaped(difference.hint))</p></article>\n"
  }

  private static func side(_ value: DifferenceValue) -> String {
    switch value {
    case .nothing: "(nothing)"
    case .text(let text): Markup.escaped(text)
    case .number(let number): String(number)
    case .document(let document): Markup.escaped(document.json.text(.pretty))
    case .storedText(let text, _): Markup.escaped(text)
    }
  }

  private static func unread(_ drift: Drift) -> String {
    guard !drift.accountUnreadable.isEmpty else { return "" }
    let lines = drift.accountUnreadable.map { "<p>\(Markup.escaped($0.line))</p>" }
    return "<section><h2>Not read</h2>\n\(lines.joined(separator: "\n"))</section>\n"
  }

  private static func findings(_ report: DriftReport) -> String {
    guard !report.findings.isEmpty else { return "" }
    let lines = report.findings.map { "<p>\(Markup.escaped("\($0.sentence); \($0.hint)"))</p>" }
    return "<section><h2>Ignore list</h2>\n\(lines.joined(separator: "\n"))</section>\n"
  }

  private static func coverage(_ report: DriftReport) -> String {
    let rows = report.coverage.map { row in
      "<tr><td>\(row.role.isEmpty ? "(account)" : Markup.escaped(row.role))</td>"
        + "<td>\(row.part.rawValue)</td>"
        + "<td class=\"\(row.result.rawValue)\">\(row.result.rawValue)</td>"
        + "<td>\(Markup.escaped(row.action ?? ""))</td></tr>"
    }
    return "<section><h2>What was read</h2>\n<table><tr><th>role</th><th>part</th><th>result</th>"
      + "<th>action</th></tr>\n\(rows.joined(separator: "\n"))</table></section>\n"
  }

  private static func code(_ text: String) -> String { "<code>\(Markup.escaped(text))</code>" }

  private static let style = """
    body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
    section { border: 1px solid #bbb; border-radius: 6px; margin: 1rem 0; padding: 0 1rem 1rem; }
    article { border-top: 1px solid #ddd; margin-top: 1rem; }
    h2 span { font-size: 0.8rem; border-radius: 1rem; padding: 0.1rem 0.6rem; background: #eee; }
    .in-sync, .read { color: #0a6; } .drifted { color: #b40; }
    .incomplete, .denied, .throttled, .failed { color: #c00; }
    .note, .ignored, .not-told { color: #666; }
    .sides { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
    pre { background: #f6f6f6; overflow: auto; padding: 0.5rem; white-space: pre-wrap; overflow-wrap: anywhere; }
    code { overflow-wrap: anywhere; }
    table { border-collapse: collapse; } td, th { padding: 0.1rem 0.8rem; text-align: left; }
    """

  private static let script = """
    const search = document.getElementById('search');
    const sections = Array.from(document.querySelectorAll('main section'));
    function show() {
      const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
      let shown = 0;
      for (const section of sections) {
        const text = section.textContent.toLowerCase();
        section.hidden = !words.every(word => text.includes(word));
        if (!section.hidden) shown += 1;
      }
      document.getElementById('count').textContent = shown + ' of ' + sections.length;
    }
    search.addEventListener('input', show);
    show();
    """
}
