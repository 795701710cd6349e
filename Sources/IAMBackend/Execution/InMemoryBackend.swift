public import IAMRoles

/// Plays changes on a model of an account: what every backend must agree with.
public final class InMemoryBackend: IAMBackend {
  /// The account as the changes so far have left it.
  public private(set) var state: AccountState
  /// The requests so far, in order.
  public private(set) var requests: [PlannedRequest] = []

  /// Makes a backend over an account.
  public init(_ state: AccountState) { self.state = state }

  /// Makes one change of the model.
  public func make(_ change: Change, why: String) throws(BackendError) -> ChangeOutcome {
    requests.append(PlannedRequest(change, why: why))
    do {
      state = try state.applying(change)
      return .made
    } catch {
      let failure = CallFailure(.service, code: error.code.rawValue, message: error.message)
      let action = FailureAction(change, failure, mayHaveTakenEffect: false, created: false)
      switch action {
      case .alreadyThere: return .alreadyThere
      case .readBack where change.isAboutPolicy:
        let there = state.ownPolicies[change.subject]?.value
        if change.isInEffect(in: there, partition: state.partition) { return .alreadyThere }
        if case .createPolicy(let policy, let arn) = change {
          let held = state.ownPolicies.filter { $0.value.value != nil }.keys.sorted()
          throw BackendError(
            policy, isThereAs: ManagedPolicyNames(held).other(than: arn), failure)
        }
        throw BackendError(failure, making: change)
      case .readBack:
        let name = change.subject.lowercased()
        let there = state.roles.values.compactMap(\.value).first { $0.name.lowercased() == name }
        if change.isInEffect(in: there) { return .alreadyThere }
        if case .createRole(let role) = change, let there {
          throw BackendError(role, isThereAs: there, failure)
        }
        throw BackendError(failure, making: change)
      case .fail, .wait, .askForPrincipals: throw BackendError(failure, making: change)
      }
    }
  }
}
