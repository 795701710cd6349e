import AWSAccess
import IAMBackend
import Reports

/// The real way to an account: what is configured, then credentials, then the clients of IAM and STS.
///
/// Nothing is sent here; the first call comes from whoever uses the account.
struct AWSConnection: Sendable {
  let environment: Environment
  let signals: Signals

  func open(
    _ options: ConnectionOptions, _ partition: String
  ) throws(CommandError) -> Connection {
    try open(options, partition, keys: nil)
  }

  /// The same with keys that are known; nil for those that are configured.
  func open(
    _ options: ConnectionOptions, _ partition: String, keys: (any CredentialProvider)?
  ) throws(CommandError) -> Connection {
    do throws(ConfigurationError) {
      let configuration = try AccessConfiguration(
        options.access(partition: partition), environment: environment)
      for warning in configuration.warnings { Self.warn(warning) }
      signals.watch()
      let cancellation = signals.cancellation()
      let dependencies = Dependencies.real(cancellation: cancellation)
      let session = configuration.session(
        version: Program.version,
        transport: configuration.transport(cancellation: cancellation),
        dependencies: dependencies, credentials: keys, logsMessages: options.isDebugging,
        helpers: Self.helpers(cancellation),
        log: Self.log(options))
      let iam = try configuration.client(of: .iam, in: session)
      let sts = try configuration.client(of: .sts, in: session)
      return Self.connection(session, Self.account(iam: iam, sts: sts, dependencies: dependencies))
    } catch {
      throw CommandError(error)
    }
  }

  /// Looks for keys before anything is sent.
  private static func connection(_ session: AccessSession, _ account: LiveAccount) -> Connection {
    do throws(CredentialError) {
      _ = try session.credentials()
      return .open(account)
    } catch {
      if case .misconfigured(let wrong) = error { return .badCredentials(CommandError(wrong)) }
      let report = CommandError(.failed, error.message, hint: error.hint)
      // A profile that somebody named and that holds no keys is a mistake, and so is half a key.
      if case .notConfigured(profile: "default", _) = error { return .noCredentials(report) }
      return .badCredentials(report)
    }
  }

  private static func account(iam: QueryClient, sts: QueryClient, dependencies: Dependencies)
    -> LiveAccount
  {
    LiveAccount(
      caller: QueryCaller(iam), timeouts: ConsistencyTimeouts(sleep: dependencies.pause),
      checkIdentity: { account, partition, naming throws(BackendError) in
        try AccountCheck.caller(
          sts, account: account, partition: partition, by: naming
        ).arn
      }, account: { () throws(BackendError) in try AccountCheck.identity(sts).account })
  }

  /// Says what a person should see of an event: warnings, and with `--debug` everything.
  static func log(_ options: ConnectionOptions) -> @Sendable (LogEvent) -> Void {
    let isDebugging = options.isDebugging
    return { event in
      if event.isWarning {
        warn(event.text)
      } else if isDebugging {
        write("debug", event.lines)
      }
    }
  }

  /// Programs that print keys, the terminal that a code is asked at, and warnings.
  static func helpers(_ cancellation: Cancellation) -> CredentialHelpers {
    .real(cancellation: cancellation) { warn($0) }
  }

  /// Writes a warning from whatever thread it comes.
  static func warn(_ message: String) { write("warning", [message]) }

  /// Writes lines that stay together, from whatever thread they come.
  private static func write(_ kind: String, _ lines: [String]) {
    let text = lines.map { "\(Program.name): \(kind): \(StyledText.escaped($0))\n" }.joined()
    _ = DescriptorSink(descriptor: 2).write(Array(text.utf8))
  }
}

extension ConnectionOptions {
  /// The same in the words of the module that reaches AWS.
  func access(partition: String) -> AccessOptions {
    AccessOptions(
      profile: profile, region: region, partition: partition, endpointURL: endpointURL,
      allowPlainHTTP: allowsPlainHTTP, maxAttempts: maxAttempts,
      timeout: timeout.map(Double.init), cachesCredentials: cachesCredentials)
  }
}
