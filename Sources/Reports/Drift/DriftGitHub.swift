import IAMPolicy
import IAMRoles
import JSONText
import PolicyAnalysis
import PolicyLint

/// A drift as workflow commands of GitHub Actions, one a line.
enum DriftGitHub: ReportForm {
  static func rendering(of report: DriftReport) -> Rendering { .exact(annotations(report)) }

  static func rendering(ofFailure error: CommandError) -> Rendering? {
    .exact(
      error.problems.map { problem in
        let place = problem.filePlace.map { file, line in
          "file=\(GitHub.property(file)),line=\(line),"
        }
        return "::error \(place ?? "")title=\(GitHub.property(Tool.name))::"
          + GitHub.message(problem.sentence) + "\n"
      }.joined())
  }

  static func annotations(_ report: DriftReport) -> String {
    // GitHub shows ten of a level and step: the most serious comes first.
    let entries = report.entriesBySeriousness
    let ordered = LintSeverity.allCases.sorted(by: >).flatMap { severity in
      entries.filter { $0.severity == severity }
    }
    var lines = ordered.map { entry in
      line(
        entry.severity.githubLevel, entry.difference.kind.rawValue,
        entry.difference.told(of: entry.role), report.place(of: entry))
    }
    lines += report.drift.unreadable.map {
      line("error", "unreadable", $0.line, report.specPlace)
    }
    lines += report.findings.map {
      line(
        "warning", "ignore-\($0.fault.rawValue)", "\($0.sentence); \($0.hint)",
        report.place(of: $0.entry))
    }
    lines += report.drift.suppressed.map {
      line("notice", "ignored", $0.difference.told(of: $0.entry.role), report.place(of: $0.entry))
    }
    if let note = EverydayNote.text(report.drift) {
      lines.append(line("notice", "everyday-roles", note, report.specPlace))
    }
    let reference = report.referenceLine.map { GitHub.message($0) + "\n" } ?? ""
    return lines.joined() + reference + GitHub.message(DriftText.closing(report).0) + "\n"
  }

  private static func line(
    _ level: String, _ title: String, _ text: String, _ place: DriftReport.Place
  ) -> String {
    "::\(level) file=\(GitHub.property(place.path)),line=\(max(1, Int(place.position.line))),"
      + "title=\(GitHub.property(title))::" + GitHub.message(text) + "\n"
  }
}
