// Turns files into Swift string literals: `EmbedPolicies FILES.swift TEXTS.swift FILE…`, a build step
// of `EmbeddedPolicies`; and `EmbedPolicies --commit COMMIT FILE.swift`, one of the program. It runs on
// the machine that builds and is not part of the product.
#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Stops the build with one sentence.
func stop(_ message: String) -> Never {
  let line = Array("EmbedPolicies: error: \(message)\n".utf8)
  _ = write(STDERR_FILENO, line, line.count)
  exit(1)
}

/// The whole of a file.
func bytes(of path: String) -> [UInt8] {
  guard let file = fopen(path, "rb") else { stop("cannot open '\(path)'") }
  defer { fclose(file) }
  var content: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    if count == 0 { break }
    content += buffer[..<count]
  }
  if ferror(file) != 0 { stop("cannot read '\(path)'") }
  return content
}

/// A Swift string literal on one line: whatever the text holds, the literal says exactly that.
func literal(_ text: String) -> String {
  var line = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\n": line += "\\n"
    case "\"": line += "\\\""
    case "\\": line += "\\\\"
    case " "..."~": line.unicodeScalars.append(scalar)
    default: line += "\\u{\(String(scalar.value, radix: 16))}"
    }
  }
  return line + "\""
}

/// Writes a whole file.
func write(_ source: String, to path: String) {
  guard let file = fopen(path, "wb") else { stop("cannot write '\(path)'") }
  let written = source.utf8CString.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count - 1, file) }
  guard fclose(file) == 0, written == source.utf8.count else { stop("cannot write '\(path)'") }
}

let words = CommandLine.arguments.dropFirst()
guard words.count >= 2 else { stop("usage: EmbedPolicies FILES.swift TEXTS.swift FILE…") }

if words.first == "--commit" {
  guard words.count == 3 else { stop("usage: EmbedPolicies --commit COMMIT FILE.swift") }
  let commit = words[words.startIndex + 1]
  guard
    commit.utf8.allSatisfy({
      ("a"..."f").contains(Character(Unicode.Scalar($0))) || (48...57).contains($0)
    })
  else { stop("PANORAMA_ROLES_COMMIT is '\(commit)', which is not a commit") }
  let value = commit.isEmpty ? "nil" : literal(commit)
  write(
    "// Made by EmbedPolicies from PANORAMA_ROLES_COMMIT.\n\n"
      + "/// The commit that the program was built from; nil when the build did not say.\n"
      + "let commit: String? = \(value)\n", to: words[words.startIndex + 2])
  exit(0)
}

var folders: [String: [(name: String, text: String)]] = [:]
for path in words.dropFirst(2) {
  let parts = path.split(separator: "/")
  guard parts.count >= 2, let name = parts.last, let folder = parts.dropLast().last else {
    stop("'\(path)' has no folder")
  }
  guard let text = String(validating: bytes(of: path), as: UTF8.self) else {
    stop("'\(path)' is not UTF-8")
  }
  folders[String(folder), default: []].append((String(name), text))
}

var source = "// Made by EmbedPolicies from Policies/; edit the JSON there.\n\n"
source += "extension EmbeddedFiles {\n"
for (folder, property) in [
  ("role-sets", "roleSets"), ("documents", "documents"), ("identity-policies", "identityPolicies"),
  ("schema", "schemas"),
] {
  source += "  /// Policies/\(folder), in the order of the names.\n"
  source += "  public static let \(property): [EmbeddedFile] = [\n"
  // By bytes, not by a locale: the same order on every machine.
  for file in (folders.removeValue(forKey: folder) ?? [])
    .sorted(by: { Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8)) })
  {
    source += "    EmbeddedFile(name: \(literal(file.name)), text: \(literal(file.text))),\n"
  }
  source += "  ]\n"
}
source += "}\n"
write(source, to: words[words.startIndex])

// Large texts that are searched as they are: a static string is never parsed, copied or counted.
var texts =
  "// Made by EmbedPolicies from Policies/service-reference/; 'make service-reference' makes it.\n\n"
texts += "extension EmbeddedFiles {\n"
for file in folders.removeValue(forKey: "service-reference") ?? [] {
  let property: String
  switch file.name {
  case "services.txt": property = "services"
  case "managed-policies.txt": property = "managedPolicies"
  default: stop("'\(file.name)' is not one of the texts that are embedded")
  }
  texts += "  /// Policies/service-reference/\(file.name).\n"
  texts += "  public static var \(property): StaticString {\n    \(literal(file.text))\n  }\n"
}
texts += "}\n"
write(texts, to: words[words.startIndex + 1])

if let stranger = folders.keys.min() { stop("folder '\(stranger)' is not one that is embedded") }
