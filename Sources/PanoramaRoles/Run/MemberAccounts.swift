import AWSAccess
import IAMBackend
import Reports

/// What is done in other accounts.
enum MemberWork: Hashable, Sendable {
  /// A signal ends what is under way.
  case reading
  /// A signal ends nothing: what is begun in an account is brought to its end.
  case changing
}

/// The way to other accounts, by a role in each of them.
///
/// Each account has its own keys, its own limit on calls and its own quota of retries; one bound holds
/// the calls of all together.
struct MemberAccounts: Sendable {
  /// Assumes a role and opens its account; throws when the role cannot be assumed.
  let open:
    @Sendable (_ role: RoleToAssume, _ account: String, _ partition: String) throws(BackendError) ->
      LiveAccount
}

extension AWSConnection {
  /// How many calls may be under way in all accounts together.
  private static let concurrentCalls = 32

  /// The ways to the accounts of some partitions; nothing is sent here.
  func members(
    _ options: ConnectionOptions, _ partitions: [String], for work: MemberWork
  ) throws(CommandError) -> [String: MemberAccounts] {
    signals.watch()
    let cancellation = work == .reading ? signals.cancellation() : Cancellation()
    let bound = CallBound(concurrentCalls: Self.concurrentCalls)
    var ways: [String: MemberAccounts] = [:]
    for partition in partitions {
      do throws(ConfigurationError) {
        let configuration = try AccessConfiguration(
          options.access(partition: partition), environment: environment)
        // Whoever changes accounts has read them before.
        if ways.isEmpty, work == .reading {
          for warning in configuration.warnings { Self.warn(warning) }
        }
        let door = try Door(configuration, options, bound, cancellation)
        try door.refuseMissingKeys()
        ways[partition] = MemberAccounts(open: door.open)
      } catch {
        throw CommandError(error)
      }
    }
    return ways
  }

  /// What all accounts of a partition share.
  private struct Door: Sendable {
    private let configuration: AccessConfiguration
    private let transport: any HTTPTransport
    private let dependencies: Dependencies
    private let bound: CallBound
    private let options: ConnectionOptions
    private let own: AccessSession
    private let sts: QueryClient

    init(
      _ configuration: AccessConfiguration, _ options: ConnectionOptions, _ bound: CallBound,
      _ cancellation: Cancellation
    ) throws(ConfigurationError) {
      self.configuration = configuration
      self.options = options
      self.bound = bound
      dependencies = Dependencies.real(cancellation: cancellation)
      transport = configuration.transport(cancellation: cancellation)
      own = configuration.session(
        version: Program.version, transport: transport, dependencies: dependencies, within: bound,
        logsMessages: options.isDebugging, helpers: helpers(cancellation),
        log: log(options))
      sts = try configuration.client(of: .sts, in: own)
    }

    /// What is wrong with the caller's own keys is reported once, and before anything is sent.
    func refuseMissingKeys() throws(ConfigurationError) {
      do throws(CredentialError) { _ = try own.credentials() } catch {
        if case .misconfigured(let wrong) = error { throw wrong }
        throw ConfigurationError(error.message, hint: error.hint)
      }
    }

    @Sendable func open(
      _ role: RoleToAssume, _ account: String, _ partition: String
    ) throws(BackendError) -> LiveAccount {
      let assumed = try AccountCheck.assume(role, sts, account: account, partition: partition)
      let session = configuration.session(
        version: Program.version, transport: transport, dependencies: dependencies,
        credentials: StaticCredentialProvider(assumed.credentials), within: bound,
        clock: own.clock, logsMessages: options.isDebugging, log: log(options))
      let iam: QueryClient
      do throws(ConfigurationError) {
        iam = try configuration.client(of: .iam, in: session)
      } catch {
        throw BackendError(.connection, error.message, action: "sts:AssumeRole", hint: error.hint)
      }
      return LiveAccount(
        caller: QueryCaller(iam), timeouts: ConsistencyTimeouts(sleep: dependencies.pause),
        // STS said whose keys these are when it gave them.
        checkIdentity: { _, _, _ in nil })
    }
  }
}

extension CommandContext {
  /// The ways to some accounts, by the role of each.
  func ways(
    to members: [MemberAccount], _ options: ConnectionOptions, for work: MemberWork
  ) throws(CommandError) -> MemberWays {
    let ways = try connectMembers(options, AccountsRoster.partitions(of: members), work)
    // Nobody throws the switch of a run that changes something.
    return MemberWays(ways, until: work == .reading ? signals.cancellation() : Cancellation())
  }

  /// The ways to read some accounts, which may be snapshots in a folder.
  func ways(
    to members: [MemberAccount], _ options: ConnectionOptions,
    readingFrom folder: SnapshotFolder?
  ) throws(CommandError) -> MemberWays {
    if let folder { return MemberWays(folder) }
    return try ways(to: members, options, for: .reading)
  }
}
