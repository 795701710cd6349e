import SigV4
import Synchronization

/// What all calls of a command share: keys, transport, retry quota, the correction of the clock and
/// the limit on calls at a time.
public final class AccessSession: Sendable {
  let transport: any HTTPTransport
  let retry: RetryPolicy
  let dependencies: Dependencies
  let userAgent: UserAgent
  let timeout: Double
  let quota: RetryQuota
  let limiter: Limiter
  private let renewing: RenewingCredentials
  private let sink: @Sendable (LogEvent) -> Void
  private let lastKey = Mutex<Signer.Key?>(nil)
  private let lastRedactor = Mutex<(credentials: Credentials, redactor: Redactor)?>(nil)
  /// How far this machine's clock is off; sessions of other accounts may share it.
  public let clock: ClockCorrection
  /// Says whether requests and answers are logged.
  let logsMessages: Bool

  /// Makes a session; an attempt may take 30 seconds, and at most ten calls are under way at a
  /// time, unless said otherwise.
  ///
  /// Sessions of several accounts may share a bound on all their calls.
  public init(
    credentials: any CredentialProvider, transport: any HTTPTransport,
    retry: RetryPolicy = .standard, dependencies: Dependencies, userAgent: UserAgent,
    timeout: Double = 30,
    quota: RetryQuota = .init(), concurrentCalls: Int = 10, within bound: CallBound? = nil,
    clock: ClockCorrection = .init(), logsMessages: Bool = false,
    log: @escaping @Sendable (LogEvent) -> Void = { _ in }
  ) {
    renewing = RenewingCredentials(credentials)
    self.transport = transport
    self.retry = retry
    self.dependencies = dependencies
    self.userAgent = userAgent
    self.timeout = timeout
    self.quota = quota
    limiter = Limiter(concurrentCalls: concurrentCalls, within: bound)
    self.clock = clock
    self.logsMessages = logsMessages
    sink = log
  }

  /// The keys, found once, and renewed before they end where their provider can give new ones.
  public func credentials() throws(CredentialError) -> ResolvedCredentials {
    try renewing.current(
      at: signingTime,
      found: { found in
        transport.prepare()
        log(.credentials(maskedKeyID: found.credentials.maskedKeyID, source: found.source))
      },
      warn: { log(.credentialsNotRenewed(reason: $0)) })
  }

  /// Forgets keys that AWS refused; false when asking again would give the same ones.
  func forget(_ refused: ResolvedCredentials) -> Bool { renewing.forget(refused) }

  /// The time that requests are dated with: this machine's, corrected.
  var signingTime: SigningTime { clock.time(at: dependencies.now()) }

  /// Corrects the clock by what AWS says that the time is, and says so; false when the request was
  /// signed with the right time.
  func correctClock(to serverTime: SigningTime, signed: SigningTime) -> Bool {
    switch clock.correct(to: serverTime, signed: signed, now: dependencies.now()) {
    case .right: return false
    case .isAlreadyCorrected: return true
    case .corrected(let seconds):
      log(.clockCorrected(seconds: seconds))
      return true
    }
  }

  /// The key that signs a request, derived again only for another day or other credentials.
  func signingKey(of signer: Signer, _ credentials: Credentials, _ time: SigningTime) -> Signer.Key
  {
    lastKey.withLock { last in
      let key = signer.key(of: credentials, at: time, reusing: last)
      last = key
      return key
    }
  }

  /// What knows the secrets of a request; that of credentials alone is made once.
  func redactor(for credentials: Credentials?, and others: [Secret]) -> Redactor {
    guard let credentials else { return Redactor(others) }
    let secrets = [credentials.secretAccessKey, credentials.sessionToken].compactMap { $0 }
    guard others.isEmpty else { return Redactor(secrets + others, keyIDs: [credentials]) }
    return lastRedactor.withLock { last in
      if let last, last.credentials == credentials { return last.redactor }
      let redactor = Redactor(secrets, keyIDs: [credentials])
      last = (credentials, redactor)
      return redactor
    }
  }

  func log(_ event: LogEvent) { sink(event) }

  /// An identifier that ties the attempts of one call together (a random UUID, RFC 9562).
  func invocationID() -> String {
    // Each number has 53 random bits, of which 32 are used: four numbers are enough.
    var bytes = (0..<4).flatMap { _ in
      let number = UInt32(min(max(0, dependencies.random() * 0x1p32), Double(UInt32.max)))
      return withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
    bytes[6] = bytes[6] & 0x0f | 0x40
    bytes[8] = bytes[8] & 0x3f | 0x80
    return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { hexadecimal(Array(bytes[$0])) }
      .joined(separator: "-")
  }
}
