package import IAMRoles

/// A plan for a pull request or a step summary: a table of the changes, and what each does to access and
/// documents.
package enum PlanMarkdown {
  package static func document(_ plan: Plan, closing drift: Drift) -> String {
    let steps = PlanStep.all(of: plan, closing: drift)
    var lines = heading(drift) + ["**\(Markdown.text(PlanText.closing(plan)))**", ""]
    var room = Markdown.Room(taken: lines)
    if !steps.isEmpty {
      lines += ["| | change | why | access |", "| --- | --- | --- | --- |"]
      let (rows, leftOut) = room.filled(
        with: steps.map { [row($0.planned)] }, keeping: roomForDetails)
      lines += rows + [""] + further(leftOut, "change")
    }
    lines += list(
      "What left the role set", plan.staying.map { PlanText.sentence(of: $0, in: drift) })
    lines += list("Warnings", plan.warnings) + list("Notes", plan.notes)
    room = Markdown.Room(taken: lines)
    // What asks to be accepted is never what is left out.
    let asking = steps.filter(\.planned.isAsking)
    let details = (asking + steps.filter { !$0.planned.isAsking }).map { section($0, drift) }
    let (sections, leftOut) = room.filled(with: details.filter { !$0.isEmpty })
    lines += sections + further(leftOut, "change in detail", "changes in detail")
    if let line = AccessText.referenceLine(plan.changes.compactMap(\.comparison)) {
      lines += ["_\(line)_", ""]
    }
    return lines.joined(separator: "\n")
  }

  /// What could not be read, when no plan exists because of it.
  package static func incomplete(_ drift: Drift) -> String {
    let failures = drift.unreadable
    let lines =
      heading(drift)
      + ["**No plan: \(counted(failures.count, "thing")) could not be read.**", ""]
      + list("Not read", failures.map(\.line))
    return lines.joined(separator: "\n")
  }

  /// So many bytes are kept for what follows the table.
  private static let roomForDetails = 20_000

  private static func heading(_ drift: Drift) -> [String] {
    ["## Plan for the IAM roles of account \(Markdown.text(drift.account))", ""]
  }

  private static func row(_ planned: PlannedChange) -> String {
    let access = PlanText.effects(planned).map { "**\($0)**" }.joined(separator: "; ")
    return "| `\(planned.sign.rawValue)` | \(Markdown.text(planned.change.phrase)) "
      + "| \(Markdown.text(planned.why)) | \(access) |"
  }

  /// What the change does to access and documents; empty when the table says it all.
  private static func section(_ step: PlanStep, _ drift: Drift) -> [String] {
    let planned = step.planned
    var facts = planned.comparison.map(AccessText.evidence) ?? []
    facts += planned.moments.map { "then \($0.sentence)" }
    let shown = PlanText.details(of: step, in: drift.partition, indent: "").rendered(
      inColour: false)
    guard !facts.isEmpty || !shown.isEmpty else { return [] }
    var lines = ["### \(Markdown.text(planned.change.phrase))", ""]
    if !facts.isEmpty { lines += facts.map { "- \(Markdown.code($0))" } + [""] }
    if !shown.isEmpty { lines += Markdown.block(shown.trimmingLastLine, language: "diff") + [""] }
    return lines
  }

  private static func list(_ title: String, _ entries: [String]) -> [String] {
    entries.isEmpty ? [] : ["### \(title)", ""] + entries.map { "- \(Markdown.text($0))" } + [""]
  }

  private static func further(_ count: Int, _ noun: String, _ nouns: String? = nil) -> [String] {
    guard count > 0 else { return [] }
    let what = count == 1 ? "1 further \(noun)" : "\(count) further \(nouns ?? "\(noun)s")"
    return [
      "**\(what) left out**, since GitHub shows no longer text; `\(Tool.name) plan` shows all.", "",
    ]
  }
}

extension PlannedChange {
  /// Whether the change is made only when a person accepts it.
  fileprivate var isAsking: Bool { needsAcceptance || !moments.isEmpty }
}
