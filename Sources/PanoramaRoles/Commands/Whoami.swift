import AWSAccess
import CommandTable
import JSONText
import Reports
import SigV4

/// `whoami`: whose credentials are used, and where they come from.
struct WhoamiCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "whoami", group: Flags.check, "Show whose credentials are used, and where they come from",
      discussion: [
        "Asks STS for the account and ARN of the credentials, and says which place gave them, which "
          + "places came before it and why each was skipped. No permission is needed.",
        "The order is that of the AWS CLI: the environment, an assumed role, a web identity, IAM "
          + "Identity Center, the credentials file, a console login, credential_process, the config "
          + "file, a container, an EC2 instance. The first that is configured decides; when it fails, "
          + "the command fails.",
      ],
      sections: [FlagSection("Flags", [Flags.format]), Flags.connection],
      examples: [
        Example("Show whose credentials are used", "panorama-roles whoami"),
        Example("Print the account id", "panorama-roles whoami --format json | jq -r .account"),
      ], statuses: [130, 143])
  }

  private let format: OutputFormat
  private let connection: ConnectionOptions

  init(_ arguments: Arguments) throws(CommandError) {
    format = arguments[Flags.format]
    connection = ConnectionOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let access = try CallerAccess(connection, in: context)
    let report: CallerReport
    do throws(CommandError) {
      report = try CallerReport(access)
    } catch {
      if let status = context.signals.status() { throw CommandError(status, "stopped") }
      for place in access.chain.tried {
        context.terminal.note(
          "\(place.place.rawValue): \(place.skipped.map { "skipped, \($0)" } ?? "tried")")
      }
      throw error
    }
    switch format {
    case .text: context.terminal.result(report.text)
    case .json: context.terminal.result(report.json)
    }
    return .done
  }
}

/// What `whoami` tells.
private struct CallerReport {
  private let rows: [(name: String, value: String)]
  private let tried: [TriedPlace]
  let json: JSON

  init(_ access: CallerAccess) throws(CommandError) {
    let keys = try access.credentials()
    let identity = try access.identity()
    let endpoints = access.configuration.endpoints
    let iam = try access.client(of: .iam).endpoint.endpoint.url
    let sts = try access.client(of: .sts).endpoint.endpoint.url
    let end = keys.credentials.expiration?.extendedFormat
    tried = access.chain.tried
    rows = [
      ("account", identity.account), ("arn", identity.arn), ("user id", identity.userID),
      ("partition", identity.partition),
      ("region", "\(endpoints.region) (\(endpoints.regionSource))"),
      ("credentials", keys.source), ("access key id", keys.credentials.maskedKeyID),
      ("expiration", end ?? "none"), ("endpoint of IAM", iam), ("endpoint of STS", sts),
    ]
    let places = tried.map { place in
      JSON.object([
        ("source", .string(place.place.rawValue)),
        ("result", .string(place.skipped == nil ? "used" : "skipped")),
        ("reason", .string(place.skipped ?? keys.source)),
      ])
    }
    json = .object([
      ("schemaVersion", .string("1.0")), ("account", .string(identity.account)),
      ("arn", .string(identity.arn)), ("userId", .string(identity.userID)),
      ("partition", .string(identity.partition)), ("region", .string(endpoints.region)),
      ("regionSource", .string(endpoints.regionSource)),
      ("credentialSource", .string(access.chain.place?.rawValue ?? keys.source)),
      ("accessKeyId", .string(keys.credentials.maskedKeyID)),
      ("expiration", end.map { .string($0) } ?? .null),
      ("endpoints", .object([("iam", .string(iam)), ("sts", .string(sts))])),
      ("tried", .array(places)),
    ])
  }

  var text: StyledText {
    var text = StyledText()
    let width = rows.map(\.name.count).max() ?? 0
    for row in rows {
      let padding = String(repeating: " ", count: width - row.name.count)
      text.line("\(row.name)\(padding)  \(StyledText.escaped(row.value))")
    }
    text.line()
    text.line("Tried, in this order:", .heading)
    for place in tried {
      let outcome = place.skipped.map { "skipped: \($0)" } ?? "used"
      text.line("  \(place.place.rawValue)  \(StyledText.escaped(outcome))")
    }
    return text
  }
}
