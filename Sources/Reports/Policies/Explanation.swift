import IAMPolicy
import PolicyAnalysis

/// Why a request was decided as it was, origin by origin.
struct Explanation {
  /// What one statement has to do with the answer.
  package struct Line: Hashable, Sendable {
    /// The statement; nil for a sentence about a whole origin.
    let statement: StatementReference?
    /// One sentence.
    let sentence: String
  }

  /// How many statements are explained for one origin.
  private static let limit = 5

  let lines: [Line]

  init(_ decision: Decision, of request: AccessRequest, _ sources: PolicySources) {
    switch decision {
    case .allowed(let by): lines = [Line(statement: by, sentence: "\(by.name) allows it")]
    case .explicitlyDenied(let by): lines = [Line(statement: by, sentence: "\(by.name) denies it")]
    case .unspecified(let by):
      lines = [
        Line(
          statement: by,
          sentence:
            "\(by.name) allows everyone; AWS does not say whether the permissions boundary or "
            + "session policy, which does not allow it, limits that")
      ]
    case .implicitlyDenied:
      lines = StatementReference.Origin.allCases.flatMap { origin in
        sources.files[origin].map { Self.lines(origin, $0.map(\.document), request) } ?? []
      }
    }
  }

  private static func lines(
    _ origin: StatementReference.Origin, _ documents: [PolicyDocument], _ request: AccessRequest
  ) -> [Line] {
    var near: [Line] = []
    var others = 0
    for (number, document) in documents.enumerated() {
      for (index, statement) in document.statements.enumerated()
      where statement.effect == .allow {
        let reference = StatementReference(
          origin: origin, document: number, statement: index, sid: statement.sid,
          mark: statement.mark)
        let found = Mismatch.all(
          of: statement, hasVariables: document.hasVariables, request)
        if found.isEmpty {
          return [Line(statement: reference, sentence: "\(reference.name) would allow it")]
        }
        guard !found.contains(.action) else {
          others += 1
          continue
        }
        let words = found.map { $0.words(request) }.joined(separator: "; ")
        near.append(
          Line(statement: reference, sentence: "\(reference.name) does not allow it: \(words)"))
      }
    }
    guard !near.isEmpty else {
      let why = others == 0 ? "it allows nothing" : "it does not allow '\(request.action)'"
      return [Line(statement: nil, sentence: "\(origin.words): \(why)")]
    }
    let rest = near.count - limit
    let more = rest > 0 ? [Line(statement: nil, sentence: "and \(rest) more")] : []
    return Array(near.prefix(limit)) + more
  }
}

extension StatementReference {
  /// `statement 'Sid'`, or its number from 1.
  package var name: String {
    guard let sid, !sid.isEmpty else { return "statement \(statement + 1)" }
    return "statement '\(sid)'"
  }
}

extension StatementReference.Origin {
  /// The policies of an origin in words.
  package var words: String {
    switch self {
    case .identity: "the identity policy"
    case .trust: "the trust policy"
    case .resource: "the resource policy"
    case .boundary: "the permissions boundary"
    case .session: "the session policy"
    }
  }
}
