import IAMRoles
import RoleCatalogue

/// What an edit changes in a spec, and what that means for the roles.
enum SpecEditText {
  static func text(
    _ lines: [SpecText.Line], of path: String, _ plan: Plan, closing drift: Drift,
    leaving: [String]
  ) -> StyledText {
    var text = Self.lines(lines, of: path)
    text.line()
    text.line("In an account that is as the spec was, 'plan' shows:", .heading)
    text.line()
    for name in leaving {
      text.line(
        "role '\(StyledText.escaped(name))' leaves the spec, and the account keeps it until '--remove' of 'apply' names it",
        .warning)
    }
    text.append(PlanText.text(plan, closing: drift))
    return text
  }

  /// The changed lines alone.
  static func lines(_ lines: [SpecText.Line], of path: String) -> StyledText {
    var text = StyledText()
    text.line(StyledText.escaped(path), .heading)
    for line in lines {
      text.line(
        "\(line.sign.rawValue) \(StyledText.escaped(line.text))", PlanText.style(line.sign))
    }
    return text
  }
}
