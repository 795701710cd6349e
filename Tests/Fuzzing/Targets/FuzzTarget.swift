import Reports

/// A piece of the program that arbitrary bytes are fed to, with what must hold of every input.
///
/// An input that crashes or hangs is a fault by itself; `check` returns the sentence that did not hold.
public struct FuzzTarget: Sendable {
  /// The name of the target and of its folder in `Tests/Corpus`.
  public let name: String
  /// Feeds one input; nil when all that must hold holds.
  public let check: @Sendable (_ input: [UInt8]) -> String?

  /// All targets.
  public static let all: [FuzzTarget] = [
    .json, .policy, .arn, .condition, .xml, .spec, .roleSet, .plan, .snapshot, .ignoreList,
    .terraform, .cloudFormation,
    .accounts, .expectations, .results, .config,
  ]

  /// The target of a name.
  public static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

extension FuzzTarget {
  /// The input's lines as text, ill-formed UTF-8 replaced; at least `count`, at most `count`.
  ///
  /// Targets that take several texts take one a line, so that a corpus can be written by hand.
  static func lines(of input: [UInt8], _ count: Int) -> [String] {
    var lines = input.split(
      separator: UInt8(ascii: "\n"), maxSplits: count - 1, omittingEmptySubsequences: false
    ).map { String(decoding: $0, as: UTF8.self) }
    while lines.count < count { lines.append("") }
    return lines
  }
}
