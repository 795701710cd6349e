import CommandTable
import Reports

extension Program {
  static let name = Tool.name
  static let version = Tool.version

  /// Every command, in the order in which help lists them.
  ///
  /// A new command is one file and one line here.
  static let commands: [any RunnableCommand.Type] = [
    InitCommand.self, NewRoleSetCommand.self, ImportCommand.self, ExportCommand.self,
    SpecAddCommand.self, SpecSetCommand.self, SpecRemoveCommand.self,
    DeviceAddCommand.self, DeviceRemoveCommand.self, DeviceSwapCommand.self, DeviceOpenCommand.self,
    DeviceCloseCommand.self, DeviceListCommand.self,
    PlanCommand.self, ApplyCommand.self, DisownCommand.self, RetireCommand.self, DriftCommand.self,
    DriftMergeCommand.self, SnapshotCommand.self, AccountsMergeCommand.self, WhoamiCommand.self,
    DoctorCommand.self,
    LintCommand.self, LintRulesCommand.self, LintExplainCommand.self, FormatCommand.self,
    CompareCommand.self, ComparePairsCommand.self, ReviewCommand.self, GrantsCommand.self,
    CanCommand.self, CanCasesCommand.self, TestCommand.self,
    TrustCommand.self, ListCommand.self, ShowCommand.self, ActionsCommand.self,
    ExpandCommand.self, ShrinkCommand.self, PolicyUserCommand.self,
    PolicyApplicationCommand.self, PolicyToolCommand.self, PolicyManagedCommand.self,
    SchemaCommand.self, HelpCommand.self,
    VersionCommand.self, CompletionCommand.self, CompletionWordsCommand.self,
  ]

  /// The whole program as data.
  static var table: CommandTable {
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
      common: Flags.common, commands: commands.map { $0.declaration },
      statuses: ExitStatus.allCases.map { ExitStatusRow($0.rawValue, $0.name, $0.meaning) },
      habits: habits)
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
