/// An error that the service itself reported.
public struct ServiceError: Error, Hashable, Sendable {
  /// The code, as `NoSuchEntity`.
  public var code: String
  /// What AWS says, as it says it; secrets are taken out.
  public var message: String
  /// The status of the answer.
  public var httpStatus: Int
  /// The id under which AWS Support finds the request.
  public var requestID: String?
  /// How many attempts before this one ended without a readable answer although the request may
  /// have been applied.
  public var answersLost: Int

  /// Makes an error as a service would report it.
  public init(
    code: String, message: String, httpStatus: Int, requestID: String? = nil, answersLost: Int = 0
  ) {
    self.code = code
    self.message = message
    self.httpStatus = httpStatus
    self.requestID = requestID
    self.answersLost = answersLost
  }

  /// Says whether the caller lacks a permission.
  public var isAccessDenied: Bool {
    ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"].contains(code)
  }

  /// Says whether the service asks to come more slowly.
  ///
  /// `LimitExceeded` is a quota and is not.
  public var isThrottling: Bool { FailureKind(of: self) == .throttling }

  /// Says whether temporary keys have ended.
  public var isExpiredToken: Bool {
    ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"].contains(code)
  }

  /// Says whether AWS does not accept the keys, whatever is asked with them.
  public var areCredentialsRefused: Bool {
    isExpiredToken
      || [
        "InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch",
        "InvalidSignatureException", "IncompleteSignature", "MissingAuthenticationToken",
        "AuthFailure", "InvalidAccessKeyId", "RequestExpired", "RequestTimeTooSkewed",
        "OptInRequired",
      ].contains(code)
  }

  /// Says whether the answer leaves open if the request took effect: an error of the server's own.
  public var mayHaveBeenApplied: Bool { httpStatus >= 500 && !isThrottling }

  /// The permission that is missing, when the message tells it.
  public var deniedAction: DeniedAction? {
    isAccessDenied ? DeniedAction(message: message) : nil
  }
}

/// What an access-denied message tells: `User: P is not authorized to perform: A on resource: R
/// because …`.
public struct DeniedAction: Hashable, Sendable {
  /// Who asked, an ARN.
  public var principal: String?
  /// What is not allowed: `iam:GetRole`.
  public var action: String
  /// On what, an ARN or a name as AWS wrote it.
  public var resource: String?
  /// Why, from `because` on.
  public var reason: String?

  /// Finds the parts in a message; nil when no action is told.
  public init?(message: String) {
    let words = message.split(separator: " ")
    func word(after marker: [Substring]) -> String? {
      guard words.count > marker.count else { return nil }
      for start in 0..<(words.count - marker.count)
      where words[start..<(start + marker.count)].elementsEqual(marker) {
        return String(words[start + marker.count])
      }
      return nil
    }
    guard let action = word(after: ["to", "perform:"]), action.contains(":") else { return nil }
    self.action = action
    principal = word(after: ["User:"])
    // IAM names some resources in two words: `role Camera`.
    if let start = words.firstIndex(of: "resource:") {
      let end = words[start...].firstIndex { $0 == "because" || $0 == "with" } ?? words.endIndex
      let named = words[(start + 1)..<end].joined(separator: " ")
      resource = named.isEmpty ? nil : named
    }
    if let start = words.firstIndex(of: "because") {
      reason = words[(start + 1)...].joined(separator: " ")
    }
  }
}
