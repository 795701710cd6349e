/// Everything that a command needs to reach AWS, found from options, environment and files, before
/// anything is sent.
public struct AccessConfiguration: Sendable {
  /// The shared files and the profile in use.
  public let shared: SharedConfig
  /// Where the services answer.
  public let endpoints: EndpointResolver
  /// How calls are repeated.
  public let retry: RetryPolicy
  /// What a person should know before the first call, one sentence each.
  public let warnings: [String]
  let environment: Environment
  private let timeout: Double
  private let options: AccessOptions
  private let files: FileAccess
  let trust: TrustStore

  /// Looks everything up; nothing is sent and no key is used yet.
  public init(
    _ options: AccessOptions, environment: Environment, files: FileAccess = .system
  ) throws(ConfigurationError) {
    let shared = try SharedConfig(
      profile: options.profile, environment: environment, files: files)
    let settings = Settings(environment: environment, shared: shared)
    var warnings: [String] = []
    retry = try settings.retryPolicy(maxAttempts: options.maxAttempts) { warnings.append($0) }
    endpoints = try EndpointResolver(options, environment: environment, shared: shared)
    // botocore asks the last one too, so that one setting serves all that is written in Python.
    let bundle =
      settings.value("AWS_CA_BUNDLE", "ca_bundle")?.text ?? environment["REQUESTS_CA_BUNDLE"]
    trust = bundle.map { TrustStore(named: $0) } ?? .system()
    timeout = options.timeout ?? 30
    self.shared = shared
    self.environment = environment
    self.options = options
    self.files = files
    self.warnings = warnings
  }

  #if os(Linux)
  /// The real transport with what is configured for it.
  public func transport(cancellation: Cancellation) -> any HTTPTransport {
    CurlTransport(
      cancellation: cancellation, trust: trust,
      proxies: ProxySettings(environment))
  }
  #elseif os(macOS)
  /// The real transport with what is configured for it.
  public func transport(cancellation: Cancellation) -> any HTTPTransport {
    URLSessionTransport(cancellation: cancellation, trust: trust)
  }
  #endif

  /// A session over a transport; `version` is this tool's.
  ///
  /// The keys are those that are configured, unless others are given; with a bound the calls of
  /// several sessions together stay within it. Sessions of one machine share the correction of its
  /// clock.
  public func session(
    version: String, transport: any HTTPTransport, dependencies: Dependencies,
    credentials other: (any CredentialProvider)? = nil, within bound: CallBound? = nil,
    clock: ClockCorrection = .init(), logsMessages: Bool = false,
    helpers: CredentialHelpers = .none, log: @escaping @Sendable (LogEvent) -> Void = { _ in }
  ) -> AccessSession {
    let keys: any CredentialProvider =
      other
      ?? credentials(
        version: version, transport: transport, dependencies: dependencies, clock: clock,
        logsMessages: logsMessages, helpers: helpers, log: log)
    return AccessSession(
      credentials: keys, transport: transport, retry: retry, dependencies: dependencies,
      userAgent: userAgent(version), timeout: timeout, within: bound, clock: clock,
      logsMessages: logsMessages, log: log)
  }

  /// Where keys come from; nothing is asked for yet.
  public func credentials(
    version: String, transport: any HTTPTransport, dependencies: Dependencies,
    clock: ClockCorrection = .init(), logsMessages: Bool = false,
    helpers: CredentialHelpers = .none, log: @escaping @Sendable (LogEvent) -> Void = { _ in }
  ) -> CredentialChain {
    CredentialChain(
      CredentialContext(
        environment: environment, shared: shared, files: files, endpoints: endpoints,
        transport: transport, dependencies: dependencies, retry: retry, helpers: helpers,
        isProfileExplicit: options.profile != nil, cachesRoles: options.cachesCredentials,
        logsMessages: logsMessages, log: log,
        session: { provider in
          AccessSession(
            credentials: provider, transport: transport, retry: retry,
            dependencies: dependencies, userAgent: userAgent(version), timeout: timeout,
            clock: clock, logsMessages: logsMessages, log: log)
        }))
  }

  private func userAgent(_ version: String) -> UserAgent {
    UserAgent(
      version: version, applicationID: environment["AWS_SDK_UA_APP_ID"] ?? shared["sdk_ua_app_id"])
  }

  /// A client of a service in that session.
  public func client(
    of service: QueryService, in session: AccessSession
  ) throws(ConfigurationError) -> QueryClient {
    QueryClient(
      service: service, endpoint: try endpoints.endpoint(of: service.service), session: session)
  }
}
