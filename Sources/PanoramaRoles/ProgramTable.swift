import CommandTable
import Reports

extension Program {
  static let name = Tool.name
  static let version = Tool.version

  /// Every command by its name, in the order in which help lists them.
  ///
  /// A new command is one file and one line here. The names are here so that a run makes the declaration of
  /// its own command alone.
  static let commands: [(name: String, type: any RunnableCommand.Type)] = [
    ("init", InitCommand.self),
    ("new role-set", NewRoleSetCommand.self),
    ("import", ImportCommand.self),
    ("export", ExportCommand.self),
    ("spec add", SpecAddCommand.self),
    ("spec set", SpecSetCommand.self),
    ("spec remove", SpecRemoveCommand.self),
    ("device add", DeviceAddCommand.self),
    ("device remove", DeviceRemoveCommand.self),
    ("device swap", DeviceSwapCommand.self),
    ("device open", DeviceOpenCommand.self),
    ("device close", DeviceCloseCommand.self),
    ("device list", DeviceListCommand.self),
    ("plan", PlanCommand.self),
    ("apply", ApplyCommand.self),
    ("disown", DisownCommand.self),
    ("retire", RetireCommand.self),
    ("drift", DriftCommand.self),
    ("drift merge", DriftMergeCommand.self),
    ("snapshot", SnapshotCommand.self),
    ("accounts merge", AccountsMergeCommand.self),
    ("whoami", WhoamiCommand.self),
    ("doctor", DoctorCommand.self),
    ("lint", LintCommand.self),
    ("lint rules", LintRulesCommand.self),
    ("lint explain", LintExplainCommand.self),
    ("format", FormatCommand.self),
    ("compare", CompareCommand.self),
    ("compare pairs", ComparePairsCommand.self),
    ("review", ReviewCommand.self),
    ("grants", GrantsCommand.self),
    ("can", CanCommand.self),
    ("can cases", CanCasesCommand.self),
    ("test", TestCommand.self),
    ("trust", TrustCommand.self),
    ("list", ListCommand.self),
    ("show", ShowCommand.self),
    ("actions", ActionsCommand.self),
    ("expand", ExpandCommand.self),
    ("shrink", ShrinkCommand.self),
    ("policy user", PolicyUserCommand.self),
    ("policy application", PolicyApplicationCommand.self),
    ("policy tool", PolicyToolCommand.self),
    ("policy managed", PolicyManagedCommand.self),
    ("schema", SchemaCommand.self),
    ("help", HelpCommand.self),
    ("version", VersionCommand.self),
    ("completion", CompletionCommand.self),
    ("completion words", CompletionWordsCommand.self),
  ]

  /// The whole program as data.
  static var table: CommandTable { table(of: commands) }

  /// The program as if it had these commands alone.
  private static func table(
    of commands: [(name: String, type: any RunnableCommand.Type)]
  ) -> CommandTable {
    CommandTable(
      program: name, version: version,
      summary: "Provisions IAM roles from JSON files, and proves that nobody gained access",
      discussion: [
        "'init' writes the choice of account, role sets and devices to panorama-roles.json and "
          + "prints the requests that create the roles. 'plan', 'apply' and 'drift' read that file.",
        "Nothing in an account is changed without --approve. Standard output carries the result; "
          + "everything about the work goes to standard error. When several exit statuses apply, "
          + "the run ends with the first of 1, 6, 4, 5, 2, 3.",
      ],
      common: Flags.common, commands: commands.map { $0.type.declaration },
      statuses: ExitStatus.allCases.map { ExitStatusRow($0.rawValue, $0.name, $0.meaning) },
      habits: habits)
  }

  /// Reads the words behind the program's name.
  ///
  /// Most begin with a command and are right: then only the commands of that first word are declared. What a
  /// word means does not depend on the other commands (a test walks the table), so the answer is that of the whole table.
  static func parse(_ words: [String]) throws(UsageError) -> Invocation {
    if let first = words.first, !first.hasPrefix("-") {
      let meant = commands.filter { $0.name == first || $0.name.hasPrefix(first + " ") }
      if !meant.isEmpty, case .run(let command, let arguments)? = try? table(of: meant).parse(words)
      {
        return .run(command, arguments)
      }
    }
    return try table.parse(words)
  }

  /// What other tools call what this program does, and flags that people take subcommands for.
  private static let habits = [
    Habit("diff", "drift"), Habit("check", "drift"), Habit("status", "drift"),
    Habit("validate", "lint"), Habit("fmt", "format"), Habit("simulate", "can"),
    Habit("create", "init"), Habit("setup", "init"), Habit("deploy", "apply"),
    Habit("up", "apply"), Habit("preview", "plan"), Habit("describe", "show"),
    Habit("man", "help --man"), Habit("--yes", "--approve"), Habit("--force", "--approve"),
    Habit("--auto-approve", "--approve"), Habit("--dry-run", "--offline"),
    Habit("--output", "--format"), Habit("--json", "--format"),
    Habit("--endpoint", "--endpoint-url"),
    Habit("compare --review", "review"), Habit("compare --pairs", "compare pairs"),
    Habit("can --cases", "can cases"), Habit("lint --list-rules", "lint rules"),
    Habit("lint --explain", "lint explain"), Habit("lint --silences", "--suppressions"),
    Habit("lint --ignore", "--suppressions"), Habit("search", "actions"),
    Habit("minimize", "shrink"), Habit("destroy", "retire"), Habit("delete", "retire"),
    Habit("teardown", "retire"), Habit("import-role", "import"), Habit("pull", "import"),
    Habit("add-role", "new role-set"), Habit("ls", "list"),
    Habit("get", "show"), Habit("explain", "lint explain"), Habit("-y", "--approve"),
    Habit("plan --dry-run", "plan"), Habit("apply --dry-run", "plan"),
  ]
}
