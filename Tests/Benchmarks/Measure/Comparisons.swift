import IAMPolicy
import JSONText
import PolicyAnalysis

/// What one policy grants and another does not, pair by pair, after parsing.
enum Comparisons {
  /// Reads `{"id", "actual", "desired"}` a line; prints the time and the four answers of each.
  static func measure(pairs: [[UInt8]]) {
    warmUp()
    for line in pairs {
      guard let json = try? JSON(parsing: line), let id = json["id"]?.string,
        let actual = side(json["actual"]), let desired = side(json["desired"])
      else { stop("a pair cannot be read") }
      var (found, plain): (PolicyComparison?, PolicyComparison?)
      let time = nanoseconds {
        found = try? PolicyComparer.compare(actual: actual, desired: desired)
      }
      let plainTime = nanoseconds {
        plain = try? PolicyComparer.compare(
          actual: actual, desired: desired, evidence: .anyRequest)
      }
      guard let found, let plain else { stop("the pair '\(id)' cannot be compared") }
      guard word(found.widened) == word(plain.widened),
        word(found.narrowed) == word(plain.narrowed)
      else { stop("the pair '\(id)' has two answers") }
      print(
        JSON.object([
          ("id", .string(id)), ("nanoseconds", .number(time)),
          ("withoutSummary", .number(plainTime)),
          ("widened", .string(word(found.widened))), ("narrowed", .string(word(found.narrowed))),
          ("deniesLost", .string(word(found.deniesLost))),
          ("deniesGained", .string(word(found.deniesGained))),
        ]).text(.compact))
    }
  }

  /// Makes the tables of the service reference, which a process makes once.
  private static func warmUp() {
    let all = PolicyDocument.identity([
      IdentityStatement(
        .allow, .action([ActionPattern("*")]), on: .resource([ResourcePattern("*")]))
    ])
    _ = try? PolicyComparer.compare(
      actual: PolicySide(all), desired: PolicySide(documents: []))
  }

  private static func side(_ json: JSON?) -> PolicySide? {
    guard let json, let document = try? PolicyDocument(json, as: .identity) else { return nil }
    return PolicySide(document)
  }

  private static func word(_ inclusion: AccessDifference) -> String {
    switch inclusion {
    case .nothing: "holds"
    case .witness: "fails"
    case .undecided(let reason): reason
    }
  }
}
