import AWSAccess
import IAMBackend
import Reports

/// The way to AWS with the caller's credentials, for the commands that tell about it.
struct CallerAccess {
  /// What is configured.
  let configuration: AccessConfiguration
  /// Where the keys come from.
  let chain: CredentialChain
  private let session: AccessSession
  private let options: ConnectionOptions
  private let connections: AWSConnection

  /// Looks up what is configured; nothing is sent.
  init(
    _ options: ConnectionOptions, in context: CommandContext,
    observe: @escaping @Sendable (LogEvent) -> Void = { _ in }
  ) throws(CommandError) {
    self.options = options
    connections = AWSConnection(environment: context.environment, signals: context.signals)
    do throws(ConfigurationError) {
      configuration = try AccessConfiguration(
        options.access(partition: "aws"), environment: context.environment)
    } catch {
      throw CommandError(error)
    }
    for warning in configuration.warnings { AWSConnection.warn(warning) }
    context.signals.watch()
    let cancellation = context.signals.cancellation()
    let dependencies = Dependencies.real(cancellation: cancellation)
    let transport = configuration.transport(cancellation: cancellation)
    let tell = AWSConnection.log(options)
    let log: @Sendable (LogEvent) -> Void = { event in
      tell(event)
      observe(event)
    }
    chain = configuration.credentials(
      version: Program.version, transport: transport, dependencies: dependencies,
      logsMessages: options.isDebugging, helpers: AWSConnection.helpers(cancellation), log: log)
    session = configuration.session(
      version: Program.version, transport: transport, dependencies: dependencies,
      credentials: chain, logsMessages: options.isDebugging, log: log)
  }

  /// A client of a service with the caller's keys.
  func client(of service: QueryService) throws(CommandError) -> QueryClient {
    do throws(ConfigurationError) {
      return try configuration.client(of: service, in: session)
    } catch {
      throw CommandError(error)
    }
  }

  /// The keys.
  func credentials() throws(CommandError) -> ResolvedCredentials {
    do throws(CredentialError) { return try session.credentials() } catch {
      if case .misconfigured(let wrong) = error { throw CommandError(wrong) }
      throw CommandError(.failed, error.message, hint: error.hint)
    }
  }

  /// The account of a partition with the keys that were found already: what asks a person for a code does
  /// so once.
  func connection(to partition: String) throws(CommandError) -> Connection {
    try connections.open(
      options, partition, keys: KnownCredentials(try credentials(), renewedBy: chain))
  }

  /// Asks STS who the keys belong to.
  func identity() throws(CommandError) -> CallerIdentity {
    let client = try client(of: .sts)
    do throws(CallError) { return try CallerIdentity(askedFrom: client) } catch {
      throw CommandError(.failed, error.message, hint: error.hint)
    }
  }
}
