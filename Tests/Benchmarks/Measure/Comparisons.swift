import IAMPolicy
import JSONText
import PolicyAnalysis

/// What one policy grants and another does not, pair by pair, after parsing.
enum Comparisons {
  /// Reads `{"id", "actual", "desired"}` a line; prints the time and the four answers of each.
  static func measure(pairs: [[UInt8]]) {
    for line in pairs {
      guard let json = try? JSON(parsing: line), let id = json["id"]?.string,
        let actual = side(json["actual"]), let desired = side(json["desired"])
      else { stop("a pair cannot be read") }
      var found: PolicyComparison?
      let time = nanoseconds {
        found = try? PolicyComparer.compare(actual: actual, desired: desired)
      }
      guard let found else { stop("the pair '\(id)' cannot be compared") }
      print(
        JSON.object([
          ("id", .string(id)), ("nanoseconds", .number(time)),
          ("widened", .string(word(found.widened))), ("narrowed", .string(word(found.narrowed))),
          ("deniesLost", .string(word(found.deniesLost))),
          ("deniesGained", .string(word(found.deniesGained))),
        ]).text(.compact))
    }
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
