// Turns JSON files into Swift string literals: `EmbedPolicies OUTPUT FILE…`. A build step of
// `EmbeddedPolicies`; it runs on the machine that builds and is no part of the product.
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

let words = CommandLine.arguments.dropFirst()
guard let output = words.first else { stop("usage: EmbedPolicies OUTPUT FILE…") }

var folders: [String: [(name: String, text: String)]] = [:]
for path in words.dropFirst() {
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
if let stranger = folders.keys.min() { stop("folder '\(stranger)' is not one that is embedded") }

guard let file = fopen(output, "wb") else { stop("cannot write '\(output)'") }
let written = source.utf8CString.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count - 1, file) }
guard fclose(file) == 0, written == source.utf8.count else { stop("cannot write '\(output)'") }
