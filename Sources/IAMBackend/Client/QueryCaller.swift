public import AWSAccess

/// Calls IAM over the network.
public struct QueryCaller: IAMCaller {
  private let client: QueryClient

  /// Makes a caller of a client for IAM.
  public init(_ client: QueryClient) { self.client = client }

  /// Calls an action; the client has repeated what was worth repeating when this throws.
  public func call(
    _ action: String, _ parameters: [(String, String)]
  ) throws(CallFailure) -> XMLElement {
    do {
      return try client.call(action, parameters).result
    } catch {
      throw CallFailure(error)
    }
  }

  /// Calls an action; nothing was repeated whose answer was lost when this throws.
  public func callOnce(
    _ action: String, _ parameters: [(String, String)]
  ) throws(CallFailure) -> XMLElement {
    do {
      return try client.call(action, parameters, repeatsLost: false).result
    } catch {
      throw CallFailure(error)
    }
  }
}

extension CallFailure {
  /// Brings a client's error into the terms in which a backend decides.
  public init(_ error: CallError) {
    let open = error.mayHaveBeenApplied
    switch error {
    case .service(let answer):
      self.init(
        .service, code: answer.code, message: answer.message, requestID: answer.requestID,
        httpStatus: answer.httpStatus, mayHaveTakenEffect: open, hint: error.hint)
    case .transport(.cancelled, _), .cancelled:
      // A request that was cut off may have arrived.
      self.init(.cancelled, message: "", mayHaveTakenEffect: true)
    case .transport(let transport, _):
      self.init(
        transport.mayHaveBeenApplied ? .broken : .noConnection, message: transport.message,
        mayHaveTakenEffect: open, hint: transport.hint)
    case .malformedAnswer(let summary, _, _):
      self.init(.malformedAnswer, message: summary, mayHaveTakenEffect: open, hint: error.hint)
    case .credentials(let credentials):
      self.init(.credentials, message: credentials.message, hint: credentials.hint)
    }
  }
}
