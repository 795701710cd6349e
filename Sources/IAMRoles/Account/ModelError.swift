/// The refusal that IAM documents for a call, as the model of an account gives it.
public struct ModelError: Error, Hashable, Sendable {
  /// The error codes of the IAM API that the model gives.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// The thing exists already.
    case entityAlreadyExists = "EntityAlreadyExists"
    /// The thing does not exist.
    case noSuchEntity = "NoSuchEntity"
    /// A parameter has a value that cannot be.
    case invalidInput = "InvalidInput"
    /// The role belongs to a service.
    case unmodifiableEntity = "UnmodifiableEntity"
    /// The policy belongs to a service-linked role.
    case policyNotAttachable = "PolicyNotAttachable"
    /// The thing is in use.
    case deleteConflict = "DeleteConflict"
    /// A quota is used up.
    case limitExceeded = "LimitExceeded"
  }

  /// The code.
  public var code: Code
  /// The sentence, in the manner of AWS.
  public var message: String

  /// Makes an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
