public import IAMRoles

/// An account that can be read and changed: over the network, in memory, or on paper.
///
/// Every backend takes the same changes and decides nothing about them; one conformance suite holds them
/// together. Changes of different roles may be made side by side.
public protocol IAMBackend: Sendable {
  /// Reads the roles of a set and what else the scope asks for; compares nothing.
  func read(_ set: RoleSet, for scope: ReadScope) throws(BackendError) -> AccountReading

  /// Reads the documents of managed policies, as far as they can be read; the notes say what cannot.
  func documents(
    of arns: [String]
  ) throws(BackendError) -> (library: PolicyLibrary, notes: [String])

  /// Reads the tags of roles by name; a role whose tags cannot be read is left out.
  func tags(ofRoles names: [String]) throws(BackendError) -> [String: [Tag]]

  /// Makes one change and says how it came about.
  ///
  /// - Parameters:
  ///   - change: the change.
  ///   - why: one sentence for a person, which a dry run prints.
  func make(_ change: Change, why: String) throws(BackendError) -> ChangeOutcome

  /// Finds out, before anything is altered, whether the calls of a plan can succeed.
  func preflight(_ plan: Plan, closing drift: Drift) throws(BackendError) -> Preflight

  /// The ids (`AROA…`) of the roles that were created so far, by name, where they are known.
  var createdRoleIDs: [String: String] { get }
}

extension IAMBackend {
  /// A model takes every call that it understands.
  public func preflight(_ plan: Plan, closing drift: Drift) throws(BackendError) -> Preflight {
    Preflight()
  }

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
  /// It was so before: a service-linked role that exists, a policy already detached.
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
