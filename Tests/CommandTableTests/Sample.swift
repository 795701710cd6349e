import CommandTable

/// A small program with one of everything.
enum Sample {
  enum Format: String, CaseIterable { case text, json }

  static let account = Flag("account", .text("ID"), "The account")
  static let device = Flag("device", repeated: .text("ARN"), "A device")
  static let format = Flag(
    "format", choice: "FORMAT", default: Format.text, "The format of the output")
  static let attempts = Flag(
    "max-attempts", number: "N", 1...10, "How often a request is sent")
  static let approve = Flag("approve", "Carry out the changes")
  static let out = Flag("out", .directory("DIR"), "Where the files go")
  static let bound = Flag("bound", optional: .text("ARN"), "The bound, or that very one")
  static let quiet = Flag("quiet", short: "q", "Say less")

  static let table = CommandTable(
    program: "tool", version: "1.2.3", summary: "Does things with roles",
    discussion: ["A paragraph that is 'quoted' - and says more."],
    common: FlagSection(
      "Common flags", [quiet], environment: [Definition("NO_COLOR", "No colour when set")]),
    commands: [
      Command(
        "init", group: "Set up", "First setup",
        sections: [
          FlagSection(
            "Flags", [account, device, out, approve],
            files: [Definition("tool.json", "The spec")])
        ], required: [account],
        examples: [Example("Print the requests", "tool init --account 123456789012")],
        statuses: [4]),
      Command(
        "drift", group: "Check", "Compare the account",
        sections: [FlagSection("Flags", [format, attempts, bound])], statuses: [2]),
      Command(
        "drift merge", group: "Check", "Join results",
        operands: [Operand(.file("FILE"), .oneOrMore, "A result")]),
      Command(
        "show", group: "Check", "Show a role",
        operands: [Operand(.found("NAME", source: "roles"), "The role")],
        sections: [FlagSection("Flags", [format])]),
      Command(
        "completion", group: "About", "Print a script",
        operands: [Operand(.choice("SHELL", ["bash", "zsh", "fish"]), .optional, "The shell")]),
    ],
    statuses: [
      ExitStatusRow(0, "done", "Done"), ExitStatusRow(1, "failed", "Failed"),
      ExitStatusRow(2, "drift", "Drift"), ExitStatusRow(4, "refused", "Refused"),
      ExitStatusRow(64, "usage", "Wrong words"),
    ],
    habits: [
      Habit("diff", "drift"), Habit("--yes", "--approve"),
      Habit("drift --join", "drift merge"), Habit("show --as", "--format"),
    ])

  /// The outcome of parsing as one line.
  static func outcome(_ line: String) -> String {
    let words = line.split(separator: " ").map { $0 == "''" ? "" : String($0) }
    do throws(UsageError) {
      switch try table.parse(words) {
      case .help(let topic, let isShort):
        let about =
          switch topic {
          case .program: "-"
          case .command(let command): command.name
          case .commands(below: let word): "\(word) …"
          }
        return "help \(about)" + (isShort ? " in short" : "")
      case .version: return "version"
      case .run(let command, let arguments):
        let flags = arguments.occurrences.map {
          $0.value.isEmpty ? $0.flag : "\($0.flag)=\($0.value)"
        }
        return ([command.name] + flags + arguments.operands.map { "<\($0)>" })
          .joined(separator: " ")
      }
    } catch {
      return "error: \(error.message)" + (error.hint.map { " | \($0)" } ?? "")
    }
  }
}
