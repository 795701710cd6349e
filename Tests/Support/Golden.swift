#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Compares a text with a file in `Tests/Golden`; nil when they are the same.
///
/// With PANORAMA_ROLES_REWRITE_GOLDEN=1 the file is rewritten, which is a difference too, so that no run
/// that rewrites passes.
public func goldenDifference(_ text: String, _ name: String) -> String? {
  let folder = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Golden"
  let path = "\(folder)/\(name)"
  if ProcessInfo.processInfo.environment["PANORAMA_ROLES_REWRITE_GOLDEN"] != nil {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(filePath: path))
      return "rewrote '\(name)': run again without the variable"
    } catch {
      return "cannot write '\(path)': \(error)"
    }
  }
  guard let data = FileManager.default.contents(atPath: path) else {
    return "no file '\(name)': run once with PANORAMA_ROLES_REWRITE_GOLDEN=1"
  }
  let expected = String(decoding: data, as: UTF8.self)
  guard expected != text else { return nil }
  let first = zip(expected.split(separator: "\n"), text.split(separator: "\n")).first { $0 != $1 }
  return "'\(name)' differs first at: \(first.map { "'\($0.0)' / '\($0.1)'" } ?? "its end"); "
    + "PANORAMA_ROLES_REWRITE_GOLDEN=1 rewrites it"
}
