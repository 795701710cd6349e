import IAMRoles
import RoleCatalogue

/// Role sets and roles of the catalogue for a person.
enum CatalogueText {
  /// Every set with its roles, one line each.
  static func list(_ sets: [RoleSetDefinition]) -> StyledText {
    var text = StyledText()
    for (number, set) in sets.enumerated() {
      if number > 0 { text.line() }
      heading(set, in: &text)
      let names = set.roles.map { name(of: $0, in: set) }
      let width = names.map(\.count).max() ?? 0
      for (role, name) in zip(set.roles, names) {
        let padding = String(repeating: " ", count: width - name.count)
        text.line("  \(StyledText.escaped(name))\(padding)  \(kind(of: role))")
      }
      // What ended later is what the service stood on.
      let end = set.lifecycle.endDate
      for event in set.lifecycle.events where end == nil || end.map({ event.date > $0 }) == true {
        text.one("  on \(event.date.words): \(event.event)")
      }
      addSource(of: set, in: &text)
    }
    return text
  }

  /// A set with its life-cycle and parameters.
  static func show(_ set: RoleSetDefinition) -> StyledText {
    var text = StyledText()
    heading(set, in: &text)
    if !set.summary.isEmpty { text.one(set.summary) }
    if !(set.lifecycle.events.isEmpty && set.lifecycle.source.isEmpty) {
      text.line()
      text.line("Life-cycle:", .heading)
    }
    for event in set.lifecycle.events { text.one("  \(event.date.text)  \(event.event)") }
    addSource(of: set, in: &text)
    if let availability = set.availability {
      text.line()
      text.line("Where it is or was:", .heading)
      text.one("  \(availability.words)")
      text.one("  source: \(availability.source)", .faint)
    }
    if !set.parameters.isEmpty {
      text.line()
      text.line("Parameters:", .heading)
      for parameter in set.parameters {
        let byDefault =
          parameter.defaultValue.map { " (default '\($0)')" }
          ?? (parameter.isOptional ? " (optional)" : " (needed)")
        let words = parameter.summary.isEmpty ? "" : "  \(parameter.summary)"
        text.one("  \(parameter.name)\(words)\(byDefault)")
      }
    }
    for role in set.roles {
      text.line()
      text.append(show(role, of: set))
    }
    return text
  }

  private static func addSource(of set: RoleSetDefinition, in text: inout StyledText) {
    guard !set.lifecycle.source.isEmpty else { return }
    text.one("  source: \(set.lifecycle.source)", .faint)
  }

  private static func heading(_ set: RoleSetDefinition, in text: inout StyledText) {
    text.add(StyledText.escaped(set.name), .heading)
    text.one(": \(set.title), \(status(of: set))")
  }

  static func status(of set: RoleSetDefinition) -> String {
    let end = set.lifecycle.endDate?.words ?? "an unknown day"
    return switch set.lifecycle.status {
    case .current: "current"
    case .ending: "ends on \(end)"
    case .ended: "ended on \(end)"
    }
  }

  static func kind(of role: RoleDefinition) -> String {
    switch role.kind {
    case .serviceLinked(let service): "service-linked role of \(service)"
    case .ordinary: "role at \(role.path)"
    case .absent: "role that should not exist"
    }
  }

  /// How a role is called in lists: its name, or what it is made for.
  static func name(of role: RoleDefinition, in set: RoleSetDefinition) -> String {
    switch role.madeFor {
    case nil: set.name(of: role)
    case .application: "one for each --application"
    case .groupRole: "one for each --group-role"
    }
  }
}
