import AWSAccess
import IAMBackend
import SigV4

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The real way to an account: endpoint, credentials, transport.
enum AWSConnection {
  static func open(
    _ options: ConnectionOptions
  ) throws(Report) -> Connection {
    guard let key = variable("AWS_ACCESS_KEY_ID"), let secret = variable("AWS_SECRET_ACCESS_KEY")
    else {
      let error = CredentialError.notConfigured(profile: "default")
      return .noCredentials(Report(.failed, error.message, hint: error.hint))
    }
    let credentials = Credentials(
      accessKeyID: key, secretAccessKey: Secret(secret),
      sessionToken: variable("AWS_SESSION_TOKEN").map { Secret($0) })
    Interruption.watch()
    let cancellation = Interruption.cancellation
    let world = World.real(cancellation: cancellation)
    let url = options.endpointURL ?? variable("AWS_ENDPOINT_URL") ?? "https://iam.amazonaws.com"
    guard let endpoint = Endpoint(url) else { throw Report(.usage, "'\(url)' is no endpoint") }
    var retry = RetryPolicy.standard
    if let attempts = options.maxAttempts { retry.maxAttempts = attempts }
    let session = AccessSession(
      credentials: StaticCredentialProvider(
        ResolvedCredentials(credentials, source: "the environment")),
      transport: CurlTransport(cancellation: cancellation), retry: retry, world: world,
      userAgent: UserAgent(version: Program.version))
    let place = ServiceEndpoint(endpoint, signingRegion: "us-east-1")
    let sts = QueryClient(service: .sts, endpoint: place, session: session)
    return .open(
      LiveAccount(
        caller: QueryCaller(QueryClient(service: .iam, endpoint: place, session: session)),
        patience: Patience(sleep: world.pause),
        checkIdentity: { account, partition throws(BackendError) in
          _ = try AccountCheck.caller(sts, account: account, partition: partition)
        }))
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
