import JSONText
import SigV4

/// What providers of keys see of the world: settings, files, the network, other programs and a
/// person at a terminal.
struct CredentialContext: Sendable {
  let environment: Environment
  let shared: SharedConfig
  let files: FileAccess
  let endpoints: EndpointResolver
  let transport: any HTTPTransport
  let dependencies: Dependencies
  let retry: RetryPolicy
  let helpers: CredentialHelpers
  /// `--profile` was given: keys of the environment do not count.
  let isProfileExplicit: Bool
  /// `--cache-credentials`: keys of assumed roles are kept for the next command.
  let cachesRoles: Bool
  /// Whether requests and answers are logged.
  let logsMessages: Bool
  let log: @Sendable (LogEvent) -> Void
  /// A session with the keys of another provider, for the calls that give keys.
  let session: @Sendable (any CredentialProvider) -> AccessSession

  var settings: Settings { Settings(environment: environment, shared: shared) }

  /// `--profile NAME` for a command that a person may paste; nothing for the default profile.
  func flag(for profile: String) -> String {
    profile == "default" ? "" : " --profile \(shellQuoted(profile))"
  }

  /// A client of STS with those keys, or without any for calls that carry their own proof.
  func sts(_ provider: (any CredentialProvider)?) throws(CredentialError) -> QueryClient {
    do throws(ConfigurationError) {
      let endpoint = try endpoints.endpoint(of: .sts)
      return QueryClient(
        service: .sts, endpoint: endpoint, session: session(provider ?? NoCredentialProvider()),
        isSigned: provider != nil)
    } catch {
      throw .misconfigured(error)
    }
  }

  /// Sends a request, again after failures that may go away.
  ///
  /// Neither bodies nor a secret path are logged: they hold keys and tokens, or prove who asks.
  func send(
    _ request: HTTPRequest, attempts: Int, pause: Double? = nil, pathIsSecret: Bool = false
  ) throws(TransportError) -> HTTPResponse {
    var attempt = 1
    while true {
      var failure: TransportError?
      if logsMessages {
        log(.message(lines: DebugText.lines(ofKeysRequest: request, pathIsSecret: pathIsSecret)))
      }
      do throws(TransportError) {
        let response = try transport.send(request)
        if logsMessages { log(.message(lines: DebugText.lines(ofKeysResponse: response))) }
        let isWorthIt = FailureKind(ErrorClass(code: "", status: response.status)) != nil
        if !isWorthIt || attempt >= attempts { return response }
      } catch {
        log(.failure(action: "the request for keys", reason: error.message))
        guard error.isRetryable, attempt < attempts else { throw error }
        failure = error
      }
      let seconds =
        pause ?? retry.pause(after: attempt, kind: .transient, random: dependencies.random())
      guard dependencies.pause(seconds) else { throw failure ?? .cancelled }
      attempt += 1
    }
  }

  /// Now, in whole seconds.
  var now: SigningTime {
    SigningTime(epochSeconds: Int(min(max(dependencies.now().rounded(.down), -1e12), 1e12)))
  }
}

/// What credentials need of this machine beside files and the network; tests bring their own.
public struct CredentialHelpers: Sendable {
  /// Runs a program to its end.
  public var run: @Sendable (_ command: [String]) -> ProgramOutcome
  /// Asks the person at the terminal for a text that is not shown; nil without a terminal.
  public var ask: @Sendable (_ question: String) -> String?
  /// Tells a person something that is not an error.
  public var warn: @Sendable (String) -> Void

  /// Makes helpers of given functions.
  public init(
    run: @escaping @Sendable (_ command: [String]) -> ProgramOutcome,
    ask: @escaping @Sendable (_ question: String) -> String?,
    warn: @escaping @Sendable (String) -> Void
  ) {
    self.run = run
    self.ask = ask
    self.warn = warn
  }
}

/// For calls that are not signed: it has no keys, and nobody asks it for any.
struct NoCredentialProvider: CredentialProvider {
  var canRenew: Bool { false }
  func credentials() throws(CredentialError) -> ResolvedCredentials {
    throw .notConfigured(profile: "default")
  }
}

/// A word as a shell reads it back.
func shellQuoted(_ word: String) -> String {
  let isPlain =
    !word.isEmpty
    && word.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
        || [0x2d, 0x2e, 0x2f, 0x3a, 0x40, 0x5f].contains(byte)
    }
  return isPlain ? word : "'\(word.replacing("'", with: "'\\''"))'"
}

extension SigningTime {
  /// Reads a time as AWS's tools write it into their caches, also with `UTC` in place of `Z`.
  init?(cached text: String) {
    self.init(iso8601: text.hasSuffix("UTC") ? "\(text.dropLast(3))Z" : text)
  }
}
