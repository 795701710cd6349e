/// Something that happened on the way to AWS, for a debug log.
///
/// No event can tell a secret: headers and bodies come without those that they hold.
public enum LogEvent: Hashable, Sendable {
  /// Keys were found.
  case credentials(maskedKeyID: String, source: String)
  /// Keys that will end soon could not be renewed yet.
  case credentialsNotRenewed(reason: String)
  /// An attempt begins.
  case attempt(service: String, action: String, host: String, number: Int, most: Int)
  /// An attempt was answered.
  case answer(action: String, status: Int, code: String?, requestID: String?)
  /// An attempt was not answered, or not readably.
  case failure(action: String, reason: String)
  /// The same call will be made again.
  case retry(action: String, seconds: Double)
  /// A request or an answer, line by line.
  case message(lines: [String])
  /// This machine's clock is wrong; requests are dated that many seconds later from now on.
  case clockCorrected(seconds: Int)

  /// Says whether a person should see it without asking for a debug log.
  public var isWarning: Bool {
    switch self {
    case .clockCorrected, .credentialsNotRenewed: true
    case .credentials, .attempt, .answer, .failure, .retry, .message: false
    }
  }

  /// The event in one line, or in several for a request or an answer.
  public var lines: [String] {
    if case .message(let lines) = self { lines } else { [text] }
  }

  /// The event as one text.
  public var text: String {
    switch self {
    case .message(let lines): lines.joined(separator: "\n")
    case .credentials(let maskedKeyID, let source): "using key \(maskedKeyID) of \(source)"
    case .credentialsNotRenewed(let reason): reason
    case .attempt(let service, let action, let host, let number, let most):
      "\(service) \(action) to \(host), attempt \(number) of \(most)"
    case .answer(let action, let status, let code, let requestID):
      "\(action) answered \(status)\(code.map { " \($0)" } ?? "")"
        + (requestID.map { ", request id \($0)" } ?? "")
    case .failure(let action, let reason): "\(action) failed: \(reason)"
    case .retry(let action, let seconds):
      "\(action) again in \(Int((min(seconds, 86_400) * 1000).rounded())) ms"
    case .clockCorrected(let seconds):
      "this machine's clock is \(seconds.magnitude) s \(seconds < 0 ? "ahead" : "behind") of AWS: "
        + "requests are dated with the time of AWS"
    }
  }
}
