import IAMPolicy
package import JSONText
import PolicyAnalysis
import PolicyLint
package import ServiceReference

/// What `actions` found: the one value that both forms render.
package struct ActionsReport {
  private struct Row {
    let action: ServiceReference.Action
    let needs: Needs
  }

  /// What actions of a service share: looked up once for each kind.
  private struct Needs {
    let resources: [ServiceReference.ActionResource]
    let keys: [ServiceReference.ConditionKey]
  }

  /// A pattern that takes nothing, with names that may be meant.
  package struct Unmatched {
    package let pattern: String
    package let nearest: [String]
    /// Whether names begin with it.
    package let isBeginning: Bool
  }

  private let patterns: [String]
  private let level: AccessLevel?
  private let reference: ServiceReference
  private let rows: [Row]
  package let unmatched: [Unmatched]

  package init(patterns: [String], level: AccessLevel?, reference: ServiceReference) {
    self.patterns = patterns
    self.level = level
    self.reference = reference
    var unmatched: [Unmatched] = []
    var rows: [Row] = []
    var seen: Set<String> = []
    var known: [String: [Int: Needs]] = [:]
    for pattern in patterns {
      let found = reference.actions(matching: ActionPattern(pattern))
      if found.isEmpty {
        unmatched.append(
          Unmatched(
            pattern: pattern, nearest: reference.names(near: pattern),
            isBeginning: !reference.actions(matching: ActionPattern(pattern + "*")).isEmpty))
      }
      for action in found where level.map({ $0 == action.accessLevel }) ?? true {
        guard patterns.count == 1 || seen.insert(action.fullName).inserted else { continue }
        let prefix = action.service.prefix
        let needs =
          known[prefix]?[action.needsNumber]
          ?? Needs(resources: action.resources, keys: action.supportedKeys)
        known[prefix, default: [:]][action.needsNumber] = needs
        rows.append(Row(action: action, needs: needs))
      }
    }
    self.rows = rows
    self.unmatched = unmatched
  }

  package var status: ExitStatus { unmatched.isEmpty ? .done : .failed }

  /// The patterns that take nothing.
  package var error: CommandError? {
    let problems = unmatched.map { entry in
      CommandError.Problem(
        "'\(entry.pattern)' takes no action of the service reference of \(reference.date)",
        hint: entry.nearest.isEmpty
          ? "check the name, or look for it with a shorter pattern, such as 's3:*'"
          : entry.isBeginning
            ? "did you mean '\(entry.pattern)*'?"
            : "did you mean \(entry.nearest.map { "'\($0)'" }.joined(separator: " or "))?")
    }
    return problems.first.map {
      CommandError(.failed, problem: $0, others: Array(problems.dropFirst()))
    }
  }

  /// How many there are, and of which day the facts are.
  package var note: String {
    "\(counted(rows.count, "action")), by the service reference of \(reference.date)"
  }

  // MARK: For a person

  /// A line for each action, or one action with all that is known of it.
  package var text: StyledText {
    var text = StyledText()
    if rows.count == 1, let row = rows.first {
      add(row, to: &text)
      return text
    }
    let width = rows.map { $0.action.fullName.utf8.count }.max() ?? 0
    let levelWidth = rows.map { $0.action.accessLevel.rawValue.utf8.count }.max() ?? 0
    for row in rows {
      let name = row.action.fullName
      let level = row.action.accessLevel.rawValue
      var line = name + spaces(width - name.utf8.count)
      line += "  \(level)" + spaces(levelWidth - level.utf8.count)
      line += "  \(Self.resources(row.needs))"
      if !row.needs.keys.isEmpty {
        line += "  \(row.needs.keys.map(\.name).joined(separator: ", "))"
      }
      text.one(line)
    }
    return text
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

  private static func resources(_ needs: Needs) -> String {
    if needs.resources.isEmpty { return "*" }
    return needs.resources.map { $0.type.name + ($0.isRequired ? "!" : "") }.joined(separator: ", ")
  }

  private func add(_ row: Row, to text: inout StyledText) {
    text.add(row.action.fullName, .heading)
    text.line(": \(row.action.accessLevel.rawValue), \(row.action.service.name)")
    if row.needs.resources.isEmpty { text.line("  resources: only '*'") }
    for resource in row.needs.resources {
      let must = resource.isRequired ? " (required)" : ""
      text.one("  resource \(resource.type.name)\(must): \(resource.type.arn)")
    }
    for key in row.needs.keys {
      let many = key.isMultivalued ? ", several values" : ""
      text.one("  condition key \(key.name): \(key.valueType.rawValue)\(many)")
    }
  }

  // MARK: For a program

  /// One document.
  package var json: JSON {
    .object([
      ("schemaVersion", .string("1.0")), ("referenceDate", .string(reference.date)),
      ("patterns", .strings(patterns)),
      ("accessLevel", level.map { .string($0.rawValue) } ?? .null),
      ("actions", .array(rows.map(Self.json))),
      (
        "unmatched",
        .array(
          unmatched.map {
            .object([("pattern", .string($0.pattern)), ("nearest", .strings($0.nearest))])
          })
      ),
      ("exit", status.json()),
    ])
  }

  private static func json(_ row: Row) -> JSON {
    let resources = row.needs.resources.map { resource in
      JSON.object([
        ("type", .string(resource.type.name)), ("arn", .string(resource.type.arn)),
        ("required", .bool(resource.isRequired)),
        (
          "conditionKeys",
          .strings((resource.conditionKeys + resource.type.conditionKeys).map(\.name).unique)
        ),
      ])
    }
    let keys = row.needs.keys.map { key in
      JSON.object([
        ("name", .string(key.name)), ("type", .string(key.valueType.rawValue)),
        ("multivalued", .bool(key.isMultivalued)),
      ])
    }
    return .object([
      ("action", .string(row.action.fullName)), ("service", .string(row.action.service.name)),
      ("accessLevel", .string(row.action.accessLevel.rawValue)), ("resources", .array(resources)),
      ("conditionKeys", .array(keys)),
    ])
  }
}

extension [String] {
  /// Each text once, at its first place.
  fileprivate var unique: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
