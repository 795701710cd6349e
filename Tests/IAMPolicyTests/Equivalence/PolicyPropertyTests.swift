import IAMPolicy
import JSONText
import Testing

@Suite("Laws of reading, writing and equivalence")
struct PolicyPropertyTests {
  static let seeds: Range<UInt64> = 0..<60

  static func documents(_ seed: UInt64) -> [PolicyDocument] {
    var generator = PolicyGenerator(seed: seed)
    return PolicyKind.allCases.map { generator.document($0) }
  }

  @Test(
    "Writing and reading gives the same document, reading and writing the same text",
    arguments: seeds)
  func roundTrips(seed: UInt64) throws {
    for document in Self.documents(seed) {
      for style in JSONStyle.allCases {
        let text = document.text(style)
        let read = try PolicyDocument(reading: text, as: document.kind)
        #expect(read == document, "seed \(seed): \(text)")
        #expect(read.text(style) == text, "seed \(seed)")
        #expect(PolicyDocument.size(ofText: text) == document.size, "seed \(seed): \(text)")
        #expect(!document.isSurelyWithin(document.size - 1), "seed \(seed): \(text)")
      }
      let canonical = CanonicalPolicy(document).document
      #expect(try PolicyDocument(canonical.json, as: canonical.kind) == canonical, "seed \(seed)")
      #expect(CanonicalPolicy(canonical).document == canonical, "seed \(seed)")
    }
  }

  @Test("Another spelling is the same document", arguments: seeds)
  func respellings(seed: UInt64) throws {
    var respeller = Respeller(random: EvaluationRandom(seed: ~seed))
    for document in Self.documents(seed) {
      let json = respeller.respell(document)
      let text = json.text(.compact)
      let other = try PolicyDocument(json, as: document.kind)
      let verdict = PolicyEquivalence.compare(document, other)
      #expect(verdict.isSameInMeaning, "seed \(seed): \(document.text(.compact)) \(text)")
      #expect(CanonicalPolicy(document) == CanonicalPolicy(other), "seed \(seed)")
      let difference = PolicyDifference(from: document, to: other)
      #expect(difference.sentences.isEmpty, "seed \(seed): \(text)")
      // Nothing is the same for no reason but the spelling of the text itself.
      if document != other {
        #expect(Self.explains(verdict, document, other), "seed \(seed): \(text)")
      }
    }
  }

  /// Says whether there is a reason; documents that differ only in empty conditions need none.
  private static func explains(
    _ verdict: PolicyEquivalence.Verdict, _ first: PolicyDocument, _ second: PolicyDocument
  ) -> Bool {
    !verdict.reasons.isEmpty || first.text(.compact) == second.text(.compact)
  }

  @Test(
    "Equivalence is reflexive and symmetric, and its difference agrees", arguments: seeds.prefix(20)
  )
  func relation(seed: UInt64) {
    let documents = Self.documents(seed) + Self.documents(seed + 1)
    for first in documents {
      for second in documents {
        let (there, back) = (
          PolicyEquivalence.compare(first, second), PolicyEquivalence.compare(second, first)
        )
        let difference = PolicyDifference(from: first, to: second)
        switch (there, back) {
        case (.same, .same), (.cosmetic, .cosmetic):
          #expect(difference.sentences.isEmpty, "seed \(seed)")
          #expect(CanonicalPolicy(first) == CanonicalPolicy(second), "seed \(seed)")
        case (.different(let reasons), .different):
          #expect(
            !reasons.isEmpty, "seed \(seed): \(first.text(.compact)) \(second.text(.compact))")
          #expect(CanonicalPolicy(first) != CanonicalPolicy(second), "seed \(seed)")
        case (.same, _), (.cosmetic, _), (.different, _):
          Issue.record("seed \(seed): not symmetric: \(there) \(back)")
        }
      }
      #expect(PolicyEquivalence.compare(first, first) == .same([]), "seed \(seed)")
    }
  }

  @Test("Every statement of both documents stands in the difference", arguments: seeds)
  func differenceIsWhole(seed: UInt64) {
    let old = Self.documents(seed)[0]
    let new = Self.documents(seed + 7)[0]
    var left: Set<Int> = []
    var right: Set<Int> = []
    for entry in PolicyDifference(from: old, to: new).entries {
      switch entry {
      case .unchanged(let from, let to), .changed(let from, let to, _):
        #expect(left.insert(from.index).inserted && right.insert(to.index).inserted)
      case .removed(let from): #expect(left.insert(from.index).inserted)
      case .added(let to): #expect(right.insert(to.index).inserted)
      }
    }
    let forms = { (document: PolicyDocument, places: Set<Int>) in
      Set(
        places.map { place in
          CanonicalPolicy(
            PolicyDocument(
              kind: document.kind, version: nil, id: nil, statements: [document.statements[place]]))
        })
    }
    #expect(forms(old, left) == forms(old, Set(old.statements.indices)), "seed \(seed)")
    #expect(forms(new, right) == forms(new, Set(new.statements.indices)), "seed \(seed)")
  }

  @Test("No bytes crash the policy reader", arguments: 0..<40 as Range<UInt64>)
  func survivesAnyBytes(seed: UInt64) {
    var generator = PolicyGenerator(seed: seed)
    let pieces = [
      "{", "}", "[", "]", ",", ":", "\"", "null", "1", "\"Effect\"", "\"Principal\":{}", "${", "}",
      "arn:", "::", "*", "\\u0000", "é", "€", "\"Condition\":{\"NullIfExists\":{}}",
    ].map { Array($0.utf8) }
    for _ in 0..<40 {
      let kind = generator.random.pick(PolicyKind.allCases)
      var bytes = Array(generator.document(kind).text(.compact).utf8)
      for _ in 0..<generator.random.number(0...8) {
        let place = generator.random.number(0...bytes.count)
        switch generator.random.number(0...2) {
        case 0: bytes.insert(UInt8(generator.random.number(0...255)), at: place)
        case 1: bytes.insert(contentsOf: generator.random.pick(pieces), at: place)
        default:
          bytes.removeSubrange(place..<min(bytes.count, place + generator.random.number(0...9)))
        }
      }
      for kind in [kind, nil] as [PolicyKind?] {
        do throws(DocumentError) {
          let document = try PolicyDocument(reading: bytes, as: kind)
          #expect(PolicyEquivalence.isSame(document, document))
        } catch {
          #expect(!error.problems.isEmpty, "seed \(seed)")
          let known = error.problems.allSatisfy {
            PolicyProblemKind(rawValue: $0.id) != nil || JSONProblemKind(rawValue: $0.id) != nil
          }
          #expect(known, "seed \(seed)")
        }
      }
      _ = try? PolicyDocument(stored: String(decoding: bytes, as: UTF8.self))
    }
  }
}
