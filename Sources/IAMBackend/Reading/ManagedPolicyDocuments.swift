import AWSAccess
import IAMPolicy
public import IAMRoles

extension AccountReader {
  /// Reads the default versions of managed policies, side by side.
  ///
  /// They tell which way access differs and nothing else: a document that cannot be read is left out,
  /// with a note, and makes no answer incomplete.
  ///
  /// - Throws: `BackendError` when the connection or the credentials fail.
  public func policies(
    _ arns: [String]
  ) throws(BackendError) -> (library: PolicyLibrary, notes: [String]) {
    let results = Threads.map(arns, width: width) { arn -> Result<StoredDocument, CallFailure> in
      do throws(CallFailure) { return .success(try document(of: arn)) } catch {
        return .failure(error)
      }
    }
    var documents: [String: PolicyDocument] = [:]
    var notes: [String] = []
    for (arn, result) in zip(arns, results) {
      switch result {
      case .success(.policy(let document)): documents[arn] = document
      case .success(.unreadableText(_, let problem)):
        notes.append("the document of '\(arn)' cannot be read: \(problem)")
      case .failure(let failure):
        guard !failure.isFatal else { throw BackendError(failure, reading: arn) }
        notes.append(
          "the document of '\(arn)' could not be read, so the direction of access may stay open: "
            + failure.message)
      }
    }
    return (PolicyLibrary(documents), notes)
  }

  private func document(of arn: String) throws(CallFailure) -> StoredDocument {
    let policy = try caller.call("GetPolicy", [("PolicyArn", arn)])
    guard let version = policy["Policy"]?.text(of: "DefaultVersionId") else {
      throw CallFailure(
        .malformedAnswer, message: "the answer to GetPolicy names no default version")
    }
    let answer = try caller.call(
      "GetPolicyVersion", [("PolicyArn", arn), ("VersionId", version)])
    guard let text = answer["PolicyVersion"]?.text(of: "Document") else {
      throw CallFailure(
        .malformedAnswer, message: "the answer to GetPolicyVersion has no document")
    }
    switch Reading(returned: text, as: .identity, "GetPolicyVersion", of: arn) {
    case .present(let document): return document
    case .unreadable(let failure):
      throw CallFailure(.malformedAnswer, message: failure.message)
    case .absent:
      throw CallFailure(
        .malformedAnswer, message: "the answer to GetPolicyVersion has no document")
    }
  }
}
