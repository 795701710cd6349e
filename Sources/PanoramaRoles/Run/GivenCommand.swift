import CommandTable
import IAMPolicy
import Reports

/// The command that a person gave, to be given again with more flags.
struct GivenCommand: Hashable, Sendable {
  private let words: String
  /// Whether it changes an account.
  let isApproved: Bool

  init(_ command: String, _ arguments: Arguments) {
    let approve = Flags.approve.declaration.name
    isApproved = arguments.occurrences.contains { $0.flag == approve }
    words = arguments.occurrences.filter { $0.flag != approve }.reduce(
      "\(Program.name) \(command)"
    ) { words, given in
      words + " --\(given.flag)" + (given.value.isEmpty ? "" : " \(ShellWord.text(given.value))")
    }
  }

  /// The command with more flags; what was a dry run stays one.
  func adding(_ flags: [String]) -> String {
    ([words] + flags + (isApproved ? ["--approve"] : [])).joined(separator: " ")
  }
}
