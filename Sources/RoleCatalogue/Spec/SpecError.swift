public import JSONText

/// Why a choice was refused: that of a spec, or of the words on the command line.
public struct SpecError: Error, Hashable, Sendable {
  /// The problems, in the order of the text; never empty.
  public let problems: [Problem]
  /// How many problems there are beyond those.
  public let omitted: Int

  init(_ error: DocumentError) {
    problems = error.problems
    omitted = error.omitted
  }
}
