import IAMPolicy
import Testing

@testable import PolicyAnalysis

/// Texts that Unicode calls equivalent and IAM does not are different values in every place of a policy.
///
/// The reader refuses most of them; a document that is made of the tags of a role can hold any.
@Suite("Policies are compared byte by byte")
struct ByteTests {
  /// Each pair is one text for `String ==`: a letter and its sign, one letter in two forms, two ideographs.
  static let pairs = [("K", "\u{212A}"), ("\u{E9}", "e\u{301}"), ("\u{91D1}", "\u{F90A}")]

  enum Place: String, CaseIterable, Sendable {
    case action, resource, key, value, pattern, principal, fallback, variable
  }

  private static func document(_ texts: [String], _ place: Place) -> PolicyDocument {
    let all = ResourceBlock.resource([ResourcePattern("*")])
    let get = ActionBlock.action([ActionPattern("s3:GetObject")])
    func when(_ key: String, _ values: [String]) -> ConditionBlock {
      ConditionBlock(ConditionClause(.stringEquals, key, values))
    }
    func on(_ resources: [String]) -> PolicyDocument {
      .identity([
        IdentityStatement(.allow, get, on: .resource(resources.map { ResourcePattern($0) }))
      ])
    }
    switch place {
    case .action:
      return .identity([
        IdentityStatement(.allow, .action(texts.map { ActionPattern("s3:\($0)") }), on: all)
      ])
    case .resource: return on(texts.map { "arn:aws:s3:::b/\($0)" })
    case .pattern: return on(texts.map { "arn:aws:s3:::b/\($0)*" })
    case .fallback: return on(texts.map { "arn:aws:s3:::b/${aws:username, '\($0)'}" })
    case .variable: return on(texts.map { "arn:aws:s3:::b/${aws:PrincipalTag/\($0)}" })
    case .key:
      return .identity(
        texts.map {
          IdentityStatement(.allow, get, on: all, when: when("x:\($0)", ["v"]))
        })
    case .value:
      return .identity([
        IdentityStatement(.allow, get, on: all, when: when("x:k", texts))
      ])
    case .principal:
      return .trust([
        TrustStatement(.allow, .some(texts.map { Principal(.federated, "\($0).example.com") }))
      ])
    }
  }

  @Test("one text for the other is something else", arguments: Place.allCases)
  func exchanged(_ place: Place) throws {
    for (one, other) in Self.pairs {
      let found = try compare(Self.document([one], place), Self.document([other], place))
      #expect(found.access == .both, "\(place) \(one) \(other): \(found)")
    }
  }

  @Test("both texts are more than one", arguments: Place.allCases)
  func added(_ place: Place) throws {
    for (one, other) in Self.pairs {
      for texts in [[one, other], [other, one]] {
        let found = try compare(Self.document(texts, place), Self.document([one], place))
        #expect(found.access == .widened, "\(place) \(texts): \(found)")
      }
    }
  }

  @Test("the same texts in another order are the same", arguments: Place.allCases)
  func reordered(_ place: Place) throws {
    for (one, other) in Self.pairs {
      let found = try compare(
        Self.document([one, other], place), Self.document([other, one], place))
      #expect(found.access == .unchanged, "\(place) \(one) \(other): \(found)")
    }
  }

  @Test("a set of two values of one key can have both texts")
  func sets() throws {
    for (one, other) in Self.pairs {
      func both(_ texts: [String]) throws -> PolicyDocument {
        let any = try #require(ConditionOperator(.stringEquals, qualifier: .forAnyValue))
        let block = try #require(
          ConditionBlock(checking: [ConditionClause(any, "aws:TagKeys", texts)]))
        return .identity([
          IdentityStatement(
            .allow, .action([ActionPattern("s3:GetObject")]),
            on: .resource([ResourcePattern("*")]), when: block)
        ])
      }
      #expect(try compare(both([one, other]), both([one])).access == .widened)
      #expect(try compare(both([one]), both([other])).access == .both)
    }
  }
}
