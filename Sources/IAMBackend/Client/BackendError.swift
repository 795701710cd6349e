public import IAMRoles

/// Why a backend could not do what it was asked.
public struct BackendError: Error, Hashable, Sendable {
  /// The kinds of failure that a program acts on differently.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// No connection: name, refusal, TLS, time-out, cut answers.
    case connection
    /// No credentials, or IAM does not take them.
    case credentials
    /// The caller lacks a permission.
    case denied
    /// IAM throttled until the attempts were used up.
    case throttled
    /// The account holds something else than the plan supposes.
    case conflict
    /// A quota of the account; repeating does not help.
    case quota
    /// What the change needs does not exist.
    case missing
    /// IAM refuses the request for what it says.
    case refused
    /// IAM failed, or did not answer in the time that this tool waits.
    case service
    /// The answer could not be read.
    case malformedAnswer
    /// The person stopped the work.
    case cancelled
  }

  /// A thing of the account that a call is about.
  public enum Subject: Hashable, Sendable {
    case role(String)
    case managedPolicy(arn: String)
    case identityProvider(arn: String)

    /// With its kind: `role 'X'`, `managed policy 'arn:…'`.
    public var phrase: String {
      switch self {
      case .role(let name): "role '\(name)'"
      case .managedPolicy(let arn): "managed policy '\(arn)'"
      case .identityProvider(let arn): IdentityProvider.phrase(of: arn)
      }
    }
  }

  /// What a program acts on.
  public let kind: Kind
  /// What went wrong, one sentence in a person's words.
  public let problem: String
  /// The action that was under way: `iam:CreateRole`.
  public let action: String
  /// What it was about; nil when it was about the account.
  public let subject: Subject?
  /// The code that AWS gave: `AccessDenied`.
  public let code: String?
  /// What AWS or the network said.
  public let detail: String?
  /// The request id that AWS support asks for.
  public let requestID: String?
  /// What a person can do.
  public let hint: String?

  /// Makes an error.
  public init(
    _ kind: Kind, _ problem: String, action: String, about subject: Subject? = nil,
    code: String? = nil,
    detail: String? = nil, requestID: String? = nil, hint: String? = nil
  ) {
    self.kind = kind
    self.problem = problem
    self.action = action
    self.subject = subject
    self.code = code
    self.detail = detail
    self.requestID = requestID
    self.hint = hint
  }

  /// The whole message: our sentence, then what AWS said with its request id.
  public var message: String {
    guard let requestID, !requestID.isEmpty else { return words }
    return "\(words) (request id \(requestID))"
  }

  /// The message without the request id: the same for the same failure of another call.
  public var words: String {
    let said = [code, detail].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ": ")
    return said.isEmpty ? problem : "\(problem): \(said)"
  }

  /// Says whether the tool refuses because the account is not what the plan supposes: nothing failed,
  /// and repeating changes nothing.
  public var isRefusal: Bool { kind == .conflict }
  /// Says whether a request that failed so may have had its effect all the same.
  public var leavesOpen: Bool {
    switch kind {
    case .cancelled, .connection, .malformedAnswer: true
    case .credentials, .denied, .throttled, .conflict, .quota, .missing, .refused, .service: false
    }
  }
  /// Says whether the person stopped the work.
  public var isCancelled: Bool { kind == .cancelled }
}

extension BackendError: CustomStringConvertible {
  /// The message.
  public var description: String { message }
}

extension Change {
  /// What it alters, by its kind.
  var backendSubject: BackendError.Subject {
    isAboutPolicy
      ? .managedPolicy(arn: subject)
      : isAboutProvider ? .identityProvider(arn: subject) : .role(subject)
  }

  /// What it alters, with its kind: `role 'X'`, `managed policy 'arn:…'`.
  public var subjectPhrase: String { backendSubject.phrase }
}
