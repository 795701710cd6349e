public import IAMRoles

/// Executes changes: prints them, sends them to IAM, or plays them on a model.
///
/// Every backend takes the same changes in the same order and decides nothing about them; one
/// conformance suite holds them together.
public protocol IAMBackend {
  /// Makes one change and says how it came about.
  ///
  /// - Parameters:
  ///   - change: the change.
  ///   - why: one sentence for a person, which a dry run prints.
  func make(_ change: Change, why: String) throws(BackendError) -> ChangeOutcome
}

extension IAMBackend {
  /// Makes one change without telling why.
  public func make(_ change: Change) throws(BackendError) -> ChangeOutcome {
    try make(change, why: "")
  }
}

/// How a change ended when it did not fail.
public enum ChangeOutcome: String, Hashable, Sendable, CaseIterable {
  /// IAM made it.
  case made
  /// IAM's answer was lost, and reading back showed that the change is in effect.
  case recovered
  /// It was so before: a service-linked role that is there, a policy already detached.
  case alreadyThere
  /// It was written down and not executed.
  case noted
}

/// What a backend tells about its work while it works; a subject is named with its kind: `role 'X'`.
public enum BackendProgress: Hashable, Sendable {
  /// IAM asks to wait: the call is repeated after `seconds`.
  case waiting(action: String, subject: String, reason: String, seconds: Double)
  /// The answer to a write was lost: what it is about is read to see whether it took effect.
  case readingBack(subject: String)
  /// After the last write: the account is read again, `round` from 1.
  case verifying(round: Int)
}
