public import AWSAccess

/// Sends one call to IAM's Query API and gives the result element.
///
/// The HTTP backend and the account reader see the network through this; tests put a model in its
/// place.
public protocol IAMCaller: Sendable {
  /// Calls an action; transient failures were retried when it throws.
  func call(
    _ action: String, _ parameters: [(String, String)]
  ) throws(CallFailure) -> XMLElement

  /// Calls an action that takes effect as often as it arrives: it is not repeated after a lost answer.
  func callOnce(
    _ action: String, _ parameters: [(String, String)]
  ) throws(CallFailure) -> XMLElement
}

extension IAMCaller {
  /// The same as `call`, for callers that repeat nothing.
  public func callOnce(
    _ action: String, _ parameters: [(String, String)]
  ) throws(CallFailure) -> XMLElement {
    try call(action, parameters)
  }
}
