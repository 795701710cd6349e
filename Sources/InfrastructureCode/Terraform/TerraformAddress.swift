/// An address of Terraform taken apart: `module.ci["x"].aws_iam_role.this["build"]`.
struct TerraformAddress {
  /// The modules from the root, each as `module.ci["x"]`.
  let modules: [String]
  /// What follows them: `aws_iam_role.this["build"]`.
  let rest: [String]

  init(_ text: String) {
    var parts = Self.parts(of: text)[...]
    var modules: [String] = []
    while parts.first == "module", parts.count > 1 {
      modules.append("module.\(parts[parts.startIndex + 1])")
      parts = parts.dropFirst(2)
    }
    self.modules = modules
    rest = Array(parts)
  }

  /// The address in the configuration, where `count` and `for_each` have not made instances of it.
  static func withoutKeys(_ text: String) -> String {
    parts(of: text).map(name).joined(separator: ".")
  }

  /// The address of all instances of a resource: without the key at its end.
  static func withoutLastKey(_ text: String) -> String {
    guard text.utf8.last == UInt8(ascii: "]") else { return text }
    var parts = parts(of: text)
    parts[parts.count - 1] = name(parts[parts.count - 1])
    return parts.joined(separator: ".")
  }

  /// A part without its key.
  static func name(_ part: String) -> String {
    part.utf8.firstIndex(of: UInt8(ascii: "[")).map { String(part[..<$0]) } ?? part
  }

  /// Cuts a text at its dots, but for those inside of keys.
  ///
  /// A key is a number, or a string with `\` before quotes (Terraform, "Resource Address Reference").
  static func parts(of text: String) -> [String] {
    var parts: [[UInt8]] = [[]]
    var isQuoted = false
    var isEscaped = false
    var depth = 0
    for byte in text.utf8 {
      if isEscaped {
        isEscaped = false
      } else if isQuoted, byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\""), depth > 0 {
        isQuoted.toggle()
      } else if !isQuoted, byte == UInt8(ascii: "[") {
        depth += 1
      } else if !isQuoted, byte == UInt8(ascii: "]") {
        depth -= 1
      } else if !isQuoted, depth <= 0, byte == UInt8(ascii: ".") {
        parts.append([])
        continue
      }
      parts[parts.count - 1].append(byte)
    }
    return parts.map { String(decoding: $0, as: UTF8.self) }
  }
}
