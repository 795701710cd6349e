import JSONText
import Reports

extension FuzzTarget {
  /// The JSON reader: what it reads it writes, and reads again as the same.
  public static let json = FuzzTarget(name: "json") { input in
    let value: JSON
    if let complaint = walkedComplaint(input) { return complaint }
    do throws(DocumentError) { value = try JSON(parsing: input) } catch {
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

  /// Looking a text over says the same about it as reading it, and its elements can be read again.
  private static func walkedComplaint(_ input: [UInt8]) -> String? {
    var elements: [(element: JSON, place: JSONPlace)] = []
    let problems: [Problem]
    do throws(DocumentError) {
      _ = try JSON.walking(input) { elements.append(($1, $2)) }
      problems = []
    } catch {
      problems = error.problems
    }
    let whole = JSON.reading(input)
    guard problems == whole.error?.problems ?? [] else {
      return "a text that is looked over has other problems"
    }
    guard let members = whole.value?.object, problems.isEmpty else { return nil }
    let wanted = members.flatMap { $0.value.array ?? [] }
    guard elements.map(\.element) == wanted else { return "other elements are looked over" }
    for (element, place) in elements {
      guard let again = JSON(at: place, in: input), again == element,
        again.position == element.position
      else { return "an element is not read again as it was" }
    }
    return nil
  }
}
