package import IAMRoles

/// A plan for a pull request or a step summary: a table of the changes, and what each does to access and
/// documents.
package enum PlanMarkdown {
  package static func document(_ plan: Plan, closing drift: Drift) -> String {
    let steps = PlanStep.all(of: plan, closing: drift)
    let asking = steps.filter(\.planned.isAsking)
    let others = steps.filter { !$0.planned.isAsking }
    var lines = heading(drift) + ["**\(Markdown.text(PlanText.closing(plan)))**", ""]
    var room = Markdown.Room(taken: lines)
    func add(_ sections: [[String]], keeping reserve: Int = 0, _ noun: String, _ nouns: String) {
      let (found, leftOut) = room.filled(with: sections, keeping: reserve)
      lines += found + further(leftOut, noun, nouns)
    }
    if !steps.isEmpty {
      // What asks to be accepted is the last that is left out.
      let rows = steps.map { row($0.planned) }
      let isWhole = rows.reduce(0) { $0 + $1.utf8.count + 1 } <= Markdown.Room.size - roomForDetails
      let shown = isWhole ? rows : (asking + others).map { row($0.planned) }
      lines += ["| | change | why | access |", "| --- | --- | --- | --- |"]
      let (found, leftOut) = room.filled(with: shown.map { [$0] }, keeping: roomForDetails)
      lines += found + [""] + further(leftOut, "change", "changes")
    }
    func details(_ steps: [PlanStep]) -> [[String]] {
      steps.map { section($0, drift) }.filter { !$0.isEmpty }
    }
    add(details(asking), keeping: roomForLists, "change in detail", "changes in detail")
    for (title, entries) in [
      ("What left the role set", plan.staying.map { PlanText.sentence(of: $0, in: drift) }),
      ("Warnings", plan.warnings), ("Notes", plan.notes),
    ] where !entries.isEmpty {
      lines += ["### \(title)", ""]
      let (found, leftOut) = room.filled(with: entries.map { ["- \(Markdown.text($0))"] })
      lines += found + [""] + further(leftOut, "entry", "entries")
    }
    add(details(others), "change in detail", "changes in detail")
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

  /// So many bytes are kept for what follows the table, and of these for what follows what asks.
  private static let roomForDetails = 20_000
  private static let roomForLists = 4_000

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

  private static func further(_ count: Int, _ noun: String, _ nouns: String) -> [String] {
    guard count > 0 else { return [] }
    return [
      "**\(count) further \(count == 1 ? noun : nouns) left out**, since GitHub shows no longer text; "
        + "`\(Tool.name) plan` shows all.", "",
    ]
  }
}

extension PlannedChange {
  /// Whether the change is made only when a person accepts it.
  fileprivate var isAsking: Bool { needsAcceptance || !moments.isEmpty }
}
