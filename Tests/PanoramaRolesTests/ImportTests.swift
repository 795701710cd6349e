import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a module may import from the system.
///
/// Full Foundation links ICU and costs several milliseconds of every start; networking in it would bring
/// libcurl's 33 shared objects to commands that never go online. Pure modules touch nothing, so they
/// import nothing.
@Suite("System imports")
struct ImportTests {
  static let pure = [
    "CommandTable", "IAMPolicy", "IAMRoles", "JSONText", "PolicyAnalysis", "Reports",
    "RoleCatalogue",
    "SigV4",
  ]

  static var sources: URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources")
      .standardizedFileURL
  }

  /// The imports of a file: module and line.
  static func imports(of file: URL) throws -> [(module: String, line: Int)] {
    let text = try String(contentsOf: file, encoding: .utf8)
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
      number, line in
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(of: "import"), place < 3, place + 1 < words.count else {
        return nil
      }
      return (String(words[place + 1]), number + 1)
    }
  }

  static func files(below folder: URL) throws -> [URL] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasSuffix(".swift") }.map { folder.appending(path: $0) }
  }

  @Test("Pure modules import nothing of the system", arguments: pure)
  func pureModules(_ module: String) throws {
    let system = [
      "Foundation", "FoundationEssentials", "FoundationNetworking", "Dispatch", "Glibc",
      "Darwin", "Synchronization",
    ]
    let files = try Self.files(below: Self.sources.appending(path: module))
    #expect(!files.isEmpty)
    for file in files {
      for (name, line) in try Self.imports(of: file) {
        // What was made once of the service reference is kept; nothing of the system is asked.
        let keeps = ["KnownActions.swift", "ResourceFit.swift", "SeriousWitness.swift"]
        if keeps.contains(file.lastPathComponent), name == "Synchronization" { continue }
        #expect(!system.contains(name), "\(file.path):\(line) imports \(name)")
      }
    }
  }

  @Test("Only the transport of macOS imports Foundation, and nothing imports its networking")
  func foundation() throws {
    for file in try Self.files(below: Self.sources) where !file.path.contains("EmbedPolicies") {
      for (name, line) in try Self.imports(of: file) {
        #expect(name != "FoundationNetworking", "\(file.path):\(line)")
        #expect(
          name != "Foundation" || file.lastPathComponent == "URLSessionTransport.swift",
          "\(file.path):\(line) imports Foundation")
      }
    }
  }
}
