import IAMRoles

extension UnsafeMoment {
  /// What speaks against the moment, for a person: a clause without its end.
  package var sentence: String {
    switch finding {
    case .allows(let request):
      "role '\(role)' allows for a moment what it allows neither before nor after: \(request.line)"
    case .denialLost(let request):
      "role '\(role)' does not deny for a moment what it denies before and after: \(request.line)"
    case .undecided(let reason):
      "it is not known what role '\(role)' allows for a moment: \(reason)"
    }
  }
}
