// The spelling rules of the first stage, one function each.

extension Signer {
  /// The path without empty, `.` and `..` segments, encoded once more (all services but S3).
  static func canonicalPath(_ path: String) -> String {
    var segments: [String] = []
    for bytes in path.utf8.split(separator: 0x2f) {
      let segment = String(Substring(bytes))
      switch segment {
      case ".": continue
      case "..": _ = segments.popLast()
      default: segments.append(segment)
      }
    }
    let normalised = "/" + segments.joined(separator: "/")
    let closing = path.utf8.last == 0x2f && !segments.isEmpty ? "/" : ""
    return percentEncoded(normalised + closing, keepingSlash: true)
  }

  /// The parameters encoded, sorted by encoded name and then by encoded value.
  static func canonicalQuery(_ query: [NameValue]) -> String {
    query.map { (name: percentEncoded($0.name), value: percentEncoded($0.value)) }
      .sorted { ($0.name, $0.value) < ($1.name, $1.value) }
      .map { "\($0.name)=\($0.value)" }
      .joined(separator: "&")
  }

  /// The headers with `host`, by lower-case name in order; values trimmed, inner white space
  /// collapsed, repeats joined with commas in the order given.
  static func canonicalHeaders(_ request: SignableRequest) -> [NameValue] {
    var joined: [String: String] = ["host": collapsed(request.host)]
    for header in request.headers {
      let name = header.name.lowercased()
      guard name != "host" else { continue }
      let value = collapsed(header.value)
      joined[name] = joined[name].map { "\($0),\(value)" } ?? value
    }
    return joined.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
      .map { NameValue($0.key, $0.value) }
  }

  private static func collapsed(_ value: String) -> String {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0d).contains($0) }
    guard value.utf8.contains(where: isSpace) else { return value }
    return value.utf8.split(whereSeparator: isSpace)
      .map { String(Substring($0)) }
      .joined(separator: " ")
  }
}
