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
        // Of a name that is there twice, `getenv` gives the first.
        if variables[name] == nil { variables[name] = String(pair[pair.index(after: equals)...]) }
      }
      entry += 1
    }
    return Environment(variables)
  }

  /// The value without white space around it; nil when there is none or it is blank.
  public subscript(name: String) -> String? {
    guard let value = variables[name] else { return nil }
    let trimmed = trimmed(value)
    return trimmed.isEmpty ? nil : String(trimmed)
  }
}

/// A text without white space at its ends.
func trimmed(_ text: some StringProtocol) -> Substring {
  var text = Substring(text)
  while let first = text.first, first.isWhitespace { text.removeFirst() }
  while let last = text.last, last.isWhitespace { text.removeLast() }
  return text
}
