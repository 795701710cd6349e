import FuzzTargets
import Reports
import TestSupport
import Testing

/// The folder of the corpus, found from this file.
private let corpus =
  #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/Corpus"

/// The inputs of a target.
private func inputs(of target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
  let files = try #require(
    Corpus.files(in: "\(corpus)/\(target.name)"), "no folder \(corpus)/\(target.name)")
  return try files.map { ($0, try #require(Corpus.bytes($0), "\($0) cannot be read")) }
}

@Suite("Any bytes")
struct CorpusTests {
  @Test(
    "Every input of the corpus is survived, cut at any byte too",
    arguments: FuzzTarget.all.map(\.name))
  func corpusInputs(_ name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let inputs = try inputs(of: target)
    #expect(inputs.count >= 8, "the corpus of \(name) is almost empty")
    for input in inputs {
      #expect(target.check(input.bytes) == nil, "\(input.name)")
      let step = max(1, input.bytes.count / 64)
      for end in stride(from: 0, to: input.bytes.count, by: step) {
        #expect(
          target.check(Array(input.bytes[..<end])) == nil, "\(input.name), the first \(end) bytes")
      }
    }
  }

  @Test("Damaged inputs are survived", arguments: FuzzTarget.all.map(\.name))
  func damagedInputs(_ name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let inputs = try inputs(of: target).map(\.bytes)
    let seed: UInt64 = 20_261_121
    var random = SplitMix(seed: seed)
    for round in 0..<1_000 {
      let one = inputs[Int.random(in: 0..<inputs.count, using: &random)]
      let other = inputs[Int.random(in: 0..<inputs.count, using: &random)]
      let input = Mutation.of(one, other, &random)
      let fault = target.check(input)
      #expect(
        fault == nil,
        "\(name), seed \(seed), round \(round): \(String(decoding: input, as: UTF8.self))"
      )
      guard fault == nil else { return }
    }
  }

  @Test("No folder of the corpus is without a target")
  func foldersHaveTargets() throws {
    let folders = try #require(Corpus.files(in: corpus))
    let names = folders.compactMap { $0.split(separator: "/").last.map(String.init) }
    #expect(names.sorted() == FuzzTarget.all.map(\.name).sorted())
  }
}
