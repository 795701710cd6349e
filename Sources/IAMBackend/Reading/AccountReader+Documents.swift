import AWSAccess
import IAMPolicy
public import IAMRoles

/// The documents of managed policies, and the tags of roles that a plan only names.
extension AccountReader {
  /// Of the pinned policies those that a role of the set both wants and has.
  func attachedPolicies(
    _ set: RoleSet, _ state: AccountState, _ pinned: Set<String>
  ) -> Set<String> {
    set.asked.reduce(into: []) { found, desired in
      guard case .ordinary(let wanted) = desired, let role = state.roles[desired.name]?.value else {
        return
      }
      found.formUnion(wanted.policies(heldBy: role).filter(pinned.contains))
    }
  }

  func readDocuments(
    _ arns: Set<String>, _ bulk: BulkAnswer, into reading: inout AccountReading
  ) throws(BackendError) {
    for (arn, document) in bulk.documents where arns.contains(arn) {
      reading.related.managedPolicies[arn] = .present(document)
    }
    let missing = arns.filter { bulk.documents[$0] == nil }.sorted()
    let outcomes = client.outcomes(of: missing) { [client] arn throws(CallFailure) in
      try client.document(ofPolicy: arn)
    }
    for (arn, outcome) in zip(missing, outcomes) {
      switch try Self.reading(outcome, of: arn) {
      case .present(let document): reading.related.managedPolicies[arn] = document
      case .absent: break
      case .unreadable(let failure): reading.related.managedPolicies[arn] = .unreadable(failure)
      }
    }
  }

  /// Reads the tags of roles, side by side; a role whose tags cannot be read is left out.
  public func tags(ofRoles names: [String]) throws(BackendError) -> [String: [Tag]] {
    let outcomes = client.outcomes(of: names) { [client] name throws(CallFailure) in
      try client.tags(ofRole: name)
    }
    var found: [String: [Tag]] = [:]
    for (name, outcome) in zip(names, outcomes) {
      found[name] = try Self.reading(outcome, of: name).value
    }
    return found
  }

  /// Reads the default versions of managed policies, side by side.
  ///
  /// They say which way access differs and nothing else: a document that cannot be read is left out,
  /// with a note, and makes no answer incomplete.
  public func documents(
    of arns: [String]
  ) throws(BackendError) -> (library: PolicyLibrary, notes: [String]) {
    let outcomes = client.outcomes(of: arns) { [client] arn throws(CallFailure) in
      try client.document(ofPolicy: arn)
    }
    var documents: [String: PolicyDocument] = [:]
    var notes: [String] = []
    for (arn, outcome) in zip(arns, outcomes) {
      var reading = Reading<StoredDocument>.absent
      switch try Self.reading(outcome, of: arn) {
      case .present(let document): reading = document
      case .absent: break
      case .unreadable(let failure): reading = .unreadable(failure)
      }
      switch reading {
      case .present(.policy(let document)): documents[arn] = document
      case .present(.unreadableText(_, let problem)):
        notes.append("the document of '\(arn)' cannot be read: \(problem)")
      case .unreadable(let failure):
        notes.append(
          "the document of '\(arn)' could not be read, so the direction of access may stay unknown: "
            + failure.message)
      case .absent: break
      }
    }
    return (PolicyLibrary(documents), notes)
  }
}
