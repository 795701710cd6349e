import CommandTable

/// The flags that more than one command takes.
///
/// A name says the same everywhere.
enum Flags {
  /// Flags of every command.
  static let common = [quiet, colour]
  static let quiet = Flag("quiet", short: "q", "Say nothing on standard error but errors")
  static let colour = Flag(
    "color", .choice("WHEN", ColourChoice.allCases.map(\.rawValue)), "When to use colour")

  static let format = Flag("format", .choice("FORMAT", ["text", "json"]), "The form of the output")

  /// The headings of the list of commands.
  static let setUp = "Set up"
  static let check = "Check"
  static let look = "Look up"
  static let about = "About"
}

/// The form of an output that has two.
enum OutputForm: String, Hashable, Sendable {
  case text
  case json

  /// The form that was asked for; text when none was.
  init(_ arguments: Arguments) {
    self = arguments.value(of: Flags.format).flatMap(OutputForm.init) ?? .text
  }
}
