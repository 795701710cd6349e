import IAMRoles

/// A drift as workflow commands of GitHub Actions, one a line.
enum DriftGitHub {
  static func annotations(_ report: DriftReport) -> String {
    // GitHub shows ten of a level and step: what may let more happen comes first.
    let widening = report.entries.filter { $0.difference.effect.mayWiden }
    let others = report.entries.filter { !$0.difference.effect.mayWiden }
    var lines = (widening + others).map { entry in
      line(
        entry.difference.effect == .narrows ? "warning" : "error", entry.difference.kind.rawValue,
        entry.difference.told(of: entry.role), report)
    }
    lines += report.drift.unreadable.map { line("error", "unreadable", $0.line, report) }
    lines += report.findings.map {
      line("warning", "ignore-\($0.fault.rawValue)", "\($0.sentence); \($0.hint)", report)
    }
    lines += report.drift.ignored.map {
      line("notice", "ignored", $0.difference.told(of: $0.entry.role), report)
    }
    return lines.joined() + GitHub.message(DriftText.closing(report.drift).0) + "\n"
  }

  private static func line(
    _ level: String, _ title: String, _ text: String, _ report: DriftReport
  ) -> String {
    "::\(level) file=\(GitHub.property(report.specPath)),line=1,title=\(GitHub.property(title))::"
      + GitHub.message(text) + "\n"
  }
}
