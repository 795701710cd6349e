import JSONText

extension FuzzTarget {
  /// The JSON reader: what it reads it writes, and reads again as the same.
  public static let json = FuzzTarget(name: "json") { input in
    let value: JSON
    do throws(JSONError) { value = try JSON(parsing: input) } catch {
      guard let first = error.problems.first else { return "an error has no problem" }
      return first.position.line < 1 || first.position.column < 1 ? "a problem has no place" : nil
    }
    for style in [JSONStyle.compact, .pretty] {
      let text = value.text(style)
      guard let again = try? JSON(parsing: text) else { return "the text written is not read" }
      if again != value { return "the text written says something else" }
      if again.text(style) != text { return "the text written is no fixed point" }
    }
    return nil
  }
}
