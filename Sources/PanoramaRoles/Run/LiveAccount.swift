import AWSAccess
import IAMBackend
import IAMRoles
import Reports

/// An account that can be reached: the calls to IAM, and the question to STS whose credentials they are.
struct LiveAccount {
  /// How calls reach IAM.
  let caller: any IAMCaller
  /// How long to wait for IAM.
  let timeouts: ConsistencyTimeouts
  /// Throws when the credentials are of another account or partition than the one given.
  ///
  /// It gives the ARN of the principal; nil when that is not known.
  let checkIdentity:
    (_ account: String, _ partition: String, _ naming: AccountNaming) throws(BackendError) ->
      String?

  /// The account that the credentials are of; nil where the list of accounts says it.
  var account: (() throws(BackendError) -> String)?

  /// The account of a set as a backend, after a check that the credentials are of it.
  func backend(
    of set: RoleSet, _ strategy: ReadStrategy, events: ExecutionEvents = ExecutionEvents()
  ) throws(CommandError) -> OpenAccount {
    let principal: String?
    do throws(BackendError) {
      principal = try checkIdentity(set.account, set.partition, .spec)
    } catch {
      throw CommandError(error)
    }
    return OpenAccount(
      backend: HTTPBackend(
        caller, account: set.account, partition: set.partition, strategy: strategy,
        timeouts: timeouts, principal: principal, progress: events.post), timeouts: timeouts,
      events: events)
  }

  /// Reads the whole account.
  ///
  /// A missing permission leaves it unread in part: that is incomplete, and all else a failure.
  ///
  /// - Parameter work: the work that `policy tool --for` prints the permissions of.
  func snapshot(
    keepsLastUse: Bool, keepsProviders: Bool = false, for work: String = "snapshot"
  ) throws(CommandError) -> SnapshotContents {
    do throws(BackendError) {
      return try AccountReader(caller).snapshot(
        keepsLastUse: keepsLastUse, keepsProviders: keepsProviders)
    } catch {
      switch error.kind {
      case .denied:
        throw CommandError(
          .incomplete, error.message,
          hint:
            "allow the caller \(error.action); 'panorama-roles policy tool --for \(work)' prints "
            + "all that this needs")
      case .throttled: throw CommandError(.incomplete, error.message, hint: error.hint)
      case .connection, .credentials, .conflict, .quota, .missing, .refused, .service,
        .malformedAnswer, .cancelled:
        throw CommandError(error)
      }
    }
  }
}
