/// Text from a file as it may occur in a message.
package enum Shown {
  /// The text in single quotes: control characters escaped, the middle of a long one left out.
  package static func quoted(_ text: String) -> String {
    var shown = ""
    var count = 0
    for scalar in text.unicodeScalars {
      if count == 120 {
        shown += "…"
        break
      }
      count += 1
      if isInvisible(scalar) {
        shown += name(of: scalar)
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return "'\(shown)'"
  }

  /// `U+0009`, as the Unicode standard names a character.
  package static func name(of scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
      .surrogate:
      true
    default:
      scalar.value == 0xA0
    }
  }
}
