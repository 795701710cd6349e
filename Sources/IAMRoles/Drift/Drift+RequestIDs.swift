extension Drift {
  /// The same drift without what is another with every call: two checks that say the same are equal.
  public var withoutRequestIDs: Drift {
    var drift = self
    for place in drift.roles.indices {
      drift.roles[place].unreadable = drift.roles[place].unreadable.map(\.withoutRequestID)
    }
    for place in drift.policies.indices {
      guard case .unreadable(let failure) = drift.policies[place].finding else { continue }
      drift.policies[place].finding = .unreadable(failure.withoutRequestID)
    }
    drift.accountUnreadable = drift.accountUnreadable.map(\.withoutRequestID)
    return drift
  }
}
