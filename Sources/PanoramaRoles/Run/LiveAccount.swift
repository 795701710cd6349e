import AWSAccess
import IAMBackend
import IAMRoles

/// An account that can be reached: the calls to IAM, and the question to STS whose credentials they are.
struct LiveAccount {
  /// How calls reach IAM.
  let caller: any IAMCaller
  /// How long to wait for IAM.
  let timeouts: ConsistencyTimeouts
  /// Throws when the credentials are of another account or partition than the one given.
  let checkIdentity:
    (_ account: String, _ partition: String, _ naming: AccountNaming) throws(BackendError) -> Void

  /// Reads the roles of a set, after a check that the credentials are of the set's account.
  ///
  /// Where permissions differ, the managed policies that tell which way are read as well.
  func read(_ set: RoleSet) throws(CommandError) -> AccountReading {
    do throws(BackendError) {
      try checkIdentity(set.account, set.partition, .spec)
      let reader = AccountReader(caller)
      var reading = try reader.read(set)
      let arns = Drift(between: set, and: reading.state).policiesOfInterest
      if !arns.isEmpty {
        let (library, notes) = try reader.policies(arns)
        reading.state.policies = library.completed(by: .builtIn(arns))
        reading.notes += notes
      }
      return reading
    } catch {
      throw CommandError(error)
    }
  }

  /// Reads the roles of a set and all that a check must see around them.
  func survey(
    _ set: RoleSet, pinned: Set<String>, way: ReadStrategy?
  ) throws(CommandError) -> SurveyReading {
    do throws(BackendError) {
      try checkIdentity(set.account, set.partition, .spec)
      var reading = try AccountSurvey(caller).read(set, pinned: pinned, way: way)
      let arns = Drift(between: set, and: reading.state).policiesOfInterest
      let known = reading.related.managedPolicies
      let rest = arns.filter { known[$0] == nil }
      let (library, notes) = try AccountReader(caller).policies(rest)
      reading.state.policies = reading.related.library(of: arns)
        .completed(by: library).completed(by: .builtIn(arns))
      reading.notes += notes
      return reading
    } catch {
      throw CommandError(error)
    }
  }

  /// Reads the whole account.
  ///
  /// A missing permission leaves it unread in part: that is incomplete, and all else a failure.
  func snapshot(keepsLastUse: Bool) throws(CommandError) -> SnapshotContents {
    do throws(BackendError) {
      return try SnapshotMaker(caller, keepsLastUse: keepsLastUse).make()
    } catch {
      switch error.kind {
      case .denied:
        throw CommandError(
          .incomplete, error.message,
          hint:
            "allow the caller \(error.action); 'panorama-roles policy tool --for snapshot' prints "
            + "all that a snapshot needs")
      case .throttled: throw CommandError(.incomplete, error.message, hint: error.hint)
      case .connection, .credentials, .conflict, .quota, .missing, .refused, .service,
        .malformedAnswer, .cancelled:
        throw CommandError(error)
      }
    }
  }
}
