import SigV4

extension QueryClient {
  /// Reads one attempt's outcome and decides; the only place where repeating is decided.
  func decide(
    _ sent: Attempt, _ action: String, _ credentials: ResolvedCredentials?,
    _ state: inout CallState, in session: AccessSession
  ) -> CallDecision {
    let host = endpoint.endpoint.hostHeader
    let redactor = sent.redactor
    switch sent.result {
    case .failure(.cancelled):
      return .give(.cancelled(answersLost: state.answersLost + 1))
    case .failure(let error):
      session.log(.failure(action: action, reason: error.message))
      let failure = CallError.transport(error, answersLost: state.answersLost)
      return repeated(
        failure, error.isRetryable ? .transient : nil, nil, &state, in: session)
    case .success(let response):
      switch QueryReading(response, to: action, host: host, redactor) {
      case .result(let result, let requestID):
        session.limiter.speedUp()
        session.log(
          .answer(action: action, status: response.status, code: nil, requestID: requestID))
        return .done(
          CallAnswer(result: result, requestID: requestID, answersLost: state.answersLost))
      case .unreadable(let summary):
        session.log(.failure(action: action, reason: summary))
        let failure = CallError.malformedAnswer(
          summary: summary, answersLost: state.answersLost, status: response.status)
        return repeated(
          failure, Self.kind(ofUnreadable: response.status), RetryAdvice(response), &state,
          in: session)
      case .refused(var error):
        error.answersLost = state.answersLost
        session.log(
          .answer(
            action: action, status: response.status, code: error.code, requestID: error.requestID))
        if mend(error, response, sent.time, credentials, &state, in: session) { return .again }
        return repeated(
          .service(error), FailureKind(of: error), RetryAdvice(response), &state, in: session)
      }
    }
  }

  /// Repeats after a pause when that is worth it and within policy and quota.
  private func repeated(
    _ failure: CallError, _ kind: FailureKind?, _ advice: RetryAdvice?, _ state: inout CallState,
    in session: AccessSession
  ) -> CallDecision {
    guard let kind, state.repeatsLost || !Self.losesAnswer(failure) else { return .give(failure) }
    var pause = session.retry.pause(
      after: state.attempt, kind: kind, random: session.dependencies.random(), advice: advice)
    var mayRepeat = state.attempt < session.retry.maxAttempts
    var isPatient = false
    switch kind {
    case .throttling:
      let left = session.retry.longestThrottling - state.throttled
      if !mayRepeat, left > 0 {
        mayRepeat = true
        // All calls slow down together, so each of them asks again and again.
        if advice == nil { pause = min(pause, RetryPolicy.longestThrottledPause) }
        pause = min(pause, left)
      }
      isPatient = left > 0
      state.throttled += pause
      let now = session.dependencies.now()
      session.limiter.slowDown(at: now, until: now + pause)
    case .transient: break
    }
    let cost = RetryQuota.cost(of: kind)
    guard mayRepeat else { return .give(failure) }
    // The quota is for services in trouble: one that only asks to wait is waited for.
    if session.quota.take(cost) {
      state.lastCost = cost
    } else if isPatient {
      state.lastCost = 0
    } else {
      return .give(failure)
    }
    if Self.losesAnswer(failure) { state.answersLost += 1 }
    return .wait(seconds: pause)
  }

  private static func losesAnswer(_ failure: CallError) -> Bool {
    switch failure {
    case .service(let error): error.mayHaveBeenApplied
    case .transport(let error, _): error.mayHaveBeenApplied
    case .malformedAnswer: true
    case .credentials, .cancelled: false
    }
  }

  /// A success that cannot be read may be a cut one; a refusal that cannot be read stays one.
  private static func kind(ofUnreadable status: Int) -> FailureKind? {
    if (200...299).contains(status) { return .transient }
    return FailureKind(ErrorClass(code: "", status: status))
  }

  /// Removes what is wrong with the signature, once each: the clock, or keys that have ended.
  private func mend(
    _ error: ServiceError, _ response: HTTPResponse, _ signed: SigningTime,
    _ credentials: ResolvedCredentials?, _ state: inout CallState, in session: AccessSession
  ) -> Bool {
    // The time of an answer is believed only from a server that proved who it is, or this machine.
    let isTrusted = endpoint.endpoint.scheme == .https || endpoint.endpoint.isLoopback
    if error.errorClass.contains(.clock), !state.isClockCorrected, isTrusted,
      let serverTime = response.header("date").flatMap({ SigningTime(httpDate: $0) }),
      session.correctClock(to: serverTime, signed: signed)
    {
      state.isClockCorrected = true
      return true
    }
    if let credentials, error.isExpiredToken, !state.areCredentialsRenewed,
      session.forget(credentials)
    {
      state.areCredentialsRenewed = true
      return true
    }
    return false
  }
}
