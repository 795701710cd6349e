import Testing

@testable import PanoramaRoles
@testable import Reports

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A folder of a test's own, gone with the test.
final class PolicyFolder {
  let path: String

  init(_ files: [String: String] = [:]) throws {
    path =
      FileManager.default.temporaryDirectory
      .appending(path: "panorama-roles-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files { try write(text, to: name) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  subscript(name: String) -> String { "\(path)/\(name)" }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: self[name]))
  }

  func text(_ name: String) -> String? {
    FileManager.default.contents(atPath: self[name]).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Runs the program; words that name a file of the folder are its paths, and paths are names in what
  /// is printed.
  func run(_ words: String...) -> (status: Status, output: String, errors: String) { run(words) }

  /// The same for a list of words.
  func run(_ words: [String]) -> (status: Status, output: String, errors: String) {
    let result = MemoryTerminal.run(
      words.map { word in
        FileManager.default.fileExists(atPath: self[word]) ? self[word] : word
      })
    return (result.status, named(result.output), named(result.errors))
  }

  private func named(_ text: String) -> String { text.replacing("\(path)/", with: "") }
}

/// Documents that several tests use.
enum Documents {
  static let trust = """
    {"Version": "2012-10-17", "Statement": [{
      "Sid": "Appliances", "Effect": "Allow", "Principal": {"Service": "panorama.amazonaws.com"},
      "Action": "sts:AssumeRole",
      "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnLike": {"aws:SourceArn": "arn:aws:panorama:*:123456789012:device/*"}}}]}
    """
  static let loose = trust.replacing("ArnLike", with: "ArnLikeIfExists")
  static let reads = """
    {"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
      {"Sid": "Keep", "Effect": "Deny", "Action": "s3:Delete*", "Resource": "arn:aws:s3:::b/*"}]}
    """
  static let open = """
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    """
}
