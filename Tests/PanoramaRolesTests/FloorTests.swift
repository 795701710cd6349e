import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The folders of the program are floors: a file names no type of a floor above its own.
///
/// The program itself, `Program.swift`, stands above them all.
@Suite("Floors")
struct FloorTests {
  static let floors = ["Terminal", "App", "Files", "Options", "Run", "Commands"]

  private static var program: URL { ImportTests.sources.appending(path: "PanoramaRoles") }

  /// The types that the files of a floor declare, those of one file alone left out.
  private static func types(of floor: String) throws -> Set<String> {
    var names: Set<String> = []
    for file in try ImportTests.files(below: program.appending(path: floor)) {
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let words = line.split(separator: " ").prefix { $0 != "private" && $0 != "fileprivate" }
        guard !line.hasPrefix(" "),
          let kind = words.firstIndex(where: {
            ["struct", "enum", "class", "protocol", "typealias"].contains($0)
          }), kind < 3, kind + 1 < words.count
        else { continue }
        names.insert(String(words[kind + 1].prefix { $0.isLetter || $0.isNumber }))
      }
    }
    return names
  }

  /// The words of a file that may be types: what is in comments and texts is left out.
  private static func words(of file: URL) throws -> Set<String> {
    var words: Set<String> = []
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      let code = line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false)[0]
      let outside = code.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset.isMultiple(of: 2) }.map(\.element)
      for part in outside {
        words.formUnion(
          part.split { !($0.isLetter || $0.isNumber || $0 == ".") }
            .compactMap { $0.split(separator: ".").first.map(String.init) })
      }
    }
    return words
  }

  @Test("a file names no type of a floor above its own", arguments: floors)
  func looksDown(floor: String) throws {
    let place = try #require(Self.floors.firstIndex(of: floor))
    let files = try ImportTests.files(below: Self.program.appending(path: floor))
    #expect(!files.isEmpty)
    for above in Self.floors[(place + 1)...] {
      let types = try Self.types(of: above)
      #expect(!types.isEmpty, "'\(above)' declares no type")
      for file in files {
        let named = try Self.words(of: file).intersection(types)
        #expect(named.isEmpty, "\(file.lastPathComponent) names \(named.sorted()) of '\(above)'")
      }
    }
  }

  @Test("every file of the program is on a floor, but for the program itself")
  func everyFile() throws {
    let all = try FileManager.default.contentsOfDirectory(atPath: Self.program.path)
    let files = all.filter { $0.hasSuffix(".swift") }
    #expect(files.sorted() == ["Program.swift", "ProgramTable.swift"])
    #expect(Set(all).subtracting(files) == Set(Self.floors))
  }

  @Test("only the context brings the clock, the environment and signals")
  func world() throws {
    for floor in Self.floors where !["Terminal", "App"].contains(floor) {
      for file in try ImportTests.files(below: Self.program.appending(path: floor)) {
        let text = try String(contentsOf: file, encoding: .utf8)
        for word in [
          "Interruption.", "Environment.ofProcess", "getenv(", "time(nil)", ".ofMachine",
        ] {
          #expect(!text.contains(word), "\(file.lastPathComponent) reads '\(word)' by itself")
        }
      }
    }
  }
}
