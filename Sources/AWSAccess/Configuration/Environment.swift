#if canImport(Glibc)
@preconcurrency import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The environment variables as one value, read once; tests bring their own.
public struct Environment: Hashable, Sendable {
  private let variables: [String: String]

  /// Makes an environment of given variables.
  public init(_ variables: [String: String]) {
    self.variables = variables
  }

  /// What the process was started with.
  public static func ofProcess() -> Environment {
    #if canImport(Darwin)
    let start: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = _NSGetEnviron().pointee
    #else
    let start: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = environ
    #endif
    var variables: [String: String] = [:]
    guard var entry = start else { return Environment([:]) }
    while let text = entry.pointee {
      let pair = String(cString: text)
      if let equals = pair.firstIndex(of: "=") {
        let name = String(pair[..<equals])
        // Of a name that occurs twice, `getenv` gives the first.
        if variables[name] == nil { variables[name] = String(pair[pair.index(after: equals)...]) }
      }
      entry += 1
    }
    return Environment(variables)
  }

  /// The value without white space around it; nil when none exists or it is blank.
  public subscript(name: String) -> String? {
    guard let value = variables[name] else { return nil }
    let trimmed = trimmed(value)
    return trimmed.isEmpty ? nil : String(trimmed)
  }
}

extension Environment {
  /// A path with `$NAME`, `${NAME}` and a leading `~/` replaced, as botocore does for the paths of the
  /// shared files; a variable that is not set stays as it is written.
  func expanded(_ path: String) -> String {
    var result = String.UnicodeScalarView()
    var rest = Substring(path).unicodeScalars
    while let next = rest.popFirst() {
      guard next == "$", let (name, after) = Self.variable(in: rest), let value = variables[name]
      else {
        result.append(next)
        continue
      }
      result += value.unicodeScalars
      rest = after
    }
    let expanded = String(result)
    guard let home = self["HOME"] else { return expanded }
    if expanded == "~" { return home }
    return expanded.hasPrefix("~/") ? home + expanded.dropFirst() : expanded
  }

  /// The name behind a `$`, and what follows it.
  private static func variable(
    in text: Substring.UnicodeScalarView
  ) -> (name: String, rest: Substring.UnicodeScalarView)? {
    if text.first == "{" {
      guard let end = text.firstIndex(of: "}") else { return nil }
      let name = String(text[text.index(after: text.startIndex)..<end])
      return (name, text[text.index(after: end)...])
    }
    let name = text.prefix { scalar in
      scalar == "_" || scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9") ~= scalar)
    }
    return name.isEmpty ? nil : (String(name), text[name.endIndex...])
  }
}

/// A text without white space at its ends.
///
/// Scalars are looked at and not characters: a combining mark would hide the white space before it.
func trimmed(_ text: some StringProtocol) -> Substring {
  Substring(trimmed(Substring(text).unicodeScalars))
}

/// A text without white space at its ends.
func trimmed(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
  var text = text
  while let first = text.first, first.properties.isWhitespace { text.removeFirst() }
  while let last = text.last, last.properties.isWhitespace { text.removeLast() }
  return text
}
