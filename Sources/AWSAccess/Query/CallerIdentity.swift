import JSONText

/// Who the keys belong to, as STS says.
public struct CallerIdentity: Hashable, Sendable {
  /// The twelve digits of the account.
  public var account: String
  /// The ARN of the user or the role session.
  public var arn: String
  /// The unique id.
  public var userID: String

  /// Asks STS; no permission is needed for that.
  public init(askedFrom client: QueryClient) throws(CallError) {
    let answer = try client.call("GetCallerIdentity")
    guard let account = answer.result.text(of: "Account"), AccountID.isValid(account),
      let arn = answer.result.text(of: "Arn"), !arn.isEmpty
    else {
      throw .malformedAnswer(
        summary: "the answer to GetCallerIdentity names no account", answersLost: 0)
    }
    self.account = account
    self.arn = arn
    userID = answer.result.text(of: "UserId") ?? ""
  }

  /// The partition in the ARN: `aws`, `aws-cn`, ….
  public var partition: String {
    let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count > 1 && !parts[1].isEmpty ? String(parts[1]) : "aws"
  }
}
