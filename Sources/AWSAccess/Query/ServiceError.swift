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

  /// What the code and the status mean.
  public var errorClass: ErrorClass { ErrorClass(code: code, status: httpStatus) }

  /// Says whether the caller lacks a permission.
  public var isAccessDenied: Bool { errorClass.contains(.denied) }

  /// Says whether the service asks to come more slowly.
  ///
  /// `LimitExceeded` is a quota and is not.
  public var isThrottling: Bool { errorClass.contains(.throttling) }

  /// Says whether temporary credentials have expired.
  public var isExpiredToken: Bool { errorClass.contains(.expired) }

  /// Says whether the answer leaves open if the request took effect: an error of the server's own.
  public var mayHaveBeenApplied: Bool { httpStatus >= 500 && !isThrottling }

  /// The permission that is missing, when the message says it.
  var deniedAction: DeniedAction? {
    isAccessDenied ? DeniedAction(message: message) : nil
  }
}

/// What an access-denied message tells: `User: P is not authorized to perform: A on resource: R
/// because …`.
struct DeniedAction: Hashable, Sendable {
  /// Who asked, an ARN.
  var principal: String?
  /// What is not allowed: `iam:GetRole`.
  var action: String
  /// On what, an ARN or a name as AWS wrote it.
  var resource: String?
  /// Why, from `because` on.
  var reason: String?

  /// Finds the parts in a message; nil when no action is reported.
  init?(message: String) {
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
