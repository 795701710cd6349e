import CommandTable

extension Program {
  /// The program's name.
  static let name = "panorama-roles"
  /// The program's version.
  static let version = "0.1.0"

  /// Every command, in the order in which help lists them.
  ///
  /// A new command is one file and one line here.
  static let commands: [any RunnableCommand.Type] = [
    InitCommand.self, PlanCommand.self, ApplyCommand.self, DriftCommand.self,
    DriftMergeCommand.self, SnapshotCommand.self, LintCommand.self, FormatCommand.self,
    CompareCommand.self, GrantsCommand.self, CanCommand.self, TestCommand.self,
    TrustCommand.self, ListCommand.self, ShowCommand.self, PolicyUserCommand.self,
    PolicyApplicationCommand.self, PolicyToolCommand.self, PolicyManagedCommand.self,
    HelpCommand.self,
    VersionCommand.self, CompletionCommand.self,
  ]

  /// The whole program as data.
  static var table: CommandTable {
    CommandTable(
      program: name, version: version,
      summary: "Sets up IAM roles for AWS edge-vision services and watches them for drift",
      discussion: [
        "'init' writes the choice of account, role sets and devices to panorama-roles.json and "
          + "prints the requests that create the roles. 'plan', 'apply' and 'drift' read that file.",
        "Nothing in an account is changed without --approve. Standard output carries the result; "
          + "everything about the work goes to standard error. When several exit statuses apply, "
          + "the run ends with the first of 1, 6, 4, 5, 2, 3.",
      ],
      common: FlagSection("Common flags", Flags.common), commands: commands.map { $0.declaration },
      statuses: ExitStatus.rows, environment: environment, files: files)
  }

  /// The environment variables that are read.
  private static let environment = [
    Definition("AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN", "The credentials"),
    Definition("AWS_PROFILE", "The profile of the shared files, when --profile is not given"),
    Definition(
      "AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE", "Where the shared files are, if not in ~/.aws"
    ),
    Definition("AWS_REGION, AWS_DEFAULT_REGION", "The Region, when --region is not given"),
    Definition(
      "AWS_ENDPOINT_URL_IAM, AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL",
      "Where requests are sent, when --endpoint-url is not given"),
    Definition("AWS_CA_BUNDLE", "The certificates that are trusted"),
    Definition("AWS_MAX_ATTEMPTS, AWS_RETRY_MODE", "How failed requests are repeated"),
    Definition("HTTPS_PROXY, NO_PROXY", "The proxy, and the hosts that are reached without it"),
    Definition(
      "AWS_BATCH_JOB_ARRAY_INDEX, AWS_BATCH_JOB_ARRAY_SIZE, JOB_COMPLETION_INDEX",
      "Which part of a list of accounts is checked, when --shard is not given"),
    Definition("NO_COLOR", "No colour when it is set to anything"),
  ]

  /// The files that are read or written.
  private static let files = [
    Definition("panorama-roles.json", "The spec: which roles should be in which account"),
    Definition("~/.aws/credentials, ~/.aws/config", "The shared files of AWS tools"),
  ]
}
