/// What a command line says about the way to AWS; what it leaves open is looked up.
public struct AccessOptions: Hashable, Sendable {
  /// `--profile`.
  public var profile: String?
  /// `--region`.
  public var region: String?
  /// The partition of the account, when that is known: without any region set, its main one is
  /// used.
  public var partition: String?
  /// `--endpoint-url`.
  public var endpointURL: String?
  /// `--allow-plain-http`: requests may go unencrypted to other machines.
  public var allowPlainHTTP: Bool
  /// `--max-attempts`.
  public var maxAttempts: Int?
  /// `--timeout`: the most seconds that one attempt may take.
  public var timeout: Double?
  /// `--cache-credentials`: keys of assumed roles are kept for the next command.
  public var cachesCredentials: Bool

  /// Makes options; none is said unless given.
  public init(
    profile: String? = nil, region: String? = nil, partition: String? = nil,
    endpointURL: String? = nil, allowPlainHTTP: Bool = false, maxAttempts: Int? = nil,
    timeout: Double? = nil, cachesCredentials: Bool = false
  ) {
    self.profile = profile
    self.region = region
    self.partition = partition
    self.endpointURL = endpointURL
    self.allowPlainHTTP = allowPlainHTTP
    self.maxAttempts = maxAttempts
    self.timeout = timeout
    self.cachesCredentials = cachesCredentials
  }
}
