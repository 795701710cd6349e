import CommandTable
import IAMPolicy
import Reports

/// The flags that more than one command takes.
///
/// A name says the same everywhere.
enum Flags {
  /// Flags of every command.
  static let common = FlagSection(
    "Common flags", [quiet, colour],
    environment: [Definition("NO_COLOR", "No colour when it is set to anything")])
  static let quiet = Flag("quiet", short: "q", "Write no notes and no progress to standard error")
  static let colour = Flag(
    "color", choice: "WHEN", default: ColourChoice.auto, "When to use colour")

  static let format = Flag(
    "format", choice: "FORMAT", default: OutputFormat.text, "The format of the output")
  static let detailedExitCode = Flag(
    "detailed-exitcode", "End with status 2 when changes are pending")

  // The choice that a spec holds.
  static let account = Flag("account", .text("ID"), "The 12-digit account id")
  static let partition = Flag(
    "partition", .suggested("NAME", PartitionName.all),
    "The partition of the account (default aws)")
  static let device = Flag(
    "device", repeated: .text("ARN"), "Let only this device use the appliance role")
  static let allDevices = Flag(
    "all-devices", "Let every device of the account use the appliance role, and nothing else")
  static let splitPolicies = Flag(
    "split-policies",
    "Split policies that are over a quota into inline and managed policies that fit")
  static let spec = Flag("spec", .file("FILE"), "The spec file (default panorama-roles.json)")

  static let allowOutside = Flag(
    "allow-outside",
    "Read files that a file names outside of its own folder and of the folder of the command")

  // How changes are made.
  static let approve = Flag("approve", "Apply the changes")
  static let accept = Flag(
    "accept", choices: "WHAT", of: Acceptance.self,
    "Accept that access of an existing role grows (widening), or an unsafe moment on the way (moment)"
  )
  static let adopt = Flag(
    "adopt", repeated: .found("NAME|GLOB", source: "roles"),
    "Take over this role, managed policy or identity provider, which the spec does not own; a pattern "
      + "takes over those that show no other owner")
  static let snapshot = Flag(
    "snapshot", .file("FILE"),
    "Read this file of 'snapshot', or of 'aws iam get-account-authorization-details', and no account"
  )
  static let remove = Flag(
    "remove", repeated: .found("ROLE[:KIND:NAME]|ARN", source: "removals"),
    "Remove this role, or the managed policy or identity provider of this ARN, which left the role set, or "
      + "something on a role that the spec does not own; KIND is managed-policy, inline-policy, tag, "
      + "permissions-boundary or instance-profile")
  static let prune = Flag(
    "prune", number: "COUNT", 0...1000,
    "Remove all that left the role set; COUNT must be how many there are")

  // How AWS is reached.
  static let connection = FlagSection(
    "Connection flags", connectionFlags, environment: connectionEnvironment,
    files: [Definition("~/.aws/credentials, ~/.aws/config", "The shared files of AWS tools")])
  private static let connectionFlags: [any FlagDeclaring] = [
    profile, cacheCredentials, region, endpointURL, allowPlainHTTP, maxAttempts, timeout, debug,
  ]
  private static let connectionEnvironment = [
    Definition("AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN", "The credentials"),
    Definition(
      "AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN, AWS_ROLE_SESSION_NAME", "A role by web identity"),
    Definition(
      "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, AWS_CONTAINER_CREDENTIALS_FULL_URI",
      "The credentials of a container"),
    Definition(
      "AWS_EC2_METADATA_DISABLED", "With 'true' the credentials of the EC2 instance are not used"),
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
  ]
  static let profile = Flag(
    "profile", .found("NAME", source: "profiles"),
    "The profile of the shared credentials and config files")
  static let cacheCredentials = Flag(
    "cache-credentials",
    "Keep the keys of assumed roles for the next command, in the cache of the AWS CLI")
  static let region = Flag("region", .text("NAME"), "The Region that requests are signed for")
  static let endpointURL = Flag(
    "endpoint-url", .text("URL"), "Send requests for IAM and STS here")
  static let allowPlainHTTP = Flag(
    "allow-plain-http", "Allow an http URL that is not on this machine")
  static let maxAttempts = Flag(
    "max-attempts", number: "N", 1...20, "How often a request is sent before it fails")
  static let timeout = Flag(
    "timeout", number: "SECONDS", 1...600, "How long one attempt may take")
  static let debug = Flag(
    "debug", "Print every request and answer on standard error, without secrets")

  /// The headings of the list of commands.
  static let setUp = "Set up"
  static let check = "Check"
  static let look = "Look up"
  static let about = "About"
}

/// The form of an output that has two.
enum OutputFormat: String, Hashable, Sendable, CaseIterable {
  case text
  case json
}

/// What a person accepts by name.
enum Acceptance: String, CaseIterable {
  case widening
  case moment
}
