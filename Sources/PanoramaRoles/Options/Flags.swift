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
  static let detailedExitCode = Flag(
    "detailed-exitcode", "End with status 2 when changes are pending")

  // The choice that a spec holds.
  static let account = Flag("account", .text("ID"), "The 12-digit account id")
  static let partition = Flag(
    "partition", .suggested("NAME", ["aws", "aws-cn", "aws-us-gov"]),
    "The partition of the account (default aws)")
  static let device = Flag(
    "device", .text("ARN"), repeatable: true, "Let only this device use the appliance role")
  static let allDevices = Flag(
    "all-devices", "Let every device of the account use the appliance role, and nothing else")
  static let spec = Flag("spec", .file("FILE"), "The spec file (default panorama-roles.json)")

  // How changes are made.
  static let approve = Flag("approve", "Carry the changes out")
  static let accept = Flag(
    "accept", .choice("WHAT", ["widening"]), "Accept that access of an existing role grows")
  static let adopt = Flag(
    "adopt", .text("POLICY"), repeatable: true,
    "Change this managed policy although others have it too, or no role of the spec has it")
  static let snapshot = Flag(
    "snapshot", .file("FILE"),
    "Read this file of 'snapshot', or of 'aws iam get-account-authorization-details', and no account"
  )
  static let remove = Flag(
    "remove", .text("ROLE:KIND:NAME"), repeatable: true,
    "Take away something that the spec does not own; KIND is managed-policy, inline-policy, tag "
      + "or permissions-boundary")

  // How AWS is reached.
  static let connection = FlagSection(
    "Connection flags", [profile, region, endpointURL, allowPlainHTTP, maxAttempts, timeout, debug])
  static let profile = Flag(
    "profile", .text("NAME"), "The profile of the shared credentials and config files")
  static let region = Flag("region", .text("NAME"), "The Region that requests are signed for")
  static let endpointURL = Flag(
    "endpoint-url", .text("URL"), "Send requests for IAM and STS here")
  static let allowPlainHTTP = Flag(
    "allow-plain-http", "Allow an http URL that is not on this machine")
  static let maxAttempts = Flag(
    "max-attempts", .number("N", 1...20), "How often a request is sent before it fails")
  static let timeout = Flag(
    "timeout", .number("SECONDS", 1...600), "How long one attempt may take")
  static let debug = Flag(
    "debug", "Print every request and answer on standard error, without secrets")

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
